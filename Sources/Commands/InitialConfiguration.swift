import Catalog
import Configuration
import Files
import Findings
package import Linting
import Loading
import Readers
import RulePages
package import Writing

extension Linter {
  /// Writes a commented configuration for the catalogs in a folder. It proposes and does not decide: everything in it
  /// is commented out, so a run reports the same with it and without it.
  ///
  /// - Returns: a summary for standard error.
  /// - Throws: `UsageError` when the folder already has a configuration.
  package static func initialise(_ folder: String) throws(UsageError) -> [UInt8] {
    for name in Configuration.names where FilePaths.isTaken(FilePaths.joined(folder, name)) {
      throw UsageError("\(FilePaths.joined(folder, name)): already exists; `eventlint config` shows its settings")
    }
    guard !FilePaths.exists(folder) || FilePaths.isFolder(folder) else {
      throw UsageError("\(folder): not a folder; name the folder that the configuration is for")
    }
    let system = try LoadedCatalog.load([folder])
    let path = FilePaths.joined(folder, Configuration.names[0])
    try OutputFile.write(Array(initialConfiguration(system, folder).utf8), to: path, inputs: [])
    let counts = system.counts
    guard counts.all > 0 else {
      let words = "no catalog found yet; a catalog is a YAML file with the key `eventlint: 1`"
      return Array("\(Escaping.terminal(path)) written, all of it commented out; \(words)\n".utf8)
    }
    let found =
      "\(counts.words) (\(counted(system.catalog.services.count, "service")), "
      + "\(counted(system.catalog.messages.count, "message")))"
    return Array(
      """
      \(Escaping.terminal(path)) written, all of it commented out; found \(found)
      Next: `eventlint` lints them; `eventlint baseline` records the findings, so that only new ones are reported.

      """.utf8)
  }

  private static func initialConfiguration(_ system: LoadedCatalog, _ folder: String) -> String {
    // The top-level folders that contain catalogs.
    var folders: [String] = []
    for path in system.readPaths {
      let parts = PathText.components(FilePaths.relative(path, to: folder)).dropLast()
      let top = parts.first.map { "\($0)/**" } ?? "*.yaml"
      if !folders.contains(top) { folders.append(top) }
    }
    let include = (folders.isEmpty ? ["catalog/**"] : folders.sorted()).map { "#   - \(YAMLText.quoted($0))\n" }
      .joined()
    let documents = system.counts[.asyncAPI]
    let extends =
      documents == 0
      ? "# extends: [recommended]"
      : "# `asyncapi` adds style checks for the \(counted(documents, "AsyncAPI document")) here.\n"
        + "# extends: [recommended, asyncapi]"
    return """
      # Configuration of eventlint. All keys are optional, and all of them are commented out here: remove the `# ` in
      # front of what you want to set. `eventlint config` shows the effective values.
      #
      # Completion in an editor: run `eventlint schema configuration > .eventlint.schema.json` and begin this file with
      # the comment `# yaml-language-server: $schema=.eventlint.schema.json`.

      # Presets (\(Preset.allCases.map(\.rawValue).joined(separator: ", "))) and files.
      # Later ones override earlier ones; without this key, `recommended` applies.
      \(extends)

      # Paths and globs to read when the command line names none; without this key, all folders.
      # include:
      \(include)# exclude:
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

      # Known findings that are not reported; `eventlint baseline` writes the file. This is the default.
      # baseline: \(Configuration.baselineName)

      """
  }
}
