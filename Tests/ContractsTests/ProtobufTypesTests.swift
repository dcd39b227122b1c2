import Contracts
import Findings
import Schemas
import Testing

/// Types that fields share: messages, enums, imports, extensions; and input that is meant to hurt.
@Suite struct ProtobufTypesTests {
  @Test("enum values are compared by number, and closed enums lose what they do not know")
  func enums() {
    func open(_ part: String) -> String { "syntax = \"proto3\"; message M { E e = 1; } enum E { \(part) }" }
    func closed(_ part: String) -> String { "message M { optional E e = 1; } enum E { \(part) }" }
    let (one, two) = ("A = 0;", "A = 0; B = 1;")
    #expect(events(open(one), open(two)) == ["e: now admits `B`, which readers do not know [proto-enum-value-added]"])
    #expect(commands(open(one), open(two)) == [])
    #expect(kinds(events(closed(one), closed(two))) == ["proto-closed-enum-value-added"])
    #expect(
      commands(open(two), open(one)) == [
        "e: value `B` was removed, and its number 1 is not reserved [proto-enum-value-removed]"
      ])
    #expect(kinds(commands(closed(two), closed(one))) == ["proto-closed-enum-value-removed"])
    #expect(events(open(two), open("A = 0; reserved 1;")) == [])
    for compare in [events, commands] {
      #expect(
        compare(open(two), open("A = 0; B = 2;")) == [
          "e: number of `B` changed from 1 to 2 [proto-enum-value-renumbered]"
        ])
      #expect(
        compare(open(two), open("A = 0; C = 1;")) == ["e: value `B` is now called `C` [proto-enum-value-renamed]"])
      #expect(compare(open(two), open("option allow_alias = true; A = 0; B = 1; C = 1;")) == [])
    }
  }

  @Test("numbers and names that are no longer reserved may be used for something else")
  func reserved() {
    func file(_ part: String) -> String { "syntax = \"proto3\"; message M { \(part) string a = 1; }" }
    for compare in [events, commands] {
      #expect(
        compare(file("reserved 2, 5 to 9; reserved \"b\";"), file("reserved 5 to 7, 8 to max;")) == [
          ": number 2 is no longer reserved [proto-reserved-removed]",
          ": name `b` is no longer reserved [proto-reserved-removed]",
        ])
      #expect(compare(file("reserved 2 to max;"), file("reserved 2, 3, 4 to max;")) == [])
    }
  }

  @Test("messages are compared by content: another name is fine, another message is not")
  func content() {
    func file(_ part: String, _ more: String) -> String {
      "syntax = \"proto3\"; message M { \(part) a = 1; } message \(part) { \(more) }"
    }
    for compare in [events, commands] {
      #expect(compare(file("N", "string x = 1;"), file("K", "string x = 1;")) == [])
      #expect(
        kinds(compare(file("N", "string x = 1;"), file("K", "int32 y = 1;"))) == ["proto-message-replaced"])
      #expect(
        compare(file("N", "string x = 1;"), file("N", "string x = 2;")) == [
          "a.x: number changed from 1 to 2 [proto-number-changed]"
        ])
    }
  }

  @Test("recursive messages are compared once, and a change in a shared type is told once, with all its paths")
  func recursion() {
    func file(_ part: String) -> String {
      "syntax = \"proto3\"; message M { string a = 1; \(part) repeated M next = 3; map<string, M> by = 4; }"
    }
    #expect(events(file("string b = 2;"), file("")) == ["b: was removed [proto-field-removed]"])
    func money(_ part: String) -> String {
      "syntax = \"proto3\"; message M { Money net = 1; repeated Money tax = 2; } message Money { \(part) }"
    }
    let verdict = protobufVerdict(money("string currency = 1; int64 cents = 2;"), money("int64 cents = 2;"), .forward)
    #expect(verdict.changes.map(\.path) == ["net.currency"])
    #expect(verdict.changes.map(\.otherPaths) == [["tax[].currency"]])
  }

  @Test("imported types and extensions are found, and each change lies in its own file")
  func imports() {
    let main = "syntax = \"proto2\"; import \"b.proto\"; message M { optional b.N n = 1; extensions 10 to 20; }"
    func other(_ part: String) -> String {
      "syntax = \"proto2\"; package b; import \"a.proto\"; message N { optional \(part) x = 1; }"
    }
    let verdict = protobufVerdict(
      main, main, .forward, files: (["b.proto": other("int32")], ["b.proto": other("string")]))
    #expect(described(verdict) == ["n.x: was int32 and is now string [proto-type-changed]"])
    #expect(verdict.changes.first?.old?.file == FileID(2))
    let extended = { (type: String) in main + " extend M { optional \(type) more = 10; }" }
    #expect(
      described(
        protobufVerdict(
          extended("int32"), extended("string"), .forward,
          files: (["b.proto": other("int32")], ["b.proto": other("int32")])))
        == ["[more]: was int32 and is now string [proto-type-changed]"])
  }

  @Test("what cannot be read is undecided, never silent")
  func undecided() {
    func importing(_ part: String) -> String {
      "syntax = \"proto3\"; import \"gone.proto\"; message M { \(part) a = 1; }"
    }
    let (gone, lost) = (importing("Gone"), importing("Lost"))
    #expect(events(gone, gone) == ["a? no file in reach declares its type `Gone`"])
    #expect(events(gone, lost) == ["a? no file in reach declares its type `Gone` or `Lost`"])
    #expect(
      events("message M { ", "message M { }") == ["? the old file cannot be parsed: expected `}`, found end of file"])
    #expect(events("message M { }", "message N { }") == ["? the new file has no message M"])
    #expect(events("message M { optional int32 a = 99999999999999999999; }", "message M { }").count == 1)
  }

  @Test("without a name all messages of the file that are not part of others are compared")
  func severalMessages() {
    func file(_ part: String) -> String {
      "syntax = \"proto3\"; message Paid { \(part) } message Sent { string id = 1; }"
    }
    let verdict = protobufVerdict(file("string id = 1;"), file("string id = 2;"), .forward, message: nil)
    #expect(described(verdict) == ["<Paid>.id: number changed from 1 to 2 [proto-number-changed]"])
    let gone = protobufVerdict(
      file("string id = 1;"), "syntax = \"proto3\"; message Sent { string id = 1; }", .forward, message: nil)
    #expect(described(gone) == ["<Paid>: was removed [proto-message-removed]"])
    let whole = "syntax = \"proto3\"; message Sent { string id = 1; } message All { Sent sent = 1; }"
    let part = "syntax = \"proto3\"; message Sent { string id = 1; }"
    #expect(described(protobufVerdict(part, whole, .forward, message: nil)) == [])
  }

  @Test("each kind of change has a name and a sentence of its own")
  func kinds() {
    let all = ProtobufChanges.all
    #expect(Set(all.map(\.id)).count == all.count)
    #expect(all.allSatisfy { $0.id.hasPrefix("proto-") && $0.summary.hasSuffix(".") })
  }

  @Test("imports may lead back, and names are found in all files that they lead to")
  func importCycles() {
    let main = "import \"b.proto\"; message M { optional B b = 1; optional C c = 2; }"
    let files = { (type: String) in
      [
        "a.proto": main, "b.proto": "import \"c.proto\"; message B { optional C c = 1; optional M m = 2; }",
        "c.proto": "import \"a.proto\"; message C { optional M m = 1; optional \(type) x = 2; }",
      ]
    }
    let verdict = protobufVerdict(main, main, .backward, files: (files("int32"), files("string")))
    #expect(described(verdict) == ["c.x: was int32 and is now string [proto-type-changed]"])
    #expect(verdict.changes.first?.otherPaths == ["b.c.x"])
  }

  @Test("another package is a warning, once")
  func packages() {
    func file(_ part: String) -> String {
      "syntax = \"proto3\"; package \(part); message M { N n = 1; } message N { string a = 1; }"
    }
    #expect(
      events(file("shop"), file("store")) == [
        ": was in package `shop` and is now in package `store` [proto-package-changed]"
      ])
  }

  @Test("options, comments, order, deprecation, packing of lists: nothing that readers see")
  func cosmetics() {
    let old = "syntax = \"proto3\"; message M { string a = 1; repeated int32 b = 2; Part part = 3; message Part { } }"
    let new = """
      // Moved.
      syntax = "proto3"; option java_package = "x"; option (custom) = { a: [1, 2] b { c: "}" } };
      message M {
        Part part = 3; repeated int32 b = 2 [packed = false, deprecated = true, (rule).max = -1, (o) = { x: 1 }];
        string a = 1 [deprecated = true]; oneof _new { int32 c = 4; }
      }
      message Part { }
      service S { rpc Do(M) returns (M) { option (http) = { get: "/" }; } }
      """
    #expect(events(old, new) == [])
    #expect(commands(old, new) == [])
  }

  @Test("places are those of the number, the type, the name")
  func places() {
    let (old, new) = ("message M { optional int32 a = 1; }", "message M { optional int32 a = 25; }")
    let change = protobufVerdict(old, new, .forward).changes.first
    #expect(change?.old == Place(file: FileID(0), start: 31, end: 32))
    #expect(change?.new == Place(file: FileID(1), start: 31, end: 33))
  }

  @Test(
    "hostile files end",
    arguments: [
      String(repeating: "message M { ", count: 5_000),
      "message M { reserved " + String(repeating: "1 to max, ", count: 20_000) + "1; optional int32 a = 1; }",
      "message M { optional int32 a = 1 [x = " + String(repeating: "{", count: 50_000) + "; }",
      "package a" + String(repeating: ".a", count: 20_000) + "; message M { optional N n = 1; }",
      "message M { optional int32 a = -1; optional int32 b = 9223372036854775808; reserved 5 to 1, -3; }",
      "message M { optional E e = 1; } enum E { A = -2147483649; B = 0xFFFFFFFFFFFFFFFFF; reserved -5 to max; }",
      "import \"a.proto\"; import \"b.proto\"; message M { optional M m = 1; }",
      "message M { " + (1...5_000).map { "optional int32 f\($0) = 1;" }.joined() + "}",
    ])
  func hostile(_ text: String) {
    let files = ["a.proto": text, "b.proto": "import \"a.proto\"; import \"b.proto\";"]
    for direction in [CompatibilityDirection.forward, .backward] {
      _ = protobufVerdict(text, text, direction, files: (files, files))
      _ = protobufVerdict(text, "message M { optional string a = 1; }", direction, files: (files, files))
      _ = protobufVerdict("message M { optional string a = 1; }", text, direction, files: (files, files))
    }
  }

  @Test("long chains and much sharing cost no more than their size")
  func size() {
    let chain = { (type: String) in
      "syntax = \"proto3\"; message M { M1 a = 1; M1 b = 2; }"
        + (1..<2_000).map { "message M\($0) { M\($0 + 1) a = 1; M\($0 + 1) b = 2; }" }.joined()
        + "message M2000 { \(type) x = 1; }"
    }
    let verdict = protobufVerdict(chain("int32"), chain("string"), .forward)
    #expect(verdict.changes.map(\.kind.id) == ["proto-type-changed"])
    #expect((verdict.changes.first?.path.utf8.count ?? 0) < 3_000)
  }

  // MARK: Helpers

  private func events(_ old: String, _ new: String) -> [String] { described(protobufVerdict(old, new, .forward)) }
  private func commands(_ old: String, _ new: String) -> [String] { described(protobufVerdict(old, new, .backward)) }
  private func kinds(_ changes: [String]) -> [String] {
    changes.map { String($0.split(separator: "[").last?.dropLast() ?? "") }
  }
}
