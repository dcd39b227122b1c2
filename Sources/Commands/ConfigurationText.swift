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
  /// The effective configuration of a request as YAML, with the source of each value in a comment.
  package static func showConfiguration(_ request: LintRequest) throws(UsageError) -> [UInt8] {
    let configuration = try configuration(for: request)
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
      let origin =
        configuration.origins[page.id.name]
        ?? (setting.isOn || page.presets.contains(.recommended) ? "preset recommended" : "default")
      lines.append(("  \(page.id): \(severity)", origin))
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

  /// Writes a commented configuration for the catalogs in a folder.
  ///
  /// - Returns: a summary for standard error.
  /// - Throws: `UsageError` when the folder already has a configuration.
  package static func initialise(_ folder: String) throws(UsageError) -> [UInt8] {
    for name in Configuration.names where FilePaths.isTaken(FilePaths.joined(folder, name)) {
      throw UsageError("\(FilePaths.joined(folder, name)): already exists; `eventlint config` shows its settings")
    }
    let system = try LoadedCatalog.load([folder])
    let path = FilePaths.joined(folder, Configuration.names[0])
    try OutputFile.write(Array(configurationText(system, folder).utf8), to: path, inputs: [])
    let counts = system.counts
    let found =
      counts.all == 0
      ? "no catalog found; a catalog is a YAML file with the key `eventlint: 1`"
      : "found \(counts.words) (\(counted(system.catalog.services.count, "service")), "
        + "\(counted(system.catalog.messages.count, "message")))"
    return Array("\(Escaping.terminal(path)) written; \(found)\n".utf8)
  }

  private static func configurationText(_ system: LoadedCatalog, _ folder: String) -> String {
    // The top-level folders that contain catalogs.
    var folders: [String] = []
    for path in system.readPaths {
      let parts = PathText.components(FilePaths.relative(path, to: folder)).dropLast()
      let top = parts.first.map { "\($0)/**" } ?? "*.yaml"
      if !folders.contains(top) { folders.append(top) }
    }
    let include = folders.sorted().map { "  - \(YAMLText.quoted($0))\n" }.joined()
    let presets = system.counts[.asyncAPI] > 0 ? "[recommended, asyncapi]" : "[recommended]"
    return """
      # yaml-language-server: $schema=https://eventlint.dev/schemas/configuration.json
      # Configuration of eventlint. All keys are optional; `eventlint config` shows the effective values.

      # Presets (\(Preset.allCases.map(\.rawValue).joined(separator: ", "))) and files.
      # Later ones override earlier ones.
      extends: \(presets)

      # Paths and globs to read when the command line names none.
      \(include.isEmpty ? "# include:\n#   - \"catalog/**\"\n" : "include:\n" + include)
      # exclude:
      #   - "catalog/archive/**"

      # Settings of rules: off, info, warning, error, or a mapping with options.
      # `eventlint rules` lists all rules, `eventlint explain RULE` explains one.
      # rules:
      #   long-event-chain: {severity: error, max-handovers: 3}
      #   event-without-consumer: off

      # Severities for certain services, messages, contexts, teams or files.
      # overrides:
      #   - {services: ["legacy-*"], rules: {missing-owner: off}}

      # Accepted findings, each with a reason.
      # ignore:
      #   - {rule: event-without-consumer, message: OrderArchived, reason: read by the data team, until: 2027-03-31}

      # Known findings that are not reported; written by `eventlint baseline`.
      # baseline: .eventlint-baseline.yml

      """
  }
}
