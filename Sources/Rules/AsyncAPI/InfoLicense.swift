import RuleBook
import Schemas

extension Rule {
  /// A document without a licence.
  static let infoLicense = Rule(.infoLicense, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.followed(inspection.parts.info?["license"]) == nil else { return }
  inspection.report("the document names no licence", at: inspection.root.place(ofKey: "info"))
}
