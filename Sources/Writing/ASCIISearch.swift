extension StringProtocol {
  /// Whether some ASCII text occurs in this one. A search for characters costs thousands of instructions, even in a
  /// text of a few letters.
  package func contains(ascii part: StaticString) -> Bool {
    utf8.withContiguousStorageIfAvailable { Self.find(part, in: $0) }
      ?? Array(utf8).withUnsafeBufferPointer { Self.find(part, in: $0) }
  }

  private static func find(_ part: StaticString, in text: UnsafeBufferPointer<UInt8>) -> Bool {
    let count = part.utf8CodeUnitCount
    guard count > 0 else { return true }
    guard count <= text.count else { return false }
    return (0...text.count - count).contains { start in
      (0..<count).allSatisfy { text[start + $0] == part.utf8Start[$0] }
    }
  }
}
