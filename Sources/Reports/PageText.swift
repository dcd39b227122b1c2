import Findings
import RuleBook
package import RulePages

/// The page of a rule as text for documentation, code scanning and editors.
package enum PageText {
  /// The rationale of a rule on one line; nil if the page cannot be read.
  static func why(_ page: RulePage) -> String? {
    details(page).map { $0.why.split(separator: "\n").joined(separator: " ") }
  }

  /// The title, rationale and fix of a rule without markup.
  package static func plain(_ page: RulePage) -> String {
    guard let details = details(page) else { return page.title }
    return "\(page.id): \(page.title).\n\n\(trimmed(details.why))\n\n\(trimmed(details.fix))"
  }

  /// The whole page as Markdown.
  package static func markdown(_ page: RulePage) -> String {
    guard let details = details(page) else { return page.title }
    var out = "# \(page.id)\n\n\(page.title).\n\n"
    let presets = page.presets.isEmpty ? "strict only" : page.presets.map(\.rawValue).joined(separator: ", ")
    out += "**\(page.severity.name)** · \(page.category.rawValue) · in \(presets)\n"
    out += "\n## Why\n\n\(trimmed(details.why))\n\n## What to do\n\n\(trimmed(details.fix))\n"
    if !page.options.isEmpty {
      out += "\n## Options\n\n| option | default | |\n| --- | --- | --- |\n"
      for option in page.options {
        let choices = option.choices.isEmpty ? "" : "; one of \(option.choices.joined(separator: ", "))"
        out += "| `\(option.name)` | `\(option.standard.description)` | \(option.summary)\(choices) |\n"
      }
    }
    if !page.facts.isEmpty {
      out += "\nRequires that the catalog declares: \(page.facts.map(\.rawValue).joined(separator: ", ")).\n"
    }
    out += "\n## Not reported, or less severe, when\n\n" + details.silentWhen.map { "- \($0)\n" }.joined()
    if !page.hides.isEmpty {
      out += "\nSuppresses \(page.hides.map { "`\($0)`" }.joined(separator: ", ")) about the same subject.\n"
    }
    if let words = details.disagrees { out += "\n## Who disagrees\n\n\(trimmed(words))\n" }
    for example in details.examples {
      out += "\n## \(example.isBad ? "Bad" : "Good"): \(example.title)\n"
      let options = example.options.sorted { $0.key < $1.key }.map { "`\($0.key): \($0.value.description)`" }
      if !options.isEmpty { out += "\nWith \(options.joined(separator: ", ")).\n" }
      if !example.before.isEmpty { out += "\nBefore:\n\(listing(example.before))\nNow:\n" }
      out += listing(example.files)
    }
    out += "\n## Suppress\n\n```yaml\n# eventlint: ignore \(page.id) -- the reason\n```\n"
    return out + "\n## Sources\n\n" + details.sources.map { "- \($0)\n" }.joined()
  }

  private static func listing(_ files: [Example.File]) -> String {
    files.map { file in
      (files.count > 1 ? "\n`\(file.name)`\n" : "") + "\n```yaml\n\(trimmed(file.text))\n```\n"
    }.joined()
  }

  private static func details(_ page: RulePage) -> PageDetails? {
    do throws(PageError) { return try RuleBook.details(page) } catch { return nil }
  }

  private static func trimmed(_ text: String) -> Substring {
    var text = text[...]
    while text.hasSuffix("\n") { text = text.dropLast() }
    return text
  }
}
