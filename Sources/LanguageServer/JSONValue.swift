import Reports
import Writing

/// A JSON value of the protocol. The YAML parser cannot read it, since it does not support surrogate pairs in escapes.
package enum JSONValue: Sendable, Equatable {
  case null
  case flag(Bool)
  /// A number as written, so that it is returned unchanged.
  case numeral(String)
  case text(String)
  case list([JSONValue])
  case object([String: JSONValue])

  subscript(_ key: String) -> JSONValue {
    guard case .object(let members) = self else { return .null }
    return members[key] ?? .null
  }

  var text: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }

  static func number(_ value: Int) -> JSONValue { .numeral(String(value)) }

  /// The value as an `uinteger` of the protocol, clamped to 0...2^31 - 1 and truncated; nil if it is not a number.
  var count: Int? {
    guard case .numeral(let text) = self, let value = Double(text), !value.isNaN else { return nil }
    return Int(exactly: min(max(value, 0), 2_147_483_647).rounded(.towardZero))
  }

  var items: [JSONValue] {
    guard case .list(let items) = self else { return [] }
    return items
  }

  /// The JSON text of the value; members are sorted by name.
  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.null()
    case .flag(let flag): json.flag(flag)
    case .numeral(let number): json.literal(number)
    case .text(let text): json.string(text)
    case .list(let items):
      json.array { json in for item in items { json.element { item.write(to: &$0) } } }
    case .object(let members):
      json.object { json in
        for (key, value) in members.sorted(by: { $0.key < $1.key }) { json.member(key) { value.write(to: &$0) } }
      }
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
  ExpressibleByIntegerLiteral,
  ExpressibleByBooleanLiteral
{
  /// A JSON string.
  package init(stringLiteral value: String) { self = .text(value) }
  /// A JSON array.
  package init(arrayLiteral elements: JSONValue...) { self = .list(elements) }
  /// A JSON number.
  package init(integerLiteral value: Int) { self = .number(value) }
  /// A JSON boolean.
  package init(booleanLiteral value: Bool) { self = .flag(value) }
  /// A JSON object; of equal keys the last one counts.
  package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(Dictionary(elements) { $1 }) }
}

extension JSONValue {
  /// Parses a value (RFC 8259); nil for invalid JSON and for more than 200 nested levels.
  init?(_ bytes: ArraySlice<UInt8>) {
    var reader = Reader(bytes: bytes, index: bytes.startIndex)
    guard let value = reader.value(depth: 0) else { return nil }
    reader.skipBlanks()
    guard reader.index == bytes.endIndex else { return nil }
    self = value
  }

  private struct Reader {
    let bytes: ArraySlice<UInt8>
    var index: Int

    mutating func skipBlanks() {
      while index < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard index < bytes.endIndex, bytes[index] == byte else { return false }
      index += 1
      return true
    }

    private mutating func take(word: String) -> Bool {
      guard bytes[index...].starts(with: word.utf8) else { return false }
      index += word.utf8.count
      return true
    }

    mutating func value(depth: Int) -> JSONValue? {
      skipBlanks()
      guard index < bytes.endIndex, depth < 200 else { return nil }
      switch bytes[index] {
      case UInt8(ascii: "{"): return object(depth: depth)
      case UInt8(ascii: "["): return list(depth: depth)
      case UInt8(ascii: "\""): return string().map { .text($0) }
      case UInt8(ascii: "t"): return take(word: "true") ? .flag(true) : nil
      case UInt8(ascii: "f"): return take(word: "false") ? .flag(false) : nil
      case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
      default: return number()
      }
    }

    private mutating func object(depth: Int) -> JSONValue? {
      index += 1
      var members: [String: JSONValue] = [:]
      if take(UInt8(ascii: "}")) { return .object(members) }
      repeat {
        skipBlanks()
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "\""), let key = string(), take(UInt8(ascii: ":"))
        else { return nil }
        guard let value = value(depth: depth + 1) else { return nil }
        members[key] = value
      } while take(UInt8(ascii: ","))
      return take(UInt8(ascii: "}")) ? .object(members) : nil
    }

    private mutating func list(depth: Int) -> JSONValue? {
      index += 1
      var items: [JSONValue] = []
      if take(UInt8(ascii: "]")) { return .list(items) }
      repeat {
        guard let item = value(depth: depth + 1) else { return nil }
        items.append(item)
      } while take(UInt8(ascii: ","))
      return take(UInt8(ascii: "]")) ? .list(items) : nil
    }

    private mutating func number() -> JSONValue? {
      let start = index
      if bytes[index] == UInt8(ascii: "-") { index += 1 }
      let whole = skipDigits()
      guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return nil }
      if index < bytes.endIndex, bytes[index] == UInt8(ascii: ".") {
        index += 1
        guard !skipDigits().isEmpty else { return nil }
      }
      if index < bytes.endIndex, bytes[index] | 0x20 == UInt8(ascii: "e") {
        index += 1
        if index < bytes.endIndex, bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index += 1 }
        guard !skipDigits().isEmpty else { return nil }
      }
      return .numeral(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func skipDigits() -> ArraySlice<UInt8> {
      let start = index
      while index < bytes.endIndex, (0x30...0x39).contains(bytes[index]) { index += 1 }
      return bytes[start..<index]
    }

    private mutating func string() -> String? {
      index += 1
      var units: [UInt8] = []
      while index < bytes.endIndex {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\"") { return String(decoding: units, as: UTF8.self) }
        guard byte == UInt8(ascii: "\\") else {
          units.append(byte)
          continue
        }
        guard index < bytes.endIndex else { return nil }
        index += 1
        switch bytes[index - 1] {
        case UInt8(ascii: "n"): units.append(0x0A)
        case UInt8(ascii: "t"): units.append(0x09)
        case UInt8(ascii: "r"): units.append(0x0D)
        case UInt8(ascii: "b"): units.append(0x08)
        case UInt8(ascii: "f"): units.append(0x0C)
        case UInt8(ascii: "u"):
          guard let scalar = escaped() else { return nil }
          units += Array(String(Character(scalar)).utf8)
        case let other: units.append(other)
        }
      }
      return nil
    }

    /// A `\u` escape of four digits, or a surrogate pair; a lone surrogate becomes the replacement character.
    private mutating func escaped() -> Unicode.Scalar? {
      guard let first = digits() else { return nil }
      guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) ?? "\u{FFFD}" }
      guard bytes[index...].starts(with: "\\u".utf8) else { return "\u{FFFD}" }
      let position = index
      index += 2
      guard let second = digits() else { return nil }
      guard (0xDC00..<0xE000).contains(second) else {
        index = position
        return "\u{FFFD}"
      }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func digits() -> UInt32? {
      guard index + 4 <= bytes.endIndex else { return nil }
      defer { index += 4 }
      return UInt32(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16)
    }
  }
}
