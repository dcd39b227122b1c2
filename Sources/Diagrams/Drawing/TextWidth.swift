import Writing

/// The widths of texts in Arial and Helvetica, in pixels: no font is available where pictures are made.
enum TextWidth {
  /// The widths of the characters from the space to `~`, in thousandths of the size of the font.
  ///
  /// Source: Adobe font metrics of Helvetica, which Arial shares.
  private static let widths = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
  ]

  /// The width of a text.
  ///
  /// - Parameter tenths: the size of the font in tenths of a pixel.
  static func of(_ text: String, tenths: Int, isBold: Bool = false) -> Int {
    var sum = 0
    for scalar in text.unicodeScalars { sum += width(scalar) }
    return (sum * tenths * (isBold ? 107 : 100) + 999_999) / 1_000_000
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    let position = Int(scalar.value) - 32
    if widths.indices.contains(position) { return widths[position] }
    return [0, 720, 1020][min(Escaping.width(scalar), 2)]
  }

  /// A text that is not wider than a limit: its middle is left out where it is too long, since names often differ at
  /// their ends.
  static func fitted(_ text: String, to limit: Int, tenths: Int, isBold: Bool = false) -> String {
    guard of(text, tenths: tenths, isBold: isBold) > limit else { return text }
    // No text of more characters fits, and input may be megabytes long.
    let characters = Array(text.prefix(200)) + Array(text.suffix(200))
    var (low, high) = (0, characters.count / 2)
    func cut(_ half: Int) -> String { String(characters.prefix(half)) + "…" + String(characters.suffix(half)) }
    while low < high {
      let middle = (low + high + 1) / 2
      if of(cut(middle), tenths: tenths, isBold: isBold) <= limit { low = middle } else { high = middle - 1 }
    }
    return cut(low)
  }

  /// A text on two lines, broken where its words part and the lines are most even; on one line if it is one word.
  static func halves(_ text: String, tenths: Int) -> [String] {
    let characters = Array(text.prefix(400))
    var best = (position: 0, width: Int.max)
    for position in characters.indices.dropFirst() {
      let (before, here) = (characters[position - 1], characters[position])
      let isBreak = "-_./: ".contains(before) || (before.isLowercase || before.isNumber) && here.isUppercase
      guard isBreak else { continue }
      let width = max(
        of(String(characters[..<position]), tenths: tenths), of(String(characters[position...]), tenths: tenths))
      if width < best.width { best = (position, width) }
    }
    return [String(characters[..<best.position]), String(characters[best.position...])].filter { !$0.isEmpty }
  }
}
