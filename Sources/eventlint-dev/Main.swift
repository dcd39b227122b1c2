import ArgumentParser

/// The tool for developers of eventlint. Not part of releases.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint-dev", abstract: "Benchmarks, measurements and new rules for developers of eventlint.",
    subcommands: [Bench.self, MeasureNames.self, NewRule.self])
}
