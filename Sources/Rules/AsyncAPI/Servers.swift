import RuleBook
import Schemas

extension Rule {
  /// A document without servers.
  static let servers = Rule(.servers, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.followed(inspection.root["servers"])?.members.isEmpty ?? true else { return }
  inspection.report("the document names no servers", at: inspection.root["asyncapi"]?.place)
}
