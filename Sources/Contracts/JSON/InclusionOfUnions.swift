import Findings
import Schemas

/// The comparison with a reader's alternatives, negations and conditions.
extension Inclusion {
  // MARK: Alternatives

  /// Whether each value of a writer matches a branch of the reader's union, and of `oneOf` only one.
  func compareUnion(_ writer: Conjunction, _ union: SchemaUnion, reader: SchemaNode) -> Outcome {
    // Branches of the writer's own union fit one by one, where they are the same alternatives.
    var best: Outcome?
    for own in writer.unions.sorted(by: { ($0.key == union.key ? 0 : 1) < ($1.key == union.key ? 0 : 1) }).prefix(4) {
      guard !table.budget.isSpent else { break }
      var outcome = Outcome()
      for index in own.branches.indices {
        let sent = expanded(writer, own, branch: index)
        if isEmpty(sent) { continue }
        outcome.take(compareBranch(sent, union, at: index, of: own, reader: reader), at: label(own, index))
      }
      if outcome.isIncluded { return outcome }
      if best == nil { best = outcome }
    }
    if let best { return best }
    return compareBranch(writer, union, at: nil, of: nil, reader: reader)
  }

  /// Compares one form of the writer's values with the reader's union.
  private func compareBranch(
    _ writer: Conjunction, _ union: SchemaUnion, at index: Int?, of own: SchemaUnion?, reader: SchemaNode
  ) -> Outcome {
    guard !table.budget.isSpent else { return undecided(Self.tooMany, writer, reader: reader) }
    var order = union.branches.indices.filter { !areDisjoint(writer, union.branches[$0]) }
    // The branch at the same place is the likeliest.
    if let index, let position = order.firstIndex(of: index), position > 0 {
      order.remove(at: position)
      order.insert(index, at: 0)
    }
    var failures: [(index: Int, outcome: Outcome)] = []
    var overlap: Outcome?
    for candidate in order {
      let outcome = trial(writer, union.branches[candidate])
      guard outcome.isIncluded else {
        failures.append((candidate, outcome))
        continue
      }
      guard union.isExclusive else { return Outcome() }
      overlap = compareOverlap(writer, union, chosen: candidate, order: order, reader: reader)
      break
    }
    if let overlap { return overlap }
    if covers(writer, union, order: order) { return Outcome() }
    return unmatched(writer, union, failures: failures, reader: reader)
  }

  /// Whether what fits one branch of a `oneOf` cannot fit another as well.
  private func compareOverlap(
    _ writer: Conjunction, _ union: SchemaUnion, chosen: Int, order: [Int], reader: SchemaNode
  ) -> Outcome {
    for other in order where other != chosen {
      let branch = table.target(union.branches[other])
      if writer.exclusions.contains(where: { $0 === branch }) { continue }
      let both = narrowed(writer, by: [branch])
      if isEmpty(both) { continue }
      let isExcluded = writer.exclusions.prefix(40).contains { trial(both, $0).isIncluded }
      if isExcluded { continue }
      guard let found = counterexample(both, reader) else { continue }
      let words = isForward ? "may now match several of the readers' alternatives" : "may match several alternatives"
      return broken(
        isForward ? .variantAdded : .variantRemoved, "", words: "\(words), as \(table.words(found)) does",
        writer: writer, reader: reader,
        readerKey: union.key)
    }
    return table.budget.isSpent ? undecided(Self.tooMany, writer, reader: reader) : Outcome()
  }

  /// The change of a form that no branch of the reader takes.
  private func unmatched(
    _ writer: Conjunction, _ union: SchemaUnion, failures: [(index: Int, outcome: Outcome)], reader: SchemaNode
  ) -> Outcome {
    let close = failures.min { closeness($0, writer, union: union) < closeness($1, writer, union: union) }
    if failures.isEmpty {
      let types = union.branches.reduce(into: TypeSet()) { $0.formUnion(self.types(of: $1)) }
      if !writer.types.isSubset(of: types) { return typeChange(writer, union, types: types, reader: reader) }
      let words =
        isForward ? "is a new alternative, which readers do not know" : "is no longer one of the alternatives"
      return broken(
        isForward ? .variantAdded : .variantRemoved, "", words: words, writer: writer, reader: reader,
        readerKey: union.key)
    }
    let isSure = refutes(writer, reader)
    // A form that looks like a single branch is broken if it does not fit that one.
    if failures.count == 1, let only = close, isSure || only.outcome.undecided.isEmpty {
      var result = Outcome()
      result.take(only.outcome)
      return result
    }
    guard isSure, let close else {
      return undecided("which of its alternatives fit cannot be told", writer, reader: reader)
    }
    var result = Outcome()
    if close.outcome.changes.isEmpty {
      return broken(
        isForward ? .variantAdded : .variantRemoved, "",
        words: isForward
          ? "may now have a form that none of the readers' alternatives takes" : "fits no alternative any more",
        writer: writer, reader: reader, readerKey: union.key)
    }
    result.take(close.outcome)
    return result
  }

  /// How far a form is from a branch that it does not fit: other types first, then the number of differences.
  private func closeness(
    _ failure: (index: Int, outcome: Outcome), _ writer: Conjunction, union: SchemaUnion
  ) -> (Int, Int, Int) {
    let shared = writer.types.intersection(types(of: union.branches[failure.index]))
    let changes = failure.outcome.changes
    return (
      -shared.rawValue.nonzeroBitCount, changes.isEmpty ? .max : changes.count, failure.index
    )
  }

