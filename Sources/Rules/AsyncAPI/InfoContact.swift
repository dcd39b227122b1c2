import RuleBook

extension Rule {
  /// A document without a contact.
  static let infoContact = Rule(.infoContact) { $0.reportProblems() }
}
