import Findings
import Schemas

/// What a comparison of two schemas finds; paths are relative to them.
struct Outcome {
  var changes: [ContractChange] = []
  var undecided: [UndecidedPart] = []
  /// Pairs that are too deep inside to be compared on the way.
  var deferred: [DeferredPair] = []
  /// The comparison in which some pairs inside were deferred, by its number; 0 if none were.
  var partialIn = 0

  /// The number of changes kept; a schema with more differences is another schema.
  private static let limit = 200

  var isIncluded: Bool { changes.isEmpty && undecided.isEmpty }

  /// Adds what another comparison finds, once for each cause.
  mutating func take(_ other: Outcome, at segment: String = "") {
    for var change in other.changes {
      change.path = segment + change.path
      let known = changes.firstIndex {
        $0.new == change.new && $0.old == change.old && $0.kind == change.kind && $0.words == change.words
      }
      if let known {
        // What is shared is told where it is reached first.
        if change.path.utf8.count < changes[known].path.utf8.count { changes[known].path = change.path }
      } else if changes.count < Self.limit {
        changes.append(change)
      }
    }
    for var part in other.undecided where undecided.count < Self.limit {
      if undecided.contains(where: { $0.new == part.new && $0.old == part.old && $0.reason == part.reason }) {
        continue
      }
      part.path = segment + part.path
      undecided.append(part)
    }
    partialIn = max(partialIn, other.partialIn)
    for var pair in other.deferred {
      if !segment.isEmpty { pair.steps.append(segment) }
      deferred.append(pair)
    }
  }

  /// Keeps what a schema that is used in many places needs: a few changes tell that it is broken.
  mutating func shorten() {
    if changes.count > 24 { changes.removeSubrange(24...) }
    if undecided.count > 8 { undecided.removeSubrange(8...) }
  }
}

/// A pair of schemas to be compared later, so that the stack stays small.
struct DeferredPair {
  /// The path to them, from the inside.
  var steps: [String] = []
  var writer: Conjunction
  var reader: SchemaNode
}

/// The comparison of what writers send with what readers admit, in one direction: each value of the writer's schema
/// must be one of the reader's.
///
/// The reader's keywords are looked at one by one, each against all that the writer's schemas say together. A pair of
/// schemas is compared once. A pair that is met again inside its own comparison counts as included; a result that
/// rests on this is kept only if the assumption holds.
final class Inclusion {
  let table: SchemaTable
  let isForward: Bool
  let policy: CompatibilityPolicy
  var single: [Int: Conjunction] = [:]
  var conjunctions: [[[Int]]: Conjunction] = [:]
  var derivations: [Int: Derived] = [:]
  /// The negations of conditions, by the conditions.
  var negations: [Int: SchemaNode] = [:]
  private var known: [Pair: Outcome] = [:]
  /// Pairs being compared, by their depth.
  private var underway: [Pair: Int] = [:]
  /// Results that rest on the assumption that a pair being compared is included.
  private var provisional: [(pair: Pair, outcome: Outcome, base: Int)] = []
  private var provisionalIndex: [Pair: Int] = [:]
  /// The outermost pair that the current comparison assumed to be included.
  private var lowest = Int.max
  var depth = 0
  /// Pairs that are deferred in this comparison.
  private var deferred: Set<Pair> = []
  /// The number of this comparison.
  private var turn = 0
  /// Readers' schemas that the budget has grown for.
  private var granted: Set<Int> = []
  var knownTypes: [Int: TypeSet] = [:]
  /// Whether the branches of a union have labels in paths, by its number.
  var labelled: [Int: Bool] = [:]
  /// The answers of the search for counterexamples.
  var refuted: [Pair: Datum?] = [:]
  /// Steps left for the search for new names of properties.
  var nameSteps = 0
  /// The nesting of comparisons that only try whether an alternative fits.
  var trials = 0
  /// Values that the search for a counterexample tries.
  var hints: [Datum] = []
  /// Names of properties that the search for a counterexample tries.
  var hintedNames: [Int] = []

  private static let maximumDepth = 90

