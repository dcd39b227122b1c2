import ArgumentParser
import EventLintKit

/// When text is coloured.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// Options that every verb that reads catalogs has.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files, folders and patterns; none means what the configuration includes, else the working folder.")
  var paths: [String] = []
  @Option(name: .customLong("config"), help: "The configuration file (default: the nearest .eventlint.yml upwards).")
  var configuration: String?
  @Flag(help: "Use no configuration file.") var isolated = false
  @Flag(help: "Finding no catalog is no mistake.") var allowEmpty = false
  @Option(help: ArgumentHelp("How many workers read.", visibility: .hidden)) var jobs: Int?

  var request: LintRequest {
    get throws {
      // The default verb takes a mistyped verb for a path.
      if let path = paths.first, !path.contains("/"), !path.contains("."), !FilePaths.exists(path), let verb = nearVerb(path) {
        throw UsageError("no such file or folder: \(path); did you mean the command `\(verb)`?")
      }
      var request = LintRequest()
      request.paths = paths
      request.configuration = configuration
      request.isIsolated = isolated
      request.allowsEmpty = allowEmpty
      request.jobs = jobs
      return request
    }
  }

  private func nearVerb(_ word: String) -> String? {
    Suggestion.nearest(to: word, among: Main.configuration.subcommands.compactMap { $0.configuration.commandName })
  }
}

struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check catalogs (the default command).")

  @OptionGroup var input: InputOptions
  @Option(help: "How findings are written: text, compact or json.") var format = "text"
  @Option(help: "The lowest severity that fails the run: error, warning, info or never.") var failOn = "error"
  @Option(help: "The lowest severity that is reported: info, warning or error.") var minSeverity = "info"
  @Option(help: "Colour: auto, always or never.") var color: ColorChoice = .auto
  @Option(help: "A file or folder that holds what the catalog was: changes that break contracts are told.") var against: [String] = []
  @Flag(name: .shortAndLong, help: "Write findings only, no summary.") var quiet = false

  func run() throws {
    var request = try input.request
    request.format = format
    request.against = against
    request.failOn = failOn == "never" ? nil : failOn
    request.minimumSeverity = minSeverity
    request.usesColor = Terminal.usesColor(color, descriptor: 1)
    request.width = Terminal.width(descriptor: 1)
    let outcome = try Session.lint(request)
    Terminal.write(outcome.output, to: 1)
    if !quiet { Terminal.write(outcome.summary, to: 2) }
    throw ExitCode(outcome.exitCode)
  }
}
