import Schemas

/// The search for a value that a writer may send and a reader refuses, where comparing keywords does not tell.
extension Inclusion {
  private static let maximumCandidates = 400

  /// Whether a value is found that the writer's schemas admit and the reader's does not.
  ///
  /// - Parameter first: a narrower form of the writer's values to try before all others.
  func refutes(_ writer: Conjunction, _ reader: SchemaNode, first: Conjunction? = nil) -> Bool {
    if let first, counterexample(first, reader) != nil { return true }
    return counterexample(writer, reader) != nil
  }

  /// A value that the writer's schemas admit and the reader's does not.
  func counterexample(_ writer: Conjunction, _ reader: SchemaNode) -> Datum? {
    if table.budget.isSpent { return nil }
    let pair = Pair(writer: writer.id, reader: reader.id)
    if let known = refuted[pair] { return known }
    table.budget.spend(50)
    let outer = table.budget.limit(to: 20_000)
    let found = findCounterexample(writer, reader)
    table.budget.restore(outer)
    if !table.budget.isSpent { refuted[pair] = .some(found) }
    return found
  }

  private func findCounterexample(_ writer: Conjunction, _ reader: SchemaNode) -> Datum? {
    let outer = hints
    hints = []
    hintedNames = []
    var left = 300
    gather(reader, 0, left: &left)
    defer { hints = outer }
    var left2 = 2000
    for value in samples(writer, 0, left: &left2).prefix(Self.maximumCandidates) {
      var admission = Admission(table: table, steps: 4000)
      guard admission.admits(reader, value) == false else { continue }
      if admission.admits(writer.schemas, value) == true { return value }
    }
    return nil
  }

  /// Collects values near the limits of a reader's schema.
  private func gather(_ schema: SchemaNode, _ depth: Int, left: inout Int) {
    left -= 1
    guard left > 0, depth < 6 else { return }
    table.read(schema)
    hints += (schema.values ?? []).prefix(10)
    hints += schema.excluded.prefix(10)
    if hintedNames.count < 20, let facet = schema.objects {
      hintedNames += (facet.required + facet.properties.map(\.name)).prefix(8)
    }
    for limit in [schema.numbers?.low, schema.numbers?.high].compactMap({ $0 }) + (schema.numbers?.multiples ?? []) {
      hints.append(.number(limit))
      if let floor = limit.floor, abs(floor) < 1 << 50 {
        hints += [floor - 1, floor + 1, floor * 2].map { .number(ExactNumber($0)) }
      }
    }
    for limit in [schema.strings?.minLength, schema.strings?.maxLength].compactMap({ $0 }) where limit < 2000 {
      hints += [limit - 1, limit, limit + 1].filter { $0 >= 0 }.map { .string(String(repeating: "a", count: $0)) }
    }
    for pattern in schema.strings?.patterns ?? [] {
      hints += (table.shape(pattern)?.examples ?? []).prefix(4).map { .string($0) }
    }
    var parts = schema.parts + schema.unions.flatMap(\.branches) + schema.nots
    for item in schema.conditions { parts += [item.condition, item.then, item.otherwise].compactMap { $0 } }
    parts += schema.objects?.properties.map(\.schema) ?? []
    parts += (schema.arrays?.prefix ?? []) + (schema.arrays?.contains.map(\.schema) ?? [])
    parts += [schema.arrays?.rest, schema.objects?.additional].compactMap { $0 }
    for part in parts.prefix(40) { gather(part, depth + 1, left: &left) }
  }

  // MARK: Samples

  /// Some values that a writer may send; not all keep to every keyword.
  private func samples(_ writer: Conjunction, _ depth: Int, left: inout Int) -> [Datum] {
    left -= 1
    guard left > 0, depth < 5 else { return [] }
    if let values = writer.values { return Array(values.prefix(12)) }
    if let union = writer.unions.first(where: { $0.branches.count <= 30 }) {
      var result: [Datum] = []
      for index in union.branches.indices {
        result += samples(expanded(writer, union, branch: index), depth, left: &left).prefix(depth == 0 ? 60 : 4)
      }
      return result
    }
    var result: [Datum] = []
    if writer.types.contains(.object) { result += objects(writer, depth, left: &left) }
    if writer.types.contains(.array) { result += arrays(writer, depth, left: &left) }
    if writer.types.contains(.string) { result += strings(writer, depth) }
    if !writer.types.isDisjoint(with: .number) { result += numbers(writer, depth) }
    if writer.types.contains(.boolean) { result += [.boolean(true), .boolean(false)] }
    if writer.types.contains(.null) { result.append(.null) }
    if depth > 0 { result = hints.filter { writer.types.contains($0.type) }.prefix(6) + result }
    return result
  }

