import Readers
import RuleBook
import Schemas

extension Rule {
  /// A message example that does not match its payload.
  static let messageExamples = Rule(.messageExamples, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for message in inspection.parts.messages {
    guard case .jsonSchema = message.payload.format, let schema = inspection.followed(message.payload.schema) else {
      continue
    }
    for example in message.node["examples"]?.items ?? [] {
      guard let payload = inspection.followed(example)?["payload"] else { continue }
      for violation in inspection.parts.validator.violations(of: payload, against: schema).prefix(3) {
        inspection.report(
          "an example of message \(message.name) does not match its payload: \(violation.message)",
          at: violation.place)
      }
    }
  }
}
