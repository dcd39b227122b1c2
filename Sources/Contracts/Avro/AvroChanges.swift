import Findings
import Schemas
import Writing
import YAMLTree

/// The changes that a resolution of two Avro schemas found: a walk over the pairs of types that readers meet, each pair
/// once and at its first path.
struct AvroChanges {
  private var resolution: AvroResolution
  private let direction: CompatibilityDirection
  private let policy: CompatibilityPolicy
  private var verdict = ContractVerdict()
  private var paths = SchemaPaths()
  private var visited: Set<AvroResolution.Pair> = []
  /// What is to come, the next last; nested types wait here, so that nesting costs no stack.
  private var pending: [Step] = []
  /// What the current visit leads to, in the order of the reader's schema.
  private var following: [Step] = []
  /// Moves from one namespace to another that have been told: one cause, however many types it holds.
  private var moves: Set<[String]> = []

  private struct Visit {
    var reader: AvroType.Use
    var writer: AvroType.Use
    var path: Int
  }

  private enum Step {
    case visit(Visit)
    case change(ContractChange)
  }

  init(_ resolution: AvroResolution, direction: CompatibilityDirection, policy: CompatibilityPolicy) {
    self.resolution = resolution
    self.direction = direction
    self.policy = policy
  }

  /// The changes in the order of the reader's schema.
  mutating func found() -> ContractVerdict {
    let (reader, writer) = (resolution.reader.root, resolution.writer.root)
    if !resolution.isComplete {
      verdict.undecided.append(
        UndecidedPart(
          path: "", reason: "the schemas combine too many types", old: sides(reader.place, writer.place).old,
          new: sides(reader.place, writer.place).new))
    }
    pending = [.visit(Visit(reader: reader, writer: writer, path: SchemaPaths.root))]
    while let step = pending.popLast() {
      switch step {
      case .change(let change): verdict.changes.append(change)
      case .visit(let visit):
        guard visited.insert(.init(reader: visit.reader.type, writer: visit.writer.type)).inserted else { continue }
        compare(visit)
        pending += following.reversed()
        following = []
      }
    }
    return verdict
  }

  // MARK: Reporting

  private var isForward: Bool { direction == .forward }

  /// Two things of reader and writer as old and new.
  private func sides<Value>(_ reader: Value, _ writer: Value) -> (old: Value, new: Value) {
    isForward ? (reader, writer) : (writer, reader)
  }

  private mutating func report(_ kind: ChangeKind, _ words: String, at visit: Visit) {
    report(kind, words, path: visit.path, places: (visit.reader.place, visit.writer.place))
  }

  private mutating func report(
    _ kind: ChangeKind, _ words: String, path: Int, places: (reader: Place, writer: Place)
  ) {
    let places = sides(places.reader, places.writer)
    following.append(
      .change(ContractChange(kind, path: paths[path], words: words, old: places.old, new: places.new)))
  }

  /// Reports what decoders accept, as registries do, but what readers of the value should know.
  private mutating func note(_ kind: ChangeKind, _ words: String, path: Int, places: (reader: Place, writer: Place)) {
    if policy == .tolerant { report(kind, words, path: path, places: places) }
  }

  private mutating func doubt(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    let places = sides(
      left.kind == .unknown ? visit.reader.place : nil, right.kind == .unknown ? visit.writer.place : nil)
    verdict.undecided.append(
      UndecidedPart(
        path: paths[visit.path], reason: left.kind == .unknown ? left.reason : right.reason, old: places.old,
        new: places.new))
  }

  // MARK: Types