  private func strings(_ writer: Conjunction, _ depth: Int) -> [Datum] {
    var admission = Admission(table: table, steps: 4000)
    let own = (texts(writer).map { Datum.string($0) } + hints.filter { $0.type == .string })
      .filter { admission.admits(writer.schemas, $0) == true }
    return Array(own.prefix(depth == 0 ? 60 : 4))
  }

  private func numbers(_ writer: Conjunction, _ depth: Int) -> [Datum] {
    let limits = writer.numbers
    var values = [limits.low, limits.high].compactMap { $0 }
    for limit in values {
      if let floor = limit.floor, abs(floor) < 1 << 50 { values += [floor - 1, floor + 1].map { ExactNumber($0) } }
    }
    for factor in limits.multiples {
      values.append(factor)
      if let whole = factor.integer, abs(whole) < 1 << 50 {
        values += [whole * 2, whole * 3, -whole].map { ExactNumber($0) }
      }
    }
    values += [0, 1, -1, 2, 3, 7, 10, 100, -100, 1_000_003].map { ExactNumber($0) }
    values += ["0.5", "1.5", "-0.5", "0.1", "3.25", "10.5"].compactMap { ExactNumber(Array($0.utf8)[...]) }
    var admission = Admission(table: table, steps: 4000)
    let all = values.map { Datum.number($0) } + hints.filter { !$0.type.isDisjoint(with: .number) }
    let own = all.filter { writer.types.contains($0.type) && admission.admits(writer.schemas, $0) != false }
    return Array(own.prefix(depth == 0 ? 60 : 5))
  }

  private func arrays(_ writer: Conjunction, _ depth: Int, left: inout Int) -> [Datum] {
    let contained = writer.arrays.flatMap(\.contains).flatMap { part in
      samples(conjunction([part.schema]), depth + 1, left: &left).prefix(2)
    }
    var result: [Datum] = writer.minItems == 0 ? [.array([])] : []
    let most = min(writer.maxItems ?? .max, 12)
    let columns = (0...min(writer.prefixCount, 8)).map { index in
      samples(conjunction(writer.item(index)), depth + 1, left: &left)
    }
    for count in Set([writer.minItems, 1, 2, 3, writer.prefixCount, writer.prefixCount + 1, min(most, 8)]).sorted()
    where count >= writer.minItems && count <= max(most, writer.minItems) && count <= 60 && count > 0 {
      for turn in 0..<4 {
        let items = (0..<count).compactMap { index -> Datum? in
          let column = columns[min(index, columns.count - 1)]
          guard !column.isEmpty else { return nil }
          // Turns: all alike, all different, the second sample, what must be contained first.
          if turn == 3, index < contained.count { return contained[index] }
          return column[(turn == 0 ? 0 : turn == 1 ? index : turn) % column.count]
        }
        if items.count == count { result.append(.array(items)) }
      }
    }
    return result
  }

  private func objects(_ writer: Conjunction, _ depth: Int, left: inout Int) -> [Datum] {
    var columns: [(name: Int, values: [Datum])] = []
    let required = writer.required.sorted()
    let optional = writer.names.filter { !writer.required.contains($0) && !writer.forbidden.contains($0) }
    for name in required + optional.prefix(24) {
      let found = writer.property(name, text: table.text(name))
      columns.append((name, samples(conjunction(found.schemas), depth + 1, left: &left)))
    }
    var base: [Int: Datum] = [:]
    for column in columns.prefix(required.count) { base[column.name] = column.values.first ?? .null }
    let spare = policy == .strict ? spareNames(writer) : []
    var result = [Datum.object(of: base)]
    func add(_ name: Int, _ value: Datum) {
      var members = base
      members[name] = value
      result.append(.object(of: members))
    }
    for column in columns { for value in column.values.prefix(depth == 0 ? 12 : 4) { add(column.name, value) } }
    var full = base
    for column in columns { full[column.name] = full[column.name] ?? column.values.first }
    result.append(.object(of: full))
    for column in columns.dropFirst(required.count) {
      var members = full
      members[column.name] = nil
      result.append(.object(of: members))
    }
    for name in spare { for value in [Datum.string("a"), .number(ExactNumber(1))] { add(name, value) } }
    if writer.minProperties > base.count {
      for name in spare where base.count < writer.minProperties { base[name] = .string("a") }
      result.append(.object(of: base))
    }
    return result
  }

  /// Names that no schema lists, with those that the reader's schema may know.
  private func spareNames(_ writer: Conjunction) -> [Int] {
    let expressions = writer.objects.flatMap(\.patterns).prefix(10).flatMap {
      table.shape($0.text)?.examples.prefix(2) ?? []
    }
    return (expressions + ["zz", "x", "extra"]).map { table.name($0) } + hintedNames
  }
}
