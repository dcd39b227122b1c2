import ArgumentParser
import EventLintKit

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List all rules and whether they are on; with --why, those that lack facts.")

  @OptionGroup var input: InputOptions
  @Flag(help: "Tell which rules are silent over these catalogs for lack of facts, and what to declare.") var why = false
  @Option(help: "How the list is written: text or json.") var format = "text"

  func validate() throws {
    guard why || input.paths.isEmpty else { throw ValidationError("paths go with --why") }
  }

  func run() throws {
    guard !why else { return Streams.writeText(try Book.why(try input.request)) }
    Streams.writeText(try Book.list(configuration: input.configuration, isIsolated: input.isolated, format: format))
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell what a rule means, why, and what to do.")

  @Argument(help: "The rule.") var rule: String
  @Option(help: "How the page is written: text or markdown.") var format = "text"

  func run() throws {
    Streams.writeText(try Book.explain(rule, format: format, usesColor: Terminal.usesColor(.auto, descriptor: 1)))
  }
}
