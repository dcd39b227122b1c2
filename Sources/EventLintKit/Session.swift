import Catalog
package import Findings
import Reports
import RuleBook
import RulePages
import Rules
import YAMLTree

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a call asks for.
public struct LintRequest: Sendable {
  /// Files, folders and patterns; empty means what the configuration includes, else the working folder.
  public var paths: [String] = []
  /// The configuration file; nil looks for the nearest one.
  public var configuration: String?
  /// Use no configuration file.
  public var isIsolated = false
  /// The lowest severity that fails the run; nil never fails.
  public var failOn: String? = "error"
  /// The lowest severity that is reported.
  public var minimumSeverity = "info"
  /// `text`, `compact` or `json`.
  public var format = "text"
  /// Colours in text.
  public var usesColor = false
  /// Columns of the terminal; long source lines are cut to it.
  public var width = 100
  /// Finding no catalog is no mistake.
  public var allowsEmpty = false
  /// Files or folders that hold what the catalog was; contracts are compared with it.
  public var against: [String] = []
  /// How many workers read; nil chooses.
  public var jobs: Int?

  public init() {}
}

/// What a run gives: bytes for standard output and standard error, and the exit code.
public struct LintOutcome: Sendable {
  public var output: [UInt8]
  /// The summary.
  public var summary: [UInt8]
  /// 0 nothing at or above the failing severity, 1 findings.
  public var exitCode: Int32
}

/// The whole way in one place: find, read, link, graph, rules, suppress, report.
public enum Session {
  /// Lints what a request names.
  ///
  /// - Throws: `UsageError` when the call, the configuration or the surroundings are wrong. What is wrong with the input is a
  ///   finding.
  public static func lint(_ request: LintRequest) throws(UsageError) -> LintOutcome {
    guard let format = ReportFormat(rawValue: request.format) else {
      throw UsageError("there is no format \(request.format); there are \(ReportFormat.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let minimum = try severity(request.minimumSeverity)
    let failing = try request.failOn.map { word throws(UsageError) in try severity(word) }
    let configuration = try configuration(for: request)
    let system = try load(request, configuration)
    let previous = try request.against.isEmpty ? nil : previous(request, configuration)
    let outcome = findings(system, configuration, previous: previous)
    let shown = outcome.findings.filter { $0.severity >= minimum }
    var summary = Summary(
      files: system.counts.all, services: system.catalog.services.count, messages: system.catalog.messages.count,
      rules: configuration.settings.values.count(where: \.isOn), suppressed: outcome.suppressedCount)
    summary.formats = system.counts.words
    var sources = system.sources
    let style = TextStyle(usesColor: request.usesColor, width: request.width)
    let output = format.report(shown, summary: summary, sources: &sources, style: style)
    let fails = failing.map { limit in outcome.findings.contains { $0.severity >= limit } } ?? false
    return LintOutcome(output: output, summary: summary.line(shown, style: style), exitCode: fails ? 1 : 0)
  }

  /// The findings of a system under a configuration, suppressions applied.
  package static func findings(_ system: System, _ configuration: Configuration, previous: System? = nil) -> SuppressionOutcome {
    // Threads are worth their price for large systems only.
    let workers = system.catalog.messages.count > 2000 ? Parallel.cores : 1
    let found = Runner.run(system.graph, settings: configuration.settings, policies: configuration.policies, previous: previous?.graph, today: Today.text) { Parallel.forEach($0, workers: workers, $1) }
    func severity(_ page: RulePage) -> Severity? {
      guard let setting = configuration.settings[page.id], setting.isOn else { return nil }
      return setting.severity ?? page.severity
    }
    return system.suppressions.applied(
      to: found, unused: severity(.unusedSuppression), unexplained: severity(.unexplainedSuppression),
      known: Set(RuleBook.pages.map(\.id.name) + configuration.policies.map(\.name)),
      isOn: { name in configuration.settings[RuleID(name)]?.isOn ?? configuration.policies.contains { $0.name == name } })
  }

  /// Findings in every format, over a system that was not read from files.
  package static func reports(_ system: System, _ findings: [Finding]) -> [[UInt8]] {
    let summary = Summary(files: system.counts.all, services: 0, messages: 0, rules: 0, suppressed: 0)
    return ReportFormat.allCases.map { format in
      var sources = system.sources
      return format.report(findings, summary: summary, sources: &sources, style: TextStyle(usesColor: true, width: 100))
    }
  }

  static func configuration(for request: LintRequest) throws(UsageError) -> Configuration {
    if request.isIsolated { return Configuration() }
    if let path = request.configuration { return try Configuration.read(path) }
    let start = request.paths.first.map { FilePaths.isFolder($0) ? $0 : FilePaths.parent($0) ?? "." } ?? "."
    guard let path = Configuration.nearest(from: start) else { return Configuration() }
    return try Configuration.read(path)
  }

  /// What `--against` names, read as the paths of the call are.
  private static func previous(_ request: LintRequest, _ configuration: Configuration) throws(UsageError) -> System {
    var old = LintRequest()
    old.paths = request.against
    old.jobs = request.jobs
    return try load(old, configuration)
  }

  static func load(_ request: LintRequest, _ configuration: Configuration) throws(UsageError) -> System {
    let folder = configuration.folder ?? "."
    let included = configuration.include.map { FilePaths.joined(folder, $0) }
    let paths = request.paths.isEmpty ? (included.isEmpty ? ["."] : included) : request.paths
    let system = try System.load(
      paths, exclude: configuration.exclude.map { FilePaths.joined(folder, $0) },
      sources: configuration.sources.map { $0.relative(to: folder) }, jobs: request.jobs)
    guard system.counts.all > 0 || request.allowsEmpty else {
      throw UsageError(
        "nothing to lint: no catalog (a YAML file that says `eventlint: 1`), no AsyncAPI document and no EventCatalog among \(paths.joined(separator: ", "))")
    }
    return system
  }

  private static func severity(_ word: String) throws(UsageError) -> Severity {
    guard let severity = Severity(name: word) else {
      throw UsageError("there is no severity \(word); there are info, warning, error")
    }
    return severity
  }
}
