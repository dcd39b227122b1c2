import Testing
import Writing

@Suite struct ASCIISearchTests {
  @Test(
    "some ASCII text is found where characters would be",
    arguments: [
      "", ":", "://", "a://b", "a:/", "::///", "größe://", "e\u{301}://",
      "https://example.com/" + String(repeating: "é", count: 40),
    ])
  func search(_ text: String) {
    #expect(text.contains(ascii: "://") == text.contains("://"))
    #expect(text.dropFirst().contains(ascii: "://") == text.dropFirst().contains("://"))
    #expect(text.lowercased().contains(ascii: ""))
  }
}
