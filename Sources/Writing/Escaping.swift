/// Makes the input's bytes harmless for where they go.
package enum Escaping {
  /// Text for a terminal: control characters, which could move the cursor or ring the bell, and characters that turn the
  /// direction of text around become visible signs.
  package static func terminal(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isUnsafe) else { return text }
    var safe = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { safe.append(visible(scalar)) }
    return String(safe)
  }

  /// The scalar, or a sign for one that must not reach a terminal. Tabs become blanks.
  package static func visible(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar == "\t" { return " " }
    return isUnsafe(scalar) ? "\u{FFFD}" : scalar
  }

  private static func isUnsafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
    default: false
    }
  }

  /// Text for XML's content and attributes. Characters that XML does not allow become the replacement sign.
  package static func xml(_ text: String) -> String {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": safe += "&amp;"
      case "<": safe += "&lt;"
      case ">": safe += "&gt;"
      case "\"": safe += "&quot;"
      case "'": safe += "&apos;"
      case "\n": safe += "\n"
      default: safe.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : scalar)
      }
    }
    return safe
  }

  /// Text for Markdown, in a cell of a table too: everything that could begin markup or HTML is escaped.
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

  /// A field of CSV (RFC 4180). What a spreadsheet would take for a formula is told that it is text.
  package static func csv(_ text: String) -> String {
    let text = terminal(text)
    let isFormula = text.first.map { "=+-@".contains($0) } ?? false
    guard isFormula || text.contains(where: { ",\"\n\r".contains($0) }) else { return text }
    return "\"\(isFormula ? "'" : "")\(text.map { $0 == "\"" ? "\"\"" : String($0) }.joined())\""
  }

  /// A path as part of a URI (RFC 3986): all but unreserved characters and `/` as percent and bytes.
  package static func uri(_ path: String) -> String {
    var safe = ""
    for byte in path.utf8 {
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D, 0x2E, 0x5F, 0x7E, 0x2F: safe.unicodeScalars.append(Unicode.Scalar(byte))
      default: safe += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return safe
  }

  /// Columns a scalar takes on a terminal: 0 for marks that combine, 2 for wide East Asian characters and emoji.
  package static func width(_ scalar: Unicode.Scalar) -> Int {
    guard scalar.value >= 0x300 else { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
      0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
      return 2
    default:
      return 1
    }
  }
}
