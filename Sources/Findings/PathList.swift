/// Paths, in the order in which they were added, in one text: a large run has a hundred thousand, and as strings, each
/// would take twice the space.
package struct PathList: RandomAccessCollection, ExpressibleByArrayLiteral, Sendable {
  private var text: [UInt8] = []
  /// The end of each path in the text.
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
    String(decoding: text[(position == 0 ? 0 : ends[position - 1])..<ends[position]], as: UTF8.self)
  }

  /// Adds a path at the end.
  package mutating func append(_ path: String) {
    text.append(contentsOf: path.utf8)
    ends.append(text.count)
  }
}
