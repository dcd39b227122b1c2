import RuleBook

extension Rule {
  /// A server address that ends in a slash.
  static let serverNoTrailingSlash = Rule(.serverNoTrailingSlash) { $0.reportProblems() }
}
