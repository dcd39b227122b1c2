import ArgumentParser
import Commands
import Linting

struct Stats: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats",
    abstract: "Report coupling and complexity metrics of the system and of each service."
  )

  @OptionGroup var input: InputOptions
  @Option(help: "Output format: text, json or csv (services only).") var format = "text"
  @Option(
    help: """
      Output of an earlier --format json, or an earlier state as in `lint`; fail when a value is worse than in it.
      """) var against: String?
  @Flag(help: "Compare with the revision of --against itself instead of its merge base with HEAD.")
  var againstTip = false

  func run() throws {
    var request = StatsRequest()
    request.input = try input.request
    request.format = format
    request.against = against
    request.input.againstTip = againstTip
    let (output, notes, isWorse) = try Linter.stats(request)
    Streams.writeText(output)
    Streams.say(notes)
    throw ExitCode(isWorse ? 1 : 0)
  }
}
