import RuleBook

extension Rule {
  /// A file that cannot be read, or is not valid YAML. Found by the readers.
  static let syntax = Rule(.syntax) { $0.reportProblems() }
}
