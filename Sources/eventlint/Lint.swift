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
    commandName: "lint", abstract: "Check catalogs (the default command).",
    discussion: "An option's environment twin is EVENTLINT_ and its name: EVENTLINT_FORMAT=github, EVENTLINT_FAIL_ON=warning. The command line wins.")

  @OptionGroup var input: InputOptions
  @Option(help: ArgumentHelp(
    "How findings are written, and where: text, compact, json, jsonl, sarif, github, gitlab, junit, checkstyle, azure, teamcity, rdjson, rdjsonl or markdown. Repeatable.",
    valueName: "format[=file]")) var format: [String] = []
  @Option(help: "Only these rules, categories or patterns of names run (comma or repeated).") var select: [String] = []
  @Option(help: "These do not run.") var ignore: [String] = []
  @Option(help: "These run besides.") var extendSelect: [String] = []
  @Option(help: "The lowest severity that fails the run: error, warning, info or never.") var failOn: String?
  @Option(help: "The lowest severity that is reported: info, warning or error.") var minSeverity: String?
  @Option(help: "Hide what this baseline knows.") var baseline: String?
  @Flag(help: "Use no baseline.") var noBaseline = false
  @Flag(help: "Fail when entries of the baseline are mended.") var strictBaseline = false
  @Option(help: ArgumentHelp("Report only what is new since the merge base of this revision and HEAD.", valueName: "revision")) var newSince: String?
  @Option(help: "A file or folder that holds what the catalog was: changes that break contracts are told.") var against: [String] = []
  @Flag(help: "Make the safe fixes.") var fix = false
  @Flag(help: "Make the other fixes too.") var unsafeFixes = false
  @Flag(help: "Show the fixes as a difference; write nothing.") var showFixes = false
  @Flag(help: "Comments hide nothing.") var noInline = false
  @Flag(help: "Report hidden findings too, marked as such.") var showSuppressed = false
  @Flag(help: "Count the findings of each rule.") var statistics = false
  @Option(help: "Report so many findings at most.") var maxFindings: Int?
  @Option(help: ArgumentHelp("Standard input replaces this file; only findings that touch it are reported.", valueName: "path")) var stdinFilename: String?
  @Option(help: "The folder that paths in reports are relative to.") var root: String?
  @Option(help: "Colour: auto, always or never.") var color: ColorChoice?
  @Flag(name: .shortAndLong, help: "Write findings only, no summary.") var quiet = false

  func run() throws {
    var request = try input.request
    request.formats = format.isEmpty ? words("FORMAT") ?? ["text"] : format
    request.select = select.isEmpty ? words("SELECT") ?? [] : select
    request.ignore = ignore.isEmpty ? words("IGNORE") ?? [] : ignore
    request.extendSelect = extendSelect.isEmpty ? words("EXTEND_SELECT") ?? [] : extendSelect
    request.against = against
    let limit = failOn ?? twin("FAIL_ON") ?? "error"
    request.failOn = limit == "never" ? nil : limit
    request.minimumSeverity = minSeverity ?? twin("MIN_SEVERITY") ?? "info"
    request.baseline = baseline ?? twin("BASELINE")
    request.usesNoBaseline = noBaseline
    request.isBaselineStrict = strictBaseline || twin("STRICT_BASELINE") == "1"
    request.newSince = newSince ?? twin("NEW_SINCE")
    request.fixes = fix || unsafeFixes
    request.fixesUnsafe = unsafeFixes
    request.showsFixes = showFixes
    request.ignoresComments = noInline
    request.showsHidden = showSuppressed
    request.hasStatistics = statistics
    request.maximumFindings = maxFindings
    request.root = root ?? twin("ROOT")
    request.version = Main.version
    if let stdinFilename {
      request.standardInputPath = stdinFilename
      request.standardInput = Terminal.readAll()
    }
    request.usesColor = Terminal.usesColor(color ?? twin("COLOR").flatMap(ColorChoice.init) ?? .auto, descriptor: 1)
    request.width = Terminal.width(descriptor: 1)
    let outcome = try Session.lint(request)
    Terminal.write(outcome.output, to: 1)
    if !quiet { Terminal.write(outcome.summary, to: 2) }
    throw ExitCode(outcome.exitCode)
  }

  private func twin(_ name: String) -> String? { Terminal.environment("EVENTLINT_" + name).flatMap { $0.isEmpty ? nil : $0 } }

  private func words(_ name: String) -> [String]? { twin(name)?.split { $0 == "," || $0 == " " }.map(String.init) }
}

struct Baseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Write down the findings there are, so that lint reports only what comes later.")

  @OptionGroup var input: InputOptions
  @Option(name: .shortAndLong, help: "The file to write (default: the configuration's `baseline`, else .eventlint-baseline.yml).") var output: String?
  @Flag(help: "Only take out entries that are mended; add nothing.") var prune = false

  func run() throws {
    Terminal.write(try Session.writeBaseline(try input.request, to: output, prunes: prune), to: 2)
  }
}
