import ArgumentParser
import Commands
import Files
import Findings
import Linting
import Reports
import Writing

/// When to colour text or to write hyperlinks: depending on the terminal, always or never.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}

/// Defaults of options from environment variables: `EVENTLINT_` and the option's name. An empty variable counts as
/// unset.
enum EnvironmentDefault {
  static func text(_ name: String) -> String? {
    Terminal.environment("EVENTLINT_" + name).flatMap { $0.isEmpty ? nil : $0 }
  }

  static func words(_ name: String) -> [String]? { text(name)?.split { $0 == "," || $0 == " " }.map(String.init) }

  static func flag(_ name: String) -> Bool { text(name).map { $0 != "0" && $0 != "false" } ?? false }
}

/// Options shared by all commands that read catalogs.
struct InputOptions: ParsableArguments {
  @Argument(help: "Files, folders and globs (default: `include` of the configuration, else the working folder).")
  var paths: [String] = []
  @Option(
    name: .customLong("config"),
    help: "The configuration file (default: the nearest .eventlint.yml in this or a parent folder).")
  var configuration: String?
  @Flag(help: "Ignore configuration files.") var isolated = false
  @Flag(help: "Do not fail if no catalog is found.") var allowEmpty = false
  @Option(help: ArgumentHelp("Number of worker threads.", visibility: .hidden)) var jobs: Int?

  var request: LintRequest {
    get throws {
      // `lint` is the default command, so a mistyped command arrives here as a path.
      if let path = paths.first, !path.contains("/"), !path.contains("."), !FilePaths.exists(path),
        let verb = nearVerb(path)
      {
        throw UsageError("no such file or folder: \(path); did you mean the command `\(verb)`?")
      }
      return revisionRequest
    }
  }

  /// A request whose first path may be a revision.
  var revisionRequest: LintRequest {
    var request = LintRequest()
    request.paths = paths
    request.configuration = configuration ?? EnvironmentDefault.text("CONFIG")
    request.isIsolated = isolated || EnvironmentDefault.flag("ISOLATED")
    request.allowsEmpty = allowEmpty || EnvironmentDefault.flag("ALLOW_EMPTY")
    request.jobs = jobs
    return request
  }

  private func nearVerb(_ word: String) -> String? {
    let verbs = Main.configuration.subcommands.compactMap { $0.configuration.commandName }
    // Letters in another order are the likelier slip: `lnit` is `lint`, not `init`.
    return verbs.first { $0 != word && $0.sorted() == word.sorted() } ?? NearName.best(for: word, among: verbs)
  }
}

