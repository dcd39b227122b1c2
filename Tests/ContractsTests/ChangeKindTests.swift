import Testing

@testable import Contracts

@Suite struct ChangeKindTests {
  @Test("kinds of change have unique names with the prefix of their format, and a summary that is a sentence")
  func kinds() {
    let lists = [("avro-", AvroComparison.all), ("payload-", PayloadComparison.all)]
    for (prefix, kinds) in lists {
      #expect(!kinds.isEmpty)
      for kind in kinds {
        #expect(kind.id.hasPrefix(prefix), "\(kind.id)")
        #expect(kind.id.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }, "\(kind.id)")
        #expect(kind.summary.hasSuffix(".") && kind.summary.first?.isUppercase == true, "\(kind.id)")
      }
    }
    let all = lists.flatMap { $0.1.map(\.id) }
    #expect(Set(all).count == all.count)
  }
}
