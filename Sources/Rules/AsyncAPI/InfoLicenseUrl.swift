import RuleBook
import Schemas

extension Rule {
  /// A licence without a URL.
  static let infoLicenseUrl = Rule(.infoLicenseUrl, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let info = inspection.parts.info
  guard let license = inspection.followed(info?["license"]), license.word("url") == nil else { return }
  inspection.report("the licence has no url", at: info?.place(ofKey: "license"))
}