/// Options shared by all commands that report findings.
struct ReportOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Report format, and optionally the file to write: \(either(ReportFormat.allCases.map(\.rawValue))). Repeatable.",
      valueName: "format[=file]")) var format: [String] = []
  @Option(help: "The lowest severity that fails the run: error, warning, info or never.") var failOn: String?
  @Option(
    help: ArgumentHelp("Fail the run, too, if there are more than this many warnings.", valueName: "number")
  ) var maxWarnings: Int?
  @Option(
    help: """
      The lowest severity that is reported: info, warning or error (default: info, but text on standard output only \
      counts infos).
      """) var minSeverity: String?
  @Option(help: "Hide the findings recorded in this baseline.") var baseline: String?
  @Flag(help: "Ignore the baseline.") var noBaseline = false
  @Flag(help: "Fail when baseline entries no longer occur.") var strictBaseline = false
  @Option(
    help: ArgumentHelp(
      """
      Report changes that break consumers of this earlier state: a revision (its merge base with HEAD), \
      REVISION:PATH, or files and folders. Repeatable for those.
      """, valueName: "revision or path")) var against: [String] = []
  @Flag(help: "Compare with the revision of --against itself instead of its merge base with HEAD.")
  var againstTip = false
  @Option(
    help: ArgumentHelp(
      "Read this file, folder or glob for its facts only: no finding that is about it alone is reported.",
      valueName: "path")) var with: [String] = []
  @Flag(help: "Ignore inline suppression comments.") var noInline = false
  @Flag(help: "Also report suppressed findings, marked as suppressed.") var showSuppressed = false
  @Flag(help: "Show the number of findings of each rule.") var statistics = false
  @Option(help: "Maximum number of findings to report.") var maxFindings: Int?
  @Option(help: "The folder to which paths in reports are relative.") var root: String?
  @Option(help: "Colour: auto, always or never.") var color: ColorChoice?
  @Option(help: "Hyperlinks on rules and locations: auto (if the terminal supports them), always or never.")
  var hyperlinks: ColorChoice?
  @Flag(help: "Do not show progress.") var noProgress = false
  @Flag(name: .shortAndLong, help: "Do not write the summary.") var quiet = false
  @Flag(name: .shortAndLong, help: "Show the configuration, files and rules that were used.") var verbose = false

  var isQuiet: Bool { quiet || EnvironmentDefault.flag("QUIET") }

  /// Adds the options to a request.
  func apply(to request: inout LintRequest) throws {
    request.targets = try ReportTarget.all(format.isEmpty ? EnvironmentDefault.words("FORMAT") ?? ["text"] : format)
    request.against = against.isEmpty ? EnvironmentDefault.words("AGAINST") ?? [] : against
    request.againstTip = againstTip || EnvironmentDefault.flag("AGAINST_TIP")
    request.context = with.isEmpty ? EnvironmentDefault.words("WITH") ?? [] : with
    let limit = failOn ?? EnvironmentDefault.text("FAIL_ON") ?? "error"
    request.failOn =
      limit == "never" ? nil : try severity(limit, "--fail-on", known: ["error", "warning", "info", "never"])
    request.minimumSeverity = try (minSeverity ?? EnvironmentDefault.text("MIN_SEVERITY")).map {
      try severity($0, "--min-severity", known: ["info", "warning", "error"])
    }
    request.maximumWarnings = try maxWarnings ?? number("MAX_WARNINGS")
    if let limit = request.maximumWarnings, limit < 0 { throw UsageError("--max-warnings must be at least 0") }
    request.baseline = baseline ?? EnvironmentDefault.text("BASELINE")
    request.usesNoBaseline = noBaseline || EnvironmentDefault.flag("NO_BASELINE")
    request.isBaselineStrict = strictBaseline || EnvironmentDefault.flag("STRICT_BASELINE")
    request.ignoresComments = noInline || EnvironmentDefault.flag("NO_INLINE")
    request.showsHidden = showSuppressed || EnvironmentDefault.flag("SHOW_SUPPRESSED")
    request.hasStatistics = statistics || EnvironmentDefault.flag("STATISTICS")
    request.maximumFindings = try maxFindings ?? number("MAX_FINDINGS")
    request.root = root ?? EnvironmentDefault.text("ROOT")
    request.isVerbose = verbose || EnvironmentDefault.flag("VERBOSE")
    request.version = Main.version
    request.usesColor = Terminal.usesColor(try color ?? choice("COLOR"), descriptor: 1)
    request.usesLinks = Terminal.usesLinks(try hyperlinks ?? choice("HYPERLINKS"), descriptor: 1)
    request.width = Terminal.width(descriptor: 1)
    if !noProgress, !EnvironmentDefault.flag("NO_PROGRESS"), !isQuiet { request.progress = ProgressLine.progress }
  }

  /// Writes the report and the summary, and ends with the exit code.
  func end(_ outcome: LintOutcome) throws -> Never {
    ProgressLine.wipe()
    Streams.write(outcome.output)
    if !isQuiet { Streams.say(outcome.summary) }
    throw ExitCode(outcome.exitCode)
  }

  private func severity(_ word: String, _ option: String, known: [String]) throws -> Severity {
    guard let severity = Severity(name: word) else {
      throw UsageError("\(option): \(UsageError.unknownText("severity", word, among: known))")
    }
    return severity
  }

  private func number(_ name: String) throws -> Int? {
    try EnvironmentDefault.text(name).map { word throws(UsageError) in
      guard let count = Int(word) else { throw UsageError("EVENTLINT_\(name): invalid number '\(word)'") }
      return count
    }
  }

  private func choice(_ name: String) throws -> ColorChoice {
    guard let word = EnvironmentDefault.text(name) else { return .auto }
    guard let choice = ColorChoice(rawValue: word) else {
      throw UsageError("EVENTLINT_\(name): unknown value '\(word)'; expected one of auto, always, never")
    }
    return choice
  }
}

