import BPMN
import Catalog
import Findings
package import Readers
import Schemas
import YAMLTree

/// How many files of each format a run has read.
package struct InputCounts: Sendable, Hashable {
  package var catalogs = 0
  package var asyncAPI = 0
  package var eventCatalog = 0

  package var all: Int { catalogs + asyncAPI + eventCatalog }

  /// What was found, in words; empty when there are catalogs only.
  var words: String {
    guard asyncAPI + eventCatalog > 0 else { return "" }
    let parts = [(catalogs, "catalog"), (asyncAPI, "AsyncAPI document"), (eventCatalog, "EventCatalog page")]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)\($0.0 == 1 ? "" : "s")" }.joined(separator: ", ")
  }

  mutating func add(_ other: InputCounts) {
    catalogs += other.catalogs
    asyncAPI += other.asyncAPI
    eventCatalog += other.eventCatalog
  }
}

/// What the configuration says of the files that a pattern matches: `sources`.
package struct SourceEntry: Sendable {
  package enum Format: String, Sendable, CaseIterable {
    case eventlint
    case asyncapi
    case eventcatalog
  }

  package var path: FilePattern
  package var format: Format?
  package var settings = SourceSettings()
}

/// One reader with its own buffers, which serve for file after file.
struct Worker {
  var reading = Reading()
  var suppressions: [Suppression] = []
  var counts = InputCounts()
  /// Files that are none of ours: nothing of what they hold is shown.
  var foreign: [FileID] = []
  private var buffer: [UInt8] = []
  private var tree = Tree()
  private let limits = Limits()
  private let sources: [SourceEntry]
  private let load: Documents.Loader
  /// Made for the first document that may refer to others.
  private var documents: Documents?

  init(sources: [SourceEntry], load: @escaping Documents.Loader) {
    self.sources = sources
    self.load = load
    // The keys of the native format have the first numbers, whatever is read first.
    NativeReader.prepare(&reading)
  }

  mutating func read(_ input: Input, _ file: FileID) {
    switch FileBytes.read(input.path, into: &buffer, limit: limits.fileSize) {
    case .failed(let problem):
      return fail("the file cannot be read: \(problem.words)", input, file)
    case .tooLarge:
      // Found on the way, it may be anything; its beginning tells.
      guard input.isNamed || isOurs(beginningOf: input) else { return tree.keep([]) }
      return fail("the file has more than \(limits.fileSize) bytes", input, file)
    case .ok:
      break
    }
    // The parser gets the buffer itself and gives it back: no copy, no new memory.
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    read(bytes, path: input.path, file, isNamed: input.isNamed)
    bytes = []
    buffer = tree.takeBytes()
  }

  /// - Parameter isNamed: somebody named the file, so it is read as a catalog if it is nothing else.
  mutating func read(_ bytes: [UInt8], path: String, _ file: FileID, isNamed: Bool) {
    let source = sources.isEmpty ? nil : sources.first { $0.path.matches(path) }
    switch source?.format ?? format(bytes, path, isNamed: isNamed) {
    case .eventlint: readCatalog(bytes, path: path, file)
    case .asyncapi: readAsyncAPI(bytes, path: path, file, source?.settings ?? SourceSettings(), isNamed: isNamed)
    case .eventcatalog: readPage(bytes, path: path, file, isNamed: isNamed)
    case nil where isNamed: readUnmarked(bytes, path: path, file)
    case nil: tree.keep(bytes)
    }
  }

  /// A file that somebody named and that does not say what it is: a catalog that lacks its first line, or something else altogether.
  private mutating func readUnmarked(_ bytes: [UInt8], path: String, _ file: FileID) {
    Parser(limits: limits).parse(bytes, into: &tree)
    counts.catalogs += 1
    // Until it says that it is a catalog nothing else in it counts, its comments included.
    guard !NativeReader.looksLikeCatalog(tree) else { return NativeReader.read(tree, file: file, into: &reading) }
    foreign.append(file)
    reading.problems.append(
      Problem(
        .invalidValue, "missing `eventlint: 1`; not a catalog", at: Place(file: file, start: 0, end: 0),
        help: "leave the file out, or write `eventlint: 1` as its first line", subjects: [path]))
  }

  /// Whether an editor's text says that it is one of the formats.
  static func isOurs(_ text: [UInt8], _ path: String) -> Bool {
    EventCatalogReader.isMarkdown(path) || NativeReader.claims(text) || AsyncAPIReader.claims(text)
  }

  private func format(_ bytes: [UInt8], _ path: String, isNamed: Bool) -> SourceEntry.Format? {
    if EventCatalogReader.isMarkdown(path) { return .eventcatalog }
    // UTF-16 has to become UTF-8 before anything can be found in it.
    let isWide = bytes.count > 1 && (bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF)
    let text = isWide ? Tree.readableText(bytes) : bytes
    if NativeReader.claims(text) { return .eventlint }
    // Below `versioned`, an EventCatalog keeps what was.
    if AsyncAPIReader.claims(text), isNamed || !path.contains("/versioned/") { return .asyncapi }
    return nil
  }

  private mutating func readCatalog(_ bytes: [UInt8], path: String, _ file: FileID) {
    Parser(limits: limits).parse(bytes, into: &tree)
    let (first, firstService) = (reading.messages.count, reading.services.count)
    NativeReader.read(tree, file: file, into: &reading)
    for index in firstService..<reading.services.count {
      for process in reading.services[index].processes { readProcess(process, of: reading.services[index].name, path) }
    }
    for index in first..<reading.messages.count where !reading.messages[index].schema.isEmpty {
      readSchema(ofMessage: index, path, file)
    }
    counts.catalogs += 1
    suppressions += Suppression.all(in: tree, file: file)
  }

