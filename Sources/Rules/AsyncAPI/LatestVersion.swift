import RuleBook

extension Rule {
  /// An outdated AsyncAPI version.
  static let latestVersion = Rule(.latestVersion) { $0.reportProblems() }
}
