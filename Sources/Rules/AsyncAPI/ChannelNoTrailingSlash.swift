import RuleBook

extension Rule {
  /// An address that ends in a slash.
  static let channelNoTrailingSlash = Rule(.channelNoTrailingSlash) { $0.reportProblems() }
}
