/// The normal form of names that people write differently in different files.
package enum PlainName {
  /// The letters and digits of a name in lower case, without the suffix of a kind: `retrieve-payment` and
  /// `RetrievePaymentCommand` become equal.
  package static func of(_ text: String) -> String {
    var plain = text.lowercased().filter { $0.isLetter || $0.isNumber }
    for suffix in ["integrationevent", "event", "command", "query"]
    where plain.hasSuffix(suffix) && plain.count > suffix.count { plain = String(plain.dropLast(suffix.count)) }
    return plain
  }

  /// The kind that the suffix of a name claims, whatever its spelling; nil without one.
  package static func kind(of text: String) -> Message.Kind? {
    let plain = text.lowercased().filter { $0.isLetter || $0.isNumber }
    return [Message.Kind.event, .command, .query].first { plain.hasSuffix($0.name) && plain != $0.name }
  }

  /// The normal form of a job type or of the class that works on it: `RetrievePaymentAdapter` and `retrieve-payment`
  /// become equal.
  package static func job(_ text: String) -> String {
    var plain = of(text)
    for suffix in ["delegate", "adapter", "handler", "task"] where plain.hasSuffix(suffix) && plain.count > suffix.count
    { plain = String(plain.dropLast(suffix.count)) }
    return plain
  }
}

extension Catalog {
  /// The messages by normalized name; of several with one normal form the first. Linear in the messages.
  package func messagesByPlainName(where isWanted: (Message) -> Bool) -> [String: Message] {
    var found: [String: Message] = [:]
    for message in messages where isWanted(message) {
      let name = PlainName.of(self[message.name])
      if found[name] == nil { found[name] = message }
    }
    return found
  }
}
