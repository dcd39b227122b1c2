import RuleBook

extension Rule {
  /// A channel on a server that nobody defined.
  static let channelServers = Rule(.channelServers) { $0.reportProblems() }
}
