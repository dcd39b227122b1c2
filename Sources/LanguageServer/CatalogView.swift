import Catalog
import Files
import Findings
import Graph
import Loading
import Readers
import Writing

/// A snapshot of the catalogs of a workspace that answers the editor's questions.
package struct CatalogView {
  let system: LoadedCatalog
  var catalog: Catalog { system.catalog }
  /// The findings of the last run of the rules.
  var findings: [Finding]
  /// All occurrences of names, ordered by file and offset; nil until they are needed.
  private(set) var occurrences: [Occurrence]?
  /// The paths of catalogs that cannot be parsed, so that occurrences in them are unknown.
  private(set) var broken: [String] = []
  private let files: [PathKey: FileID]
  /// The numbers of inputs by those that they have as files to which others refer.
  private let inputs: [FileID: FileID]

  /// An occurrence of the name of a message or a service in a file.
  struct Occurrence {
    var name: Name
    var place: Place
    var isMessage: Bool
    var isDefinition = false
    /// How it is written; nil outside of catalogs and pages.
    var written: WrittenName?
  }

  /// The position of the cursor.
  struct Cursor {
    var path: String
    var file: FileID
    var offset: UInt32
  }

  init(_ system: LoadedCatalog, findings: [Finding]) {
    self.system = system
    self.findings = findings
    let inputs = system.paths.inputs.enumerated().map { (PathKey($1), FileID(UInt32($0))) }
    let referenced = system.paths.referenced.map { (PathKey($1), FileID($0)) }
    let files = Dictionary(inputs + referenced) { first, _ in first }
    self.files = files
    self.inputs = Dictionary(referenced.compactMap { path, file in files[path].map { (file, $0) } }) { $1 }
  }

  // MARK: Positions

  /// The cursor at a position of the protocol; nil in a file that is not part of the system.
  func cursor(_ path: String, _ position: JSONValue) -> Cursor? {
    guard let file = files[PathKey(path)] else { return nil }
    return Cursor(path: path, file: file, offset: offset(file, position))
  }

  func file(_ path: String) -> FileID? { files[PathKey(path)] }

  /// A place in a file that has two numbers, as an input and as a file to which another one refers, in the former.
  func inInput(_ place: Place) -> Place {
    inputs.isEmpty ? place : Place(file: inputs[place.file] ?? place.file, start: place.start, end: place.end)
  }

  func offset(_ file: FileID, _ position: JSONValue) -> UInt32 {
    map(file).offset(line: position["line"].count ?? 0, utf16: position["character"].count ?? 0)
  }

  func map(_ file: FileID) -> SourceMap { system.sources.map(file) }

  func range(_ place: Place, _ map: SourceMap) -> JSONValue { Self.range(place, map) }

  /// A place as a range of the protocol.
  static func range(_ place: Place, _ map: SourceMap) -> JSONValue {
    func position(_ offset: UInt32) -> JSONValue {
      .object(["line": .number(map.position(of: offset).line - 1), "character": .number(map.offsets(of: offset).utf16)])
    }
    return ["start": position(place.start), "end": position(place.end)]
  }

  func location(_ place: Place, _ sources: Sources) -> JSONValue {
    ["uri": .text(FileURI.uri(system.paths[place.file])), "range": range(place, sources.map(place.file))]
  }

  func locations(_ places: [Place]) -> JSONValue {
    let sources = system.sources
    return .list(places.unique.map { location($0, sources) })
  }

  // MARK: Names

  /// Adds the occurrences: in catalogs those that the format's table finds, elsewhere those of the model.
  ///
  /// - Parameters:
  ///   - written: the names in catalogs and pages.
  ///   - inCatalogs: the files whose names `written` lists completely.
  ///   - broken: the paths of catalogs that cannot be parsed.
  mutating func find(_ written: [WrittenName], inCatalogs: Set<FileID>, broken: [String]) {
    var found = written.compactMap(occurrence)
    var positions: [Place: Int] = [:]
    for (index, occurrence) in found.enumerated() { positions[occurrence.place] = index }
    for var occurrence in modelled where !inCatalogs.contains(occurrence.place.file) {
      occurrence.place = inInput(occurrence.place)
      // In a page, the model knows which message is meant.
      if let index = positions[occurrence.place], found[index].isMessage == occurrence.isMessage {
        found[index].name = occurrence.name
      } else {
        positions[occurrence.place] = found.count
        found.append(occurrence)
      }
    }
    occurrences = found.sorted { $0.place < $1.place }
    self.broken = broken
  }

  private func occurrence(_ written: WrittenName) -> Occurrence? {
    guard let name = catalog.names.find(written.word) else { return nil }
    let isMessage =
      written.role == .message
      || written.role == .either && catalog.message(name) != nil
        && catalog.service(name) == nil
    return Occurrence(
      name: name, place: written.place, isMessage: isMessage, isDefinition: written.isDefinition, written: written)
  }

  /// The occurrences that the model keeps.
  private var modelled: [Occurrence] {
    var found = catalog.mentions.map { Occurrence(name: $0.message, place: $0.place, isMessage: true) }
    found += catalog.messages.filter(\.isDefined).map {
      Occurrence(name: $0.name, place: $0.place, isMessage: true, isDefinition: true)
    }
    found += catalog.services.map {
      Occurrence(name: $0.name, place: $0.place, isMessage: false, isDefinition: $0.isDefined)
    }
    for flow in catalog.flows {
      let messages = [flow.starts].compactMap { $0 } + flow.ends
      found += messages.map { Occurrence(name: $0.name, place: $0.place, isMessage: true) }
      let services = [flow.owner].compactMap { $0 } + flow.trackers
      found += services.map { Occurrence(name: $0.name, place: $0.place, isMessage: false) }
    }
    // A mention in a catalog stands for that of a document, whose places only the document's own description has.
    for interface in catalog.interfaces {
      if let name = catalog.names.find(interface.service), catalog.service(name) != nil {
        found.append(Occurrence(name: name, place: interface.place, isMessage: false, isDefinition: true))
      }
      for use in interface.operations.flatMap({ $0.messages + $0.reply }) {
        guard let name = catalog.names.find(use.name), catalog.message(name) != nil else { continue }
        found.append(Occurrence(name: name, place: use.place, isMessage: true))
      }
    }
    found += catalog.joins.map { Occurrence(name: $0.message, place: $0.place, isMessage: true) }
    return found
  }

  /// The name under the cursor; the shortest span that contains it.
  func occurrence(at cursor: Cursor?) -> Occurrence? {
    guard let cursor, let occurrences else { return nil }
    return occurrences.filter {
      $0.place.file == cursor.file && $0.place.start <= cursor.offset && cursor.offset <= $0.place.end
    }
    .min { $0.place.end - $0.place.start < $1.place.end - $1.place.start }
  }

  /// All occurrences of a message or a service.
  func occurrences(of name: Name, isMessage: Bool) -> [Occurrence] {
    (occurrences ?? []).filter { $0.name == name && $0.isMessage == isMessage }
  }

  /// The messages of a trigger as it is written: `A`, `A | B` or `A & B`.
  func messages(of trigger: String) -> [Message] {
    trigger.split(whereSeparator: { $0 == "|" || $0 == "&" }).compactMap { message(called: String($0)) }
  }

  /// The message that a word in a catalog means: by its whole name, else by its unique local name.
  func message(called word: String) -> Message? {
    var word = word[...]
    while word.first == " " { word.removeFirst() }
    while word.last == " " { word.removeLast() }
    return message(named: String(word))
  }

  private func message(named word: String) -> Message? {
    if let name = catalog.names.find(word), let message = catalog.message(name) { return message }
    return catalog.messages.first { catalog.shownNames.contains($0.name) && catalog.shown($0.name) == word }
  }

  // MARK: Navigation

  /// The place where a name is defined; for an undefined message, where it is sent.
  func definition(_ cursor: Cursor?) -> JSONValue {
    guard let occurrence = occurrence(at: cursor) else { return .null }
    let same = occurrences(of: occurrence.name, isMessage: occurrence.isMessage)
    let definitions = same.filter(\.isDefinition).map(\.place)
    let senders = catalog.mentions.filter { $0.message == occurrence.name && $0.verb.isOutgoing }.map(\.place)
    return locations(definitions.isEmpty && occurrence.isMessage ? senders : definitions)
  }

  /// All places where a name is written.
  func references(_ cursor: Cursor?, includesDefinition: Bool) -> JSONValue {
    guard let occurrence = occurrence(at: cursor) else { return .null }
    let same = occurrences(of: occurrence.name, isMessage: occurrence.isMessage)
    return locations(same.filter { includesDefinition || !$0.isDefinition }.map(\.place))
  }

  // MARK: Symbols

  func symbols(in path: String) -> JSONValue {
    guard let file = files[PathKey(path)] else { return [] }
    let map = map(file)
    return .list(
      definitions().filter { inInput($0.place).file == file }.map { symbol in
        let range = range(symbol.place, map)
        return [
          "name": .text(symbol.name), "detail": .text(symbol.detail), "kind": .number(symbol.kind), "range": range,
          "selectionRange": range,
        ]
      })
  }

  func symbols(matching query: String) -> [JSONValue] {
    let wanted = query.lowercased()
    let sources = system.sources
    return definitions().filter { wanted.isEmpty || $0.name.lowercased().contains(wanted) }.prefix(500).map { symbol in
      [
        "name": .text(symbol.name), "kind": .number(symbol.kind), "location": location(symbol.place, sources),
        "containerName": .text(symbol.detail),
      ]
    }
  }

  /// A message or a service where it is defined.
  private struct Symbol {
    var name: String
    var detail: String
    /// The `SymbolKind` of the protocol: 24 (event) for events, 12 (function) for other messages, 2 (module) for
    /// services.
    var kind: Int
    var place: Place
  }

  private func definitions() -> [Symbol] {
    let messages = catalog.messages.filter(\.isDefined).map {
      Symbol(name: catalog[$0.name], detail: $0.kind.name, kind: $0.kind == .event ? 24 : 12, place: $0.place)
    }
    let services = catalog.services.map {
      Symbol(name: catalog[$0.name], detail: "service", kind: 2, place: $0.place)
    }
    return (messages + services).sorted { $0.place < $1.place }
  }
}
