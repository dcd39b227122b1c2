/// A comment that is being typed: `# eventlint: ignore RULE -- reason`, the same in XML, or the value of the key
/// `x-eventlint-ignore` in JSON.
struct Directive {
  /// The words before the cursor, without the one that is being typed.
  var words: [String]
  /// The offset of the first byte of the word that is being typed.
  var start: Int
  /// Whether the verb is not written, since a key stands for it.
  var isKey: Bool

  /// The verbs of a directive.
  static let verbs = ["ignore", "ignore-file"]

  /// Whether the next word is the name of a rule.
  var isRule: Bool { (isKey || !words.isEmpty) && !words.contains("--") && !words.contains("until") }

  /// The directive before an offset in its line; nil if there is none.
  init?(_ text: [UInt8], at offset: Int) {
    let end = min(offset, text.count)
    var line = end
    while line > 0, text[line - 1] != 0x0A, text[line - 1] != 0x0D { line -= 1 }
    let before = text[line..<end]
    if let mark = before.firstRange(of: "eventlint:".utf8), Self.isComment(before[..<mark.lowerBound]) {
      self.init(before[mark.upperBound...], isKey: false)
      if let verb = words.first, !Self.verbs.contains(verb) { return nil }
    } else if let mark = before.firstRange(of: "x-eventlint-ignore".utf8) {
      let quotes = before[mark.upperBound...].split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
      guard quotes.count > 2, let value = quotes.last else { return nil }
      self.init(value, isKey: true)
    } else {
      return nil
    }
  }

  private init(_ rest: ArraySlice<UInt8>, isKey: Bool) {
    self.isKey = isKey
    let separators = Set(" \t,[]".utf8)
    var start = rest.endIndex
    while start > rest.startIndex, !separators.contains(rest[start - 1]) { start -= 1 }
    self.start = start
    words = rest[..<start].split(whereSeparator: { separators.contains($0) }).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Whether a comment begins in the text before the word `eventlint:`.
  private static func isComment(_ before: ArraySlice<UInt8>) -> Bool {
    var rest = before
    while rest.last == 0x20 || rest.last == 0x09 { rest = rest.dropLast() }
    return rest.last == UInt8(ascii: "#") || rest.suffix(4).elementsEqual("<!--".utf8)
  }
}
