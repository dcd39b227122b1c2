import RuleBook
import Schemas

extension Rule {
  /// A tag without a description.
  static let tagDescription = Rule(.tagDescription, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for tag in inspection.parts.tagLists.joined() where tag.node.word("description") == nil {
    inspection.report("tag \(tag.name) has no description", at: tag.place)
  }
}
