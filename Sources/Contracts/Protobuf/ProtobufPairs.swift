import Findings
import Schemas

/// The pairs of messages and enums that a comparison reaches, with their changes. Each pair is compared once, in a
/// queue instead of by recursion: types may hold themselves, and chains of types may have any length.
struct ProtobufPairs {
  let old: ProtobufSources
  let new: ProtobufSources
  let direction: CompatibilityDirection
  let policy: CompatibilityPolicy
  let oldExtensions: [ProtobufSources.TypeID: [ProtobufSources.ExtensionID]]
  let newExtensions: [ProtobufSources.TypeID: [ProtobufSources.ExtensionID]]
  private let files: (old: Int, new: Int)
  private var pairs: [Pair] = []
  private var known: [Key: Int] = [:]
  /// The pair being compared.
  private var current = 0
  private var undecidedTypes: Set<String> = []
  /// Whether a lost check of strings has been told; it mostly has one cause, the syntax of the file.
  var toldUncheckedText = false

  /// Two types, one of each side.
  struct Key: Hashable {
    var old: ProtobufSources.TypeID
    var new: ProtobufSources.TypeID
  }

  /// Whether two messages of different names have a field in common.
  var sharing: [Key: Bool] = [:]

  private var oldValues: [ProtobufSources.TypeID: [String: ProtobufFile.Value]] = [:]
  private var newValues: [ProtobufSources.TypeID: [String: ProtobufFile.Value]] = [:]

  private struct Pair {
    var types: Key?
    var entries: [Entry] = []
  }

  /// What comparing a pair gave, in the order of the reader's declarations. Paths are relative to the pair.
  private enum Entry {
    case change(ContractChange)
    case undecided(UndecidedPart)
    case pair(Int, path: String)
  }

  init(
    old: ProtobufSources, new: ProtobufSources, files: (old: Int, new: Int),
    question: (direction: CompatibilityDirection, policy: CompatibilityPolicy)
  ) {
    self.old = old
    self.new = new
    (direction, policy) = question
    self.files = files
    oldExtensions = old.extensions(visibleIn: files.old)
    newExtensions = new.extensions(visibleIn: files.new)
    pairs = [Pair(types: nil)]
  }

  // MARK: Enums

  /// The values of an old enum by name; of two with one name, the first.
  mutating func oldValues(of id: ProtobufSources.TypeID) -> [String: ProtobufFile.Value] {
    let known = oldValues[id] ?? Self.byName(old.enumeration(id))
    oldValues[id] = known
    return known
  }

  /// The values of a new enum by name; of two with one name, the first.
  mutating func newValues(of id: ProtobufSources.TypeID) -> [String: ProtobufFile.Value] {
    let known = newValues[id] ?? Self.byName(new.enumeration(id))
    newValues[id] = known
    return known
  }

  private static func byName(_ values: ProtobufFile.Enumeration) -> [String: ProtobufFile.Value] {
    Dictionary(values.values.map { ($0.name, $0) }) { first, _ in first }
  }

  // MARK: Comparing

  /// Compares what holds for the files as a whole.
  mutating func compareFiles() {
    let (before, after) = (old[files.old], new[files.new])
    guard before.content.package != after.content.package else { return }
    func words(_ package: String) -> String { package.isEmpty ? "no package" : "package `\(package)`" }
    add(
      ProtobufChanges.packageChanged, path: "",
      words: "was in \(words(before.content.package)) and is now in \(words(after.content.package))",
      places: (before.place(before.content.packageSpan), after.place(after.content.packageSpan)))
  }

  /// Compares two messages at a path, and all that they hold.
  mutating func compare(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID, path: String = "") {
    current = 0
    addPair(before, after, path: path)
    var next = 1
    while next < pairs.count {
      current = next
      if let types = pairs[next].types {
        if types.old.isEnum {
          compareValues(types.old, types.new)
        } else {
          compareFields(types.old, types.new)
        }
      }
      pairs[next].types = nil
      next += 1
    }
  }

  /// Tells a message that the new file does not have.
  mutating func noteRemoved(_ message: ProtobufSources.TypeID, path: String) {
    current = 0
    let place = old[message.source].place(old.message(message).span)
    add(ProtobufChanges.messageRemoved, path: path, words: "was removed", places: (place, nil))
  }

