import Catalog

/// The words as a list in prose: `a`, `a and b`, `a, b and c`.
func joined(_ words: [String]) -> String {
  guard let last = words.last, words.count > 1 else { return words.first ?? "" }
  return "\(words.dropLast().joined(separator: ", ")) and \(last)"
}

/// At most four words as a list in prose, and how many are left out: `a, b, c, d and 3 more`.
func listed(_ words: [String]) -> String {
  guard words.count > 4 else { return joined(words) }
  return joined(words.prefix(4) + ["\(words.count - 4) more"])
}

/// The same of names, of which only the first are written out: there may be thousands.
func listed(_ names: [Name], of catalog: Catalog) -> String {
  guard names.count > 4 else { return joined(names.map { catalog[$0] }) }
  return joined(names.prefix(4).map { catalog[$0] } + ["\(names.count - 4) more"])
}
