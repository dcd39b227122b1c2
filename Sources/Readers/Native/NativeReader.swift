import Catalog
package import Findings
package import Linking
package import YAMLTree

/// Reads eventlint's own catalog format.
package enum NativeReader {
  /// Whether a text claims to be a catalog: the word `eventlint` begins a line, or is a key of a JSON object. Lets a
  /// directory be searched without parsing all its YAML.
  package static func claims(_ bytes: [UInt8]) -> Bool { RootKey.occurs("eventlint", in: bytes) }

  /// Whether a text that claims to be a catalog is one: one of its documents has the root key `eventlint`, it has the
  /// keys of a catalog, or it cannot be parsed.
  static func isCatalog(_ tree: Tree) -> Bool {
    tree.isPartial || tree.roots.contains { tree.value(of: "eventlint", in: $0) != nil } || looksLikeCatalog(tree)
  }

  /// Whether a file that does not say what it is has the keys of a catalog and no others.
  package static func looksLikeCatalog(_ tree: Tree) -> Bool {
    guard !tree.isPartial, let root = tree.roots.first, tree[root].kind == .mapping else { return false }
    var budget = MergeBudget(tree: tree)
    let entries = Array(tree.entries(root, budget: &budget))
    guard
      entries.allSatisfy({
        CatalogKey.words.contains(tree.string($0.key)) || tree.string($0.key).hasPrefix("x-")
      })
    else { return false }
    return entries.contains { entry in
      switch tree.string(entry.key) {
      case "events", "commands", "queries", "replies", "flows", "entities": return true
      // Other tools have services, too; what these send and receive only a catalog says.
      case "services":
        return tree.entries(tree.resolved(entry.value), budget: &budget).contains { service in
          tree.entries(tree.resolved(service.value), budget: &budget).contains {
            ["publishes", "consumes", "sends", "handles", "asks", "answers", "observes"].contains(tree.string($0.key))
          }
        }
      default: return false
      }
    }
  }

  /// Makes a new reading ready for catalogs: the format's keys become its first names. Needed when other formats are
  /// read first.
  package static func prepare(_ reading: inout PartialCatalog) { KeyNames.seed(&reading.names) }

  /// Adds what the current tree of a state says to what was read before. Problems of its YAML come along as problems of
  /// the reading; whatever is understandable is read.
  package static func read(_ file: FileID, _ state: inout ReadingState) {
    state.reader.begin(file)
    state.reader.readFile()
  }
}

extension DocumentReader {
  fileprivate mutating func readFile() {
    reportYAMLProblems()
    reading.isPartial = reading.isPartial || tree.isPartial
    guard !tree.isPartial else { return }
    let roots = tree.roots.count == 1 ? tree.roots : tree.roots.filter { !AsyncAPIReader.isDocument($0, of: tree) }
    for (index, root) in roots.enumerated() {
      guard kind(root) == .mapping else {
        if !isNull(root) { wrongType("catalog", "a mapping", at: root) }
        continue
      }
      readDocument(root, needsVersion: index == 0)
    }
    if budget.isExhausted, let root = tree.roots.first {
      report(
        .invalidValue,
        "aliases and merge keys of this file stand for more than four times its size; the rest was not read",
        at: Place(file: file, start: tree[root].start, end: min(tree[root].start + 1, tree[root].end)),
        subjects: ["aliases"])
      reading.isPartial = true
    }
  }

  /// Takes over what is wrong with the YAML itself.
  mutating func reportYAMLProblems() {
    for problem in tree.problems {
      let place = Place(file: file, start: problem.start, end: problem.end)
      let notes = problem.related.map { [Note($0.message, at: Place(file: file, start: $0.start, end: $0.end))] } ?? []
      switch problem.kind {
      case .syntax:
        let isTab = Int(problem.start) < tree.bytes.count && tree.bytes[Int(problem.start)] == 0x09
        report(
          .syntax, problem.message, at: place, notes: notes,
          help: isTab
            ? "YAML does not allow tabs for indentation; use spaces"
            : problem.message.contains("block mapping")
              ? "indent the keys of one mapping alike, or close the quote or bracket before" : nil,
          subjects: [problem.message])
      case .limit:
        report(.syntax, problem.message, at: place, help: "split the file", subjects: [problem.message])
      case .duplicateKey:
        report(
          .duplicateDefinition, "duplicate key `\(problem.message)`; only the first is used", at: place,
          notes: notes, subjects: [problem.message])
      }
    }
  }

