import Testing
import Writing

/// Texts of the input in output of every kind; `ReportsTests` has the cases that reports have met.
@Suite struct EscapingTests {
  /// Each unsafe character becomes one visible one, so that columns stay; all others come through, also in clusters.
  @Test(
    "a terminal gets no control character",
    arguments: [
      ("", ""), ("a b", "a b"), ("a\tb", "a b"), ("a\nb", "a\u{FFFD}b"), ("a\r\nb", "a\u{FFFD}\u{FFFD}b"),
      ("\u{0}\u{7}\u{1B}[2J", "\u{FFFD}\u{FFFD}\u{FFFD}[2J"),
      ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{A0}"),
      ("\u{202A}\u{202E}\u{2066}\u{2069}\u{200E}\u{200F}\u{61C}", String(repeating: "\u{FFFD}", count: 7)),
      ("\u{2028}\u{2029}\u{FEFF}", "\u{FFFD}\u{FFFD}\u{FFFD}"), ("a\u{E0041}\u{E007F}b", "a\u{FFFD}\u{FFFD}b"),
      ("e\u{301}\u{202E}", "e\u{301}\u{FFFD}"), ("👩\u{200D}💻 größe 注文", "👩\u{200D}💻 größe 注文"),
    ])
  func terminal(text: String, expected: String) {
    #expect(Escaping.terminal(text).unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  /// Lines that GitHub would take for commands: those that begin with two colons, behind any spaces. A return and a
  /// line feed together are one character of a string, but the end of a line.
  private func commands(in text: String) -> [String] {
    let lines = text.unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map { String(Substring($0)) }
    return lines.filter { line in
      let start = line.drop { $0 == " " || $0 == "\t" }
      return start.hasPrefix("::") && !start.hasPrefix(":::")
    }
  }

  /// Tables of data end their lines as in Windows, and a name of the input may begin such a line.
  @Test(
    "no line of a log is a command, whatever ends the lines",
    arguments: [
      "::error::x", "a\n::error::x", "a\r\n::error::x\r\nb", "a\r\n \t::error::x", "\r\n::error::x", "\n\n::set-output",
      "a,b\r\n::error::x,1\r\n",
    ])
  func lines(text: String) {
    #expect(commands(in: text).count == 1)
    #expect(commands(in: Escaping.log(text)) == [])
    #expect(commands(in: String(decoding: Escaping.log(Array(text.utf8)), as: UTF8.self)) == [])
  }

  /// XML 1.0 has no way to write most control characters, and an attribute must not end before its time.
  @Test(
    "text of XML",
    arguments: [
      ("", ""), ("<a b='c'>&\"", "&lt;a b=&apos;c&apos;&gt;&amp;&quot;"), ("]]>", "]]&gt;"), ("&amp;", "&amp;amp;"),
      ("a\nb", "a&#10;b"), ("a\r\nb", "a\u{FFFD}&#10;b"), ("a\tb", "a b"),
      ("\u{0}\u{B}\u{1F}", "\u{FFFD}\u{FFFD}\u{FFFD}"),
      ("\u{FFFE}\u{FFFF}", "\u{FFFD}\u{FFFD}"), ("größe 注文 🎉", "größe 注文 🎉"), ("#[", "#["),
    ])
  func xml(text: String, expected: String) { #expect(Escaping.xml(text) == expected) }

  /// The rule of XML 1.0, section 2.2, for every character there is.
  @Test("every character of the output is one that XML has")
  func xmlCharacters() {
    let scalars = (0..<0x11000).compactMap { Unicode.Scalar(UInt32($0)) }
    let invalid = scalars.filter { scalar in
      !Escaping.xml(String(Character(scalar))).unicodeScalars.allSatisfy {
        (0x20...0xD7FF).contains($0.value) || (0xE000...0xFFFD).contains($0.value) || $0.value >= 0x10000
      }
    }
    #expect(invalid.map(\.value) == [])
  }

  /// Quotes are doubled, a field stays on its line, and only what a spreadsheet calculates with gets an apostrophe.
  @Test(
    "fields of a table",
    arguments: [
      ("", ""), ("a b", "a b"), ("a,b", "\"a,b\""), ("a;b", "\"a;b\""), ("a|b", "\"a|b\""), ("a\"b", "\"a\"\"b\""),
      ("\"", "\"\"\"\""), ("a\nb", "a\u{FFFD}b"), ("a\tb", "a b"), ("=1", "\"'=1\""), ("-", "\"'-\""), ("a=1", "a=1"),
      ("1-2", "1-2"), ("@a,\"b\"", "\"'@a,\"\"b\"\"\""), ("\"=1\"", "\"\"\"=1\"\"\""), ("\u{A0}=1", "\"'\u{A0}=1\""),
      ("\n", "\"'\u{FFFD}\""), ("größe 注文", "größe 注文"), ("::error::x", "\"::error::x\""),
      (" ::x", "\" ::x\""), ("a::x", "a::x"),
    ])
  func csv(text: String, expected: String) { #expect(Escaping.csv(text) == expected) }

  /// A field written into a row is read back as one field, whatever it holds (RFC 4180).
  @Test("a row has as many fields as it was written with")
  func row() {
    let signs = ["a", "\"", ",", ";", "|", "=", " ", "\n", "\r", "'", "\u{301}", "注"]
    for first in signs {
      for second in signs {
        for third in signs {
          let field = Escaping.csv(first + second + third)
          #expect(fields("x,\(field),y") == 3, "\(field)")
        }
      }
    }
  }

  /// The number of fields of a line, by the plainest reading.
  private func fields(_ line: String) -> Int {
    var (count, isQuoted) = (1, false)
    for scalar in line.unicodeScalars {
      if scalar == "\"" { isQuoted.toggle() }
      if scalar == "," && !isQuoted { count += 1 }
      if scalar == "\n" || scalar == "\r" { return -1 }
    }
    return isQuoted ? -1 : count
  }
}
