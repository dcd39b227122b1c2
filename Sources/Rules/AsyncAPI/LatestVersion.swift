import RuleBook

extension Rule {
  /// A document of an old version.
  static let latestVersion = Rule(.latestVersion) { $0.reportProblems() }
}
