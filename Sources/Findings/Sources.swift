/// The source texts that findings point into, read again for excerpts and line numbers.
package struct Sources {
  private let paths: FileTable
  private let load: (FileID) -> [UInt8]?
  private var maps: [(file: FileID, map: SourceMap)] = []

  /// - Parameters:
  ///   - paths: the path of each file, as shown in reports.
  ///   - load: reads a file as UTF-8; nil if it can no longer be read.
  package init(paths: FileTable, load: @escaping (FileID) -> [UInt8]?) {
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
  package mutating func map(_ file: FileID) -> SourceMap {
    if let known = maps.last(where: { $0.file == file }) { return known.map }
    let map = SourceMap(text: text(file))
    if maps.count >= 64 { maps.removeFirst() }
    maps.append((file, map))
    return map
  }

  /// The absolute path of a file; nil if the working folder is unknown.
  package func absolutePath(_ file: FileID) -> String? {
    PathText.isAbsolute(paths[file]) ? paths[file] : working.map { "\($0)/\(paths[file])" }
  }

  /// The line and column where a place starts, counted from 1.
  package mutating func position(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.start) }

  /// The line and column just past the end of a place, counted from 1.
  package mutating func end(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.end) }
}
