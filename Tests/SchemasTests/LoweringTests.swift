import Catalog
import Findings
import Foundation
import Linking
import Schemas
import Testing
import YAMLTree

/// Fields as words: `name:kind` with `?` optional, `[]` list, `~` nullable, `/` conditional.
private func drawn(_ payload: Payload, _ reading: PartialCatalog) -> [String] {
  guard case .fields(let range) = payload else { return ["opaque"] }
  var texts: [String] = []
  for field in reading.fields.shape(of: range).fields {
    let depth = field.parent < 0 ? "" : "  "
    texts.append(
      depth + reading.names[field.name] + (field.isOptional ? "?" : "") + ":\(field.kind)" + (field.isList ? "[]" : "")
        + (field.isNullable ? "~" : "") + (field.isConditional ? "/" : ""))
  }
  return texts
}

private func document(_ text: String, path: String = "schema.json") -> Document {
  var tree = Tree()
  Parser().parse(Array(text.utf8), into: &tree)
  return Document(path: path, file: FileID(0), tree: tree)
}

private func documents(_ files: [String: String] = [:]) -> Documents {
  Documents { path in
    guard let text = files[path] else { return .failure(.missingFile(path)) }
    return .success(.init(path: path, file: FileID(1), bytes: Array(text.utf8)))
  }
}

@Suite struct JSONSchemaLoweringTests {
  private func fields(_ text: String) throws -> (fields: [String], problems: [String]) {
    var reading = PartialCatalog()
    var reader = JSONSchemaReader(documents: documents())
    let payload = reader.payload(of: try #require(document(text).root), into: &reading)
    return (drawn(payload, reading), reading.problems.map(\.message))
  }

  @Test("types, presence and null") func types() throws {
    let found = try fields(
      """
      {type: object, required: [a, c], properties: {a: {type: string}, b: {type: [integer, 'null']}, c: {type: array, \
      items: {type: object, properties: {d: {type: boolean}}}}, e: {const: 1.5}, f: true, g: {type: object}}}
      """
    )
    #expect(
      found.fields == ["a:string", "b?:integer~", "c:object[]", "  d?:boolean", "e?:number", "f?:unknown", "g?:object"])
  }

  @Test("allOf is as if written together, alternatives are there sometimes") func parts() throws {
    let found = try fields(
      """
      {$defs: {Base: {type: object, required: [id], properties: {id: {type: string}}}},
       allOf: [{$ref: '#/$defs/Base'}, {properties: {x: {type: integer}}, required: [x]}],
       oneOf: [{properties: {kind: {const: a}, left: {type: string}}, required: [kind]}, {properties: {kind: {const: b}}, required: [kind]}]}
      """)
    #expect(found.fields == ["id:string", "x:integer", "kind:string", "left?:string/"])
  }

  @Test("recursion ends, and what refers to the network is opaque") func recursion() throws {
    let found = try fields(
      """
      {type: object, properties: {next: {$ref: '#'}, far: {$ref: 'https://x.example/y'}, map: {type: object, \
      additionalProperties: {type: string}}}}
      """
    )
    #expect(found.fields == ["next?:unknown", "far?:opaque", "map?:map"])
  }

  @Test("nested sharing costs no more than its size") func sharing() throws {
    var text =
      """
      {type: object, properties: {a: {$ref: '#/$defs/s60'}}, $defs: {s0: {type: object, properties: {x: {type: \
      string}}}
      """
    for level in 1...60 {
      text +=
        """
        , s\(level): {type: object, properties: {l: {$ref: '#/$defs/s\(level - 1)'}, r: {$ref: '#/$defs/s\(level - 1)\
        '}}}
        """
    }
    let found = try fields(text + "}}")
    #expect(found.fields.count <= 4000)
  }

  @Test("what is malformed is said where it stands") func malformed() throws {
    let found = try fields("{type: object, properties: {a: {type: strin, required: true, enum: x, allOf: []}}}")
    #expect(
      Set(found.problems) == [
        "unknown type `strin`", "`required` must be a list of names", "`enum` must be a list of values",
        "`allOf` must be a list of at least one schema",
      ])
  }
}

@Suite struct AvroTests {
  private func fields(_ text: String) throws -> (fields: [String], problems: [String]) {
    var reading = PartialCatalog()
    let payload = AvroReader(documents: documents()).payload(of: try #require(document(text).root), into: &reading)
    return (drawn(payload, reading), reading.problems.map(\.message))
  }

  @Test("records, unions, named types, recursion") func records() throws {
    let found = try fields(
      """
      {"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "id", "type": {"type": "string", "logicalType": "uuid"}},
        {"name": "note", "type": ["null", "string"], "default": null},
        {"name": "lines", "type": {"type": "array", "items": {"type": "record", "name": "Line", "fields": [{"name": "sku", "type": "string"}]}}},
        {"name": "first", "type": "Line"}, {"name": "parent", "type": ["null", "Order"]},
        {"name": "status", "type": {"type": "enum", "name": "Status", "symbols": ["A", "B"]}},
        {"name": "attrs", "type": {"type": "map", "values": "long"}},
        {"name": "payer", "type": [{"type": "record", "name": "P", "fields": [{"name": "n", "type": "int"}, {"name": "p", "type": "int"}]},
                                   {"type": "record", "name": "C", "fields": [{"name": "n", "type": "int"}]}]}]}
      """)
    #expect(
      found.fields == [
        "id:string", "note:string~", "lines:object[]", "  sku:string", "first:object", "  sku:string", "parent:named~",
        "status:string",
        "attrs:map", "payer:object", "  n:integer", "  p:integer/",
      ])
    #expect(found.problems == [])
  }

