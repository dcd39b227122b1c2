import RuleBook

extension Rule {
  /// A reference to a name without a definition. Found by the linker.
  static let unknownReference = Rule(.unknownReference) { $0.reportProblems() }
}
