extension Tree {
  /// Whether a key has no value and follows a value without quotes, so that it may be the rest of that value, which a
  /// comma ends: `b` in `{summary: a, b}`. Looks at the bytes back to the start of the value.
  package func isRestOfValue(_ key: NodeID) -> Bool {
    let (start, end) = (Int(self[key].start), Int(self[key].end))
    guard start <= bytes.count,
      let next = bytes[min(end, bytes.count)...].first(where: { !isBlank($0) }), next == comma || next == brace,
      let mark = bytes[..<start].lastIndex(where: { !isBlank($0) }), bytes[mark] == comma,
      let last = bytes[..<mark].last(where: { !isBlank($0) }), last != UInt8(ascii: "\""), last != UInt8(ascii: "'")
    else { return false }
    for index in bytes[..<mark].indices.reversed() {
      switch bytes[index] {
      case UInt8(ascii: ":") where isBlank(bytes[index + 1]): return true
      case UInt8(ascii: "{"), brace, UInt8(ascii: "["), UInt8(ascii: "]"): return false
      default: continue
      }
    }
    return false
  }
}

private let comma = UInt8(ascii: ",")
private let brace = UInt8(ascii: "}")

private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
