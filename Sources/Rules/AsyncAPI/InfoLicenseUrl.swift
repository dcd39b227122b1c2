import RuleBook

extension Rule {
  /// A licence without a URL.
  static let infoLicenseUrl = Rule(.infoLicenseUrl) { $0.reportProblems() }
}