  /// A writer's conjunction and a reader's schema, by their numbers.
  struct Pair: Hashable {
    var writer: Int
    var reader: Int
  }

  init(table: SchemaTable, isForward: Bool, policy: CompatibilityPolicy) {
    self.table = table
    self.isForward = isForward
    self.policy = policy
  }

  /// Compares two whole schemas.
  func outcome(writer: SchemaNode, reader: SchemaNode) -> Outcome {
    table.budget.renew()
    deferred = []
    turn += 1
    nameSteps = 20_000
    var outcome = compare(conjunction([writer]), reader)
    // A path through hundreds of schemas is compared piece by piece, so that the stack stays small.
    var paths = SchemaPaths()
    var pending = outcome.deferred.map { (path: paths.descend($0.steps, from: SchemaPaths.root), pair: $0) }
    outcome.deferred = []
    while let next = pending.popLast() {
      var part = compare(next.pair.writer, next.pair.reader)
      pending += part.deferred.map { (paths.descend($0.steps, from: next.path), $0) }
      part.deferred = []
      if !part.isIncluded { outcome.take(part, at: paths[next.path]) }
      if table.budget.isSpent { break }
    }
    // What is left out for the same reason is told once.
    let first = outcome.undecided.firstIndex { $0.reason == Self.tooMany }
    let parts = outcome.undecided.enumerated().filter { $0.offset == first || $0.element.reason != Self.tooMany }
    outcome.undecided = parts.map(\.element)
    return outcome
  }

  /// The reason for leaving out what the budget does not suffice for.
  static let tooMany = "it has too many combinations"

  /// Adds the work that is due for a schema, once.
  func grant(_ schema: SchemaNode) {
    guard granted.insert(schema.id).inserted else { return }
    table.budget.grant(40 + (table.read(schema).values?.count ?? 0) * 20)
  }

  /// Whether each value of the writer's schemas is one that a reader's schema admits.
  func compare(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    let reader = table.read(table.target(reader))
    if reader.isTrivial || writer.contains(reader) { return Outcome() }
    let pair = Pair(writer: writer.id, reader: reader.id)
    if let known = known[pair], known.partialIn == 0 || known.partialIn == turn { return known }
    if let base = underway[pair] {
      lowest = min(lowest, base)
      return Outcome()
    }
    if let index = provisionalIndex[pair] {
      lowest = min(lowest, provisional[index].base)
      return provisional[index].outcome
    }
    grant(reader)
    table.budget.spend(12)
    guard !table.budget.isSpent else { return undecided(Self.tooMany, writer, reader: reader) }
    // Alternatives are tried where enough depth is left for them.
    let isDeep = depth >= Self.maximumDepth / 2 && trials == 0 && reader.hasCombinations
    guard depth < Self.maximumDepth, !isDeep else { return tooDeep(pair, writer, reader: reader) }
    depth += 1
    underway[pair] = depth
    let outer = lowest
    let marker = provisional.count
    lowest = .max
    var outcome = isEmpty(writer) ? Outcome() : split(writer, reader)
    if depth > 6 { outcome.shorten() }
    underway[pair] = nil
    settle(pair, outcome, marker: marker)
    lowest = min(outer, lowest >= depth ? .max : lowest)
    depth -= 1
    return outcome
  }

  private func tooDeep(_ pair: Pair, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    if trials > 0 { return undecided("it is nested too deeply", writer, reader: reader) }
    var outcome = Outcome()
    outcome.partialIn = turn
    if deferred.insert(pair).inserted { outcome.deferred.append(DeferredPair(writer: writer, reader: reader)) }
    return outcome
  }

  /// Keeps a result if it rests on nothing that may turn out wrong.
  private func settle(_ pair: Pair, _ found: Outcome, marker: Int) {
    // What is deferred is compared once, by the first to ask.
    var outcome = found
    outcome.deferred = []
    if table.budget.isSpent {
      forget(from: marker)
    } else if lowest >= depth {
      // All assumptions inside were about this pair, or there were none.
      known[pair] = outcome
      if outcome.isIncluded {
        for item in provisional[marker...] { known[item.pair] = item.outcome }
      }
      forget(from: marker)
    } else if outcome.isIncluded {
      provisionalIndex[pair] = provisional.count
      provisional.append((pair, outcome, lowest))
    } else {
      known[pair] = outcome
      forget(from: marker)
    }
  }

