import RuleBook

extension Rule {
  /// An address with an empty parameter.
  static let channelNoEmptyParameter = Rule(.channelNoEmptyParameter) { $0.reportProblems() }
}
