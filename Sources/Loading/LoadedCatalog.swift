package import Catalog
package import Contracts
package import Files
package import Findings
package import Graph
import Linking
import Naming
package import Readers
import Schemas
import Synchronization
package import Writing
import YAMLTree

/// All inputs of a run: the files, the linked catalog and its graph.
package struct LoadedCatalog: Sendable {
  /// The paths of inputs and referenced files, by number.
  package var paths: FileTable
  /// The linked catalog of all inputs.
  package let catalog: Catalog
  /// The graph of the catalog's reactions.
  package let graph: ReactionGraph
  /// The suppression comments and keys of all files.
  package let suppressions: [Suppression]
  /// The texts of a system that was not read from files, by path.
  private(set) var texts: [PathKey: [UInt8]] = [:]
  /// Files in a foreign format, whose text cannot be shown.
  private var foreign: Set<FileID> = []
  /// The files that are not among the texts; nil for a system that was not read from files.
  package private(set) var files: ReferencedFiles?

  /// Reads and links the files of paths. Errors in the input become problems of the catalog.
  ///
  /// - Parameter jobs: the number of worker threads; nil for a number by cores and files.
  /// - Throws: `UsageError` for paths that cannot be read.
  package static func load(
    _ paths: [String], exclude: [FilePattern] = [], settings: ReadSettings = ReadSettings(),
    overlay: Overlay = Overlay(),
    jobs: Int? = nil, progress: Progress? = nil
  ) throws(UsageError) -> LoadedCatalog {
    try load(
      try Inputs.find(paths, exclude: exclude), folders: paths.map(Inputs.folder), settings: settings, overlay: overlay,
      jobs: jobs, progress: progress)
  }

  /// Reads and links files that were found.
  ///
  /// - Parameter folders: the folders of the call, whose roots bound the references.
  package static func load(
    _ found: Inputs.Found, folders: [String], settings: ReadSettings, overlay: Overlay, jobs: Int? = nil,
    progress: Progress? = nil
  ) throws(UsageError) -> LoadedCatalog {
    let inputs = overlay.applied(to: found.inputs)
    guard inputs.count <= Int(Int32.max) else { throw UsageError("too many files") }
    // One worker per core, and only one for a handful of files. More would hide the latency of a cold disk,
    // and cost a tenth more CPU on the warm one that a check-out leaves behind.
    let workers = jobs ?? min(Parallel.cores, inputs.count / 32)
    Parallel.returnFreedMemory()
    let referenced = ReferencedFiles(
      inputs: inputs, folders: folders, texts: overlay.texts, base: overlay.base, limit: Limits().fileSize,
      keeps: settings.keepsSchemas)
    progress?.begin(inputs.count)
    var loaded = read(
      inputs, referenced, settings: settings, texts: overlay.texts, workers: max(1, min(workers, inputs.count)),
      progress: progress)
    let suppressions = loaded.flatMap(\.suppressions)
    let foreign = Set(loaded.flatMap(\.foreign))
    var counts = InputCounts()
    for part in loaded { counts.add(part.counts) }
    // What was read is moved, not copied: the linker is its only owner.
    var readings = [PartialCatalog](repeating: PartialCatalog(), count: loaded.count)
    for index in loaded.indices { swap(&readings[index], &loaded[index].reading) }
    if !found.unread.isEmpty { readings.append(PartialCatalog(unread: found.unread, referenced)) }
    let catalog = Catalog.linking(consume readings, intent: intent)
    var system = LoadedCatalog(
      paths: FileTable(inputs: referenced.inputs, referenced: referenced.paths), catalog: catalog,
      graph: ReactionGraph(catalog), suppressions: suppressions, counts: counts)
    system.texts = overlay.texts
    system.foreign = foreign
    system.files = referenced
    return system
  }

  /// The system of texts that are not files, for editors and tests.
  ///
  /// - Parameters:
  ///   - checks: the checks of AsyncAPI documents; nil for none.
  ///   - eachAlone: reads each text with a worker of its own, as on a machine with many cores.
  package static func linking(
    _ texts: [(path: String, text: [UInt8])], checks: DocumentChecks? = nil, eachAlone: Bool = false
  ) -> LoadedCatalog {
    var settings = ReadSettings()
    settings.checks = checks
    settings.keepsSchemas = true
    let byPath = Dictionary(texts.enumerated().map { (PathKey($1.path), $0) }) { first, _ in first }
    func read(_ files: Range<Int>) -> Part {
      var worker = FileReader(settings) { path in
        guard let index = byPath[PathKey(path)] else { return .failure(.missingFile(path)) }
        return .success(.init(path: path, file: FileID(UInt32(index)), bytes: texts[index].text))
      }
      for index in files {
        // A schema beside a catalog is read when the catalog refers to it.
        let isSchema = [".avsc", ".proto", ".json"].contains { texts[index].path.hasSuffix($0) }
        worker.read(texts[index].text, path: texts[index].path, file: FileID(UInt32(index)), isNamed: !isSchema)
      }
      return Part(worker)
    }
    let parts = eachAlone ? texts.indices.map { read($0..<$0 + 1) } : [read(0..<texts.count)]
    return linking(
      parts, paths: FileTable(inputs: PathList(texts.map(\.path))),
      texts: Dictionary(texts.map { (PathKey($0.path), $0.text) }) { first, _ in first }, files: nil)
  }

  /// The texts that findings point into, read again; those of a system that was not read from files as they were given.
  package var sources: Sources {
    // Not all of the system, so that the catalog can be released before the report is written.
    Sources(paths: paths) { [foreign, texts, paths, files] file in
      guard !foreign.contains(file) else { return nil }
      let isInput = Int(file.rawValue) < paths.inputs.count
      return (texts[PathKey(paths[file])] ?? files?.bytes(of: paths[file], isInput: isInput)).map(Tree.readableText)
    }
  }

  /// The bytes of an input, or of a file that inputs may refer to, in the state in which the system was read: a file of
  /// an older revision comes from git. Nil if there is no such file or it cannot be read. Not cached.
  ///
  /// - Parameter path: the path as `paths` and places show it.
  package func bytes(of path: String) -> [UInt8]? {
    texts[PathKey(path)] ?? files.flatMap { $0.bytes(of: path, isInput: $0.isInput(path)) }
  }

  /// The files of this state, for comparisons of schemas in their own language.
  package var schemaFiles: SchemaFiles {
    guard let files else {
      let numbers = Dictionary(paths.inputs.enumerated().map { (PathKey($1), FileID(UInt32($0))) }) { first, _ in first
      }
      return SchemaFiles { [texts] path in
        guard let text = texts[PathKey(path)], let file = numbers[PathKey(path)] else {
          return .failure(.missingFile(path))
        }
        return .success(.init(path: path, file: file, bytes: text))
      }
    }
    return SchemaFiles { [texts] path in
      guard let text = texts[PathKey(path)] else { return files.load(path) }
      return .success(.init(path: path, file: files.number(of: path), bytes: text))
    }
  }

  /// The paths of inputs that something was read from.
  package var readPaths: [String] {
    var files: Set<FileID> = []
    for message in catalog.messages { files.insert(message.place.file) }
    for service in catalog.services { files.insert(service.place.file) }
    return files.sorted().map { paths[$0] }
  }

  /// The number of files by format.
  package let counts: InputCounts

  private init(
    paths: FileTable, catalog: Catalog, graph: ReactionGraph, suppressions: [Suppression], counts: InputCounts
  ) {
    self.paths = paths
    self.catalog = catalog
    self.graph = graph
    self.suppressions = suppressions
    self.counts = counts
  }

  /// The result of one worker.
  package struct Part: Sendable {
    var reading = PartialCatalog()
    var suppressions: [Suppression] = []
    var counts = InputCounts()
    var foreign: [FileID] = []

    init() {}

    /// The result of a worker that has read its files.
    package init(_ worker: FileReader) {
      reading = worker.reading
      suppressions = worker.suppressions
      counts = worker.counts
      foreign = worker.foreign
    }
  }

  /// The system of files that were read one by one.
  ///
  /// - Parameter files: the files that are not among the texts; nil if there are none.
  package static func linking(
    _ parts: [Part], paths: FileTable, texts: [PathKey: [UInt8]], files: ReferencedFiles?
  ) -> LoadedCatalog {
    let catalog = Catalog.linking(parts.map(\.reading), intent: intent)
    var counts = InputCounts()
    for part in parts { counts.add(part.counts) }
    var system = LoadedCatalog(
      paths: paths, catalog: catalog, graph: ReactionGraph(catalog), suppressions: parts.flatMap(\.suppressions),
      counts: counts)
    system.texts = texts
    system.files = files
    system.foreign = Set(parts.flatMap(\.foreign))
    return system
  }

  /// Each worker reads a run of neighbouring files, so that run by run everything is in the order of files. Since files
  /// are of different sizes, a worker that has read its run takes over half of the longest rest.
  private static func read(
    _ inputs: InputList, _ referenced: ReferencedFiles, settings: ReadSettings, texts: [PathKey: [UInt8]],
    workers: Int, progress: Progress?
  ) -> [Part] {
    let runs = Runs(files: inputs.count, workers: workers)
    let loaded = Mutex([(start: Int, part: Part)]())
    withoutActuallyEscaping(
      { (number: Int) in
        var next: Int? = number
        while let run = next {
          var worker = FileReader(settings, near: referenced.near, keep: referenced.keep, load: referenced.load)
          let files = runs.rest(of: run)
          // The others' facts will move behind the first one's.
          worker.reading.reserve(PartialCatalog.Counts(files: run == 0 ? inputs.count : files.count))
          while let few = runs.take(from: run) { worker.read(inputs, few, texts: texts, progress: progress) }
          let result = Part(worker)
          loaded.withLock { $0.append((files.lowerBound, result)) }
          next = runs.takeOver()
        }
      } as @Sendable (Int) -> Void
    ) { Parallel.run(workers: workers, $0) }
    return loaded.withLock { loaded in
      defer { loaded = [] }
      return loaded.sorted { $0.start < $1.start }.map(\.part)
    }
  }
}

