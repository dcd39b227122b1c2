import Catalog
import Findings
import Linking
import Writing
import YAMLTree

/// The reader of catalogs: the tree of the current file and the reading in progress, with its names and problems. One
/// serves for file after file, so that neither is copied.
///
/// Mappings and scalars are accessed through its functions, so that types and unknown keys are checked in the same way
/// everywhere.
struct DocumentReader {
  /// The tree of the current file.
  var tree = Tree()
  /// The current file.
  private(set) var file = FileID(0)
  /// What was read so far, of all files.
  var reading = PartialCatalog()
  var budget = MergeBudget(tree: Tree())
  /// What a catalog's file sets for all its messages and services.
  var defaults = Defaults()
  /// Fields of the payload that is being read.
  var fields: [Field] = []
  /// The number of findings that may still be reported for this file; further ones are dropped.
  private var problemsLeft = 200

  /// Begins with the file that the tree is of; what was read so far stays.
  mutating func begin(_ file: FileID) {
    self.file = file
    budget = MergeBudget(tree: tree)
    problemsLeft = 200
  }

  // MARK: Problems

  /// Whether further findings of this file are recorded, so that looking for suggestions is worth it.
  var canReport: Bool { problemsLeft > 0 }

  /// Records a problem, up to the limit for one file.
  mutating func report(
    _ rule: RuleID, _ message: String, at place: Place, notes: [Note] = [], help: String? = nil, subjects: [String],
    fix: Fix? = nil
  ) {
    guard problemsLeft > 0 else { return }
    problemsLeft -= 1
    reading.problems.append(Problem(rule, message, at: place, notes: notes, help: help, subjects: subjects, fix: fix))
  }

  /// Reports a node of the wrong type.
  ///
  /// - Parameter expected: words that fit after "must be", such as "a list of names".
  mutating func wrongType(_ what: String, _ expected: String, at id: NodeID) {
    report(
      .invalidValue, "`\(what)` must be \(expected), but is \(describe(id))", at: place(id),
      subjects: [what, describe(id)])
  }

  /// Reports a key that is neither defined for this mapping nor custom, see `isCustom(_:)`.
  ///
  /// - Returns: the known key that differs from it only in case and separators; nil if there is none.
  @discardableResult
  mutating func unknownKey(_ entry: Entry, in what: String, known: [String]) -> String? {
    let key = tree.string(tree.resolved(entry.key))
    guard tree[tree.resolved(entry.key)].kind == .scalar else {
      report(
        .invalidValue, "a key of \(what) must be a word, but is \(describe(entry.key))", at: place(entry.key),
        subjects: [what])
      return nil
    }
    let respelled = respelling(key, among: known)
    let near = respelled ?? NearName.best(for: key, among: known)
    let help =
      tree.isRestOfValue(entry.key)
      ? UsageError.restText(key)
      : "expected one of \(known.sorted().joined(separator: ", ")); custom keys start with `x-`"
    report(
      .unknownField, "\(what) has no `\(key)`", at: place(entry.key), help: near.map { NearName.question($0) } ?? help,
      subjects: [what, key], fix: respelled.flatMap { respellingFix(entry.key, $0) })
    return respelled
  }

  /// Whether a key is custom and so allowed everywhere: it starts with `x-`.
  func isCustom(_ key: NodeID) -> Bool { tree.starts(tree.resolved(key), with: "x-") }

  /// The known key that differs only in case and separators: `fed by`, `fed_by` and `fedBy` are `fed-by`.
  private func respelling(_ key: String, among known: [String]) -> String? {
    func letters(_ word: String) -> String { word.lowercased().filter { $0 != " " && $0 != "_" && $0 != "-" } }
    let wanted = letters(key)
    return known.first { letters($0) == wanted }
  }

  private func respellingFix(_ key: NodeID, _ word: String) -> Fix? {
    guard tree[key].kind == .scalar else { return nil }
    return Fix("write `\(word)`", [Edit(place(key), word)], safety: .safe)
  }

  // MARK: Nodes

  /// The place of a node in this file.
  func place(_ id: NodeID) -> Place { tree.place(id, in: file) }

  /// A short description of a node that fits after "but is"; scalars are quoted and cut to 40 characters.
  func describe(_ id: NodeID) -> String {
    let id = tree.resolved(id)
    switch tree[id].kind {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .tagged: return "a value with the unknown tag `\(shortened(tree.tag(id)))`"
    case .scalar:
      switch tree.scalarType(id) {
      case .null: return "empty"
      case .boolean, .integer, .float, .string: return "`\(shortened(tree.string(id)))`"
      }
    }
  }

  private func shortened(_ text: String) -> String { text.count <= 40 ? text : text.prefix(37) + "..." }

  /// The entries of a mapping with merge keys resolved; none for other nodes.
  mutating func entries(_ id: NodeID) -> Entries { tree.entries(id, budget: &budget) }

  /// The kind of a node, aliases resolved.
  func kind(_ id: NodeID) -> Node.Kind { tree.kind(tree.resolved(id)) }

  /// Whether a node is an empty or `null` scalar, aliases resolved.
  func isNull(_ id: NodeID) -> Bool { tree.isNull(tree.resolved(id)) }

  /// The entries of a mapping; reports any node that is neither a mapping nor null.
  mutating func mapping(_ what: String, _ id: NodeID) -> Entries {
    let target = tree.resolved(id)
    if !tree.isMapping(target), !tree.isNull(target) { wrongType(what, "a mapping", at: id) }
    return entries(target)
  }