  private mutating func compare(_ visit: Visit) {
    let (left, right) = (resolution.reader[visit.reader], resolution.writer[visit.writer])
    if left.kind == .unknown || right.kind == .unknown { return doubt(visit, reader: left, writer: right) }
    if left.kind == .union || right.kind == .union { return compareUnions(visit, reader: left, writer: right) }
    guard resolution.matches(left, right) else { return reportMismatch(visit, reader: left, writer: right) }
    if left.kind == .string, right.kind == .bytes {
      note(
        .avroBytesReadAsString,
        isForward ? "changed from string to bytes, which need not be UTF-8" : "changed from bytes to string",
        path: visit.path, places: (visit.reader.place, visit.writer.place))
    }
    compareNamespaces(visit, reader: left, writer: right)
    compareLogicalTypes(visit, reader: left, writer: right)
    switch left.kind {
    case .record: compareRecords(visit, reader: left, writer: right)
    case .enumeration: compareSymbols(visit, reader: left, writer: right)
    case .fixed:
      guard let size = left.size, let other = right.size, size != other else { return }
      let sizes = sides(size, other)
      report(
        .avroSizeChanged, "changed its size from \(sizes.old) to \(sizes.new) bytes", path: visit.path,
        places: (left.place, right.place))
    case .array, .map:
      following.append(
        .visit(
          Visit(
            reader: left.uses[0], writer: right.uses[0],
            path: paths.child(of: visit.path, left.kind == .array ? "[]" : "{}"))))
    default: break
    }
  }

  private mutating func reportMismatch(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    let (old, new) = sides(left, right)
    if left.kind == right.kind, [.record, .enumeration, .fixed].contains(left.kind) {
      let hint =
        isForward && right.aliases.contains(left.fullName) ? "; the alias helps only readers of the new schema" : ""
      return report(
        .avroNameChanged, "was renamed from `\(old.name)` to `\(new.name)`\(hint)", path: visit.path,
        places: (left.place, right.place))
    }
    let isNumeric = Self.numbers.contains(left.kind) && Self.numbers.contains(right.kind)
    report(
      isNumeric ? isForward ? .avroTypePromoted : .avroTypeNarrowed : .avroTypeChanged,
      "changed from \(old.words) to \(new.words)", at: visit)
  }

  private static let numbers: Set<AvroType.Kind> = [.int, .long, .float, .double]

  private mutating func compareNamespaces(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    guard left.fullName != right.fullName, left.name == right.name, !left.aliases.contains(right.fullName)
    else { return }
    let (old, new) = sides(AvroName.namespace(of: left.fullName), AvroName.namespace(of: right.fullName))
    guard moves.insert([old, new]).inserted else { return }
    note(
      .avroNamespaceChanged,
      new.isEmpty
        ? "`\(left.name)` left the namespace `\(old)`"
        : "`\(left.name)` moved \(old.isEmpty ? "" : "from the namespace `\(old)` ")to the namespace `\(new)`",
      path: visit.path, places: (left.place, right.place))
  }

  private mutating func compareLogicalTypes(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    guard let logical = left.logical, logical != right.logical else { return }
    let places = (visit.reader.place, visit.writer.place)
    guard let other = right.logical else {
      // A number that says nothing of its unit.
      return note(
        .avroLogicalTypeUndeclared,
        isForward
          ? "is no longer declared as \(logical.name)" : "is now read as \(logical.name), which was not declared",
        path: visit.path, places: places)
    }
    let (old, new) = sides(logical, other)
    if old.name != new.name {
      report(.avroLogicalTypeChanged, "changed from \(old.name) to \(new.name)", at: visit)
    } else if let scale = old.scale, let now = new.scale, scale != now {
      report(.avroDecimalScaleChanged, "changed its scale from \(scale) to \(now)", at: visit)
    } else if let precision = old.precision, let now = new.precision {
      note(
        .avroDecimalPrecisionChanged, "changed its precision from \(precision) to \(now)", path: visit.path,
        places: places)
    }
  }

  private mutating func compareSymbols(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    let unknown = AvroResolution.unknownSymbols(left, right)
    guard let first = unknown.first else { return }
    let places = (reader: left.place, writer: first.place)
    let shown = unknown.prefix(3).map { "`\($0.name)`" }.joined(separator: ", ")
    let words = "\(shown)\(unknown.count > 3 ? " and \(unknown.count - 3) more" : "")"
    if let standard = left.standardSymbol {
      note(
        isForward ? .avroDefaultedSymbolAdded : .avroDefaultedSymbolRemoved,
        isForward
          ? "now admits \(words), which readers take for `\(standard)`"
          : "no longer knows \(words), which it takes for `\(standard)`",
        path: visit.path, places: places)
    } else {
      report(
        isForward ? .avroSymbolAdded : .avroSymbolRemoved,
        isForward ? "now admits \(words), which readers do not know" : "no longer admits \(words)", path: visit.path,
        places: places)
    }
  }

