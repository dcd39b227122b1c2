import Corpus
import Foundation
import Testing
import YAMLTree

/// The YAML Test Suite: the structure of each valid case, and the refusal of each invalid one.
@Suite struct YAMLSuiteTests {
  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("shared/corpora/schemas/suites/yaml__yaml-test-suite/src")

  /// What libyaml 0.2.5 itself gets wrong, by what it gets wrong: its bare event loop differs from the suite in just
  /// these cases.
  private static let limitations = [
    "a key may not be empty": [
      "2JQS/0", "6M2F/0", "CFD4/0", "FRK4/0", "M2N8/0", "NHX8/0", "NKF9/0", "S3PD/0", "SM9W/1", "UKK6/0",
    ],
    "in flow style, `:` `?` and `-` beside other signs": [
      "4ABK/0", "58MP/0", "5T43/0", "652Z/0", "DBG4/0", "G5U8/0", "HM87/0", "HM87/1", "YJV2/0",
    ],
    "in flow style, a key and its `:` on different lines": [
      "4MUZ/0", "4MUZ/1", "4MUZ/2", "5MUD/0", "9SA2/0", "K3WX/0", "NJ66/0", "UT92/0", "VJP3/1",
    ],
    "anchors are letters, digits, `-` and `_`": ["2SXE/0", "8XYN/0", "W5VH/0", "Y2GN/0"],
    "tabs as white space are refused": [
      "6BCT/0", "6CA3/0", "96NN/0", "96NN/1", "A2M4/0", "DK95/0", "DK95/3", "DK95/4", "Q5MG/0", "R4YG/0", "Y79Y/1",
      "Y79Y/10",
    ],
    "directives other than %YAML 1.1, %YAML 1.2 and %TAG are refused": [
      "2LFX/0", "6LVF/0", "BEC7/0", "MUS6/5", "MUS6/6", "W4TN/0", "ZYU8/1", "ZYU8/2", "ZYU8/3",
    ],
    "documents after a bare end marker, or starting with a block scalar": [
      "7Z25/0", "DK3J/0", "FP8R/0", "HWV9/0", "M7A3/0", "QT73/0",
    ],
    "blank lines at the end of a block scalar": ["JEF9/2", "L24T/1"],
    "comments without white space before them are accepted": ["9JBA/0", "CVW2/0", "SU5Z/0", "X4QW/0"],
    "wrong indentation is accepted": ["9C9N/0", "DK95/1", "QB6E/0", "S98Z/0", "Y79Y/3"],
    "directives without a document end before them are accepted": ["9HCY/0", "EB22/0", "MUS6/0", "MUS6/1", "RHX7/0"],
  ]

  private struct Case {
    var id: String
    var yaml: [UInt8]
    /// The structure expected; nil when the text is no YAML.
    var structure: [String]?
  }

  @Test(
    "the YAML Test Suite", .enabled(if: FileManager.default.fileExists(atPath: folder.path), "the suite is not here"))
  func suite() throws {
    var differing: [String] = []
    let cases = try Self.cases()
    #expect(cases.count > 400)
    var comparison = ParserComparison()
    for test in cases {
      var tree = Tree()
      Parser().parse(test.yaml, into: &tree)
      let isRefused = tree.problems.contains { $0.kind != .duplicateKey }
      let isRight = test.structure.map { !isRefused && $0 == Self.structure(of: tree) } ?? isRefused
      if !isRight { differing.append(test.id) }
      if case .different(let words) = comparison.compare(test.yaml) { Issue.record("\(test.id): \(words)") }
    }
    #expect(differing.sorted() == Self.limitations.values.joined().sorted())
  }

  // MARK: What the suite says

