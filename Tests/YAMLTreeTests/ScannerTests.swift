import Corpus
import Findings
import Foundation
import Testing
import YAMLTree

@Suite struct ScannerTests {
  @Test(
    "what the scanner takes has the tree of libyaml",
    arguments: [
      "", "\n", "# only a comment", "\u{FEFF}", "\u{FEFF}a: 1\n", "a", "'a'", "a: 1", "a: 1\r\nb: 2\r\n",
      "a: 1\rb: 2\r",
      "a:\nb:\n  c:\n", "a:\n- 1\n- 2\nb: 3\n", "a:\n  - 1\n  -\n  - - 2\n    - 3\n",
      "- a: 1\n  b: 2\n-   c: 3\n    d: 4\n",
      "-\n-\n", "a: b c\t\n", "a: b # c\n", "a: b#c\n", "a : b\n", "a:\tb\n", "url: http://x:80/y\n",
      "a: -1\nb: :x\nc: ?x\n",
      "a: b\n  c\n\n  d\ne: f\n", "a: b\n  # c\nd: e\n", "one\ntwo\n\nthree\n", "'a': 1\n\"b\" : 2\n",
      "a: 'it''s'\nb: ''''\n",
      "a: \"\\\\\\\\\"\n", "a: \"x\n  y\n\n  z\\\n   w\"\n", "a: \"\n\n\"\n",
      "a: \"\\x41\\u00e9\\U0001f600\\N\\_\\L\\P\\/\\ \"\n",
      "a: |\n  x\n   y\n\n  z\n\nb: >-\n  x\n  y\n\n   z\n  w\nc: |+\n  x\n\n\nd: >1\n  x\n y\ne: |2-\n    x\n",
      "|\n x\n", "--- >\n x\n y",
      "a: |\n\n\n  x", "a: |\nb: >\n\nc: |- # comment\n", "a: [1, 'b', \"c\", [d], {e: f}, g h,]\n",
      "a: {b, c: , d: [], \"e\":1, 'f': {}}\n",
      "[a\n b,\n # c\n d ] # e\n", "{{ .Values.name }}\n", "{[a], {b}, c: d}",
      "{\n\t\"a\": [\n\t\t1,\n\t\ttrue\n\t]\n}\n", #"{"a":{"b":[1,-2,"x\ty"],"c":null}}"#,
      "---\n---\na: 1\n...\n...\n--- # c\n- b\n---\n", "--- text\n--- [a]\n--- \"b\"\n", "---", "a: 1\n...\n",
      "a: &x 1\nb: *x\nc: &y\n  d: *x\ne: &z\nf: &s\n- *y\ng: &l [*z, *s]\nh: &t |\n  t\n<<: *y\n", "&r\na: &e\n",
      "- &a\n  b: *a\n",
      "a: 1\nb: 2\na: 3\n'b': 4\n", "a: {b: 1, b: 2}\n", "größe: ä # é\n\"ö\": [ü, 😀]\n",
    ])
  func taken(text: String) {
    var comparison = ParserComparison()
    #expect(comparison.compare(Array(text.utf8)) == .same)
  }

  @Test(
    "what is not in the subset, or not valid, is left to libyaml",
    arguments: [
      "a: !!str 1\n", "? a\n: b\n", "%YAML 1.2\n---\na: 1\n", "a: 1\n%TAG\n", "{? a: b}", "{[a]: b}", "[a: b]",
      "*a : b", "&a b: c",
      "a: b: c\n", "a: 1\n b: 2\n", "a:\n  b: 1\n c: 2\n", "a: - b\n", "a: 'b' c\n", "'a\nb': c\n", "a: [b\n",
      "a: \"b\n", "a: \"\\q\"\n",
      "a: \"\\ud83d\\ude00\"\n", "a: \"x\n---\ny\"\n", "\ta: 1\n", "-\ta\n", "a: @b\n", "a: *b\n", "a: |0\n",
      "a: | b\n", "a: |\n\tb\n",
      "[a,, b]", "[a]]", "[a}", "{a: b: c}", "{\"a\"\n: 1}", "... \n", "a: 1\n...\nb: 2\n", "- a\nb: c\n",
      "a: \u{85}b\n", "a: \u{2028}\n",
      "a: \u{FEFF}b\n", "a: \u{7}\n", "a: \u{7F}\n", "a\u{0}", String(repeating: "k", count: 1_025) + ": 1\n",
    ])
  func declined(text: String) {
    var comparison = ParserComparison()
    #expect(comparison.compare(Array(text.utf8)) == .declined)
    // What the scanner has left must not show.
    #expect(ParserComparison.difference(parsed(text), libYAMLTree(text)) == nil)
  }

