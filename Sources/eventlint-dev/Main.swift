import ArgumentParser

/// Our own bench: what keeps rules, docs and measurements in step. Never shipped.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint-dev", abstract: "The developers' bench of eventlint.",
    subcommands: [Bench.self, MeasureNames.self])
}
