import ArgumentParser
import Commands
import Diagrams
import Linting
import Writing

struct Impact: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Compare the cost of changing a flow: choreographed versus orchestrated by an owner.",
    discussion: "Both styles are counted by the same rules; a tie is reported as a tie.")

  @Argument(help: "A flow, or the message or trigger that starts it.") var flow: String
  @OptionGroup var input: InputOptions
  @Option(help: "Add a step by a new service; see --before, --after, --parallel-to, --result-needed-by, --undo.")
  var addStep: String?
  @Option(help: "Move this step --before another or --after others.") var reorder: String?
  @Option(help: "Run this step only under the condition --when.") var makeConditional: String?
  @Option(help: "Remove this step.") var remove: String?
  @Option(help: "Read the changes from this file instead.") var change: String?
  @Option(help: "A step that must be done first. Repeatable.") var after: [String] = []
  @Option(help: "A step that must wait for it. Repeatable.") var before: [String] = []
  @Option(help: "The step that the new one runs in parallel with.") var parallelTo: String?
  @Option(help: "The step that needs the result of the new one.") var resultNeededBy: String?
  @Option(help: "A step to compensate when the new step fails. Repeatable.") var undo: [String] = []
  @Option(help: "The condition for --make-conditional, as text.") var when = "a condition holds"
  @Option(
    help:
      """
      Output format: text, json, or for a diagram of both styles \
      \(either(PictureFormat.allCases.filter { ![.json, .html].contains($0) }.map(\.rawValue))) \
      (default: from the extension of --output, else text).
      """
  ) var format: String?
  @Option(name: .shortAndLong, help: "Write to this file instead of standard output.") var output: String?
  @Option(help: "Colour theme of the diagram: \(either(Theme.all.map(\.name))).")
  var theme = Theme.light.name
  @Option(help: "Title of the diagram.") var title: String?

  func run() throws {
    var request = ImpactRequest()
    request.input = try input.request
    request.format = try chosenFormat
    if case .picture(let format) = request.format { try PictureOutput.check(format, output) }
    (request.theme, request.title) = (try Theme.named(theme), title)
    (request.addStep, request.reorder, request.makeConditional, request.remove, request.changeFile) = (
      addStep, reorder, makeConditional, remove, change
    )
    (request.after, request.before, request.parallelTo, request.resultNeededBy, request.undo, request.when) = (
      after, before, parallelTo, resultNeededBy, undo, when
    )
    let isText =
      switch request.format {
      case .text: true
      case .json: false
      case .picture(let format): format.isText
      }
    try PictureOutput.write(try Linter.impact(flow, request), to: output, isText: isText)
  }

  private var chosenFormat: ImpactFormat {
    get throws(UsageError) {
      if let format { return try .named(format) }
      let ofFile = try output.flatMap { path throws(UsageError) in try PictureFormat.ofFile(path, others: ["txt"]) }
      return ofFile.map(ImpactFormat.init) ?? .text
    }
  }
}
