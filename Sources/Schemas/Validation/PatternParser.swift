/// A recursive descent parser for regular expressions.
struct PatternParser {
  /// The syntax tree of an expression.
  indirect enum Node {
    case set(CharacterSet)
    case sequence([Node])
    case either([Node])
    case repeated(Node, Int, Int?)
    case lineStart
    case lineEnd
    /// `\b`, or `\B` when false.
    case wordEdge(Bool)
  }

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0

  init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
  }

  /// The tree of the whole expression; nil if it is invalid or not supported.
  mutating func parse() -> Node? {
    guard let node = either(), position == scalars.count else { return nil }
    return node
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func either() -> Node? {
    guard depth < 100 else { return nil }
    depth += 1
    defer { depth -= 1 }
    var branches: [Node] = []
    repeat {
      guard let branch = sequence() else { return nil }
      branches.append(branch)
    } while take("|")
    return branches.count == 1 ? branches[0] : .either(branches)
  }

  private mutating func sequence() -> Node? {
    var parts: [Node] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      guard let atom = atom(), let part = quantified(atom) else { return nil }
      parts.append(part)
    }
    return .sequence(parts)
  }

  private mutating func quantified(_ atom: Node) -> Node? {
    let start = position
    guard let node = repeated(atom) else { return nil }
    // The grammar allows one quantifier: a second one has nothing to repeat.
    if let scalar = next, scalar == "*" || scalar == "+" || scalar == "?" || scalar == "{" && counts() != nil,
      position != start
    {
      return nil
    }
    return node
  }

  /// The atom with its quantifier, if it has one.
  private mutating func repeated(_ atom: Node) -> Node? {
    var node = atom
    switch next {
    case "*": node = .repeated(node, 0, nil)
    case "+": node = .repeated(node, 1, nil)
    case "?": node = .repeated(node, 0, 1)
    case "{":
      guard let (low, high, length) = counts() else { return node }
      guard low <= 1000, high ?? 0 <= 1000, high.map({ $0 >= low }) ?? true else { return nil }
      node = .repeated(node, low, high)
      position += length - 1
    default: return node
    }
    position += 1
    // Greediness makes no difference to whether the expression matches.
    _ = take("?")
    return node
  }

  /// The bounds of `{2}`, `{2,}` or `{2,5}` at the current position, with the length of the quantifier.
  private func counts() -> (low: Int, high: Int?, length: Int)? {
    guard let end = scalars[position...].prefix(24).firstIndex(of: "}") else { return nil }
    let text = String(String.UnicodeScalarView(scalars[(position + 1)..<end]))
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard let low = parts.first.flatMap({ Int($0) }), low >= 0, parts.count <= 2 else { return nil }
    let length = end - position + 1
    if parts.count == 1 { return (low, low, length) }
    if parts[1].isEmpty { return (low, nil, length) }
    return Int(parts[1]).map { (low, $0, length) }
  }

  private mutating func atom() -> Node? {
    guard let scalar = next else { return nil }
    position += 1
    switch scalar {
    case "^": return .lineStart
    case "$": return .lineEnd
    case ".": return .set(.anyButBreaks)
    case "[": return characterClass().map { .set($0) }
    case "(":
      if take("?") {
        guard take(":") || name() else { return nil }
      }
      guard let inner = either(), take(")") else { return nil }
      return inner
    case "*", "+", "?": return nil
    case "\\":
      if next == "b" || next == "B" {
        let isEdge = next == "b"
        position += 1
        return .wordEdge(isEdge)
      }
      return escape().map { .set($0) }
    default: return .set(CharacterSet(ranges: [scalar.value...scalar.value]))
    }
  }

  /// Consumes the `<name>` of a named group; look-behind starts the same way and is not supported.
  private mutating func name() -> Bool {
    guard take("<"), let first = next, first != "=", first != "!" else { return false }
    while let scalar = next, scalar != ">" { position += 1 }
    return take(">")
  }

  private mutating func characterClass() -> CharacterSet? {
    var set = CharacterSet()
    set.isNegated = take("^")
    while let scalar = next, scalar != "]" {
      guard let low = classAtom() else { return nil }
      if next == "-", position + 1 < scalars.count, scalars[position + 1] != "]", let start = single(low) {
        position += 1
        guard let high = classAtom().flatMap(single), high >= start else { return nil }
        set.ranges.append(start...high)
      } else {
        set.insert(low)
      }
    }
    set.sort()
    return take("]") ? set : nil
  }

  private func single(_ set: CharacterSet) -> UInt32? {
    guard set.ranges.count == 1, set.parts.isEmpty, set.categories.isEmpty, !set.isNegated, set.ranges[0].count == 1
    else { return nil }
    return set.ranges[0].lowerBound
  }

  private mutating func classAtom() -> CharacterSet? {
    guard let scalar = next else { return nil }
    position += 1
    guard scalar == "\\" else { return CharacterSet(ranges: [scalar.value...scalar.value]) }
    if take("b") { return CharacterSet(ranges: [8...8]) }
    return escape()
  }

  private mutating func escape() -> CharacterSet? {
    guard let scalar = next else { return nil }
    position += 1
    switch scalar {
    case "d": return .digit
    case "D": return CharacterSet.digit.negated
    case "w": return .word
    case "W": return CharacterSet.word.negated
    case "s": return .space
    case "S": return CharacterSet.space.negated
    case "t": return literal(0x09)
    case "n": return literal(0x0A)
    case "v": return literal(0x0B)
    case "f": return literal(0x0C)
    case "r": return literal(0x0D)
    case "0": return literal(0)
    case "c":
      guard let letter = next, letter.properties.isAlphabetic, letter.isASCII else { return nil }
      position += 1
      return literal(letter.value & 0x1F)
    case "x": return hexadecimal(2).flatMap(literal)
    case "u":
      if take("{") {
        var digits = ""
        while let digit = next, digit != "}", digits.count < 8 {
          digits.unicodeScalars.append(digit)
          position += 1
        }
        return take("}") ? UInt32(digits, radix: 16).flatMap(literal) : nil
      }
      return hexadecimal(4).flatMap(literal)
    case "p", "P": return property(isNegated: scalar == "P")
    case "1"..."9", "k": return nil
    default: return literal(scalar.value)
    }
  }

  private func literal(_ value: UInt32) -> CharacterSet? { CharacterSet(ranges: [value...value]) }

  private mutating func hexadecimal(_ count: Int) -> UInt32? {
    guard position + count <= scalars.count else { return nil }
    let digits = String(String.UnicodeScalarView(scalars[position..<position + count]))
    guard let value = UInt32(digits, radix: 16) else { return nil }
    position += count
    return value
  }

  private static let categories: [String: String] = [
    "Letter": "L", "Lowercase_Letter": "Ll", "Uppercase_Letter": "Lu", "Mark": "M", "Number": "N",
    "Decimal_Number": "Nd", "digit": "Nd",
    "Punctuation": "P", "punct": "P", "Symbol": "S", "Separator": "Z", "Other": "C", "Alphabetic": "L",
  ]

  private mutating func property(isNegated: Bool) -> CharacterSet? {
    guard take("{") else { return nil }
    var word = ""
    while let scalar = next, scalar != "}", word.count < 40 {
      word.unicodeScalars.append(scalar)
      position += 1
    }
    guard take("}") else { return nil }
    if let equals = word.firstIndex(of: "=") {
      guard ["gc", "General_Category"].contains(word[..<equals]) else { return nil }
      word = String(word[word.index(after: equals)...])
    }
    let category = Self.categories[word] ?? word
    guard category.count <= 2, category.first.map({ "LMNPSZC".contains($0) }) == true else { return nil }
    return CharacterSet(categories: [category], isNegated: isNegated)
  }
}
