import Findings
import Schemas

/// The comparison of the keywords for arrays.
extension Inclusion {
  /// Compares counts, items and what a list must contain.
  func compareArrays(_ writer: Conjunction, _ read: ArrayFacet, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    let mostItems = mostItems(writer)
    if read.minItems > writer.minItems {
      let sent = writer.minItems > 0 ? "\(writer.minItems)" : nil
      outcome.take(
        limitChange(
          Limit(key: "minItems", name: "the minimum number of items", sent: sent, read: "\(read.minItems)"), writer,
          reader: reader))
    }
    if let limit = read.maxItems, mostItems.map({ $0 > limit }) ?? true {
      outcome.take(
        limitChange(
          Limit(
            key: "maxItems", name: "the maximum number of items", sent: mostItems.map { "\($0)" }, read: "\(limit)"),
          writer, reader: reader))
    }
    if read.isUnique, !writer.isUnique, mostItems ?? 2 > 1 {
      let words = isForward ? "may now have equal items" : "may no longer have equal items"
      outcome.take(
        broken(
          isForward ? .constraintLoosened : .constraintTightened, "", words: words, writer: writer, reader: reader,
          readerKey: "uniqueItems"))
    }
    outcome.take(compareItems(writer, read, most: mostItems, reader: reader))
    for part in read.contains { outcome.take(compareContained(writer, part, most: mostItems, reader: reader)) }
    if read.hasTwins { outcome.take(undecided("it must not have unique items", writer, reader: reader)) }
    return outcome
  }

  /// The number of items that a writer's list can have: up to the first that cannot exist.
  private func mostItems(_ writer: Conjunction) -> Int? {
    let count = writer.prefixCount
    for index in 0...min(count, 200) where writer.maxItems.map({ index < $0 }) ?? true {
      let schemas = writer.item(index)
      if !schemas.isEmpty, isEmpty(conjunction(schemas)) { return index }
    }
    return writer.maxItems
  }

  private func compareItems(
    _ writer: Conjunction, _ read: ArrayFacet, most: Int?, reader: SchemaNode
  ) -> Outcome {
    var outcome = Outcome()
    let count = max(writer.prefixCount, read.prefix.count)
    for index in 0...count {
      guard most.map({ index < $0 }) ?? true else { break }
      guard let item = read.item(index) else { continue }
      if table.read(item).isFalse {
        let words =
          isForward ? "may now have more than \(index) items" : "may no longer have more than \(index) items"
        outcome.take(
          broken(
            isForward ? .constraintLoosened : .constraintTightened, "", words: words, writer: writer, reader: reader,
            readerKey: "items"))
        break
      }
      outcome.take(compare(conjunction(writer.item(index)), item), at: index < count ? "[\(index)]" : "[]")
    }
    return outcome
  }

  /// Compares what a list must contain with what the writer's lists contain for certain.
  private func compareContained(
    _ writer: Conjunction, _ part: ContainedItems, most: Int?, reader: SchemaNode
  ) -> Outcome {
    var (isEnough, isFew) = (part.low == 0, part.high == nil)
    for own in writer.arrays.flatMap(\.contains) {
      if !isEnough, own.low >= part.low, trial(conjunction([own.schema]), part.schema).isIncluded { isEnough = true }
      if !isFew, let high = own.high, high <= part.high ?? 0,
        trial(conjunction([part.schema]), own.schema).isIncluded
      {
        isFew = true
      }
    }
    if !isEnough, writer.minItems >= part.low {
      let certain = (0..<min(writer.minItems, 50)).count { index in
        trial(conjunction(writer.item(index)), part.schema).isIncluded
      }
      isEnough = certain >= part.low || certain == 50 && part.low > 50
    }
    if !isFew, let most, let high = part.high { isFew = most <= high }
    if isEnough, isFew { return Outcome() }
    guard refutes(writer, reader) else {
      if !isFew, isEnough, !mayContain(writer, part) { return Outcome() }
      return undecided("what its items must contain cannot be compared", writer, reader: reader)
    }
    let words =
      isForward ? "need no longer contain the items that readers expect" : "must now contain certain items"
    return broken(
      .itemsChanged, "", words: words, writer: writer, reader: reader, writerKey: "contains", readerKey: "contains")
  }

  /// Whether an item of the writer may match what a list must contain.
  private func mayContain(_ writer: Conjunction, _ part: ContainedItems) -> Bool {
    (0...min(writer.prefixCount, 50)).contains { index in
      !isEmpty(conjunction(writer.item(index) + [part.schema]))
    }
  }
}
