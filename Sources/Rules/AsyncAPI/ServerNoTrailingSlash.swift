import RuleBook

extension Rule {
  /// A server address with a trailing slash.
  static let serverNoTrailingSlash = Rule(.serverNoTrailingSlash) { $0.reportProblems() }
}
