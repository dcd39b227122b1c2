package import Findings
package import RulePages

/// All rule pages and the glossary, compiled into the binary. The build generates `pages`, a constant for each page,
/// typed options, and `terms`.
package enum RuleBook {
  /// The page of a rule; nil for unknown rules and custom ones. Linear in the number of rules.
  package static func page(_ id: RuleID) -> RulePage? { pages.first { $0.id == id } }

  /// The term of the glossary with a name or another word for it, whatever its case; nil for an unknown word. Linear in
  /// the number of terms.
  package static func term(_ word: String) -> Term? {
    let plain = Term.plain(word)
    return terms.first { $0.name == plain } ?? terms.first { $0.words.contains(plain) }
  }

  /// The texts and examples of a page, parsed on each call.
  package static func details(_ page: RulePage) throws(PageError) -> PageDetails {
    var reader = try PageReader(page.text)
    return try reader.details()
  }
}
