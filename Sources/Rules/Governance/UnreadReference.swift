import RuleBook

extension Rule {
  /// References that lead to the network, or out of the folder that is linted.
  static let unreadReference = Rule(.unreadReference) { $0.reportProblems() }
}
