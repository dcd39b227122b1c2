/// A buffer for output text as UTF-8.
package struct ByteBuffer: Sendable {
  /// The text appended so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty buffer.
  package init() {}

  /// Reserves space for a number of bytes in all.
  package mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  /// Appends text; amortised linear in its length.
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Appends bytes that are text already.
  package mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  /// Appends an ASCII letter or sign a number of times, which may be none.
  package mutating func append(_ sign: UInt8, times count: Int) {
    bytes.append(contentsOf: repeatElement(sign, count: max(0, count)))
  }
}
