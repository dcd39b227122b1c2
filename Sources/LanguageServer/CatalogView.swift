import Catalog
import Findings
import Graph
import Linting
import Loading
import Reports
import RuleBook
import Writing

/// A snapshot of all catalogs that answers the editor's questions.
package struct CatalogView {
  let judged: LintResult
  var catalog: Catalog { judged.system.catalog }
  /// All occurrences of names, ordered by file and offset.
  let occurrences: [Occurrence]
  private let files: [PathKey: FileID]

  /// An occurrence of a name in a file.
  struct Occurrence {
    var name: Name
    var place: Place
    var isMessage: Bool
    var isDefinition = false
  }

  /// The position of the cursor.
  struct Cursor {
    var path: String
    var file: FileID
    var offset: UInt32
  }

  init(_ judged: LintResult) {
    self.judged = judged
    files = Dictionary(judged.system.paths.inputs.enumerated().map { (PathKey($1), FileID(UInt32($0))) }) { first, _ in
      first
    }
    let catalog = judged.system.catalog
    var found = catalog.mentions.map { Occurrence(name: $0.message, place: $0.place, isMessage: true) }
    found += catalog.messages.filter(\.isDefined).map {
      Occurrence(name: $0.name, place: $0.place, isMessage: true, isDefinition: true)
    }
    found += catalog.services.map { Occurrence(name: $0.name, place: $0.place, isMessage: false, isDefinition: true) }
    for flow in catalog.flows {
      let messages =
        [flow.starts].compactMap { $0 } + flow.ends + flow.joins.flatMap { [$0.outcome] + $0.prerequisites }
        + flow.duties.map(\.outcome)
      found += messages.map { Occurrence(name: $0.name, place: $0.place, isMessage: true) }
      let services = [flow.owner].compactMap { $0 } + flow.trackers + flow.duties.map(\.service)
      found += services.map { Occurrence(name: $0.name, place: $0.place, isMessage: false) }
    }
    for expectation in catalog.services.flatMap(\.expectations) {
      found += ([expectation.message] + expectation.replies + expectation.otherwise).map {
        Occurrence(name: $0.name, place: $0.place, isMessage: true)
      }
    }
    occurrences = found.sorted { $0.place < $1.place }
  }

  func place(_ path: String, _ position: JSONValue) -> Cursor? {
    guard let file = files[PathKey(path)] else { return nil }
    return Cursor(path: path, file: file, offset: offset(path, position))
  }

  private func offset(_ path: String, _ position: JSONValue) -> UInt32 {
    guard let file = files[PathKey(path)] else { return 0 }
    return map(file).offset(line: position["line"].count ?? 0, utf16: position["character"].count ?? 0)
  }

  private func map(_ file: FileID) -> SourceMap {
    var sources = judged.system.sources
    return sources.map(file)
  }

  /// The name under the cursor; the shortest span that contains it.
  func occurrence(at cursor: Cursor?) -> Occurrence? {
    guard let cursor else { return nil }
    return occurrences.filter {
      $0.place.file == cursor.file && $0.place.start <= cursor.offset && cursor.offset <= $0.place.end
    }
    .min { $0.place.end - $0.place.start < $1.place.end - $1.place.start }
  }

  // MARK: Hover and navigation

  func hover(_ cursor: Cursor?) -> JSONValue {
    guard let occurrence = occurrence(at: cursor) else { return .null }
    let words = occurrence.isMessage ? messageText(occurrence.name) : serviceText(occurrence.name)
    guard let words else { return .null }
    return [
      "contents": ["kind": "markdown", "value": .text(words)],
      "range": range(occurrence.place, map(occurrence.place.file)),
    ]
  }

  private func messageText(_ name: Name) -> String? {
    guard let message = catalog.message(name) else { return nil }
    var out = "**\(Escaping.markdown(catalog[name]))** · \(message.kind.name)\n"
    func line(_ label: String, _ words: [String]) {
      let words = Set(words).sorted()
      if !words.isEmpty { out += "\n- \(label): \(words.map(Escaping.markdown).joined(separator: ", "))" }
    }
    let mentions = judged.system.graph.mentions(of: name)
    line("from", mentions.filter(\.verb.isOutgoing).map { catalog[$0.service] })
    line("to", mentions.filter { !$0.verb.isOutgoing && $0.verb != .observes }.map { catalog[$0.service] })
    line("observed by", mentions.filter { $0.verb == .observes }.map { catalog[$0.service] })
    line(
      "owner",
      message.team.map { [catalog[$0]] }
        ?? mentions.filter(\.verb.isOutgoing).compactMap { catalog.service($0.service)?.team.map { catalog[$0] } })
    line("channel", catalog[message.channel].map { catalog[$0.name] })
    if let shape = catalog.shape(of: message) {
      let fields = shape.fields.filter { $0.parent < 0 }.map { catalog[$0.name] + ($0.isOptional ? "?" : "") }
      out +=
        "\n- fields: \(fields.isEmpty ? "none" : fields.map { "`\($0.filter { $0 != "`" })`" }.joined(separator: ", "))"
    }
    let chains = judged.findings.filter {
      !$0.steps.isEmpty
        && ($0.subjects.contains(catalog[name]) || $0.steps.contains { $0.message.contains(catalog[name]) })
    }
    for chain in chains.prefix(3) { out += "\n- \(chain.rule): \(Escaping.markdown(chain.message))" }
    return out
  }

  private func serviceText(_ name: Name) -> String? {
    guard let service = catalog.service(name) else { return nil }
    var out = "**\(Escaping.markdown(catalog[name]))** · service"
    if let team = service.team { out += ", team \(Escaping.markdown(catalog[team]))" }
    out += "\n"
    let mentions = catalog.mentions.filter { $0.service == name }
    for (label, isOutgoing) in [("sends", true), ("receives", false)] {
      let words = Set(mentions.filter { $0.verb.isOutgoing == isOutgoing }.map { catalog[$0.message] }).sorted()
      if !words.isEmpty { out += "\n- \(label): \(words.map(Escaping.markdown).joined(separator: ", "))" }
    }
    return out
  }

  /// The place where a name is defined; for an undefined message, where it is sent.
  func definition(_ cursor: Cursor?) -> JSONValue {
    guard let occurrence = occurrence(at: cursor) else { return .null }
    let same = occurrences.filter { $0.name == occurrence.name && $0.isMessage == occurrence.isMessage }
    let definitions = same.filter(\.isDefinition).map(\.place)
    let senders = catalog.mentions.filter { $0.message == occurrence.name && $0.verb.isOutgoing }.map(\.place)
    return locations(definitions.isEmpty && occurrence.isMessage ? senders : definitions)
  }

  func references(_ cursor: Cursor?) -> JSONValue {
    guard let occurrence = occurrence(at: cursor) else { return .null }
    return locations(
      occurrences.filter { $0.name == occurrence.name && $0.isMessage == occurrence.isMessage }.map(\.place))
  }

  private func locations(_ places: [Place]) -> JSONValue {
    var sources = judged.system.sources
    return .list(places.unique.map { location($0, &sources) })
  }

  private func location(_ place: Place, _ sources: inout Sources) -> JSONValue {
    ["uri": .text(LanguageServer.uri(judged.system.paths[place.file])), "range": range(place, sources.map(place.file))]
  }

  func range(_ place: Place, _ map: SourceMap) -> JSONValue {
    func position(_ offset: UInt32) -> JSONValue {
      .object(["line": .number(map.position(of: offset).line - 1), "character": .number(map.offsets(of: offset).utf16)])
    }
    return ["start": position(place.start), "end": position(place.end)]
  }

  // MARK: Symbols

  func symbols(in path: String) -> JSONValue {
    guard let file = files[PathKey(path)] else { return [] }
    let map = map(file)
    return .list(
      definitions().filter { $0.place.file == file }.map { symbol in
        let range = range(symbol.place, map)
        return [
          "name": .text(symbol.name), "detail": .text(symbol.detail), "kind": .number(symbol.kind), "range": range,
          "selectionRange": range,
        ]
      })
  }

  func symbols(matching query: String) -> JSONValue {
    let wanted = query.lowercased()
    var sources = judged.system.sources
    return .list(
      definitions().filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) }.prefix(500).map { symbol in
        [
          "name": .text(symbol.name), "kind": .number(symbol.kind), "location": location(symbol.place, &sources),
          "containerName": .text(symbol.detail),
        ]
      })
  }

  /// The `SymbolKind` of the protocol: 24 (event) for events, 12 (function) for commands and queries, 2 (module) for
  /// services.
  private func definitions() -> [(name: String, detail: String, kind: Int, place: Place)] {
    let messages = catalog.messages.filter(\.isDefined).map {
      (catalog[$0.name], $0.kind.name, $0.kind == .event ? 24 : 12, $0.place)
    }
    let services = catalog.services.map { (catalog[$0.name], "service", 2, $0.place) }
    return (messages + services).sorted { $0.3 < $1.3 }
  }

  // MARK: Findings

  /// Diagnostics by path, for files with at least one.
  func diagnostics() -> [PathKey: [JSONValue]] {
    var sources = judged.system.sources
    var byPath: [PathKey: [JSONValue]] = [:]
    for finding in judged.findings {
      let path = judged.system.paths[finding.place.file]
      guard !path.isEmpty else { continue }
      byPath[PathKey(path), default: []].append(diagnostic(finding, &sources))
    }
    return byPath
  }

  private func diagnostic(_ finding: Finding, _ sources: inout Sources) -> JSONValue {
    var members: [String: JSONValue] = [
      "range": range(finding.place, sources.map(finding.place.file)),
      "severity": .number(finding.severity == .error ? 1 : finding.severity == .warning ? 2 : 4),
      "code": .text(finding.rule.name), "source": "eventlint",
      "message": .text(finding.message + (finding.help.map { "\nhelp: \($0)" } ?? "")),
    ]
    if let address = RuleText.address(finding.rule) { members["codeDescription"] = ["href": .text(address)] }
    let notes = (finding.notes + finding.steps).prefix(20)
    if !notes.isEmpty {
      members["relatedInformation"] = .list(
        notes.map { ["location": location($0.place, &sources), "message": .text($0.message)] })
    }
    // Tag 1 is `Unnecessary`; editors fade such ranges.
    if ["unused-definition", "unused-suppression"].contains(finding.rule.name) { members["tags"] = [1] }
    if finding.rule.name == "deprecated-still-used" { members["tags"] = [2] }
    return .object(members)
  }

  func actions(_ path: String, _ range: JSONValue) -> JSONValue {
    guard let file = files[PathKey(path)] else { return [] }
    var sources = judged.system.sources
    let map = sources.map(file)
    let (start, end) = (offset(path, range["start"]), offset(path, range["end"]))
    var actions: [JSONValue] = []
    for finding in judged.findings
    where finding.place.file == file && finding.place.start <= end && start <= finding.place.end {
      let diagnostics: JSONValue = .list([diagnostic(finding, &sources)])
      if let fix = finding.fix {
        var changes: [String: JSONValue] = [:]
        for (file, edits) in Dictionary(grouping: fix.edits, by: \.place.file) {
          let map = sources.map(file)
          changes[LanguageServer.uri(judged.system.paths[file])] = .list(
            edits.map { ["range": self.range($0.place, map), "newText": .text($0.replacement)] })
        }
        actions.append([
          "title": .text(fix.title), "kind": "quickfix", "diagnostics": diagnostics,
          "isPreferred": .flag(fix.safety == .safe), "edit": ["changes": .object(changes)],
        ])
      }
      let line = map.position(of: finding.place.start).line
      let indent = String(decoding: map.line(line).prefix { $0 == 0x20 }, as: UTF8.self)
      let position: JSONValue = ["line": .number(line - 1), "character": 0]
      let comment = "\(indent)# eventlint: ignore \(finding.rule) -- reason\n"
      let edit: JSONValue = ["range": ["start": position, "end": position], "newText": .text(comment)]
      actions.append([
        "title": .text("Ignore \(finding.rule) here"), "kind": "quickfix", "diagnostics": diagnostics,
        "edit": ["changes": .object([LanguageServer.uri(path): .list([edit])])],
      ])
      actions.append([
        "title": .text("Explain \(finding.rule)"), "kind": "quickfix", "diagnostics": diagnostics,
        "command": [
          "title": "explain", "command": "eventlint.explain", "arguments": .list([.text(finding.rule.name)]),
        ],
      ])
    }
    return .list(actions)
  }
}