  private static func cases() throws -> [Case] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).sorted {
      $0.path < $1.path
    }
    return try files.filter { $0.pathExtension == "yaml" }.flatMap { file in
      var tree = Tree()
      Parser().parse(Array(try Data(contentsOf: file)), into: &tree)
      let root = try #require(tree.roots.first)
      var yaml = ""
      var structure: String?
      return tree.children(root).enumerated().compactMap { number, item -> Case? in
        var budget = MergeBudget(tree: tree)
        var (fails, isSkipped) = (false, false)
        // What a later case of a file does not say is as in the one before.
        for entry in tree.entries(item, budget: &budget) {
          switch tree.string(entry.key) {
          case "yaml": yaml = tree.string(entry.value)
          case "tree": structure = tree.string(entry.value)
          case "fail": fails = true
          case "skip": isSkipped = true
          default: break
          }
        }
        guard !isSkipped else { return nil }
        let id = "\(file.deletingPathExtension().lastPathComponent)/\(number)"
        return Case(id: id, yaml: Array(plain(yaml).utf8), structure: fails ? nil : structure.map(events))
      }
    }
  }

  /// The suite's visible signs as the characters they stand for.
  private static func plain(_ text: String) -> String {
    var text = text.replacing(/—*»/, with: "\t")
    for (sign, meaning) in [("␣", " "), ("↵", ""), ("←", "\r"), ("⇔", "\u{FEFF}"), ("∎\n", "")] {
      text = text.replacing(sign, with: meaning)
    }
    return text
  }

  /// Collections, scalars and aliases of the suite's event notation; anchors, tags and styles left out, and documents
  /// without a node. A node with a tag outside of the core schema is one event.
  private static func events(_ notation: String) -> [String] {
    var events: [String] = []
    var isEmptyDocument = false
    var depthOfTagged = 0
    for line in notation.split(separator: "\n") {
      let line = line.drop { $0 == " " }
      if depthOfTagged > 0 {
        if line.hasPrefix("+") { depthOfTagged += 1 } else if line.hasPrefix("-") { depthOfTagged -= 1 }
        continue
      }
      if isTagged(line) {
        if isEmptyDocument { events.append("DOC") }
        isEmptyDocument = false
        events.append("TAGGED")
        depthOfTagged = line.hasPrefix("+") ? 1 : 0
        continue
      }
      switch line.prefix(4) {
      case "+STR", "-STR", "-DOC": continue
      case "+DOC": isEmptyDocument = true
      case "+SEQ", "+MAP", "-SEQ", "-MAP", "=ALI":
        if isEmptyDocument { events.append("DOC") }
        isEmptyDocument = false
        events.append(String(line.prefix(4)))
      case "=VAL":
        if isEmptyDocument { events.append("DOC") }
        isEmptyDocument = false
        var rest = line.dropFirst(5)
        while rest.hasPrefix("&") || rest.hasPrefix("<") { rest = rest.drop { $0 != " " }.dropFirst() }
        events.append("=" + unescaped(rest.dropFirst()))
      default: events.append("?\(line)")
      }
    }
    return events
  }

  private static func isTagged(_ line: Substring) -> Bool {
    guard let tag = line.firstMatch(of: /^(?:\+MAP|\+SEQ|=VAL)(?: \{\}| \[\])?(?: &[^ ]+)? <([^ ]+)>/)?.1 else {
      return false
    }
    let core =
      line.hasPrefix("+MAP") ? ["map"] : line.hasPrefix("+SEQ") ? ["seq"] : ["str", "int", "float", "bool", "null"]
    return tag != "!" && !core.contains { tag == "tag:yaml.org,2002:\($0)" }
  }

  private static func unescaped(_ text: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in plain(String(text)) {
      if isEscaped {
        result += ["n": "\n", "t": "\t", "r": "\r", "b": "\u{8}", "\\": "\\"][character] ?? "\\\(character)"
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }

  // MARK: What the tree says

  private static func structure(of tree: Tree) -> [String] {
    tree.roots.flatMap { ["DOC"] + structure($0, tree) }
  }

  private static func structure(_ id: NodeID, _ tree: Tree) -> [String] {
    let children = tree.children(id)
    switch tree[id].kind {
    case .scalar: return ["=" + tree.string(id)]
    case .alias: return ["=ALI"]
    case .tagged: return ["TAGGED"]
    case .sequence: return ["+SEQ"] + children.flatMap { structure($0, tree) } + ["-SEQ"]
    case .mapping: return ["+MAP"] + children.flatMap { structure($0, tree) } + ["-MAP"]
    }
  }
}
