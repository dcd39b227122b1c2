/// A buffer for output text as UTF-8.
package struct ByteBuffer: Sendable {
  /// The text appended so far.
  package private(set) var bytes: [UInt8] = []

  /// An empty buffer.
  package init() {}

  /// Appends text; amortised linear in its length.
  package mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
