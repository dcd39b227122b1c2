import RuleBook

extension Rule {
  /// A file that cannot be read as YAML, or not to its end.
  static let syntax = Rule(.syntax) { $0.reportProblems() }
}
