import Findings
import Testing
import YAMLTree

@Suite struct ParserTests {
  @Test("a node's span is what was written, quotes and brackets included")
  func spans() {
    let text = "a: \"x\"\nb: [1, 'two']\nc: |\n  lines\n  more\n\nd: &n !!str tagged # c\n"
    let tree = parsed(text)
    #expect(values(tree) == ["\"x\"", "[1, 'two']", "|\n  lines\n  more", "tagged"].map { .init($0) })
    let list = tree.value(of: "b", in: tree.roots[0])!
    #expect(tree.children(list).map { written(tree, $0) } == ["1", "'two'"])
    #expect(tree.children(list).map { tree.string($0) } == ["1", "two"])
  }

  @Test("keys have spans of their own")
  func keys() {
    let tree = parsed("services:\n  \"order\": {publishes: A}\n")
    let keys = tree.children(tree.roots[0]).map { written(tree, $0) }
    #expect(keys == ["services", "\"order\": {publishes: A}"])
  }

  @Test("a block collection ends with its last child, not at the next token")
  func blockEnd() {
    let tree = parsed("a:\n  b: 1\n\n# comment\nc: 2\n")
    #expect(written(tree, tree.value(of: "a", in: tree.roots[0])!) == "b: 1")
  }

  @Test(
    "bytes before do not move spans: multi-byte text, byte-order marks, carriage returns",
    arguments: ["# größe — 注文 🎉\n", "\u{FEFF}", "\u{FEFF}# é\r\n", "x: ü\r\n", "y: \"\\u00e9 ✓\"\n"])
  func offsets(prefix: String) {
    let tree = parsed(prefix + "name: wärts # ä\nlast: \"ö\"\n")
    #expect(written(tree, tree.value(of: "name", in: tree.roots[0])!) == "wärts")
    #expect(written(tree, tree.value(of: "last", in: tree.roots[0])!) == "\"ö\"")
  }

  @Test("UTF-16 reads like UTF-8", arguments: [true, false])
  func utf16(lowByteFirst: Bool) {
    let text = "name: wärts 🎉\n"
    var bytes: [UInt8] = lowByteFirst ? [0xFF, 0xFE] : [0xFE, 0xFF]
    for unit in text.utf16 {
      let pair = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      bytes += lowByteFirst ? pair : pair.reversed()
    }
    let tree = parsed(bytes)
    #expect(tree.problems.isEmpty)
    #expect(values(tree) == ["wärts 🎉"])
  }

  @Test("text is unescaped and unfolded, the span is as written")
  func text() {
    let tree = parsed("a: \"x\\ty\"\nb: >-\n  one\n  two\nc: plain\n  folded\nd: 'it''s'\n")
    let texts = tree.children(tree.roots[0]).enumerated().filter { $0.offset % 2 == 1 }.map { tree.string($0.element) }
    #expect(texts == ["x\ty", "one two", "plain folded", "it's"])
  }

  @Test("JSON comes through the same door")
  func json() {
    let tree = parsed("{\"a\": {\"b\": [1, true, null, \"x\\n\"]}}")
    let list = tree.value(of: "b", in: tree.value(of: "a", in: tree.roots[0])!)!
    #expect(tree.children(list).map { tree.scalarType($0) } == [.integer, .boolean, .null, .string])
  }

  @Test("several documents have several roots")
  func documents() {
    let tree = parsed("a: 1\n---\nb: 2\n...\n---\n- c\n")
    #expect(tree.roots.map { written(tree, $0) } == ["a: 1", "b: 2", "- c"])
  }

  @Test("what stands before a syntax error is kept, the error has libyaml's words and place")
  func syntaxError() {
    let tree = parsed("a: 1\nb: [1, 2\nc: 3\n")
    #expect(tree.isPartial)
    #expect(tree.problems.count == 1)
    #expect(tree.problems[0].message == "did not find expected ',' or ']' while parsing a flow sequence")
    #expect(tree.problems[0].related?.start == 8)
    #expect(tree.value(of: "a", in: tree.roots[0]) != nil)
  }

  @Test("an unclosed quote is reported where it opens")
  func unclosedQuote() {
    let tree = parsed("a: 1\nb: \"never ends\nc: 3\n")
    #expect(tree.problems.map(\.start) == [8])
  }

  @Test("bytes that are not UTF-8 are refused at their place")
  func invalidUTF8() {
    let tree = parsed(Array("a: ".utf8) + [0xC3, 0x28] + Array("\n".utf8))
    #expect(tree.problems.map(\.kind) == [.syntax])
    #expect(tree.problems.map(\.start) == [4])
  }

  @Test("an empty file has no root and no problem", arguments: ["", "# only a comment\n", "---\n...\n", "\u{FEFF}"])
  func empty(text: String) {
    let tree = parsed(text)
    #expect(tree.problems.isEmpty)
    #expect(tree.roots.allSatisfy { tree.isNull($0) })
  }

  @Test("a tree can be filled again")
  func reuse() {
    var tree = Tree()
    let parser = Parser()
    parser.parse(Array("a: \"\\t\"\nb: [".utf8), into: &tree)
    parser.parse(Array("c: 1\n".utf8), into: &tree)
    #expect(tree.problems.isEmpty && !tree.isPartial)
    #expect(values(tree) == ["1"])
  }
}

