import Findings
import Schemas
import Testing

@testable import Contracts

/// Whether readers of one message can read another, by field numbers, types, presence, oneofs and enums.
@Suite struct ProtobufComparisonTests {
  // MARK: Fields

  @Test("new fields are silent, removed ones break who reads them, and commands ask for their number to be reserved")
  func addedAndRemoved() {
    let (small, large) = ("string a = 1;", "string a = 1; string b = 2;")
    #expect(events(small, large) == [])
    #expect(commands(small, large) == [])
    #expect(events(large, small) == ["b: was removed [proto-field-removed]"])
    #expect(
      commands(large, small) == ["b: was removed, and its number 2 is not reserved [proto-number-not-reserved]"])
    #expect(commands(large, "string a = 1; reserved 2;") == [])
    #expect(events(large, "string a = 1; reserved 2;") == ["b: was removed [proto-field-removed]"])
  }

  @Test("a changed number breaks both directions, also if two fields swap theirs or another field takes it")
  func numbers() {
    for compare in [events, commands] {
      #expect(
        compare("string a = 1;", "string a = 2;") == ["a: number changed from 1 to 2 [proto-number-changed]"])
      #expect(
        compare("string a = 1; string b = 2;", "string b = 1; string a = 2;").sorted() == [
          "a: number changed from 1 to 2 [proto-number-changed]",
          "b: number changed from 2 to 1 [proto-number-changed]",
        ])
      #expect(
        compare("string a = 1; int32 b = 2;", "string a = 1; string c = 2;") == [
          "b: was removed, and its number 2 now belongs to `c` [proto-number-reused]"
        ])
      #expect(
        compare("string a = 1; string b = 2;", "string b = 1;").sorted() == [
          "a: was removed, and its number 1 now belongs to `b` [proto-number-reused]",
          "b: number changed from 2 to 1 [proto-number-changed]",
        ])
    }
  }

  @Test("a number with another name is a rename, and so is another name in JSON: warnings")
  func names() {
    for compare in [events, commands] {
      #expect(
        compare("int32 total = 1;", "int32 amount = 1;") == ["total: is now called `amount` [proto-field-renamed]"])
      #expect(
        compare("int32 net_total = 1;", "int32 net_total = 1 [json_name = \"net\"];") == [
          "net_total: was `netTotal` in JSON and is now `net` [proto-json-name-changed]"
        ])
      #expect(compare("int32 net_total = 1;", "int32 net_total = 1 [json_name = 'netTotal'];") == [])
    }
  }

  @Test(
    "types with one wire format are read as each other",
    arguments: [
      // Old type, new type, what events and what commands get.
      ("int32", "int64", "proto-integer-narrowed", ""),
      ("int64", "int32", "proto-json-form-changed", "proto-integer-narrowed"),
      ("uint32", "uint64", "proto-integer-narrowed", ""),
      ("int32", "uint32", "proto-integer-narrowed", "proto-integer-narrowed"),
      ("sint32", "sint64", "proto-integer-narrowed", ""),
      ("fixed32", "sfixed32", "proto-type-reinterpreted", "proto-type-reinterpreted"),
      ("int32", "bool", "proto-type-reinterpreted", "proto-type-reinterpreted"),
      ("int32", "Color", "proto-type-reinterpreted", "proto-type-reinterpreted"),
      ("int32", "sint32", "proto-type-changed", "proto-type-changed"),
      ("int32", "fixed32", "proto-type-changed", "proto-type-changed"),
      ("float", "double", "proto-type-changed", "proto-type-changed"),
      ("string", "int32", "proto-type-changed", "proto-type-changed"),
      ("string", "bytes", "proto-type-changed", "proto-type-reinterpreted"),
      ("bytes", "string", "proto-type-reinterpreted", "proto-type-changed"),
      ("string", "Color", "proto-type-changed", "proto-type-changed"),
      ("string", "google.protobuf.StringValue", "proto-type-changed", "proto-type-changed"),
      ("google.protobuf.Timestamp", "string", "proto-type-changed", "proto-type-changed"),
      ("google.protobuf.Timestamp", ".google.protobuf.Timestamp", "", ""),
      ("google.type.Money", "google.type.Money", "", ""),
    ])
  func types(_ old: String, _ new: String, _ event: String, _ command: String) {
    let color = " enum Color { RED = 0; }"
    #expect(kinds(events("\(old) a = 1;\(color)", "\(new) a = 1;\(color)")) == (event.isEmpty ? [] : [event]))
    #expect(kinds(commands("\(old) a = 1;\(color)", "\(new) a = 1;\(color)")) == (command.isEmpty ? [] : [command]))
  }

  @Test("readers of one value skip a packed list and keep the last of any other; readers of a list take one value")
  func cardinality() {
    #expect(kinds(events("int32 a = 1;", "repeated int32 a = 1;")) == ["proto-now-packed-list"])
    #expect(kinds(events("int32 a = 1;", "repeated int32 a = 1 [packed = false];")) == ["proto-now-repeated"])
    #expect(kinds(events("string a = 1;", "repeated string a = 1;")) == ["proto-now-repeated"])
    #expect(commands("string a = 1;", "repeated string a = 1;") == [])
    #expect(kinds(commands("repeated string a = 1;", "string a = 1;")) == ["proto-now-repeated"])
    #expect(kinds(events("repeated string a = 1;", "string a = 1;")) == ["proto-now-singular"])
  }

  @Test("a map is a list of entries, and its keys and values are compared")
  func maps() {
    let entry = "message Entry { string key = 1; int32 value = 2; }"
    for compare in [events, commands] {
      #expect(
        kinds(compare("repeated Entry a = 1; \(entry)", "map<string, int32> a = 1;")) == ["proto-list-to-map"])
      #expect(
        compare("map<string, int32> a = 1;", "map<string, string> a = 1;") == [
          "a{}: values were int32 and are now string [proto-type-changed]"
        ])
      #expect(
        compare("map<string, int32> a = 1;", "map<bool, int32> a = 1;") == [
          "a{}: keys were string and are now bool [proto-type-changed]"
        ])
      #expect(kinds(compare("map<string, int32> a = 1;", "string a = 1;")) == ["proto-type-changed"])
    }
    #expect(
      events(
        "map<string, Line> lines = 1; message Line { string sku = 1; }",
        "map<string, Line> lines = 1; message Line { string sku = 2; }") == [
          "lines{}.sku: number changed from 1 to 2 [proto-number-changed]"
        ])
  }

  // MARK: Presence

  @Test("`optional` may be added; without it, events do not carry the zero value")
  func presence() {
    #expect(events("string a = 1;", "optional string a = 1;") == [])
    #expect(commands("string a = 1;", "optional string a = 1;") == [])
    #expect(kinds(events("optional string a = 1;", "string a = 1;")) == ["proto-zero-not-sent"])
    #expect(commands("optional string a = 1;", "string a = 1;") == [])
  }

  @Test("proto2: what readers require must be sent")
  func required() {
    let (optional, required) = ("optional int32 a = 1;", "required int32 a = 1;")
    #expect(events2(optional, required) == [])
    #expect(commands2(optional, required) == ["a: is now required [proto-now-required]"])
    #expect(events2(required, optional) == ["a: was required and may now be missing [proto-now-optional]"])
    #expect(commands2(required, optional) == [])
    #expect(events2("", required) == [])
    #expect(commands2("", required) == ["a: is new and required [proto-required-added]"])
    #expect(events2(required, "") == ["a: was required and was removed [proto-required-removed]"])
  }

  @Test("proto2: a default is compared by value, as its type has it")
  func defaults() {
    for compare in [events2, commands2] {
      #expect(
        compare("optional int32 a = 1 [default = 1];", "optional int32 a = 1 [default = 2];") == [
          "a: default changed from 1 to 2 [proto-default-changed]"
        ])
      #expect(compare("optional int32 a = 1 [default = 0x10];", "optional int32 a = 1 [default = 16];") == [])
      #expect(compare("optional int32 a = 1 [default = 0];", "optional int32 a = 1;") == [])
      #expect(compare("optional double a = 1 [default = 1.50];", "optional double a = 1 [default = 1.5];") == [])
      #expect(
        kinds(
          compare("optional E a = 1; enum E { A = 1; B = 2; }", "optional E a = 1; enum E { B = 2; A = 1; }")) == [
            "proto-default-changed"
          ])
    }
    func version(_ part: String) -> String { "optional string v = 1 [default = \"order/\(part)\"];" }
    #expect(events2(version("1.2"), version("1.3")) == [])
    #expect(kinds(events2(version("1.2"), version("1.3"), .strict)) == ["proto-default-changed"])
    #expect(kinds(events2(version("1.2"), version("large"))) == ["proto-default-changed"])
  }

  @Test("editions: features of files and fields decide presence, lists, groups and enums")
  func editions() {
    let file = { (option: String, body: String) in
      "edition = \"2023\"; \(option) message M { \(body) } enum E { A = 0; } message N { string x = 1; }"
    }
    func kinds(_ old: String, _ new: String) -> [String] { self.kinds(compareFiles(old, new, .forward)) }
    #expect(
      kinds(file("", "int32 a = 1;"), file("option features.field_presence = IMPLICIT;", "int32 a = 1;")) == [
        "proto-zero-not-sent"
      ])
    #expect(
      kinds(file("", "int32 a = 1 [features.field_presence = LEGACY_REQUIRED];"), file("", "int32 a = 1;")) == [
        "proto-now-optional"
      ])
    #expect(
      kinds(file("", "N a = 1;"), file("", "N a = 1 [features = { message_encoding: DELIMITED }];")) == [
        "proto-encoding-changed"
      ])
    #expect(
      kinds(file("option features.enum_type = CLOSED;", "E a = 1;"), file("", "E a = 1;")) == ["proto-enum-closed"])
    #expect(
      kinds(file("", "string a = 1;"), file("option features.utf8_validation = NONE;", "string a = 1;")) == [
        "proto-text-not-checked"
      ])
    #expect(
      kinds(
        file("", "int32 a = 1;"),
        file("option features.repeated_field_encoding = EXPANDED;", "repeated int32 a = 1;")) == [
          "proto-now-repeated"
        ])
  }

  @Test("a group is a message with another encoding")
  func groups() {
    let group = "optional group Part = 1 { optional string x = 1; }"
    #expect(
      kinds(events2(group, "optional Part part = 1; message Part { optional string x = 1; }")) == [
        "proto-encoding-changed"
      ])
    #expect(
      events2(group, "optional group Part = 1 { optional string x = 2; }") == [
        "part.x: number changed from 1 to 2 [proto-number-changed]"
      ])
  }

  // MARK: Oneofs

  @Test("fields that move into a oneof are missing in events, and lost in commands that hold several of them")
  func intoOneofs() {
    let plain = "string a = 1; string b = 2;"
    let one = "oneof o { string a = 1; } string b = 2;"
    let both = "oneof o { string a = 1; string b = 2; }"
    #expect(
      kinds(events("string a = 1;", "oneof o { string a = 1; string c = 3; }")) == ["proto-oneof-entered"])
    #expect(commands(plain, one) == [])
    #expect(kinds(events(plain, both)) == ["proto-oneof-restricted", "proto-oneof-restricted"])
    #expect(kinds(commands(plain, both)) == ["proto-oneof-joined", "proto-oneof-joined"])
    #expect(
      events(one, both) == ["b: is now in oneof `o` and is missing if another member is set [proto-oneof-restricted]"])
    #expect(
      commands(one, both) == [
        "b: is now in oneof `o`, of whose members senders set several [proto-oneof-joined]"
      ])
  }

  @Test("fields that leave a oneof may be sent beside its members, of which readers keep one")
  func outOfOneofs() {
    let both = "oneof o { string a = 1; string b = 2; }"
    let one = "oneof o { string a = 1; } string b = 2;"
    #expect(kinds(events(both, one)) == ["proto-oneof-split"])
    #expect(commands(both, one) == [])
    #expect(kinds(events("oneof o { string a = 1; }", "optional string a = 1;")) == ["proto-oneof-left"])
    #expect(
      kinds(events("oneof o { string a = 1; string b = 2; }", "oneof p { string a = 1; string b = 2; }")) == [
        "proto-oneof-renamed"
      ])
  }

  @Test("a new member of a oneof is unknown to readers, a removed one to handlers")
  func membersOfOneofs() {
    let one = "oneof pay { string card = 1; }"
    let two = "oneof pay { string card = 1; string cash = 2; }"
    #expect(
      events(one, two) == ["pay: may now hold `cash`, which readers do not know [proto-oneof-member-added]"])
    #expect(commands(one, two) == [])
    #expect(kinds(events(two, one)) == ["proto-field-removed"])
    #expect(commands(two, one) == ["cash: was removed from oneof `pay` [proto-oneof-member-removed]"])
  }

  // MARK: Helpers

  private func events(_ old: String, _ new: String) -> [String] {
    compareFiles("syntax = \"proto3\"; message M { \(old) }", "syntax = \"proto3\"; message M { \(new) }", .forward)
  }

  private func commands(_ old: String, _ new: String) -> [String] {
    compareFiles("syntax = \"proto3\"; message M { \(old) }", "syntax = \"proto3\"; message M { \(new) }", .backward)
  }

  private func events2(_ old: String, _ new: String) -> [String] { events2(old, new, .tolerant) }

  private func events2(_ old: String, _ new: String, _ policy: CompatibilityPolicy) -> [String] {
    compareFiles("message M { \(old) }", "message M { \(new) }", .forward, policy: policy)
  }

  private func commands2(_ old: String, _ new: String) -> [String] {
    compareFiles("message M { \(old) }", "message M { \(new) }", .backward)
  }

  private func compareFiles(
    _ old: String, _ new: String, _ direction: CompatibilityDirection, policy: CompatibilityPolicy = .tolerant
  ) -> [String] {
    described(protobufVerdict(old, new, direction, policy: policy))
  }

  private func kinds(_ changes: [String]) -> [String] {
    changes.map { String($0.split(separator: "[").last?.dropLast() ?? "") }
  }
}

/// The verdict of two files, each beside the files that it imports.
func protobufVerdict(
  _ old: String, _ new: String, _ direction: CompatibilityDirection, policy: CompatibilityPolicy = .tolerant,
  message: String? = "M", files: (old: [String: String], new: [String: String]) = ([:], [:])
) -> ContractVerdict {
  func documents(_ files: [String: String]) -> Documents {
    Documents { path in
      files[path].map { .success(.init(path: path, file: FileID(2), bytes: Array($0.utf8))) }
        ?? .failure(.missingFile(path))
    }
  }
  var comparison = ProtobufComparison(old: documents(files.old), new: documents(files.new), policy: policy)
  return comparison.compare(
    .init(file: .init(path: "a.proto", file: FileID(0), bytes: Array(old.utf8)), name: message),
    .init(file: .init(path: "a.proto", file: FileID(1), bytes: Array(new.utf8)), name: message), direction: direction)
}

/// The changes as `path: words [kind]`.
func described(_ verdict: ContractVerdict) -> [String] {
  verdict.changes.map { "\($0.path): \($0.words) [\($0.kind.id)]" }
    + verdict.undecided.map { "\($0.path)? \($0.reason)" }
}
