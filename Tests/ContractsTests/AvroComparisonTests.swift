import Findings
import Schemas
import Testing
import YAMLTree

@testable import Contracts

@Suite struct AvroComparisonTests {
  // MARK: Fields

  @Test("a field that old readers have no default for must stay")
  func removedField() {
    let pair = AvroPair(record("{name: a, type: int}, {name: b, type: int}"), record("{name: a, type: int}"))
    #expect(pair.forward() == ["avro-field-removed b: was removed, and readers have no default for it"])
    #expect(pair.backward() == [])
  }

  @Test("a removed field that has a default is a loss for those who read it, and none for decoders")
  func removedDefault() {
    let pair = AvroPair(
      record("{name: a, type: int}, {name: b, type: int, default: 0}"), record("{name: a, type: int}"))
    #expect(pair.forward() == ["avro-field-removed-with-default b: was removed, so readers take its default"])
    #expect(pair.forward(.strict) == [])
    #expect(pair.backward() == [])
  }

  @Test("a new field needs a default for readers of older messages; a default may be null")
  func addedField() {
    let pair = AvroPair(record("{name: a, type: int}"), record("{name: a, type: int}, {name: b, type: int}"))
    #expect(pair.forward() == [])
    #expect(pair.backward() == ["avro-field-added-without-default b: is new and has no default"])
    let defaulted = AvroPair(
      record("{name: a, type: int}"), record("{name: a, type: int}, {name: b, type: [\"null\", int], default: null}"))
    #expect(defaulted.both() == [])
  }

