import RuleBook

extension Rule {
  /// Messages without a content type.
  static let defaultContentType = Rule(.defaultContentType) { $0.reportProblems() }
}
