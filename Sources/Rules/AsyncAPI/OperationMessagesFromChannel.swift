import Readers
import RuleBook
import Schemas

extension Rule {
  /// An operation with messages that its channel does not have.
  static let operationMessagesFromChannel = Rule(.operationMessagesFromChannel, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard !inspection.document.isVersion2 else { return }
  // Each channel's messages are looked up once, however many operations use it.
  var messagesOfChannels: [DocumentNode: Set<DocumentNode>] = [:]
  for operation in inspection.parts.operations {
    guard let channel = operation.node["channel"].flatMap(inspection.document.named) else { continue }
    let own =
      messagesOfChannels[channel.node]
      ?? Set(
        inspection.parts.members(channel.node["messages"]).compactMap { inspection.followed($0.value) })
    messagesOfChannels[channel.node] = own
    for item in operation.node["messages"]?.items ?? [] {
      guard let reference = item["$ref"], reference.isScalar, let target = inspection.followed(item),
        !own.contains(target)
      else { continue }
      inspection.report(
        "operation \(operation.name) lists a message that its channel \(channel.name ?? "") does not have",
        at: reference.place)
    }
  }
}
