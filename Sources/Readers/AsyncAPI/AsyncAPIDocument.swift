import Catalog
package import Findings
package import Schemas
import Writing
import YAMLTree

/// An AsyncAPI document as a tree of nodes, with the ways through it: references, traits, payloads.
///
/// It lives in the worker that reads the file and is gone when the next file is read.
package struct AsyncAPIDocument {
  /// The root node, a mapping with the key `asyncapi`.
  package let root: DocumentNode
  /// The version of the specification, such as `3.0.0`.
  package let version: String
  /// The document and the files that it refers to.
  package let documents: Documents
  let settings: SourceSettings

  /// A name and where it is written.
  package struct NamedPlace {
    /// The name.
    package var name: String
    /// The place of the name, or of what stands for it.
    package var place: Place
  }

  /// What references lead to.
  package struct Target {
    /// The node without a reference.
    package var node: DocumentNode
    /// The last segment of the last reference; nil without a reference.
    package var name: String?
  }

  /// The payload of a message.
  package struct Payload {
    /// The schema; nil for a message without a payload.
    package var schema: DocumentNode?
    /// The language of the schema.
    package var format: PayloadReader.Format
  }

  /// Whether it follows version 2 of the specification, which differs in channels and operations.
  package var isVersion2: Bool { version.hasPrefix("2.") }

  /// Whether its version is one that is read: 2.x or 3.x.
  var isSupported: Bool { isVersion2 || version.hasPrefix("3.") }

  /// Whether it describes no service: it has components for other documents to refer to, and neither channels nor
  /// operations.
  package var isLibrary: Bool {
    root["components"] != nil
      && ["channels", "operations"].allSatisfy { key in
        root[key].map { $0.isNull || $0.isMapping && $0["$ref"] == nil && $0.members.isEmpty } ?? true
      }
  }

  /// The name of the service and its place: from the configuration, or else the first of `x-eventlint-service`, `id`,
  /// `info.title` and the path of the file.
  package var serviceName: NamedPlace {
    let info = followed(root["info"])
    let own = root["x-eventlint-service"] ?? info?["x-eventlint-service"]
    let fallback = root["asyncapi"]?.place ?? root.place
    if let name = settings.service { return NamedPlace(name: name, place: info?["title"]?.place ?? fallback) }
    for node in [own, root["id"], info?["title"]] {
      guard let node, let words = Self.words(of: node) else { continue }
      return NamedPlace(name: words.hasPrefix("urn:") ? String(words.dropFirst(4)) : words, place: node.place)
    }
    return NamedPlace(name: root.document.path, place: fallback)
  }

  /// The title of a document whose `id` names the service; nil if something else names it.
  var serviceTitle: WrittenText? {
    guard let id = root["id"], serviceName.place == id.place, let title = followed(root["info"])?["title"],
      let words = Self.words(of: title)
    else { return nil }
    return WrittenText(text: words, place: title.place)
  }

  /// A scalar as one line; nil if it is empty.
  private static func words(of node: DocumentNode) -> String? {
    guard node.isScalar, !node.isNull, !node.string.isEmpty else { return nil }
    return node.string.split { $0 == " " || $0 == "\n" || $0 == "\t" }.joined(separator: " ")
  }

  /// The target of a node's reference, or the node itself; nil for a broken one, which `reportReferences` reports.
  package func followed(_ node: DocumentNode?) -> DocumentNode? {
    guard let node else { return nil }
    return try? documents.follow(node).get()
  }

  /// An operation or message with its traits, the part that counts first in front. A later trait counts before an
  /// earlier one; in 2.x, where traits are merged onto the object, they count before the object, in 3.x after it.
  package func parts(of node: DocumentNode) -> [DocumentNode] {
    let traits = (node["traits"]?.items ?? []).reversed().compactMap(followed)
    return isVersion2 ? traits + [node] : [node] + traits
  }

  /// The value of a key, or of a path of keys, in the first part of an operation or message that has one: parts are
  /// merged key by key at every level. Empty values do not count.
  package func first(_ keys: String..., of node: DocumentNode) -> DocumentNode? {
    parts(of: node).lazy.compactMap { part in keys.reduce(part) { followed($0)?[$1] } }
      .first { !$0.isScalar || !$0.isNull && !$0.string.isEmpty }
  }

  /// The target of a node's references and the last segment of the last reference; nil for a broken reference or more
  /// than 32 in a row.
  package func named(_ node: DocumentNode) -> Target? {
    var node = node
    var name: String?
    for _ in 0..<32 {
      guard node.isMapping, let reference = node["$ref"], reference.isScalar else {
        return Target(node: node, name: name)
      }
      name = lastWord(of: reference.string) ?? name
      guard let next = documents.step(reference.string, from: node.document) else { return nil }
      node = next
    }
    return nil
  }

  /// The place of the key under which the target of a node's references stands; nil for a node without a reference and
  /// for a target that is the whole of a file.
  func keyPlace(ofTarget node: DocumentNode) -> Place? {
    var node = node
    var found: Place?
    for _ in 0..<32 {
      guard node.isMapping, let reference = node["$ref"], reference.isScalar else { return found }
      guard let next = documents.step(reference.string, from: node.document) else { return nil }
      if let slash = reference.string.lastIndex(of: "/"), let key = lastWord(of: reference.string),
        let parent = try? documents.resolve(String(reference.string[..<slash]), from: node.document).get()
      {
        found = parent.place(ofKey: key)
      }
      node = next
    }
    return found
  }

  func lastWord(of reference: String) -> String? {
    guard reference.contains(ascii: "#/"), let last = reference.utf8.split(separator: UInt8(ascii: "/")).last
    else { return nil }
    let word = Document.unescaped(Array(last))
    return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
  }

  /// The schema of a payload and its schema language; 3.x can wrap both in a multi-format schema object.
  package func payloadSchema(of message: DocumentNode) -> Payload {
    guard let payload = message["payload"] ?? first("payload", of: message) else {
      return Payload(schema: nil, format: .jsonSchema)
    }
    let target = followed(payload)
    if let format = target?.word("schemaFormat"), let schema = target?["schema"] {
      return Payload(schema: schema, format: .init(mediaType: format))
    }
    return Payload(schema: payload, format: .init(mediaType: first("schemaFormat", of: message)?.string))
  }

  /// The only value of a schema; nil if it allows others.
  func constant(_ schema: DocumentNode) -> String? {
    if let value = schema["const"], value.isScalar { return value.string }
    let values = schema["enum"]?.items ?? []
    return values.count == 1 ? values[0].string : nil
  }
}

/// The checks of AsyncAPI documents that a run wants, made while a document is read, because its nodes do not outlive
/// the reading.
package struct DocumentChecks: Sendable {
  let problems: @Sendable (AsyncAPIDocument) -> [Problem]

  /// Checks that return the problems of a document.
  package init(_ problems: @escaping @Sendable (AsyncAPIDocument) -> [Problem]) { self.problems = problems }
}
