import Configuration
import Findings
import RuleBook
import RulePages
import Rules
import Writing

/// The page of a preset: what it selects, for whom, and its rules with their severities.
enum PresetPage {
  /// The rules of a preset in one category.
  private struct Group {
    var category: Category
    /// Each rule with the severity that it has in the preset.
    var rules: [(page: RulePage, severity: String)]
  }

  private static func groups(_ preset: Preset) -> [Group] {
    let configuration = Configuration(presets: [preset])
    return Category.allCases.compactMap { category in
      let rules = RuleBook.pages.filter { $0.category == category }.compactMap { page in
        configuration.settings[page.id].flatMap { settings in
          settings.isOn ? (page: page, severity: (settings.severity ?? page.severity).name) : nil
        }
      }
      return rules.isEmpty ? nil : Group(category: category, rules: rules)
    }
  }

  /// The page for the terminal.
  static func text(_ preset: Preset, usesColor: Bool) -> [UInt8] {
    func bold(_ words: String) -> String { usesColor ? "\u{1B}[1m\(words)\u{1B}[0m" : words }
    let groups = groups(preset)
    let count = groups.map(\.rules.count).reduce(0, +)
    let width = groups.flatMap(\.rules).map(\.page.id.name.count).max() ?? 0
    var out = ByteBuffer()
    out.append("\(bold(preset.rawValue))   preset, \(counted(count, "rule"))\n\(preset.summary).\n")
    out.append("\n\(bold("For"))\n  \(preset.audience).\n")
    out.append("\n\(bold("Use"))\n  In .eventlint.yml: extends: \(use(preset))\n")
    for group in groups {
      out.append("\n\(bold(group.category.rawValue))\n")
      for rule in group.rules {
        let name = rule.page.id.name + String(repeating: " ", count: width - rule.page.id.name.count)
        let severity = rule.severity + String(repeating: " ", count: max(0, 7 - rule.severity.count))
        out.append("  \(name)  \(severity)  \(rule.page.title)\n")
      }
    }
    return out.bytes
  }

  /// The page as Markdown.
  static func markdown(_ preset: Preset) -> [UInt8] {
    var out = ByteBuffer()
    out.append("# \(preset.rawValue)\n\n\(preset.summary).\n\nFor: \(preset.audience).\n\n")
    out.append("```yaml\nextends: \(use(preset))\n```\n")
    for group in groups(preset) {
      out.append("\n## \(group.category.rawValue)\n\n| rule | severity | reports |\n| --- | --- | --- |\n")
      for rule in group.rules {
        out.append("| [\(rule.page.id)](rules/\(rule.page.id).md) | \(rule.severity) | \(rule.page.title) |\n")
      }
    }
    return out.bytes
  }

  /// The value of `extends`: presets for one kind of document go with the default.
  private static func use(_ preset: Preset) -> String {
    [.asyncapi, .zalando].contains(preset) ? "[recommended, \(preset.rawValue)]" : "[\(preset.rawValue)]"
  }
}
