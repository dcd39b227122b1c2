import RuleBook
import Schemas

extension Rule {
  /// A document without a description.
  static let infoDescription = Rule(.infoDescription, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.parts.info?.word("description") == nil else { return }
  inspection.report("the document has no description", at: inspection.root.place(ofKey: "info"))
}
