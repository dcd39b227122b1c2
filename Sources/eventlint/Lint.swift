import ArgumentParser
import Commands
import Files
import Linting
import Reports
import Writing

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
      try Self.checkWord(paths)
      return request(Settings())
    }
  }

  /// A request with further settings, whose first path may be a revision.
  func request(_ settings: Settings) -> LintRequest {
    var request = LintRequest(paths, adding(to: settings))
    request.jobs = jobs
    return request
  }

  /// Settings with these options.
  func adding(to settings: Settings) -> Settings {
    var settings = settings
    settings.set(.config, configuration)
    settings.set(.isolated, isolated)
    settings.set(.allowEmpty, allowEmpty)
    return settings
  }

  /// Refuses a first path that is a mistyped command: `lint` is the default command, so it arrives as a path.
  static func checkWord(_ paths: [String]) throws(UsageError) {
    guard let path = paths.first, !path.contains("/"), !path.contains("."), !FilePaths.exists(path),
      let verb = nearVerb(path)
    else { return }
    throw UsageError("no such file or folder: \(path); did you mean the command `\(verb)`?")
  }

  private static func nearVerb(_ word: String) -> String? {
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
  @Option(help: "Colour: auto, always or never.", completion: .list(ColorChoice.words))
  var color: String?
  @Option(
    help: "Hyperlinks on rules and locations: auto (if the terminal supports them), always or never.",
    completion: .list(ColorChoice.words))
  var hyperlinks: String?
  @Flag(help: "Do not show progress.") var noProgress = false
  @Flag(name: .shortAndLong, help: "Do not write the summary.") var quiet = false
  @Flag(name: .shortAndLong, help: "Show the configuration, files and rules that were used.") var verbose = false

  /// The settings of these options.
  var settings: Settings {
    var settings = Settings()
    settings.set(.format, format)
    settings.set(.failOn, failOn)
    settings.set(.maxWarnings, maxWarnings)
    settings.set(.minSeverity, minSeverity)
    settings.set(.baseline, baseline)
    settings.set(.noBaseline, noBaseline)
    settings.set(.strictBaseline, strictBaseline)
    settings.set(.against, against)
    settings.set(.againstTip, againstTip)
    settings.set(.with, with)
    settings.set(.noInline, noInline)
    settings.set(.showSuppressed, showSuppressed)
    settings.set(.statistics, statistics)
    settings.set(.maxFindings, maxFindings)
    settings.set(.root, root)
    settings.set(.color, color)
    settings.set(.hyperlinks, hyperlinks)
    settings.set(.noProgress, noProgress)
    settings.set(.quiet, quiet)
    settings.set(.verbose, verbose)
    return settings
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
    var settings = report.settings
    settings.set(.select, select)
    settings.set(.ignore, ignore)
    settings.set(.extendSelect, extendSelect)
    settings.set(.newSince, newSince)
    settings.set(.fix, fix)
    settings.set(.unsafeFixes, unsafeFixes)
    settings.set(.showFixes, showFixes)
    settings.set(.stdinFilename, stdinFilename)
    try Self.run(input.paths, input.adding(to: settings), jobs: input.jobs, watches: watch)
  }

  /// Lints paths with settings; those of a call without options are the environment's.
  static func run(
    _ paths: [String], _ settings: Settings = Settings(), jobs: Int? = nil, watches: Bool = false
  ) throws -> Never {
    try InputOptions.checkWord(paths)
    var request = LintRequest(paths, settings)
    request.jobs = jobs
    try request.addReport(settings)
    try request.addLint(settings)
    if watches { try watchForever(request, settings) }
    try settings.end(try Linter.lint(request))
  }

  /// Lints until interrupted.
  private static func watchForever(_ request: LintRequest, _ settings: Settings) throws -> Never {
    guard request.standardInputPath == nil, !request.fixes else {
      throw UsageError("--watch cannot be combined with --fix or --stdin-filename")
    }
    var watch = Watch(request)
    while true {
      let outcome = watch.lint()
      ProgressLine.wipe()
      Terminal.clearScreen(descriptor: 1)
      Streams.write(outcome.output)
      if !settings.isQuiet { Streams.say(outcome.summary + Array("Waiting for changes; press Ctrl-C to stop.\n".utf8)) }
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
    var settings = Settings()
    settings.set(.against, against)
    settings.set(.againstTip, againstTip)
    request.against = settings.words(.against)
    request.againstTip = settings.flag(.againstTip)
    Streams.say(try Linter.writeBaseline(request, to: output, prunes: prune))
  }
}
