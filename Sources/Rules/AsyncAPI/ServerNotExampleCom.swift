import RuleBook
import Schemas
import Writing

extension Rule {
  /// A server at example.com.
  static let serverNotExampleCom = Rule(.serverNotExampleCom, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for server in inspection.parts.servers {
    for address in server.addresses where address.string.contains(ascii: "example.com") {
      inspection.report(
        "server \(server.name) points to example.com", at: address.place,
        subject: "server \(server.name) lies at example.com")
    }
  }
}
