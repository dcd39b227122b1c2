import Catalog
import Findings
import Testing

/// Optional properties without a byte for the nil of each.
@Suite struct CompactTests {
  private struct Example {
    @Compact var name: Name?
    @Compact var list: NameList?
    @Compact var place: Place?
    @Compact var number: Int32?
    @AtMostOne var single: NameList
  }

  @Test("a property is nil until it is set, and again once nil is set")
  func absence() {
    var example = Example()
    #expect(example.name == nil)
    #expect(example.list == nil)
    #expect(example.place == nil)
    #expect(example.number == nil)
    #expect(example.single.isEmpty)
    let place = Place(file: FileID(0), start: 0, end: 0)
    example.name = Name(index: 0)
    example.list = NameList()
    example.place = place
    example.number = 0
    example.single = NameList(start: 7, count: 1)
    #expect(example.name == Name(index: 0))
    #expect(example.list == NameList())
    #expect(example.place == place)
    #expect(example.number == 0)
    #expect(example.single == NameList(start: 7, count: 1))
    example.name = nil
    example.list = nil
    example.place = nil
    example.number = nil
    example.single = NameList()
    #expect(example.name == nil)
    #expect(example.list == nil)
    #expect(example.place == nil)
    #expect(example.number == nil)
    #expect(example.single.isEmpty)
  }

  /// A large catalog has a hundred thousand messages and twice as many reactions; what few of them have belongs into
  /// `MessageTraits` and `ReactionTraits`.
  @Test("messages and reactions stay small")
  func sizes() {
    #expect(MemoryLayout<Message>.stride == 124)
    #expect(MemoryLayout<Reaction>.stride == 88)
    #expect(MemoryLayout<Mention>.stride == 28)
  }
}
