import RuleBook

extension Rule {
  /// An operation with messages that its channel does not have.
  static let operationMessagesFromChannel = Rule(.operationMessagesFromChannel) { $0.reportProblems() }
}
