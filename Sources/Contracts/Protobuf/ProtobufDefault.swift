import Schemas

/// The value that readers see in an absent field, as far as values of different types can be compared.
enum ProtobufDefault: Equatable {
  case number(Double)
  case text(String)
  /// The value of an enum, known by its number; a reference to a value that the enum lacks has none.
  case value(Int?, name: String)

  /// - Parameters:
  ///   - values: the values of an enum by name, for a field of that type.
  ///   - first: the value that an enum has by default.
  init(
    _ member: ProtobufMember, _ type: ProtobufType, values: [String: ProtobufFile.Value], first: ProtobufFile.Value?
  ) {
    let written = member.field.defaultValue?.text
    switch type.kind {
    case .enumeration:
      let value = written.map { values[$0] } ?? first
      self = .value(value?.number, name: value?.name ?? written ?? "")
    case .scalar(.string), .scalar(.bytes): self = .text(written ?? "")
    case .scalar, .message, .wellKnown, .common, .unknown: self = Self.number(written ?? "0")
    }
  }

  private static func number(_ text: String) -> ProtobufDefault {
    switch text {
    case "true": return .number(1)
    case "false": return .number(0)
    default: break
    }
    let isNegative = text.hasPrefix("-")
    let digits = isNegative ? text.dropFirst() : text[...]
    let value: Double?
    if digits.hasPrefix("0x") || digits.hasPrefix("0X") {
      value = UInt64(digits.dropFirst(2), radix: 16).map { Double($0) }
    } else if digits.count > 1, digits.hasPrefix("0"), let octal = UInt64(digits, radix: 8) {
      value = Double(octal)
    } else {
      value = Double(digits)
    }
    // What differs beyond the precision of a double, or is "nan", is compared as text.
    guard let value, value == value, value.magnitude < 9_007_199_254_740_992 else { return .text(text) }
    return .number(isNegative ? -value : value)
  }

  static func == (left: ProtobufDefault, right: ProtobufDefault) -> Bool {
    switch (left, right) {
    case (.number(let first), .number(let second)): first == second
    case (.text(let first), .text(let second)): first == second
    case (.value(let first, _), .value(let second, _)): first == second
    case (.value(let first?, _), .number(let second)), (.number(let second), .value(let first?, _)):
      Double(first) == second
    default: false
    }
  }

  var words: String {
    switch self {
    case .number(let value): Int(exactly: value).map(String.init) ?? "\(value)"
    case .text(let text): "\"\(text)\""
    case .value(_, let name): "`\(name)`"
    }
  }

  /// Whether two texts are versions that differ in nothing else: `order/1.2` and `order/1.3`.
  static func isVersionMarker(_ first: String, _ second: String) -> Bool {
    guard let left = withoutVersions(first), let right = withoutVersions(second) else { return false }
    return left == right
  }

  /// The text with a mark for each number that has points in it or follows a `v`; nil if it has none.
  private static func withoutVersions(_ text: String) -> [UInt8]? {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var isVersioned = false
    var index = 0
    while index < bytes.count {
      var end = index
      while end < bytes.count, isDigit(bytes[end]) || bytes[end] == UInt8(ascii: ".") && end > index { end += 1 }
      guard end > index else {
        result.append(bytes[index])
        index += 1
        continue
      }
      if bytes[index..<end].contains(UInt8(ascii: ".")) || result.last.map({ $0 | 0x20 }) == UInt8(ascii: "v") {
        isVersioned = true
        result.append(0)
      } else {
        result += bytes[index..<end]
      }
      index = end
    }
    return isVersioned ? result : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
