package import Findings

/// One field of a payload: 16 bytes, since a catalog has hundreds of thousands.
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

  package internal(set) var name: Name
  private var start: UInt32
  /// The number of the type's name in the low bits, above them the kind and two flags.
  private var type: UInt32
  private var parentOffset: Int16
  private var length: UInt16

  private static let nameBits: UInt32 = 27
  private static let nameMask: UInt32 = 1 << nameBits - 1

  /// - Parameter parent: index of the object it belongs to among the fields of its payload, or -1; at most `Shape.maximum`.
  package init(
    name: Name, kind: Kind, typeName: Name? = nil, parent: Int, isOptional: Bool, isList: Bool, place: Place
  ) {
    self.name = name
    start = place.start
    length = UInt16(clamping: place.end - place.start)
    parentOffset = Int16(clamping: parent)
    type = UInt32(kind.rawValue) << Self.nameBits | (isOptional ? 1 << 30 : 0) | (isList ? 1 << 31 : 0)
    if let typeName { type |= typeName.index & Self.nameMask }
  }

  package var kind: Kind { Kind(rawValue: UInt8(type >> Self.nameBits & 7)) ?? .unknown }
  /// The type's own name when the kind is `named`.
  package var typeName: Name? { kind == .named ? Name(index: type & Self.nameMask) : nil }
  package var isOptional: Bool { type & 1 << 30 != 0 }
  /// A list of what `kind` says.
  package var isList: Bool { type & 1 << 31 != 0 }
  package var parent: Int { Int(parentOffset) }

  /// Where the field's name is written, given the file of its message.
  package func place(in file: FileID) -> Place { Place(file: file, start: start, end: start + UInt32(length)) }

  mutating func rename(_ map: [Name]) {
    name = map[Int(name.index)]
    if let typeName { type = type & ~Self.nameMask | map[Int(typeName.index)].index & Self.nameMask }
  }
}

/// Where the fields of one payload lie among those of all.
package struct FieldRange: Hashable, Sendable {
  package internal(set) var start: UInt32
  package let count: UInt32

  package init(start: Int, count: Int) {
    self.start = UInt32(start)
    self.count = UInt32(count)
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
