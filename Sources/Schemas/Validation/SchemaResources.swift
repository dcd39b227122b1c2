import Writing

/// The JSON Schema version of a schema.
package enum Dialect: Sendable {
  /// Draft-07, which AsyncAPI is based on.
  case draft7
  /// 2019-09.
  case draft2019
  /// 2020-12.
  case draft2020
}

/// An index of schemas by their identifiers: `$id`, `$anchor`, `$dynamicAnchor`.
struct SchemaResources {
  private var byURI: [String: DocumentNode] = [:]
  private var bases: [DocumentNode: String] = [:]
  private var dynamic: [String: DocumentNode] = [:]
  private var indexed: Set<DocumentNode> = []
  private let dialect: Dialect

  init(dialect: Dialect) {
    self.dialect = dialect
  }

  private static let one = [
    "additionalProperties", "additionalItems", "items", "not", "if", "then", "else", "contains", "propertyNames",
    "unevaluatedItems", "unevaluatedProperties",
  ]
  private static let several = ["allOf", "anyOf", "oneOf", "items", "prefixItems"]
  private static let named = [
    "properties", "patternProperties", "definitions", "$defs", "dependentSchemas", "dependencies",
  ]

  /// Adds a root schema and all schemas inside it. Linear in their number; once for each root.
  mutating func index(_ root: DocumentNode, base: String) {
    guard indexed.insert(root).inserted else { return }
    byURI[base] = byURI[base] ?? root
    var pending = [(root, base)]
    while let (node, outer) = pending.popLast() {
      guard node.isMapping, bases[node] == nil else { continue }
      let base = identify(node, outer)
      bases[node] = base
      for key in Self.one { if let part = node[key], part.isMapping { pending.append((part, base)) } }
      for key in Self.several { for part in node[key]?.items ?? [] { pending.append((part, base)) } }
      for key in Self.named { for member in node[key]?.members ?? [] { pending.append((member.value, base)) } }
    }
  }

  private mutating func identify(_ node: DocumentNode, _ outer: String) -> String {
    var base = outer
    if let id = node["$id"], id.isScalar, !(dialect == .draft7 && node["$ref"] != nil) {
      if id.string.hasPrefix("#") {
        byURI[outer + id.string] = node
      } else {
        base = URIText.resolved(id.string.hasSuffix("#") ? String(id.string.dropLast()) : id.string, against: outer)
        byURI[base] = node
      }
    }
    if dialect != .draft7, let anchor = node["$anchor"] { byURI["\(base)#\(anchor.string)"] = node }
    if let anchor = node["$dynamicAnchor"] {
      byURI["\(base)#\(anchor.string)"] = node
      dynamic["\(base)#\(anchor.string)"] = node
    }
    return base
  }

  /// The base URI of an indexed schema.
  func base(of node: DocumentNode) -> String? { bases[node] }

  /// The schema with a `$dynamicAnchor` in the resource of a base URI.
  func dynamicAnchor(_ name: String, in base: String) -> DocumentNode? { dynamic["\(base)#\(name)"] }

  /// The schema identified by a URI.
  func resource(_ base: String) -> DocumentNode? { byURI[base] }

  /// The schema that a reference relative to a base URI identifies.
  mutating func target(_ reference: String, from base: String) -> DocumentNode? {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts.first ?? "")
    let resource = path.isEmpty ? base : URIText.resolved(path, against: base)
    let fragment = parts.count > 1 ? parts[1] : ""
    if fragment.isEmpty { return byURI[resource] }
    guard fragment.hasPrefix("/") else {
      return byURI["\(resource)#\(String(decoding: Document.percentDecoded(Array(fragment.utf8)), as: UTF8.self))"]
    }
    guard var node = byURI[resource] else { return nil }
    var current = resource
    for token in fragment.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      guard let next = node.document.child(Array(token.utf8), of: node.id) else { return nil }
      node = DocumentNode(node.document, next)
      current = bases[node] ?? current
    }
    if bases[node] == nil { index(node, base: current) }
    return node
  }
}

/// Reference resolution of RFC 3986, as far as references between schemas need it.
enum URIText {
  /// A reference resolved against a base URI.
  static func resolved(_ reference: String, against base: String) -> String {
    if reference.contains(ascii: "://") || reference.hasPrefix("urn:") || reference.hasPrefix("tag:") || base.isEmpty {
      return reference
    }
    guard let scheme = base.firstRange(of: "://") else {
      let folder = base.lastIndex(of: "/").map { base[...$0] } ?? ""
      return Documents.normalised(reference.hasPrefix("/") ? reference : folder + reference)
    }
    let pathStart = base[scheme.upperBound...].firstIndex(of: "/") ?? base.endIndex
    let authority = String(base[..<pathStart])
    if reference.hasPrefix("/") { return authority + reference }
    let path = base[pathStart...]
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? "/"
    return authority + Documents.normalised(String(folder) + reference)
  }
}
