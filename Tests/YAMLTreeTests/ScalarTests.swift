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

  @Test("a comment after a byte-order mark stands alone")
  func byteOrderMark() {
    let tree = parsed("\u{FEFF}# eventlint: ignore x\na: 1\n")
    #expect(tree.directiveComments().map(\.standsAlone) == [true])
    #expect(tree.directiveComments().map(\.start) == [3])
  }
}
