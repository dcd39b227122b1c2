/// Escaping of untrusted text for output formats.
package enum Escaping {
  /// Text for a terminal: control characters, which could move the cursor or ring the bell, and bidirectional controls
  /// become the replacement character.
  package static func terminal(_ text: String) -> String {
    // Nearly every text is printable ASCII, of which nothing is unsafe.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { safe.append(visible(scalar)) }
    return String(safe)
  }

  /// The scalar, or the replacement character for one that is unsafe in a terminal. Tabs become spaces.
  package static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar == "\t" { return " " }
    return isUnsafe(scalar) ? "\u{FFFD}" : scalar
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    // C0, DEL and C1; bidirectional controls (UAX #9); line separators; invisible marks and tags.
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFF9...0xFFFB,
      0xE0000...0xE007F:
      true
    default: false
    }
  }

  /// Lines of text for a terminal or the log of a CI system: control characters as in `terminal`, and commands of CI
  /// systems broken up: `::` at the start of a line (GitHub), `##[`, `##vso[` and `##teamcity[` anywhere (GitHub,
  /// Azure, TeamCity).
  package static func log(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { withoutCommands(terminal(String($0))) }.joined(
      separator: "\n")
  }

  /// Text with trusted control characters, such as colours, for the log of a CI system: only commands are broken up.
  package static func log(_ bytes: [UInt8]) -> [UInt8] {
    guard mayHaveCommand(bytes[...]) else { return bytes }
    var safe: [UInt8] = []
    safe.reserveCapacity(bytes.count)
    var start = 0
    while start < bytes.count {
      var end = start
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      let line = bytes[start..<min(end + 1, bytes.count)]
      if mayHaveCommand(line) {
        safe += withoutCommands(String(decoding: line, as: UTF8.self)).utf8
      } else {
        safe += line
      }
      start = end + 1
    }
    return safe
  }

  /// Whether two number signs stand side by side, or two colons without a third, with which text reports mark the place
  /// of a note: each command contains such a pair.
  private static func mayHaveCommand(_ bytes: ArraySlice<UInt8>) -> Bool {
    let (colon, hash) = (UInt8(ascii: ":"), UInt8(ascii: "#"))
    return bytes.withUnsafeBufferPointer { bytes in
      var (last, run): (UInt8, Int) = (0, 0)
      for byte in bytes {
        if byte == last {
          run += 1
          if byte == hash { return true }
        } else {
          if last == colon, run == 2 { return true }
          (last, run) = (byte, 1)
        }
      }
      return last == colon && run == 2
    }
  }

  /// Text whose lines, with whatever they end, begin with no command and contain none.
  private static func withoutCommands(_ text: String) -> String {
    var safe = String.UnicodeScalarView()
    var line: [Unicode.Scalar] = []
    // By scalars: a return and a line feed together are one character, but the end of a line.
    for scalar in text.unicodeScalars {
      line.append(scalar)
      guard endsLine(scalar) else { continue }
      safe.append(contentsOf: withoutCommands(line))
      line.removeAll(keepingCapacity: true)
    }
    safe.append(contentsOf: withoutCommands(line))
    return String(safe)
  }

  private static func withoutCommands(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var scalars = line
    // `:::` marks the place of a note in text reports and is not a command.
    let start = line.drop { $0.properties.isWhitespace }
    if start.starts(with: "::".unicodeScalars), !start.starts(with: ":::".unicodeScalars) {
      scalars.insert("\u{FFFD}", at: start.startIndex)
    }
    for index in scalars.indices.reversed() where scalars[index] == "#" && beginsCommand(scalars[index...]) {
      scalars.insert("\u{FFFD}", at: index + 1)
    }
    return scalars
  }

  /// Whether a reader of the log may take what follows for a new line: behind a line feed or a return, and behind the
  /// other separators of Unicode (UAX #14), since readers differ.
  private static func endsLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether a text begins with a command that Azure, TeamCity or GitHub recognise anywhere in a line.
  static func beginsCommand(_ text: some Sequence<Unicode.Scalar>) -> Bool {
    ["##[", "##vso[", "##teamcity["].contains { text.starts(with: $0.unicodeScalars) }
  }

  /// Text for XML content and attributes. Characters that are invalid in XML or unsafe in a terminal become the
  /// replacement character.
  package static func xml(_ text: String) -> String {
    var safe = ""
    let scalars = text.unicodeScalars
    for (index, scalar) in zip(scalars.indices, scalars) {
      switch scalar {
      case "#" where beginsCommand(scalars[index...]): safe += "&#35;"
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      case "'": safe += "&apos;"
      // As a character reference, so that untrusted text never starts a line of a log.
      case "\n": safe += "&#10;"
      default:
        safe.unicodeScalars.append(scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : visible(scalar))
      }
    }
    return safe
  }

  /// Text for Markdown, including table cells: all characters that could start markup or HTML are escaped.
  package static func markdown(_ text: String) -> String {
    var safe = ""
    for scalar in terminal(text).unicodeScalars {
      switch scalar {
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "&": safe += "&amp;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~", "!", "@": safe += "\\\(scalar)"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }

  /// Text with a backslash before each of some signs.
  package static func backslashed(_ text: String, before signs: String) -> String {
    text.unicodeScalars.reduce(into: "") { safe, scalar in
      if signs.unicodeScalars.contains(scalar) { safe += "\\" }
      safe.unicodeScalars.append(scalar)
    }
  }

  /// A CSV field (RFC 4180). A field that a spreadsheet could interpret as a formula is prefixed with an apostrophe;
  /// fields with the separators of any locale are quoted, and so are those that GitHub would take for a command at the
  /// start of a line (`::`).
  ///
  /// Source: OWASP, "CSV Injection" (the signs, also in full width, a tab or a return).
  package static func csv(_ text: String) -> String {
    let start = text.unicodeScalars.drop { $0.properties.isWhitespace }
    let isFormula =
      text.unicodeScalars.first.map { "\t\r\n".unicodeScalars.contains($0) } ?? false
      || start.first.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
    let isQuoted =
      isFormula || start.starts(with: "::".unicodeScalars)
      || text.unicodeScalars.contains { ",;\"|".unicodeScalars.contains($0) }
    let text = terminal(text)
    guard isQuoted else { return text }
    return "\"\(isFormula ? "'" : "")\(text.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined())\""
  }

  /// A path as part of a URI (RFC 3986): all bytes except unreserved characters and `/` are percent-encoded.
  package static func uri(_ path: String) -> String {
    var safe = ""
    for byte in path.utf8 {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F:
        safe.unicodeScalars.append(Unicode.Scalar(byte))
      default: safe += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return safe
  }

  /// The width of a scalar on a terminal in columns: 0 for combining marks and for the letters of a Hangul syllable
  /// behind its first, which is as wide as the syllable, 2 for wide East Asian characters and emoji.
  package static func width(_ scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    // Vowels and final consonants of Hangul, and their extension.
    case 0x1160...0x11FF, 0xD7B0...0xD7C6, 0xD7CB...0xD7FB: return 0
    default: return WideScalars.contains(scalar) ? 2 : 1
    }
  }
}
