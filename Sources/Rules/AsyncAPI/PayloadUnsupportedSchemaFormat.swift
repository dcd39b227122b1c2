import RuleBook

extension Rule {
  /// A payload in a format that is not read.
  static let payloadUnsupportedSchemaFormat = Rule(.payloadUnsupportedSchemaFormat) { $0.reportProblems() }
}
