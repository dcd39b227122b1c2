import Catalog
import Configuration
import Files
import Findings
import Linting
import Loading
import Readers
import Writing
import YAMLTree

/// The catalogs of a folder, kept file by file, so that a change re-reads only one file.
package struct Workspace {
  /// The content of one file.
  private struct Entry {
    var file: FileID
    var part: LoadedCatalog.Part
    /// Size and time of the file on disk when it was read; nil for the text of an open editor.
    var stamp: FileBytes.Stamp?
  }

  let folder: String
  private(set) var configuration = Configuration()
  /// The error in the configuration; nil if it is valid.
  private(set) var mistake: UsageError?
  private var entries: [PathKey: Entry] = [:]
  /// Paths by number and numbers by path; numbers are not reused.
  private var paths: [String] = []
  private var numbers: [PathKey: FileID] = [:]
  /// The texts of open documents, by path.
  private var open: [PathKey: [UInt8]] = [:]
  private var referenced: [UInt32: String] = [:]

  init(folder: String) {
    self.folder = folder
    rescan()
  }

  mutating func opened(_ path: String, _ text: [UInt8]) {
    open[PathKey(path)] = text
    read([Input(path: path, isNamed: true)])
  }

  mutating func closed(_ path: String) {
    open[PathKey(path)] = nil
    entries[PathKey(path)] = nil
    rescan()
  }

  /// Re-reads the configuration and all files that were added, removed or changed on disk.
  mutating func rescan() {
    mistake = nil
    do throws(UsageError) {
      var request = LintRequest()
      request.paths = [folder]
      configuration = try Linter.configuration(for: request)
      let excluded = configuration.excludedFiles
      var inputs: [Input] = []
      for root in configuration.include.isEmpty ? [folder] : configuration.includedPaths {
        // A glob without a match yet must not prevent findings in other files.
        do throws(UsageError) { inputs += try Inputs.find([root], exclude: excluded).inputs } catch { continue }
      }
      forgetIfStale()
      let found = Set(inputs.map { PathKey($0.path) })
      entries = entries.filter { found.contains($0.key) || open[$0.key] != nil }
      read(
        inputs.filter { input in
          let key = PathKey(input.path)
          return open[key] == nil && (entries[key]?.stamp == nil || entries[key]?.stamp != FileBytes.stamp(input.path))
        })
    } catch {
      mistake = error
    }
  }

  /// Renumbers the files when most numbers belong to removed files, so that memory does not grow over time.
  private mutating func forgetIfStale() {
    guard paths.count > 1000, paths.count > 4 * entries.count else { return }
    (paths, numbers, entries, referenced) = ([], [:], [:], [:])
    read(open.keys.sorted().map { Input(path: $0.path, isNamed: true) })
  }

  private mutating func number(of path: String) -> FileID {
    if let known = numbers[PathKey(path)] { return known }
    let file = FileID(UInt32(paths.count))
    paths.append(path)
    numbers[PathKey(path)] = file
    return file
  }

  private mutating func read(_ inputs: [Input]) {
    guard !inputs.isEmpty else { return }
    let files = ReferencedFiles(inputs: [], folders: [folder], texts: open, limit: Limits().fileSize)
    for input in inputs {
      let file = number(of: input.path)
      var worker = FileReader(configuration.readSettings(isJudged: true), near: files.near, load: files.load)
      let stamp = open[PathKey(input.path)] == nil ? FileBytes.stamp(input.path) : nil
      if let text = open[PathKey(input.path)] {
        worker.read(
          text, path: input.path, file: file,
          isNamed: InputFormat.claiming(InputText(text, path: input.path, file: file, isNamed: true)) != nil)
      } else {
        worker.read(input, file)
      }
      entries[PathKey(input.path)] = Entry(file: file, part: LoadedCatalog.Part(worker), stamp: stamp)
    }
    referenced.merge(files.paths) { $1 }
  }

  /// The linked catalogs and their findings.
  mutating func judged() -> LintResult {
    let sorted = entries.values.sorted { $0.file < $1.file }
    let files = ReferencedFiles(
      inputs: paths.map { Input(path: $0, isNamed: false) }, folders: [folder], texts: open, limit: Limits().fileSize)
    let system = LoadedCatalog.linking(
      sorted.map(\.part), paths: FileTable(inputs: paths, referenced: referenced), texts: open, files: files)
    var judged = Linter.judge(system, configuration)
    if let path = configuration.baselinePath {
      do throws(UsageError) { judged.apply(try Baseline.read(path)) } catch {
        let words =
          error.message.hasPrefix("\(path): ") ? String(error.message.dropFirst(path.count + 2)) : error.message
        mistake = error.spot == nil ? UsageError(words, path: path, line: 1, column: 1) : error
      }
    }
    return judged
  }
}