  @Test("aliases of fields help the readers that know them")
  func renamedField() {
    let pair = AvroPair(record("{name: a, type: int}"), record("{name: b, type: int, aliases: [a]}"))
    #expect(
      pair.forward() == ["avro-field-removed a: was renamed to `b`; the alias helps only readers of the new schema"])
    #expect(pair.backward() == [])
  }

  @Test("a similar name is suggested for a field that was renamed without an alias")
  func renamingHint() {
    let pair = AvroPair(
      record("{name: custumer, type: string}, {name: a, type: int}"),
      record("{name: a, type: int}, {name: customer, type: string}, {name: note, type: string}"))
    #expect(
      pair.forward() == [
        "avro-field-removed custumer: was removed, and readers have no default for it; `customer` may be its new name"
      ])
    #expect(
      pair.backward() == [
        """
        avro-field-added-without-default customer: is new and has no default; \
        declare an alias if it is the earlier `custumer`
        """,
        "avro-field-added-without-default note: is new and has no default",
      ])
  }

  @Test("an alias that is another field's name leads to that field")
  func aliasOfAnotherField() {
    let pair = AvroPair(
      record("{name: a, type: int}"), record("{name: a, type: int}, {name: b, type: int, aliases: [a]}"))
    #expect(pair.backward() == ["avro-field-added-without-default b: is new and has no default"])
  }

  @Test("defaults that change are reported to readers of older messages, by value")
  func defaults() {
    func field(_ first: String) -> String { "{name: a, type: {type: map, values: double}, default: \(first)}" }
    let changed = AvroPair(record("{name: a, type: int, default: 0}"), record("{name: a, type: int, default: 1}"))
    #expect(changed.forward() == [])
    #expect(changed.backward() == ["avro-default-changed a: changed its default from `0` to `1`"])
    let removed = AvroPair(record("{name: a, type: int, default: 0}"), record("{name: a, type: int}"))
    #expect(removed.backward() == ["avro-default-removed a: no longer has a default"])
    #expect(removed.backward(.strict) == [])
    #expect(AvroPair(record(field("{x: 1, y: 2}")), record(field("{y: 2.0, x: 1}"))).both() == [])
    #expect(AvroPair(record(field("{x: 1}")), record(field("{x: 2}"))).backward().count == 1)
  }

  @Test("documentation and the order of fields do not matter")
  func cosmetics() {
    let pair = AvroPair(
      record("{name: a, type: int}, {name: b, type: int}"), record("{name: b, type: int, doc: x}, {name: a, type: int}")
    )
    #expect(pair.both() == [])
  }

  // MARK: Types

  @Test("numbers widen for new readers only", arguments: [("int", "long"), ("long", "float"), ("float", "double")])
  func promotion(narrow: String, wide: String) {
    let pair = AvroPair(record("{name: a, type: \(narrow)}"), record("{name: a, type: \(wide)}"))
    #expect(pair.forward() == ["avro-type-promoted a: changed from \(narrow) to \(wide)"])
    #expect(pair.backward() == [])
    #expect(pair.reversed.forward() == [])
    #expect(pair.reversed.backward() == ["avro-type-narrowed a: changed from \(wide) to \(narrow)"])
  }

  @Test("strings and bytes resolve, but bytes need not be text")
  func bytes() {
    let pair = AvroPair(record("{name: a, type: string}"), record("{name: a, type: bytes}"))
    #expect(pair.forward() == ["avro-bytes-read-as-string a: changed from string to bytes, which need not be UTF-8"])
    #expect(pair.forward(.strict) == [])
    #expect(pair.backward() == [])
  }

  @Test("types of different kinds do not resolve", arguments: ["int", "{type: enum, name: E, symbols: [x]}"])
  func kinds(type: String) {
    let pair = AvroPair(record("{name: a, type: string}"), record("{name: a, type: \(type)}"))
    #expect(pair.forward().first?.hasPrefix("avro-type-changed a: changed from string to ") == true)
    #expect(pair.backward().count == 1)
  }

  @Test("what is in lists and maps resolves too, and only the cause is told")
  func containers() {
    func list(_ first: String) -> String { "{name: a, type: {type: array, items: {type: map, values: \(first)}}}" }
    #expect(
      AvroPair(record(list("int")), record(list("string"))).forward() == [
        "avro-type-changed a[]{}: changed from int to string"
      ])
    let pair = AvroPair(
      record("{name: a, type: {type: array, items: int}}"), record("{name: a, type: {type: map, values: string}}"))
    #expect(pair.forward() == ["avro-type-changed a: changed from array to map"])
  }

  @Test("a fixed type keeps its size")
  func fixed() {
    let pair = AvroPair("{type: fixed, name: F, size: 4}", "{type: fixed, name: F, size: 8}")
    #expect(pair.forward() == ["avro-fixed-size-changed : changed its size from 4 to 8 bytes"])
    #expect(pair.backward().count == 1)
  }

  @Test("units change silently for decoders: logical types and the scale of decimals")
  func logicalTypes() {
    func time(_ first: String) -> String { "{type: long, logicalType: timestamp-\(first)}" }
    let pair = AvroPair(time("millis"), time("micros"))
    #expect(pair.forward() == ["avro-logical-type-changed : changed from timestamp-millis to timestamp-micros"])
    #expect(pair.forward(.strict).count == 1)
    func decimal(_ first: Int, _ second: Int) -> String {
      "{type: bytes, logicalType: decimal, precision: \(first), scale: \(second)}"
    }
    #expect(
      AvroPair(decimal(9, 2), decimal(9, 4)).backward() == [
        "avro-decimal-scale-changed : changed its scale from 2 to 4"
      ])
    #expect(
      AvroPair(decimal(9, 2), decimal(12, 2)).backward() == [
        "avro-decimal-precision-changed : changed its precision from 9 to 12"
      ])
    // A reader that takes the plain number as before.
    #expect(AvroPair("long", time("millis")).forward() == [])
    #expect(
      AvroPair(time("millis"), "long").forward() == [
        "avro-logical-type-undeclared : is no longer declared as timestamp-millis"
      ])
    // Not a valid use, which the specification ignores.
    #expect(AvroPair("{type: string, logicalType: date}", "string").both() == [])
  }

  // MARK: Names

  @Test("names are compared without their namespaces; aliases are full names")
  func names() {
    let fields = "fields: [{name: a, type: int}]"
    let renamed = AvroPair("{type: record, name: R, \(fields)}", "{type: record, name: S, \(fields)}")
    #expect(renamed.forward() == ["avro-name-changed : was renamed from `R` to `S`"])
    #expect(renamed.backward().count == 1)
    let aliased = AvroPair("{type: record, name: R, \(fields)}", "{type: record, name: S, aliases: [R], \(fields)}")
    #expect(
      aliased.forward() == [
        "avro-name-changed : was renamed from `R` to `S`; the alias helps only readers of the new schema"
      ])
    #expect(aliased.backward() == [])
    let other = AvroPair(
      "{type: record, name: x.R, \(fields)}", "{type: record, name: S, namespace: y, aliases: [R], \(fields)}")
    #expect(other.backward().count == 1)
    let moved = AvroPair("{type: record, name: x.R, \(fields)}", "{type: record, name: R, namespace: y, \(fields)}")
    #expect(moved.forward() == ["avro-namespace-changed : `R` moved from the namespace `x` to the namespace `y`"])
    #expect(moved.forward(.strict) == [])
  }

  @Test("an inner type inherits the namespace, and a name may stand before its definition")
  func scopes() {
    let early = "{type: record, name: shop.R, fields: [{name: a, type: T}, {name: b, type: \(fixedT)}]}"
    let late = "{type: record, name: shop.R, fields: [{name: a, type: \(fixedT)}, {name: b, type: shop.T}]}"
    #expect(AvroPair(early, late).both() == [])
  }

  private let fixedT = "{type: fixed, name: T, size: 2}"

  @Test("a name that is defined nowhere is undecided, and what breaks beside it is told")
  func unknownName() {
    let pair = AvroPair(
      record("{name: a, type: com.acme.Money}, {name: b, type: int}"), record("{name: a, type: com.acme.Money}"))
    let verdict = pair.verdict(.forward, .tolerant)
    #expect(verdict.undecided.map(\.path) == ["a"])
    #expect(verdict.undecided.map(\.reason) == ["`com.acme.Money` is not defined"])
    #expect(verdict.changes.count == 1)
    let branch = AvroPair("[\"null\", string]", "[\"null\", string, Money]").verdict(.forward, .tolerant)
    #expect(branch.changes.isEmpty && branch.undecided.count == 1)
  }

  @Test("a type may stand in a file of its name")
  func otherFile() {
    let files = ["Money.avsc": record("{name: cents, type: long}", name: "com.acme.Money")]
    let use = record("{name: price, type: com.acme.Money}")
    #expect(AvroPair(use, use, files: files).both() == [])
    let changed = ["Money.avsc": record("{name: cents, type: int}", name: "com.acme.Money")]
    #expect(
      AvroPair(use, use, files: changed, newFiles: files).forward() == [
        "avro-type-promoted price.cents: changed from int to long"
      ])
  }

  @Test("a reference leads to one type of a file, whose names keep their namespace")
  func partOfFile() {
    func file(_ type: String) -> [String: String] {
      let line = record("{name: price, type: Money}", name: "Line")
      let money = record("{name: cents, type: \(type)}", name: "Money")
      return ["Order.avsc": record("{name: line, type: \(line)}, {name: total, type: \(money)}", name: "shop.Order")]
    }
    let use = "{$ref: 'Order.avsc#Line'}"
    #expect(
      AvroPair(use, use, files: file("int"), newFiles: file("long")).forward() == [
        "avro-type-promoted price.cents: changed from int to long"
      ])
    let missing = AvroPair("{$ref: 'none.avsc'}", "int").verdict(.forward, .tolerant)
    #expect(missing.undecided.map(\.reason) == ["its reference names none.avsc, which does not exist"])
  }

  // MARK: Enums and unions

  @Test("symbols that readers lack need the reader's default symbol")
  func symbols() {
    let (few, many) = ("{type: enum, name: E, symbols: [a]", "{type: enum, name: E, symbols: [a, b, c, d, e]")
    #expect(
      AvroPair(few + "}", many + "}").forward() == [
        "avro-enum-symbol-added : now admits `b`, `c`, `d` and 1 more, which readers do not know"
      ])
    #expect(AvroPair(few + "}", many + "}").backward() == [])
    #expect(
      AvroPair(few + ", default: a}", many + "}").forward() == [
        "avro-enum-symbol-added-with-default : now admits `b`, `c`, `d` and 1 more, which readers take for `a`"
      ])
    #expect(AvroPair(few + ", default: a}", many + "}").forward(.strict) == [])
    #expect(AvroPair(few + ", default: z}", many + "}").forward(.strict).count == 1)
    #expect(
      AvroPair(many + "}", few + "}").backward() == [
        "avro-enum-symbol-removed : no longer admits `b`, `c`, `d` and 1 more"
      ])
  }

  @Test("null and further branches break readers that do not know them; order is free")
  func branches() {
    func field(_ first: String) -> String { record("{name: a, type: \(first)}") }
    #expect(
      AvroPair(field("string"), field("[\"null\", string]")).forward() == ["avro-union-branch-added a: may now be null"]
    )
    #expect(AvroPair(field("string"), field("[\"null\", string]")).backward() == [])
    #expect(
      AvroPair(field("[\"null\", string]"), field("string")).backward() == [
        "avro-union-branch-removed a: may no longer be null"
      ])
    #expect(
      AvroPair(field("[int, string]"), field("[string, boolean, int]")).forward() == [
        "avro-union-branch-added a: may now be boolean, which readers do not know"
      ])
    #expect(AvroPair(field("[int, string]"), field("[string, int]")).both() == [])
    #expect(AvroPair(field("[int, string]"), field("[long, bytes]")).backward() == [])
    #expect(
      AvroPair(field("[\"null\", int]"), field("[\"null\", long]")).forward() == [
        "avro-type-promoted a: changed from int to long"
      ])
    #expect(
      AvroPair(field("[\"null\", int]"), field("[boolean, string]")).forward() == [
        "avro-type-changed a: changed from null or int to boolean or string"
      ])
  }

  @Test("records of a union are compared by name, and their paths name the branch")
  func recordsInUnions() {
    func card(_ fields: String) -> String { record(fields, name: "Card") }
    let cash = record("{name: amount, type: int}", name: "Cash")
    func field(_ first: String) -> String { record("{name: payment, type: [\(first), \(cash)]}") }
    let pair = AvroPair(
      field(card("{name: number, type: string}")), field(card("{name: digits, type: string}")))
    #expect(pair.forward().first?.hasPrefix("avro-field-removed payment<Card>.number: ") == true)
    func optional(_ first: String) -> String { record("{name: payment, type: [\"null\", \(first)]}") }
    let one = AvroPair(
      optional(card("{name: number, type: string}")), optional(card("{name: number, type: int}")))
    #expect(one.forward() == ["avro-type-changed payment.number: changed from string to int"])
  }

  @Test("of two records of one name, the one that resolves reads")
  func sameShortName() {
    let (first, second) = (record("{name: x, type: int}", name: "a.R"), record("{name: y, type: int}", name: "b.R"))
    #expect(AvroPair("[\(first), \(second)]", second).forward() == [])
    #expect(AvroPair("[\(first), \(second)]", "[\(second), \(first)]").both() == [])
  }

  @Test("roots may be of any type")
  func roots() {
    #expect(AvroPair("int", "string").forward() == ["avro-type-changed : changed from int to string"])
    let records = [record("{name: a, type: int}"), record("{name: b, type: int}", name: "S")]
    #expect(
      AvroPair("[\(records[0])]", "[\(records.joined(separator: ", "))]").forward() == [
        "avro-union-branch-added : may now be record S, which readers do not know"
      ])
    #expect(
      AvroPair("{type: array, items: int}", "{type: array, items: long}").forward() == [
        "avro-type-promoted []: changed from int to long"
      ])
  }

  // MARK: Places

  @Test("places are those of the field, of the type's use and of the symbol")
  func places() throws {
    let old = record("{name: a, type: int}, {name: b, type: int}")
    let new = record("{name: a, type: long}")
    let pair = AvroPair(old, new)
    let changes = pair.verdict(.forward, .tolerant).changes
    #expect(changes.count == 2)
    let (type, field) = (try #require(changes.first), try #require(changes.last))
    #expect(text(type.old, in: old) == "int")
    #expect(text(type.new, in: new) == "long")
    #expect(text(field.old, in: old) == "b")
    #expect(text(field.new, in: new) == "R")
    let symbols = AvroPair("{type: enum, name: E, symbols: [a]}", "{type: enum, name: E, symbols: [a, zz]}")
    #expect(text(symbols.verdict(.forward, .tolerant).changes.first?.new, in: symbols.new) == "zz")
  }

  // MARK: Recursion and hostile input

  @Test("a recursive record resolves unless something in it does not")
  func recursion() {
    func node(_ first: String) -> String { record("{name: next, type: [\"null\", R]}, \(first)") }
    #expect(AvroPair(node("{name: a, type: int}"), node("{name: a, type: int}")).both() == [])
    #expect(
      AvroPair(node("{name: a, type: int}"), node("{name: a, type: string}")).forward() == [
        "avro-type-changed a: changed from int to string"
      ])
    // A union of two records that refer to each other: the failure of one reaches the other.
    func pair(_ leaf: String) -> String {
      let second = record("{name: back, type: [\"null\", A]}, {name: v, type: \(leaf)}", name: "B")
      return record("{name: b, type: [\"null\", \(second)]}", name: "A")
    }
    #expect(
      AvroPair(pair("int"), pair("long")).forward() == ["avro-type-promoted b.v: changed from int to long"])
  }

  @Test("types that are used a million times are compared once")
  func sharing() {
    var fields: [String] = []
    for level in 0..<40 {
      let inner = level == 39 ? "int" : "L\(level + 1)"
      fields.append(record("{name: x, type: \(inner)}, {name: y, type: \(inner)}", name: "L\(level)"))
    }
    let old = "[\(fields.joined(separator: ", "))]"
    let new = old.replacing("type: int}, {name: y, type: int}", with: "type: long}, {name: y, type: int}")
    let pair = AvroPair(old, new)
    #expect(pair.forward().count == 1)
  }

  @Test("schemas that are long, deep or circular end")
  func hostile() {
    let chain =
      (0..<2000).map { record("{name: x, type: N\($0 + 1)}", name: "N\($0)") } + [
        "{type: fixed, name: N2000, size: 1}"
      ]
    let text = "[\(chain.joined(separator: ", "))]"
    #expect(AvroPair(text, text.replacing("size: 1", with: "size: 2")).forward().count == 1)
    let circular = "&a {type: array, items: *a}"
    #expect(AvroPair(circular, circular).both() == [])
    #expect(AvroPair("{type: {$ref: '#'}}", "int").verdict(.forward, .tolerant).undecided.count == 1)
    let twice = record("{name: a, type: int}, {name: a, type: int}")
    for broken in [twice, "{}", "{type: record}", "{type: record, name: R}", "{type: array}", "{type: fixed, name: F}"]
    {
      #expect(!AvroPair(broken, broken).verdict(.forward, .tolerant).undecided.isEmpty, "\(broken)")
    }
    let union = "[\((0..<1000).map { "{type: fixed, name: F\($0), size: 1}" }.joined(separator: ", "))]"
    #expect(AvroPair(union, union).both() == [])
  }

  private func record(_ fields: String, name: String = "R") -> String {
    "{type: record, name: \(name), fields: [\(fields)]}"
  }

  private func text(_ place: Place?, in schema: String) -> String? {
    place.map { String(decoding: Array(schema.utf8)[Int($0.start)..<Int($0.end)], as: UTF8.self) }
  }
}

