import Catalog

/// The words as a list in prose: `a`, `a and b`, `a, b and c`.
func joined(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}

/// At most four words as a list in prose, and how many are left out: `a, b, c, d and 3 more`.
func listed(_ words: [String]) -> String { listed(words, isCut: false) { $0 } }

/// The same of names, of which only the first are written out: there may be thousands.
///
/// - Parameter isCut: whether there are more names than these, so that those left out cannot be counted.
func listed(_ names: [Name], of catalog: Catalog, isCut: Bool = false) -> String {
  listed(names, isCut: isCut) { catalog[$0] }
}

private func listed<Item>(_ items: [Item], isCut: Bool, _ word: (Item) -> String) -> String {
  guard items.count > 4 else { return joined(items.map(word)) }
  return joined(items.prefix(4).map(word) + [isCut ? "others" : "\(items.count - 4) more"])
}
