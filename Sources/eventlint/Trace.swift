import ArgumentParser
import EventLintKit

struct Trace: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Tell how something works: who starts it, who reacts, what waits, where it ends.",
    discussion: """
      START is a message, a trigger or a flow. Blocks in documents that --check looks at stand between
      <!-- eventlint:trace START [FORMAT] --> and <!-- eventlint:end -->.
      """)

  @Argument(help: "A message, a trigger from outside, or a flow by its name.") var start: String?
  @OptionGroup var input: InputOptions
  @Option(help: "What leads to this message instead.") var to: String?
  @Flag(help: "Every start, with length, services, owner and who sees it.") var list = false
  @Option(help: "Documents whose blocks are compared with what they should be.") var check: [String] = []
  @Flag(help: "With --check: write stale blocks anew.") var write = false
  @Option(help: "text, mermaid, plantuml, eventcatalog (the page of a flow) or json.") var format = "text"
  @Option(help: "How many steps below the first are followed.") var depth = 12
  @Option(help: "Colour: auto, always or never.") var color: ColorChoice?

  func run() throws {
    var request = TraceRequest()
    let asksForStart = to == nil && !list && check.isEmpty
    var input = input
    // Without a start the first word is a path.
    if let start, !asksForStart { input.paths.insert(start, at: 0) }
    request.input = try input.request
    request.input.usesColor = Terminal.usesColor(color ?? .auto, descriptor: 1)
    request.format = format
    request.depth = depth
    if !check.isEmpty {
      let (report, isStale) = try Session.checkTraces(check, writes: write, request)
      Streams.writeText(report)
      throw ExitCode(isStale ? 1 : 0)
    }
    if list { return Streams.writeText(try Session.traces(request)) }
    if let to { return Streams.writeText(try Session.trace(to: to, request)) }
    guard let start else {
      throw UsageError("trace what? name a message, a trigger or a flow; --list tells what there is")
    }
    Streams.writeText(try Session.trace(start, request))
  }
}
