import Catalog
package import Configuration
package import Files
package import Findings
package import Loading
import Platform
import Reports
import RuleBook
import RulePages
import Rules
package import Writing
import YAMLTree

/// The options of a lint run.
package struct LintRequest: Sendable {
  /// Files, folders and patterns; empty for `include` of the configuration, else the working folder.
  package var paths: [String] = []
  /// The configuration file; nil looks for the nearest one.
  package var configuration: String?
  /// Use no configuration file.
  package var isIsolated = false
  /// The lowest severity that fails the run; nil never fails.
  package var failOn: Severity? = .error
  /// The number of warnings up to which they do not fail the run; nil for no limit.
  package var maximumWarnings: Int?
  /// The lowest severity that is reported; nil reports everything, except that text on a screen counts infos only.
  package var minimumSeverity: Severity?
  /// The reports to write.
  package var targets = [ReportTarget(.text)]
  /// Rules, categories or globs to enable exclusively; empty for the configuration's rules.
  package var select: [String] = []
  /// Rules, categories or globs to disable.
  package var ignore: [String] = []
  /// Rules, categories or globs to enable in addition.
  package var extendSelect: [String] = []
  /// The path of a baseline, instead of the configuration's.
  package var baseline: String?
  /// Ignore all baselines.
  package var usesNoBaseline = false
  /// Fail the run when baseline entries no longer occur.
  package var isBaselineStrict = false
  /// A revision: only findings that are new since its merge base with `HEAD` are reported.
  package var newSince: String?
  /// Ignore suppression comments.
  package var ignoresComments = false
  /// Report hidden findings too, marked as suppressed.
  package var showsHidden = false
  /// The maximum number of reported findings; nil for no limit.
  package var maximumFindings: Int?
  /// Append the number of findings of each rule to the summary.
  package var hasStatistics = false
  /// The folder to which paths in reports are relative; nil for the working folder.
  package var root: String?
  /// The path of a file whose text is `standardInput`; only findings that involve it are reported.
  package var standardInputPath: String?
  /// The text of the file at `standardInputPath`.
  package var standardInput: [UInt8] = []
  /// Apply safe fixes.
  package var fixes = false
  /// Apply unsafe fixes too.
  package var fixesUnsafe = false
  /// Show the fixes as a diff without writing them.
  package var showsFixes = false
  /// The version of the program, for reports.
  package var version = ""
  /// Colour text on standard output.
  package var usesColor = false
  /// Write rules and places in text as terminal hyperlinks.
  package var usesLinks = false
  /// The progress display; nil for none.
  package var progress: Progress?
  /// Append configuration, files and rules to the summary.
  package var isVerbose = false
  /// The width of the terminal in columns; longer source lines are shortened.
  package var width = 100
  /// Do not fail if no catalog is found.
  package var allowsEmpty = false
  /// Files or folders that are read for their facts only: no finding that is about them alone is reported.
  package var context: [String] = []
  /// An earlier state to compare contracts with: files and folders, or a revision.
  package var against: [String] = []
  /// Compare with the revision of `against` itself instead of its merge base with `HEAD`.
  package var againstTip = false
  /// A revision to compare contracts with if `against` is empty.
  var branch: Revision?
  /// The number of worker threads; nil for a number by cores and files.
  package var jobs: Int?

  /// A request with default options.
  package init() {}

  /// The lowest severity that text on a screen writes out. Infos are only counted, unless the call asks for them: by a
  /// severity, for one file that an editor has open, or by failing at them.
  var screenMinimum: Severity {
    let isAsked = minimumSeverity != nil || failOn == .info || standardInputPath != nil
    let isScreen = targets.contains { $0.file == nil && $0.format.isText }
    return isAsked || !isScreen ? .info : .warning
  }

  /// The file that standard input replaces, as a search would spell it.
  var replacedFile: String? { standardInputPath.map { Inputs.normalised(FilePaths.shown($0)) } }
}

/// The result of a run: bytes for standard output and standard error, and the exit code.
package struct LintOutcome: Sendable {
  /// The report for standard output.
  package var output: [UInt8]
  /// The summary and notices for standard error.
  package var summary: [UInt8]
  /// 0 if no finding has the failing severity and the warnings are within their limit, else 1.
  package var exitCode: Int32
  /// All files that the result depends on.
  package var files = RunFiles()
  /// The first syntax error as `path:line:column: message`; nil if there is none.
  package var broken: String?

  /// An outcome; `files` and `broken` may be set later.
  package init(output: [UInt8], summary: [UInt8], exitCode: Int32) {
    self.output = output
    self.summary = summary
    self.exitCode = exitCode
  }
}

