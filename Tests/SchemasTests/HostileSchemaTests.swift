import Catalog
import Findings
import Linking
import Testing
import YAMLTree

@testable import Schemas

/// Schemas and patterns that would never end if what is written once were looked at once for each way that leads
/// there.
@Suite struct HostileSchemaTests {
  private func fields(_ text: String) throws -> (names: [String], problems: [String]) {
    var tree = Tree()
    Parser().parse(Array(text.utf8), into: &tree)
    let document = Document(path: "s.yaml", file: FileID(0), tree: tree)
    var reading = PartialCatalog()
    var reader = JSONSchemaReader(documents: Documents { .failure(.missingFile($0)) })
    let payload = reader.payload(of: try #require(document.root), into: &reading)
    guard case .fields(let range) = payload else { return ([], reading.problems.map(\.message)) }
    return (
      reading.fields.shape(of: range).fields.map {
        reading.names[$0.name] + ($0.isOptional ? "?" : "") + ($0.isConditional ? "/" : "")
      }, reading.problems.map(\.message)
    )
  }

  private func doubled(_ key: String, _ count: Int) -> String {
    "$ref: '#/$defs/a0'\n$defs:\n"
      + (0..<count).map { "  a\($0): {\(key): [{$ref: '#/$defs/a\($0 + 1)'}, {$ref: '#/$defs/a\($0 + 1)'}]}\n" }
      .joined()
      + "  a\(count): {type: object, required: [id], properties: {id: {type: string}, note: {type: string}}}\n"
  }

  @Test("parts that are shared are looked at once", arguments: ["allOf", "oneOf", "anyOf"])
  func shared(key: String) throws {
    #expect(try fields(doubled(key, 60)).names == ["id", "note?"])
  }

  @Test("a part that another part makes sure of is sure, in either way of writing it")
  func required() throws {
    let inline = "allOf:\n  - {type: object, properties: {a: {type: string}, b: {type: string}}}\n  - {required: [a]}\n"
    let referred =
      """
      allOf: [{$ref: '#/$defs/base'}, {$ref: '#/$defs/sure'}]\n$defs:\n  base: {type: object, properties: {a: {type: \
      string}, b: {type: string}}}\n  sure: {required: [a]}\n
      """
    #expect(try fields(inline).names == ["a", "b?"])
    #expect(try fields(referred).names == ["a", "b?"])
  }

  @Test(
    """
    a schema that is a part of itself has the fields of all that leads back to it, as generators of class hierarchies \
    mean it
    """,
    arguments: ["allOf", "oneOf", "anyOf"])
  func cycles(key: String) throws {
    let count = 12
    let all = (0..<count).map { own in
      """
        a\(own): {\(key): \
      [\((0..<count).filter { $0 != own }.map { "{$ref: '#/$defs/a\($0)'}" }.joined(separator: ", "))], properties: \
      {f\(own): {type: string}}}\n
      """
    }.joined()
    let found = try fields("$ref: '#/$defs/a0'\n$defs:\n" + all)
    #expect(found.problems == [])
    #expect(Set(found.names.map { $0.filter { $0 != "?" && $0 != "/" } }) == Set((0..<count).map { "f\($0)" }))
  }

  @Test("of a base and its kinds that name one another each has what it has when it is looked at alone")
  func hierarchy() throws {
    let schemas =
      """
      $defs:\n  vehicle: {type: object, properties: {power: {type: string}}, oneOf: [{$ref: '#/$defs/car'}]}\n  car: \
      {allOf: [{$ref: '#/$defs/vehicle'}, {type: object, properties: {doors: {type: string}}}]}\n
      """
    #expect(try Set(fields("$ref: '#/$defs/car'\n" + schemas).names.map { $0.prefix(5) }) == ["power", "doors"])
    // The base first, then the kind, by one reader.
    let both = try fields(
      "type: object\nproperties: {a: {$ref: '#/$defs/vehicle'}, b: {$ref: '#/$defs/car'}}\n" + schemas)
    #expect(
      both.names.count { $0.hasPrefix("power") } == 2 && both.names.count { $0.hasPrefix("doors") } == 2, "\(both)")
  }

  @Test("a property may lead back to what holds it: a tree is no cycle")
  func trees() throws {
    let found = try fields(
      """
      $ref: '#/$defs/node'\n$defs:\n  base: {properties: {parent: {$ref: '#/$defs/node'}}}\n  node: {allOf: [{$ref: \
      '#/$defs/base'}], properties: {name: {type: string}, children: {type: array, items: {$ref: '#/$defs/node'}}}}\n
      """
    )
    #expect(found.problems == [] && Set(["name?", "children?", "parent?"]).isSubset(of: found.names), "\(found)")
  }

  @Test("a chain of references may be of any length, and a ring is told")
  func references() throws {
    let count = 30_000
    let chain = (0..<count).map { "  a\($0): {$ref: '#/$defs/a\($0 + 1)'}\n" }.joined()
    #expect(
      try fields("$ref: '#/$defs/a0'\n$defs:\n\(chain)  a\(count): {type: object, properties: {x: {type: string}}}\n")
        .names == ["x?"])
    #expect(try fields("$ref: '#/$defs/a0'\n$defs:\n\(chain)  a\(count): {$ref: '#/$defs/a7'}\n").names == [])
  }

  @Test(
    "patterns that unfold without end are none",
    arguments: [
      "(){1000}{1000}{1000}{1000}", "a" + String(repeating: "?", count: 209_000), "a**",
      "((((){1000}){1000}){1000}){1000}", "((a{1000}){1000}){1000}",
      String(repeating: "(", count: 5000) + String(repeating: ")", count: 5000), "a{2}{3}",
    ])
  func patterns(source: String) { #expect(Pattern(source) == nil) }

  @Test("one quantifier is one, lazy or not")
  func quantifiers() throws {
    for (source, text, expected) in [
      ("^a+?$", "aaa", true), ("^a??b$", "ab", true), ("^a{2,3}?$", "aaaa", false), ("^(a{2}){3}$", "aaaaaa", true),
      ("^a{,3}$", "a{,3}", true),
    ] {
      #expect(try #require(Pattern(source)).matches(text) == expected, "\(source)")
    }
  }

  @Test("a class of very many characters is as small as what it says, and means the same")
  func classes() throws {
    let many = String(String.UnicodeScalarView((0x4E00..<0x9E00).compactMap(Unicode.Scalar.init)))
    let pattern = try #require(Pattern("^[\(many)\\d\\d\\D\\s-]+$"))
    #expect(pattern.matches(String(repeating: "\u{4E00}a1 -", count: 1000)) == true)
    let some = try #require(Pattern("^[z-za-ck\\d_-]+$"))
    for (text, expected) in [("abc", true), ("k9_-z", true), ("d", false), ("y", false)] {
      #expect(some.matches(text) == expected, "\(text)")
    }
  }
}
