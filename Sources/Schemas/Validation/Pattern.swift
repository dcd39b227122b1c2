/// A regular expression of the common subset of ECMA-262. Matching takes time proportional to pattern size times text
/// length, so that no pattern of an input can make a run hang.
///
/// Source: Thompson's construction; Cox, "Regular Expression Matching Can Be Simple And Fast", 2007.
package struct Pattern {
  private var program: [Instruction] = []
  /// Steps of compiling the program, limited because empty parts cost time without adding instructions.
  private var steps = 0

  private enum Instruction {
    case one(CharacterSet)
    case split(Int, Int)
    case jump(Int)
    case lineStart
    case lineEnd
    case wordEdge(Bool)
    case match
  }

  /// The maximum number of instructions.
  private static let maximum = 20_000

  /// Compiles an expression.
  ///
  /// - Returns: nil for invalid or too large expressions, and for look-around and back references, which are not
  ///   supported.
  package init?(_ source: String) {
    var parser = PatternParser(Array(source.unicodeScalars))
    guard let tree = parser.parse() else { return nil }
    guard emit(tree) else { return nil }
    program.append(.match)
  }

  private mutating func emit(_ node: PatternParser.Node) -> Bool {
    steps += 1
    guard program.count < Self.maximum, steps < 10 * Self.maximum else { return false }
    switch node {
    case .set(let set): program.append(.one(set))
    case .lineStart: program.append(.lineStart)
    case .lineEnd: program.append(.lineEnd)
    case .wordEdge(let isEdge): program.append(.wordEdge(isEdge))
    case .sequence(let parts): return parts.allSatisfy { emit($0) }
    case .either(let branches): return emitEither(branches)
    case .repeated(let part, let low, let high): return emitRepeated(part, low, high: high)
    }
    return true
  }

  private mutating func emitEither(_ branches: [PatternParser.Node]) -> Bool {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index + 1 < branches.count else {
        guard emit(branch) else { return false }
        break
      }
      let split = program.count
      program.append(.split(split + 1, 0))
      guard emit(branch) else { return false }
      jumps.append(program.count)
      program.append(.jump(0))
      program[split] = .split(split + 1, program.count)
    }
    for jump in jumps { program[jump] = .jump(program.count) }
    return true
  }

  private mutating func emitRepeated(_ part: PatternParser.Node, _ low: Int, high: Int?) -> Bool {
    for _ in 0..<low { guard emit(part) else { return false } }
    guard let high else {
      let split = program.count
      program.append(.split(split + 1, 0))
      guard emit(part) else { return false }
      program.append(.jump(split))
      program[split] = .split(split + 1, program.count)
      return true
    }
    var splits: [Int] = []
    for _ in low..<max(low, high) {
      splits.append(program.count)
      program.append(.split(program.count + 1, 0))
      guard emit(part) else { return false }
    }
    for split in splits { program[split] = .split(split + 1, program.count) }
    return true
  }

  /// Whether the expression matches anywhere in a text; nil if matching would exceed 20 million steps.
  package func matches(_ text: String) -> Bool? {
    let scalars = Array(text.unicodeScalars)
    guard work(on: scalars.count) < 20_000_000 else { return nil }
    var current = Threads(count: program.count)
    var next = Threads(count: program.count)
    for position in 0...scalars.count {
      add(0, to: &current, scalars: scalars, position: position)
      next.removeAll()
      for thread in current.list {
        switch program[thread] {
        case .match: return true
        case .one(let set):
          if position < scalars.count, set.contains(scalars[position]) {
            add(thread + 1, to: &next, scalars: scalars, position: position + 1)
          }
        default: break
        }
      }
      swap(&current, &next)
    }
    return current.list.contains { if case .match = program[$0] { true } else { false } }
  }

  /// The maximum number of steps to match a text of a given number of characters.
  func work(on length: Int) -> Int {
    let (product, isTooMuch) = (length + 1).multipliedReportingOverflow(by: program.count)
    return isTooMuch ? .max : product
  }

  private struct Threads {
    var list: [Int] = []
    private var isIn: [Bool]

    init(count: Int) { isIn = [Bool](repeating: false, count: count) }

    mutating func insert(_ thread: Int) -> Bool {
      guard !isIn[thread] else { return false }
      isIn[thread] = true
      list.append(thread)
      return true
    }

    mutating func removeAll() {
      for thread in list { isIn[thread] = false }
      list.removeAll(keepingCapacity: true)
    }
  }

  private func add(_ start: Int, to threads: inout Threads, scalars: [Unicode.Scalar], position: Int) {
    var pending = [start]
    while let thread = pending.popLast() {
      guard threads.insert(thread) else { continue }
      switch program[thread] {
      case .jump(let target): pending.append(target)
      case .split(let first, let second):
        pending.append(second)
        pending.append(first)
      case .lineStart: if position == 0 { pending.append(thread + 1) }
      case .lineEnd: if position == scalars.count { pending.append(thread + 1) }
      case .wordEdge(let isEdge):
        let before = position > 0 && CharacterSet.word.contains(scalars[position - 1])
        let after = position < scalars.count && CharacterSet.word.contains(scalars[position])
        if (before != after) == isEdge { pending.append(thread + 1) }
      case .one, .match: break
      }
    }
  }
}