  private func typeChange(
    _ writer: Conjunction, _ union: SchemaUnion, types: TypeSet, reader: SchemaNode
  ) -> Outcome {
    let stand = table.made(origin: reader.origin) { $0.types = types }
    return typeChange(writer, stand)
  }

  /// Whether a writer's values and a reader's branch have nothing in common at first sight: other types, or another
  /// fixed value of a property.
  private func areDisjoint(_ writer: Conjunction, _ branch: SchemaNode) -> Bool {
    table.budget.spend(2)
    let other = conjunction([branch])
    if writer.types.isDisjoint(with: other.types) { return true }
    if let values = writer.values, let others = other.values {
      return !hasSameMarker(values, others) && Set(values).isDisjoint(with: others)
    }
    guard writer.types == .object else { return false }
    for name in other.required.sorted() {
      let found = other.property(name, text: table.text(name))
      guard writer.required.contains(name) || !found.schemas.isEmpty, found.isNamed else { continue }
      guard let expected = conjunction(found.schemas).values else { continue }
      let own = writer.property(name, text: table.text(name))
      guard own.isNamed, let values = conjunction(own.schemas).values else { continue }
      if !hasSameMarker(values, expected), Set(values).isDisjoint(with: expected) { return true }
    }
    return false
  }

  private func hasSameMarker(_ left: [Datum], _ right: [Datum]) -> Bool {
    policy == .tolerant && left.count == 1 && right.count == 1 && differsByVersion(left[0], right[0])
  }

  /// Whether the branches take all values together, although none does alone: what one refuses, the others take.
  private func covers(_ writer: Conjunction, _ union: SchemaUnion, order: [Int]) -> Bool {
    guard order.count > 1, order.count <= 12 else { return false }
    var steps = 300
    return covers(writer, order.map { union.branches[$0] }, steps: &steps)
  }

  private func covers(_ writer: Conjunction, _ branches: [SchemaNode], steps: inout Int) -> Bool {
    steps -= 1
    guard steps > 0, !table.budget.isSpent else { return false }
    if isEmpty(writer) || branches.contains(where: { trial(writer, $0).isIncluded }) { return true }
    for (position, branch) in branches.enumerated() where !areDisjoint(writer, branch) {
      var others = branches
      others.remove(at: position)
      guard !others.isEmpty else { return false }
      return table.negation(of: branch).allSatisfy { refusal in
        covers(narrowed(writer, by: [refusal]), others, steps: &steps)
      }
    }
    return false
  }

  // MARK: Negations

  /// Whether no value of a writer matches what the reader's schema must not match.
  func compareNot(_ writer: Conjunction, _ part: SchemaNode, reader: SchemaNode) -> Outcome {
    let both = narrowed(writer, by: [part])
    if isEmpty(both)
      || !table.budget.isSpent
        && writer.schemas.contains(where: { schema in
          schema.nots.contains { trial(conjunction([part]), $0).isIncluded }
        })
    {
      return Outcome()
    }
    if refutes(writer, reader, first: both) {
      let words =
        isForward
        ? "may now be what the readers' schema excludes by `not`" : "excludes values by `not` that it admitted"
      return broken(.conditionChanged, "", words: words, writer: writer, reader: reader, readerKey: "not")
    }
    return undecided("what it must not be cannot be compared", writer, reader: reader)
  }

  // MARK: Conditions

  /// Compares what holds under a condition with the writer's values that meet it.
  func compareCondition(_ writer: Conjunction, _ item: SchemaCondition, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    if let then = item.then {
      outcome.take(compareCase(writer, [item.condition], schema: then, item: item, reader: reader))
    }
    if let otherwise = item.otherwise {
      let unmet = unmet(item, reader)
      outcome.take(compareCase(writer, [unmet], schema: otherwise, item: item, reader: reader))
    }
    return outcome
  }

  private func unmet(_ item: SchemaCondition, _ reader: SchemaNode) -> SchemaNode {
    if let known = negations[item.condition.id] { return known }
    let node = table.made(origin: reader.origin) { $0.nots = [item.condition] }
    negations[item.condition.id] = node
    return node
  }

  private func compareCase(
    _ writer: Conjunction, _ condition: [SchemaNode], schema: SchemaNode, item: SchemaCondition,
    reader: SchemaNode
  ) -> Outcome {
    let met = narrowed(writer, by: condition)
    if isEmpty(met) { return Outcome() }
    let outcome = trial(met, schema)
    if outcome.isIncluded { return outcome }
    if refutes(writer, reader, first: met) {
      return broken(
        .conditionChanged, "", words: caseWords(item, outcome), writer: writer, reader: reader, readerKey: item.key)
    }
    return undecided("its conditions cannot be compared", writer, reader: reader)
  }

  private func caseWords(_ item: SchemaCondition, _ outcome: Outcome) -> String {
    let name = item.condition.objects?.required.first.map { "`\(table.text($0))`" }
    let detail = outcome.changes.first.map { change in
      let path = change.path.hasPrefix(".") ? String(change.path.dropFirst()) : change.path
      return path.isEmpty ? "" : " for `\(path)`"
    }
    let rule = item.key == "if" ? "the condition (`if`)" : "the dependency on \(name ?? "a property")"
    return isForward
      ? "need no longer keep \(rule)\(detail ?? "")" : "must now keep \(rule)\(detail ?? "")"
  }
}
