/// A generator of changed texts for comparisons of parsers; the same seed gives the same mutants.
///
/// A mutant is a text, or some lines of it, with up to five edits: single bytes, pieces of YAML that change its
/// structure, lines, indentation, line breaks, parts of other texts.
package struct Mutants: Sendable {
  private let texts: [[UInt8]]
  private var random: Random

  /// - Parameter texts: the texts to change; at least one.
  package init(of texts: [[UInt8]], seed: UInt64) {
    self.texts = texts
    random = Random(seed)
  }

  /// The next mutant.
  package mutating func next() -> [UInt8] {
    var text = window(of: texts[random.below(texts.count)])
    if random.below(8) == 0 { text = withLineBreaks(text) }
    for _ in 0..<random.below(6) { edit(&text) }
    return text
  }

  /// Some lines of a text; short texts often as a whole.
  private mutating func window(of text: [UInt8]) -> [UInt8] {
    guard text.count > 400 || (text.count > 20 && random.below(3) == 0) else { return text }
    let start = lineStart(of: text, before: random.below(text.count))
    return Array(text[start..<min(text.count, start + 30 + random.below(300))])
  }

  /// The text with other line breaks, or without any, as in minified JSON.
  private mutating func withLineBreaks(_ text: [UInt8]) -> [UInt8] {
    let replacements: [[UInt8]] = [[0x0D, 0x0A], [0x0D], [], [0x0A, 0x0A]]
    let replacement = replacements[random.below(replacements.count)]
    return text.flatMap { $0 == 0x0A ? replacement : [$0] }
  }

  private mutating func edit(_ text: inout [UInt8]) {
    let offset = random.below(text.count + 1)
    switch random.below(12) {
    case 0...3: text.insert(contentsOf: piece(), at: offset)
    case 4: text.removeSubrange(offset..<min(text.count, offset + 1 + random.below(4)))
    case 5: if offset < text.count { text[offset] = UInt8(truncatingIfNeeded: random.next()) }
    case 6: if offset < text.count { text[offset] = UInt8(0x20 + random.below(0x5F)) }
    case 7:
      let piece = piece()
      text.replaceSubrange(offset..<min(text.count, offset + piece.count), with: piece)
    case 8:
      let start = lineStart(of: text, before: offset)
      let end = text[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
      if random.below(2) == 0 { text.removeSubrange(start..<end) } else { text += text[start..<end] }
    case 9:
      let start = lineStart(of: text, before: offset)
      let count = 1 + random.below(3)
      if random.below(2) == 0 {
        text.insert(contentsOf: repeatElement(0x20, count: count), at: start)
      } else {
        text.removeSubrange(start..<start + text[start...].prefix(count).prefix { $0 == 0x20 }.count)
      }
    case 10: text.removeSubrange(offset...)
    default:
      let other = texts[random.below(texts.count)]
      let start = random.below(other.count + 1)
      text.insert(contentsOf: other[start..<min(other.count, start + 1 + random.below(40))], at: offset)
    }
  }

  private mutating func piece() -> [UInt8] { Self.pieces[random.below(Self.pieces.count)] }

  private func lineStart(of text: [UInt8], before offset: Int) -> Int {
    text[..<offset].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
  }

  /// Indicators, white space, escapes and characters that parsers treat specially.
  private static let pieces: [[UInt8]] = [
    "\n", "\r\n", "\r", " ", "  ", "\t", "\n  ", "\n    ", "\n\n", "\n ", "\n \n", "\n\t", " \t", "\t#", "a\nb",
    ":", ": ", ":\n", "a:", "key: ", "a: b", "::", "-:", "?:", ":,", ":]", ",,", "- ", "-", "-\n", "\n- ", "? ", "?",
    "#", " #", "\n#", "\n  #c\n", "'", "''", "\"", "\\", "\\\n", "\\n", "\\\\", "\\\"", "\\N", "\\x41", "\\u00e9",
    "\\ud83d\\ude00", "[", "]", "{", "}", ",", "\"a\":1", "|", ">", "|\n", ">\n", "|-", "|+", ">2", "|1-", "&a", "&a ",
    "*a", "*a ", "<<", "<<: *a", "!", "!!str ", "%", "%TAG", "\n%", "@", "`", "=", "~", "0", "a", "x", "---", "---\n",
    "--- ", "\n---\n", "...", "...\n", "\n...\n", "\0", "\u{7F}", "\u{80}", "\u{85}", "\u{A0}", "é", "\u{2028}",
    "\u{FEFF}", "😀",
  ].map { Array($0.utf8) }
}
