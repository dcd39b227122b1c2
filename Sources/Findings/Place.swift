/// The id of a file in one run: its position in the sorted list of inputs.
@usableFromInline package struct FileID: Hashable, Comparable, Sendable {
  /// The position of the file; numbers above those of the inputs belong to referenced files.
  @usableFromInline package var rawValue: UInt32

  /// The id of a position.
  @inlinable package init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Whether two ids are the same; inlined, as what the compiler derives is not in other modules.
  @inlinable package static func == (left: FileID, right: FileID) -> Bool { left.rawValue == right.rawValue }

  /// The order of files, which is that of their positions.
  @inlinable package static func < (left: FileID, right: FileID) -> Bool { left.rawValue < right.rawValue }
}

/// A span of bytes in one file: the only representation of positions. `SourceMap` computes lines and columns when
/// something is printed.
@usableFromInline package struct Place: Hashable, Comparable, Sendable {
  /// The file that the span lies in.
  @usableFromInline package var file: FileID
  /// The first byte, counted from the start of the file's UTF-8 text (a byte-order mark counts).
  @usableFromInline package var start: UInt32
  /// The byte after the last one.
  @usableFromInline package var end: UInt32

  /// A span of bytes; `start` may equal `end`, but not exceed it.
  @inlinable package init(file: FileID, start: UInt32, end: UInt32) {
    self.file = file
    self.start = start
    self.end = end
  }

  /// Whether two spans are the same; inlined, as what the compiler derives is not in other modules.
  @inlinable package static func == (left: Place, right: Place) -> Bool {
    left.file == right.file && left.start == right.start && left.end == right.end
  }

  /// The order of places: by file, first byte and last byte.
  @inlinable package static func < (left: Place, right: Place) -> Bool {
    (left.file.rawValue, left.start, left.end) < (right.file.rawValue, right.start, right.end)
  }

  /// Whether the other span lies inside this one.
  package func contains(_ other: Place) -> Bool {
    file == other.file && start <= other.start && other.end <= end
  }
}

/// The paths of a run's files as they are shown.
package struct FileTable: Sendable {
  /// The paths of the inputs, by `FileID.rawValue`.
  package var inputs: PathList
  /// The paths of files that inputs refer to, such as schemas, by `FileID.rawValue`.
  package var referenced: [UInt32: String]

  /// The paths of inputs by position, and of referenced files by number.
  package init(inputs: PathList, referenced: [UInt32: String] = [:]) {
    self.inputs = inputs
    self.referenced = referenced
  }

  /// The path of a file as it is shown; empty for an unknown id.
  package subscript(_ file: FileID) -> String {
    let number = Int(file.rawValue)
    return number < inputs.count ? inputs[number] : referenced[file.rawValue] ?? ""
  }
}

/// A path that is compared byte by byte, as file systems compare: a `String` treats the two spellings of `é` (one code
/// point or two) as equal.
package struct PathKey: Hashable, Comparable, Sendable {
  /// The path as it was given.
  package let path: String

  /// A key for a path, which is neither normalized nor resolved.
  package init(_ path: String) {
    self.path = path
  }

  /// Whether both paths have the same UTF-8 bytes.
  package static func == (left: PathKey, right: PathKey) -> Bool {
    var (left, right) = (left.path, right.path)
    return left.withUTF8 { left in right.withUTF8 { right in left.elementsEqual(right) } }
  }

  /// The order of paths by their UTF-8 bytes.
  package static func < (left: PathKey, right: PathKey) -> Bool {
    var (left, right) = (left.path, right.path)
    return left.withUTF8 { left in right.withUTF8 { right in left.lexicographicallyPrecedes(right) } }
  }

  /// Hashes the UTF-8 bytes, in keeping with `==`.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(ByteHash.hash(path))
  }
}
