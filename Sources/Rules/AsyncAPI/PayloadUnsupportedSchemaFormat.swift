import RuleBook

extension Rule {
  /// A payload with an unsupported schema format.
  static let payloadUnsupportedSchemaFormat = Rule(.payloadUnsupportedSchemaFormat) { $0.reportProblems() }
}
