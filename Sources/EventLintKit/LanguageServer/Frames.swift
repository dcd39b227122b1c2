/// Cuts a stream of bytes into messages by their `Content-Length`, and finds its way back after bytes that are none.
struct Frames {
  enum Frame {
    case message(ArraySlice<UInt8>)
    /// Bytes that were passed over, and why.
    case broken(String)
  }

  /// The longest message that is kept; a longer one is passed over as it comes.
  static let maximumLength = 64 << 20
  /// The longest header.
  private static let maximumHeader = 4096

  private var buffer: [UInt8] = []
  /// What is taken of the buffer so far.
  private var start = 0
  /// Bytes that are still to be passed over.
  private var skipping = 0

  mutating func append(_ bytes: [UInt8]) {
    // Moved when half of it is done with: each byte a few times at most.
    if start > buffer.count / 2 {
      buffer.removeFirst(start)
      start = 0
    }
    buffer += bytes
  }

  /// The next message, or nil until a whole one is there.
  mutating func next() -> Frame? {
    let skipped = min(skipping, buffer.count - start)
    (start, skipping) = (start + skipped, skipping - skipped)
    guard skipping == 0 else { return nil }
    guard let end = headerEnd() else {
      guard buffer.count - start > Self.maximumHeader else { return nil }
      return passOver("a message begins with Content-Length")
    }
    guard let length = length(buffer[start..<end]) else {
      start = end + 4
      return .broken("a message begins with Content-Length and a number")
    }
    guard length <= Self.maximumLength else {
      // A length that no client sends is a mistake; what is behind it may be the next message.
      (start, skipping) = (end + 4, length <= 16 * Self.maximumLength ? length : 0)
      return .broken("a message of \(length) bytes is too long; at most \(Self.maximumLength) are read")
    }
    guard buffer.count - end - 4 >= length else { return nil }
    start = end + 4 + length
    return .message(buffer[end + 4..<start])
  }

  /// Drops what cannot be a header, up to the next word that begins one.
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
