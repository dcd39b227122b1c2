package import Findings

/// The fields of a payload, flat, parents before children.
package struct Shape: Sendable {
  package var fields: [Field] = []

  package init() {}

  package enum FieldType: UInt8, Sendable {
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

  /// One field: 24 bytes, since a catalog has hundreds of thousands.
  package struct Field: Sendable {
    package var name: Name
    /// The type's own name when `type` is `named`.
    package var typeName: Name?
    /// Index of the object it belongs to, or -1.
    package var parent: Int32
    var start: UInt32
    var length: UInt16
    package var type: FieldType
    package var isOptional: Bool
    /// A list of what `type` says.
    package var isList: Bool

    package init(
      name: Name, type: FieldType, typeName: Name? = nil, parent: Int32, isOptional: Bool, isList: Bool, place: Place
    ) {
      self.name = name
      self.typeName = typeName
      self.parent = parent
      self.type = type
      self.isOptional = isOptional
      self.isList = isList
      start = place.start
      length = UInt16(clamping: place.end - place.start)
    }

    /// Where the field's name is written, given the file of its message.
    package func place(in file: FileID) -> Place { Place(file: file, start: start, end: start + UInt32(length)) }
  }

  /// The fields without children: what a payload really carries. An object of unknown content is one leaf.
  package var leaves: [Field] {
    var hasChildren = [Bool](repeating: false, count: fields.count)
    for field in fields where field.parent >= 0 { hasChildren[Int(field.parent)] = true }
    return fields.indices.filter { !hasChildren[$0] }.map { fields[$0] }
  }

  /// `customer.address` for the field of that path.
  package func path(_ index: Int, names: Names) -> String {
    var parts = [names[fields[index].name]]
    var parent = fields[index].parent
    while parent >= 0 {
      parts.append(names[fields[Int(parent)].name])
      parent = fields[Int(parent)].parent
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
    var parent: Int32
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
    var parent: Int32 = -1
    for segment in path.split(separator: UInt8(ascii: ".")) {
      let word = segment.suffix(2).elementsEqual("[]".utf8) ? segment.dropLast(2) : segment
      guard let name = names.find(word), let index = children[Key(parent: parent, name: name)] else { return nil }
      let type = shape.fields[index].type
      if type == .named || type == .unknown { return index }
      parent = Int32(index)
    }
    return parent >= 0 ? Int(parent) : nil
  }

  /// The nearest field of the top level, for "did you mean".
  package func nearest(to path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    NearName.best(for: path, among: shape.fields.lazy.filter { $0.parent < 0 }.map { names.bytes($0.name) })
  }
}
