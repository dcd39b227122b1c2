import ArgumentParser
import EventLintKit

struct Config: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show what holds, each value with where it comes from.")

  @OptionGroup var input: InputOptions

  func run() throws { Streams.writeText(try Session.showConfiguration(try input.request)) }
}

struct Init: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a commented .eventlint.yml for what is here.")

  @Argument(help: "The folder.") var folder = "."

  func run() throws { Streams.say(try Session.initialise(folder)) }
}

struct Completions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the completions of a shell: bash, zsh or fish.")

  @Argument(help: "bash, zsh or fish.") var shell: String

  func run() throws {
    guard let shell = CompletionShell(rawValue: shell) else {
      throw UsageError("there are completions for bash, zsh and fish, not for \(shell)")
    }
    Streams.write(Array((Main.completionScript(for: shell) + "\n").utf8))
  }
}

struct Schema: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print a JSON Schema: catalog, configuration, report, baseline or graph.")

  @Argument(help: "catalog, configuration, report, baseline or graph.") var name: String

  func run() throws { Streams.write(try FormatSchemas.text(of: name)) }
}
