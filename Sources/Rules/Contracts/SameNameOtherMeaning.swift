import RuleBook

extension Rule {
  /// One name with different meanings in two contexts. Found during linking: see `Linker.defineMessages`.
  static let sameNameOtherMeaning = Rule(.sameNameOtherMeaning) { $0.reportProblems() }
}
