import Findings
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
  var messagesOfChannels: [DocumentNode: Set<Place>] = [:]
  for operation in inspection.parts.operations {
    guard let channel = operation.node["channel"].flatMap(inspection.document.named) else { continue }
    let own =
      messagesOfChannels[channel.node]
      ?? Set(
        inspection.parts.members(channel.node["messages"]).compactMap { inspection.followed($0.value)?.place })
    messagesOfChannels[channel.node] = own
    for item in operation.node["messages"]?.items ?? [] {
      guard let reference = item["$ref"], reference.isScalar, let target = inspection.followed(item),
        // By place: a document may refer to itself by the name of its file.
        !own.contains(target.place)
      else { continue }
      let channelName = channel.name.map { " \($0)" } ?? ""
      inspection.report(
        "operation \(operation.name) lists a message that its channel\(channelName) does not have",
        at: reference.place)
    }
  }
}