/// The runs of neighbouring files that workers read.
private final class Runs: Sendable {
  /// The files of each run that are not taken yet.
  private let rests: Mutex<[Range<Int>]>
  /// A worker takes few files at a time, so that others can take over the rest, but not one by one.
  private static let few = 16

  /// A run for each worker.
  init(files: Int, workers: Int) {
    rests = Mutex((0..<workers).map { $0 * files / workers..<($0 + 1) * files / workers })
  }

  func rest(of run: Int) -> Range<Int> { rests.withLock { $0[run] } }

  /// The next files of a run; nil at its end.
  func take(from run: Int) -> Range<Int>? {
    rests.withLock { rests in
      let few = rests[run].prefix(Self.few)
      rests[run] = few.endIndex..<rests[run].upperBound
      return few.isEmpty ? nil : few.startIndex..<few.endIndex
    }
  }

  /// A new run: the second half of the longest rest; nil when no rest is worth it.
  func takeOver() -> Int? {
    rests.withLock { rests in
      guard let longest = rests.indices.max(by: { rests[$0].count < rests[$1].count }),
        rests[longest].count >= 4 * Self.few
      else { return nil }
      let rest = rests[longest]
      let middle = rest.lowerBound + rest.count / 2
      rests[longest] = rest.lowerBound..<middle
      rests.append(middle..<rest.upperBound)
      return rests.count - 1
    }
  }
}