  /// Adds a change to the pair being compared.
  mutating func add(_ kind: ChangeKind, path: String, words: String, places: (old: Place?, new: Place?)) {
    pairs[current].entries.append(
      .change(ContractChange(kind, path: path, words: words, old: places.old, new: places.new)))
  }

  /// Adds a part whose types are not known, once for two types.
  mutating func addUnknown(path: String, types: (String, String), places: (old: Place?, new: Place?)) {
    guard undecidedTypes.insert("\(types.0) \(types.1)").inserted else { return }
    let names = types.0 == types.1 ? "its type `\(types.0)`" : "its type `\(types.0)` or `\(types.1)`"
    addUndecided(path: path, reason: "no file in reach declares \(names)", places: places)
  }

  /// Adds a part of the pair being compared that cannot be compared.
  mutating func addUndecided(path: String, reason: String, places: (old: Place?, new: Place?)) {
    pairs[current].entries.append(
      .undecided(UndecidedPart(path: path, reason: reason, old: places.old, new: places.new)))
  }

  /// Adds two types that a field of the pair being compared holds.
  mutating func addPair(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID, path: String) {
    let key = Key(old: before, new: after)
    let index = known[key] ?? pairs.count
    if index == pairs.count {
      known[key] = index
      pairs.append(Pair(types: key))
    }
    pairs[current].entries.append(.pair(index, path: path))
  }

  // MARK: The verdict

  /// The number of paths that are told for a change.
  private static let maximumPaths = 16
  /// The steps after which only the first path of a pair is followed.
  private static let maximumDepth = 32
  /// The length from which on a path does not grow, in bytes: types can form chains of any length.
  private static let maximumPath = 2_000

  /// All changes with their paths.
  func verdict() -> ContractVerdict {
    var verdict = ContractVerdict()
    let paths = paths()
    var seen: Set<Int> = [0]
    var waiting = [(pair: 0, entry: 0)]
    while let (pair, entry) = waiting.last {
      guard entry < pairs[pair].entries.count else {
        waiting.removeLast()
        continue
      }
      waiting[waiting.count - 1].entry += 1
      switch pairs[pair].entries[entry] {
      case .change(var change):
        let all = paths[pair].map { Self.joined($0, change.path) }
        change.path = all.first ?? change.path
        change.otherPaths = Array(all.dropFirst())
        verdict.changes.append(change)
      case .undecided(var part):
        part.path = Self.joined(paths[pair].first ?? "", part.path)
        verdict.undecided.append(part)
      case .pair(let next, _):
        if seen.insert(next).inserted { waiting.append((next, 0)) }
      }
    }
    return verdict
  }

  /// The paths that lead to each pair, the shortest first; none leads through one pair twice.
  private func paths() -> [[String]] {
    var paths: [[String]] = Array(repeating: [], count: pairs.count)
    paths[0] = [""]
    var steps = [Step(pair: 0, parent: 0, path: "", depth: 0)]
    var next = 0
    while next < steps.count {
      let step = steps[next]
      for case .pair(let pair, let name) in pairs[step.pair].entries where paths[pair].count < Self.maximumPaths {
        guard paths[pair].isEmpty || step.depth < Self.maximumDepth && !Self.leads(through: pair, steps, to: next)
        else { continue }
        let path = Self.joined(step.path, name)
        paths[pair].append(path)
        steps.append(Step(pair: pair, parent: next, path: path, depth: step.depth + 1))
      }
      next += 1
    }
    return paths
  }

  private struct Step {
    var pair: Int
    var parent: Int
    var path: String
    var depth: Int
  }

  private static func leads(through pair: Int, _ steps: [Step], to last: Int) -> Bool {
    var index = last
    while index > 0 {
      if steps[index].pair == pair { return true }
      index = steps[index].parent
    }
    return pair == 0
  }

  private static func joined(_ path: String, _ step: String) -> String {
    if path.isEmpty || step.isEmpty { return path + step }
    return path.utf8.count < maximumPath ? "\(path).\(step)" : path
  }
}
