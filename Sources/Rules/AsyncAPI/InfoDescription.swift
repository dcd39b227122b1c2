import RuleBook

extension Rule {
  /// A document without a description.
  static let infoDescription = Rule(.infoDescription) { $0.reportProblems() }
}
