import Catalog
package import Findings
import Reports
import RuleBook
import RulePages
import Rules
import Writing
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
  /// Formats of the report, each `FORMAT` for standard output or `FORMAT=FILE`.
  public var formats = ["text"]
  /// One format for standard output.
  public var format: String {
    get { formats.first ?? "text" }
    set { formats = [newValue] }
  }
  /// Rules, categories or patterns of names: only these run, these do not run, these run besides.
  public var select: [String] = []
  public var ignore: [String] = []
  public var extendSelect: [String] = []
  /// A baseline instead of the configuration's.
  public var baseline: String?
  public var usesNoBaseline = false
  /// Entries of the baseline that are mended fail the run.
  public var isBaselineStrict = false
  /// Only what is new since the merge base of this revision and `HEAD`.
  public var newSince: String?
  /// Comments hide nothing.
  public var ignoresComments = false
  /// Hidden findings are reported too, marked as such.
  public var showsHidden = false
  /// At most so many findings are reported.
  public var maximumFindings: Int?
  /// A count for each rule after the summary.
  public var hasStatistics = false
  /// The folder that paths in reports are relative to.
  public var root: String?
  /// A file whose text is given: `standardInput` replaces it, and only findings that touch it are reported.
  public var standardInputPath: String?
  public var standardInput: [UInt8] = []
  /// Safe fixes are made; with `fixesUnsafe` the others too.
  public var fixes = false
  public var fixesUnsafe = false
  /// The fixes are shown as a difference and nothing is written.
  public var showsFixes = false
  public var version = ""
  /// Colours in text.
  public var usesColor = false
  /// Rules and places in text are links that a terminal follows.
  public var usesLinks = false
  /// Told how far reading has come.
  public var progress: Progress?
  /// What the run rested on follows the summary.
  public var isVerbose = false
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
  /// All files that the result rests on.
  var files: [String] = []
  /// Where the input is no YAML, in a line; nil when all of it is.
  var broken: String?
}

/// The whole way in one place: find, read, link, graph, rules, suppress, report.
public enum Session {
  /// Lints what a request names.
  ///
  /// - Throws: `UsageError` when the call, the configuration or the surroundings are wrong. What is wrong with the input is a
  ///   finding.
  public static func lint(_ request: LintRequest) throws(UsageError) -> LintOutcome {
    let targets = try ReportTarget.all(request.formats)
    let minimum = try severity(request.minimumSeverity)
    let failing = try request.failOn.map { word throws(UsageError) in try severity(word) }
    var judged = try judge(request)
    var notes: [UInt8] = []
    if request.showsFixes {
      let fixing = try Fixing(judged, includesUnsafe: request.fixesUnsafe)
      return LintOutcome(
        output: fixing.difference, summary: fixing.summary(isShown: true), exitCode: fixing.isEmpty ? 0 : 1)
    }
    // One fix may bring to light what the next one mends; nothing needs more than a few rounds.
    for _ in 0..<8 where request.fixes {
      let fixing = try Fixing(judged, includesUnsafe: request.fixesUnsafe)
      guard !fixing.isEmpty else { break }
      try fixing.write()
      notes += fixing.summary(isShown: false)
      judged = try judge(request)
    }
    var shown = judged.findings.filter { $0.severity >= minimum }
    if let path = request.standardInputPath.map({ Inputs.normalised(FilePaths.shown($0)) }) {
      shown = shown.filter { judged.touches($0, path) }
    }
    let all = shown
    if request.showsHidden {
      shown = (shown + judged.hidden.filter { $0.severity >= minimum }).sorted(by: Finding.inReportOrder)
    }
    if let maximum = request.maximumFindings, shown.count > maximum { shown = Array(shown.prefix(max(0, maximum))) }
    let summary = judged.summary(request)
    var sources = judged.system.sources
    if request.root != nil || request.usesLinks { sources.working = FilePaths.workingFolder }
    sources.root = request.root.map(FilePaths.absolute)
    var style = TextStyle(usesColor: request.usesColor, width: request.width)
    style.usesLinks = request.usesLinks
    var output: [UInt8] = []
    for target in targets {
      let bytes = target.format.report(
        shown, summary: summary, sources: &sources,
        style: target.file == nil ? style : TextStyle(usesColor: false, width: 100))
      guard let file = target.file else {
        output += bytes
        continue
      }
      try OutputFile.write(bytes, to: file, inputs: judged.system.files(judged.configuration))
    }
    var closing = notes + summary.line(all, style: style)
    if shown.count < all.count { closing += Array("Only \(shown.count) of \(all.count) findings are shown.\n".utf8) }
    if request.hasStatistics { closing += statistics(all) }
    closing += judged.closing
    if request.isVerbose { closing += judged.particulars }
    let fails = failing.map { limit in all.contains { $0.severity >= limit } } ?? false
    var outcome = LintOutcome(
      output: output, summary: closing, exitCode: fails || request.isBaselineStrict && !judged.mended.isEmpty ? 1 : 0)
    outcome.files = judged.system.files(judged.configuration)
    outcome.broken = all.first { $0.rule == .syntax }.map { finding in
      let place = sources.position(finding.place)
      return
        "\(Escaping.terminal(sources.path(finding.place.file))):\(place.line):\(place.column): \(Escaping.terminal(finding.message))"
    }
    return outcome
  }

