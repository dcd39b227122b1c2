import Findings
import RuleBook
import RulePages
import Rules
package import Writing

/// The glossary: terms of the field as text, as Markdown and as a list.
package enum Glossary {
  /// A list of all terms with the first sentence of each, or the whole glossary as Markdown.
  ///
  /// - Throws: `UsageError` for an unknown format.
  package static func list(format: String = "text") throws(UsageError) -> [UInt8] {
    switch format {
    case "markdown": return Array(markdown.utf8)
    case "text":
      let width = RuleBook.terms.map(\.name.count).max() ?? 0
      var out = ByteBuffer()
      for term in RuleBook.terms {
        let blanks = String(repeating: " ", count: width - term.name.count)
        out.append("\(term.name)\(blanks)  \(firstSentence(term.meaning))\n")
      }
      return out.bytes
    default: throw .unknown("format", format, among: ["text", "markdown"])
    }
  }

  /// A term for the terminal.
  static func text(_ term: Term, usesColor: Bool) -> [UInt8] {
    var out = ByteBuffer()
    func bold(_ word: String) -> String { usesColor ? "\u{1B}[1m\(word)\u{1B}[0m" : word }
    out.append(bold(term.name))
    if !term.also.isEmpty { out.append("   also: \(term.also.joined(separator: ", "))") }
    out.append("\n\n\(RuleListing.indented(term.meaning))")
    if let words = term.disagrees { out.append("\n\(bold("Who disagrees"))\n\(RuleListing.indented(words))") }
    for (heading, words) in [
      ("Rules", term.rules), ("Keys of the catalog", term.keys), ("See also", term.see),
    ] where !words.isEmpty {
      out.append("\n\(bold(heading))\n  \(words.joined(separator: ", "))\n")
    }
    out.append("\n\(bold("Who said it"))\n")
    for source in term.saidBy { out.append("  - \(source)\n") }
    return out.bytes
  }

  /// A term as a page of its own.
  static func page(_ term: Term) -> [UInt8] {
    Array("# \(term.name)\n\n\(body(term, rules: "rules/", terms: "glossary.md"))".utf8)
  }

  /// An error about a word that is neither a rule nor a term nor a policy: with the words nearest to it, and those that
  /// contain it.
  static func unknown(_ word: String, policies: [String]) -> UsageError {
    let plain = Term.plain(word)
    // Terms first: a word that names no rule is probably asked for its meaning.
    let names =
      RuleBook.terms.flatMap(\.words) + RuleBook.pages.map(\.id.name) + policies + Preset.allCases.map(\.rawValue)
    var near = [NearName.best(for: plain, among: names)].compactMap { $0 }
    if plain.count > 2 {
      let related = names.filter { !near.contains($0) && ($0.contains(plain) || plain.contains($0)) }
      near += related.filter { $0.hasPrefix(plain) } + related.filter { !$0.hasPrefix(plain) }
    }
    let asked = "unknown rule, term or preset '\(word)'"
    guard !near.isEmpty else {
      return UsageError("\(asked); see `eventlint rules` for all rules and `eventlint explain --list` for all terms")
    }
    return UsageError("\(asked); did you mean \(either(near.prefix(3).map { "'\($0)'" }))?")
  }

  private static var markdown: String {
    var out = "# Glossary\n\n"
    out +=
      "The words of event-driven architectures as eventlint uses them, who said it, and the rules and keys of each.\n"
    out += "`eventlint explain TERM` prints an entry.\n"
    for term in RuleBook.terms { out += "\n## \(term.name)\n\n\(body(term, rules: "rules/", terms: ""))" }
    return out
  }

  /// - Parameters:
  ///   - rules: the folder of the pages of rules.
  ///   - terms: the page with the other terms.
  private static func body(_ term: Term, rules: String, terms: String) -> String {
    var out = term.also.isEmpty ? "" : "Also: \(term.also.joined(separator: ", ")).\n\n"
    out += term.meaning + "\n"
    if let words = term.disagrees { out += "\n**Who disagrees.** \(words)\n" }
    var lines: [String] = []
    if !term.rules.isEmpty {
      lines.append("Rules: " + term.rules.map { "[\($0)](\(rules)\($0).md)" }.joined(separator: ", "))
    }
    if !term.keys.isEmpty {
      lines.append("Keys of the [catalog](catalog.md): " + term.keys.map { "`\($0)`" }.joined(separator: ", "))
    }
    if !term.see.isEmpty {
      lines.append("See also: " + term.see.map { "[\($0)](\(terms)#\($0))" }.joined(separator: ", "))
    }
    if !lines.isEmpty { out += "\n" + lines.map { "- \($0)\n" }.joined() }
    return out + "\nWho said it:\n\n" + term.saidBy.map { "- \($0)\n" }.joined()
  }

  private static func firstSentence(_ text: String) -> String {
    var sentence = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      sentence += (sentence.isEmpty ? "" : " ") + word
      if word.hasSuffix(".") { break }
    }
    return sentence
  }
}

extension RuleListing {
  /// The names of all rules and terms, for completion in shells.
  package static var explained: [String] {
    RuleBook.pages.map(\.id.name) + RuleBook.terms.map(\.name) + ChangeClasses.all.map(\.name)
      + ContractChangeKinds.names + Preset.allCases.map(\.rawValue)
  }
}
