import Catalog
import Findings
import Readers
import Reports
import RuleBook
import RulePages
import Rules
import Writing

extension Session {
  /// The configuration that a request runs under, each value with where it comes from.
  public static func showConfiguration(_ request: LintRequest) throws(UsageError) -> [UInt8] {
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

  /// Writes a commented configuration for what is in a folder.
  ///
  /// - Returns: what was done, for standard error.
  /// - Throws: `UsageError` when there is a configuration already.
  public static func initialise(_ folder: String) throws(UsageError) -> [UInt8] {
    for name in Configuration.names where FilePaths.isTaken(FilePaths.joined(folder, name)) {
      throw UsageError("there is \(FilePaths.joined(folder, name)) already; `eventlint config` shows what it says")
    }
    let system = try System.load([folder])
    let path = FilePaths.joined(folder, Configuration.names[0])
    try OutputFile.write(Array(configurationText(system, folder).utf8), to: path, inputs: [])
    let counts = system.counts
    let found =
      counts.all == 0
      ? "no catalog yet; a catalog is a YAML file that begins with `eventlint: 1`"
      : "found \(counts.words) (\(counted(system.catalog.services.count, "service")), "
        + "\(counted(system.catalog.messages.count, "message")))"
    return Array("\(Escaping.terminal(path)) written; \(found)\n".utf8)
  }

  private static func configurationText(_ system: System, _ folder: String) -> String {
    // The folders that files lie in, as far up as they say something.
    var folders: [String] = []
    for path in system.readPaths {
      let parts = FilePaths.relative(path, to: folder).split(separator: "/").dropLast()
      let top = parts.first.map { "\($0)/**" } ?? "*.yaml"
      if !folders.contains(top) { folders.append(top) }
    }
    let include = folders.sorted().map { "  - \(YAMLText.quoted($0))\n" }.joined()
    let presets = system.counts[.asyncAPI] > 0 ? "[recommended, asyncapi]" : "[recommended]"
    return """
      # yaml-language-server: $schema=https://eventlint.dev/schemas/configuration.json
      # What eventlint reads and how it judges. Every key may be left out; `eventlint config` shows what holds and why.

      # Presets (\(Preset.allCases.map(\.rawValue).joined(separator: ", "))) and files of your own; later ones win.
      extends: \(presets)

      # What is read when the call names nothing.
      \(include.isEmpty ? "# include:\n#   - \"catalog/**\"\n" : "include:\n" + include)
      # exclude:
      #   - "catalog/archive/**"

      # Rules by name: off, info, warning, error, or a mapping with options. `eventlint rules` lists them, `eventlint explain RULE` tells why.
      # rules:
      #   long-event-chain: {severity: error, max-handovers: 3}
      #   event-without-consumer: off

      # Other severities for some subjects or files.
      # overrides:
      #   - {services: ["legacy-*"], rules: {missing-owner: off}}

      # Findings that are accepted, each with a reason.
      # ignore:
      #   - {rule: event-without-consumer, message: OrderArchived, reason: read by the data team, until: 2027-03-31}

      # What was there when you began: `eventlint baseline` writes it.
      # baseline: .eventlint-baseline.yml

      """
  }
}
