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

/// A reader of files with its own buffers, which serve for file after file.
package struct FileReader {
  /// A function that keeps the tree of a file.
  package typealias Keeper = (_ tree: Tree, _ path: String, _ file: FileID) -> Void

  private var state: ReadingState
  var suppressions: [Suppression] = []
  var counts = InputCounts()
  /// Files that are none of ours: nothing of what they hold is shown.
  var foreign: [FileID] = []
  private var slots: [Slot] = []
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
    open(input, file, in: 0)
    slots[0].parse(state.limits)
    add(0)
  }

  /// Reads one text.
  ///
  /// - Parameter isNamed: the call names the file, so it is read as a catalog if it is nothing else.
  package mutating func read(_ bytes: consuming [UInt8], path: String, file: FileID, isNamed: Bool) {
    take(bytes, .ok, of: Input(path: path, isNamed: isNamed), file: file, in: 0)
    slots[0].parse(state.limits)
    add(0)
  }

  /// Reads neighbouring files from disk, each step for several files before the next step. The scanner and the reader
  /// of catalogs fill the processor's first-level cache of instructions (32 KB) each; if each file took all steps
  /// alone, their instructions would come from the second level again and again.
  ///
  /// - Parameters:
  ///   - files: the positions of the files in the inputs, which are also their numbers.
  ///   - texts: texts that are read instead of files.
  package mutating func read(
    _ inputs: InputList, _ files: Range<Int>, texts: [PathKey: [UInt8]] = [:], progress: Progress? = nil
  ) {
    var rest = files
    while !rest.isEmpty {
      let first = rest.lowerBound
      var size = 0
      while let index = rest.first, index - first < Self.batch.files, size < Self.batch.bytes {
        let (input, file) = (inputs[index], FileID(UInt32(index)))
        if let text = texts.isEmpty ? nil : texts[PathKey(input.path)] {
          size += take(text, .ok, of: input, file: file, in: index - first)
        } else {
          size += open(input, file, in: index - first)
        }
        rest = rest.dropFirst()
      }
      let taken = 0..<rest.lowerBound - first
      for slot in taken { slots[slot].parse(state.limits) }
      for slot in taken {
        add(slot)
        progress?.step()
      }
    }
  }

  /// A file on its way from the disk to the facts, with buffers that serve the next one.
  private struct Slot {
    var text: InputText?
    var outcome = FileBytes.Outcome.ok
    /// The format that the configuration names or that claims the text.
    var format: InputFormat?
    var tree = Tree()

    /// The second step: the tree of the text.
    mutating func parse(_ limits: Limits) {
      guard outcome == .ok, let text else { return }
      if format == nil { format = InputFormat.claiming(text) }
      if format?.isYAML ?? text.isNamed {
        Parser(limits: limits).parse(text.bytes, into: &tree)
      } else {
        tree.keep(text.bytes)
      }
    }
  }

  /// How many files, and of how many bytes together, pass each step before the next. Their trees fit into the
  /// second-level cache.
  private static let batch = (files: 16, bytes: 256 << 10)

  /// The first step: the bytes of a file.
  ///
  /// - Returns: their number.
  @discardableResult
  private mutating func open(_ input: Input, _ file: FileID, in slot: Int) -> Int {
    var bytes = slot < slots.count ? slots[slot].tree.takeBytes() : []
    let outcome = FileBytes.read(input.path, into: &bytes, limit: state.limits.fileSize)
    return take(bytes, outcome, of: input, file: file, in: slot)
  }

  @discardableResult
  private mutating func take(
    _ bytes: consuming [UInt8], _ outcome: FileBytes.Outcome, of input: Input, file: FileID, in slot: Int
  ) -> Int {
    let (size, source) = (bytes.count, sources.isEmpty ? nil : sources.first { $0.path.matches(input.path) })
    if slot == slots.count { slots.append(Slot()) }
    slots[slot].outcome = outcome
    slots[slot].format = source?.format
    slots[slot].text = InputText(
      bytes, path: input.path, file: file, isNamed: input.isNamed, settings: source?.settings ?? SourceSettings())
    return size
  }

  /// The last step: what the text says.
  private mutating func add(_ slot: Int) {
    guard let text = slots[slot].text.take() else { return }
    switch slots[slot].outcome {
    case .failed(let problem):
      fail("the file cannot be read: \(problem.words)", text)
    case .tooLarge:
      // Found on the way, it may be anything; its beginning tells.
      guard text.isNamed || isOurs(beginningOf: text) else { return }
      fail("the file has more than \(state.limits.fileSize) bytes", text)
    case .ok:
      let (path, file, isLarge) = (text.path, text.file, text.bytes.count > Self.batch.bytes)
      let schemas = state.schemaCount
      // A tree is moved, never copied: each copy would count six references.
      var tree = Tree()
      swap(&tree, &slots[slot].tree)
      swap(&tree, &state.tree)
      let format = add(consume text, slots[slot].format)
      swap(&tree, &state.tree)
      if let format {
        if state.schemaCount > schemas, format !== InputFormat.native { keep(tree, path, file) }
        if tree.mayHaveDirectives { suppressions += Suppression.all(in: tree, file: file) }
        takeDirectives()
      }
      // One large buffer is not kept for small files.
      if !isLarge { swap(&tree, &slots[slot].tree) }
    }
  }

  /// Adds what the current tree says to the facts.
  ///
  /// - Returns: the format in which all of it was understood; nil for a file that is broken or none of ours.
  private mutating func add(_ text: consuming InputText, _ format: InputFormat?) -> InputFormat? {
    guard let format else {
      if text.isNamed { addUnmarked(text) }
      return nil
    }
    switch format.read(consume text, &state) {
    case .read:
      counts[format] += 1
      return format
    case .broken: counts[format] += 1
    case .foreign: break
    }
    return nil
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
  private mutating func addUnmarked(_ text: InputText) {
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

  private func isOurs(beginningOf text: InputText) -> Bool {
    guard let beginning = FileBytes.beginning(of: text.path, count: 64 << 10) else { return false }
    return InputFormat.claiming(InputText(beginning, path: text.path, file: text.file, isNamed: false)) != nil
  }

  private mutating func fail(_ message: String, _ text: InputText) {
    reading.isPartial = true
    reading.problems.append(
      Problem(.syntax, message, at: Place(file: text.file, start: 0, end: 0), subjects: [text.path]))
    counts[.native] += 1
  }
}
