import Catalog
import Findings
import Testing

@testable import Contracts

@Suite struct PayloadComparisonTests {
  @Test("a removed field is a loss for its readers, and none for those who skip it")
  func removed() {
    let pair = PayloadPair(["id: string", "total: number", "note?: string"], ["id: string"])
    #expect(
      pair.forward() == [
        "payload-field-removed total: was removed", "payload-optional-field-removed note: was removed",
      ])
    #expect(pair.backward() == [])
  }

  @Test("a new field breaks senders if it is required")
  func added() {
    let pair = PayloadPair(["id: string"], ["id: string", "total: number", "note?: string"])
    #expect(pair.forward() == [])
    #expect(pair.backward() == ["payload-field-required total: is new and required"])
  }

  @Test("only the outermost field is told, and paths go through lists")
  func nested() {
    let old = ["lines: [object]", "  sku: string", "  price: object", "    amount: number"]
    #expect(
      PayloadPair(old, ["lines: [object]", "  sku: string"]).forward() == [
        "payload-field-removed lines[].price: was removed"
      ])
    #expect(
      PayloadPair(["lines: [object]", "  sku: string"], old).backward() == [
        "payload-field-required lines[].price: is new and required"
      ])
    // Required only where the new object is sent.
    #expect(PayloadPair(["id: string"], ["id: string", "price?: object", "  amount: number"]).backward() == [])
  }

  @Test("presence and null")
  func presence() {
    let pair = PayloadPair(["a: string"], ["a?: string"])
    #expect(pair.forward() == ["payload-now-optional a: was always present and may now be missing"])
    #expect(pair.backward() == [])
    #expect(pair.reversed.backward() == ["payload-now-required a: was optional and is now required"])
    #expect(pair.reversed.forward() == [])
    let null = PayloadPair(["a: string"], ["a: string!"])
    #expect(null.forward() == ["payload-now-nullable a: may now be null"])
    #expect(null.backward() == [])
    #expect(null.reversed.backward() == ["payload-no-longer-nullable a: may no longer be null"])
  }

  @Test("types that readers cannot read")
  func types() {
    #expect(
      PayloadPair(["a: string"], ["a: integer"]).forward() == ["payload-type-changed a: changed from string to integer"]
    )
    #expect(
      PayloadPair(["a: [string]"], ["a: [integer]"]).backward() == [
        "payload-type-changed a: changed from a list of string to a list of integer"
      ])
    #expect(PayloadPair(["a: string"], ["a: [string]"]).forward() == ["payload-type-changed a: is now a list"])
    #expect(PayloadPair(["a: integer"], ["a: number"]).backward() == [])
    #expect(PayloadPair(["a: integer"], ["a: number"]).forward().count == 1)
    #expect(PayloadPair(["a: int64"], ["a: integer"]).both() == [])
    #expect(
      PayloadPair(["a: Money"], ["a: Amount"]).forward() == ["payload-type-changed a: changed from Money to Amount"])
  }

  @Test("formats of texts")
  func formats() {
    #expect(PayloadPair(["a: uuid"], ["a: guid"]).both() == [])
    #expect(PayloadPair(["a: string"], ["a: uuid"]).forward() == [])
    #expect(
      PayloadPair(["a: uuid"], ["a: string"]).forward() == ["payload-format-dropped a: changed from uuid to string"])
    #expect(
      PayloadPair(["a: date"], ["a: date-time"]).forward() == [
        "payload-format-changed a: changed from date to date-time"
      ])
  }

  @Test("what is not known is not decided, and what is known beside it is")
  func undecided() {
    let opaque = PayloadPair(["a: opaque", "b: string"], ["a: opaque"]).verdict(.forward)
    #expect(opaque.undecided.map(\.path) == ["a"])
    #expect(opaque.changes.map(\.path) == ["b"])
    #expect(PayloadPair(["a: string"], ["a: any"]).verdict(.forward).undecided.count == 1)
    #expect(PayloadPair(["a: string"], ["a: any"]).verdict(.backward).isCompatible)
    #expect(PayloadPair(["a: any"], ["a: any"]).both() == [])
    #expect(PayloadPair(["a: Money"], ["a: object", "  amount: number"]).verdict(.forward).undecided.count == 1)
  }

  @Test("a field of the same type and a similar name may be the renamed one")
  func renamed() {
    #expect(
      PayloadPair(["custumer: string"], ["customer: string", "b: string"]).forward() == [
        "payload-field-removed custumer: was removed; `customer` may be its new name"
      ])
    #expect(
      PayloadPair(["custumer: string"], ["customer: integer"]).forward() == [
        "payload-field-removed custumer: was removed"
      ])
  }

  @Test("places are those of the fields")
  func places() {
    let change = PayloadPair(["a: string", "b: string"], ["a: integer"]).verdict(.forward).changes.first
    #expect(change?.old?.file == FileID(0))
    #expect(change?.new?.file == FileID(1))
  }
}

/// Two payloads, a field a line: `name?: [type]`, two blanks deeper than the object it belongs to; `!` may be null.
private struct PayloadPair {
  var old: [String]
  var new: [String]

  init(_ old: [String], _ new: [String]) {
    self.old = old
    self.new = new
  }

  var reversed: PayloadPair { PayloadPair(new, old) }

  func verdict(_ direction: CompatibilityDirection) -> ContractVerdict {
    var (before, after) = (Names(), Names())
    // Names have other numbers on each side.
    _ = after.intern("padding")
    let shapes = (Self.shape(old, 0, names: &before), Self.shape(new, 1, names: &after))
    return PayloadComparison(old: before, new: after).compare(shapes.0, shapes.1, direction: direction)
  }

  func forward() -> [String] { Self.lines(verdict(.forward)) }
  func backward() -> [String] { Self.lines(verdict(.backward)) }
  func both() -> [String] { forward() + backward() }

  private static func lines(_ verdict: ContractVerdict) -> [String] {
    verdict.changes.map { "\($0.kind.id) \($0.path): \($0.words)" }
      + verdict.undecided.map { "? \($0.path): \($0.reason)" }
  }

  private static func shape(_ lines: [String], _ file: UInt32, names: inout Names) -> Shape {
    var fields: [Field] = []
    var open: [Int] = []
    for (index, line) in lines.enumerated() {
      let depth = line.prefix { $0 == " " }.count / 2
      open = Array(open.prefix(depth))
      let parts = line.split(separator: ":").map { $0.trimmingPrefix { $0 == " " } }
      let isList = parts[1].hasPrefix("[")
      let word = String(parts[1].filter { !"[]!".contains($0) })
      let kinds: [String: Field.Kind] = [
        "object": .object, "string": .string, "integer": .integer, "number": .number, "any": .unknown,
        "opaque": .opaque,
      ]
      var field = Field(
        name: names.intern(String(parts[0].filter { $0 != "?" })), kind: kinds[word] ?? .named,
        typeName: kinds[word] == nil ? names.intern(word) : nil, parent: open.last ?? -1,
        isOptional: parts[0].hasSuffix("?"), isList: isList,
        place: Place(file: FileID(file), start: UInt32(index), end: UInt32(index + 1)))
      field.isNullable = parts[1].hasSuffix("!")
      open.append(index)
      fields.append(field)
    }
    return Shape(fields: fields)
  }
}
