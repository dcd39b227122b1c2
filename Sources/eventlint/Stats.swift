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
  @Option(help: "Output of an earlier --format json; fail when a value is worse than in this earlier report.")
  var against: String?

  func run() throws {
    var request = StatsRequest()
    request.input = try input.request
    request.format = format
    request.against = against
    let (output, notes, isWorse) = try Linter.stats(request)
    Streams.writeText(output)
    Streams.say(notes)
    throw ExitCode(isWorse ? 1 : 0)
  }
}
