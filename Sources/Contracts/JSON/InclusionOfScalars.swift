import Findings
import Schemas

/// The comparison of the keywords for numbers and strings.
extension Inclusion {
  // MARK: Limits

  /// A limit that differs: its keyword, what it limits, and its value on both sides, nil where there is none.
  struct Limit {
    var key: String
    var name: String
    var sent: String?
    var read: String?
  }

  /// The change of a limit that the writer does not keep.
  func limitChange(_ limit: Limit, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    let (old, new) = isForward ? (limit.read, limit.sent) : (limit.sent, limit.read)
    let words =
      switch (old, new) {
      case (let old?, let new?): "\(limit.name) changed from \(old) to \(new)"
      case (nil, let new?): "\(limit.name) is now \(new)"
      case (let old?, nil): "\(limit.name) was \(old) and is now unlimited"
      case (nil, nil): "\(limit.name) changed"
      }
    return broken(
      isForward ? .constraintLoosened : .constraintTightened, "", words: words, writer: writer, reader: reader,
      writerKey: limit.key,
      readerKey: limit.key)
  }

  // MARK: Numbers

  /// Compares limits and factors of numbers.
  func compareNumbers(_ writer: Conjunction, _ read: NumberFacet, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    let sent = writer.numbers
    var limits = read
    if writer.types.isDisjoint(with: .fraction) { limits.roundInwards() }
    if let low = limits.low {
      let isKept = sent.low.map { low < $0 || low == $0 && (sent.isLowOpen || !limits.isLowOpen) } ?? false
      if !isKept {
        outcome.take(
          limitChange(
            Limit(
              key: read.isLowOpen ? "exclusiveMinimum" : "minimum", name: "the minimum",
              sent: sent.low.map { words($0, sent.isLowOpen, side: "above") },
              read: read.low.map { words($0, read.isLowOpen, side: "above") }), writer, reader: reader))
      }
    }
    if let high = limits.high {
      let isKept = sent.high.map { $0 < high || high == $0 && (sent.isHighOpen || !limits.isHighOpen) } ?? false
      if !isKept {
        outcome.take(
          limitChange(
            Limit(
              key: read.isHighOpen ? "exclusiveMaximum" : "maximum", name: "the maximum",
              sent: sent.high.map { words($0, sent.isHighOpen, side: "below") },
              read: read.high.map { words($0, read.isHighOpen, side: "below") }), writer, reader: reader))
      }
    }
    for factor in read.multiples where !keeps(factor, writer) {
      outcome.take(
        limitChange(
          Limit(
            key: "multipleOf", name: "the factor (`multipleOf`)", sent: sent.multiples.first?.words,
            read: factor.words), writer, reader: reader))
    }
    return outcome
  }

  private func words(_ limit: ExactNumber, _ isOpen: Bool, side: String) -> String {
    isOpen ? "\(side) \(limit.words)" : limit.words
  }

  /// Whether all numbers of a writer are multiples of a factor.
  private func keeps(_ factor: ExactNumber, _ writer: Conjunction) -> Bool {
    if writer.numbers.multiples.contains(where: { $0.isMultiple(of: factor) == true }) { return true }
    var whole = writer.numbers.multiples.compactMap(\.integer)
    guard writer.types.isDisjoint(with: .fraction) else { return false }
    if ExactNumber(1).isMultiple(of: factor) == true { return true }
    // Multiples of 2 and of 3 are multiples of 6.
    var common = 1
    whole = whole.filter { $0 > 0 && $0 < 1_000_000 }
    for value in whole.prefix(4) { common = common / divisor(common, value) * value }
    return ExactNumber(common).isMultiple(of: factor) == true
  }

  private func divisor(_ left: Int, _ right: Int) -> Int {
    var (left, right) = (left, right)
    while right != 0 { (left, right) = (right, left % right) }
    return left
  }

  // MARK: Strings