  @Test("a named type may stand in a file of its name; one of a registry is unknown, and told once") func files() throws
  {
    var reading = PartialCatalog()
    let main = document(
      """
      {\"type\": \"record\", \"name\": \"shop.A\", \"fields\": [{\"name\": \"b\", \"type\": \"shop.B\"}, {\"name\": \
      \"c\", \"type\": \"other.C\"}]}
      """
    )
    let store = documents([
      "B.avsc":
        """
      {\"type\": \"record\", \"name\": \"shop.B\", \"fields\": [{\"name\": \"a\", \"type\": [\"null\", \
      \"shop.A\"]}, {\"name\": \"n\", \"type\": \"shop.Detail\"}]}
      """,
      "Detail.avsc":
        """
      {\"type\": \"record\", \"name\": \"shop.X\", \"fields\": [{\"name\": \"d\", \"type\": \"shop.Detail\"}, \
      {\"name\": \"e\", \"type\": \"shop.Detail\"}]}
      """,
    ])
    let payload = AvroReader(documents: store).payload(of: try #require(main.root), into: &reading)
    #expect(drawn(payload, reading) == ["b:object", "  a:named~", "  n:opaque", "c:opaque"])
    #expect(
      reading.problems.map { "\($0.rule): \($0.message)" }
        == ["shop.Detail", "other.C"].map {
          "unread-reference: `\($0)` is defined in none of the files here, so its fields are not known"
        })
  }

  @Test("what is malformed is said") func malformed() throws {
    let found = try fields(
      """
      {"type": "record", "name": "1st", "fields": [{"name": "a", "type": "strng"}, {"name": "a", "type": "int", "default": "x"},
        {"name": "e", "type": {"type": "enum", "name": "E", "symbols": ["A", "A"], "default": "C"}}, {"name": "u", "type": ["int", "int"]},
        {"name": "n", "type": ["string", "null"], "default": null}, {"type": "int"}]}
      """)
    #expect(
      found.problems == [
        "invalid Avro name `1st`", "unknown type `strng`", "duplicate field a",
        "the default does not match int",
        "duplicate symbol A", "default C is not one of the symbols", "duplicate branch int in union",
        "the default does not match the first branch of its union, string", "a field needs a `name` and a `type`",
      ])
  }
}

@Suite struct ProtobufTests {
  private func fields(_ text: String, _ message: String? = nil, _ files: [String: String] = [:]) throws -> (
    fields: [String], problems: [Problem]
  ) {
    var reading = PartialCatalog()
    var files = files
    files["api/order.proto"] = text
    var reader = ProtobufReader(documents: documents(files))
    let payload = try reader.payload(
      path: "order.proto", message: message, from: document("", path: "api/x.yaml"), into: &reading
    ).get()
    return (drawn(payload, reading), reading.problems)
  }

  @Test("proto3: presence, lists, maps, alternatives, well-known types, imports") func proto3() throws {
    let found = try fields(
      """
      syntax = "proto3"; // a comment
      package shop.v1;
      import "google/protobuf/timestamp.proto"; import "common/money.proto";
      option java_package = "a;b";
      message Order {
        message Line { string sku = 1; optional int32 count = 2 [deprecated = true, (x).y = {a: "}" b: [1]}]; }
        enum Status { UNKNOWN = 0; PAID = 1 [(o) = "x"]; }
        string id = 1; repeated Line lines = 2; map<string, Line> by_sku = 3; Status status = 4; reserved 10 to 12, 14; reserved "old";
        oneof payer { string person = 5; Line company = 6; }
        google.protobuf.Timestamp at = 7; .shop.Money total = 8; Order parent = 9; /* the end */
      }
      service S { rpc Get(Order) returns (stream Order) { option (a) = {}; } }
      """, "shop.v1.Order",
      ["common/money.proto": "syntax = 'proto3'; package shop; message Money { int64 cents = 1; }"])
    #expect(found.problems.map(\.message) == [])
    #expect(
      found.fields == [
        "id:string", "lines:object[]", "  sku:string", "  count?:integer", "by_sku:map", "status:string",
        "person:string/",
        "company?:object/", "  sku:string", "  count?:integer", "at?:string", "total?:object", "  cents:integer",
        "parent?:named",
      ])
  }

  @Test("proto2 and editions say presence in their own ways") func presence() throws {
    let two = try fields(
      """
      message M { required string a = 1; optional int32 b = 2; repeated group G = 3 { optional bool c = 1; } \
      extensions 100 to max; }
      """,
      "M")
    #expect(two.fields == ["a:string", "b?:integer", "g:object[]", "  c?:boolean"])
    let edition = try fields(
      """
      edition = \"2023\"; option features.field_presence = IMPLICIT; message M { string a = 1; string b = 2 \
      [features.field_presence = EXPLICIT]; string c = 3 [features.field_presence = LEGACY_REQUIRED]; }
      """
    )
    #expect(edition.fields == ["a:string", "b?:string", "c:string"])
  }

  @Test("mistakes have their places") func mistakes() throws {
    let text =
      """
      syntax = \"proto3\";\nmessage M { reserved 3; string a = 1; string a = 1; Nope b = 2; int32 c = 3; int32 d = \
      19001; }\nenum E { X = 1; }\nimport \"gone.proto\";
      """
    let found = try fields(text, nil, [:])
    let words = found.problems.map {
      String(decoding: Array(text.utf8)[Int($0.place.start)..<Int($0.place.end)], as: UTF8.self) + ": " + $0.message
    }
    #expect(
      Set(words) == [
        "3: field number 3 is reserved", "19001: field numbers 19000 to 19999 are reserved by Protocol Buffers",
        "X: the first value of a proto3 enum must be 0, but X is 1",
        "\"gone.proto\": imported file gone.proto not found",
        "a: duplicate field a", "1: field number 1 is used twice",
      ])
    let broken = try fields("message M { string a 1; }")
    #expect(broken.fields == ["opaque"])
    #expect(broken.problems.map(\.message) == ["expected `=`, found `1`"])
  }
}

