import Testing
import YAMLTree

@Suite struct ScalarTests {
  @Test(
    "plain scalars have the core schema's types",
    arguments: [
      ("null", ScalarType.null), ("~", .null), ("", .null), ("Null", .null), ("nUll", .string),
      ("true", .boolean), ("FALSE", .boolean), ("yes", .string), ("no", .string), ("on", .string), ("off", .string),
      ("12", .integer), ("-12", .integer), ("+3", .integer), ("0o17", .integer), ("0xfF", .integer), ("017", .integer),
      ("0o8", .string), ("0x", .string), ("1_000", .string), ("1.5", .float), (".5", .float),
      ("1.", .float), ("1e3", .float), ("-1.5E-3", .float), ("1e", .string), (".inf", .float), ("-.Inf", .float),
      (".NaN", .float), (".", .string), ("1.2.3", .string), ("2026-01-01", .string), ("7d", .string),
    ])
  func types(text: String, type: ScalarType) {
    let tree = parsed("k: \(text)\n")
    #expect(tree.scalarType(tree.value(of: "k", in: tree.roots[0])!) == type)
  }

  @Test("quoted scalars are text", arguments: ["'null'", "\"12\"", "!!str 12", "|\n  12"])
  func quoted(text: String) {
    let tree = parsed("k: \(text)\n")
    #expect(tree.scalarType(tree.value(of: "k", in: tree.roots[0])!) == .string)
  }

  @Test(
    "tags of the core schema say what a scalar is",
    arguments: [
      ("!!int \"12\"", ScalarType.integer), ("!!int 12", .integer), ("!!float '1.5'", .float),
      ("!!bool 'true'", .boolean),
      ("!!null ''", .null), ("!!str", .string), ("! 12", .string), ("!!str true", .string), ("&a !!int 12", .integer),
      ("!<tag:yaml.org,2002:int> '12'", .integer),
    ])
  func coreTags(text: String, type: ScalarType) {
    let tree = parsed("k: \(text)\n")
    #expect(tree.scalarType(tree.value(of: "k", in: tree.roots[0])!) == type)
    #expect(tree.tagged.isEmpty)
  }

  @Test(
    "a node with another tag has no text and no children, and begins at its tag",
    arguments: [
      ("!Ref Foo", "!Ref Foo"), ("&a !Ref Foo", "!Ref Foo"), ("!Ref &a Foo", "!Ref &a Foo"),
      ("!Sub 'a b'", "!Sub 'a b'"),
      ("!If [a, {b: c}]", "!If [a, {b: c}]"), ("!Map {a: b}", "!Map {a: b}"), ("!!set {a, b}", "!!set {a, b}"),
      ("!Empty", "!Empty"), ("!Block |\n  x # y\n", "!Block |\n  x # y"), ("!Map\n  a: b\n", "!Map\n  a: b"),
      ("!!seq a", "!!seq a"), ("!!map [a]", "!!map [a]"),
      ("!<tag:example.org,2000:x> y", "!<tag:example.org,2000:x> y"),
    ])
  func otherTags(text: String, spot: String) {
    let tree = parsed("k: \(text)\nl: m\n")
    let id = tree.value(of: "k", in: tree.roots[0])!
    #expect(tree[id].kind == .tagged && tree.tagged == [id])
    #expect(tree.text(id).isEmpty && tree.children(id).first { _ in true } == nil && tree.scalarType(id) == .string)
    #expect(String(decoding: tree.bytes[Int(tree[id].start)..<Int(tree[id].end)], as: UTF8.self) == spot)
    #expect(tree.tag(id) == spot.split { $0 == " " || $0 == "\n" }.first.map(String.init))
    #expect(tree.value(of: "l", in: tree.roots[0]).map { tree.string($0) } == "m")
  }

  @Test("values")
  func values() {
    let tree = parsed("[12, 0o17, 0xff, true, FALSE, 99999999999999999999]")
    let children = tree.children(tree.roots[0]).map { $0 }
    #expect(children.map { tree.integer($0) } == [12, 15, 255, nil, nil, nil])
    #expect(children.map { tree.boolean($0) } == [nil, nil, nil, true, false, nil])
  }
}

@Suite struct DirectiveCommentTests {
  @Test("comments that speak to eventlint are found, text that looks like one is not")
  func found() {
    let tree = parsed(
      """
      # eventlint: ignore-file a-rule -- why
      a: 1 # eventlint: ignore b
      text: |
        # eventlint: not this
        x # eventlint: nor this
      q: "# eventlint: nor this"
      url: http://x#eventlint: yes
        #   eventlint: ignore c
      #eventlint: ignore d
      """)
    #expect(tree.directiveComments().map(\.text) == ["ignore-file a-rule -- why", "ignore b", "ignore c", "ignore d"])
    #expect(tree.directiveComments().map(\.standsAlone) == [true, false, true, true])
  }

  @Test(
    "the key of a catalog is not a directive",
    arguments: [
      ("", false), ("even", false), ("eventlint: 1\na: 1 # eventlin\n", false), ("\u{FEFF}eventlint: 1\n", false),
      ("{\"eventlint\": 1}", false), ("'eventlint': 1\n", false), ("#eventlint: ignore a", true),
      ("\u{FEFF}#eventlint: ignore a", true), ("eventlint: 1\na: 1 #\teventlint: ignore b\n", true),
      ("{\"eventlint\": 1, \"x-eventlint-ignore\": \"a\"}", true), ("x-eventlint-ignore: a\neventlint: 1\n", true),
    ])
  func mayHave(_ text: String, _ expected: Bool) { #expect(parsed(text).mayHaveDirectives == expected) }

  @Test("a comment after a byte-order mark stands alone")
  func byteOrderMark() {
    let tree = parsed("\u{FEFF}# eventlint: ignore x\na: 1\n")
    #expect(tree.directiveComments().map(\.standsAlone) == [true])
    #expect(tree.directiveComments().map(\.start) == [3])
  }
}
