/// Paths in the order in which they were added, in one text: a large run has a hundred thousand, and as strings, each
/// would take 80 bytes more. Neighbouring paths of one folder share it.
package struct PathList: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
  /// Each folder, up to its last slash, followed by the names in it.
  private var text: [UInt8] = []
  private var folders: [Range<Int>] = []
  /// The number of each path's folder.
  private var folderOfPath: [Int32] = []
  /// The end of each path's name in the text; it begins where its folder or the name before it ends.
  private var ends: [Int] = []

  /// The list of some paths.
  package init(_ paths: some Sequence<String>) {
    for path in paths { append(path) }
  }

  /// The list of the paths between the brackets.
  package init(arrayLiteral paths: String...) { self.init(paths) }

  /// The position of the first path: 0.
  package var startIndex: Int { 0 }

  /// The number of paths.
  package var endIndex: Int { ends.count }

  /// The path at a position, as a new string.
  package subscript(position: Int) -> String {
    let folder = folders[Int(folderOfPath[position])]
    let start = position == 0 ? folder.upperBound : Swift.max(folder.upperBound, ends[position - 1])
    let name = start..<ends[position]
    return text.withUnsafeBufferPointer { text in
      String(unsafeUninitializedCapacity: folder.count + name.count) { path in
        _ = path[..<folder.count].initialize(fromContentsOf: text[folder])
        _ = path[folder.count...].initialize(fromContentsOf: text[name])
        return folder.count + name.count
      }
    }
  }

  /// Adds a path at the end.
  package mutating func append(_ path: String) {
    var path = path
    path.withUTF8 { path in
      let length = path.lastIndex(of: PathText.slash).map { $0 + 1 } ?? 0
      let isOther = text.withUnsafeBufferPointer { text in
        folders.last.map { !text[$0].elementsEqual(path[..<length]) } ?? true
      }
      if isOther {
        folders.append(text.count..<text.count + length)
        text.append(contentsOf: UnsafeBufferPointer(rebasing: path[..<length]))
      }
      text.append(contentsOf: UnsafeBufferPointer(rebasing: path[length...]))
    }
    folderOfPath.append(Int32(folders.count - 1))
    ends.append(text.count)
  }
}
