import RuleBook
import Schemas

extension Rule {
  /// A document without a contact.
  static let infoContact = Rule(.infoContact, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.followed(inspection.parts.info?["contact"]) == nil else { return }
  inspection.report("the document names no contact", at: inspection.root.place(ofKey: "info"))
}
