/// Names as people write them in different places.
package enum PlainName {
  /// Letters and digits in lower case, without the suffix of a kind: `retrieve-payment` and `RetrievePaymentCommand` are one.
  package static func of(_ text: String) -> String {
    var plain = text.lowercased().filter { $0.isLetter || $0.isNumber }
    for suffix in ["integrationevent", "event", "command", "query"]
    where plain.hasSuffix(suffix) && plain.count > suffix.count { plain = String(plain.dropLast(suffix.count)) }
    return plain
  }

  /// The same for the code that works on a job: `RetrievePaymentAdapter` and `retrieve-payment` are one.
  package static func job(_ text: String) -> String {
    var plain = of(text)
    for suffix in ["delegate", "adapter", "handler", "task"] where plain.hasSuffix(suffix) && plain.count > suffix.count
    { plain = String(plain.dropLast(suffix.count)) }
    return plain
  }
}

extension Catalog {
  /// Messages by their names in plain letters; of several the first.
  package func messagesByPlainName(where isWanted: (Message) -> Bool) -> [String: Message] {
    var found: [String: Message] = [:]
    for message in messages where isWanted(message) {
      let name = PlainName.of(self[message.name])
      if found[name] == nil { found[name] = message }
    }
    return found
  }
}
