/// A file of one run, by its position in the sorted list of inputs.
package struct FileID: Hashable, Comparable, Sendable {
  package var rawValue: UInt32

  package init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  package static func < (left: FileID, right: FileID) -> Bool { left.rawValue < right.rawValue }
}

/// A span of bytes in one file: the only notion of position in the house. Lines and columns are computed by `SourceMap`
/// when something is printed.
package struct Place: Hashable, Comparable, Sendable {
  package var file: FileID
  /// First byte, counted from the start of the file's UTF-8 text (a byte-order mark counts).
  package var start: UInt32
  /// One past the last byte.
  package var end: UInt32

  package init(file: FileID, start: UInt32, end: UInt32) {
    self.file = file
    self.start = start
    self.end = end
  }

  package static func < (left: Place, right: Place) -> Bool {
    (left.file.rawValue, left.start, left.end) < (right.file.rawValue, right.start, right.end)
  }

  /// Whether the other span lies inside this one.
  package func contains(_ other: Place) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}

/// The paths of a run's files as they are shown.
package struct FileTable: Sendable {
  /// Those that were asked for, by number.
  package var inputs: [String]
  /// Those that others refer to.
  package var referenced: [UInt32: String]

  package init(inputs: [String], referenced: [UInt32: String] = [:]) {
    self.inputs = inputs
    self.referenced = referenced
  }

  package subscript(_ file: FileID) -> String {
    let number = Int(file.rawValue)
    return number < inputs.count ? inputs[number] : referenced[file.rawValue] ?? ""
  }
}

/// A path that is compared byte by byte, as file systems compare: a `String` holds the two spellings of `é` (one code point or two) for one.
package struct PathKey: Hashable, Comparable, Sendable {
  package let path: String

  package init(_ path: String) {
    self.path = path
  }

  package static func == (left: PathKey, right: PathKey) -> Bool { left.path.utf8.elementsEqual(right.path.utf8) }

  package static func < (left: PathKey, right: PathKey) -> Bool {
    left.path.utf8.lexicographicallyPrecedes(right.path.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    var path = path
    path.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
