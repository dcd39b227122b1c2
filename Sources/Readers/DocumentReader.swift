import Catalog
import Findings
import YAMLTree

/// What every reader of a YAML document needs: the tree, and what was read so far, with its names and problems. Readers take mappings
/// apart with its functions, so that types and unknown keys are checked in one way everywhere.
struct DocumentReader {
  let tree: Tree
  let file: FileID
  var reading: Reading
  var budget: MergeBudget
  /// The fields of the payload that is being read.
  var fields: [Field] = []
  /// How many findings of one file are told one by one.
  private var problemsLeft = 200

  /// - Parameter reading: what was read before; the reader appends to it.
  init(tree: Tree, file: FileID, appendingTo reading: consuming Reading) {
    self.tree = tree
    self.file = file
    self.reading = reading
    budget = MergeBudget(tree: tree)
  }

  // MARK: Problems

  mutating func report(
    _ rule: RuleID, _ message: String, at place: Place, notes: [Note] = [], help: String? = nil, subjects: [String],
    fix: Fix? = nil
  ) {
    guard problemsLeft > 0 else { return }
    problemsLeft -= 1
    reading.problems.append(Problem(rule, message, at: place, notes: notes, help: help, subjects: subjects, fix: fix))
  }

  mutating func wrongType(_ what: String, _ expected: String, at id: NodeID) {
    report(
      .invalidValue, "`\(what)` is \(expected), this is \(describe(id))", at: place(id), subjects: [what, describe(id)])
  }

  /// A key that this mapping does not know; keys that start with `x-` are the user's own.
  mutating func unknownKey(_ entry: Entry, in what: String, known: [String]) {
    guard problemsLeft > 0 else { return }
    let key = tree.string(tree.resolved(entry.key))
    guard !key.hasPrefix("x-") else { return }
    guard tree[tree.resolved(entry.key)].kind == .scalar else {
      return report(
        .invalidValue, "a key of \(what) is a word, this is \(describe(entry.key))", at: place(entry.key),
        subjects: [what])
    }
    let respelled = respelling(key, among: known)
    let near = respelled ?? NearName.best(for: key, among: known)
    report(
      .unknownField, "\(what) has no `\(key)`", at: place(entry.key),
      help: near.map { "did you mean `\($0)`?" }
        ?? "it knows \(known.sorted().joined(separator: ", ")); keys of your own start with `x-`",
      subjects: [what, key], fix: respelled.flatMap { respellingFix(entry.key, $0) })
  }

  /// The known key that differs in nothing but case and separators: `fed by`, `fed_by` and `fedBy` are `fed-by`.
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

  func place(_ id: NodeID) -> Place { tree.place(id, in: file) }

  /// The kind of a node in words that fit after "this is".
  func describe(_ id: NodeID) -> String {
    let id = tree.resolved(id)
    switch tree[id].kind {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .scalar:
      switch tree.scalarType(id) {
      case .null: return "empty"
      case .boolean, .integer, .float, .string: return "`\(shortened(tree.string(id)))`"
      }
    }
  }

  private func shortened(_ text: String) -> String { text.count <= 40 ? text : text.prefix(37) + "..." }

  mutating func entries(_ id: NodeID) -> Entries { tree.entries(id, budget: &budget) }

  func kind(_ id: NodeID) -> Node.Kind { tree[tree.resolved(id)].kind }

  func isNull(_ id: NodeID) -> Bool { tree.isNull(tree.resolved(id)) }

  /// The entries of a mapping; anything but a mapping or nothing is a finding.
  mutating func mapping(_ what: String, _ id: NodeID) -> Entries {
    if kind(id) != .mapping, !isNull(id) { wrongType(what, "a mapping", at: id) }
    return entries(id)
  }

  /// The same where nothing may have been written.
  mutating func mapping(_ what: String, _ id: NodeID?) -> Entries { id.map { mapping(what, $0) } ?? tree.noEntries }

  // MARK: Scalars

  /// A word; empty ones and collections are findings.
  mutating func name(_ what: String, _ id: NodeID) -> NamePlace? {
    let target = tree.resolved(id)
    guard tree[target].kind == .scalar else {
      wrongType(what, "a name", at: id)
      return nil
    }
    // `~` and `null` are nothing, unless quoted.
    guard tree[target].length > 4 || tree[target].length > 0 && !tree.isNull(target) else {
      report(.invalidValue, "a name in `\(what)` is empty", at: place(id), subjects: [what, ""])
      return nil
    }
    return NamePlace(reading.names.intern(tree.text(target)), at: place(id))
  }

  /// The key of an entry as a name.
  mutating func keyName(_ what: String, _ entry: Entry) -> NamePlace? { name(what, entry.key) }

  /// One word, or a list of them.
  mutating func nameList(_ what: String, _ id: NodeID) -> [NamePlace] {
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .sequence:
      var result: [NamePlace] = []
      for child in tree.children(target) {
        guard budget.spend() else { break }
        if let name = name(what, child) { result.append(name) }
      }
      return result
    case .scalar:
      return tree.isNull(target) ? [] : [name(what, id)].compactMap { $0 }
    case .mapping, .alias:
      wrongType(what, "a name or a list of names", at: id)
      return []
    }
  }

  /// One word, or a list of them, kept.
  mutating func keptList(_ what: String, _ id: NodeID) -> NameList { reading.list(nameList(what, id)) }

  /// A word, kept.
  mutating func keptName(_ what: String, _ id: NodeID) -> NameList { reading.list(name(what, id)) }

  mutating func integer(_ what: String, _ id: NodeID) -> Int? {
    guard let value = tree.integer(tree.resolved(id)) else {
      wrongType(what, "a whole number", at: id)
      return nil
    }
    return value
  }

  mutating func flag(_ what: String, _ id: NodeID) -> Bool {
    guard let value = tree.boolean(tree.resolved(id)) else {
      wrongType(what, "true or false", at: id)
      return false
    }
    return value
  }

  /// One of a fixed set of words.
  mutating func choice<Choice>(_ what: String, _ id: NodeID, of type: Choice.Type = Choice.self) -> Choice?
  where Choice: RawRepresentable & CaseIterable, Choice.RawValue == String {
    let target = tree.resolved(id)
    let word = tree.string(target)
    if tree[target].kind == .scalar, let value = Choice(rawValue: word) { return value }
    guard problemsLeft > 0 else { return nil }
    let words = Choice.allCases.map(\.rawValue)
    let near = NearName.best(for: word, among: words)
    report(
      .invalidValue, "`\(what)` is one of \(words.joined(separator: ", ")); this is \(describe(id))", at: place(id),
      help: near.map { "did you mean `\($0)`?" }, subjects: [what, word])
    return nil
  }

  /// Any text; collections are findings.
  mutating func text(_ what: String, _ id: NodeID) {
    if kind(id) != .scalar { wrongType(what, "text", at: id) }
  }
}
