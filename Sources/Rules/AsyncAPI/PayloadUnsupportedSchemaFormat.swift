import Readers
import RuleBook
import Schemas

extension Rule {
  /// A payload with an unsupported schema format.
  static let payloadUnsupportedSchemaFormat = Rule(.payloadUnsupportedSchemaFormat, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for message in inspection.parts.messages {
    guard case .other(let word) = message.payload.format else { continue }
    let place =
      message.node["schemaFormat"]?.place ?? inspection.followed(message.node["payload"])?["schemaFormat"]?.place
    inspection.report(
      "payload of message \(message.name) is not checked: unsupported schema format \(word)", at: place,
      subject: "payload of message \(message.name) is not checked: \(word) is not read")
  }
}
