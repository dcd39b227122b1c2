/// Splits a byte stream into messages by their `Content-Length` header, and resynchronises after invalid bytes.
package struct Frames {
  /// A part of the stream: the body of a message, or bytes that are not a message.
  package enum Frame {
    case message(ArraySlice<UInt8>)
    /// Bytes that were skipped, with the reason.
    case broken(String)
  }

  /// The longest message that is accepted, in bytes; longer ones are skipped as they arrive.
  package static let maximumLength = 64 << 20
  /// The longest header, in bytes.
  private static let maximumHeader = 4096

  private var buffer: [UInt8] = []
  /// The number of consumed bytes of the buffer.
  private var start = 0
  /// The number of bytes still to be skipped.
  private var skipping = 0

  /// An empty stream.
  package init() {
  }

  /// Appends bytes as they arrive; a message may come in several pieces.
  package mutating func append(_ bytes: [UInt8]) {
    // Compacted when half of it is consumed, so that each byte moves a few times at most.
    if start > buffer.count / 2 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer += bytes
  }

  /// The next complete message; nil if there is none yet.
  package mutating func next() -> Frame? {
    let skipped = min(skipping, buffer.count - start)
    (start, skipping) = (start + skipped, skipping - skipped)
    guard skipping == 0 else { return nil }
    guard let end = headerEnd() else {
      guard buffer.count - start > Self.maximumHeader else { return nil }
      return passOver("missing Content-Length header")
    }
    guard let length = length(buffer[start..<end]) else {
      start = end + 4
      return .broken("invalid Content-Length header")
    }
    guard length <= Self.maximumLength else {
      // An implausible length is an error in the header; the next bytes may be the next message.
      (start, skipping) = (end + 4, length <= 16 * Self.maximumLength ? length : 0)
      return .broken("message of \(length) bytes exceeds the limit of \(Self.maximumLength)")
    }
    guard buffer.count - end - 4 >= length else { return nil }
    start = end + 4 + length
    return .message(buffer[end + 4..<start])
  }

  /// Skips bytes up to the next `Content-Length`.
  private mutating func passOver(_ words: String) -> Frame {
    let word = Array("content-length:".utf8)
    var next = start + 1
    while next + word.count <= buffer.count, !word.indices.allSatisfy({ buffer[next + $0] | 0x20 == word[$0] }) {
      next += 1
    }
    start = next
    return .broken(words)
  }

  private func headerEnd() -> Int? {
    let last = min(buffer.count, start + Self.maximumHeader) - 4
    guard last >= start else { return nil }
    return (start...last).first {
      buffer[$0] == 0x0D && buffer[$0 + 1] == 0x0A && buffer[$0 + 2] == 0x0D && buffer[$0 + 3] == 0x0A
    }
  }

  private func length(_ header: ArraySlice<UInt8>) -> Int? {
    for line in String(decoding: header, as: UTF8.self).split(separator: "\r\n")
    where line.lowercased().hasPrefix("content-length:") {
      let digits = line.dropFirst(15).drop { $0 == " " || $0 == "\t" }
      return digits.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(digits) : nil
    }
    return nil
  }
}