  private mutating func readAsyncAPI(
    _ bytes: [UInt8], path: String, _ file: FileID, _ settings: SourceSettings, isNamed: Bool
  ) {
    Parser(limits: limits).parse(bytes, into: &tree)
    let document = Document(path: path, file: file, tree: tree)
    guard AsyncAPIReader.version(of: document) != nil, !tree.isPartial else {
      // The key stands somewhere inside, or the file is broken: only who was named is spoken of.
      guard isNamed || tree.isPartial && document.root?["asyncapi"] != nil else { return }
      NativeReader.read(tree, file: file, into: &reading)
      counts.asyncAPI += 1
      return
    }
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    AsyncAPIReader.read(document, documents: documents, payloads: &payloads, settings: settings, into: &reading)
    document.forgetReferences()
    counts.asyncAPI += 1
    suppressions += Suppression.all(in: tree, file: file)
  }

  private mutating func readPage(_ bytes: [UInt8], path: String, _ file: FileID, isNamed: Bool) {
    guard let frontMatter = EventCatalogReader.frontMatter(bytes) else {
      tree.keep(bytes)
      if isNamed {
        fail(
          "the file has no front matter, so it is no page of an EventCatalog", Input(path: path, isNamed: true), file)
      }
      return
    }
    Parser(limits: limits).parse(frontMatter, into: &tree)
    if tree.isPartial {
      NativeReader.read(tree, file: file, into: &reading)
      counts.eventCatalog += 1
      return
    }
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    let document = Document(path: path, file: file, tree: tree)
    let isPage = EventCatalogReader.read(document, documents: documents, payloads: &payloads, into: &reading)
    document.forgetReferences()
    guard isPage else { return }
    counts.eventCatalog += 1
    suppressions += Suppression.all(in: tree, file: file)
  }

  /// The payload of a message that names a schema file: `schema: ./order.avsc`, `schema: order.proto#OrderPlaced`.
  private mutating func readSchema(ofMessage index: Int, _ path: String, _ file: FileID) {
    guard let name = reading.first(reading.messages[index].schema) else { return }
    let word = reading.names[name.name]
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    let base = Document(path: path, file: file, tree: Tree())
    defer { base.forgetReferences() }
    let parts = word.split(separator: "#", maxSplits: 1).map(String.init)
    let result: Result<Payload, ReferenceProblem>
    if parts.first?.hasSuffix(".proto") == true {
      result = payloads.payload(file: parts[0], message: parts.count > 1 ? parts[1] : nil, from: base, into: &reading)
    } else {
      let format: PayloadReader.Format = parts.first?.hasSuffix(".avsc") == true ? .avro : .jsonSchema
      result = documents.resolve(word, from: base).map { payloads.payload(of: $0, format: format, into: &reading) }
    }
    switch result {
    case .success(.fields(let fields)):
      reading.messages[index].fields = fields
      reading.messages[index].payloadPlace = name.place
    case .success(.opaque): break
    case .failure(let problem):
      let rule: RuleID = problem == .remote || problem == .outside ? .unreadReference : .unknownReference
      reading.problems.append(Problem(rule, "`schema` \(problem.words)", at: name.place, subjects: [word]))
    }
  }

  /// A workflow file that a service names. A name that is no file may be what an engine calls it.
  private mutating func readProcess(_ name: NamePlace, of service: Name, _ path: String) {
    let word = reading.names[name.name]
    guard word.hasSuffix(".bpmn") || word.hasSuffix(".bpmn20.xml") || word.hasSuffix(".bpmn.xml") else { return }
    switch load(FilePaths.normalised(FilePaths.joined(FilePaths.parent(path) ?? ".", word))) {
    case .success(let loaded):
      let (processes, problem, directives) = BPMNReader.read(loaded.bytes, file: loaded.file, service: service)
      reading.processes += processes
      suppressions += directives.compactMap { directive in
        let place = Place(file: loaded.file, start: directive.start, end: directive.end)
        return Suppression.suppression(directive.text, at: place) { verb in
          guard verb == "ignore", let next = directive.next else {
            return Place(file: loaded.file, start: 0, end: verb == "ignore" ? 0 : .max)
          }
          return Place(file: loaded.file, start: next.lowerBound, end: next.upperBound)
        }
      }
      if let problem { reading.problems.append(problem) }
    case .failure(let problem):
      let rule: RuleID = problem == .remote || problem == .outside ? .unreadReference : .unknownReference
      reading.problems.append(Problem(rule, "`process` \(problem.words)", at: name.place, subjects: [word]))
    }
  }

  /// The files that documents refer to, kept for the next document as long as they are not too many.
  private mutating func referencedDocuments() -> Documents {
    if let known = documents, known.size <= 64 << 20 { return known }
    let fresh = Documents(limits: limits, load: load)
    documents = fresh
    return fresh
  }

  private func isOurs(beginningOf input: Input) -> Bool {
    guard let beginning = FileBytes.beginning(of: input.path, count: 64 << 10) else { return false }
    return format(beginning, input.path, isNamed: false) != nil
  }

  private mutating func fail(_ message: String, _ input: Input, _ file: FileID) {
    reading.isPartial = true
    reading.problems.append(Problem(.syntax, message, at: Place(file: file, start: 0, end: 0), subjects: [input.path]))
    counts.catalogs += 1
  }
}
