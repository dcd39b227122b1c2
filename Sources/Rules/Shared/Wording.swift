import Catalog

/// The kind with its article: `an event`, `a command`, `a query`.
func article(_ kind: Message.Kind) -> String { kind == .event ? "an event" : "a \(kind.name)" }

/// The words as a list in prose: `a`, `a and b`, `a, b and c`.
func joined(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}

/// The count with its noun, in the plural unless it is one: `1 consumer`, `2 consumers`.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
