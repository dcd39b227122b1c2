import ArgumentParser
import Commands
import Linting
import Writing

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "Trace a flow: what starts it, which services react, what they wait for, where it ends.",
    discussion: """
      START is a message, a trigger or a flow. --check verifies the blocks of documents between \
      <!-- eventlint:trace START [FORMAT] --> and <!-- eventlint:end -->.
      """)

  @Argument(help: "The name of a message, an external trigger or a flow.") var start: String?
  @OptionGroup var input: InputOptions
  @Option(help: "Trace backwards: what leads to this message.") var to: String?
  @Flag(help: "List all starts with length, services, owner and observers.") var list = false
  @Option(help: "Check that the trace blocks of this document are up to date. Repeatable.") var check: [String] = []
  @Flag(help: "With --check: rewrite stale blocks.") var write = false
  @Option(help: "Output format: text, mermaid, plantuml, eventcatalog (a flow page) or json.") var format = "text"
  @Option(help: "Number of steps to follow after the first.") var depth = 12
  @Option(help: "Colour: auto, always or never.", completion: .list(ColorChoice.words))
  var color: String?

  func run() throws {
    var request = TraceRequest()
    let asksForStart = to == nil && !list && check.isEmpty
    var input = input
    // Without a start the first word is a path.
    if let start, !asksForStart { input.paths.insert(start, at: 0) }
    request.input = try input.request
    var settings = Settings()
    settings.set(.color, color)
    request.input.usesColor = Terminal.usesColor(try settings.choice(.color), descriptor: 1)
    request.format = format
    request.depth = depth
    if !check.isEmpty {
      let (report, isStale) = try Linter.checkTraces(check, writes: write, request: request)
      Streams.writeText(report)
      throw ExitCode(isStale ? 1 : 0)
    }
    if list { return Streams.writeText(try Linter.traces(request)) }
    if let to { return Streams.writeText(try Linter.trace(to: to, request)) }
    guard let start else {
      throw UsageError("missing START: name a message, a trigger or a flow (see --list)")
    }
    Streams.writeText(try Linter.trace(start, request))
  }
}
