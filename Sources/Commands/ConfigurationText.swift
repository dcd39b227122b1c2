import Catalog
import Configuration
import Files
import Findings
package import Linting
import Loading
import Readers
import Reports
import RuleBook
import RulePages
import Rules
package import Writing

extension Linter {
  /// The effective configuration of a request: as YAML with the source of each value in a comment, or as JSON.
  ///
  /// - Throws: `UsageError` for an unknown format or an invalid configuration.
  package static func showConfiguration(_ request: LintRequest, format: String = "text") throws(UsageError) -> [UInt8] {
    let configuration = try configuration(for: request)
    switch format {
    case "text": return text(of: configuration)
    case "json": return ConfigurationJSON.bytes(of: configuration)
    default: throw .unknown("format", format, among: ["text", "json"])
    }
  }

  private static func text(of configuration: Configuration) -> [UInt8] {
    var lines: [(text: String, origin: String)] = []
    func list(_ key: String, _ words: [String]) {
      if !words.isEmpty {
        lines.append(
          ("\(key): [\(words.map(YAMLText.scalar).joined(separator: ", "))]", configuration.origins[key] ?? ""))
      }
    }
    list("include", configuration.include)
    list("exclude", configuration.exclude)
    list("sources", configuration.sources.map(\.path))
    if let path = configuration.baseline {
      lines.append(("baseline: \(YAMLText.scalar(path))", configuration.origins["baseline"] ?? ""))
    } else if let path = configuration.standardBaseline {
      lines.append(("baseline: \(YAMLText.scalar(path))", "default, since the file exists"))
    }
    if !configuration.overrides.isEmpty {
      lines.append(
        ("overrides: \(configuration.overrides.count)", configuration.origins["overrides"] ?? "an extended file"))
    }
    if !configuration.ignores.isEmpty {
      lines.append(("ignore: \(configuration.ignores.count)", configuration.origins["ignore"] ?? "an extended file"))
    }
    list("policies", configuration.policies.map(\.name))
    lines.append(("rules:", ""))
    for page in RuleBook.pages {
      guard let setting = configuration.settings[page.id] else { continue }
      let severity = setting.isOn ? (setting.severity ?? page.severity).name : "off"
      lines.append(("  \(page.id): \(severity)", configuration.origin(of: page)))
      guard setting.isOn else { continue }
      for option in page.options {
        let value = setting.options[option.name] ?? option.standard
        lines.append(
          ("    \(option.name): \(value.description)", configuration.origins["\(page.id) \(option.name)"] ?? "default"))
      }
    }
    let width = min(lines.map(\.text.count).max() ?? 0, 60)
    var out = "# \(configuration.path ?? "no configuration file")\n"
    for line in lines {
      out += Escaping.terminal(line.text)
      if !line.origin.isEmpty {
        out += String(repeating: " ", count: max(0, width - line.text.count)) + "  # \(Escaping.terminal(line.origin))"
      }
      out += "\n"
    }
    return Array(out.utf8)
  }
}

extension Configuration {
  /// The source of a rule's severity: `path:line`, `preset NAME` or `default`.
  func origin(of page: RulePage) -> String {
    let isOn = settings[page.id]?.isOn ?? false
    return origins[page.id.name]
      ?? (isOn || page.presets.contains(.recommended) ? "preset recommended" : "default")
  }
}
