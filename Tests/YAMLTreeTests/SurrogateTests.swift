import Findings
import Testing
import YAMLTree

@Suite struct SurrogateTests {
  @Test("JSON's pairs of escapes are one character, and all places stay") func surrogates() throws {
    let text = #"{"a": "x \ud83d\ude00 y", "b\uD834\uDD1E": "\\ud83d", "c": 1}"#
    let tree = parsed(text)
    #expect(tree.problems.isEmpty, "\(tree.problems)")
    let root = try #require(tree.roots.first)
    var budget = MergeBudget(tree: tree)
    let entries = tree.entries(root, budget: &budget).map {
      (tree.string($0.key), tree.string($0.value), tree[$0.key].start)
    }
    #expect(entries.map(\.0) == ["a", "b\u{1D11E}", "c"])
    #expect(entries.map(\.1) == ["x \u{1F600} y", #"\ud83d"#, "1"])
    #expect(entries.map(\.2) == [1, 26, UInt32(text.utf8.count - 7)])
    #expect(
      tree.children(root).map { written(tree, $0) }.prefix(3) == [#""a""#, #""x \ud83d\ude00 y""#, #""b\uD834\uDD1E""#])
    // Half a pair is no character.
    #expect(!parsed(#"{"a": "\ud83d"}"#).problems.isEmpty && !parsed(#"{"a": "\ude00\ud83d"}"#).problems.isEmpty)
  }

  @Test("outside of double-quoted strings the same letters are text") func literal() throws {
    let pair = #"\ud83d\ude00"#
    let text = """
      # \(pair) "
      a: "\(pair)"
      b: '\(pair) "x'
      c: \(pair) "y
      d: |
        \(pair) "z
      e: !Other {f: "\(pair)"}
      g: !!str "\(pair)\(pair)" # \(pair)
      """
    for isCut in [false, true] {
      let tree = parsed(isCut ? text + "\nh: '" : text)
      #expect(tree.problems.isEmpty != isCut, "\(tree.problems)")
      let root = try #require(tree.roots.first)
      var budget = MergeBudget(tree: tree)
      let values = tree.entries(root, budget: &budget).map { tree.string($0.value) }
      let wanted = ["\u{1F600}", "\(pair) \"x", "\(pair) \"y", "\(pair) \"z\n", "", "\u{1F600}\u{1F600}"]
      #expect(values.prefix(6) == wanted[...], "\(values)")
    }
  }
}
