import ArgumentParser
import Commands

/// The tool for developers of eventlint. Not part of releases.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint-dev", abstract: "Benchmarks, measurements and new rules for developers of eventlint.",
    subcommands: [Bench.self, MakeCorpus.self, MeasureNames.self, NewRule.self, MeasureRules.self])
}

/// The run that `bench` counts the instructions of.
struct MeasureRules: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rule-costs",
    abstract: "Run each rule by itself, for an instruction counter, and print its number of findings.",
    shouldDisplay: false)

  @Argument(help: "The catalogs.") var paths: [String]

  func run() throws { for count in try RuleCosts.run(paths) { print(count) } }
}
