import ArgumentParser
import Findings
import Linting
import Reports
import Writing

/// When to colour text or to write hyperlinks: depending on the terminal, always or never.
enum ColorChoice: String, CaseIterable {
  case auto, always, never

  /// The words that an option takes.
  static let words = allCases.map { $0.rawValue }
}

/// The values of options by name: that of `--fail-on`, else that of the environment variable `EVENTLINT_FAIL_ON`. An
/// empty variable counts as unset.
///
/// A call without options has settings without a parser of options, which examines each option that a command has and
/// takes longer than all else of a small run.
struct Settings {
  /// The options that have a variable, which is named by these words behind `EVENTLINT_`.
  enum Name: String {
    case against = "AGAINST"
    case againstTip = "AGAINST_TIP"
    case allowEmpty = "ALLOW_EMPTY"
    case baseline = "BASELINE"
    case color = "COLOR"
    case config = "CONFIG"
    case extendSelect = "EXTEND_SELECT"
    case failOn = "FAIL_ON"
    case fix = "FIX"
    case format = "FORMAT"
    case hyperlinks = "HYPERLINKS"
    case ignore = "IGNORE"
    case isolated = "ISOLATED"
    case maxFindings = "MAX_FINDINGS"
    case maxWarnings = "MAX_WARNINGS"
    case minSeverity = "MIN_SEVERITY"
    case newSince = "NEW_SINCE"
    case noBaseline = "NO_BASELINE"
    case noInline = "NO_INLINE"
    case noProgress = "NO_PROGRESS"
    case quiet = "QUIET"
    case root = "ROOT"
    case select = "SELECT"
    case showFixes = "SHOW_FIXES"
    case showSuppressed = "SHOW_SUPPRESSED"
    case statistics = "STATISTICS"
    case stdinFilename = "STDIN_FILENAME"
    case strictBaseline = "STRICT_BASELINE"
    case unsafeFixes = "UNSAFE_FIXES"
    case verbose = "VERBOSE"
    case with = "WITH"

    var variable: String { "EVENTLINT_" + rawValue }
  }

  private var given: [Name: [String]] = [:]

  /// Settings of the environment alone.
  init() {}

  // MARK: Of the command line

  mutating func set(_ name: Name, _ values: [String]) { if !values.isEmpty { given[name] = values } }

  mutating func set(_ name: Name, _ value: String?) { if let value { given[name] = [value] } }

  mutating func set(_ name: Name, _ number: Int?) { set(name, number.map(String.init)) }

  mutating func set(_ name: Name, _ isOn: Bool) { if isOn { given[name] = ["1"] } }

  // MARK: Values

  func text(_ name: Name) -> String? { given[name]?.last ?? variable(name) }

  /// Several values; those of a variable are separated by commas or spaces.
  func words(_ name: Name) -> [String] {
    given[name] ?? variable(name)?.split { $0 == "," || $0 == " " }.map(String.init) ?? []
  }

  func flag(_ name: Name) -> Bool { text(name).map { $0 != "0" && $0 != "false" } ?? false }

  func number(_ name: Name) throws(UsageError) -> Int? {
    guard let word = text(name) else { return nil }
    guard let number = Int(word) else { throw UsageError("\(source(name)): invalid number '\(word)'") }
    return number
  }

  func choice(_ name: Name) throws(UsageError) -> ColorChoice {
    guard let word = text(name) else { return .auto }
    guard let choice = ColorChoice(rawValue: word) else {
      throw UsageError("\(source(name)): \(UsageError.unknownText("value", word, among: ColorChoice.words))")
    }
    return choice
  }

  /// - Parameter known: the severities that may be named, as an error lists them.
  func severity(_ name: Name, known: [String]) throws(UsageError) -> Severity? {
    guard let word = text(name) else { return nil }
    guard let severity = Severity(name: word) else {
      throw UsageError("\(source(name)): \(UsageError.unknownText("severity", word, among: known))")
    }
    return severity
  }

  var isQuiet: Bool { flag(.quiet) }

  // MARK: Output

  /// Writes the report and the summary of a run, and ends with its exit code.
  func end(_ outcome: LintOutcome) throws -> Never {
    ProgressLine.wipe()
    Streams.write(outcome.output)
    if !isQuiet { Streams.say(outcome.summary) }
    throw ExitCode(outcome.exitCode)
  }

  private func variable(_ name: Name) -> String? {
    Terminal.environment(name.variable).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where a value is from: the option or the variable.
  private func source(_ name: Name) -> String {
    given[name] == nil ? name.variable : "--" + name.rawValue.lowercased().split(separator: "_").joined(separator: "-")
  }
}

extension LintRequest {
  /// A request with the settings of commands that read catalogs.
  init(_ paths: [String], _ settings: Settings) {
    self.init()
    self.paths = paths
    configuration = settings.text(.config)
    isIsolated = settings.flag(.isolated)
    allowsEmpty = settings.flag(.allowEmpty)
  }

  /// Adds the settings of commands that report findings.
  mutating func addReport(_ settings: Settings) throws {
    let formats = settings.words(.format)
    targets = try ReportTarget.all(formats.isEmpty ? ["text"] : formats)
    against = settings.words(.against)
    againstTip = settings.flag(.againstTip)
    context = settings.words(.with)
    if settings.text(.failOn) == "never" {
      failOn = nil
    } else if let limit = try settings.severity(.failOn, known: ["error", "warning", "info", "never"]) {
      failOn = limit
    }
    minimumSeverity = try settings.severity(.minSeverity, known: ["info", "warning", "error"])
    maximumWarnings = try settings.number(.maxWarnings)
    if let limit = maximumWarnings, limit < 0 { throw UsageError("--max-warnings must be at least 0") }
    baseline = settings.text(.baseline)
    usesNoBaseline = settings.flag(.noBaseline)
    isBaselineStrict = settings.flag(.strictBaseline)
    ignoresComments = settings.flag(.noInline)
    showsHidden = settings.flag(.showSuppressed)
    hasStatistics = settings.flag(.statistics)
    maximumFindings = try settings.number(.maxFindings)
    root = settings.text(.root)
    isVerbose = settings.flag(.verbose)
    version = Main.version
    usesColor = Terminal.usesColor(try settings.choice(.color), descriptor: 1)
    usesLinks = Terminal.usesLinks(try settings.choice(.hyperlinks), descriptor: 1)
    width = Terminal.width(descriptor: 1)
    if !settings.flag(.noProgress), !settings.isQuiet { progress = ProgressLine.progress }
  }

  /// Adds the settings of `lint` alone.
  mutating func addLint(_ settings: Settings) throws {
    select = settings.words(.select)
    ignore = settings.words(.ignore)
    extendSelect = settings.words(.extendSelect)
    newSince = settings.text(.newSince)
    fixesUnsafe = settings.flag(.unsafeFixes)
    fixes = settings.flag(.fix) || fixesUnsafe
    showsFixes = settings.flag(.showFixes)
    if let path = settings.text(.stdinFilename) {
      standardInputPath = path
      standardInput = try Terminal.readAll()
    }
  }
}
