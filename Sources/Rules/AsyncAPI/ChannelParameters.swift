import RuleBook

extension Rule {
  /// Channel parameters that do not match the address.
  static let channelParameters = Rule(.channelParameters) { $0.reportProblems() }
}
