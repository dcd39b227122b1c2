package import Findings

/// One field of a payload.
package struct Field: Sendable {
  package enum Kind: UInt8, Sendable {
    case object
    case string
    case integer
    case number
    case boolean
    /// A type this catalog does not explain: `Money`, `date-time`.
    case named
    /// Nothing was said.
    case unknown
    /// Any keys, with values of one type.
    case map
    /// Its schema cannot be read, so nothing follows from what it seems to lack.
    case opaque
  }

  package var name: Name
  package var kind: Kind
  /// The type's own name when the kind is `named`.
  package var typeName: Name?
  /// Index of the object it belongs to among the fields of its payload, or -1.
  package var parent: Int
  package var isOptional: Bool
  /// A list of what `kind` says.
  package var isList: Bool
  /// The value may be null.
  package var isNullable = false
  /// Only some of several alternatives have it: a branch of `oneOf`, a member of a Protobuf `oneof`.
  package var isConditional = false
  /// The fields of an object that several payloads share; its own children follow it otherwise.
  package var shared: FieldRange?
  /// Where the field's name is written; in a schema's own file if that is elsewhere.
  package var place: Place

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

  func renamed(_ map: [Name]) -> Field {
    var field = self
    field.name = map[Int(name.index)]
    field.typeName = typeName.map { map[Int($0.index)] }
    return field
  }
}

/// The fields of a payload, flat, parents before children.
package struct Shape: Sendable {
  package var fields: [Field]

  /// How many fields a payload may have.
  package static let maximum = 32_000
  /// How many fields of a payload are looked at when parts of it are shared: shared parts inside shared parts multiply.
  static let expanded = 4000
  /// How deep shared parts lie in one another before a payload counts as unknown there.
  static let depth = 32

  package init(fields: [Field]) {
    self.fields = fields
  }

  /// `customer.address` for the field of that path.
  package func path(_ index: Int, names: Names) -> String {
    var parts = [names[fields[index].name]]
    var parent = fields[index].parent
    while parent >= 0 {
      parts.append(names[fields[parent].name])
      parent = fields[parent].parent
    }
    return parts.reversed().joined(separator: ".")
  }
}

/// Whether a payload has a field: what a receiver that needs it may count on.
package enum FieldPresence: Sendable {
  case always
  /// Optional, or in some alternatives only.
  case sometimes
  /// Always there, and may be null.
  case nullable
  case absent
  /// The schema does not say, or could not be read.
  case unknown
}

/// Looks field paths up in a shape, each in time linear in the path.
package struct FieldPaths {
  private var children: [Key: Int] = [:]
  private let names: Names
  private let shape: Shape

  private struct Key: Hashable {
    var parent: Int
    var name: Name
  }

  package init(_ shape: Shape, names: Names) {
    self.shape = shape
    self.names = names
    children.reserveCapacity(shape.fields.count)
    for (index, field) in shape.fields.enumerated() {
      children[Key(parent: field.parent, name: field.name)] = index
    }
  }

  /// The index of the field that a path such as `items.articleId` or `items[].articleId` means. A path into a field of
  /// unknown content finds that field.
  package func field(at path: ArraySlice<UInt8>) -> Int? { find(path).last }

  /// What a receiver that needs a path may count on.
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

  /// The fields along a path; none when it leads nowhere.
  private func find(_ path: ArraySlice<UInt8>) -> [Int] {
    // A name may itself hold dots.
    if let name = names.find(path), let index = children[Key(parent: -1, name: name)] { return [index] }
    var way: [Int] = []
    for word in segments(path) {
      guard let name = names.find(word), let index = children[Key(parent: way.last ?? -1, name: name)] else {
        return []
      }
      way.append(index)
      if isEnd(index) { return way }
    }
    return way
  }

  /// Nothing is known of what is inside it.
  private func isEnd(_ index: Int) -> Bool {
    switch shape.fields[index].kind {
    case .named, .unknown, .map, .opaque: true
    case .object, .string, .integer, .number, .boolean: false
    }
  }

  private func segments(_ path: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    path.split(separator: UInt8(ascii: ".")).map { $0.suffix(2).elementsEqual("[]".utf8) ? $0.dropLast(2) : $0 }
  }

  /// The nearest field of the top level, for "did you mean".
  package func nearest(to path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    NearName.best(for: path, among: shape.fields.lazy.filter { $0.parent < 0 }.map { names.bytes($0.name) })
  }
}