  @Test(
    "bytes that are not UTF-8 are left to libyaml",
    arguments: [
      [0x80], [0xC0, 0x80], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80],
      [0xEF, 0xBF, 0xBF],
      [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF],
    ] as [[UInt8]])
  func invalid(bytes: [UInt8]) {
    var comparison = ParserComparison()
    #expect(comparison.compare(bytes) == .declined)
    #expect(comparison.compare(Array("a: ".utf8) + bytes) == .declined)
    // Beyond the blocks of the check as well.
    #expect(comparison.compare(Array("a: \(String(repeating: "x", count: 125))".utf8) + bytes) == .declined)
  }

  @Test("scalars of any size keep their places and texts", arguments: [0, 1, 0xFFFFF, 0x100000, 0x200001])
  func longScalars(size: Int) throws {
    let word = String(repeating: "x", count: size)
    var comparison = ParserComparison()
    #expect(comparison.compare(Array("{a: '\(word)', b: \(word)}".utf8)) == .same)
    let tree = comparison.expected
    let (quoted, plain) = (tree.value(of: "a", in: tree.roots[0])!, tree.value(of: "b", in: tree.roots[0])!)
    #expect(tree.text(quoted).count == size && tree.text(plain).count == size)
    #expect(tree[quoted].end - tree[quoted].start == size + 2 && tree[plain].end - tree[plain].start == size)
  }

  @Test("limits are those of libyaml's path", arguments: ["depth", "nodes", "aliases"])
  func limits(which: String) {
    var limits = Limits()
    limits.depth = which == "depth" ? 3 : 100
    limits.nodes = which == "nodes" ? 5 : 100_000
    limits.aliases = which == "aliases" ? 2 : 1000
    for text in ["a: &a a\nb: [*a, *a, *a]\nc:\n- - d:\n    - x\n", "- &a [[{a: *a, *a, *a}]]\n"] {
      var (tree, expected) = (Tree(), Tree())
      #expect(!Scanner.scan(Array(text.utf8), limits: limits, into: &tree))
      Parser(limits: limits).parse(Array(text.utf8), into: &tree)
      Parser(limits: limits, usesScanner: false).parse(Array(text.utf8), into: &expected)
      #expect(ParserComparison.difference(tree, expected) == nil)
      #expect(!expected.problems.isEmpty)
    }
  }

  @Test("a tree that served for other files, also for broken ones, reads the next one as a new tree does")
  func reuse() {
    let deep = String(repeating: "- ", count: 40) + "a: &x 1\n"
    let texts = [
      deep, "a: [b, {c: d\n", "a: 1\nb:\n  c: 2\n  d: {e: 1, e: 2}\na: 3\n", "a: !t\n  b: {\n", "- - a: *none\n",
      "a: 1\n",
    ]
    var tree = Tree()
    for text in texts + texts.reversed() + [deep] + texts {
      Parser().parse(Array(text.utf8), into: &tree)
      var fresh = Tree()
      Parser().parse(Array(text.utf8), into: &fresh)
      #expect(ParserComparison.difference(tree, fresh) == nil, "\(text)")
    }
  }

  private func libYAMLTree(_ text: String) -> Tree {
    var tree = Tree()
    Parser(usesScanner: false).parse(Array(text.utf8), into: &tree)
    return tree
  }
}

/// libyaml judges the scanner: real files, the cases of the YAML Test Suite, and mutants of both.
@Suite struct DifferentialTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let shared = root.deletingLastPathComponent().appendingPathComponent("shared")

  @Test("real files have the same tree from the scanner and from libyaml")
  func files() throws {
    let folders = ["samples", "rules", "glossary", "Tests"].map { Self.root.appendingPathComponent($0) }
    let own = folders.flatMap(Self.texts)
    #expect(own.count > 200)
    // Rule pages contain their examples as block scalars.
    let examples = Self.texts(in: Self.root.appendingPathComponent("rules")).flatMap { page in
      let tree = parsed(page)
      return tree.nodes.indices.filter { tree.nodes[$0].flags.contains(.block) }.map { Array(tree.text(NodeID($0))) }
    }
    #expect(examples.count > 500)
    let share = try Self.compare(own + examples)
    #expect(share > 0.97, "the scanner takes only \(share) of our own files")
  }

  @Test(
    "files of other projects have the same tree from the scanner and from libyaml",
    .enabled(if: FileManager.default.fileExists(atPath: shared.path), "the corpora are not here"))
  func corpora() throws {
    let texts = ["corpora", "cases"].flatMap { Self.texts(in: Self.shared.appendingPathComponent($0)) }
    let share = try Self.compare(texts)
    #expect(share > 0.97, "the scanner takes only \(share) of real files")
  }

  @Test("mutants have the same tree from the scanner and from libyaml", arguments: 1...4)
  func mutants(seed: UInt64) {
    let folders = ["samples", "rules", "Tests"].map { Self.root.appendingPathComponent($0) }
    let suite = Self.shared.appendingPathComponent("corpora/schemas/suites/yaml__yaml-test-suite")
    let texts = (folders + [suite]).flatMap(Self.texts).filter { !$0.isEmpty && $0.count < 100_000 }
    var mutants = Mutants(of: texts, seed: seed)
    var comparison = ParserComparison()
    var taken = 0
    for _ in 0..<50_000 {
      let mutant = mutants.next()
      switch comparison.compare(mutant) {
      case .declined: continue
      case .same: taken += 1
      case .different(let words):
        Issue.record("\(words) in \(String(decoding: mutant, as: UTF8.self).debugDescription)")
      }
    }
    #expect(taken > 5_000)
  }

  /// Compares both parsers; returns the share of valid texts that the scanner takes.
  private static func compare(_ texts: [[UInt8]]) throws -> Double {
    var comparison = ParserComparison()
    var (taken, valid) = (0, 0)
    for text in texts {
      switch comparison.compare(text) {
      case .declined:
        var tree = Tree()
        Parser(usesScanner: false).parse(text, into: &tree)
        valid += tree.isPartial ? 0 : 1
      case .same:
        taken += 1
        valid += 1
      case .different(let words):
        Issue.record("\(words) in \(String(decoding: text.prefix(500), as: UTF8.self).debugDescription)")
      }
    }
    return Double(taken) / Double(valid)
  }

  private static func texts(in folder: URL) -> [[UInt8]] {
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let paths = (files?.compactMap { $0 as? URL } ?? []).filter {
      ["yaml", "yml", "json", "avsc", "asyncapi"].contains($0.pathExtension)
    }
    return paths.sorted { $0.path < $1.path }.compactMap { try? Data(contentsOf: $0) }.map { Array($0) }
  }
}
