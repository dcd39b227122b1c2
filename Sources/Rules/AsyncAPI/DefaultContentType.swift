import RuleBook

extension Rule {
  /// Messages whose content type nobody says.
  static let defaultContentType = Rule(.defaultContentType) { $0.reportProblems() }
}
