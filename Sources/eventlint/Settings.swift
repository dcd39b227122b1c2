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

/// The values of options, by name in capitals: `FAIL_ON` is that of `--fail-on`, else that of the environment variable
/// `EVENTLINT_FAIL_ON`. An empty variable counts as unset.
///
/// A call without options has settings without a parser of options, which examines each option that a command has and
/// takes longer than all else of a small run.
struct Settings {
  private var given: [String: [String]] = [:]

  /// Settings of the environment alone.
  init() {}

  // MARK: Of the command line

  mutating func set(_ name: String, _ values: [String]) { if !values.isEmpty { given[name] = values } }

  mutating func set(_ name: String, _ value: String?) { if let value { given[name] = [value] } }

  mutating func set(_ name: String, _ number: Int?) { set(name, number.map(String.init)) }

  mutating func set(_ name: String, _ isOn: Bool) { if isOn { given[name] = ["1"] } }

  // MARK: Values

  func text(_ name: String) -> String? { given[name]?.last ?? variable(name) }

  /// Several values; those of a variable are separated by commas or spaces.
  func words(_ name: String) -> [String] {
    given[name] ?? variable(name)?.split { $0 == "," || $0 == " " }.map(String.init) ?? []
  }

  func flag(_ name: String) -> Bool { text(name).map { $0 != "0" && $0 != "false" } ?? false }

  func number(_ name: String) throws(UsageError) -> Int? {
    guard let word = text(name) else { return nil }
    guard let number = Int(word) else { throw UsageError("\(source(name)): invalid number '\(word)'") }
    return number
  }

  func choice(_ name: String) throws(UsageError) -> ColorChoice {
    guard let word = text(name) else { return .auto }
    guard let choice = ColorChoice(rawValue: word) else {
      throw UsageError("\(source(name)): \(UsageError.unknownText("value", word, among: ColorChoice.words))")
    }
    return choice
  }

  /// - Parameter known: the severities that may be named, as an error lists them.
  func severity(_ name: String, known: [String]) throws(UsageError) -> Severity? {
    guard let word = text(name) else { return nil }
    guard let severity = Severity(name: word) else {
      throw UsageError("\(source(name)): \(UsageError.unknownText("severity", word, among: known))")
    }
    return severity
  }

  var isQuiet: Bool { flag("QUIET") }

  // MARK: Output

  /// Writes the report and the summary of a run, and ends with its exit code.
  func end(_ outcome: LintOutcome) throws -> Never {
    ProgressLine.wipe()
    Streams.write(outcome.output)
    if !isQuiet { Streams.say(outcome.summary) }
    throw ExitCode(outcome.exitCode)
  }

  private func variable(_ name: String) -> String? {
    Terminal.environment("EVENTLINT_" + name).flatMap { $0.isEmpty ? nil : $0 }
  }

  /// Where a value is from: the option or the variable.
  private func source(_ name: String) -> String {
    guard given[name] != nil else { return "EVENTLINT_" + name }
    return "--" + name.lowercased().split(separator: "_").joined(separator: "-")
  }
}

extension LintRequest {
  /// A request with the settings of commands that read catalogs.
  init(_ paths: [String], _ settings: Settings) {
    self.init()
    self.paths = paths
    configuration = settings.text("CONFIG")
    isIsolated = settings.flag("ISOLATED")
    allowsEmpty = settings.flag("ALLOW_EMPTY")
  }

  /// Adds the settings of commands that report findings.
  mutating func addReport(_ settings: Settings) throws {
    let formats = settings.words("FORMAT")
    targets = try ReportTarget.all(formats.isEmpty ? ["text"] : formats)
    against = settings.words("AGAINST")
    againstTip = settings.flag("AGAINST_TIP")
    context = settings.words("WITH")
    if settings.text("FAIL_ON") == "never" {
      failOn = nil
    } else if let limit = try settings.severity("FAIL_ON", known: ["error", "warning", "info", "never"]) {
      failOn = limit
    }
    minimumSeverity = try settings.severity("MIN_SEVERITY", known: ["info", "warning", "error"])
    maximumWarnings = try settings.number("MAX_WARNINGS")
    if let limit = maximumWarnings, limit < 0 { throw UsageError("--max-warnings must be at least 0") }
    baseline = settings.text("BASELINE")
    usesNoBaseline = settings.flag("NO_BASELINE")
    isBaselineStrict = settings.flag("STRICT_BASELINE")
    ignoresComments = settings.flag("NO_INLINE")
    showsHidden = settings.flag("SHOW_SUPPRESSED")
    hasStatistics = settings.flag("STATISTICS")
    maximumFindings = try settings.number("MAX_FINDINGS")
    root = settings.text("ROOT")
    isVerbose = settings.flag("VERBOSE")
    version = Main.version
    usesColor = Terminal.usesColor(try settings.choice("COLOR"), descriptor: 1)
    usesLinks = Terminal.usesLinks(try settings.choice("HYPERLINKS"), descriptor: 1)
    width = Terminal.width(descriptor: 1)
    if !settings.flag("NO_PROGRESS"), !settings.isQuiet { progress = ProgressLine.progress }
  }

  /// Adds the settings of `lint` alone.
  mutating func addLint(_ settings: Settings) throws {
    select = settings.words("SELECT")
    ignore = settings.words("IGNORE")
    extendSelect = settings.words("EXTEND_SELECT")
    newSince = settings.text("NEW_SINCE")
    fixesUnsafe = settings.flag("UNSAFE_FIXES")
    fixes = settings.flag("FIX") || fixesUnsafe
    showsFixes = settings.flag("SHOW_FIXES")
    if let path = settings.text("STDIN_FILENAME") {
      standardInputPath = path
      standardInput = try Terminal.readAll()
    }
  }
}
