import Findings

/// The range of one payload's fields in `PackedFields`.
package struct FieldRange: Hashable, Sendable {
  /// What some of the fields are, without those of shared parts, so that most payloads need not be decoded to find out.
  struct Content: OptionSet, Hashable {
    let rawValue: UInt32

    /// A field is of unreadable content.
    static let opaque = Content(rawValue: 1)
    /// The fields of an object are stored elsewhere.
    static let shared = Content(rawValue: 2)
    static let deprecated = Content(rawValue: 4)
    /// A type is not defined in the catalog.
    static let typed = Content(rawValue: 8)
  }

  /// The position of the first byte in `PackedFields`.
  package let start: UInt32
  /// The position of the first field among those of all payloads.
  let first: UInt32
  /// The number of fields times sixteen, and the content.
  let bits: UInt32

  init(start: Int, first: Int, count: Int, content: Content) {
    self.init(start: UInt32(start), first: UInt32(first), bits: UInt32(count) << 4 | content.rawValue)
  }

  fileprivate init(start: UInt32, first: UInt32, bits: UInt32) {
    (self.start, self.first, self.bits) = (start, first, bits)
  }

  private var content: Content { Content(rawValue: bits & 15) }

  /// The number of fields, without those of shared parts.
  package var count: Int { Int(bits >> 4) }

  /// Whether there are fields that are not listed one by one: in shared parts, or in parts that could not be read. A
  /// field that seems to be missing may be there.
  package var hasUnseenFields: Bool { !content.isDisjoint(with: [.opaque, .shared]) }

  /// Whether a field is deprecated, or may be one of a shared part.
  package var mayHaveDeprecatedFields: Bool { !content.isDisjoint(with: [.deprecated, .shared]) }

  /// Whether a field has a `typeName`.
  package var hasNamedTypes: Bool { content.contains(.typed) }

  /// Whether a field refers to a name of a type or to shared fields.
  fileprivate var hasReferences: Bool { !content.isDisjoint(with: [.typed, .shared]) }

  /// The same payload behind a number of bytes and fields of others.
  fileprivate func behind(bytes: Int, fields: Int) -> FieldRange {
    FieldRange(start: start + UInt32(bytes), first: first + UInt32(fields), bits: bits)
  }
}

extension FieldRange: HasAbsentValue {
  /// A payload behind all others.
  package static var absent: FieldRange { FieldRange(start: .max, first: .max, bits: 0) }
}

/// What most questions about a field are about, readable without decoding its payload.
@usableFromInline package struct FieldHead: Sendable {
  @usableFromInline let bits: UInt32

  init(_ field: Field) {
    bits = field.name.index | (field.parent < 0 ? Self.topBit : 0) | (field.kind == .object ? Self.objectBit : 0)
  }

  fileprivate init(_ name: Name, as other: FieldHead) {
    bits = name.index | other.bits & (Self.topBit | Self.objectBit)
  }

  @inlinable static var topBit: UInt32 { 1 << 31 }
  @inlinable static var objectBit: UInt32 { 1 << 30 }

  /// The field's own name.
  @inlinable package var name: Name { Name(index: bits & ~(Self.topBit | Self.objectBit)) }

  /// Whether it belongs to no other field.
  @inlinable package var isTopLevel: Bool { bits & Self.topBit != 0 }

  /// Whether it is an object, or a list of them.
  @inlinable package var isObject: Bool { bits & Self.objectBit != 0 }
}

