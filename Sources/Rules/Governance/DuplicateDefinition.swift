import RuleBook

extension Rule {
  /// A duplicate definition or key. Found by the readers and the linker.
  static let duplicateDefinition = Rule(.duplicateDefinition) { $0.reportProblems() }
}
