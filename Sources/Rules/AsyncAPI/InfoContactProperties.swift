import RuleBook

extension Rule {
  /// An incomplete contact.
  static let infoContactProperties = Rule(.infoContactProperties) { $0.reportProblems() }
}
