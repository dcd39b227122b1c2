import Writing
package import YAMLTree

/// The names of Avro types (specification 1.12, "Names").
package enum AvroName {
  /// The types that have no definition.
  package static let primitives: Set<String> = [
    "null", "boolean", "int", "long", "float", "double", "bytes", "string",
  ]

  /// The full name of a type that is written as `name` where `namespace` encloses it.
  package static func full(_ name: String, in namespace: String) -> String {
    name.contains(".") || namespace.isEmpty ? name : "\(namespace).\(name)"
  }

  /// The namespace of a full name; empty if it has none.
  package static func namespace(of full: String) -> String {
    full.split(separator: ".").dropLast().joined(separator: ".")
  }
}

/// The named types of an Avro file, by which references and other types of the file name them.
package struct AvroTypes {
  /// A named type with the namespace that encloses it.
  package struct Entry {
    /// The schema that defines the type.
    package var node: DocumentNode
    /// The namespace of names without one; empty if none encloses the type.
    package var namespace: String
  }

  private(set) var byFullName: [String: NodeID] = [:]
  /// Types by the last part of their names; -1 for those that several types share.
  private(set) var byName: [String: NodeID] = [:]
  private(set) var namespaces: [NodeID: String] = [:]

  /// The named types of a schema. Linear in its nodes.
  init(_ root: DocumentNode?) {
    var pending = [(node: root, namespace: "")]
    // Aliases of YAML may lead to a node more than once.
    var seen: Set<NodeID> = []
    while let (node, outer) = pending.popLast() {
      guard let node, seen.insert(node.id).inserted else { continue }
      var namespace = outer
      let isNamed = ["record", "error", "enum", "fixed"].contains(node.word("type"))
      if isNamed, let name = node.word("name") {
        let own = node.word("namespace") ?? outer
        let full = AvroName.full(name, in: own)
        let parts = full.split(separator: ".")
        namespace = parts.dropLast().joined(separator: ".")
        byFullName[full] = byFullName[full] ?? node.id
        let last = parts.last.map(String.init) ?? full
        byName[last] = byName[last] == nil ? node.id : NodeID(-1)
        namespaces[node.id] = outer
      }
      for key in ["type", "items", "values"] { pending.append((node[key], namespace)) }
      for item in node.items + (node["fields"]?.items ?? []) where !item.isScalar { pending.append((item, namespace)) }
    }
  }
}

extension Document {
  private var types: AvroTypes? {
    guard path.hasSuffix(".avsc") else { return nil }
    if let known = avroTypes { return known }
    let found = AvroTypes(root)
    avroTypes = found
    return found
  }

  /// The named type of an Avro file that a fragment means: `shop.Buyer`, or `Buyer` if only one type is called so.
  func avroType(named fragment: String) -> AvroTypes.Entry? {
    guard !fragment.isEmpty, let types else { return nil }
    let name = Self.avroName(fragment)
    return entry(types.byFullName[name] ?? types.byName[name], types)
  }

  /// The named type of an Avro file with a full name.
  package func avroType(fullName: String) -> AvroTypes.Entry? { types.flatMap { entry($0.byFullName[fullName], $0) } }

  /// The namespace that encloses a type of an Avro file.
  package func avroNamespace(of type: NodeID) -> String { types?.namespaces[type] ?? "" }

  /// The full name of the type nearest to one that the file does not define.
  func nearAvroType(_ fragment: String) -> String? {
    types.flatMap { types in
      NearName.best(for: Self.avroName(fragment), among: (Array(types.byFullName.keys) + types.byName.keys).sorted())
    }
  }

  private func entry(_ id: NodeID?, _ types: AvroTypes) -> AvroTypes.Entry? {
    guard let id, id.index >= 0 else { return nil }
    return AvroTypes.Entry(node: DocumentNode(self, id), namespace: types.namespaces[id] ?? "")
  }

  private static func avroName(_ fragment: String) -> String {
    let bytes = percentDecoded(Array(fragment.utf8)).drop { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ".") }
    return String(decoding: bytes, as: UTF8.self)
  }
}
