import Readers
import RuleBook
import Schemas
import YAMLTree

extension Rule {
  /// An unused component.
  static let unusedComponents = Rule(.unusedComponents, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  // Other documents refer to the components of a library.
  guard !inspection.document.isLibrary else { return }
  let root = inspection.root
  guard let components = inspection.followed(root["components"]), components.document === root.document else { return }
  let used = usedPointers(inspection)
  for (section, kind) in sections {
    for member in components[section]?.members ?? [] where !used.contains("#/components/\(section)/\(member.key)") {
      inspection.report(
        "\(kind) \(member.key) is never referenced", at: member.keyPlace,
        subject: "nothing refers to \(kind) \(member.key)")
    }
  }
}

/// The sections of `components` with the kind of object that each holds.
private let sections = [
  ("schemas", "schema"), ("servers", "server"), ("channels", "channel"), ("operations", "operation"),
  ("messages", "message"),
  ("securitySchemes", "security scheme"), ("serverVariables", "server variable"), ("parameters", "parameter"),
  ("correlationIds", "correlation id"), ("replies", "reply"), ("operationTraits", "operation trait"),
  ("messageTraits", "message trait"),
  ("serverBindings", "server binding"), ("channelBindings", "channel binding"),
  ("operationBindings", "operation binding"),
  ("messageBindings", "message binding"), ("externalDocs", "external documentation"), ("tags", "tag"),
]

/// The components that the document refers to, as JSON Pointers; security requirements of 2.x count as references.
private func usedPointers(_ inspection: DocumentInspection) -> Set<String> {
  let root = inspection.root
  let tree = root.tree
  var used: Set<String> = []
  for index in tree.nodes.indices {
    let id = NodeID(index)
    guard tree[id].kind == .mapping, root.document.contains(start: tree[id].start, end: tree[id].end) else { continue }
    for entry in root.document.entries(id) where tree.matches(tree.resolved(entry.key), "$ref") {
      let parts = tree.string(tree.resolved(entry.value)).split(separator: "/", omittingEmptySubsequences: false)
      guard parts.count >= 4, parts[0] == "#", parts[1] == "components" else { continue }
      used.insert(
        "#/components/\(parts[2])/\(String(decoding: Document.unescaped(Array(parts[3].utf8)), as: UTF8.self))")
    }
  }
  guard inspection.document.isVersion2 else { return used }
  let secured =
    inspection.parts.members(root["servers"]).compactMap { inspection.followed($0.value) }
    + inspection.parts.operations.map(\.node)
  for list in secured.compactMap({ $0["security"] }) {
    for requirement in list.items {
      for member in requirement.members { used.insert("#/components/securitySchemes/\(member.key)") }
    }
  }
  return used
}
