import RuleBook
import Schemas
import Writing

extension Rule {
  /// A server address with an empty variable.
  static let serverNoEmptyVariable = Rule(.serverNoEmptyVariable, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for server in inspection.parts.servers {
    for address in server.addresses where address.string.contains(ascii: "{}") {
      inspection.report("the address of server \(server.name) has an empty variable", at: address.place)
    }
  }
}
