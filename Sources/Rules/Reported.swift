import RuleBook

/// The rules about what readers and the linker must notice because nothing can be understood without it. They note it
/// in any case; these rules decide whether and how it is reported.
extension Rule {
  /// A duplicate definition or key. Found by the readers and the linker.
  static let duplicateDefinition = Rule(.duplicateDefinition) { $0.reportProblems() }
  /// A payload schema with errors. Found by the schema readers.
  static let invalidSchema = Rule(.invalidSchema) { $0.reportProblems() }
  /// A value of the wrong type or outside the allowed words. Found by the readers.
  static let invalidValue = Rule(.invalidValue) { $0.reportProblems() }
  /// One name with different meanings in two contexts. Found during linking: see `Linker.defineMessages`.
  static let sameNameOtherMeaning = Rule(.sameNameOtherMeaning) { $0.reportProblems() }
  /// A file that cannot be read, or is not valid YAML. Found by the readers.
  static let syntax = Rule(.syntax) { $0.reportProblems() }
  /// A key that the format does not define. Found by the readers.
  static let unknownField = Rule(.unknownField) { $0.reportProblems() }
  /// A reference to a name without a definition. Found by the linker.
  static let unknownReference = Rule(.unknownReference) { $0.reportProblems() }
  /// References to the network or to files outside the linted folder. Found by the readers.
  static let unreadReference = Rule(.unreadReference) { $0.reportProblems() }
}

/// The rules about suppressions, which are found after all others have reported: see `Suppressions` in Linting.
extension Rule {
  /// A suppression without a reason.
  static let unexplainedSuppression = Rule(.unexplainedSuppression, run: { _ in })
  /// A suppression without a finding to suppress.
  static let unusedSuppression = Rule(.unusedSuppression, run: { _ in })
}
