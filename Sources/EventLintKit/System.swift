package import Catalog
import Findings
package import Graph
import Readers
import Synchronization
import YAMLTree

/// All inputs of a run as one system: the files, the linked catalog, its graph.
package struct System: Sendable {
  /// Paths as they are shown, by `FileID`.
  package let paths: [String]
  package let catalog: Catalog
  package let graph: ReactionGraph
  let suppressions: [Suppression]
  /// The texts of a system that was not read from files, by path.
  private(set) var texts: [String: [UInt8]] = [:]

  /// Reads and links what paths stand for. What is wrong with the input is among the catalog's problems.
  ///
  /// - Parameter jobs: how many workers read; nil chooses by cores and files.
  package static func load(_ paths: [String], exclude: [String] = [], jobs: Int? = nil) throws(UsageError) -> System {
    let inputs = try Inputs.find(paths, exclude: exclude.map(Glob.init))
    guard inputs.count <= Int(Int32.max) else { throw UsageError("too many files") }
    // One reader a core; none besides the first for a handful of files. More would hide the waiting for a cold disk, and cost a
    // tenth more CPU on the warm one that a check-out leaves behind.
    let workers = jobs ?? min(Parallel.cores, inputs.count / 32)
    if inputs.count > 20_000 { Parallel.returnFreedMemory() }
    var loaded = read(inputs, workers: max(1, min(workers, inputs.count)))
    let suppressions = loaded.flatMap(\.suppressions)
    let readCount = loaded.reduce(0) { $0 + $1.readCount }
    // What was read is moved, not copied: the linker is its only owner.
    var readings = [Reading](repeating: Reading(), count: loaded.count)
    for index in loaded.indices { swap(&readings[index], &loaded[index].reading) }
    let catalog = Catalog.linking(consume readings)
    return System(
      paths: inputs.map(\.path), catalog: catalog, graph: ReactionGraph(catalog), suppressions: suppressions,
      readCount: readCount)
  }

  /// The system of texts that are no files: editors and tests have them.
  package static func linking(_ texts: [(path: String, text: [UInt8])]) -> System {
    var worker = Worker()
    for (index, file) in texts.enumerated() { worker.read(file.text, FileID(UInt32(index))) }
    let catalog = Catalog.linking([worker.reading])
    var system = System(
      paths: texts.map(\.path), catalog: catalog, graph: ReactionGraph(catalog), suppressions: worker.suppressions,
      readCount: texts.count)
    system.texts = Dictionary(texts.map { ($0.path, $0.text) }) { first, _ in first }
    return system
  }

  /// How many of the files turned out to be catalogs.
  package let readCount: Int

  private init(paths: [String], catalog: Catalog, graph: ReactionGraph, suppressions: [Suppression], readCount: Int) {
    self.paths = paths
    self.catalog = catalog
    self.graph = graph
    self.suppressions = suppressions
    self.readCount = readCount
  }

  /// What one worker has when it is done.
  private struct Loaded: Sendable {
    var reading = Reading()
    var suppressions: [Suppression] = []
    var readCount = 0
  }

  /// Each worker reads a run of neighbouring files, so that worker by worker everything is in the order of files.
  private static func read(_ inputs: [Input], workers: Int) -> [Loaded] {
    let loaded = Mutex([Loaded](repeating: Loaded(), count: workers))
    withoutActuallyEscaping({ (number: Int) in
      var worker = Worker()
      let files = number * inputs.count / workers..<(number + 1) * inputs.count / workers
      // The others' facts will move behind the first one's.
      worker.reading.reserve(Reading.Counts(files: number == 0 ? inputs.count : files.count))
      for index in files { worker.read(inputs[index], FileID(UInt32(index))) }
      let result = Loaded(reading: worker.reading, suppressions: worker.suppressions, readCount: worker.readCount)
      loaded.withLock { $0[number] = result }
    } as @Sendable (Int) -> Void) { Parallel.run(workers: workers, $0) }
    return loaded.withLock { loaded in
      defer { loaded = [] }
      return loaded
    }
  }
}

/// One reader with its own buffers, which serve for file after file.
private struct Worker {
  var reading = Reading()
  var suppressions: [Suppression] = []
  var readCount = 0
  private var buffer: [UInt8] = []
  private var tree = Tree()
  private let limits = Limits()

  mutating func read(_ input: Input, _ file: FileID) {
    switch FileBytes.read(input.path, into: &buffer, limit: limits.fileSize) {
    case .unreadable:
      return fail("the file cannot be read", input, file)
    case .tooLarge:
      return fail("the file has more than \(limits.fileSize) bytes", input, file)
    case .ok:
      break
    }
    guard input.isNamed || NativeReader.claims(claimText) else { return }
    // The parser gets the buffer itself and gives it back: no copy, no new memory.
    var bytes: [UInt8] = []
    swap(&bytes, &buffer)
    read(bytes, file)
    bytes = []
    buffer = tree.takeBytes()
  }

  mutating func read(_ bytes: [UInt8], _ file: FileID) {
    Parser(limits: limits).parse(bytes, into: &tree)
    NativeReader.read(tree, file: file, into: &reading)
    readCount += 1
    suppressions += Suppression.all(in: tree, file: file)
  }

  /// UTF-16 has to become UTF-8 before anything can be found in it.
  private var claimText: [UInt8] {
    buffer.starts(with: [0xFF, 0xFE]) || buffer.starts(with: [0xFE, 0xFF]) ? Tree.readableText(buffer) : buffer
  }

  /// A file that somebody named must be read; one found on the way may be none of ours.
  private mutating func fail(_ message: String, _ input: Input, _ file: FileID) {
    guard input.isNamed else { return }
    reading.isPartial = true
    reading.problems.append(Problem(.syntax, message, at: Place(file: file, start: 0, end: 0), subjects: [input.path]))
    readCount += 1
  }
}
