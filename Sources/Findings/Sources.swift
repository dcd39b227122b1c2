import Synchronization

/// The source texts that findings point into, read again for excerpts and line numbers. Copies share what they read.
package struct Sources: Sendable {
  private let paths: FileTable
  private let load: @Sendable (FileID) -> [UInt8]?
  private let maps = SourceMaps()

  /// - Parameters:
  ///   - paths: the path of each file, as shown in reports.
  ///   - load: reads a file as UTF-8; nil if it can no longer be read.
  package init(paths: FileTable, load: @escaping @Sendable (FileID) -> [UInt8]?) {
    self.paths = paths
    self.load = load
  }

  /// The absolute folder that reported paths are relative to; nil reports paths as they were found.
  package var root: String?

  /// The path of a file as reported: relative to `root` if set and inside it.
  package func path(_ file: FileID) -> String {
    let path = paths[file]
    guard let root, let working else { return path }
    let absolute = PathText.isAbsolute(path) ? path : "\(working)/\(path)"
    let prefix = "\(root)/".utf8
    guard absolute.utf8.starts(with: prefix) else { return path }
    return String(decoding: absolute.utf8.dropFirst(prefix.count), as: UTF8.self)
  }

  /// The absolute working folder, used for `root` and for links.
  package var working: String?

  /// The text of a file as UTF-8; empty if it cannot be read. Not cached.
  package func text(_ file: FileID) -> [UInt8] { load(file) ?? [] }

  /// The line index of a file. The last 64 are cached: findings are grouped by file, their notes refer to others.
  package func map(_ file: FileID) -> SourceMap { maps[file].map { SourceMap(text: text(file)) } }

  /// The absolute path of a file; nil if the working folder is unknown.
  package func absolutePath(_ file: FileID) -> String? {
    PathText.isAbsolute(paths[file]) ? paths[file] : working.map { "\($0)/\(paths[file])" }
  }

  /// The line and column where a place starts, counted from 1.
  package func position(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.start) }

  /// The line and column just past the end of a place, counted from 1.
  package func end(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.end) }
}

/// The line indexes of the files that were asked for last.
private final class SourceMaps: Sendable {
  private let entries = Mutex((byFile: [FileID: Entry](), order: [FileID](), next: 0))
  private static let limit = 64

  /// The index of one file, made once, whoever asks first: a file may be large.
  final class Entry: Sendable {
    private let made = Mutex(SourceMap?.none)

    func map(_ make: () -> SourceMap) -> SourceMap {
      made.withLock { made in
        let map = made ?? make()
        made = map
        return map
      }
    }
  }

  subscript(_ file: FileID) -> Entry {
    entries.withLock { entries in
      if let known = entries.byFile[file] { return known }
      let entry = Entry()
      entries.byFile[file] = entry
      if entries.order.count < Self.limit {
        entries.order.append(file)
      } else {
        entries.byFile[entries.order[entries.next]] = nil
        entries.order[entries.next] = file
        entries.next = (entries.next + 1) % Self.limit
      }
      return entry
    }
  }
}
