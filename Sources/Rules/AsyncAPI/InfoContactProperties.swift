import RuleBook

extension Rule {
  /// A contact that cannot be reached.
  static let infoContactProperties = Rule(.infoContactProperties) { $0.reportProblems() }
}
