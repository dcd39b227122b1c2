import Catalog
import Configuration
import Files
import Findings
import Linting
import Loading
import Readers
import Writing
import YAMLTree

/// The catalogs of one folder with its own configuration, kept file by file, so that a change re-reads only the files
/// that depend on it.
package struct Workspace {
  /// The state of a file in which it was read: the text of an editor, by the number of its change, or the file on disk;
  /// nil where there is none.
  private enum FileState: Equatable {
    case open(Int)
    case disk(FileBytes.Stamp?)
  }

  /// The content of one file.
  private struct Entry {
    var file: FileID
    var part: LoadedCatalog.Part
    var state: FileState
    /// The files that it refers to, also those that do not exist, and their states.
    var references: [PathKey: FileState]
    /// The names in it; nil until they are asked for.
    var names: [WrittenName]?
    /// Whether its text cannot be parsed.
    var isBroken = false
  }

  /// The absolute path of the folder.
  let folder: String
  /// Whether files are searched in the folder; else only documents of the editor are read.
  let searches: Bool
  private(set) var configuration = Configuration()
  /// The error in the configuration; nil if it is valid.
  private(set) var mistake: UsageError?
  /// Folders below it that are workspaces of their own.
  private var nested: [String] = []
  private var entries: [PathKey: Entry] = [:]
  /// Paths by number and numbers by path; numbers are not reused.
  private var paths: [String] = []
  private var numbers: [PathKey: FileID] = [:]
  /// The texts of open documents, and the number of the last change of each.
  private(set) var open: [PathKey: [UInt8]] = [:]
  private var changes: [PathKey: Int] = [:]
  private var referenced: [UInt32: String] = [:]
  /// Whether files may have changed on disk since they were last searched.
  private var isOutdated = true
  /// The last snapshot; nil after a change.
  private var snapshot: CatalogView?
  /// The findings of the last run of the rules, and whether they are those of the snapshot.
  private var findings: [Finding] = []
  private var isJudged = false

  init(folder: String, searches: Bool = true) {
    self.folder = FilePaths.absolute(folder)
    self.searches = searches
  }

  /// Sets the folders below it that are workspaces of their own.
  mutating func exclude(_ folders: [String]) {
    guard folders != nested else { return }
    nested = folders
    rescan()
  }

  // MARK: Changes

  /// Takes the text of a document of the editor. Documents that a search would not find count only for the files that
  /// refer to them.
  mutating func opened(_ path: String, _ text: [UInt8]) {
    let key = PathKey(path)
    let isNew = open[key] == nil
    open[key] = text
    changes[key, default: 0] += 1
    forget()
    if isNew { isOutdated = true }
    guard !isOutdated else { return }
    if entries[key] != nil { read([Input(path: key.path, isNamed: false)]) }
    let dependants = entries.filter { $0.key != key && $0.value.references[key] != nil }.keys.sorted()
    read(dependants.map { Input(path: $0.path, isNamed: false) })
  }

  /// Forgets the text of a document: the file on disk counts again.
  mutating func closed(_ path: String) {
    open[PathKey(path)] = nil
    rescan()
  }

  /// Has the configuration and all files that were added, removed or changed on disk read again when they are next
  /// needed.
  mutating func rescan() {
    isOutdated = true
    forget()
  }

  private mutating func forget() {
    snapshot = nil
    isJudged = false
  }

  private mutating func search() {
    guard isOutdated else { return }
    isOutdated = false
    mistake = nil
    do throws(UsageError) {
      var request = LintRequest()
      request.paths = [folder]
      let latest = try Linter.configuration(for: request)
      if !latest.readsLike(configuration) { entries = [:] }
      configuration = latest
      let inputs = found()
      renumberIfStale()
      let wanted = Set(inputs.map { PathKey($0.path) })
      entries = entries.filter { wanted.contains($0.key) }
      read(inputs.filter { input in entries[PathKey(input.path)].map(isStale) ?? true })
    } catch {
      mistake = error
    }
  }

  /// The files that a run in the folder reads, and the documents of the editor that it would read once they are saved.
  private func found() -> [Input] {
    guard searches else { return open.keys.sorted().map { Input(path: $0.path, isNamed: false) } }
    let exclude = configuration.excludedFiles + nested.map { FilePattern(FilePaths.name($0), in: parent(of: $0)) }
    let roots = configuration.include.isEmpty ? [folder] : configuration.includedPaths
    var inputs: [Input] = []
    for root in roots {
      // A glob without a match yet must not prevent findings in other files.
      do throws(UsageError) { inputs += try Inputs.find([root], exclude: exclude).inputs } catch { continue }
    }
    let known = Set(inputs.map { PathKey($0.path) })
    for key in open.keys.sorted() where !known.contains(key) && !FilePaths.exists(key.path) {
      guard Inputs.isWanted(key.path, by: roots), !exclude.contains(where: { $0.covers(key.path) }) else { continue }
      inputs.append(Input(path: key.path, isNamed: false))
    }
    return inputs
  }

  private func parent(of path: String) -> String { FilePaths.parent(path) ?? "/" }

  private func state(_ key: PathKey) -> FileState {
    open[key] == nil ? .disk(FileBytes.stamp(key.path)) : .open(changes[key] ?? 0)
  }

  /// Whether a file or one that it refers to has changed since it was read.
  private func isStale(_ entry: Entry) -> Bool {
    entry.state != state(PathKey(paths[Int(entry.file.rawValue)])) || entry.references.contains { state($0) != $1 }
  }

  /// Renumbers the files when most numbers belong to removed files, so that memory does not grow over time.
  private mutating func renumberIfStale() {
    guard paths.count > 1000, paths.count > 4 * entries.count else { return }
    (paths, numbers, entries, referenced) = ([], [:], [:], [:])
  }

  private mutating func number(of path: String) -> FileID {
    if let known = numbers[PathKey(path)] { return known }
    let file = FileID(UInt32(paths.count))
    paths.append(path)
    numbers[PathKey(path)] = file
    return file
  }

  private mutating func read(_ inputs: [Input]) {
    let settings = configuration.readSettings(isJudged: true)
    for input in inputs {
      let key = PathKey(input.path)
      let file = number(of: input.path)
      let files = ReferencedFiles(inputs: InputList(), folders: [folder], texts: open, limit: Limits().fileSize)
      var loaded: Set<PathKey> = []
      var reader = FileReader(settings, near: files.near) { path in
        loaded.insert(PathKey(path))
        return files.load(path)
      }
      let state = state(key)
      if let text = open[key] {
        reader.read(text, path: input.path, file: file, isNamed: false)
      } else {
        reader.read(input, file)
      }
      let references = Dictionary(loaded.map { ($0, self.state($0)) }) { first, _ in first }
      entries[key] = Entry(
        file: file, part: LoadedCatalog.Part(reader), state: state, references: references, names: nil)
      referenced.merge(files.paths) { $1 }
    }
  }

  // MARK: Snapshots

  /// The linked catalogs with the findings of the last run of the rules, which may be older. The same until something
  /// changes.
  mutating func view() -> CatalogView {
    search()
    if let snapshot { return snapshot }
    let inputs = InputList(paths.map { Input(path: $0, isNamed: false) })
    let files = ReferencedFiles(inputs: inputs, folders: [folder], texts: open, limit: Limits().fileSize)
    let system = LoadedCatalog.linking(
      entries.values.sorted { $0.file < $1.file }.map(\.part),
      paths: FileTable(inputs: inputs.paths, referenced: referenced), texts: open, files: files)
    let view = CatalogView(system, findings: findings)
    snapshot = view
    return view
  }

  /// The linked catalogs with their findings.
  mutating func judgedView() -> CatalogView {
    var view = view()
    guard !isJudged else { return view }
    var judged = Linter.judge(view.system, configuration)
    if let path = configuration.baselinePath {
      do throws(UsageError) { judged.apply(try Baseline.read(path)) } catch {
        let words =
          error.message.hasPrefix("\(path): ") ? String(error.message.dropFirst(path.count + 2)) : error.message
        mistake = error.spot == nil ? UsageError(words, path: path, line: 1, column: 1) : error
      }
    }
    findings = judged.findings
    view.findings = findings
    snapshot = view
    isJudged = true
    return view
  }

  /// The linked catalogs with all places where names are written.
  mutating func viewWithNames() -> CatalogView {
    var view = view()
    guard view.occurrences == nil else { return view }
    for key in entries.keys.sorted() where entries[key]?.names == nil {
      guard let file = entries[key]?.file, let text = view.system.bytes(of: key.path) else { continue }
      let names = Self.names(in: text, path: key.path, file: file)
      entries[key]?.names = names ?? []
      entries[key]?.isBroken = names == nil
    }
    let known = entries.values.sorted { $0.file < $1.file }
    view.find(
      known.flatMap { $0.names ?? [] },
      inCatalogs: Set(known.filter { !($0.names ?? []).isEmpty && !isPage($0) }.map(\.file)),
      broken: known.filter(\.isBroken).map { paths[Int($0.file.rawValue)] })
    snapshot = view
    return view
  }

  /// The means to rename what a view shows.
  func nameChange(_ view: CatalogView) -> NameChange {
    let known = configuration.path.flatMap { path in
      (open[PathKey(FilePaths.absolute(path))] ?? FileBytes.read(path, limit: Configuration.maximumSize)).map {
        (path: FilePaths.absolute(path), text: $0)
      }
    }
    return NameChange(view: view, folder: folder, configuration: known)
  }

  /// Whether an open document cannot be parsed at the moment, as is usual while it is being typed.
  func isBroken(_ path: String) -> Bool {
    guard let text = open[PathKey(path)] else { return false }
    return Self.names(in: text, path: path, file: FileID(0)) == nil
  }

  private func isPage(_ entry: Entry) -> Bool { EventCatalogReader.isMarkdown(paths[Int(entry.file.rawValue)]) }

  /// The names in a catalog or a page; nil if the text cannot be parsed.
  private static func names(in text: [UInt8], path: String, file: FileID) -> [WrittenName]? {
    let input = InputText(text, path: path, file: file, isNamed: false)
    let format = InputFormat.claiming(input)?.name
    guard format == InputFormat.native.name || format == InputFormat.eventCatalog.name else { return [] }
    guard
      let bytes = EventCatalogReader.isMarkdown(path) ? EventCatalogReader.frontMatter(text) : Tree.readableText(text)
    else {
      return []
    }
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    guard !tree.isPartial else { return nil }
    return EventCatalogReader.isMarkdown(path)
      ? WrittenNames.inPage(tree, file: file, path: path) : WrittenNames.inCatalog(tree, file: file)
  }
}