@Suite struct SchemaCorpusTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora")

  private static func files(_ ending: String) -> [URL] {
    guard let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
    return all.compactMap { $0 as? URL }.filter { $0.pathExtension == ending }.sorted { $0.path < $1.path }
  }

  @Test(
    "real .proto and .avsc files are read",
    .enabled(if: FileManager.default.fileExists(atPath: root.path), "the corpora are not here"))
  func corpora() {
    var broken: [String] = []
    for url in Self.files("proto") {
      guard let text = try? Data(contentsOf: url) else { continue }
      var reading = PartialCatalog()
      var reader = ProtobufReader(
        documents: Documents { path in
          guard
            let data = FileManager.default.contents(atPath: "/" + path) ?? FileManager.default.contents(atPath: path)
          else { return .failure(.missingFile(path)) }
          return .success(.init(path: path, file: FileID(2), bytes: Array(data)))
        })
      let payload = reader.payload(
        text: Array(text), in: document("", path: url.path), offset: 0, place: nil, message: nil, into: &reading)
      if case .opaque(let reason) = payload, reason == "its schema is broken" {
        broken.append(url.path + " " + (reading.problems.first?.message ?? ""))
      }
    }
    // Suites of faulty files hold some that are no Protocol Buffers.
    #expect(broken.count <= 5, "\(broken.joined(separator: "\n"))")
    for url in Self.files("avsc") {
      var reading = PartialCatalog()
      guard let data = try? Data(contentsOf: url) else { continue }
      let text = String(decoding: data, as: UTF8.self)
      guard let root = document(text).root else { continue }
      _ = AvroReader(documents: documents()).payload(of: root, into: &reading)
    }
  }

  @Test("cut and changed schemas never trap") func mutations() {
    let proto = Array(
      """
      syntax=\"proto3\";package a.b;import \"c\";message M{reserved 1 to max;map<string,M> x=1[a={b:1}];oneof o{N \
      n=2;}message N{enum E{A=0;}E e=0x7;group G=8{}}}
      """
      .utf8)
    let avro = Array(
      "{\"type\":\"record\",\"name\":\"a.R\",\"fields\":[{\"name\":\"x\",\"type\":[\"null\",\"R\",{\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"A\"]}],\"default\":null}]}"
        .utf8)
    let json = Array(
      "{\"$ref\":\"#/allOf/0\",\"allOf\":[{\"properties\":{\"a\":{\"$ref\":\"#\"}},\"required\":[\"a\"]}],\"oneOf\":[{\"type\":[\"null\"]},{\"items\":{}}]}"
        .utf8)
    var state: UInt64 = 42
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    for _ in 0..<3000 {
      for (number, sample) in [proto, avro, json].enumerated() {
        var bytes = sample
        for _ in 0...random(3) { bytes[random(bytes.count)] = UInt8(random(256)) }
        if random(3) == 0 { bytes.removeLast(random(bytes.count)) }
        var reading = PartialCatalog()
        if number == 0 {
          var reader = ProtobufReader(documents: documents())
          _ = reader.payload(text: bytes, in: document(""), offset: 0, place: nil, message: nil, into: &reading)
        } else {
          var tree = Tree()
          Parser().parse(bytes, into: &tree)
          guard let root = Document(path: "x", file: FileID(0), tree: tree).root else { continue }
          if number == 1 { _ = AvroReader(documents: documents()).payload(of: root, into: &reading) }
          var reader = JSONSchemaReader(documents: documents())
          if number == 2 { _ = reader.payload(of: root, into: &reading) }
        }
      }
    }
  }
}
