/// The type of a scalar in YAML 1.2's core schema (https://yaml.org/spec/1.2.2/#103-core-schema).
///
/// Scalars with quotes or a tag are strings; so are `no`, `yes`, `on` and `off`.
package enum ScalarType: Sendable {
  case null
  case boolean
  case integer
  case float
  case string
}

extension Tree {
  /// The type of a scalar; `.string` for other nodes.
  package func scalarType(_ id: NodeID) -> ScalarType {
    guard isScalar(id), self[id].flags.contains(.plain) else { return .string }
    return ScalarType(plain: text(id))
  }

  /// Whether a node is null: `key:`, `key: ~` or `key: null`.
  package func isNull(_ id: NodeID) -> Bool {
    guard isScalar(id), self[id].flags.contains(.plain) else { return false }
    let count = length(id)
    return count == 0 || count == 1 && text(id).first == UInt8(ascii: "~")
      || count == 4 && ScalarType.isWord(text(id), "null")
  }

  /// The value of a plain `true` or `false`; nil for other nodes.
  package func boolean(_ id: NodeID) -> Bool? {
    guard scalarType(id) == .boolean else { return nil }
    return text(id).first.map { $0 | 0x20 } == UInt8(ascii: "t")
  }

  /// The value of an integer that fits `Int`: decimal, `0o` octal or `0x` hexadecimal; nil for other nodes.
  package func integer(_ id: NodeID) -> Int? {
    guard scalarType(id) == .integer else { return nil }
    let text = string(id)
    if text.hasPrefix("0o") { return Int(text.dropFirst(2), radix: 8) }
    if text.hasPrefix("0x") { return Int(text.dropFirst(2), radix: 16) }
    return Int(text)
  }
}

extension ScalarType {
  /// The type of a plain scalar with this text.
  init(plain text: ArraySlice<UInt8>) {
    guard let first = text.first else {
      self = .null
      return
    }
    switch first {
    case UInt8(ascii: "~"):
      self = text.count == 1 ? .null : .string
    case UInt8(ascii: "n"), UInt8(ascii: "N"):
      self = Self.isWord(text, "null") ? .null : .string
    case UInt8(ascii: "t"), UInt8(ascii: "T"):
      self = Self.isWord(text, "true") ? .boolean : .string
    case UInt8(ascii: "f"), UInt8(ascii: "F"):
      self = Self.isWord(text, "false") ? .boolean : .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      self = Self.number(text)
    default:
      self = .string
    }
  }

  /// Whether a text is `word`, `Word` or `WORD`.
  fileprivate static func isWord(_ text: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
    guard text.count == word.utf8CodeUnitCount else { return false }
    let letters = UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)
    // A capital differs from its small letter in one bit.
    guard zip(text, letters).allSatisfy({ $0 | 0x20 == $1 }) else { return false }
    let capitals = text.reduce(0) { $0 + ($1 & 0x20 == 0 ? 1 : 0) }
    return capitals == 0 || capitals == text.count || capitals == 1 && text.first.map { $0 & 0x20 } == 0
  }

  private static func number(_ text: ArraySlice<UInt8>) -> ScalarType {
    if text.allSatisfy(isDigit) { return .integer }
    if text.starts(with: "0o".utf8) { return isAll(text.dropFirst(2), in: "01234567") ? .integer : .string }
    if text.starts(with: "0x".utf8) {
      return isAll(text.dropFirst(2), in: "0123456789abcdefABCDEF") ? .integer : .string
    }
    var rest = text
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    if rest.count == 4, rest.first == UInt8(ascii: ".") {
      if isWord(rest.dropFirst(), "inf") { return .float }
      if [".nan", ".NaN", ".NAN"].contains(where: { text.elementsEqual($0.utf8) }) { return .float }
    }
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    if rest.isEmpty { return whole.isEmpty ? .string : .integer }
    var fraction = rest.prefix(0)
    if rest.first == UInt8(ascii: ".") {
      rest = rest.dropFirst()
      fraction = rest.prefix(while: isDigit)
      rest = rest.dropFirst(fraction.count)
    }
    guard !whole.isEmpty || !fraction.isEmpty else { return .string }
    guard let mark = rest.first else { return .float }
    guard mark == UInt8(ascii: "e") || mark == UInt8(ascii: "E") else { return .string }
    rest = rest.dropFirst()
    if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
    return !rest.isEmpty && rest.allSatisfy(isDigit) ? .float : .string
  }

  private static func isAll(_ text: ArraySlice<UInt8>, in digits: String) -> Bool {
    !text.isEmpty && text.allSatisfy { digits.utf8.contains($0) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
