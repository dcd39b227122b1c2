import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// A step of a process whose label names a message other than the one it sends or waits for.
  static let labelContradictsMessage = Rule(.labelContradictsMessage, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.processes.isEmpty else { return }
  let messages = catalog.messagesByPlainName { !$0.isUnknown }
  for process in catalog.processes {
    for node in process.nodes where node.isLabelled {
      guard let name = node.known, let message = catalog.message(name) else { continue }
      let label = Label(node.label)
      if let other = messages[label.plain], other.name != name, other.kind == message.kind,
        label.plain != PlainName.of(catalog[name])
      {
        inspection.report(
          "\(node.label) in \(process.label) is labelled as \(catalog[other.name]) "
            + "but \(node.receives ? "waits for" : "sends") \(catalog[name])",
          at: node.place,
          about: [name, other.name, process.service], help: "correct the label, or the message")
      } else if label.tellsOtherwise(than: Label(catalog[name])) {
        inspection.report(
          "\(node.label) in \(process.label) is called \(catalog[name]) in the catalog", at: node.place,
          about: [name, process.service], confidence: .medium,
          help:
            "use the word of the message, or rename the message: two words for one fact look like two facts")
      }
    }
  }
}

/// The words of a label or a name, without words for sending and waiting.
private struct Label {
  let words: [ArraySlice<UInt8>]
  /// The words in plain letters, the key by which messages are found.
  let plain: String

  init(_ text: String) {
    // Quotes and colons count as spaces.
    let letters = text.utf8.map { byte in byte >= 0x80 || Self.isWord(byte) ? byte : UInt8(ascii: " ") }
    var words = Words(letters).words[...]
    while words.count > 1, let first = words.first, Self.around.contains(first) { words.removeFirst() }
    while words.count > 1, let last = words.last, Self.kinds.contains(last) { words.removeLast() }
    self.words = words.filter { !Self.articles.contains($0) }
    plain = PlainName.of(self.words.map { String(decoding: $0, as: UTF8.self) }.joined())
  }

  /// Whether both state a fact about the same thing in different words: `order delivered` and `OrderCompleted`.
  func tellsOtherwise(than other: Label) -> Bool {
    guard let last = words.last, let otherLast = other.words.last, words.count > 1, other.words.count > 1 else {
      return false
    }
    guard Words(last).mood == .past, Words(otherLast).mood == .past, !Self.isSame(last, otherLast) else { return false }
    let (subject, otherSubject) = (words.dropLast(), other.words.dropLast())
    let (short, long) = subject.count < otherSubject.count ? (subject, otherSubject) : (otherSubject, subject)
    return short.allSatisfy { word in long.contains { Self.isSame(word, $0) } }
      && !other.words.contains { Self.isSame(last, $0) } && !words.contains { Self.isSame(otherLast, $0) }
  }

  /// Whether two words share a stem, judged by the first five letters: cancelled and canceled, retrieval and retrieved.
  private static func isSame(_ one: ArraySlice<UInt8>, _ other: ArraySlice<UInt8>) -> Bool {
    let length = min(one.count, other.count, 5)
    return length > 2 ? one.prefix(length) == other.prefix(length) : one == other
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func set(_ words: String) -> Set<ArraySlice<UInt8>> {
    Set(words.split(separator: " ").map { Array($0.utf8)[...] })
  }
  private static let around = set(
    "send sends emit publish raise throw fire wait await for on until command event message the a an")
  private static let kinds = set("event command message")
  private static let articles = set("the a an")
}
