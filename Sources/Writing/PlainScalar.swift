/// The text that YAML reads as the same string without quotes, in block and in flow style.
package enum PlainScalar {
  /// Whether a text consists of letters, digits and `-_.`, begins with a letter and is not a reserved word of YAML.
  package static func holds(_ text: String) -> Bool {
    text.utf8.first.map(isLetter) ?? false && !reserved.contains(text)
      && text.utf8.allSatisfy { isLetter($0) || $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2D || $0 == 0x5F || $0 == 0x2E }
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A }

  private static let reserved: Set<String> = [
    "true", "false", "null", "True", "False", "Null", "TRUE", "FALSE", "NULL",
  ]
}
