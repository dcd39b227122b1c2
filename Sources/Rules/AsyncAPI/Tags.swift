import Readers
import RuleBook
import Schemas

extension Rule {
  /// A document without tags.
  static let tags = Rule(.tags, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let isVersion2 = inspection.document.isVersion2
  let tags = isVersion2 ? inspection.root["tags"] : inspection.parts.info?["tags"]
  guard tags?.items.isEmpty ?? true else { return }
  inspection.report(
    "the document has no tags",
    at: isVersion2 ? inspection.root["asyncapi"]?.place : inspection.root.place(ofKey: "info"))
}
