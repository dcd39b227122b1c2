import Testing
import Writing

@Suite struct TextTableTests {
  /// Names stand left and numbers right, no line ends in spaces, and rows may be short, empty or none.
  @Test("columns are as wide as their widest cell")
  func columns() {
    let rows = [["name", "n", "x"], ["ab", "10", ""], ["abcdef", "9", "y"]]
    #expect(TextTable.text(rows, numbers: [1]) == "name     n  x\nab      10\nabcdef   9  y\n")
    #expect(TextTable.text(rows) == "name    n   x\nab      10\nabcdef  9   y\n")
    #expect(TextTable.text([]) == "")
    #expect(TextTable.text([[]]) == "\n")
    #expect(TextTable.text([["", ""], [""]]) == "\n\n")
    #expect(TextTable.text([["a"], ["b", "c"], [], ["", "d"]], numbers: [0, 7]) == "a\nb  c\n\n   d\n")
  }

  /// A character may be two columns wide, or none: what follows begins in the same column of the terminal.
  @Test("wide characters and marks keep the columns")
  func wide() {
    let words = ["注文", "e\u{301}a", "größe", "한글", "ｆｗ", "🎉", "a\u{200B}b"]
    let rows = words.enumerated().map { [$0.element, String($0.offset + 1)] }
    let expected = [
      "注文   1", "e\u{301}a     2", "größe  3", "한글   4", "ｆｗ   5", "🎉     6", "a\u{200B}b     7",
    ]
    #expect(TextTable.text(rows) == expected.map { $0 + "\n" }.joined())
    #expect(TextTable.text([["注文"], ["a"]], numbers: [0]) == "注文\n   a\n")
  }
}

@Suite struct WidthTests {
  /// Latin, marks and formatting, East Asian letters of every block that names are made of, full and half width forms.
  @Test(
    "columns of a character",
    arguments: [
      ("a", 1), ("é", 1), ("ß", 1), ("\u{301}", 0), ("\u{200B}", 0), ("\u{200D}", 0), ("\u{FE0F}", 0), ("я", 1),
      ("ア", 2), ("ｱ", 1), ("あ", 2), ("注", 2), ("한", 2), ("㍿", 2), ("Ａ", 2), ("、", 2), ("\u{3000}", 2), ("\u{303F}", 1),
      ("🎉", 2), ("🚀", 2), ("🧪", 2), ("𠮷", 2), ("→", 1), ("│", 1), ("\u{FFFD}", 1),
    ])
  func widths(text: String, width: Int) {
    #expect(text.unicodeScalars.map(Escaping.width) == [width])
  }

  /// UAX #11 lists these as wide, and terminals follow: emoji that stand outside of the blocks named after them, rare
  /// letters in full width, and a syllable of Hangul that is written in three letters.
  @Test(
    "wide characters of all blocks are wide",
    arguments: [
      "✅", "❌", "⭐", "⚡", "⏰", "⌛", "☔", "♿", "➕", "🀄", "🃏", "🆕", "🈚", "🟢", "🪄", "🫶", "\u{A960}", "\u{FE10}",
      "\u{2329}", "\u{17000}", "\u{1B000}", "\u{1112}\u{1161}\u{11AB}",
    ])
  func wide(text: String) { #expect(text.unicodeScalars.map(Escaping.width).reduce(0, +) == 2) }
}

@Suite struct CountedTests {
  @Test(
    "alternatives end with or",
    arguments: [([], ""), (["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
  func alternatives(words: [String], expected: String) { #expect(either(words) == expected) }

  /// None and many take the plural, one does not, and neither do numbers like 11 or 21 in English. The last letters of
  /// the noun decide: `y` only behind a consonant.
  @Test(
    "a number and its noun",
    arguments: [
      (0, "finding", "0 findings"), (1, "query", "1 query"), (2, "query", "2 queries"), (11, "file", "11 files"),
      (21, "entry", "21 entries"), (-1, "step", "-1 steps"), (3, "AsyncAPI document", "3 AsyncAPI documents"),
      (2, "key", "2 keys"), (2, "day", "2 days"), (2, "boy", "2 boys"), (2, "y", "2 ys"), (2, "box", "2 boxes"),
      (1, "process", "1 process"), (2, "process", "2 processes"), (2, "bus", "2 buses"), (2, "match", "2 matches"),
      (2, "crash", "2 crashes"), (2, "path", "2 paths"), (2, "service", "2 services"), (2, "event", "2 events"),
    ])
  func nouns(count: Int, noun: String, expected: String) { #expect(counted(count, noun) == expected) }
}
