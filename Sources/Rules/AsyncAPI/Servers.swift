import RuleBook

extension Rule {
  /// A document without servers.
  static let servers = Rule(.servers) { $0.reportProblems() }
}
