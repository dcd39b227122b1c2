import Catalog
import Findings
import Readers
import YAMLTree

/// The catalogs of a folder, read file by file, so that a change reads one file again.
struct Workspace {
  /// What one file gave.
  private struct Entry {
    var file: FileID
    var part: System.Part
    /// What the disk said of the file when it was read; nil for an editor's text.
    var stamp: FileBytes.Stamp?
  }

  let folder: String
  private(set) var configuration = Configuration()
  /// Why the configuration does not hold.
  private(set) var mistake: String?
  private var entries: [String: Entry] = [:]
  /// Paths by number, and numbers by path; a number is never given twice.
  private var paths: [String] = []
  private var numbers: [String: FileID] = [:]
  /// What editors have open, by path.
  private var open: [String: [UInt8]] = [:]
  private var referenced: [UInt32: String] = [:]

  init(folder: String) {
    self.folder = folder
    rescan()
  }

  mutating func opened(_ path: String, _ text: [UInt8]) {
    open[path] = text
    read([Input(path: path, isNamed: true)])
  }

  mutating func closed(_ path: String) {
    open[path] = nil
    entries[path] = nil
    rescan()
  }

  /// Looks for files that have come, gone or changed on the disk, and at the configuration.
  mutating func rescan() {
    mistake = nil
    do throws(UsageError) {
      var request = LintRequest()
      request.paths = [folder]
      configuration = try Session.configuration(for: request)
      let excluded = configuration.excludedPaths.map(Glob.init)
      var inputs: [Input] = []
      for root in configuration.include.isEmpty ? [folder] : configuration.includedPaths {
        // A pattern that matches nothing yet is no reason to say nothing of the rest.
        do throws(UsageError) { inputs += try Inputs.find([root], exclude: excluded) } catch { continue }
      }
      let found = Set(inputs.map(\.path))
      entries = entries.filter { found.contains($0.key) || open[$0.key] != nil }
      read(inputs.filter { open[$0.path] == nil && (entries[$0.path]?.stamp == nil || entries[$0.path]?.stamp != FileBytes.stamp($0.path)) })
    } catch {
      mistake = error.message
    }
  }

  private mutating func number(of path: String) -> FileID {
    if let known = numbers[path] { return known }
    let file = FileID(UInt32(paths.count))
    paths.append(path)
    numbers[path] = file
    return file
  }

  private mutating func read(_ inputs: [Input]) {
    guard !inputs.isEmpty else { return }
    let files = ReferencedFiles(inputs: [], folders: [folder], texts: open, limit: Limits().fileSize)
    for input in inputs {
      let file = number(of: input.path)
      var worker = Worker(sources: configuration.sourceEntries) { files.load($0) }
      let stamp = open[input.path] == nil ? FileBytes.stamp(input.path) : nil
      if let text = open[input.path] {
        worker.read(text, path: input.path, file, isNamed: Worker.isOurs(text, input.path))
      } else {
        worker.read(input, file)
      }
      entries[input.path] = Entry(file: file, part: System.Part(worker), stamp: stamp)
    }
    referenced.merge(files.paths) { $1 }
  }

  /// Everything linked, and what the rules say of it.
  func judged() -> Judged {
    let sorted = entries.values.sorted { $0.file < $1.file }
    let system = System.linking(sorted.map(\.part), paths: FileTable(inputs: paths, referenced: referenced), texts: open)
    var judged = Session.judge(system, configuration)
    if let path = configuration.baselinePath {
      do throws(UsageError) { judged.apply(try Baseline.read(path)) } catch { return judged }
    }
    return judged
  }
}
