/// The schema resolution of the Avro specification for a reader's and a writer's schema: which pairs of types resolve.
///
/// A pair of recursive types resolves unless something in it does not, which is a greatest fixpoint: all pairs that the
/// roots lead to count as readable until a failure reaches them. Linear in the pairs and in what they lead to.
struct AvroResolution {
  let reader: AvroSchema
  let writer: AvroSchema
  /// Whether all pairs were compared; otherwise there were too many.
  private(set) var isComplete = true

  /// A type of the reader with a type of the writer.
  struct Pair: Hashable {
    var reader: Int
    var writer: Int
  }

  private struct Step {
    var pair: Pair
    var isReadable = true
    /// The number of branches of the reader's union that may still read the writer's type; nil if all have to.
    var alternatives: Int?
    /// The steps that need this one.
    var dependents: [Int] = []
  }

  private var steps: [Step] = []
  private var known: [Pair: Int] = [:]
  private var failed: [Int] = []
  private var branches: [Int: [String: [Int]]] = [:]

  /// The number of pairs that are compared; schemas that need more were made to.
  private static let limit = 1 << 20

  init(reader: AvroSchema, writer: AvroSchema) {
    self.reader = reader
    self.writer = writer
    _ = step(Pair(reader: reader.root.type, writer: writer.root.type))
    var next = 0
    while next < steps.count {
      expand(next)
      next += 1
    }
    spread()
  }

  /// Whether the reader's type reads what the writer's type writes; true for types that are not known.
  func isReadable(_ pair: Pair) -> Bool { known[pair].map { steps[$0].isReadable } ?? true }

  /// Whether two types that are no unions have a common kind and name, so that what is inside them decides. Names are
  /// compared without their namespaces, as the specification has it.
  func matches(_ left: AvroType, _ right: AvroType) -> Bool {
    switch (right.kind, left.kind) {
    case (.unknown, _), (_, .unknown): true
    case (.record, .record), (.enumeration, .enumeration), (.fixed, .fixed):
      left.name == right.name || left.aliases.contains(right.fullName)
    case (.int, .long), (.int, .float), (.int, .double), (.long, .float), (.long, .double), (.float, .double): true
    case (.string, .bytes), (.bytes, .string): true
    default: left.kind == right.kind
    }
  }

  /// The branches of the reader's union, or the type itself, that match a type of the writer which is not a union:
  /// first one of the same full name, then the others in order.
  mutating func candidates(_ use: AvroType.Use, for type: AvroType) -> [AvroType.Use] {
    let union = reader[use]
    guard union.kind == .union else { return matches(union, type) ? [use] : [] }
    let index = branches[use.type] ?? Self.index(union.uses.map { reader[$0] })
    branches[use.type] = index
    var found = Set(Self.keys(sought: type).flatMap { index[$0] ?? [] }).sorted()
      .filter { reader[union.uses[$0]].kind == .union || matches(reader[union.uses[$0]], type) }
    if let exact = found.firstIndex(where: { isExact(reader[union.uses[$0]], type) }) {
      found.insert(found.remove(at: exact), at: 0)
    }
    return found.map { union.uses[$0] }
  }

  private func isExact(_ left: AvroType, _ right: AvroType) -> Bool {
    left.kind == right.kind && left.fullName == right.fullName
  }

  /// The field of the writer's record that a field of the reader's reads. An alias that is the name of another field of
  /// the reader leads to that one.
  func field(for field: AvroType.Field, of left: AvroType, in right: AvroType) -> AvroType.Field? {
    if let position = right.positions[field.name] { return right.fields[position] }
    for alias in field.aliases where left.positions[alias] == nil {
      if let position = right.positions[alias] { return right.fields[position] }
    }
    return nil
  }

  // MARK: Unions

  /// The positions of branches by what writers may call them.
  private static func index(_ types: [AvroType]) -> [String: [Int]] {
    var index: [String: [Int]] = [:]
    for (position, type) in types.enumerated() {
      let names = type.fullName.isEmpty ? [] : [type.name] + type.aliases
      for key in names.isEmpty ? ["\(type.kind)"] : names.map({ "\(type.kind) \($0)" }) {
        index[key, default: []].append(position)
      }
    }
    return index
  }

  private static func keys(sought type: AvroType) -> [String] {
    var kinds: [AvroType.Kind] = [type.kind, .unknown, .union]
    switch type.kind {
    case .int: kinds += [.long, .float, .double]
    case .long: kinds += [.float, .double]
    case .float: kinds.append(.double)
    case .string: kinds.append(.bytes)
    case .bytes: kinds.append(.string)
    default: break
    }
    return kinds.map { "\($0)" } + ["\(type.kind) \(type.name)", "\(type.kind) \(type.fullName)"]
  }

  // MARK: Fixpoint

  private mutating func step(_ pair: Pair) -> Int? {
    if let known = known[pair] { return known }
    guard steps.count < Self.limit else {
      isComplete = false
      return nil
    }
    known[pair] = steps.count
    steps.append(Step(pair: pair))
    return steps.count - 1
  }

  private mutating func require(_ left: AvroType.Use, _ right: AvroType.Use, for dependent: Int) {
    guard let step = step(Pair(reader: left.type, writer: right.type)) else { return }
    steps[step].dependents.append(dependent)
  }

  private mutating func expand(_ index: Int) {
    let pair = steps[index].pair
    let (left, right) = (reader.types[pair.reader], writer.types[pair.writer])
    if left.kind == .unknown || right.kind == .unknown { return }
    if right.kind == .union {
      for branch in right.uses { require(AvroType.Use(type: pair.reader, place: left.place), branch, for: index) }
      return
    }
    if left.kind == .union {
      let found = candidates(AvroType.Use(type: pair.reader, place: left.place), for: right)
      steps[index].alternatives = found.count
      for branch in found { require(branch, AvroType.Use(type: pair.writer, place: right.place), for: index) }
      if found.isEmpty { fail(index) }
      return
    }
    guard matches(left, right) else { return fail(index) }
    switch left.kind {
    case .fixed where left.size != right.size: fail(index)
    case .enumeration where left.standardSymbol == nil && !Self.unknownSymbols(left, right).isEmpty: fail(index)
    case .array, .map: require(left.uses[0], right.uses[0], for: index)
    case .record:
      for field in left.fields {
        if let other = self.field(for: field, of: left, in: right) {
          require(field.use, other.use, for: index)
        } else if field.standard == nil {
          fail(index)
        }
      }
    default: break
    }
  }

  /// The writer's symbols that the reader does not have.
  static func unknownSymbols(_ left: AvroType, _ right: AvroType) -> [AvroType.Symbol] {
    let known = Set(left.symbols.map(\.name))
    return right.symbols.filter { !known.contains($0.name) }
  }

  private mutating func fail(_ index: Int) {
    guard steps[index].isReadable else { return }
    steps[index].isReadable = false
    failed.append(index)
  }

  private mutating func spread() {
    while let index = failed.popLast() {
      for dependent in steps[index].dependents {
        guard let left = steps[dependent].alternatives else {
          fail(dependent)
          continue
        }
        steps[dependent].alternatives = left - 1
        if left == 1 { fail(dependent) }
      }
    }
  }
}