struct Lint: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Check catalogs (the default command).",
    discussion:
      "Every option can be set by an environment variable: EVENTLINT_FORMAT=github, EVENTLINT_FAIL_ON=warning. "
      + "The command line takes precedence."
  )

  @OptionGroup var input: InputOptions
  @OptionGroup var report: ReportOptions
  @Option(help: "Enable only these rules: names, categories or globs. Comma-separated or repeated.") var select:
    [String] = []
  @Option(help: "Disable these rules.") var ignore: [String] = []
  @Option(help: "Also enable these rules.") var extendSelect: [String] = []
  @Option(
    help: ArgumentHelp(
      """
      Report only findings that are new since the merge base of this revision and HEAD, and changes that break \
      consumers of the state there.
      """, valueName: "revision")
  ) var newSince: String?
  @Flag(help: "Apply safe fixes.") var fix = false
  @Flag(help: "Apply unsafe fixes too.") var unsafeFixes = false
  @Flag(help: "Show fixes as a diff without writing them.") var showFixes = false
  @Option(
    help: ArgumentHelp(
      "Read this file's content from standard input and report only findings that involve it.", valueName: "path"))
  var stdinFilename: String?
  @Flag(help: "Lint again whenever a file changes.") var watch = false

  func run() throws {
    let request = try fullRequest
    if watch { try watchForever(request) }
    try report.end(try Linter.lint(request))
  }

  private var fullRequest: LintRequest {
    get throws {
      var request = try input.request
      try report.apply(to: &request)
      request.select = select.isEmpty ? EnvironmentDefault.words("SELECT") ?? [] : select
      request.ignore = ignore.isEmpty ? EnvironmentDefault.words("IGNORE") ?? [] : ignore
      request.extendSelect = extendSelect.isEmpty ? EnvironmentDefault.words("EXTEND_SELECT") ?? [] : extendSelect
      request.newSince = newSince ?? EnvironmentDefault.text("NEW_SINCE")
      request.fixesUnsafe = unsafeFixes || EnvironmentDefault.flag("UNSAFE_FIXES")
      request.fixes = fix || EnvironmentDefault.flag("FIX") || request.fixesUnsafe
      request.showsFixes = showFixes || EnvironmentDefault.flag("SHOW_FIXES")
      if let path = stdinFilename ?? EnvironmentDefault.text("STDIN_FILENAME") {
        request.standardInputPath = path
        request.standardInput = try Terminal.readAll()
      }
      return request
    }
  }

  /// Lints until interrupted.
  private func watchForever(_ request: LintRequest) throws -> Never {
    guard request.standardInputPath == nil, !request.fixes else {
      throw UsageError("--watch cannot be combined with --fix or --stdin-filename")
    }
    var watch = Watch(request)
    while true {
      let outcome = watch.lint()
      ProgressLine.wipe()
      Terminal.clearScreen(descriptor: 1)
      Streams.write(outcome.output)
      if !report.isQuiet { Streams.say(outcome.summary + Array("Waiting for changes; press Ctrl-C to stop.\n".utf8)) }
      repeat { Terminal.sleep(milliseconds: 200) } while !watch.hasChanged()
    }
  }
}

struct Baseline: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Record current findings in a baseline, so that lint reports only new ones.")

  @OptionGroup var input: InputOptions
  @Option(
    name: .shortAndLong,
    help: "The file to write (default: the configuration's `baseline`, else .eventlint-baseline.yml).") var output:
    String?
  @Option(help: "Also record changes that break consumers of this earlier state, as in `lint`.") var against: [String] =
    []
  @Flag(help: "Compare with the revision of --against itself instead of its merge base with HEAD.")
  var againstTip = false
  @Flag(help: "Only remove entries that no longer occur.") var prune = false

  func run() throws {
    var request = try input.request
    request.against = against.isEmpty ? EnvironmentDefault.words("AGAINST") ?? [] : against
    request.againstTip = againstTip || EnvironmentDefault.flag("AGAINST_TIP")
    Streams.say(try Linter.writeBaseline(request, to: output, prunes: prune))
  }
}
