import Testing
import Writing

@Suite struct EscapingTests {
  @Test(
    "a log takes nothing of the input for a command",
    arguments: [
      ("::error::x", "\u{FFFD}::error::x"), ("  ::error::x", "  \u{FFFD}::error::x"), ("a ::error::x", "a ::error::x"),
      ("##[error]x", "#\u{FFFD}#[error]x"),
      ("a ##vso[task.x]", "a #\u{FFFD}#vso[task.x]"), ("##teamcity[x]", "#\u{FFFD}#teamcity[x]"),
      ("## title", "## title"), ("one\n::two", "one\n\u{FFFD}::two"),
      ("  ::: a.yaml:1", "  ::: a.yaml:1"), ("\u{1B}[31m\u{61C}\u{2066}\u{9B}", "\u{FFFD}[31m\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("###[x]", "##\u{FFFD}#[x]"),
    ])
  func log(text: String, expected: String) {
    #expect(Escaping.log(text) == expected)
    if !expected.contains("[31m") {
      #expect(String(decoding: Escaping.log(Array(text.utf8)), as: UTF8.self) == expected)
    }
  }

  @Test(
    "fields of a table are text, whatever a spreadsheet makes of them",
    arguments: ["=1", "+1", "-1", "@x", "\t=1", " =1", "\u{FF1D}1", "\u{FF0B}1", "\r=1"])
  func csv(text: String) { #expect(Escaping.csv(text).hasPrefix("\"'")) }

  @Test("fields with a separator of any locale are quoted", arguments: ["a;b", "a,b", "a\"b", "a|b"])
  func separators(text: String) { #expect(Escaping.csv(text).hasPrefix("\"")) }

  @Test("markup and data carry no control and no line of the input")
  func markup() {
    let text = "a\u{9B}\u{202E}\u{61C}\nb##[x]"
    #expect(Escaping.xml(text) == "a\u{FFFD}\u{FFFD}\u{FFFD}&#10;b&#35;#[x]")
    var json = JSONWriter(isCompact: true)
    json.array { json in json.element { $0.string(text) } }
    #expect(String(decoding: json.bytes, as: UTF8.self) == "[\"a\\u009b\\u202e\\u061c\\nb\\u0023#[x]\"]")
  }
}
