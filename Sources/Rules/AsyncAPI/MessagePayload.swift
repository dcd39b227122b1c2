import RuleBook

extension Rule {
  /// A message without a payload.
  static let messagePayload = Rule(.messagePayload) { $0.reportProblems() }
}
