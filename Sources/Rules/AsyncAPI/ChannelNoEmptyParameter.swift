import RuleBook

extension Rule {
  /// A channel address with an empty parameter.
  static let channelNoEmptyParameter = Rule(.channelNoEmptyParameter) { $0.reportProblems() }
}
