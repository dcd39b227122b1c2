import Catalog
package import Files
package import Findings
import Linking
package import Readers
package import Schemas
import Writing
package import YAMLTree

/// How many files of each format a run has read.
package struct InputCounts: Sendable, Hashable {
  private var counts = [Int](repeating: 0, count: InputFormat.all.count)

  /// Counts of zero files.
  package init() {}

  /// The number of files of a format.
  package subscript(_ format: InputFormat) -> Int {
    get { Self.index(format).map { counts[$0] } ?? 0 }
    set { if let index = Self.index(format) { counts[index] = newValue } }
  }

  private static func index(_ format: InputFormat) -> Int? { InputFormat.all.firstIndex { $0 === format } }

  /// The number of files of all formats.
  package var all: Int { counts.reduce(0, +) }

  /// The number of files of each format in words: `3 catalogs, 1 AsyncAPI document`.
  package var words: String {
    let order = [InputFormat.native] + InputFormat.all.filter { $0 !== InputFormat.native }
    return order.filter { self[$0] > 0 }.map { counted(self[$0], $0.noun) }.joined(separator: ", ")
  }

  /// The same where it says more than the number of files: empty when there are catalogs only.
  package var formats: String { self[.native] == all ? "" : words }

  mutating func add(_ other: InputCounts) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }
}

/// What the configuration says of the files that a pattern matches: `sources`.
package struct SourceEntry: Sendable {
  /// The pattern of the files that the entry applies to.
  package var path: FilePattern
  /// The format in which the files are read; nil to detect it.
  package var format: InputFormat?
  /// The settings that readers get for these files.
  package var settings = SourceSettings()

  /// An entry; by default the format is detected and no setting is made.
  package init(path: FilePattern, format: InputFormat? = nil, settings: SourceSettings = SourceSettings()) {
    self.path = path
    self.format = format
    self.settings = settings
  }
}

/// What the configuration says about reading.
package struct ReadSettings: Sendable {
  /// The entries of `sources`; the first that matches a path applies.
  package var sources: [SourceEntry] = []
  /// The checks of AsyncAPI documents that the run wants; nil for none.
  package var checks: DocumentChecks?
  /// Whether the schemas that are read will be compared, so that files with schemas are kept.
  package var keepsSchemas = false

  /// Settings by which formats are detected and documents are not checked.
  package init() {}
}

/// One reader with its own buffers, which serve for file after file.
package struct FileReader {
  /// A function that keeps the tree of a file.
  package typealias Keeper = (_ tree: Tree, _ path: String, _ file: FileID) -> Void

  private var state: ReadingState
  var suppressions: [Suppression] = []
  var counts = InputCounts()
  /// Files that are none of ours: nothing of what they hold is shown.
  var foreign: [FileID] = []
  private var buffer: [UInt8] = []
  private let sources: [SourceEntry]
  private let keep: Keeper

  /// A reader that has read nothing yet.
  ///
  /// - Parameters:
  ///   - near: finds an existing file near one that another file refers to and that does not exist.
  ///   - keep: takes the trees of files that hold schemas.
  ///   - load: reads a file that another one refers to.
  package init(
    _ settings: ReadSettings, near: @escaping Documents.NearFile = { _ in nil },
    keep: @escaping Keeper = { _, _, _ in }, load: @escaping Documents.Loader
  ) {
    sources = settings.sources
    self.keep = keep
    state = ReadingState(checks: settings.checks, keepsVersions: settings.keepsSchemas, near: near, load: load)
  }

  /// The facts read so far.
  var reading: PartialCatalog {
    get { state.reading }
    _modify { yield &state.reading }
  }

  /// Whether a file that a search finds is read as a catalog or a document, even if it is broken.
  package static func isRead(_ path: String, _ settings: ReadSettings) -> Bool {
    var reader = FileReader(settings) { .failure(.missingFile($0)) }
    reader.read(Input(path: path, isNamed: false), FileID(0))
    return reader.counts.all > 0
  }

  /// Reads one file from disk; a file that cannot be read becomes a problem of the catalog.
  package mutating func read(_ input: Input, _ file: FileID) {
    switch FileBytes.read(input.path, into: &buffer, limit: state.limits.fileSize) {
    case .failed(let problem):
      return fail("the file cannot be read: \(problem.words)", input, file: file)
    case .tooLarge:
      // Found on the way, it may be anything; its beginning tells.
      guard input.isNamed || isOurs(beginningOf: input, file) else { return state.tree.keep([]) }
      return fail("the file has more than \(state.limits.fileSize) bytes", input, file: file)
    case .ok:
      break
    }
    // The parser gets the buffer itself and gives it back: no copy, no new memory.
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    read(consume bytes, path: input.path, file: file, isNamed: input.isNamed)
    buffer = state.tree.takeBytes()
  }

  /// - Parameter isNamed: the call names the file, so it is read as a catalog if it is nothing else.
  package mutating func read(_ bytes: consuming [UInt8], path: String, file: FileID, isNamed: Bool) {
    let source = sources.isEmpty ? nil : sources.first { $0.path.matches(path) }
    let text = InputText(
      consume bytes, path: path, file: file, isNamed: isNamed, settings: source?.settings ?? SourceSettings())
    guard let format = source?.format ?? InputFormat.claiming(text) else {
      if isNamed { readUnmarked(text) } else { state.tree.keep(text.bytes) }
      return
    }
    let schemas = state.schemaCount
    switch format.read(consume text, &state) {
    case .read:
      counts[format] += 1
      if state.schemaCount > schemas, format !== InputFormat.native {
        keep(state.tree, path, file)
      }
      if state.mayHaveDirectives { suppressions += Suppression.all(in: state.tree, file: file) }
      takeDirectives()
    case .broken: counts[format] += 1
    case .foreign: break
    }
  }

  /// Suppression comments of workflow files.
  private mutating func takeDirectives() {
    guard !state.directives.isEmpty else { return }
    suppressions += state.directives.compactMap { found in
      let directive = found.directive
      let place = Place(file: found.file, start: directive.start, end: directive.end)
      return Suppression.suppression(directive.text, at: place) { verb in
        guard verb == "ignore", let next = directive.next else {
          return Place(file: found.file, start: 0, end: verb == "ignore" ? 0 : .max)
        }
        return Place(file: found.file, start: next.lowerBound, end: next.upperBound)
      }
    }
    state.directives = []
  }

  /// A named file of no known format: a catalog without its first line, or something else altogether.
  private mutating func readUnmarked(_ text: InputText) {
    Parser(limits: state.limits).parse(text.bytes, into: &state.tree)
    counts[.native] += 1
    // Until it says that it is a catalog nothing else in it counts, its comments included.
    guard !NativeReader.looksLikeCatalog(state.tree) else {
      return NativeReader.read(text.file, &state)
    }
    foreign.append(text.file)
    reading.problems.append(
      Problem(
        .invalidValue, "missing `eventlint: 1`; not a catalog", at: Place(file: text.file, start: 0, end: 0),
        help: "leave the file out, or write `eventlint: 1` as its first line", subjects: [text.path]))
  }

  private func isOurs(beginningOf input: Input, _ file: FileID) -> Bool {
    guard let beginning = FileBytes.beginning(of: input.path, count: 64 << 10) else { return false }
    return InputFormat.claiming(InputText(beginning, path: input.path, file: file, isNamed: false)) != nil
  }

  private mutating func fail(_ message: String, _ input: Input, file: FileID) {
    reading.isPartial = true
    reading.problems.append(
      Problem(.syntax, message, at: Place(file: file, start: 0, end: 0), subjects: [input.path]))
    counts[.native] += 1
  }
}
