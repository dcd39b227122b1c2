/// A decimal number of arbitrary precision, never rounded: schemas contain values such as 0.1 and 64-bit ids.
package struct ExactNumber: Comparable, Hashable {
  private let isNegative: Bool
  /// Digits without leading and trailing zeros; none for zero.
  private let digits: [UInt8]
  /// The power of ten by which the digits, taken as a whole number, are multiplied.
  private let exponent: Int

  /// The number written in a YAML or JSON scalar; `0x` and `0o` are supported.
  ///
  /// - Returns: nil if the text is not a decimal number, such as `.inf`.
  package init?(_ text: ArraySlice<UInt8>) {
    var text = text
    let isNegative = text.first == UInt8(ascii: "-")
    if isNegative || text.first == UInt8(ascii: "+") { text = text.dropFirst() }
    if text.starts(with: "0x".utf8) || text.starts(with: "0o".utf8) {
      guard
        let value = UInt64(
          String(decoding: text.dropFirst(2), as: UTF8.self),
          radix: text.dropFirst().first == UInt8(ascii: "x") ? 16 : 8)
      else {
        return nil
      }
      text = Array(String(value).utf8)[...]
    }
    var digits: [UInt8] = []
    var exponent = 0
    var hasPoint = false
    var index = text.startIndex
    scan: while index < text.endIndex {
      let byte = text[index]
      switch byte {
      case 0x30...0x39:
        digits.append(byte - 0x30)
        if hasPoint { exponent -= 1 }
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"): break scan
      default: return nil
      }
      index += 1
    }
    guard !digits.isEmpty else { return nil }
    if index < text.endIndex {
      let word = String(decoding: text[(index + 1)...], as: UTF8.self)
      // The limit is beyond any realistic number, and sums of exponents still fit `Int`.
      guard let power = Int(word.hasPrefix("+") ? String(word.dropFirst()) : word) else { return nil }
      exponent += max(-1_000_000_000, min(power, 1_000_000_000))
    }
    let first = digits.firstIndex { $0 != 0 } ?? digits.count
    digits.removeFirst(first)
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    self.digits = digits
    self.exponent = digits.isEmpty ? 0 : exponent
    self.isNegative = isNegative && !digits.isEmpty
  }

  /// A whole number.
  package init(_ value: Int) {
    var (digits, rest, exponent): ([UInt8], UInt, Int) = ([], value.magnitude, 0)
    while rest > 0 {
      let digit = UInt8(rest % 10)
      if digit == 0, digits.isEmpty { exponent += 1 } else { digits.append(digit) }
      rest /= 10
    }
    self.digits = digits.reversed()
    self.exponent = digits.isEmpty ? 0 : exponent
    isNegative = value < 0
  }

  /// A text that is the same for equal numbers, however they are written.
  var key: String {
    (isNegative ? "-" : "") + String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self) + "e\(exponent)"
  }

  /// The number as people write it; with a power of ten only where it would be long.
  package var words: String {
    let text = String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self)
    let sign = isNegative ? "-" : ""
    let point = digits.count + exponent
    if digits.isEmpty { return "0" }
    if exponent >= 0, point <= 20 { return sign + text + String(repeating: "0", count: exponent) }
    if exponent < 0, point > 0 { return sign + text.prefix(point) + "." + text.dropFirst(point) }
    if exponent < 0, point > -6 { return sign + "0." + String(repeating: "0", count: -point) + text }
    return sign + text + "e\(exponent)"
  }

  /// Whether the number has no decimal places.
  package var isInteger: Bool { digits.isEmpty || exponent >= 0 }

  /// The value if it is a whole number of at most 18 digits.
  package var integer: Int? {
    guard isInteger, digits.count + exponent <= 18 else { return nil }
    var value = 0
    for digit in digits { value = value * 10 + Int(digit) }
    for _ in 0..<(digits.isEmpty ? 0 : exponent) { value *= 10 }
    return isNegative ? -value : value
  }

  /// The order of numbers by value.
  package static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    return left.isNegative ? right.hasLessMagnitude(than: left) : left.hasLessMagnitude(than: right)
  }

  /// The greatest whole number that is not above this one; nil if it has more than 18 digits.
  package var floor: Int? {
    if isInteger { return integer }
    guard digits.count + exponent <= 18 else { return nil }
    var value = 0
    for digit in digits.prefix(max(0, digits.count + exponent)) { value = value * 10 + Int(digit) }
    return isNegative ? -value - 1 : value
  }

  private func hasLessMagnitude(than other: ExactNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    let (own, others) = (digits.count + exponent, other.digits.count + other.exponent)
    if own != others { return own < others }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// Whether this is a whole multiple of another number; nil if digits or exponents are too large to decide cheaply.
  package func isMultiple(of other: ExactNumber) -> Bool? {
    if digits.isEmpty { return true }
    guard !other.digits.isEmpty, other.digits.count <= 18 else { return nil }
    var divisor: UInt64 = 0
    for digit in other.digits { divisor = divisor * 10 + UInt64(digit) }
    var zeros = exponent - other.exponent
    // The last decimal place is smaller than the divisor's: scale the divisor, since digits have no trailing zeros.
    while zeros < 0 {
      guard divisor <= 100_000_000_000_000_000 else { return false }
      divisor *= 10
      zeros += 1
    }
    guard zeros <= 10_000 else { return nil }
    var remainder: UInt64 = 0
    for digit in digits { remainder = (remainder * 10 + UInt64(digit)) % divisor }
    for _ in 0..<zeros {
      if remainder == 0 { return true }
      remainder = remainder * 10 % divisor
    }
    return remainder == 0
  }
}
