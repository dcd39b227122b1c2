/// Writes JSON in the order it is told, indented by two blanks.
package struct JSONWriter: Sendable {
  package private(set) var bytes: [UInt8] = []
  private var depth = 0
  private var isFirst = true
  private let isCompact: Bool

  /// - Parameter isCompact: everything on one line.
  package init(isCompact: Bool = false) {
    self.isCompact = isCompact
  }

  package mutating func object(_ body: (inout JSONWriter) -> Void) { nest("{", "}", body) }

  package mutating func array(_ body: (inout JSONWriter) -> Void) { nest("[", "]", body) }

  package mutating func member(_ name: String, _ value: (inout JSONWriter) -> Void) {
    separate()
    string(name)
    append(isCompact ? ":" : ": ")
    value(&self)
  }

  package mutating func member(_ name: String, _ text: String) { member(name) { $0.string(text) } }

  package mutating func member(_ name: String, _ number: Int) { member(name) { $0.number(number) } }

  package mutating func member(_ name: String, _ flag: Bool) { member(name) { $0.flag(flag) } }

  /// A member that is an object.
  package mutating func object(_ name: String, _ body: (inout JSONWriter) -> Void) { member(name) { $0.object(body) } }

  /// A member that is a list of one element for each item.
  package mutating func list<Items: Sequence>(
    _ name: String, _ items: Items, _ element: (inout JSONWriter, Items.Element) -> Void
  ) {
    member(name) { json in
      json.array { json in
        for item in items { json.element { element(&$0, item) } }
      }
    }
  }

  package mutating func element(_ value: (inout JSONWriter) -> Void) {
    separate()
    value(&self)
  }

  package mutating func number(_ value: Int) { append(String(value)) }

  /// A number as it is to be written.
  package mutating func literal(_ number: String) { append(number) }

  package mutating func null() { append("null") }

  package mutating func flag(_ value: Bool) { append(value ? "true" : "false") }

  /// A string with everything escaped that JSON asks for, and DEL, C1 controls, controls of direction, line separators and byte-order marks, which
  /// break other readers, YAML's among them, or mislead people.
  package mutating func string(_ text: String) {
    append("\"")
    let scalars = text.unicodeScalars
    for (index, scalar) in zip(scalars.indices, scalars) {
      switch scalar {
      // The beginning of a command of a CI system that reads the log.
      case "#" where Escaping.beginsCommand(scalars[index...]): append("\\u0023")
      case "\"": append("\\\"")
      case "\\": append("\\\\")
      case "\n": append("\\n")
      case "\r": append("\\r")
      case "\t": append("\\t")
      default:
        if scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value)
          || [0x061C, 0x200E, 0x200F, 0xFEFF].contains(scalar.value)
          || (0x2028...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
        {
          let digits = String(scalar.value, radix: 16)
          append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        } else {
          bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
      }
    }
    append("\"")
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
