import RuleBook
import Schemas

extension Rule {
  /// A server address with a trailing slash.
  static let serverNoTrailingSlash = Rule(.serverNoTrailingSlash, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for server in inspection.parts.servers {
    for address in server.addresses where address.string.hasSuffix("/") && address.string != "/" {
      inspection.report("the address of server \(server.name) ends in a slash", at: address.place)
    }
  }
}
