import ArgumentParser
import EventLintKit

struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Count what a system weighs: dependencies, propagation cost, chains, waits, patterns, service by service."
  )

  @OptionGroup var input: InputOptions
  @Option(help: "text, json or csv (the services).") var format = "text"
  @Option(help: "An earlier --format json: what has got worse since is told, and fails the run.") var against: String?

  func run() throws {
    var request = StatsRequest()
    request.input = try input.request
    request.format = format
    request.against = against
    let (output, notes, isWorse) = try Session.stats(request)
    Streams.writeText(output)
    Streams.say(notes)
    throw ExitCode(isWorse ? 1 : 0)
  }
}
