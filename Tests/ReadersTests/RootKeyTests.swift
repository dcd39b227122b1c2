import Readers
import Testing

@Suite("Root keys")
struct RootKeyTests {
  @Test(
    "a file claims to be a catalog by a key at the start of a line or of a JSON object",
    arguments: [
      "eventlint: 1\n", "# a comment\neventlint: 1", "a: 1\r\neventlint: 1", "{\"a\": 1, \"eventlint\": 1}",
      "{eventlint: 1}", "  { eventlint : 1}", "'eventlint': 1", "\n 'eventlint': 1", "\u{FEFF}eventlint: 1",
      "eventlinted: 1\neventlint: 1",
    ])
  func claims(text: String) { #expect(NativeReader.claims(Array(text.utf8))) }

  @Test(
    "a word inside of a line or of another word is not a root key",
    arguments: [
      "", "eventlint", "eventlinted: 1\n", "a: eventlint: 1", "x eventlint: 1", "a: 'eventlint': 1", "event: lint\n",
      "- eventlint: 1", "a: {eventlint: 1}", "myeventlint: 1", "eventlint\n: 1",
    ])
  func doesNotClaim(text: String) { #expect(!NativeReader.claims(Array(text.utf8))) }

  @Test("many words that are no keys are passed in one go")
  func manyWords() {
    let text = String(repeating: "x eventlint: ", count: 100_000)
    #expect(!NativeReader.claims(Array(text.utf8)))
    #expect(NativeReader.claims(Array((text + "\neventlint: 1").utf8)))
  }
}
