import Readers
import RuleBook
import Schemas

extension Rule {
  /// Messages without a content type.
  static let defaultContentType = Rule(.defaultContentType, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.root["defaultContentType"] == nil,
    let message = inspection.parts.messages.first(where: {
      inspection.document.first("contentType", of: $0.node) == nil
    })
  else { return }
  inspection.report(
    "the document has no defaultContentType, and message \(message.name) no contentType",
    at: inspection.root["asyncapi"]?.place)
}