  // MARK: Unions

  private mutating func compareUnions(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    let readers = left.kind == .union ? left.uses : [visit.reader]
    let writers = right.kind == .union ? right.uses : [visit.writer]
    let isNamed = max(values(readers, resolution.reader), values(writers, resolution.writer)) > 1
    var missing: [AvroType.Use] = []
    var taken: Set<Int> = []
    for branch in writers {
      let type = resolution.writer[branch]
      if type.kind == .union || type.kind == .unknown {
        // A union that holds a union is not valid; its branches count all the same. Any branch may read the unknown.
        following.append(.visit(Visit(reader: visit.reader, writer: branch, path: visit.path)))
        continue
      }
      guard let chosen = choice(visit.reader, for: branch, type: type) else {
        missing.append(branch)
        continue
      }
      taken.insert(chosen.type)
      let name = resolution.reader[chosen].name
      let marker = isNamed ? "<\(name.isEmpty ? "\(resolution.reader[chosen].kind)" : name)>" : ""
      following.append(.visit(Visit(reader: chosen, writer: branch, path: paths.child(of: visit.path, marker))))
    }
    let unused = readers.filter { !taken.contains($0.type) }
    guard let first = missing.first else { return }
    if missing.count == 1, unused.count == 1, writers.count == readers.count {
      let pair = Visit(reader: unused[0], writer: first, path: visit.path)
      reportMismatch(pair, reader: resolution.reader[unused[0]], writer: resolution.writer[first])
    } else if missing.count == writers.count {
      let types = sides(words(readers, resolution.reader), words(writers, resolution.writer))
      report(.avroTypeChanged, "changed from \(types.old) to \(types.new)", at: visit)
    } else {
      for branch in missing { reportMissing(branch, visit) }
    }
  }

  private mutating func reportMissing(_ branch: AvroType.Use, _ visit: Visit) {
    let type = resolution.writer[branch]
    let words =
      isForward
      ? "may now be \(type.words)\(type.kind == .null ? "" : ", which readers do not know")"
      : "may no longer be \(type.words)"
    report(
      isForward ? .avroBranchAdded : .avroBranchRemoved, words, path: visit.path,
      places: (visit.reader.place, branch.place))
  }

  /// The branch that reads a type of the writer; if none does, the one that is meant to.
  private mutating func choice(_ union: AvroType.Use, for branch: AvroType.Use, type: AvroType) -> AvroType.Use? {
    let candidates = resolution.candidates(union, for: type)
    return candidates.first { candidate in
      resolution.reader[candidate].kind != .unknown
        && resolution.isReadable(.init(reader: candidate.type, writer: branch.type))
    } ?? candidates.first { resolution.reader[$0].kind == .unknown } ?? candidates.first
  }

  /// The number of branches that are not null.
  private func values(_ branches: [AvroType.Use], _ schema: AvroSchema) -> Int {
    branches.count { schema[$0].kind != .null }
  }

  private func words(_ branches: [AvroType.Use], _ schema: AvroSchema) -> String {
    let shown = branches.prefix(4).map { schema[$0].words }
    return shown.joined(separator: " or ") + (branches.count > 4 ? " or others" : "")
  }

  // MARK: Records

  private mutating func compareRecords(_ visit: Visit, reader left: AvroType, writer right: AvroType) {
    for field in left.fields {
      let path = paths.child(of: visit.path, ".\(field.name)")
      guard let other = resolution.field(for: field, of: left, in: right) else {
        reportMissing(field, of: left, in: right, path: path)
        continue
      }
      if !isForward { compareDefaults(field, other, path: path) }
      following.append(.visit(Visit(reader: field.use, writer: other.use, path: path)))
    }
  }

