import Catalog
import Findings
import Testing

@Suite struct PackedFieldsTests {
  private var names = Names()
  private var packed = PackedFields()

  private mutating func field(_ name: String, _ kind: Field.Kind = .string, in parent: Int = -1, at start: UInt32 = 0)
    -> Field
  {
    let place = Place(file: FileID(1), start: start, end: start + 4)
    return Field(name: names.intern(name), kind: kind, parent: parent, place: place)
  }

  @Test("a head says what its field is without decoding")
  mutating func heads() {
    let fields = [
      field("customer", .object, at: 10), field("name", in: 0, at: 20), field("total", .number, at: 30),
    ]
    let range = packed.pack(fields)
    #expect(packed.heads(of: range).map { names[$0.name] } == ["customer", "name", "total"])
    #expect(packed.heads(of: range).map(\.isTopLevel) == [true, false, true])
    #expect(packed.heads(of: range).map(\.isObject) == [true, false, false])
    #expect(packed.fields(of: range).map(\.parent) == [-1, 0, -1])
    #expect(packed.fields(of: range).map(\.place.start) == [10, 20, 30])
    #expect(packed.fields(of: range).map(\.kind) == [.object, .string, .number])
  }

  @Test("a range says what some of its fields are")
  mutating func content() {
    let plain = packed.pack([field("total")])
    let opaque = packed.pack([field("data", .opaque)])
    var amount = field("amount")
    amount.isDeprecated = true
    let deprecated = packed.pack([amount])
    var price = field("price", .named)
    price.typeName = names.intern("Money")
    let typed = packed.pack([price])
    let ranges = [plain, opaque, deprecated, typed, packed.pack([])]
    #expect(ranges.map(\.count) == [1, 1, 1, 1, 0])
    #expect(ranges.map(\.hasUnseenFields) == [false, true, false, false, false])
    #expect(ranges.map(\.mayHaveDeprecatedFields) == [false, false, true, false, false])
    #expect(ranges.map(\.hasNamedTypes) == [false, false, false, true, false])
  }

  @Test("fields of a shared part are unseen, and may be deprecated")
  mutating func shared() {
    let part = packed.packShared([field("street"), field("city")])
    var address = field("address", .object)
    address.shared = part
    let range = packed.pack([address, field("total")])
    #expect(range.hasUnseenFields && range.mayHaveDeprecatedFields)
    #expect(packed.fields(of: range).map(\.shared) == [part, nil])
    #expect(packed.shape(of: range).fields.map { names[$0.name] } == ["address", "street", "city", "total"])
  }

  @Test("the payloads of another reader keep places, parents, types and shared parts under new names")
  mutating func appended() {
    var (own, ownNames) = (PackedFields(), Names())
    for word in ["Currency", "other", "total"] { _ = ownNames.intern(word) }
    let other = Place(file: FileID(9), start: 0, end: 5)
    _ = own.pack([Field(name: Name(index: 1), kind: .string, parent: -1, place: other)])
    let part = packed.packShared([field("street"), field("city")])
    var (address, price) = (field("address", .object, at: 300), field("price", .named, in: 1, at: 500))
    address.shared = part
    price.typeName = names.intern("Money")
    price.place.file = FileID(3)
    price.isDeprecated = true
    let given = [address, field("order", .object, at: 400), price, field("total", .number, at: 40_000)]
    let ranges = [packed.pack(given), packed.pack([]), part]
    let map = (0..<names.count).map { ownNames.intern(names.bytes(Name(index: UInt32($0)))) }
    let moved = own.append(packed, map, ranges: ranges)
    let fields = own.fields(of: moved[0])
    #expect(fields.map { ownNames[$0.name] } == ["address", "order", "price", "total"])
    #expect(fields.map(\.place) == given.map(\.place) && fields.map(\.parent) == [-1, -1, 1, -1])
    #expect(fields.map { $0.typeName.map { ownNames[$0] } } == [nil, nil, "Money", nil])
    #expect(fields.map(\.isDeprecated) == [false, false, true, false])
    #expect(moved.map(\.count) == [4, 0, 2] && own.fields(of: moved[1]).isEmpty && own.hasShared)
    #expect(fields.map(\.shared) == [moved[2], nil, nil, nil])
    let shape = own.shape(of: moved[0])
    #expect(shape.fields.map { ownNames[$0.name] } == ["address", "street", "city", "order", "price", "total"])
  }
}
