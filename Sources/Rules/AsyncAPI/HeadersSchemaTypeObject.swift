import Findings
import RuleBook
import Schemas

extension Rule {
  /// A headers schema that is not an object.
  static let headersSchemaTypeObject = Rule(.headersSchemaTypeObject, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let structure = ["properties", "allOf", "oneOf", "anyOf", "schema"]
  for message in inspection.parts.messages {
    guard let headers = inspection.followed(message.node["headers"]), headers.isMapping else { continue }
    var place: Place?
    if let type = headers["type"] {
      if type.isScalar, type.string != "object" { place = type.place }
    } else if !structure.contains(where: { headers[$0] != nil }) {
      place = message.node.place(ofKey: "headers")
    }
    inspection.report("headers of message \(message.name) are not of type object", at: place)
  }
}