  private mutating func reportMissing(_ field: AvroType.Field, of left: AvroType, in right: AvroType, path: Int) {
    let places = (reader: field.place, writer: right.place)
    let near = counterpart(of: field, reader: left, writer: right)
    switch (isForward, field.standard) {
    case (true, nil):
      let words = near.map {
        $0.aliases.contains(field.name)
          ? "was renamed to `\($0.name)`; the alias helps only readers of the new schema"
          : "was removed, and readers have no default for it; `\($0.name)` may be its new name"
      }
      report(
        .avroFieldRemoved, words ?? "was removed, and readers have no default for it", path: path,
        places: (field.place, near?.place ?? right.place))
    case (true, _):
      note(
        .avroDefaultedFieldRemoved,
        "was removed, so readers take its default"
          + (near.map {
            "; `\($0.name)` may be its new name"
          } ?? ""), path: path, places: places)
    case (false, nil):
      report(
        .avroFieldAdded,
        "is new and has no default" + (near.map { "; declare an alias if it is the earlier `\($0.name)`" } ?? ""),
        path: path, places: (field.place, near?.place ?? right.place))
    case (false, _): break
    }
  }

  /// The field of the writer that seems to be the reader's under another name: by an alias, or a field of the same type
  /// that the reader lacks, of a similar name or the only one.
  private func counterpart(of field: AvroType.Field, reader left: AvroType, writer right: AvroType) -> AvroType.Field? {
    let new = right.fields.lazy.filter { left.positions[$0.name] == nil }.prefix(Self.maximumHints + 1)
    guard new.count <= Self.maximumHints else { return nil }
    if let renamed = new.first(where: { $0.aliases.contains(field.name) }) { return renamed }
    let words = resolution.reader[field.use].words
    let alike = new.filter { resolution.writer[$0.use].words == words && !field.aliases.contains($0.name) }
    if let near = NearName.best(for: field.name, among: alike.map(\.name)) { return alike.first { $0.name == near } }
    let missing = left.fields.lazy.filter { right.positions[$0.name] == nil }.prefix(2)
    return new.count == 1 && missing.count == 1 ? alike.first : nil
  }

  /// The number of new fields among which a renamed one is sought.
  private static let maximumHints = 50

  private mutating func compareDefaults(_ field: AvroType.Field, _ other: AvroType.Field, path: Int) {
    guard let before = other.standard else { return }
    guard let now = field.standard else {
      return note(
        .avroDefaultRemoved, "no longer has a default", path: path, places: (field.place, before.place))
    }
    var budget = 10_000
    guard !isSame(before, now, budget: &budget) else { return }
    note(
      .avroDefaultChanged, "changed its default\(change(before, now))", path: path, places: (now.place, before.place))
  }

  private func change(_ before: DocumentNode, _ now: DocumentNode) -> String {
    guard before.isScalar, now.isScalar, max(before.string.utf8.count, now.string.utf8.count) <= 40 else { return "" }
    return " from `\(before.string)` to `\(now.string)`"
  }

  /// Whether two defaults are the same value; what is beyond the budget counts as the same.
  private func isSame(_ left: DocumentNode, _ right: DocumentNode, budget: inout Int) -> Bool {
    budget -= 1
    guard budget > 0 else { return true }
    guard left.kind == right.kind else { return false }
    if left.isSequence {
      let (items, others) = (left.items, right.items)
      guard items.count == others.count else { return false }
      for (item, other) in zip(items, others) where !isSame(item, other, budget: &budget) { return false }
      return true
    }
    if left.isMapping {
      let members = left.members
      guard members.count == right.members.count else { return false }
      for member in members {
        guard let other = right[member.key], isSame(member.value, other, budget: &budget) else { return false }
      }
      return true
    }
    let (type, other) = (left.tree.scalarType(left.id), right.tree.scalarType(right.id))
    if type == other, left.string == right.string { return true }
    let numbers: Set<ScalarType> = [.integer, .float]
    return numbers.contains(type) && numbers.contains(other) && Double(left.string) == Double(right.string)
  }
}