  private func forget(from marker: Int) {
    for item in provisional[marker...] { provisionalIndex[item.pair] = nil }
    provisional.removeSubrange(marker...)
  }

  /// Compares without expanding the writer's unions first; only what fails then is looked at branch by branch.
  private func split(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    let outcome = direct(writer, reader)
    guard !outcome.isIncluded, !writer.unions.isEmpty else { return settled(outcome, writer, reader: reader) }
    var first: Outcome?
    for union in writer.unions.prefix(8) {
      guard !table.budget.isSpent else { return first ?? undecided(Self.tooMany, writer, reader: reader) }
      let result = branches(writer, union, reader: reader)
      if result.isIncluded { return result }
      if first.map({ $0.changes.isEmpty && !result.changes.isEmpty }) ?? true { first = result }
    }
    return first ?? outcome
  }

  /// Compares each branch of one of the writer's unions.
  private func branches(_ writer: Conjunction, _ union: SchemaUnion, reader: SchemaNode) -> Outcome {
    var outcomes: [(label: String, outcome: Outcome)] = []
    for index in union.branches.indices {
      let narrowed = expanded(writer, union, branch: index)
      if isEmpty(narrowed) { continue }
      outcomes.append((label(union, index), compare(narrowed, reader)))
    }
    var result = Outcome()
    // What is wrong in every branch lies outside of them.
    var outside = Outcome()
    if outcomes.count > 1, outcomes.allSatisfy({ !$0.outcome.changes.isEmpty }) {
      outside.changes = outcomes[0].outcome.changes.filter { change in
        outcomes.allSatisfy { $0.outcome.changes.contains(change) }
      }
    }
    result.take(outside)
    for (label, outcome) in outcomes {
      var inside = outcome
      if !outside.changes.isEmpty { inside.changes.removeAll(where: outside.changes.contains) }
      result.take(inside, at: label)
    }
    return result
  }

  /// The outcome, or a doubt if the writer's values may be fewer than its schemas say.
  private func settled(_ outcome: Outcome, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    guard !outcome.changes.isEmpty, let doubt = writer.doubt else { return outcome }
    var result = undecided(doubt, writer, reader: reader)
    result.undecided += outcome.undecided
    return result
  }

  /// Compares the reader's keywords one by one.
  private func direct(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    // What a schema refers to is compared in its place.
    if reader.isTrivialBesideParts, reader.parts.count == 1 { return compare(writer, reader.parts[0]) }
    if reader.isFalse { return broken(.notAllowed, "", words: notAllowedWords, writer: writer, reader: reader) }
    table.budget.spend(writer.schemas.count / 4)
    var outcome = Outcome()
    if let opaque = reader.opaque, !writer.schemas.contains(where: { $0.opaque?.text == opaque.text }) {
      outcome.take(undecided(opaque.reason, writer, reader: reader))
    }
    if let values = writer.values {
      outcome.take(compareValues(values, writer, reader: reader))
      return outcome
    }
    for part in reader.parts { outcome.take(compare(writer, part)) }
    let shared = writer.types.intersection(reader.types)
    if shared != writer.types { outcome.take(typeChange(writer, reader)) }
    guard !shared.isEmpty else { return outcome }
    if let values = reader.values { outcome.take(valuesLimited(values, writer, reader: reader)) }
    if !reader.excluded.isEmpty { outcome.take(compareExcluded(writer, reader)) }
    if let facet = reader.numbers, !shared.isDisjoint(with: .number) {
      outcome.take(compareNumbers(writer, facet, reader: reader))
    }
    if let facet = reader.strings, shared.contains(.string) {
      outcome.take(compareStrings(writer, facet, reader: reader))
    }
    if let facet = reader.arrays, shared.contains(.array) {
      outcome.take(compareArrays(writer, facet, reader: reader))
    }
    if shared.contains(.object) {
      if let facet = reader.objects {
        outcome.take(compareObjects(writer, facet, reader: reader))
      }
    }
    for union in reader.unions {
      outcome.take(sharing { compareUnion(writer, union, reader: reader) })
    }
    for part in reader.nots { outcome.take(sharing { compareNot(writer, part, reader: reader) }) }
    for item in reader.conditions { outcome.take(sharing { compareCondition(writer, item, reader: reader) }) }
    outcome.take(compareDefaults(writer, reader))
    return outcome
  }

