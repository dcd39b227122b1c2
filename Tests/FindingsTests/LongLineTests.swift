import Findings
import Testing

@Suite struct LongLineTests {
  @Test("columns of a line as long as the file are those of a count from its beginning")
  func columns() {
    var random = SystemRandomNumberGenerator()
    let signs = ["a", "\u{E9}", "\u{6CE8}", "\u{1F389}", " "]
    let line = (0..<20_000).map { _ in signs[Int(random.next() % 5)] }.joined()
    let text = Array("short\n\(line)\nend".utf8)
    let map = SourceMap(text: text)
    let start = 6
    #expect(map.columnCount(ofLine: 2) == line.unicodeScalars.count)
    for _ in 0..<300 {
      let offset = start + Int(random.next() % UInt64(line.utf8.count))
      let before = text[start..<offset]
      let column = before.count { $0 & 0xC0 != 0x80 } + 1
      #expect(map.position(of: UInt32(offset)) == SourceMap.Position(line: 2, column: column))
      #expect(
        map.offsets(of: UInt32(offset)).utf16 == before.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : $1 >= 0xF0 ? 2 : 1) })
      if text[offset] & 0xC0 != 0x80 { #expect(map.offset(line: 2, column: column) == UInt32(offset)) }
    }
    #expect(map.offset(line: 2, column: 1_000_000) == UInt32(start + line.utf8.count))
  }
}