  /// Compares lengths, expressions and formats of strings.
  func compareStrings(_ writer: Conjunction, _ read: StringFacet, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    let sent = writer.strings
    if read.minLength > sent.minLength {
      let words = sent.minLength > 0 ? "\(sent.minLength)" : nil
      outcome.take(
        limitChange(
          Limit(key: "minLength", name: "the minimum length", sent: words, read: "\(read.minLength)"), writer,
          reader: reader))
    }
    if let limit = read.maxLength, sent.maxLength.map({ $0 > limit }) ?? true {
      outcome.take(
        limitChange(
          Limit(
            key: "maxLength", name: "the maximum length", sent: sent.maxLength.map { "\($0)" }, read: "\(limit)"),
          writer, reader: reader))
    }
    for pattern in read.patterns where !sent.patterns.contains(pattern) {
      outcome.take(comparePattern(pattern, writer, reader: reader))
    }
    for pattern in read.notPatterns where !sent.notPatterns.contains(pattern) {
      outcome.take(undecided("its expressions cannot be compared", writer, reader: reader))
    }
    // A format on one side only says less, not something else, to readers that do not validate it.
    // Since 2019-09 a format is an annotation unless a vocabulary says otherwise; registries do not compare it.
    if policy == .strict, reader.dialect >= .draft2019 { return outcome }
    for meaning in read.meanings {
      let other = sent.meanings.filter { $0.key == meaning.key }
      if other.contains(where: { $0 == meaning }) { continue }
      outcome.take(
        meaningChange(meaning.key, sent: other.first?.text, read: meaning.text, writer: writer, reader: reader))
    }
    return outcome
  }

  private func meaningChange(
    _ key: String, sent: String?, read: String, writer: Conjunction, reader: SchemaNode
  ) -> Outcome {
    let (old, new) = isForward ? (read, sent) : (sent, read)
    let words =
      switch (old, new) {
      case (let old?, let new?): "\(key) changed from `\(old)` to `\(new)`"
      case (nil, let new?): "\(key) is now `\(new)`"
      case (let old?, nil): "\(key) was `\(old)` and is now free"
      case (nil, nil): "\(key) changed"
      }
    return broken(.formatChanged, "", words: words, writer: writer, reader: reader, writerKey: key, readerKey: key)
  }

  /// Compares a reader's expression: an example of the writer's texts that it refuses is a break.
  private func comparePattern(_ pattern: String, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    let sent = writer.strings.patterns.first
    let (old, new) = isForward ? (pattern, sent) : (sent, pattern)
    let change =
      switch (old, new) {
      case (let old?, let new?): "the pattern changed from `\(old)` to `\(new)`"
      case (nil, let new?): "must now match the pattern `\(new)`"
      case (let old?, nil): "need no longer match the pattern `\(old)`"
      case (nil, nil): "the pattern changed"
      }
    var admission = Admission(table: table)
    let examples = texts(writer) + (table.shape(pattern).map { $0.examples.map { "\u{1}" + $0 } } ?? [])
    for example in examples {
      guard table.matches(pattern, example) == false else { continue }
      if admission.admits(writer.schemas, .string(example)) == true {
        return broken(
          .patternChanged, "", words: change, writer: writer, reader: reader, writerKey: "pattern", readerKey: "pattern"
        )
      }
    }
    return undecided("its expressions cannot be compared: \(change)", writer, reader: reader)
  }

  /// Some texts that a writer may send; not all keep to every keyword.
  func texts(_ writer: Conjunction) -> [String] {
    var texts = ["", "a", "0", " ", "zz", "A1", "\u{1}", "a b", "1.5", "-", "é", "aaaaaaaa"]
    for pattern in writer.strings.patterns { texts = (table.shape(pattern)?.examples ?? []) + texts }
    let low = writer.strings.minLength
    if (1...5000).contains(low) { texts += ["a", "0", "\u{1}"].map { String(repeating: $0, count: low) } }
    if let high = writer.strings.maxLength, (1...5000).contains(high) {
      texts += ["a", "0"].map { String(repeating: $0, count: high) }
    }
    return texts
  }
}
