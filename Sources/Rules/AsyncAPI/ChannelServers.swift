import RuleBook

extension Rule {
  /// A channel on an undefined server.
  static let channelServers = Rule(.channelServers) { $0.reportProblems() }
}
