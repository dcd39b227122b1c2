import RuleBook

extension Rule {
  /// References to the network or to files outside the linted folder. Found by the readers.
  static let unreadReference = Rule(.unreadReference) { $0.reportProblems() }
}