  /// The entries of an optional mapping; none if the key is absent.
  mutating func mapping(_ what: String, _ id: NodeID?) -> Entries { id.map { mapping(what, $0) } ?? tree.noEntries }

  // MARK: Scalars

  /// A name; reports empty names and collections.
  mutating func name(_ what: String, _ id: NodeID) -> NamePlace? {
    let target = tree.resolved(id)
    guard tree.isScalar(target) else {
      wrongType(what, "a name", at: id)
      return nil
    }
    // `~` and `null` are not names unless quoted.
    let length = tree.length(target)
    guard length > 4 || length > 0 && !tree.isNull(target) else {
      report(.invalidValue, "a name in `\(what)` is empty", at: place(id), subjects: [what, ""])
      return nil
    }
    return NamePlace(intern(target), at: place(id))
  }

  /// The text of a scalar as a name.
  mutating func intern(_ id: NodeID) -> Name { intern(id, tree.textRange(id)) }

  /// A part of the text of a scalar as a name.
  mutating func intern(_ id: NodeID, _ range: Range<Int>) -> Name {
    tree.isInArena(id) ? reading.names.intern(tree.arena, range) : reading.names.intern(tree.bytes, range)
  }

  /// The text of a scalar as a name that was read before; nil if it is new.
  func known(_ id: NodeID) -> Name? {
    let range = tree.textRange(id)
    return tree.isInArena(id) ? reading.names.find(tree.arena, range) : reading.names.find(tree.bytes, range)
  }

  /// The key of an entry as a name; reports empty and non-scalar keys.
  mutating func keyName(_ what: String, _ entry: Entry) -> NamePlace? { name(what, entry.key) }

  /// The names of a scalar or a list.
  mutating func nameList(_ what: String, _ id: NodeID) -> [NamePlace] {
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .sequence:
      var result: [NamePlace] = []
      result.reserveCapacity(tree.length(target))
      for child in tree.children(target) {
        guard budget.spend() else { break }
        if let name = name(what, child) { result.append(name) }
      }
      return result
    case .scalar:
      return tree.isNull(target) ? [] : names(what, id)
    case .mapping, .alias, .tagged:
      wrongType(what, "a name or a list of names", at: id)
      return []
    }
  }

  /// A single name as a list.
  mutating func names(_ what: String, _ id: NodeID) -> [NamePlace] { name(what, id).map { [$0] } ?? [] }

  /// The names of a scalar or a list, stored in the reading's name lists.
  mutating func storedList(_ what: String, _ id: NodeID) -> NameList { reading.list(nameList(what, id)) }

  /// A single name, stored in the reading's name lists.
  mutating func storedName(_ what: String, _ id: NodeID) -> NameList { reading.list(name(what, id)) }

  /// An integer; reports other values.
  mutating func integer(_ what: String, _ id: NodeID) -> Int? {
    guard let value = tree.integer(tree.resolved(id)) else {
      wrongType(what, "a whole number", at: id)
      return nil
    }
    return value
  }

  /// A Boolean; reports other values and returns false for them.
  mutating func flag(_ what: String, _ id: NodeID) -> Bool {
    guard let value = tree.boolean(tree.resolved(id)) else {
      wrongType(what, "true or false", at: id)
      return false
    }
    return value
  }

  /// One of a fixed set of words; reports other values.
  mutating func choice<Choice>(_ what: String, _ id: NodeID, of type: Choice.Type = Choice.self) -> Choice?
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let target = tree.resolved(id)
    let word = tree.string(target)
    if tree.isScalar(target), let value = Choice(rawValue: word) { return value }
    guard problemsLeft > 0 else { return nil }
    let words = Choice.allCases.map(\.rawValue)
    let near = NearName.best(for: word, among: words)
    report(
      .invalidValue, "`\(what)` must be one of \(words.joined(separator: ", ")), but is \(describe(id))", at: place(id),
      help: near.map { NearName.question($0) }, subjects: [what, word])
    return nil
  }

  /// One of several words, or a list of them; reports others.
  mutating func choices<Choice>(_ what: String, _ id: NodeID, of type: Choice.Type = Choice.self) -> [Choice]
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let target = tree.resolved(id)
    guard tree[target].kind == .sequence else { return isNull(id) ? [] : [choice(what, id)].compactMap { $0 } }
    var found: [Choice] = []
    for node in tree.children(target) {
      guard budget.spend() else { break }
      if let word: Choice = choice(what, node) { found.append(word) }
    }
    return found
  }

  /// A duration, or one of a few words; reports other values.
  mutating func duration(_ what: String, _ id: NodeID, or words: [String] = []) -> Name? {
    let target = tree.resolved(id)
    let text = tree.string(target)
    guard tree[target].kind == .scalar, DurationText.isValid(text) || words.contains(text) else {
      let others = words.map { ", or `\($0)`" }.joined()
      wrongType(what, "a duration such as `2d`, `1h 30m` or `PT15M`\(others)", at: id)
      return nil
    }
    return intern(target)
  }

  /// Any text; reports collections.
  mutating func text(_ what: String, _ id: NodeID) {
    if !tree.isScalar(tree.resolved(id)) { wrongType(what, "text", at: id) }
  }
}
