import Findings
import Testing

@Suite struct SourceMapTests {
  @Test("lines end at \\n, \\r\\n and \\r; columns count code points from 1")
  func positions() {
    let text = Array("ab\r\ncé🎉x\rlast\n".utf8)
    let map = SourceMap(text: text)
    #expect(map.lineCount == 4)
    #expect(map.position(of: 1) == .init(line: 1, column: 2))
    #expect(map.position(of: 4) == .init(line: 2, column: 1))
    #expect(map.position(of: 7) == .init(line: 2, column: 3))
    #expect(map.position(of: 11) == .init(line: 2, column: 4))
    #expect(map.position(of: 13) == .init(line: 3, column: 1))
    #expect(map.position(of: 9999) == .init(line: 4, column: 1))
    #expect(String(decoding: map.line(2), as: UTF8.self) == "cé🎉x")
    #expect(map.offset(line: 2, column: 4) == 11)
  }

  @Test("a line begins behind every break, wherever it stands among control and other characters")
  func breaks() {
    // As wide as two steps of the search, so that each place within one occurs.
    for place in 0..<16 {
      for other in [UInt8(ascii: "\t"), 0x0B, UInt8(ascii: "a"), 0xC3] {
        var text = [UInt8](repeating: other, count: 17)
        text[place] = 0x0A
        let map = SourceMap(text: text)
        #expect(map.lineCount == 2)
        #expect(map.line(2).startIndex == place + 1)
      }
    }
  }

  @Test("a byte-order mark is no column")
  func byteOrderMark() {
    let map = SourceMap(text: Array("\u{FEFF}ab".utf8))
    #expect(map.position(of: 3) == .init(line: 1, column: 1))
    #expect(map.position(of: 0) == .init(line: 1, column: 1))
    #expect(String(decoding: map.line(1), as: UTF8.self) == "ab")
  }
}

@Suite struct PathKeyTests {
  @Test("paths are equal if all of their bytes are, and then have one hash")
  func equality() {
    let path = "shop/events/order-placed.yaml"
    for length in 0...path.utf8.count {
      let (one, other) = (PathKey(String(path.prefix(length))), PathKey(String(path.prefix(length))))
      #expect(one == other)
      #expect(Set([one, other]).count == 1)
      #expect(one != PathKey(path + "x"))
      for place in 0..<length {
        var bytes = Array(path.utf8.prefix(length))
        bytes[place] = UInt8(ascii: "!")
        #expect(one != PathKey(String(decoding: bytes, as: UTF8.self)))
      }
    }
  }

  @Test("two spellings of a letter are two paths")
  func spellings() {
    #expect(PathKey("caf\u{E9}.yaml") != PathKey("cafe\u{301}.yaml"))
  }
}

@Suite struct FingerprintTests {
  @Test("the hash is FNV-1a of 128 bits")
  func reference() {
    // FNV-1a 128 of the bytes 61 00 ("a" and the separator), computed with an independent implementation.
    #expect(Fingerprint(rule: RuleID("a"), subjects: [], occurrence: 0).description == fnv(Array("a\0".utf8)))
    #expect(
      Fingerprint(rule: RuleID("a"), subjects: ["b", "c"], occurrence: 2).description
        == fnv(Array("a\0b\0c\u{0}2\0".utf8)))
  }

  @Test("the borders between subjects count")
  func borders() {
    let left = Fingerprint(rule: RuleID("r"), subjects: ["ab", "c"], occurrence: 0)
    #expect(left != Fingerprint(rule: RuleID("r"), subjects: ["a", "bc"], occurrence: 0))
  }

  private func fnv(_ bytes: [UInt8]) -> String {
    var hash: UInt128 = 0x6C62_272E_07BB_0142_62B8_2175_6295_C58D
    for byte in bytes {
      hash ^= UInt128(byte)
      hash = hash &* 0x0000_0000_0100_0000_0000_0000_0000_013B
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 32 - text.count) + text
  }
}