/// The pipeline of a run: find, read, link, graph, rules, suppress, report.
package enum Linter {
  /// Lints the catalogs of a request.
  ///
  /// - Throws: `UsageError` when the call, the configuration or the environment is invalid. Errors in the input are
  ///   findings.
  package static func lint(_ request: LintRequest) throws(UsageError) -> LintOutcome {
    // In two steps, so that the catalog of a large system is not in memory together with its report, which is as large.
    var (report, outcome) = try prepared(request)
    if let report { outcome.output = try report.written(to: request.targets) }
    return outcome
  }

  /// A report that is still to be written, with what it needs of the system.
  private struct PendingReport {
    let findings: [Finding]
    let summary: Summary
    let sources: Sources
    let style: TextStyle
    let inputs: RunFiles
    let sideBySide: SideBySide

    /// Writes the report to the files among some targets.
    ///
    /// - Returns: what is for standard output.
    func written(to targets: [ReportTarget]) throws(UsageError) -> [UInt8] {
      var output: [UInt8] = []
      for target in targets {
        let bytes = target.format.report(
          findings, summary: summary, sources: sources,
          style: target.file == nil ? style : TextStyle(usesColor: false, width: 100), sideBySide: sideBySide)
        guard let file = target.file else {
          // The first report is taken over, not copied.
          if output.isEmpty { output = bytes } else { output += bytes }
          continue
        }
        try OutputFile.write(bytes, to: file, inputs: inputs.protected(from: file))
      }
      return output
    }
  }

  /// The outcome of a request without its report, and the report; nil where only fixes are shown.
  private static func prepared(
    _ request: LintRequest
  ) throws(UsageError) -> (report: PendingReport?, outcome: LintOutcome) {
    let minimum = request.minimumSeverity ?? .info
    let failing = request.failOn
    var judged = try judge(request)
    var notes: [UInt8] = []
    if request.showsFixes {
      let fixing = try Fixing(judged, includesUnsafe: request.fixesUnsafe)
      let outcome = LintOutcome(
        output: fixing.difference, summary: fixing.summary(isShown: true), exitCode: fixing.isEmpty ? 0 : 1)
      return (nil, outcome)
    }
    // One fix may reveal a finding that another one fixes; a few rounds are always enough.
    for _ in 0..<8 where request.fixes {
      let fixing = try Fixing(judged, includesUnsafe: request.fixesUnsafe)
      guard !fixing.isEmpty else { break }
      try fixing.write()
      notes += fixing.summary(isShown: false)
      judged = try judge(request)
    }
    if let path = request.replacedFile {
      judged.findings = judged.findings.filter { judged.touches($0, path) }
    }
    let all = minimum == .info ? judged.findings : judged.findings.filter { $0.severity >= minimum }
    var shown = all
    if request.showsHidden {
      shown = (shown + judged.hidden.filter { $0.severity >= minimum }).sorted(by: Finding.inReportOrder)
    }
    if let maximum = request.maximumFindings, shown.count > maximum { shown = shown.mostSevere(maximum) }
    let summary = judged.summary(request)
    var sources = judged.system.sources
    if request.root != nil || request.usesLinks { sources.working = FilePaths.workingFolder }
    sources.root = request.root.map(FilePaths.absolute)
    var style = TextStyle(usesColor: request.usesColor, width: request.width)
    style.usesLinks = request.usesLinks
    style.minimum = request.screenMinimum
    let inputs = RunFiles(judged.system, judged.configuration)
    var closing = notes + summary.line(all, style: style)
    if shown.count < all.count { closing += Array("Only \(shown.count) of \(all.count) findings shown.\n".utf8) }
    if request.hasStatistics { closing += statistics(all) }
    closing += judged.notices + judged.leftOut(request)
    if request.isVerbose { closing += judged.verboseSummary }
    var fails = failing.map { limit in all.contains { $0.severity >= limit } } ?? false
    // They count although `minimumSeverity` may hide them: to show only errors lifts no limit.
    let warnings = judged.findings.count { $0.severity == .warning }
    if let limit = request.maximumWarnings, warnings > limit {
      fails = true
      closing += Array("\(counted(warnings, "warning")), more than --max-warnings \(limit) allows.\n".utf8)
    }
    var outcome = LintOutcome(
      output: [], summary: closing, exitCode: fails || request.isBaselineStrict && !judged.outdated.isEmpty ? 1 : 0)
    outcome.files = inputs
    outcome.broken = all.first { $0.rule == .syntax }.map { finding in
      let place = sources.position(finding.place)
      return
        """
        \(Escaping.terminal(sources.path(finding.place.file))):\(place.line):\(place.column): \
        \(Escaping.terminal(finding.message))
        """
    }
    let report = PendingReport(
      findings: shown, summary: summary, sources: sources, style: style, inputs: inputs,
      sideBySide: sideBySide(judged.system, jobs: request.jobs))
    return (report, outcome)
  }

  /// The number of findings of each rule, the most frequent first.
  private static func statistics(_ findings: [Finding]) -> [UInt8] {
    let counts = Dictionary(grouping: findings, by: \.rule).mapValues(\.count).sorted {
      ($1.value, $0.key) < ($0.value, $1.key)
    }
    let width = counts.first.map { String($0.value).count } ?? 1
    return Array(
      counts.map { rule, count in "\(String(repeating: " ", count: width - String(count).count))\(count)  \(rule)\n" }
        .joined().utf8)
  }

  /// The findings of a request, visible and hidden.
  package static func judge(_ request: LintRequest) throws(UsageError) -> LintResult {
    var configuration = try configuration(for: request)
    try configuration.select(request)
    configuration.context = request.context
    configuration.comparesStates = request.newSince != nil || !request.against.isEmpty || request.branch != nil
    if let folder = configuration.folder, !request.paths.isEmpty {
      let own = FilePaths.resolved(folder)
      configuration.isWholeRun = request.paths.contains {
        FilePaths.isFolder($0) && FilePaths.isBelow(own, FilePaths.resolved($0))
      }
    }
    var overlay = Overlay()
    if let path = request.replacedFile {
      overlay.texts[PathKey(path)] = request.standardInput
      overlay.added = [path]
    }
    let states = try states(request, configuration, overlay: overlay, isJudged: true)
    let (system, before) = (states.now, states.before)
    var judged = judge(
      system, configuration, previous: states.previous, ignoresComments: request.ignoresComments, jobs: request.jobs)
    judged.brokenBefore = states.broken
    (judged.hasEarlier, judged.comparison, judged.since) = (states.previous != nil, states.comparison, states.since)
    if let path = request.usesNoBaseline ? nil : request.baseline ?? configuration.baselinePath {
      judged.apply(try Baseline.read(path))
    }
    if let before { judged.keepNew(since: before, request: request) }
    return judged
  }

  /// The current state of the catalogs, and earlier ones.
  package struct States {
    /// The current state.
    package var now: LoadedCatalog
    /// The state at the merge base; nil without `--new-since`.
    package var before: LoadedCatalog?
    /// The state to compare contracts with: that of `--against`, else that of `--new-since`.
    package var previous: LoadedCatalog?
    /// The commit of `previous` in words; empty if it is not from git.
    package var comparison = ""
    /// The commit of `before` in words; empty without `--new-since`.
    var since = ""
    /// Files that could not be read at an older state.
    package var broken: [Overlay.Broken] = []
  }

  /// The loaded states of a request's catalogs; older ones only if the request has `newSince` or `against`.
  ///
  /// - Throws: `UsageError` if a path or a revision cannot be read, or no catalog is found.
  /// - Parameter isJudged: whether rules will judge them, for which documents are checked while they are read.
  package static func states(
    _ request: LintRequest, _ configuration: Configuration, overlay: Overlay = Overlay(), isJudged: Bool
  ) throws(UsageError) -> States {
    let since = try request.newSince.map { name throws(UsageError) in
      try tree(Revision(name), request, configuration: configuration)
    }
    let earlier =
      try EarlierState(request.against, isTip: request.againstTip) ?? request.branch.map(EarlierState.revision)
    var contracts = earlier == nil ? since : nil
    if case .revision(let revision) = earlier { contracts = try tree(revision, request, configuration: configuration) }
    var states = try loaded(request, configuration, base: since ?? contracts, overlay: overlay, isJudged: isJudged)
    switch earlier {
    case .files(let words): states.previous = try previous(words, request, configuration: configuration)
    case .path(let path, let revision):
      let tree = try tree(revision, request, configuration: configuration)
      let older = try previous(path, at: tree, request: request, configuration: configuration)
      states.previous = older.system
      states.broken += older.broken
      states.comparison = "\(path.isEmpty ? "/" : path) at \(tree.commit.words)"
    case .revision, nil:
      guard let contracts else { break }
      if let since, since.commit.id != contracts.commit.id {
        let older = try older(
          contracts, than: states.now, request: request, configuration: configuration, isJudged: isJudged)
        states.previous = older.system
        states.broken += older.broken
      } else {
        states.previous = states.before
      }
      let isEmpty = states.previous.map { $0.counts.all == 0 } ?? true
      states.comparison = contracts.commit.words + (isEmpty ? ", where no catalog was found" : "")
    }
    if let since { states.since = since.commit.words } else { states.before = nil }
    return states
  }

  /// The current state and that of a tree, if there is one.
  private static func loaded(
    _ request: LintRequest, _ configuration: Configuration, base: BaseTree?, overlay: Overlay, isJudged: Bool
  ) throws(UsageError) -> States {
    guard let base else { return States(now: try load(request, configuration, overlay: overlay, isJudged: isJudged)) }
    let paths = allPaths(request, configuration)
    if overlay.texts.isEmpty,
      let pair = try CatalogPair.load(
        paths, exclude: configuration.excludedFiles, settings: configuration.readSettings(isJudged: isJudged),
        base: base,
        jobs: request.jobs, progress: request.progress)
    {
      try checkInput(pair.now, request, paths: paths)
      return States(now: pair.now, before: pair.before, broken: pair.broken)
    }
    let now = try load(request, configuration, overlay: overlay, isJudged: isJudged)
    let before = try older(base, than: now, request: request, configuration: configuration, isJudged: isJudged)
    return States(now: now, before: before.system, broken: before.broken)
  }

  /// The findings of a system under a configuration, suppressions applied.
  package static func judge(
    _ system: LoadedCatalog, _ configuration: Configuration, previous: LoadedCatalog? = nil,
    ignoresComments: Bool = false, jobs: Int? = nil
  ) -> LintResult {
    let today = Today.text
    let settings = configuration.runSettings
    var found = Runner.run(
      system.graph, settings: settings, policies: configuration.policies,
      files: system.schemaFiles, earlier: previous.map { EarlierCatalog(graph: $0.graph, files: $0.schemaFiles) },
      today: today, sideBySide: sideBySide(system, jobs: jobs))
    if let previous { found.locate(in: previous) }
    func severity(_ page: RulePage) -> Severity? {
      guard let setting = configuration.settings[page.id], setting.isOn else { return nil }
      return setting.severity ?? page.severity
    }
    func isPolicy(_ name: String) -> Bool { configuration.policies.contains { $0.name == name } }
    let rules = SuppressionRules(
      unused: severity(.unusedSuppression), unexplained: severity(.unexplainedSuppression),
      isKnown: { configuration.settings[RuleID($0)] != nil || isPolicy($0) },
      isOn: { name in
        // Without an earlier state they say nothing, so what ignores them is not idle.
        if previous == nil, RuleBook.page(RuleID(name))?.comparesStates ?? false { return false }
        return settings[RuleID(name)]?.isOn ?? isPolicy(name)
      },
      today: today)
    var system = system
    let overridden = configuration.overridden(found, system)
    let sources = system.sources
    var outcome =
      ignoresComments
      ? SuppressionOutcome(findings: overridden)
      : system.suppressions.applied(to: overridden, rules) { file in sources.text(file) }
    outcome = configuration.ignoring(outcome, &system, rules: rules)
    let idle = configuration.idleOverrides(&system, rules.unused)
    if !idle.isEmpty { outcome.findings = (outcome.findings + idle).sorted(by: Finding.inReportOrder) }
    outcome.leaveOut(context: configuration.contextFiles, in: system)
    return LintResult(system: system, configuration: configuration, findings: outcome.findings, hidden: outcome.hidden)
  }

  /// Calls for one system, on all cores if it is large: threads do not pay off for a small one.
  ///
  /// - Parameter jobs: the number of worker threads; nil for a number by the size of the system.
  private static func sideBySide(_ system: LoadedCatalog, jobs: Int?) -> SideBySide {
    let workers = jobs ?? (system.catalog.messages.count > 2000 ? Parallel.cores : 1)
    return { Parallel.forEach($0, workers: min($0, workers), $1) }
  }

  /// The visible and hidden findings of a system.
  package static func findings(_ system: LoadedCatalog, _ configuration: Configuration, previous: LoadedCatalog? = nil)
    -> SuppressionOutcome
  {
    let judged = judge(system, configuration, previous: previous)
    return SuppressionOutcome(findings: judged.findings, hidden: judged.hidden)
  }

  /// Reports in every format, for a system that was not read from files.
  package static func reports(_ system: LoadedCatalog, _ findings: [Finding]) -> [[UInt8]] {
    let summary = Summary(files: system.counts.all, services: 0, messages: 0, rules: 0, suppressed: 0)
    return ReportFormat.allCases.map {
      $0.report(findings, summary: summary, sources: system.sources, style: TextStyle(usesColor: true, width: 100))
    }
  }

  /// The configuration of a request: the named file, else the nearest one of its first path, else the built-in one; and
  /// the standard baseline, if it sets none.
  ///
  /// - Throws: `UsageError` if the file cannot be read, or with the position of its first error.
  package static func configuration(for request: LintRequest) throws(UsageError) -> Configuration {
    if request.isIsolated { return Configuration() }
    if let path = request.configuration, !FilePaths.exists(path), !FilePaths.isHidden(path) {
      throw UsageError("\(path): no such configuration; `eventlint init` writes one (\(Configuration.names[0]))")
    }
    let path = request.configuration ?? Configuration.nearest(from: start(of: request))
    var configuration = try path.map { path throws(UsageError) in try Configuration.read(path) } ?? Configuration()
    guard configuration.baseline == nil, !request.usesNoBaseline else { return configuration }
    let baseline = standardBaseline(request, configuration)
    guard FilePaths.exists(baseline) else { return configuration }
    if let root = Root(of: FilePaths.parent(baseline) ?? "."), !root.contains(baseline) {
      throw UsageError("\(baseline): leads out of \(root.folder) through a link; remove it, or use --no-baseline")
    }
    configuration.standardBaseline = baseline
    return configuration
  }

  /// The folder from which the configuration of a request is searched upwards.
  package static func start(of request: LintRequest) -> String {
    request.paths.first.map { FilePaths.isFolder($0) ? $0 : FilePaths.parent($0) ?? "." } ?? "."
  }

  /// The paths of the call, else those that the configuration includes, else the working folder.
  package static func paths(_ request: LintRequest, _ configuration: Configuration) -> [String] {
    guard request.paths.isEmpty else { return request.paths.map(FilePaths.shown) }
    return configuration.include.isEmpty ? ["."] : configuration.includedPaths.map(FilePaths.shown)
  }

  /// The same, and what is read for its facts only.
  static func allPaths(_ request: LintRequest, _ configuration: Configuration) -> [String] {
    paths(request, configuration) + configuration.contextPaths.map(FilePaths.shown)
  }

  /// The catalogs of a request, read, linked and with their graph.
  ///
  /// - Throws: `UsageError` if a path cannot be read, or no catalog is found and the request does not allow that.
  /// - Parameter isJudged: whether rules will judge them, for which documents are checked while they are read.
  package static func load(
    _ request: LintRequest, _ configuration: Configuration, overlay: Overlay = Overlay(), isJudged: Bool = false
  ) throws(UsageError) -> LoadedCatalog {
    let paths = allPaths(request, configuration)
    let system = try LoadedCatalog.load(
      paths, exclude: configuration.excludedFiles,
      settings: configuration.readSettings(isJudged: isJudged), overlay: overlay, jobs: request.jobs,
      progress: request.progress)
    try checkInput(system, request, paths: paths)
    return system
  }

  static func checkInput(_ system: LoadedCatalog, _ request: LintRequest, paths: [String]) throws(UsageError) {
    guard system.counts.all > 0 || request.allowsEmpty else {
      throw UsageError(
        "no catalog (a YAML file with the key `eventlint: 1`), AsyncAPI document or EventCatalog found in "
          + paths.joined(separator: ", ") + "; name other paths, or use --allow-empty if there may be none"
      )
    }
  }
}
