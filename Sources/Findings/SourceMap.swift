/// A map between the byte offsets of one file and its lines and columns.
///
/// Lines end at `\n`, `\r\n` or `\r`, as in editors (libyaml also counts NEL, LS and PS, so its line numbers are not
/// used).
package struct SourceMap: Sendable {
  /// The bytes of the file, a byte-order mark included.
  package let text: [UInt8]
  /// The byte offset of each line's first byte.
  private let lineStarts: [UInt32]
  /// The counts before every `stride` bytes; empty if all lines are short.
  private let marks: [Counts]
  private static let stride = 1024

  /// The number of code points, and of those with two UTF-16 code units.
  private struct Counts {
    var points = 0
    var wide = 0

    mutating func add(_ byte: UInt8) {
      if byte & 0xC0 != 0x80 { points += 1 }
      if byte >= 0xF0 { wide += 1 }
    }
  }

  /// The size in memory, in bytes, with an allowance for what keeps the three arrays.
  var bytes: Int {
    text.count + lineStarts.count * MemoryLayout<UInt32>.stride + marks.count * MemoryLayout<Counts>.stride + 256
  }

  /// The map of a text; cost: one pass over its bytes.
  package init(text: [UInt8]) {
    self.text = text
    var starts: [UInt32] = [0]
    var longest: UInt32 = 0
    text.withUnsafeBytes { bytes in
      var index = 0
      while index < bytes.count {
        // Eight bytes at a time: those before the first that can be a line break are passed over together.
        if index + 8 <= bytes.count {
          let passed = Self.bytesWithoutBreak(bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          index += passed
          if passed == 8 { continue }
        }
        let byte = bytes[index]
        index += 1
        guard byte == 0x0A || byte == 0x0D else { continue }
        if byte == 0x0D, index < bytes.count, bytes[index] == 0x0A { index += 1 }
        longest = max(longest, UInt32(index) - starts[starts.count - 1])
        starts.append(UInt32(index))
      }
    }
    longest = max(longest, UInt32(text.count) - starts[starts.count - 1])
    lineStarts = starts
    marks = longest > 8 * Self.stride ? Self.marks(text) : []
  }

  private static func marks(_ text: [UInt8]) -> [Counts] {
    var marks: [Counts] = []
    var counts = Counts()
    for (index, byte) in text.enumerated() {
      if index % stride == 0 { marks.append(counts) }
      counts.add(byte)
    }
    marks.append(counts)
    return marks
  }

  /// The number of code points that begin before a byte, and of those with two UTF-16 code units.
  private func count(before end: Int) -> Counts {
    var counts = marks[end / Self.stride]
    for index in end / Self.stride * Self.stride..<end { counts.add(text[index]) }
    return counts
  }

  /// How many of eight bytes stand before the first that can be a line break: one without a bit in its upper half.
  private static func bytesWithoutBreak(_ bytes: UInt64) -> Int {
    let upper = UInt64(littleEndian: bytes) & 0xF0F0_F0F0_F0F0_F0F0
    // Any bit of the upper half is moved to the highest one.
    let isAbove = (upper | upper << 1 | upper << 2 | upper << 3) & 0x8080_8080_8080_8080
    return (isAbove ^ 0x8080_8080_8080_8080).trailingZeroBitCount / 8
  }

  /// A position in an editor: line and column count from 1; the column counts Unicode code points.
  package struct Position: Hashable, Comparable, Sendable {
    /// The line, counted from 1.
    package var line: Int
    /// The column in Unicode code points, counted from 1.
    package var column: Int

    /// A position of a line and a column, both counted from 1.
    package init(line: Int, column: Int) {
      self.line = line
      self.column = column
    }

    /// The order of positions in the text.
    package static func < (left: Position, right: Position) -> Bool {
      (left.line, left.column) < (right.line, right.column)
    }
  }

  /// The number of lines; a final line break begins another, empty line.
  package var lineCount: Int { lineStarts.count }

  /// The position of a byte; an offset beyond the end is the position after the last byte. Logarithmic in lines,
  /// linear in the line.
  package func position(of offset: UInt32) -> Position {
    let offset = min(offset, UInt32(text.count))
    let line = lineIndex(of: offset)
    let start = contentStart(line)
    let column = columns(from: start, to: max(Int(offset), start)) + 1
    return Position(line: line + 1, column: column)
  }

  /// The bytes of a line, counted from 1, without its line break and without a byte-order mark.
  package func line(_ number: Int) -> ArraySlice<UInt8> {
    let start = contentStart(number - 1)
    var end = number < lineStarts.count ? Int(lineStarts[number]) : text.count
    while end > start, text[end - 1] == 0x0A || text[end - 1] == 0x0D { end -= 1 }
    return text[start..<end]
  }

  /// The byte at a position; beyond the end of a line it is the line's end. Line and column (in code points) count
  /// from 1.
  package func offset(line: Int, column: Int) -> UInt32 {
    let bytes = self.line(line)
    var index = bytes.startIndex
    var left = column - 1
    if !marks.isEmpty, left > Self.stride {
      // The last mark before the column, so that only the code points after it are counted.
      let wanted = count(before: index).points + left
      var (low, high) = (index / Self.stride, bytes.endIndex / Self.stride)
      while low < high {
        let middle = (low + high + 1) / 2
        if Int(marks[middle].points) <= wanted { low = middle } else { high = middle - 1 }
      }
      var start = max(index, min(low * Self.stride, bytes.endIndex))
      while start > index, start < bytes.endIndex, bytes[start] & 0xC0 == 0x80 { start -= 1 }
      left = wanted - count(before: start).points
      index = start
    }
    while left > 0, index < bytes.endIndex {
      index += 1
      while index < bytes.endIndex, bytes[index] & 0xC0 == 0x80 { index += 1 }
      left -= 1
    }
    return UInt32(index)
  }

  /// The columns before a byte, counted from 0.
  package struct Columns: Sendable {
    /// In UTF-16 code units, for language servers.
    package var utf16: Int
    /// In bytes, for reviewdog.
    package var bytes: Int
  }

  /// The columns before a byte in UTF-16 code units (for language servers) and in bytes (for reviewdog), counted from
  /// 0.
  package func offsets(of offset: UInt32) -> Columns {
    let offset = min(offset, UInt32(text.count))
    let start = contentStart(lineIndex(of: offset))
    let line = text[start..<max(Int(offset), start)]
    if !marks.isEmpty {
      let (before, own) = (count(before: start), count(before: line.endIndex))
      return Columns(utf16: own.points - before.points + own.wide - before.wide, bytes: line.count)
    }
    return Columns(utf16: line.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) }, bytes: line.count)
  }

  /// The byte at a line and a column in UTF-16 code units, both counted from 0; beyond the end of the line it is the
  /// line's end.
  package func offset(line: Int, utf16: Int) -> UInt32 {
    guard line < lineStarts.count else { return UInt32(text.count) }
    let bytes = self.line(line + 1)
    var index = bytes.startIndex
    var left = utf16
    while left > 0, index < bytes.endIndex {
      left -= bytes[index] >= 0xF0 ? 2 : 1
      index += 1
      while index < bytes.endIndex, bytes[index] & 0xC0 == 0x80 { index += 1 }
    }
    return UInt32(index)
  }

  private func lineIndex(of offset: UInt32) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  private func contentStart(_ line: Int) -> Int {
    guard line == 0, text.starts(with: [0xEF, 0xBB, 0xBF]) else { return Int(lineStarts[line]) }
    return 3
  }

  /// The number of code points of a line, whose number counts from 1.
  package func columnCount(ofLine number: Int) -> Int {
    let line = self.line(number)
    return columns(from: line.startIndex, to: line.endIndex)
  }

  private func columns(from start: Int, to end: Int) -> Int {
    if !marks.isEmpty, end - start > Self.stride { return count(before: end).points - count(before: start).points }
    var count = 0
    for index in start..<end where text[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}
