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

  /// The line index of a file. Some are kept, the last ones: findings are grouped by file, their notes refer to others.
  package func map(_ file: FileID) -> SourceMap { maps.map(file) { SourceMap(text: text(file)) } }

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
  private let entries = Mutex(Entries())

  /// The index of one file, made once, whoever asks first: a file may be large.
  private final class Entry: Sendable {
    private let made = Mutex(SourceMap?.none)

    /// The index, and whether this call made it.
    func map(_ make: () -> SourceMap) -> (map: SourceMap, isNew: Bool) {
      made.withLock { made in
        if let made { return (made, false) }
        let map = make()
        made = map
        return (map, true)
      }
    }
  }

  private struct Entries {
    var byFile: [FileID: Entry] = [:]
    /// The files of `byFile` and the bytes of their indexes, from `first` on in the order in which they were made.
    private var order: [(file: FileID, bytes: Int)] = []
    private var first = 0
    private var bytes = 0
    /// As many files as a group of findings refers to are kept whatever their size, and of more those that fit.
    private static let minimum = (files: 64, bytes: 4 << 20)

    /// Counts an index that was made, and forgets the oldest beyond the limit.
    mutating func add(_ file: FileID, bytes: Int) {
      order.append((file, bytes))
      self.bytes += bytes
      while order.count - first > Self.minimum.files, self.bytes > Self.minimum.bytes {
        byFile[order[first].file] = nil
        self.bytes -= order[first].bytes
        first += 1
      }
      guard first > order.count / 2 else { return }
      order.removeFirst(first)
      first = 0
    }
  }

  /// The index of a file, made by a function if it is not among those kept.
  func map(_ file: FileID, _ make: () -> SourceMap) -> SourceMap {
    let entry = entries.withLock { entries in
      if let known = entries.byFile[file] { return known }
      let entry = Entry()
      entries.byFile[file] = entry
      return entry
    }
    let (map, isNew) = entry.map(make)
    if isNew { entries.withLock { $0.add(file, bytes: map.bytes) } }
    return map
  }
}
