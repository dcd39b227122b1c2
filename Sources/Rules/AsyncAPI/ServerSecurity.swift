import RuleBook
import Schemas

extension Rule {
  /// A server with an undefined security scheme.
  static let serverSecurity = Rule(.serverSecurity, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for server in inspection.parts.servers {
    for scheme in inspection.parts.unknownSchemes(server.node["security"]) {
      inspection.report(
        "server \(server.name) asks for security scheme \(scheme.name), which is not defined", at: scheme.place)
    }
  }
}
