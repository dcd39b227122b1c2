import Catalog
import Configuration
import Findings
package import Linting
import Reports
import RuleBook
import RulePages
import Rules
package import Writing

/// The list of rules, the page of one rule, and the rules that lack input, as text.
package enum RuleListing {
  /// All rules and policies with severity and title, grouped by category, as text or JSON.
  ///
  /// - Throws: `UsageError` for an unknown format or an invalid configuration.
  package static func list(configuration path: String?, isIsolated: Bool, format: String) throws(UsageError) -> [UInt8]
  {
    var request = LintRequest()
    request.configuration = path
    request.isIsolated = isIsolated
    let configuration = try Linter.configuration(for: request)
    switch format {
    case "text": return table(configuration)
    case "json": return json(configuration)
    default: throw UsageError("unknown format '\(format)'; expected text or json")
    }
  }

  /// The enabled rules that cannot report on a catalog because it declares none of the facts they require, and the keys
  /// to declare.
  package static func why(_ request: LintRequest) throws(UsageError) -> [UInt8] {
    let configuration = try Linter.configuration(for: request)
    return FactCounts.silent(try Linter.load(request, configuration), configuration)
  }

  private static func severity(_ page: RulePage, _ configuration: Configuration) -> String {
    guard let settings = configuration.settings[page.id], settings.isOn else { return "off" }
    return (settings.severity ?? page.severity).name
  }

  private static func table(_ configuration: Configuration) -> [UInt8] {
    var out = ByteBuffer()
    let width = RuleBook.pages.map(\.id.name.count).max() ?? 0
    for category in Category.allCases {
      let pages = RuleBook.pages.filter { $0.category == category }
      guard !pages.isEmpty else { continue }
      out.append("\(category.rawValue)\n")
      for page in pages {
        out.append("  \(padded(page.id.name, width))  \(padded(severity(page, configuration), 7))  \(page.title)\n")
      }
    }
    if !configuration.policies.isEmpty { out.append("policies\n") }
    for policy in configuration.policies {
      out.append(
        "  \(padded(policy.name, width))  \(padded(policy.severity.name, 7))  "
          + "\(policy.message ?? policy.because ?? "")\n"
      )
    }
    return out.bytes
  }

  private static func json(_ configuration: Configuration) -> [UInt8] {
    /// A rule or policy of the list.
    struct Item {
      var id: String
      var title: String
      var category: String
      var severity: String
    }
    let items =
      RuleBook.pages.map { page in
        Item(
          id: page.id.name, title: page.title, category: page.category.rawValue,
          severity: severity(page, configuration))
      }
      + configuration.policies.map { policy in
        Item(
          id: policy.name, title: policy.message ?? policy.because ?? "", category: "policy",
          severity: policy.severity.name)
      }
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.list("rules", items) { json, item in
        json.object { json in
          json.member("id", item.id)
          json.member("title", item.title)
          json.member("category", item.category)
          json.member("severity", item.severity)
        }
      }
    }
    return json.bytes + [0x0A]
  }

  /// A rule's page (title, why, fix, options, examples, sources), a term of the glossary, the rules of a preset, or a
  /// policy's severity and texts.
  ///
  /// - Throws: `UsageError` for an unknown word or format.
  package static func explain(_ name: String, format: String = "text", usesColor: Bool) throws(UsageError) -> [UInt8] {
    guard ["text", "markdown"].contains(format) else {
      throw .unknown("format", format, among: ["text", "markdown"])
    }
    if format == "markdown", let page = RuleBook.page(RuleID(name)) { return Array(PageText.markdown(page).utf8) }
    if let page = ChangeClasses.named(name) {
      return format == "markdown" ? ChangeClasses.markdown(page) : ChangeClasses.text(page, name, usesColor: usesColor)
    }
    if RuleBook.page(RuleID(name)) == nil, let term = RuleBook.term(name) {
      return format == "markdown" ? Glossary.page(term) : Glossary.text(term, usesColor: usesColor)
    }
    if RuleBook.page(RuleID(name)) == nil, let preset = Preset(rawValue: name) {
      return format == "markdown" ? PresetPage.markdown(preset) : PresetPage.text(preset, usesColor: usesColor)
    }
    guard let page = RuleBook.page(RuleID(name)) else {
      let policies = try Linter.configuration(for: LintRequest()).policies
      if let policy = policies.first(where: { $0.name == name }) {
        let words = [policy.message, policy.because].compactMap { $0 }.joined(separator: "\n")
        return Array(
          "\(name)   \(policy.severity.name), policy of this configuration\n\(words.isEmpty ? "" : "\n\(words)\n")".utf8
        )
      }
      throw Glossary.unknown(name, policies: policies.map(\.name))
    }
    let details: PageDetails
    do throws(PageError) { details = try RuleBook.details(page) } catch {
      throw UsageError("\(name): \(error.message)")
    }
    var out = ByteBuffer()
    func heading(_ word: String) { out.append(usesColor ? "\n\u{1B}[1m\(word)\u{1B}[0m\n" : "\n\(word)\n") }
    out.append(usesColor ? "\u{1B}[1m\(page.id)\u{1B}[0m" : page.id.name)
    let presets = page.presets.isEmpty ? "strict only" : page.presets.map(\.rawValue).joined(separator: ", ")
    out.append("   \(page.severity.name), \(page.category.rawValue), in: \(presets)\n\(page.title).\n")
    heading("Why")
    out.append(indented(details.why))
    heading("Fix")
    out.append(indented(details.fix))
    if !page.options.isEmpty {
      heading("Options")
      for option in page.options {
        let choices = option.choices.isEmpty ? "" : "; one of \(option.choices.joined(separator: ", "))"
        out.append("  \(option.name): \(option.standard.description)   \(option.summary)\(choices)\n")
      }
      out.append(
        "  Set in .eventlint.yml: "
          + "rules: {\(page.id): {\(page.options[0].name): \(page.options[0].standard.description)}}\n"
      )
    }
    heading("Not reported, or less severe, when")
    for item in details.silentWhen { out.append("  - \(item)\n") }
    if let words = details.disagrees {
      heading("Disagreement")
      out.append(indented(words))
    }
    for example in [true, false].compactMap({ isBad in details.examples.first { $0.isBad == isBad } }) {
      heading("\(example.isBad ? "Bad" : "Good"): \(example.title)")
      func write(_ files: [Example.File]) {
        for file in files {
          if files.count > 1 { out.append("  # \(file.name)\n") }
          out.append(indented(file.text))
        }
      }
      if !example.before.isEmpty {
        out.append("  # before\n")
        write(example.before)
        out.append("  # now\n")
      }
      write(example.files)
    }
    heading("Suppress")
    out.append("  # eventlint: ignore \(page.id) -- reason\n")
    heading("Sources")
    for source in details.sources { out.append("  - \(source)\n") }
    return out.bytes
  }

  /// The paragraphs of a text, two blanks in.
  static func indented(_ text: String) -> String {
    var text = text[...]
    while text.hasSuffix("\n") { text = text.dropLast() }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? "\n" : "  \($0)\n" }
      .joined()
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
