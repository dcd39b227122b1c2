import ArgumentParser
import Commands
import Diagrams
import Linting
import Loading
import Writing

struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw message flows, dependencies, contexts and the sequence of a case.",
    discussion: """
      Views: \(View.help).

      By default the Graphviz source (DOT) is written to standard output. HTML is a page to explore the system: \
      flow, dependencies, contexts, matrix, cases and findings; the view is the tab that it opens with. SVG, PNG and \
      PDF require Graphviz' `dot`, except SVG of the views sequence, matrix and legend; `rsvg-convert`, where it is \
      installed, makes PNG and PDF of the view sequence.
      """)

  @OptionGroup var input: InputOptions
  @Option(help: "The view: \(either(View.all.map(\.name))).") var view = View.flow.name
  @Option(
    help:
      """
      Output format: \(either(PictureFormat.allCases.map(\.rawValue))) \
      (default: from the extension of --output, else dot).
      """
  ) var format: String?
  @Flag(help: "Short for --format svg.") var svg = false
  @Flag(help: "Short for --format png.") var png = false
  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.") var output: String?
  @Option(help: "Colour theme: \(either(Theme.all.map(\.name))) (SVG and HTML follow the reader's system).")
  var theme = Theme.light.name
  @Option(help: "Name of what is shown, at the top of the diagram.") var title: String?
  @Flag(help: "Overlay errors and warnings on the diagram.") var findings = false
  @Option(help: "Only nodes that match this pattern, and their neighbours. Repeatable.") var focus: [String] = []
  @Option(help: "Number of steps around --focus; 0 follows all arrows to the end.") var depth = 1
  @Option(help: "Only nodes from which this node can be reached.") var reaches: [String] = []
  @Option(help: "Only nodes that can be reached from this node.") var reachedFrom: [String] = []
  @Option(help: "Only nodes on paths between two nodes; use the option twice.") var between: [String] = []
  @Option(
    help:
      """
      Merge services by context, by team or by a pattern of their names. A flow of more than 150 edges is drawn by \
      context; none draws all of it.
      """
  ) var collapse: String?
  @Option(help: "Only nodes of this kind: service, event, command, query, store or trigger. Repeatable.") var only:
    [String] = []
  @Option(help: "Leave out nodes that match this pattern. Repeatable.") var exclude: [String] = []
  @Option(help: "Number of cases in the sequence view, the longest first.") var longest = 1
  @Option(help: "Emphasise nodes that match this pattern and fade all others. Repeatable.") var highlight: [String] = []
  @Option(help: "Mark changes since the merge base of this revision and HEAD.") var diff: String?
  @Flag(help: "Leave out the legend of the signs in use.") var noLegend = false
  @Option(help: "Draw a network written by --format json instead of reading catalogs.") var from: String?

  func validate() throws {
    guard [svg, png, format != nil].count(where: \.self) <= 1 else {
      throw ValidationError("--format, --svg and --png are mutually exclusive")
    }
  }

  func run() throws {
    var request = PictureRequest()
    request.input = try input.request
    request.view = try View.named(view)
    request.format = try chosenFormat
    try PictureOutput.check(request.format, output)
    request.theme = try Theme.named(theme)
    request.title = title
    request.showsFindings = findings
    (request.focus, request.depth, request.reaches, request.reachedFrom, request.between) = (
      focus, depth, reaches, reachedFrom, between
    )
    (request.collapse, request.only, request.exclude, request.longest, request.highlight) = (
      collapse, only, exclude, longest, highlight
    )
    (request.difference, request.source, request.hasLegend) = (diff, from, !noLegend)
    try PictureOutput.write(try Linter.draw(request), to: output, isText: request.format.isText)
  }

  private var chosenFormat: PictureFormat {
    get throws(UsageError) {
      if svg { return .svg }
      if png { return .png }
      if let format { return try .named(format) }
      return try output.flatMap { path throws(UsageError) in try .ofFile(path) } ?? .dot
    }
  }
}

extension PictureFormat {
  /// Whether a line may begin with a name of the input. All other formats are quoted, escaped or binary, and a byte
  /// more would break them.
  var isText: Bool { self == .csv }
}

/// Output of diagrams: notes on standard error, and the picture in a file or on standard output.
enum PictureOutput {
  /// Throws if binary data would go to a terminal.
  static func check(_ format: PictureFormat, _ path: String?) throws(UsageError) {
    guard format.isBinary, path == nil || path == "/dev/stdout", Terminal.isTerminal(descriptor: 1) else { return }
    let name = format.rawValue
    throw UsageError(
      "\(name.uppercased()) is binary and standard output is a terminal; write a file: -o diagram.\(name)")
  }

  /// - Parameter isText: whether standard output is a log, in which commands of CI systems are broken up.
  static func write(_ outcome: PictureOutcome, to path: String?, isText: Bool) throws(UsageError) {
    for note in outcome.notes { Streams.say("note: \(Escaping.terminal(note))\n") }
    guard let path else { return isText ? Streams.writeText(outcome.output) : Streams.write(outcome.output) }
    try Linter.write(outcome, to: path)
  }
}
