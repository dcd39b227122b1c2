import RuleBook

extension Rule {
  /// A licence without a url.
  static let infoLicenseUrl = Rule(.infoLicenseUrl) { $0.reportProblems() }
}
