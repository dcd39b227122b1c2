import RuleBook

extension Rule {
  /// A channel address with a trailing slash.
  static let channelNoTrailingSlash = Rule(.channelNoTrailingSlash) { $0.reportProblems() }
}