/// Two Avro schemas, written in YAML's short form.
private struct AvroPair {
  var old: String
  var new: String
  var files: [String: String]
  var newFiles: [String: String]

  init(_ old: String, _ new: String, files: [String: String] = [:], newFiles: [String: String]? = nil) {
    self.old = old
    self.new = new
    self.files = files
    self.newFiles = newFiles ?? files
  }

  var reversed: AvroPair { AvroPair(new, old, files: newFiles, newFiles: files) }

  func verdict(_ direction: CompatibilityDirection, _ policy: CompatibilityPolicy) -> ContractVerdict {
    var comparison = AvroComparison(old: Self.documents(files), new: Self.documents(newFiles), policy: policy)
    guard let before = Self.root(old, file: 0), let after = Self.root(new, file: 1) else { return ContractVerdict() }
    return comparison.compare(before, after, direction: direction)
  }

  func forward(_ policy: CompatibilityPolicy = .tolerant) -> [String] { Self.lines(verdict(.forward, policy)) }
  func backward(_ policy: CompatibilityPolicy = .tolerant) -> [String] { Self.lines(verdict(.backward, policy)) }
  func both() -> [String] { forward() + backward() + forward(.strict) + backward(.strict) }

  private static func lines(_ verdict: ContractVerdict) -> [String] {
    verdict.changes.map { "\($0.kind.id) \($0.path): \($0.words)" }
      + verdict.undecided.map { "? \($0.path): \($0.reason)" }
  }

  private static func root(_ text: String, file: UInt32) -> DocumentNode? {
    var tree = Tree()
    Parser().parse(Array(text.utf8), into: &tree)
    return Document(path: "schema.avsc", file: FileID(file), tree: tree).root
  }

  private static func documents(_ files: [String: String]) -> Documents {
    Documents { path in
      files[path].map { .success(.init(path: path, file: FileID(9), bytes: Array($0.utf8))) }
        ?? .failure(.missingFile(path))
    }
  }
}
