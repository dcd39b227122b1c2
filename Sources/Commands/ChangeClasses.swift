import Rules
import Writing

/// The classes of contract changes, each with what it does to readers and its kinds; `explain` prints them.
enum ChangeClasses {
  /// A class of changes.
  struct Class {
    /// The name by which it is asked for.
    var name: String
    var title: String
    /// What such a change does, and to whom.
    var why: String
    /// What to do instead.
    var fix: String
    /// When it is an error, a warning or an info.
    var severity: String
    var kinds: [ContractChangeKinds.Kind]
  }

  /// The classes in the order of severity.
  static var all: [Class] {
    texts.map { text in
      var text = text
      text.kinds = ContractChangeKinds.list.filter { kind in
        text.name == "message-change" ? kind.isOfMessage : !kind.isOfMessage && text.name == "\(kind.effect)-change"
      }
      return text
    }
  }

  /// The class of a name, or of one of its kinds; nil for other words.
  static func named(_ word: String) -> Class? {
    all.first { $0.name == word || $0.kinds.contains { $0.name == word } }
  }

  /// A page of the documentation.
  static func markdown(_ page: Class) -> [UInt8] {
    var out = "# \(page.name)\n\n\(page.title).\n\n\(page.why)\n\n## What to do\n\n\(page.fix)\n"
    out += "\n## Severity\n\n\(page.severity)\n"
    out += "\n## Kinds\n\n| change | what happens |\n| --- | --- |\n"
    out += page.kinds.map { "| `\($0.name)` | \($0.summary) |\n" }.joined()
    out += "\nAll of them are findings of the rule [breaking-change](../rules/breaking-change.md). "
    out += "Accept a single one with its kind:\n\n```yaml\n# .eventlint.yml\nignore:\n"
    out += "  - rule: breaking-change\n    message: OrderPlaced\n"
    out += "    field: total\n    change: \(page.kinds.first?.name ?? page.name)\n    until: 2027-03-31\n"
    out += "    reason: billing moves with release 12\n```\n"
    return Array(out.utf8)
  }

  /// The same for a terminal; one kind alone if the word names it.
  static func text(_ page: Class, _ word: String, usesColor: Bool) -> [UInt8] {
    var out = ByteBuffer()
    func heading(_ word: String) { out.append(usesColor ? "\n\u{1B}[1m\(word)\u{1B}[0m\n" : "\n\(word)\n") }
    out.append(usesColor ? "\u{1B}[1m\(word)\u{1B}[0m" : word)
    out.append("   a change of a contract, rule breaking-change\n")
    if let kind = page.kinds.first(where: { $0.name == word }) { out.append("\(kind.summary)\n") }
    heading(page.title)
    out.append(RuleListing.indented(page.why))
    heading("What to do")
    out.append(RuleListing.indented(page.fix))
    heading("Severity")
    out.append(RuleListing.indented(page.severity))
    if page.name == word {
      heading("Kinds")
      for kind in page.kinds { out.append("  \(kind.name)\n      \(kind.summary)\n") }
    }
    heading("Accept it")
    let kind = page.name == word ? page.kinds.first?.name ?? word : word
    out.append("  ignore: [{rule: breaking-change, message: OrderPlaced, change: \(kind), ")
    out.append("until: 2027-03-31, reason: ...}]\n")
    return out.bytes
  }

  private static let texts = [
    Class(
      name: "message-change", title: "A change of the message itself",
      why: """
        The message is gone, travels elsewhere, is another kind of message, or promises less than before. Its \
        payload may be the same, and the \
        other end breaks all the same: it listens where nothing arrives, or sends to no handler.
        """,
      fix: """
        Send or handle the old message beside the new one until the last service has moved, and mark the old one \
        `deprecated` with a `sunset`.
        """,
      severity: "An error where services still rely on the message; a warning for promises that became weaker.",
      kinds: []),
    Class(
      name: "decoding-change", title: "A change after which a reader cannot decode the message",
      why: """
        The bytes cannot be resolved against the reader's schema any more, so every reader fails, whichever \
        fields it uses: a field without a \
        default is missing in Avro, a number or a wire type changed in Protocol Buffers.
        """,
      fix: "Add a field, a default or a number instead of changing one, or publish a new message beside the old.",
      severity: "An error. An info if all readers name a version that is kept.", kinds: []),
    Class(
      name: "field-change", title: "A change that breaks those who use the field",
      why: """
        The message can still be read. A field is gone, may be missing or null, or has another type, and readers \
        that use it break. Catalogs \
        say with `needs` which fields a consumer uses; AsyncAPI documents and EventCatalog pages say it with \
        their payloads and `fields`.
        """,
      fix: "Keep the field and add the new one beside it; remove the old one when no consumer needs it any more.",
      severity: """
        An error if a consumer needs the field or does not say what it needs; an info if all of them say so and \
        none needs it. A warning where \
        the old contract already said that the field may be missing. For commands and queries an error: senders \
        cannot choose what their \
        receiver requires.
        """, kinds: []),
    Class(
      name: "validation-change", title: "A change that breaks readers that validate",
      why: """
        A value may be outside of what the old contract allowed: longer, below the minimum, a new word of an \
        enumeration, a property more in a \
        closed object. Readers that take what they need do not notice; readers that validate refuse the message.
        """,
      fix: """
        Tell the consumers before the first such value is sent. Let consumers say how they read (`reader: \
        strict`) and which values they \
        handle (`needs: {status: {values: [PAID, SENT], else: true}}`).
        """,
      severity: """
        A warning; an error where a consumer validates or does not handle the value; an info where no consumer uses the
        field.
        """,
      kinds: []),
    Class(
      name: "meaning-change", title: "A change of what a value means",
      why: """
        Nothing fails, and readers misunderstand: another default, another format or unit, a name in JSON that \
        only some readers use.
        """,
      fix: "Give the new meaning a new name, or tell the consumers.",
      severity: "A warning; an info where no consumer uses the field.", kinds: []),
  ]
}
