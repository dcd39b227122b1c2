import Foundation
import PackagePlugin

/// Runs `bind-files` before a target is compiled: the pages of `rules/` become the rule book and the registry, the
/// files of `glossary/` its terms, and the folder `Page` of a target becomes string constants.
@main struct BindFiles: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let rules = context.package.directoryURL.appending(path: "rules")
    switch target.name {
    case "RuleBook":
      let glossary = context.package.directoryURL.appending(path: "glossary")
      return [
        try command("book", files(in: rules, ending: ["yaml"]), name: "RuleBook+Pages", context: context),
        try command("glossary", files(in: glossary, ending: ["yaml"]), name: "RuleBook+Terms", context: context),
      ]
    case "Rules":
      return [try command("registry", files(in: rules, ending: ["yaml"]), name: "Rule+All", context: context)]
    default:
      let folder = target.directoryURL.appending(path: "Page")
      return [
        try command("texts", files(in: folder, ending: ["html", "css", "js"]), name: "BoundText", context: context)
      ]
    }
  }

  private func files(in folder: URL, ending: Set<String>) -> [URL] {
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? [])
      .filter { ending.contains($0.pathExtension) }
      .sorted { $0.path < $1.path }
  }

  private func command(_ kind: String, _ files: [URL], name: String, context: PluginContext) throws -> Command {
    let output = context.pluginWorkDirectoryURL.appending(path: "\(name).swift")
    return .buildCommand(
      displayName: "Binding \(name)", executable: try context.tool(named: "bind-files").url,
      arguments: [kind, output.path] + files.map(\.path), inputFiles: files, outputFiles: [output])
  }
}