  /// Compares what has alternatives with half of the budget, so that something is left for what follows.
  private func sharing(_ compare: () -> Outcome) -> Outcome {
    guard trials == 0 else { return compare() }
    let outer = table.budget.halve()
    defer { table.budget.restore(outer) }
    return compare()
  }

  /// Tries a comparison for its answer only.
  func trial(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    trials += 1
    defer { trials -= 1 }
    var outcome = compare(writer, reader)
    if outcome.partialIn != 0 { outcome.take(undecided("it is nested too deeply", writer, reader: reader)) }
    return outcome
  }

  // MARK: Emptiness

  /// Whether no value can match all schemas of a conjunction; false if that cannot be told.
  func isEmpty(_ writer: Conjunction, depth: Int = 0) -> Bool {
    if let known = writer.emptiness { return known }
    if table.budget.isSpent { return false }
    let outer = depth == 0 ? table.budget.limit(to: 3000) : nil
    defer { if let outer { table.budget.restore(outer) } }
    // A value that must contain itself does not exist, but that is seldom worth knowing.
    writer.emptiness = false
    let result = findsNothing(writer, depth: depth)
    // A schema met inside itself, or one that is nested too deeply, is not decided for good.
    writer.emptiness = result ? true : (depth < 4 ? false : nil)
    return result
  }

  private func findsNothing(_ writer: Conjunction, depth: Int) -> Bool {
    if writer.types.isEmpty { return true }
    guard depth < 6, self.depth < Self.maximumDepth else { return false }
    if writer.types == .object, hasEmptyProperty(writer, depth) { return true }
    if writer.types == .array,
      (0..<min(writer.minItems, writer.prefixCount + 1)).contains(where: { index in
        isEmpty(conjunction(writer.item(index)), depth: depth + 1)
      })
    {
      return true
    }
    if contradictsNegation(writer) { return true }
    for union in writer.unions.prefix(6) where union.branches.count <= 40 {
      let isNothing = union.branches.indices.allSatisfy { index in
        !table.budget.isSpent && isEmpty(expanded(writer, union, branch: index), depth: depth + 2)
      }
      if isNothing { return true }
    }
    return false
  }

  private func hasEmptyProperty(_ writer: Conjunction, _ depth: Int) -> Bool {
    for name in writer.required.sorted() {
      let found = writer.property(name, text: table.text(name))
      guard found.isCertain, !found.schemas.isEmpty else { continue }
      if isEmpty(conjunction(found.schemas), depth: depth + 1) { return true }
    }
    return false
  }

  /// Whether what a value must not match is all that it can be.
  private func contradictsNegation(_ writer: Conjunction) -> Bool {
    guard trials < 6 else { return false }
    for schema in writer.schemas where !schema.nots.isEmpty {
      table.budget.spend(writer.schemas.count * 2)
      if table.budget.isSpent { return false }
      let derived = Set(derived(schema).unions.map(\.id))
      let certain = Set(derivations[schema.id]?.certain.map(\.id) ?? [])
      let rest = writer.schemas.filter { $0 !== schema && !certain.contains($0.id) }
      guard !rest.isEmpty else { continue }
      let others = reunited(
        rest, unions: writer.unions.filter { !derived.contains($0.id) }, exclusions: writer.exclusions)
      for part in schema.nots where !table.budget.isSpent {
        if trial(others, part).isIncluded { return true }
      }
    }
    return false
  }
}
