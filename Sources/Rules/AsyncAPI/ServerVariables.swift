import RuleBook
import Schemas

extension Rule {
  /// Server variables that do not match the address.
  static let serverVariables = Rule(.serverVariables, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for server in inspection.parts.servers {
    let defined = inspection.parts.members(server.node["variables"])
    let known = Set(defined.map(\.key))
    var used: Set<String> = []
    for address in server.addresses {
      for parameter in DocumentParts.parameters(address.string)
      where used.insert(parameter).inserted && !known.contains(parameter) {
        inspection.report(
          "server \(server.name) uses {\(parameter)}, which `variables` does not define", at: address.place)
      }
    }
    for variable in defined where !used.contains(variable.key) {
      inspection.report(
        "variable \(variable.key) is defined and server \(server.name) does not use it", at: variable.keyPlace)
    }
  }
}
