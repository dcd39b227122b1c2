import Foundation
import PackagePlugin

/// Runs `bind-rule-book` over the pages of `rules/` before RuleBook is compiled.
@main struct BindRuleBook: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "rules")
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    let pages = (found?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "yaml" }
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "RuleBook+Pages.swift")
    return [
      .buildCommand(
        displayName: "Binding the rule book", executable: try context.tool(named: "bind-rule-book").url,
        arguments: [output.path] + pages.map(\.path), inputFiles: pages, outputFiles: [output])
    ]
  }
}
