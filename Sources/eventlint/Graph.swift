import ArgumentParser
import EventLintKit
import Writing

struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw who sends what to whom, who depends on whom, and how long it takes.",
    discussion: """
      Views: flow (an arrow follows the message), dependency or deps (the arrows of events are turned round), chain (lanes and numbered
      steps), message (fields and readers, with --focus NAME), contexts, matrix (for a hundred services and more), legend.

      Writes Graphviz' language to standard output. SVG, PNG, PDF and HTML are drawn by an installed `dot`; chain, matrix and legend need
      none for SVG and HTML.
      """)

  @OptionGroup var input: InputOptions
  @Option(help: "flow, dependency, chain, message, contexts, matrix or legend.") var view = "flow"
  @Option(
    help:
      "dot, svg, png, pdf, mermaid, plantuml, d2, graphml, csv, json or html; without it, by the ending of --output, else dot."
  ) var format: String?
  @Flag(help: "The same as --format svg.") var svg = false
  @Flag(help: "The same as --format png.") var png = false
  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.") var output: String?
  @Option(help: "light, dark, print or auto (SVG and HTML that follow the reader's).") var theme = "light"
  @Option(help: "The words at the top.") var title: String?
  @Flag(help: "Paint errors and warnings on.") var findings = false
  @Option(help: "Only this node and what is around it; a pattern, repeatable.") var focus: [String] = []
  @Option(help: "How many steps around --focus; 0 follows arrows to the end.") var depth = 1
  @Option(help: "Only what leads to this node.") var reaches: [String] = []
  @Option(help: "Only what this node leads to.") var reachedFrom: [String] = []
  @Option(help: "Only what lies between two nodes: give it twice.") var between: [String] = []
  @Option(help: "Fold services by context, team or a pattern of their names.") var collapse: String?
  @Option(help: "Only nodes of this kind: service, event, command, query, store, trigger. Repeatable.") var only:
    [String] = []
  @Option(help: "All but nodes that match this pattern. Repeatable.") var exclude: [String] = []
  @Option(help: "How many of the longest chains the chain view draws.") var longest = 1
  @Option(help: "What stands out; all else is pale. Repeatable.") var highlight: [String] = []
  @Option(help: "Mark what has changed since the merge base of this revision and HEAD.") var diff: String?
  @Option(help: "Draw what --format json has written, instead of catalogs.") var from: String?

  func validate() throws {
    guard [svg, png, format != nil].count(where: \.self) <= 1 else {
      throw ValidationError("--format, --svg and --png exclude one another")
    }
  }

  func run() throws {
    var request = PictureRequest()
    request.input = try input.request
    request.view = view
    request.format = chosenFormat
    request.theme = theme
    request.title = title
    request.showsFindings = findings
    (request.focus, request.depth, request.reaches, request.reachedFrom, request.between) = (
      focus, depth, reaches, reachedFrom, between
    )
    (request.collapse, request.only, request.exclude, request.longest, request.highlight) = (
      collapse, only, exclude, longest, highlight
    )
    (request.difference, request.source) = (diff, from)
    try PictureOutput.write(try Session.draw(request), to: output)
  }

  private var chosenFormat: String {
    if svg { return "svg" }
    if png { return "png" }
    return format ?? PictureOutput.format(of: output) ?? "dot"
  }
}

/// Where pictures go.
enum PictureOutput {
  /// The format that a file's name asks for; nil when it asks for none.
  static func format(of path: String?) -> String? {
    let endings = ["mmd": "mermaid", "puml": "plantuml"]
    guard let ending = path?.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last.map(String.init)
    else { return nil }
    return endings[ending] ?? (Session.pictureFormats.contains(ending) ? ending : nil)
  }

  static func write(_ outcome: PictureOutcome, to path: String?) throws(UsageError) {
    for note in outcome.notes { Streams.say("note: \(Escaping.terminal(note))\n") }
    guard let path else { return Streams.write(outcome.output) }
    try Session.write(outcome, to: path)
  }
}
