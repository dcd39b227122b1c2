import ArgumentParser
import EventLintKit

struct Impact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Tell what a change of a flow costs, with each service reacting to the ones before and with an owner.",
    discussion: "It counts by the same rules for both, and tells of a tie as a tie.")

  @Argument(help: "The flow, or the message or trigger that it starts with.") var flow: String
  @OptionGroup var input: InputOptions
  @Option(help: "A new service's step, with --before, --after, --parallel-to, --result-needed-by, --undo.") var addStep:
    String?
  @Option(help: "Do this step --before another, or --after some.") var reorder: String?
  @Option(help: "Do this step only --when something holds.") var makeConditional: String?
  @Option(help: "Leave this step out.") var remove: String?
  @Option(help: "A file of changes instead.") var change: String?
  @Option(help: "What must be done before. Repeatable.") var after: [String] = []
  @Option(help: "What must wait for it. Repeatable.") var before: [String] = []
  @Option(help: "The step beside which the new one runs.") var parallelTo: String?
  @Option(help: "The step that joins the new one's outcome.") var resultNeededBy: String?
  @Option(help: "What is taken back when the new step fails. Repeatable.") var undo: [String] = []
  @Option(help: "The condition of --make-conditional, in words.") var when = "a condition holds"
  @Option(
    help:
      "text, json, or for a picture of both styles dot, svg, png, pdf, mermaid, plantuml, d2, graphml, csv or html; without it, by the ending of --output, else text."
  ) var format: String?
  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.") var output: String?
  @Option(help: "A picture's colours: light, dark, print or auto.") var theme = "light"
  @Option(help: "The words above a picture.") var title: String?

  func run() throws {
    var request = ImpactRequest()
    request.input = try input.request
    request.format = format ?? PictureOutput.format(of: output) ?? "text"
    (request.theme, request.title) = (theme, title)
    (request.addStep, request.reorder, request.makeConditional, request.remove, request.changeFile) = (
      addStep, reorder, makeConditional, remove, change
    )
    (request.after, request.before, request.parallelTo, request.resultNeededBy, request.undo, request.when) = (
      after, before, parallelTo, resultNeededBy, undo, when
    )
    try PictureOutput.write(try Session.impact(flow, request), to: output)
  }
}