  private mutating func readDocument(_ root: NodeID, needsVersion: Bool) {
    let entries = entries(root)
    defaults = Defaults()
    var version: NodeID?
    var context: NamePlace?
    for entry in entries {
      switch knownKey(entry) as CatalogKey? {
      case .eventlint: version = entry.value
      case .context: context = name("context", entry.value)
      case .partial: reading.isPartial = flag("partial", entry.value) || reading.isPartial
      case .defaults: readDefaults(entry.value)
      default: break
      }
    }
    checkVersion(version, root, isNeeded: needsVersion)
    // Without a supported `eventlint:` version the other keys cannot be interpreted.
    guard version != nil || !needsVersion else { return }
    for entry in entries {
      guard let key: CatalogKey = key(entry) else { continue }
      switch key {
      case .eventlint, .context, .partial, .defaults: break
      case .services: readServices(entry.value, context: context)
      case .events: readMessages("events", entry.value, kind: .event, context: context?.name)
      case .commands: readMessages("commands", entry.value, kind: .command, context: context?.name)
      case .queries: readMessages("queries", entry.value, kind: .query, context: context?.name)
      case .replies: readMessages("replies", entry.value, kind: .reply, context: context?.name)
      case .channels: readChannels(entry.value)
      case .contexts: readContexts(entry.value)
      case .entities: readEntities(entry.value)
      case .flows: readFlows(entry.value)
      }
    }
  }

  /// The line that is missing, above the first key; not in a mapping in braces.
  private func versionFix(_ root: NodeID) -> Fix? {
    let start = Int(tree[root].start)
    let isAtLineStart =
      start == 0 || tree.bytes[start - 1] == 0x0A || start == 3 && tree.bytes.starts(with: [0xEF, 0xBB, 0xBF])
    guard tree[root].kind == .mapping, isAtLineStart, start < tree.bytes.count, tree.bytes[start] != UInt8(ascii: "{")
    else { return nil }
    let place = Place(file: file, start: UInt32(start), end: UInt32(start))
    // Other tools have `services` as well; that it is a catalog is a guess.
    return Fix("write `eventlint: 1`", [Edit(place, "eventlint: 1\n")], safety: .unsafe)
  }

  private mutating func checkVersion(_ version: NodeID?, _ root: NodeID, isNeeded: Bool) {
    guard let version else {
      guard isNeeded else { return }
      let start = tree[root].start
      return report(
        .invalidValue, "missing `eventlint: 1`; not a catalog",
        at: Place(file: file, start: start, end: min(start + 1, tree[root].end)),
        help: "add `eventlint: 1` as the first line", subjects: ["eventlint"], fix: versionFix(root))
    }
    guard tree.integer(tree.resolved(version)) != 1 else { return }
    report(
      .invalidValue, "`eventlint` is the format's version, 1; this is \(describe(version))", at: place(version),
      help: "write `eventlint: 1`, or use a newer eventlint", subjects: ["eventlint", describe(version)])
  }

  /// A section that is a list of names, a mapping from names to what is known of them, or a list with such mappings
  /// among its names: each name with its value.
  mutating func namedEntries(_ what: String, _ id: NodeID) -> [(name: NamePlace, value: NodeID?)] {
    var result: [(name: NamePlace, value: NodeID?)] = []
    for entry in nodeEntries(what, id) { if let name = name(what, entry.name) { result.append((name, entry.value)) } }
    return result
  }

  /// The same with the nodes of the names.
  mutating func nodeEntries(_ what: String, _ id: NodeID) -> [(name: NodeID, value: NodeID?)] {
    let target = tree.resolved(id)
    var result: [(name: NodeID, value: NodeID?)] = []
    switch tree[target].kind {
    case .mapping:
      for entry in entries(target) { result.append((entry.key, isNull(entry.value) ? nil : entry.value)) }
    case .sequence:
      for item in tree.children(target) {
        guard budget.spend() else { break }
        guard kind(item) == .mapping else {
          result.append((item, nil))
          continue
        }
        for entry in entries(item) { result.append((entry.key, isNull(entry.value) ? nil : entry.value)) }
      }
    case .scalar, .alias, .tagged: if !tree.isNull(target) { result.append((id, nil)) }
    }
    return result
  }

  /// A mapping from names to whatever is written there.
  mutating func named(_ what: String, _ id: NodeID) -> [(name: NamePlace, value: NodeID)] {
    var result: [(name: NamePlace, value: NodeID)] = []
    for entry in mapping(what, id) {
      if let name = keyName(what, entry) { result.append((name, entry.value)) }
    }
    return result
  }
}