  /// How often each rule reports, the most frequent first.
  private static func statistics(_ findings: [Finding]) -> [UInt8] {
    let counts = Dictionary(grouping: findings, by: \.rule).mapValues(\.count).sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }
    let width = counts.first.map { String($0.value).count } ?? 1
    return Array(
      counts.map { rule, count in "\(String(repeating: " ", count: width - String(count).count))\(count)  \(rule)\n" }
        .joined().utf8)
  }

  /// All findings that a request's catalogs yield, and those that something hides.
  static func judge(_ request: LintRequest) throws(UsageError) -> Judged {
    var configuration = try configuration(for: request)
    try configuration.select(request)
    if let folder = configuration.folder, !request.paths.isEmpty {
      let own = FilePaths.resolved(folder)
      configuration.isWholeRun = request.paths.contains {
        FilePaths.isFolder($0) && FilePaths.isBelow(own, FilePaths.resolved($0))
      }
    }
    var overlay = Overlay()
    if let path = request.standardInputPath.map({ Inputs.normalised(FilePaths.shown($0)) }) {
      overlay.texts[PathKey(path)] = request.standardInput
      overlay.added = [path]
    }
    let states = try states(request, configuration, overlay)
    let (system, before) = (states.now, states.before)
    let previous = try request.against.isEmpty ? nil : previous(request, configuration)
    var judged = judge(system, configuration, previous: previous, ignoresComments: request.ignoresComments)
    if let path = request.usesNoBaseline ? nil : request.baseline ?? configuration.baselinePath {
      judged.apply(try Baseline.read(path))
    }
    if let before { judged.keepNew(since: before, broken: states.broken, request) }
    return judged
  }

  /// What a call reads, and with `--new-since` what it would have read at the merge base.
  struct States {
    var now: System
    var before: System?
    /// Files that could not be read at the merge base and count as they are now.
    var broken: [Overlay.Broken] = []
  }

  static func states(_ request: LintRequest, _ configuration: Configuration, _ overlay: Overlay) throws(UsageError)
    -> States
  {
    guard let revision = request.newSince else { return States(now: try load(request, configuration, overlay)) }
    let paths = paths(request, configuration)
    let start = request.paths.isEmpty ? configuration.folder ?? "." : "."
    let base = try Blocking.run { () async throws(UsageError) in
      try await BaseTree.at(revision, paths: paths, start: start)
    }
    if overlay.texts.isEmpty,
      let pair = try SystemPair.load(paths, configuration, base, jobs: request.jobs, progress: request.progress)
    {
      try checkInput(pair.now, request, paths)
      return States(now: pair.now, before: pair.before, broken: pair.broken)
    }
    let now = try load(request, configuration, overlay)
    let excluded = configuration.excludedFiles
    let older = try Blocking.run { () async throws(UsageError) in
      try await base.overlay(inputs: now.paths.inputs, paths: paths, excluded: excluded, workers: Parallel.cores)
    }
    var old = request
    old.allowsEmpty = true
    return States(now: now, before: try load(old, configuration, older), broken: older.broken)
  }

  /// The findings of a system under a configuration, suppressions applied.
  static func judge(
    _ system: System, _ configuration: Configuration, previous: System? = nil, ignoresComments: Bool = false
  ) -> Judged {
    // Threads are worth their price for large systems only.
    let workers = system.catalog.messages.count > 2000 ? Parallel.cores : 1
    let today = Today.text
    let settings = configuration.runSettings
    let found = Runner.run(
      system.graph, settings: settings, policies: configuration.policies, previous: previous?.graph, today: today
    ) { Parallel.forEach($0, workers: workers, $1) }
    func severity(_ page: RulePage) -> Severity? {
      guard let setting = configuration.settings[page.id], setting.isOn else { return nil }
      return setting.severity ?? page.severity
    }
    let rules = SuppressionRules(
      unused: severity(.unusedSuppression), unexplained: severity(.unexplainedSuppression),
      known: Set(RuleBook.pages.map(\.id.name) + configuration.policies.map(\.name)),
      isOn: { name in settings[RuleID(name)]?.isOn ?? configuration.policies.contains { $0.name == name } },
      today: today)
    var system = system
    let overridden = configuration.overridden(found, system)
    let sources = system.sources
    var outcome =
      ignoresComments
      ? SuppressionOutcome(findings: overridden)
      : system.suppressions.applied(to: overridden, rules) { file in sources.text(file) }
    outcome = configuration.ignoring(outcome, &system, rules)
    let idle = configuration.idleOverrides(&system, rules.unused)
    if !idle.isEmpty { outcome.findings = (outcome.findings + idle).sorted(by: Finding.inReportOrder) }
    return Judged(system: system, configuration: configuration, findings: outcome.findings, hidden: outcome.hidden)
  }

  /// The findings alone.
  package static func findings(_ system: System, _ configuration: Configuration, previous: System? = nil)
    -> SuppressionOutcome
  {
    let judged = judge(system, configuration, previous: previous)
    return SuppressionOutcome(findings: judged.findings, hidden: judged.hidden)
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

  /// What a call names, else what the configuration includes, else the working folder.
  static func paths(_ request: LintRequest, _ configuration: Configuration) -> [String] {
    guard request.paths.isEmpty else { return request.paths.map(FilePaths.shown) }
    return configuration.include.isEmpty ? ["."] : configuration.includedPaths.map(FilePaths.shown)
  }

  static func load(_ request: LintRequest, _ configuration: Configuration, _ overlay: Overlay = Overlay())
    throws(UsageError) -> System
  {
    let paths = paths(request, configuration)
    let system = try System.load(
      paths, exclude: configuration.excludedFiles,
      sources: configuration.sourceEntries, overlay: overlay, jobs: request.jobs, progress: request.progress)
    try checkInput(system, request, paths)
    return system
  }

  private static func checkInput(_ system: System, _ request: LintRequest, _ paths: [String]) throws(UsageError) {
    guard system.counts.all > 0 || request.allowsEmpty else {
      throw UsageError(
        "nothing to lint: no catalog (a YAML file that says `eventlint: 1`), no AsyncAPI document and no EventCatalog among \(paths.joined(separator: ", "))"
      )
    }
  }

  private static func severity(_ word: String) throws(UsageError) -> Severity {
    guard let severity = Severity(name: word) else {
      throw UsageError("there is no severity \(word); there are info, warning, error")
    }
    return severity
  }
}
