import ArgumentParser
import Commands

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "List all rules with their severity, or with --why the rules that lack input.")

  @OptionGroup var input: InputOptions
  @Flag(help: "List the rules that cannot report on these catalogs, and the keys they require.") var why = false
  @Option(help: "Output format: text or json.") var format = "text"

  func validate() throws {
    guard why || input.paths.isEmpty else { throw ValidationError("paths require --why") }
  }

  func run() throws {
    guard !why else { return Streams.writeText(try RuleListing.why(try input.request)) }
    Streams.writeText(
      try RuleListing.list(configuration: input.configuration, isIsolated: input.isolated, format: format))
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Explain a rule (what it reports, why, how to fix it), a preset, or a term such as saga or outbox.")

  @Argument(
    help: "The rule, term, preset or policy.", completion: .custom { _, _, _ in RuleListing.explained })
  var name: String?
  @Flag(help: "List all terms; with --format markdown, the whole glossary.") var list = false
  @Option(help: "Output format: text or markdown.") var format = "text"

  func validate() throws {
    guard (name != nil) != list else {
      throw ValidationError("specify a rule, a term, a preset or a policy, or --list")
    }
  }

  func run() throws {
    guard let name else { return Streams.writeText(try Glossary.list(format: format)) }
    Streams.writeText(
      try RuleListing.explain(name, format: format, usesColor: Terminal.usesColor(.auto, descriptor: 1)))
  }
}
