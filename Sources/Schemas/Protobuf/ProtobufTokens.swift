/// A token of a `.proto` file with its byte range.
struct ProtobufToken {
  enum Kind {
    /// An identifier, possibly qualified with dots.
    case word
    case number
    case string
    case symbol
    case end
  }

  var kind: Kind
  var start: Int
  var end: Int
}

/// A lexer for `.proto` text (https://protobuf.dev/reference/protobuf/): one pass, comments skipped.
struct ProtobufTokens {
  let bytes: [UInt8]
  private var position = 0
  /// The first lexical error: an unterminated string or comment. `subject` identifies its finding in baselines.
  private(set) var broken: (message: String, subject: String, at: Int)?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next token; `.end` at the end of the text.
  mutating func next() -> ProtobufToken {
    skipBlank()
    guard position < bytes.count else { return ProtobufToken(kind: .end, start: bytes.count, end: bytes.count) }
    let start = position
    let byte = bytes[position]
    if Self.isLetter(byte)
      || byte == UInt8(ascii: ".") && position + 1 < bytes.count && Self.isLetter(bytes[position + 1])
    {
      position += 1
      while position < bytes.count,
        Self.isLetter(bytes[position]) || Self.isDigit(bytes[position]) || bytes[position] == UInt8(ascii: ".")
      {
        position += 1
      }
      return ProtobufToken(kind: .word, start: start, end: position)
    }
    if Self.isDigit(byte)
      || byte == UInt8(ascii: ".") && position + 1 < bytes.count && Self.isDigit(bytes[position + 1])
    {
      skipNumber()
      return ProtobufToken(kind: .number, start: start, end: position)
    }
    if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
      skipString(byte)
      return ProtobufToken(kind: .string, start: start, end: position)
    }
    position += 1
    return ProtobufToken(kind: .symbol, start: start, end: position)
  }

  /// The text of a token; of a string with its quotes.
  func text(_ token: ProtobufToken) -> String { String(decoding: bytes[token.start..<token.end], as: UTF8.self) }

  private mutating func skipNumber() {
    var previous: UInt8 = 0
    while position < bytes.count {
      let byte = bytes[position]
      let isSign = (byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")) && (previous | 0x20) == UInt8(ascii: "e")
      guard Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: ".") || isSign else { return }
      previous = byte
      position += 1
    }
  }

  private mutating func skipString(_ quote: UInt8) {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == 0x0A {
        broken = broken ?? ("unterminated string", "a text does not end", start)
        return
      }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    if position >= bytes.count {
      broken = broken ?? ("unterminated string", "a text does not end", start)
    }
    position = min(position + 1, bytes.count)
  }

  private mutating func skipBlank() {
    while position < bytes.count {
      let byte = bytes[position]
      let following = position + 1 < bytes.count ? bytes[position + 1] : 0
      if byte == 0x20 || byte >= 0x09 && byte <= 0x0D {
        position += 1
      } else if byte == UInt8(ascii: "/"), following == UInt8(ascii: "/") {
        while position < bytes.count, bytes[position] != 0x0A { position += 1 }
      } else if byte == UInt8(ascii: "/"), following == UInt8(ascii: "*") {
        let start = position
        position += 2
        while position + 1 < bytes.count,
          bytes[position] != UInt8(ascii: "*") || bytes[position + 1] != UInt8(ascii: "/")
        { position += 1 }
        if position + 1 >= bytes.count {
          broken = broken ?? ("unterminated comment", "a comment does not end", start)
        }
        position = min(position + 2, bytes.count)
      } else {
        return
      }
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x41 && byte <= 0x5A || byte >= 0x61 && byte <= 0x7A || byte == 0x5F
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}
