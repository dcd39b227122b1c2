import RuleBook

extension Rule {
  /// Parameters of an address that do not match its definitions.
  static let channelParameters = Rule(.channelParameters) { $0.reportProblems() }
}
