import ArgumentParser
import EventLintKit

struct Rules: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "rules", abstract: "List all rules and whether they are on.")

  @Option(name: .customLong("config"), help: "The configuration file (default: the nearest .eventlint.yml upwards).")
  var configuration: String?
  @Flag(help: "Use no configuration file.") var isolated = false
  @Option(help: "How the list is written: text or json.") var format = "text"

  func run() throws {
    Terminal.write(try Book.list(configuration: configuration, isIsolated: isolated, format: format), to: 1)
  }
}

struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Tell what a rule means, why, and what to do.")

  @Argument(help: "The rule.") var rule: String

  func run() throws {
    Terminal.write(try Book.explain(rule, usesColor: Terminal.usesColor(.auto, descriptor: 1)), to: 1)
  }
}
