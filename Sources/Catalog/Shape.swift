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
  /// Where the field's name is written.
  package var place: Place

  package init(
    name: Name, kind: Kind, typeName: Name? = nil, parent: Int, isOptional: Bool = false, isList: Bool = false, place: Place
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
  package func field(at path: ArraySlice<UInt8>) -> Int? {
    // A name may itself hold dots.
    if let name = names.find(path), let index = children[Key(parent: -1, name: name)] { return index }
    var parent = -1
    for segment in path.split(separator: UInt8(ascii: ".")) {
      let word = segment.suffix(2).elementsEqual("[]".utf8) ? segment.dropLast(2) : segment
      guard let name = names.find(word), let index = children[Key(parent: parent, name: name)] else { return nil }
      let kind = shape.fields[index].kind
      if kind == .named || kind == .unknown { return index }
      parent = index
    }
    return parent >= 0 ? parent : nil
  }

  /// The nearest field of the top level, for "did you mean".
  package func nearest(to path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    NearName.best(for: path, among: shape.fields.lazy.filter { $0.parent < 0 }.map { names.bytes($0.name) })
  }
}
