import ArgumentParser

/// The tool for developers of eventlint: benchmarks and measurements. Not part of releases.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint-dev", abstract: "Benchmarks and measurements for developers of eventlint.",
    subcommands: [Bench.self, MeasureNames.self])
}