@Suite struct DuplicateKeyTests {
  @Test("a key that stands twice is a problem at the second, with the first beside it", arguments: [2, 9, 40])
  func duplicates(keys: Int) {
    let text = (0..<keys).map { "k\($0): \($0)\n" }.joined() + "\"k1\": again\n"
    let problems = parsed(text).problems
    #expect(problems.map(\.kind) == [.duplicateKey])
    #expect(problems.first?.message == "k1")
    #expect(problems.first?.related?.start == UInt32("k0: 0\n".utf8.count))
  }

  @Test("each mapping has its own keys")
  func nested() {
    #expect(parsed("a: {b: 1}\nc: {b: 2, d: {b: 3}}\n").problems.isEmpty)
  }
}

@Suite struct MergeTests {
  @Test("own keys come first, then merged ones that are not there yet, earlier sources before later ones")
  func order() {
    let tree = parsed(
      "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc:\n  <<: [*a, *b]\n  x: own\nd: &d {<<: *a, q: 3}\ne: {<<: *d}\n")
    #expect(entries(tree, "c") == ["x: own", "y: 1", "z: 2"])
    #expect(entries(tree, "e") == ["q: 3", "x: 1", "y: 1"])
  }

  @Test("a mapping that merges itself ends")
  func cycle() {
    let tree = parsed("a: &a\n  <<: *a\n  x: 1\n")
    #expect(entries(tree, "a") == ["x: 1"])
  }

  @Test("mappings that merge one another stop at the budget")
  func budget() {
    var text = "m0: &m0 {" + (0..<2000).map { "k\($0): 1" }.joined(separator: ", ") + "}\n"
    for index in 1..<2000 { text += "m\(index): &m\(index) {<<: *m\(index - 1)}\n" }
    let tree = parsed(text)
    var budget = MergeBudget(tree: tree)
    for child in tree.children(tree.roots[0]) where tree[child].kind == .mapping {
      _ = tree.entries(child, budget: &budget)
    }
    #expect(budget.isExhausted)
  }

  private func entries(_ tree: Tree, _ key: StaticString) -> [String] {
    var budget = MergeBudget(tree: tree)
    return tree.entries(tree.value(of: key, in: tree.roots[0])!, budget: &budget)
      .map { "\(tree.string($0.key)): \(tree.string($0.value))" }
  }
}

@Suite struct LimitTests {
  @Test("a large file may have more nodes than a small one", arguments: [true, false])
  func nodesOfLargeFiles(usesScanner: Bool) {
    var limits = Limits()
    limits.nodes = 5
    let text = String(repeating: "- a long item\n", count: 50)
    var tree = Tree()
    Parser(limits: limits, usesScanner: usesScanner).parse(Array(text.utf8), into: &tree)
    #expect(tree.problems.isEmpty && tree.nodes.count == 51)
  }

  @Test("each limit ends in a problem", arguments: ["size", "depth", "nodes", "aliases", "tags"])
  func limits(which: String) {
    var limits = Limits()
    limits.fileSize = which == "size" ? 10 : 100_000
    limits.depth = which == "depth" ? 3 : 100
    limits.nodes = which == "nodes" ? 5 : 100_000
    limits.aliases = which == "aliases" ? 2 : 1000
    limits.tagDirectives = which == "tags" ? 1 : 64
    var tree = Tree()
    Parser(limits: limits).parse(
      Array("%TAG !a! tag:a,2000:\n%TAG !b! tag:b,2000:\n---\n[&a a, *a, *a, *a, [[[x]]]]\n".utf8), into: &tree)
    #expect(tree.problems.map(\.kind) == [.limit])
    #expect(tree.isPartial)
  }

  @Test(
    "hostile text ends",
    arguments: [
      String(repeating: "[", count: 100_000), String(repeating: "{", count: 100_000),
      String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
      "&a a: " + String(repeating: "*a ", count: 20_000), "a: " + String(repeating: "x", count: 1_000_000),
    ])
  func hostile(text: String) {
    let tree = parsed(text)
    #expect(tree.problems.count <= 1)
  }

  @Test("a billion laughs cost no more than their own size")
  func billionLaughs() {
    var text = "a0: &a0 [lol, lol]\n"
    for level in 1..<60 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let tree = parsed(text)
    #expect(tree.problems.isEmpty)
    #expect(tree.nodes.count < 300)
  }

  @Test("an alias without an anchor is a problem at the alias")
  func undefinedAlias() {
    #expect(parsed("a: *nowhere\n").problems.map(\.message) == ["the alias *nowhere has no anchor before it"])
  }
}

func parsed(_ text: String) -> Tree { parsed(Array(text.utf8)) }

func parsed(_ bytes: [UInt8]) -> Tree {
  var tree = Tree()
  Parser().parse(bytes, into: &tree)
  return tree
}

func written(_ tree: Tree, _ id: NodeID) -> String {
  String(decoding: tree.bytes[Int(tree[id].start)..<Int(tree[id].end)], as: UTF8.self)
}

func values(_ tree: Tree) -> [String] {
  tree.children(tree.roots[0]).enumerated().filter { $0.offset % 2 == 1 }.map { written(tree, $0.element) }
}
