import RuleBook

extension Rule {
  /// One name in two contexts for two things. Found while linking: see `Linker.defineMessages`.
  static let sameNameOtherMeaning = Rule(.sameNameOtherMeaning) { $0.reportProblems() }
}
