import ArgumentParser
import Commands
import Linting
import Writing

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show the effective configuration and the source of each value.")

  @OptionGroup var input: InputOptions
  @Option(help: "Output format: text or json.") var format = "text"

  func run() throws { Streams.writeText(try Linter.showConfiguration(try input.request, format: format)) }
}

struct Version: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "version", abstract: "Show the version, as --version.")

  func run() { Streams.write(Array("\(Main.version)\n".utf8)) }
}

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented .eventlint.yml for the catalogs in a folder.")

  @Argument(help: "The folder to search and to write to.") var folder = "."

  func run() throws { Streams.say(try Linter.initialise(folder)) }
}

struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print a shell completion script: bash, zsh or fish.")

  @Argument(help: "The shell: bash, zsh or fish.") var shell: String

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else {
      throw UsageError("unknown shell '\(shell)'; expected one of bash, zsh, fish")
    }
    Streams.write(Array((Main.completionScript(for: shell) + "\n").utf8))
  }
}

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print a JSON Schema: catalog, configuration, report, baseline or graph.")

  @Argument(help: "The schema: catalog, configuration, report, baseline or graph.") var name: String

  func run() throws { Streams.write(try FormatSchemas.text(of: name)) }
}