/// The fields of all payloads in about nine bytes each, since a large catalog has millions: four for the `FieldHead`,
/// and numbers of variable length for places and parents, which are relative to the previous field.
///
/// A payload is its file and its fields in order; a field is a byte of kind and flags, the gap to the previous field,
/// its length, and the name of its type if it has one. An `end` closes the open object. Rare flags, another file and
/// shared fields follow in a second byte and after the other numbers. Names and shared fields take four bytes a number,
/// so that payloads can be moved without packing them again.
package struct PackedFields: Sendable {
  private var heads: ContiguousArray<FieldHead> = []
  private var bytes: ContiguousArray<UInt8> = []

  static let end: UInt8 = 0x0F
  static let kindMask: UInt8 = 0x0F
  static let optionalBit: UInt8 = 0x10
  static let listBit: UInt8 = 0x20
  static let nullableBit: UInt8 = 0x40
  static let moreBit: UInt8 = 0x80

  static let conditionalBit: UInt8 = 0x01
  static let fileBit: UInt8 = 0x02
  static let sharedBit: UInt8 = 0x04
  static let deprecatedBit: UInt8 = 0x08

  /// The shared fields that payloads refer to, in the order of packing: shared fields are packed before the payloads
  /// that share them.
  private var sharedRanges: [FieldRange] = []

  /// A store without fields.
  package init() {}

  /// Packs the fields of an object that several payloads share. Linear in the fields.
  package mutating func packShared(_ fields: [Field]) -> FieldRange {
    let range = pack(fields)
    sharedRanges.append(range)
    return range
  }

  /// Appends fields that another reader packed, with renamed names, without packing them again. Linear in the fields.
  ///
  /// - Parameter ranges: the payloads of the other reader.
  /// - Returns: the ranges of the same payloads in this table, in the same order.
  package mutating func append(_ other: PackedFields, _ map: [Name], ranges: [FieldRange]) -> [FieldRange] {
    let (offset, first) = (bytes.count, heads.count)
    heads.append(contentsOf: other.heads.lazy.map { FieldHead(map[Int($0.name.index)], as: $0) })
    bytes.append(contentsOf: other.bytes)
    for range in [other.sharedRanges, ranges].joined() where range.hasReferences {
      var decoder = Decoder(range, in: other.bytes)
      for _ in 0..<range.count {
        let found = decoder.references()
        if let type = found.type {
          let name = map[Int(other.bytes.number(at: type))]
          bytes.set(name.index, at: offset + type)
        }
        if let shared = found.shared {
          let moved = other.bytes.range(at: shared).behind(bytes: offset, fields: first)
          bytes.set(moved, at: offset + shared)
        }
      }
    }
    sharedRanges += other.sharedRanges.map { $0.behind(bytes: offset, fields: first) }
    return ranges.map { $0.behind(bytes: offset, fields: first) }
  }

  /// Packs the fields of a payload. Linear in the fields.
  ///
  /// - Parameter fields: all of one file, each after its object, and the fields of an object together.
  package mutating func pack(_ fields: [Field]) -> FieldRange {
    let start = bytes.count
    guard let first = fields.first else {
      return FieldRange(start: start, first: heads.count, count: 0, content: [])
    }
    var content: FieldRange.Content = []
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.largest * (fields.count + 1)) { buffer in
      var writer = Writer(buffer: buffer, file: first.place.file)
      writer.append(UInt64(first.place.file.rawValue))
      for (index, field) in fields.enumerated() { writer.append(field, index) }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[..<writer.count]))
      content = writer.content
    }
    let range = FieldRange(start: start, first: heads.count, count: fields.count, content: content)
    heads.append(contentsOf: fields.lazy.map(FieldHead.init))
    return range
  }

  /// The maximum size of a field: two bytes of flags, an `end`, and seven numbers of at most 33 bits, each in at most
  /// five bytes.
  private static let largest = 3 + 7 * 5

  /// A writer into a buffer known to be large enough: growing an array byte by byte would cost half of the packing
  /// time.
  private struct Writer {
    let buffer: UnsafeMutableBufferPointer<UInt8>
    var count = 0
    /// What the fields so far are.
    var content: FieldRange.Content = []
    private var position = 0
    private var innermost = -1
    /// The objects that are open around the innermost one.
    private var open: [Int] = []
    private var file: FileID

    init(buffer: UnsafeMutableBufferPointer<UInt8>, file: FileID) {
      self.buffer = buffer
      self.file = file
    }

    mutating func append(_ field: Field, _ index: Int) {
      if innermost != field.parent { close(to: field.parent) }
      var head = field.kind.rawValue
      if field.isOptional { head |= PackedFields.optionalBit }
      if field.isList { head |= PackedFields.listBit }
      if field.isNullable { head |= PackedFields.nullableBit }
      var more: UInt8 = 0
      if field.isConditional { more |= PackedFields.conditionalBit }
      if field.isDeprecated { more |= PackedFields.deprecatedBit }
      if field.place.file != file { more |= PackedFields.fileBit }
      if field.shared != nil { more |= PackedFields.sharedBit }
      append(more == 0 ? head : head | PackedFields.moreBit)
      if more != 0 { append(more) }
      let gap = Int64(field.place.start) - Int64(position)
      append(UInt64(bitPattern: gap << 1 ^ gap >> 63))
      append(UInt64(field.place.end - field.place.start))
      if field.kind == .opaque { content.insert(.opaque) }
      if field.isDeprecated { content.insert(.deprecated) }
      if field.kind == .named {
        content.insert(.typed)
        appendFixed(field.typeName?.index ?? 0)
      }
      position = Int(field.place.end)
      if field.place.file != file {
        file = field.place.file
        append(UInt64(file.rawValue))
      }
      if let shared = field.shared {
        content.insert(.shared)
        appendFixed(shared.start)
        appendFixed(shared.first)
        appendFixed(shared.bits)
      }
      if field.kind == .object {
        open.append(innermost)
        innermost = index
      }
    }

    private mutating func close(to parent: Int) {
      while innermost != parent, let outer = open.popLast() {
        append(PackedFields.end)
        innermost = outer
      }
    }

    @inline(__always)
    mutating func append(_ number: UInt64) {
      if number < 0x80 { return append(UInt8(truncatingIfNeeded: number)) }
      appendLong(number)
    }

    private mutating func appendFixed(_ number: UInt32) {
      for shift in stride(from: 0 as UInt32, to: 32, by: 8) { append(UInt8(truncatingIfNeeded: number &>> shift)) }
    }

    private mutating func appendLong(_ number: UInt64) {
      var number = number
      while number >= 0x80 {
        append(UInt8(truncatingIfNeeded: number) | 0x80)
        number >>= 7
      }
      append(UInt8(number))
    }

    @inline(__always)
    private mutating func append(_ byte: UInt8) {
      buffer[count] = byte
      count += 1
    }
  }

  /// Reserves space for the payloads of a number of files, estimated at 32 fields each.
  package mutating func reserve(payloadsOf files: Int) {
    heads.reserveCapacity(32 * files)
    bytes.reserveCapacity(144 * files)
  }

  /// The fields of a payload, decoded, without those of shared parts. Linear in the fields.
  package func fields(of range: FieldRange) -> [Field] {
    var decoder = Decoder(range, in: bytes)
    var fields: [Field] = []
    fields.reserveCapacity(range.count)
    for head in heads(of: range) { fields.append(decoder.field(head)) }
    return fields
  }

  /// The heads of a payload's fields in order, without those of shared parts and without decoding.
  package func heads(of range: FieldRange) -> ArraySlice<FieldHead> {
    heads[Int(range.first)..<Int(range.first) + range.count]
  }

  /// A payload with its shared parts expanded, up to `Shape.expanded` fields; shared parts beyond that are of unknown
  /// content.
  package func shape(of range: FieldRange) -> Shape {
    var fields: [Field] = []
    expand(range, parent: -1, into: &fields, depth: 0)
    return Shape(fields: fields)
  }

  /// Whether payloads share parts.
  package var hasShared: Bool { !sharedRanges.isEmpty }

  /// The number of fields without fields of their own, those of a shared part wherever it is used; at most
  /// `Shape.maximum`. Linear in the packed fields over all calls.
  ///
  /// - Parameter shared: the numbers of shared parts that were counted before.
  package func leafCount(of range: FieldRange, shared: inout [FieldRange: Int]) -> Int {
    let fields = fields(of: range)
    var leaves = 0
    var isParent = [Bool](repeating: false, count: fields.count)
    for field in fields {
      if let part = field.shared, part.count > 0 {
        let known = shared[part] ?? leafCount(of: part, shared: &shared)
        shared[part] = known
        leaves = min(leaves + known, Shape.maximum)
      } else {
        leaves += 1
      }
      if field.parent >= 0 { isParent[field.parent] = true }
    }
    return leaves - isParent.count(where: \.self)
  }

  private func expand(_ range: FieldRange, parent: Int, into fields: inout [Field], depth: Int) {
    // The positions that the fields of this range got in the result.
    var positions: [Int] = []
    for field in self.fields(of: range) {
      guard depth == 0 || fields.count < Shape.expanded else { return }
      var field = field
      field.parent = field.parent < 0 ? parent : positions[field.parent]
      positions.append(fields.count)
      if let shared = field.shared, depth == Shape.depth || fields.count + 1 + shared.count > Shape.expanded {
        field.kind = .unknown
        field.shared = nil
      }
      fields.append(field)
      if let shared = field.shared { expand(shared, parent: fields.count - 1, into: &fields, depth: depth + 1) }
    }
  }
}

