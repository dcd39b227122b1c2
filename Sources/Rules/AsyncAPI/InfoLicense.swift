import RuleBook

extension Rule {
  /// A document without a licence.
  static let infoLicense = Rule(.infoLicense) { $0.reportProblems() }
}
