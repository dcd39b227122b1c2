import Catalog
import Files
import Findings
import Loading
import Writing
import YAMLTree

/// The reason for which a request cannot be answered, for the person at the editor.
struct Refusal: Error {
  var words: String

  init(_ words: String) { self.words = words }
}

/// Renames a message or a service in all files of a workspace, or says why that is not safe.
struct NameChange {
  let view: CatalogView
  /// The folder of the workspace; files outside of it are not changed.
  let folder: String
  /// The configuration, which names messages and services, too; nil for none in the folder.
  let configuration: (path: String, text: [UInt8])?

  /// The edits of one file.
  struct FileEdits {
    var path: String
    var edits: [Edit]
    var map: SourceMap
  }

  /// The occurrence under the cursor.
  ///
  /// - Throws: `Refusal` if it cannot be renamed.
  func target(_ cursor: CatalogView.Cursor?) throws(Refusal) -> CatalogView.Occurrence {
    guard let occurrence = view.occurrence(at: cursor) else {
      throw Refusal("only the names of messages and services can be renamed")
    }
    let catalog = view.catalog
    let isKnown =
      occurrence.isMessage ? catalog.message(occurrence.name) != nil : catalog.service(occurrence.name) != nil
    guard isKnown else { throw Refusal("\(catalog[occurrence.name]) is not a known message or service") }
    if let path = view.broken.first {
      throw Refusal("\(shown(path)) cannot be parsed; fix its syntax first, since it may use the name")
    }
    let name = catalog[occurrence.name]
    for other in view.occurrences(of: occurrence.name, isMessage: occurrence.isMessage) {
      let path = view.system.paths[other.place.file]
      guard FilePaths.isBelow(path, folder) else {
        throw Refusal("\(name) is also named in \(path), outside of the workspace")
      }
      guard text(at: other) == name, other.written?.style != .other, isRenamable(other) else {
        let line = view.map(other.place.file).position(of: other.place.start).line
        throw Refusal("\(shown(path)):\(line) refers to \(name) in another form; rename it there first")
      }
    }
    return occurrence
  }

  /// The edits by file, sorted by path.
  ///
  /// - Throws: `Refusal` if the new name cannot be written, or has a meaning already.
  func edits(_ occurrence: CatalogView.Occurrence, to new: String) throws(Refusal) -> [FileEdits] {
    try check(new)
    let name = view.catalog[occurrence.name]
    guard new != name else { return [] }
    var edits: [FileID: [Edit]] = [:]
    for other in view.occurrences(of: occurrence.name, isMessage: occurrence.isMessage) {
      var written = other.written ?? WrittenName(word: name, place: other.place, role: .message)
      if other.written == nil { (written.place, written.style) = unquoted(other.place) }
      edits[other.place.file, default: []].append(try edit(written, new))
    }
    var files = edits.map { file, edits in
      FileEdits(path: view.system.paths[file], edits: edits.sorted(), map: view.map(file))
    }
    if let configured = try configuredEdits(name, isMessage: occurrence.isMessage, to: new) { files.append(configured) }
    return files.sorted { PathKey($0.path) < PathKey($1.path) }
  }

  // MARK: Checks

  private func check(_ new: String) throws(Refusal) {
    guard !new.isEmpty, new.first != " ", new.last != " " else { throw Refusal("the new name is empty") }
    guard new.utf8.count <= 200 else { throw Refusal("the new name is longer than 200 bytes") }
    guard Escaping.terminal(new) == new else { throw Refusal("the new name contains control characters") }
    guard !new.contains(ascii: "|"), !new.contains(ascii: " & "), new.utf8.last != UInt8(ascii: "?"), new != "all",
      new != "*"
    else {
      throw Refusal("`|`, `&`, `?` and the words `all` and `*` have a meaning of their own in catalogs")
    }
    let catalog = view.catalog
    if let known = catalog.names.find(new), catalog.message(known) != nil || catalog.service(known) != nil {
      throw Refusal("\(new) exists already; two names would become one")
    }
  }

  /// Whether references to a place follow the name: a key of an AsyncAPI document does not, since `$ref` leads to it.
  private func isRenamable(_ occurrence: CatalogView.Occurrence) -> Bool {
    guard occurrence.written == nil else { return true }
    let text = view.map(occurrence.place.file).text
    var index = Int(occurrence.place.end)
    if index < text.count, text[index] == UInt8(ascii: "\"") || text[index] == UInt8(ascii: "'") { index += 1 }
    return index >= text.count || text[index] != UInt8(ascii: ":")
  }

  private func text(at occurrence: CatalogView.Occurrence) -> String {
    if let written = occurrence.written { return written.word }
    let place = unquoted(occurrence.place).place
    let text = view.map(place.file).text
    guard Int(place.end) <= text.count, place.start <= place.end else { return "" }
    return String(decoding: text[Int(place.start)..<Int(place.end)], as: UTF8.self)
  }

  private func unquoted(_ place: Place) -> (place: Place, style: WrittenName.Style) {
    let text = view.map(place.file).text
    guard place.end > place.start + 1, Int(place.end) <= text.count else { return (place, .plain) }
    let first = text[Int(place.start)]
    guard first == text[Int(place.end) - 1], first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else {
      return (place, .plain)
    }
    let inner = Place(file: place.file, start: place.start + 1, end: place.end - 1)
    return (inner, first == UInt8(ascii: "'") ? .single : .double)
  }

  private func shown(_ path: String) -> String { FilePaths.relative(path, to: folder) }

  // MARK: Edits

  private func edit(_ written: WrittenName, _ new: String) throws(Refusal) -> Edit {
    switch written.style {
    case .double, .other: return Edit(written.place, String(YAMLText.quoted(new).dropFirst().dropLast()))
    case .single: return Edit(written.place, String(new.flatMap { $0 == "'" ? "''" : "\($0)" }))
    case .plain:
      if Self.isPlain(new) { return Edit(written.place, new) }
      guard written.isWhole else {
        throw Refusal("\(new) needs quotes, which cannot be written inside of `A | B`")
      }
      return Edit(written.place, YAMLText.quoted(new))
    }
  }

  /// Whether a name can be written without quotes, also inside of brackets.
  private static func isPlain(_ name: String) -> Bool {
    if PlainScalar.holds(name) { return true }
    guard let first = name.unicodeScalars.first, first.properties.isAlphabetic else { return false }
    return !name.contains(ascii: ": ") && !name.contains(ascii: " #") && name.utf8.last != UInt8(ascii: ":")
      && !name.utf8.contains { ",[]{}".utf8.contains($0) } && !["true", "false", "null"].contains(name.lowercased())
  }

  /// The edits of the configuration: entries that name the message or the service, no patterns.
  private func configuredEdits(_ name: String, isMessage: Bool, to new: String) throws(Refusal) -> FileEdits? {
    guard let configuration, FilePaths.isBelow(configuration.path, folder) else { return nil }
    var tree = Tree()
    Parser().parse(configuration.text, into: &tree)
    let found = WrittenNames.inConfiguration(tree, file: FileID(0)).filter {
      $0.word == name && ($0.role == .either || ($0.role == .message) == isMessage) && $0.style != .other
    }
    guard !found.isEmpty else { return nil }
    var edits: [Edit] = []
    for written in found { edits.append(try edit(written, new)) }
    return FileEdits(path: configuration.path, edits: edits.sorted(), map: SourceMap(text: configuration.text))
  }
}
