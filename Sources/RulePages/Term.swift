/// A term of the field in the glossary: what it means, who said so, and which rules and keys belong to it.
package struct Term: Sendable {
  /// The term in kebab-case, by which it is asked for.
  package var name: String
  /// Other words for it.
  package var also: [String]
  /// The meaning, as Markdown paragraphs.
  package var meaning: String
  /// The publications that it comes from: author, work, year.
  package var saidBy: [String]
  /// Who sees it differently; nil if the field agrees.
  package var disagrees: String?
  /// The rules that are about it.
  package var rules: [String]
  /// The keys of the catalog that declare it.
  package var keys: [String]
  /// The names of related terms.
  package var see: [String]

  /// A term with all that is said of it.
  package init(
    name: String, also: [String], meaning: String, saidBy: [String], disagrees: String?, rules: [String],
    keys: [String], see: [String]
  ) {
    self.name = name
    self.also = also
    self.meaning = meaning
    self.saidBy = saidBy
    self.disagrees = disagrees
    self.rules = rules
    self.keys = keys
    self.see = see
  }

  /// The words by which the term is found, in the form in which words are compared.
  package var words: [String] { ([name] + also).map(Self.plain) }

  /// A word without differences of case, blanks and underscores: `event-carried-state-transfer`.
  package static func plain(_ word: String) -> String {
    String(word.lowercased().map { $0 == " " || $0 == "_" ? "-" : $0 })
  }
}