/// The fields of one payload, decoded one by one in order.
private struct Decoder {
  private let bytes: ContiguousArray<UInt8>
  private var offset: Int
  private var index = 0
  private var file = FileID(0)
  private var position = 0
  private var parent = -1
  /// The objects that are open around the innermost one.
  private var outer: [Int] = []

  init(_ range: FieldRange, in bytes: ContiguousArray<UInt8>) {
    self.bytes = bytes
    offset = Int(range.start)
    if range.count > 0 { file = FileID(UInt32(truncatingIfNeeded: number())) }
  }

  /// The next field, decoded in constant time.
  mutating func field(_ known: FieldHead) -> Field {
    let (head, more) = flags()
    let gap = number()
    let start = position + Int(Int64(bitPattern: gap >> 1) ^ -Int64(bitPattern: gap & 1))
    position = start + Int(number())
    let kind = Field.Kind(rawValue: head & PackedFields.kindMask) ?? .unknown
    let typeName = kind == .named ? Name(index: bytes.number(at: offset)) : nil
    if kind == .named { offset += 4 }
    if more & PackedFields.fileBit != 0 { file = FileID(UInt32(truncatingIfNeeded: number())) }
    var field = Field(
      name: known.name, kind: kind, typeName: typeName, parent: parent,
      isOptional: head & PackedFields.optionalBit != 0, isList: head & PackedFields.listBit != 0,
      place: Place(file: file, start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: position)))
    field.isNullable = head & PackedFields.nullableBit != 0
    if more != 0 {
      field.isConditional = more & PackedFields.conditionalBit != 0
      field.isDeprecated = more & PackedFields.deprecatedBit != 0
      if more & PackedFields.sharedBit != 0 {
        field.shared = bytes.range(at: offset)
        offset += 12
      }
    }
    if kind == .object {
      outer.append(parent)
      parent = index
    }
    index += 1
    return field
  }

  /// Moves past the next field, in constant time.
  ///
  /// - Returns: where the name of its type and its shared fields stand; nil without.
  mutating func references() -> (type: Int?, shared: Int?) {
    let (head, more) = flags()
    _ = number()
    _ = number()
    let type = head & PackedFields.kindMask == Field.Kind.named.rawValue ? offset : nil
    if type != nil { offset += 4 }
    if more & PackedFields.fileBit != 0 { _ = number() }
    let shared = more & PackedFields.sharedBit != 0 ? offset : nil
    if shared != nil { offset += 12 }
    return (type, shared)
  }

  /// The kind and flags of the next field, and its rare flags; closes objects before it.
  private mutating func flags() -> (head: UInt8, more: UInt8) {
    var head = bytes[offset]
    while head == PackedFields.end {
      parent = outer.popLast() ?? -1
      offset += 1
      head = bytes[offset]
    }
    offset += 1
    guard head & PackedFields.moreBit != 0 else { return (head, 0) }
    offset += 1
    return (head, bytes[offset - 1])
  }

  @inline(__always)
  private mutating func number() -> UInt64 {
    let byte = bytes[offset]
    offset += 1
    return byte < 0x80 ? UInt64(byte) : longNumber(UInt64(byte & 0x7F))
  }

  private mutating func longNumber(_ low: UInt64) -> UInt64 {
    var result = low
    var shift: UInt64 = 7
    while true {
      let byte = bytes[offset]
      offset += 1
      result |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return result }
      shift += 7
    }
  }
}

/// Numbers of four bytes, the lowest first.
extension ContiguousArray<UInt8> {
  fileprivate func number(at offset: Int) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(self[offset + $1]) << UInt32($1 * 8) }
  }

  fileprivate mutating func set(_ number: UInt32, at offset: Int) {
    for index in 0..<4 { self[offset + index] = UInt8(truncatingIfNeeded: number >> UInt32(index * 8)) }
  }

  fileprivate func range(at offset: Int) -> FieldRange {
    FieldRange(start: number(at: offset), first: number(at: offset + 4), bits: number(at: offset + 8))
  }

  fileprivate mutating func set(_ range: FieldRange, at offset: Int) {
    set(range.start, at: offset)
    set(range.first, at: offset + 4)
    set(range.bits, at: offset + 8)
  }
}
