/// Text that YAML takes for the same string without quotes, in a block as between brackets.
package enum PlainScalar {
  /// Whether a text is made of letters, digits and `-_.`, begins with a letter, and is no word that YAML reads as something else.
  package static func holds(_ text: String) -> Bool {
    text.utf8.first.map(isLetter) ?? false && !reserved.contains(text)
      && text.utf8.allSatisfy { isLetter($0) || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

  private static let reserved: Set<String> = [
    "true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL",
  ]
}
