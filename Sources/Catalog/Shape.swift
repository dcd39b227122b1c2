package import Findings
import Writing

/// A field of a payload with its type and its place in the tree.
package struct Field: Sendable {
  /// The type of a field's value, as far as rules compare types.
  package enum Kind: UInt8, Sendable {
    case object
    case string
    case integer
    case number
    case boolean
    /// A type that the catalog does not define: `Money`, `date-time`.
    case named
    /// A type that is not stated.
    case unknown
    /// A map of arbitrary keys to values of one type.
    case map
    /// A type whose schema cannot be read, so a missing field proves nothing.
    case opaque
  }

  /// The field's own name, without its path.
  package var name: Name
  /// The type of the value, or of the elements of a list.
  package var kind: Kind
  /// The name of the type if the kind is `named`.
  package var typeName: Name?
  /// The index of the enclosing object among the fields of its payload, or -1.
  package var parent: Int
  /// Whether the field may be absent.
  package var isOptional: Bool
  /// Whether the value is a list with elements of `kind`.
  package var isList: Bool
  /// Whether the value may be null.
  package var isNullable = false
  /// Whether only some of several alternatives have it: a branch of `oneOf`, a member of a Protobuf `oneof`.
  package var isConditional = false
  /// Whether its schema says that it is no longer to be used.
  package var isDeprecated = false
  /// The packed fields of an object that several payloads share; nil if its fields follow it in the payload itself.
  package var shared: FieldRange?
  /// The place of the field's name, in the schema's own file if that is elsewhere.
  package var place: Place

  /// A field that is neither nullable, nor conditional, nor shared.
  package init(
    name: Name, kind: Kind, typeName: Name? = nil, parent: Int, isOptional: Bool = false, isList: Bool = false,
    place: Place
  ) {
    self.name = name
    self.kind = kind
    self.typeName = typeName
    self.parent = parent
    self.isOptional = isOptional
    self.isList = isList
    self.place = place
  }
}

/// The fields of a payload as a flat list, parents before children.
package struct Shape: Sendable {
  /// The fields; `Field.parent` is a position in this array.
  package var fields: [Field]

  /// The maximum number of fields of a payload.
  package static let maximum = 32_000
  /// The maximum number of fields after expanding shared parts, which multiply when nested.
  static let expanded = 4000
  /// The maximum nesting of shared parts; what is nested deeper counts as unknown.
  static let depth = 32

  /// The shape of fields whose parents precede their children.
  package init(fields: [Field]) {
    self.fields = fields
  }

  /// The path of a field, such as `customer.address`. Linear in its depth.
  package func path(_ index: Int, names: Names) -> String {
    var path: [UInt8] = []
    appendPath(index, names: names, to: &path)
    return String(decoding: path, as: UTF8.self)
  }

  /// Appends the path of a field as UTF-8. Linear in its depth.
  package func appendPath(_ index: Int, names: Names, to text: inout [UInt8]) {
    guard fields[index].parent >= 0 else {
      text += names.bytes(fields[index].name)
      return
    }
    var way = [index]
    while fields[way[way.count - 1]].parent >= 0 { way.append(fields[way[way.count - 1]].parent) }
    let start = text.count
    for index in way.reversed() {
      if text.count > start { text.append(UInt8(ascii: ".")) }
      text += names.bytes(fields[index].name)
    }
  }
}

/// The presence of a field in a payload, as a receiver that needs it can rely on.
package enum FieldPresence: Sendable {
  case always
  /// Optional, or part of some alternatives only.
  case sometimes
  /// Always present, and possibly null.
  case nullable
  case absent
  /// Not stated by the schema, or the schema cannot be read.
  case unknown
}

/// A lookup table for the field paths of a shape; each lookup is linear in the path.
package struct FieldPaths {
  /// The indices of fields by parent and name in one number.
  private var children: [UInt64: Int] = [:]
  private let names: Names
  private let shape: Shape

  /// The lookup table of a shape; cost: linear in its fields.
  package init(_ shape: Shape, names: Names) {
    self.shape = shape
    self.names = names
    children.reserveCapacity(shape.fields.count)
    for (index, field) in shape.fields.enumerated() {
      children[Self.key(field.parent, field.name)] = index
    }
  }

  private static func key(_ parent: Int, _ name: Name) -> UInt64 { UInt64(parent + 1) << 32 | UInt64(name.index) }

  /// The index of the field of a path such as `items.articleId` or `items[].articleId`; nil if there is none. A path
  /// into a field of unknown content finds that field.
  package func field(at path: ArraySlice<UInt8>) -> Int? { find(path).last }

  /// The presence of the field of a path, as a receiver that needs it can rely on.
  package func presence(of path: ArraySlice<UInt8>) -> FieldPresence {
    let way = find(path)
    guard let last = way.last else {
      return shape.fields.contains { $0.parent < 0 && $0.kind == .opaque } ? .unknown : .absent
    }
    if isEnd(last), way.count < segments(path).count { return .unknown }
    let fields = way.map { shape.fields[$0] }
    if fields.contains(where: { $0.isOptional || $0.isConditional }) { return .sometimes }
    return fields.contains(where: \.isNullable) ? .nullable : .always
  }

  /// The indices of the fields along a path; none if a segment is missing.
  private func find(_ path: ArraySlice<UInt8>) -> [Int] {
    // A field name may itself contain dots.
    if let name = names.find(path), let index = children[Self.key(-1, name)] { return [index] }
    var way: [Int] = []
    for word in segments(path) {
      guard let name = names.find(word), let index = children[Self.key(way.last ?? -1, name)] else {
        return []
      }
      way.append(index)
      if isEnd(index) { return way }
    }
    return way
  }

  /// Whether the content of a field is unknown or has no named fields.
  private func isEnd(_ index: Int) -> Bool {
    switch shape.fields[index].kind {
    case .named, .unknown, .map, .opaque: true
    case .object, .string, .integer, .number, .boolean: false
    }
  }

  private func segments(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: ".")).map { $0.suffix(2).elementsEqual("[]".utf8) ? $0.dropLast(2) : $0 }
  }

  /// The name of the top-level field that is nearest to a path, for "did you mean"; nil if none is near.
  package func nearest(to path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    NearName.best(for: path, among: shape.fields.lazy.filter { $0.parent < 0 }.map { names.bytes($0.name) })
  }
}
