/// A JSON writer that keeps the order of calls and indents by two spaces.
package struct JSONWriter: Sendable {
  /// The JSON text written so far, as UTF-8.
  package private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  private let isCompact: Bool

  /// - Parameter isCompact: whether everything is written on one line.
  package init(isCompact: Bool = false) {
    self.isCompact = isCompact
  }

  /// Writes an object whose members are written by `body`.
  package mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  /// Writes an array whose elements are written by `body`.
  package mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  /// Writes a member whose value is written by `value`.
  package mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    separate()
    string(name)
    append(isCompact ? ":" : ": ")
    value(&self)
  }

  /// Writes a member with a string.
  package mutating func member(_ name: String, _ text: String) { member(name) { $0.string(text) } }

  /// Writes a member with an integer.
  package mutating func member(_ name: String, _ number: Int) { member(name) { $0.number(number) } }

  /// Writes a member with a Boolean.
  package mutating func member(_ name: String, _ flag: Bool) { member(name) { $0.flag(flag) } }

  /// Writes a member with an object.
  package mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) { member(name) { $0.object(body) } }

  /// Writes a member with an array of one element for each item.
  package mutating func list<Items: Sequence>(
    _ name: String, _ items: Items, _ element: (inout JSONWriter, Items.Element) -> Void
  ) {
    member(name) { json in
      json.array { json in
        for item in items { json.element { element(&$0, item) } }
      }
    }
  }

  /// Writes an element of an array.
  package mutating func element(_ value: (inout JSONWriter) -> Void) {
    separate()
    value(&self)
  }

  /// Writes an integer value.
  package mutating func number(_ value: Int) { append(String(value)) }

  /// Writes a number that is already formatted as JSON.
  package mutating func literal(_ number: String) { append(number) }

  /// Writes `null`.
  package mutating func null() { append("null") }

  /// Writes `true` or `false`.
  package mutating func flag(_ value: Bool) { append(value ? "true" : "false") }

  /// Writes a string. In addition to the escapes of JSON, DEL, C1 and bidirectional controls, line separators, byte-
  /// order marks and the noncharacters U+FFFE and U+FFFF are escaped, since they break other readers (such as YAML's)
  /// or mislead people.
  package mutating func string(_ text: String) {
    append("\"")
    defer { append("\"") }
    // Nearly every text needs no escape.
    guard !text.utf8.allSatisfy(Self.isPlain) else { return append(text) }
    let scalars = text.unicodeScalars
    for (index, scalar) in zip(scalars.indices, scalars) {
      switch scalar {
      // The start of a command for a CI system that scans the log.
      case "#" where Escaping.beginsCommand(scalars[index...]): append("\\u0023")
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || [0x061C, 0x200E, 0x200F, 0xFEFF, 0xFFFE, 0xFFFF].contains(scalar.value)
          || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16)
          append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
  }

  /// Whether a byte stands for itself, whatever is beside it.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
      && byte != UInt8(ascii: "#")
  }

  private mutating func nest(_ open: String, _ close: String, _ body: (inout JSONWriter) -> Void) {
    append(open)
    depth += 1
    isFirst = true
    body(&self)
    depth -= 1
    if !isFirst { newLine() }
    isFirst = false
    append(close)
  }

  private mutating func separate() {
    if !isFirst { append(",") }
    isFirst = false
    newLine()
  }

  private mutating func newLine() { if !isCompact { append("\n" + String(repeating: "  ", count: depth)) } }

  private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