extension PartialCatalog {
  /// A reading of files that could not be read, which marks the catalog as partial.
  fileprivate init(unread: [Inputs.Unread], _ files: ReferencedFiles) {
    self.init()
    isPartial = true
    problems = unread.map { item in
      Problem(
        .syntax, item.words, at: Place(file: files.number(of: item.path), start: 0, end: 0), subjects: [item.path])
    }
  }
}

/// Texts that replace files: unsaved documents of an editor, or an older revision.
package struct Overlay: Sendable {
  /// Texts by path, as the call spells it.
  package var texts: [PathKey: [UInt8]] = [:]
  /// Files to skip.
  package var removed: Set<PathKey> = []
  /// Files to read that the search does not find.
  package var added: [String] = []
  /// The older state, for files that inputs refer to.
  var base: BaseTree?
  /// Files that could not be read at the older state and count as they are now.
  package var broken: [Broken] = []

  /// A file without a readable older state.
  package struct Broken: Sendable {
    /// The path of the file.
    package var path: String
    /// The lines that it had.
    package var lines: Set<[UInt8]>
    /// What is wrong with it and what follows.
    package var reason = "unreadable at the older revision; its contracts are not compared"
  }

  /// An overlay that changes nothing.
  package init() {}

  func applied(to inputs: InputList) -> InputList {
    guard !removed.isEmpty || !added.isEmpty else { return inputs }
    let kept = inputs.filter { !removed.contains(PathKey($0.path)) }
    let known = Set(kept.map { PathKey($0.path) })
    let new = added.filter { !known.contains(PathKey($0)) }.map { Input(path: $0, isNamed: false) }
    return InputList((kept + new).sorted(by: Inputs.inOrder))
  }
}

/// The kind implied by a message's local name, for documents that do not declare it.
private func intent(_ name: String) -> NameIntent {
  let words = Words(LocalName.of(name))
  switch words.suffix {
  case .event: return NameIntent(kind: .event, reason: "its name ends in Event", isSuffix: true)
  case .command: return NameIntent(kind: .command, reason: "its name ends in Command", isSuffix: true)
  case .query: return NameIntent(kind: .query, reason: "its name ends in Query", isSuffix: true)
  default: break
  }
  switch words.mood {
  case .past, .state, .progressive: return NameIntent(kind: .event, reason: "its name describes a fact or state")
  case .query: return NameIntent(kind: .query, reason: "its name asks for something")
  case .imperative, .obligation: return NameIntent(kind: .command, reason: "its name is a request to do something")
  case .weakObligation, .future, .requested, .baseOperation, .homograph, .noun: return NameIntent(kind: nil, reason: "")
  }
}
