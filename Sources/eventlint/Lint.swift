import ArgumentParser
import EventLintKit

/// When text is coloured, or has links.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// An option's twin in the environment: `EVENTLINT_` and its name; empty is as good as none.
enum Twin {
  static func text(_ name: String) -> String? {
    Terminal.environment("EVENTLINT_" + name).flatMap { $0.isEmpty ? nil : $0 }
  }

  static func words(_ name: String) -> [String]? { text(name)?.split { $0 == "," || $0 == " " }.map(String.init) }

  static func flag(_ name: String) -> Bool { text(name).map { $0 != "0" && $0 != "false" } ?? false }
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
      if let path = paths.first, !path.contains("/"), !path.contains("."), !FilePaths.exists(path),
        let verb = nearVerb(path)
      {
        throw UsageError("no such file or folder: \(path); did you mean the command `\(verb)`?")
      }
      var request = LintRequest()
      request.paths = paths
      request.configuration = configuration ?? Twin.text("CONFIG")
      request.isIsolated = isolated || Twin.flag("ISOLATED")
      request.allowsEmpty = allowEmpty || Twin.flag("ALLOW_EMPTY")
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
    discussion:
      "An option's environment twin is EVENTLINT_ and its name: EVENTLINT_FORMAT=github, EVENTLINT_FAIL_ON=warning. The command line wins."
  )

  @OptionGroup var input: InputOptions
  @Option(
    help: ArgumentHelp(
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
  @Option(
    help: ArgumentHelp("Report only what is new since the merge base of this revision and HEAD.", valueName: "revision")
  ) var newSince: String?
  @Option(help: "A file or folder that holds what the catalog was: changes that break contracts are told.") var against:
    [String] = []
  @Flag(help: "Make the safe fixes.") var fix = false
  @Flag(help: "Make the other fixes too.") var unsafeFixes = false
  @Flag(help: "Show the fixes as a difference; write nothing.") var showFixes = false
  @Flag(help: "Comments hide nothing.") var noInline = false
  @Flag(help: "Report hidden findings too, marked as such.") var showSuppressed = false
  @Flag(help: "Count the findings of each rule.") var statistics = false
  @Option(help: "Report so many findings at most.") var maxFindings: Int?
  @Option(
    help: ArgumentHelp(
      "Standard input replaces this file; only findings that touch it are reported.", valueName: "path"))
  var stdinFilename: String?
  @Option(help: "The folder that paths in reports are relative to.") var root: String?
  @Option(help: "Colour: auto, always or never.") var color: ColorChoice?
  @Option(help: "Links on rules and places: auto (where the terminal is known to follow them), always or never.")
  var hyperlinks: ColorChoice?
  @Flag(help: "Do not tell how far reading has come.") var noProgress = false
  @Flag(help: "Lint again whenever a file changes, until interrupted.") var watch = false
  @Flag(name: .shortAndLong, help: "Write findings only, no summary.") var quiet = false
  @Flag(name: .shortAndLong, help: "Tell what the run rested on: configuration, files, rules.") var verbose = false

  func run() throws {
    let request = try fullRequest
    if watch { try watchForever(request) }
    let outcome = try Session.lint(request)
    ProgressLine.wipe()
    Streams.write(outcome.output)
    if !isQuiet { Streams.say(outcome.summary) }
    throw ExitCode(outcome.exitCode)
  }

  private var isQuiet: Bool { quiet || Twin.flag("QUIET") }

  private var fullRequest: LintRequest {
    get throws {
      var request = try input.request
      request.formats = format.isEmpty ? Twin.words("FORMAT") ?? ["text"] : format
      request.select = select.isEmpty ? Twin.words("SELECT") ?? [] : select
      request.ignore = ignore.isEmpty ? Twin.words("IGNORE") ?? [] : ignore
      request.extendSelect = extendSelect.isEmpty ? Twin.words("EXTEND_SELECT") ?? [] : extendSelect
      request.against = against.isEmpty ? Twin.words("AGAINST") ?? [] : against
      let limit = failOn ?? Twin.text("FAIL_ON") ?? "error"
      request.failOn = limit == "never" ? nil : limit
      request.minimumSeverity = minSeverity ?? Twin.text("MIN_SEVERITY") ?? "info"
      request.baseline = baseline ?? Twin.text("BASELINE")
      request.usesNoBaseline = noBaseline || Twin.flag("NO_BASELINE")
      request.isBaselineStrict = strictBaseline || Twin.flag("STRICT_BASELINE")
      request.newSince = newSince ?? Twin.text("NEW_SINCE")
      request.fixesUnsafe = unsafeFixes || Twin.flag("UNSAFE_FIXES")
      request.fixes = fix || Twin.flag("FIX") || request.fixesUnsafe
      request.showsFixes = showFixes || Twin.flag("SHOW_FIXES")
      request.ignoresComments = noInline || Twin.flag("NO_INLINE")
      request.showsHidden = showSuppressed || Twin.flag("SHOW_SUPPRESSED")
      request.hasStatistics = statistics || Twin.flag("STATISTICS")
      request.maximumFindings =
        try maxFindings
        ?? Twin.text("MAX_FINDINGS").map { word throws(UsageError) in
          guard let count = Int(word) else { throw UsageError("EVENTLINT_MAX_FINDINGS is a number, not \(word)") }
          return count
        }
      request.root = root ?? Twin.text("ROOT")
      request.isVerbose = verbose || Twin.flag("VERBOSE")
      request.version = Main.version
      if let path = stdinFilename ?? Twin.text("STDIN_FILENAME") {
        request.standardInputPath = path
        request.standardInput = try Terminal.readAll()
      }
      request.usesColor = Terminal.usesColor(try color ?? choice("COLOR"), descriptor: 1)
      request.usesLinks = Terminal.usesLinks(try hyperlinks ?? choice("HYPERLINKS"), descriptor: 1)
      request.width = Terminal.width(descriptor: 1)
      if !noProgress, !Twin.flag("NO_PROGRESS"), !isQuiet { request.progress = ProgressLine.progress }
      return request
    }
  }

  private func choice(_ name: String) throws -> ColorChoice {
    guard let word = Twin.text(name) else { return .auto }
    guard let choice = ColorChoice(rawValue: word) else {
      throw UsageError("EVENTLINT_\(name) is auto, always or never, not \(word)")
    }
    return choice
  }

  /// Ends with an interrupt only.
  private func watchForever(_ request: LintRequest) throws -> Never {
    guard request.standardInputPath == nil, !request.fixes else {
      throw UsageError("--watch goes with neither --fix nor --stdin-filename")
    }
    var watch = Watch(request)
    while true {
      let outcome = watch.lint()
      ProgressLine.wipe()
      Terminal.clearScreen(descriptor: 1)
      Streams.write(outcome.output)
      if !isQuiet { Streams.say(outcome.summary + Array("Waiting for changes; Ctrl-C ends.\n".utf8)) }
      repeat { Terminal.sleep(milliseconds: 200) } while !watch.hasChanged()
    }
  }
}

struct Baseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Write down the findings there are, so that lint reports only what comes later.")

  @OptionGroup var input: InputOptions
  @Option(
    name: .shortAndLong,
    help: "The file to write (default: the configuration's `baseline`, else .eventlint-baseline.yml).") var output:
    String?
  @Flag(help: "Only take out entries that are mended; add nothing.") var prune = false

  func run() throws {
    Streams.say(try Session.writeBaseline(try input.request, to: output, prunes: prune))
  }
}
