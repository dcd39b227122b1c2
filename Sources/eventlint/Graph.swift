import ArgumentParser
import EventLintKit

struct Graph: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw who sends what to whom, or who depends on whom.",
    discussion: "Writes Graphviz' language to standard output. SVG and PNG are drawn by an installed `dot`.")

  @OptionGroup var input: InputOptions
  @Option(help: "flow (an arrow follows the message) or dependency (the arrows of events are turned round).") var view = "flow"
  @Option(help: "dot, svg or png; without it, by the ending of --output, else dot.") var format: String?
  @Flag(help: "The same as --format svg.") var svg = false
  @Flag(help: "The same as --format png.") var png = false
  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.") var output: String?
  @Option(help: "light or dark.") var theme = "light"
  @Option(help: "The words at the top.") var title: String?
  @Flag(help: "Paint errors and warnings on.") var findings = false

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
    let outcome = try Session.draw(request)
    for note in outcome.notes { Terminal.write(Array("note: \(note)\n".utf8), to: 2) }
    guard let output else { return Terminal.write(outcome.output, to: 1) }
    guard FileBytes.write(outcome.output, to: output) else { throw UsageError("\(output): cannot be written") }
  }

  private var chosenFormat: String {
    if svg { return "svg" }
    if png { return "png" }
    if let format { return format }
    for ending in ["svg", "png"] where output?.hasSuffix(".\(ending)") ?? false { return ending }
    return "dot"
  }
}