/// A set of characters: ranges, general categories and nested sets, possibly negated.
struct CharacterSet: Equatable {
  /// Sorted ranges that neither overlap nor touch.
  var ranges: [ClosedRange<UInt32>] = []
  /// General categories by their short names: `L`, `Lu`, `Nd`.
  var categories: [String] = []
  var parts: [CharacterSet] = []
  var isNegated = false

  static let word = CharacterSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
  static let digit = CharacterSet(ranges: [0x30...0x39])
  static let space = CharacterSet(
    ranges: [
      0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
      0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
  static let anyButBreaks = CharacterSet(ranges: [0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029], isNegated: true)

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isIn =
      isInRanges(scalar.value) || parts.contains { $0.contains(scalar) }
      || !categories.isEmpty && categories.contains { Self.category(scalar).hasPrefix($0) }
    return isIn != isNegated
  }

  private func isInRanges(_ value: UInt32) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < value { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(value)
  }

  /// Adds a set: plain ranges are merged into the ranges, other sets are stored once as parts.
  mutating func insert(_ part: CharacterSet) {
    if part.parts.isEmpty, part.categories.isEmpty, !part.isNegated {
      ranges += part.ranges
    } else if !parts.contains(part) {
      parts.append(part)
    }
  }

  /// Sorts the ranges and merges those that overlap or touch.
  mutating func sort() {
    var merged: [ClosedRange<UInt32>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = merged.last, range.lowerBound <= last.upperBound &+ 1 {
        merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    ranges = merged
  }

  var negated: CharacterSet {
    var set = self
    set.isNegated.toggle()
    return set
  }

  private static func category(_ scalar: Unicode.Scalar) -> String {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter: "Lu"
    case .lowercaseLetter: "Ll"
    case .titlecaseLetter: "Lt"
    case .modifierLetter: "Lm"
    case .otherLetter: "Lo"
    case .nonspacingMark: "Mn"
    case .spacingMark: "Mc"
    case .enclosingMark: "Me"
    case .decimalNumber: "Nd"
    case .letterNumber: "Nl"
    case .otherNumber: "No"
    case .connectorPunctuation: "Pc"
    case .dashPunctuation: "Pd"
    case .openPunctuation: "Ps"
    case .closePunctuation: "Pe"
    case .initialPunctuation: "Pi"
    case .finalPunctuation: "Pf"
    case .otherPunctuation: "Po"
    case .mathSymbol: "Sm"
    case .currencySymbol: "Sc"
    case .modifierSymbol: "Sk"
    case .otherSymbol: "So"
    case .spaceSeparator: "Zs"
    case .lineSeparator: "Zl"
    case .paragraphSeparator: "Zp"
    case .control: "Cc"
    case .format: "Cf"
    case .surrogate: "Cs"
    case .privateUse: "Co"
    default: "Cn"
    }
  }
}
