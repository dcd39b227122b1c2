package import Files
import Findings
import Synchronization
package import Writing
import YAMLTree

/// The current and the older state of the inputs. Files that are the same in both are read once.
package struct CatalogPair: Sendable {
  /// The current state.
  package var now: LoadedCatalog
  /// The older state.
  package var before: LoadedCatalog
  /// Files that could not be read at the older state and count as they are now.
  package var broken: [Overlay.Broken]

  /// A run of files, or one file in one of two states.
  private struct Task {
    var files: Range<Int>
    var isNow = true
    var isBefore = true
  }

  /// The limit of changed files; beyond it, so many pieces result that reading everything twice is not slower.
  private static let maximumChanges = 512

  /// - Returns: nil when the states must be read separately: for many changes, or when a file that has not changed
  ///   refers to one that has.
  package static func load(
    _ paths: [String], exclude: [FilePattern], settings: ReadSettings, base: BaseTree, jobs: Int?, progress: Progress?
  ) throws(UsageError) -> CatalogPair? {

    let found = try Inputs.find(paths, exclude: exclude)
    let inputs = found.inputs
    guard found.unread.isEmpty else { return nil }
    let overlay = try Blocking.run { () async throws(UsageError) in
      try await base.overlay(inputs: inputs.paths, paths: paths, excluded: exclude, workers: Parallel.cores)
    }
    let gone = Set(overlay.added)
    let all = InputList(
      (inputs + overlay.added.map { Input(path: $0, isNamed: false) }).sorted(by: Inputs.inOrder))
    let changed = all.indices.filter {
      overlay.removed.contains(PathKey(all[$0].path)) || overlay.texts[PathKey(all[$0].path)] != nil
    }
    guard changed.count <= maximumChanges, all.count < Int(Int32.max) else { return nil }

    let workers = max(1, jobs ?? min(Parallel.cores, all.count / 32))
    var tasks: [Task] = []
    var start = 0
    for index in changed + [all.count] {
      tasks += pieces(start..<index, of: max(32, all.count / workers)).map { Task(files: $0) }
      guard index < all.count else { break }
      if !gone.contains(all[index].path) { tasks.append(Task(files: index..<index + 1, isBefore: false)) }
      if !overlay.removed.contains(PathKey(all[index].path)) {
        tasks.append(Task(files: index..<index + 1, isNow: false))
      }
      start = index + 1
    }

    progress?.begin(all.count)
    let folders = paths.map(Inputs.folder)
    let referenced = ReferencedFiles(
      inputs: all, folders: folders, limit: Limits().fileSize, keeps: settings.keepsSchemas)
    let needsBoth = Atomic<Bool>(false)
    let parts = Mutex([LoadedCatalog.Part](repeating: LoadedCatalog.Part(), count: tasks.count))
    let work = tasks
    withoutActuallyEscaping(
      { (number: Int) in
        let task = work[number]
        let keep: FileReader.Keeper = { if task.isNow { referenced.keep($0, of: $1, number: $2) } }
        var worker = FileReader(settings, keep: keep) { path in
          if case .unchanged = base.state(at: path) {
          } else {
            needsBoth.store(true, ordering: .relaxed)
          }
          return referenced.load(path)
        }
        worker.read(all, task.files, texts: task.isNow ? [:] : overlay.texts, progress: progress)
        let part = LoadedCatalog.Part(worker)
        parts.withLock { $0[number] = part }
      } as @Sendable (Int) -> Void
    ) { Parallel.forEach(tasks.count, workers: workers, $0) }
    guard !needsBoth.load(ordering: .relaxed) else { return nil }

    let table = FileTable(inputs: referenced.inputs, referenced: referenced.paths)
    let read = parts.withLock { $0 }
    func system(_ isIn: (Task) -> Bool, _ texts: [PathKey: [UInt8]], files: ReferencedFiles) -> LoadedCatalog {
      LoadedCatalog.linking(
        tasks.indices.filter { isIn(tasks[$0]) }.map { read[$0] }, paths: table, texts: texts, files: files)
    }
    let older = ReferencedFiles(
      inputs: all, folders: folders, texts: overlay.texts, base: base, limit: Limits().fileSize)
    return CatalogPair(
      now: system(\.isNow, [:], files: referenced), before: system(\.isBefore, overlay.texts, files: older),
      broken: overlay.broken)
  }

  private static func pieces(_ range: Range<Int>, of size: Int) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: size).map { $0..<min($0 + size, range.upperBound) }
  }
}
