import Catalog
import Configuration
import Files
package import Findings
package import Loading
import Reports
import RuleBook
import RulePages
import Rules
import Writing

/// The result of a run before it is written.
package struct LintResult {
  /// The catalogs that were linted.
  package var system: LoadedCatalog
  var configuration: Configuration
  /// The findings that are not hidden, in report order.
  package var findings: [Finding]
  /// The hidden findings, each with the reason.
  var hidden: [Finding]
  var baseline: Baseline?
  /// Files that could not be read at an older state.
  var brokenBefore: [Overlay.Broken] = []
  /// Whether there was an earlier state to compare contracts with.
  var hasEarlier = false
  /// The commit that contracts were compared with, in words; empty without one.
  var comparison = ""
  /// The commit whose findings are left out, in words; empty without one.
  var since = ""
  /// The number of findings that were left out because an older state has them, too; nil if none was to be left out.
  var older: Int?
  /// Baseline entries that no longer occur.
  var outdated: [Baseline.Entry] = []

  /// Hides the findings recorded in a baseline.
  package mutating func apply(_ baseline: Baseline) {
    let parts = baseline.parting(findings)
    findings = parts.new
    hidden += parts.known
    outdated = parts.outdated.filter { hasRun($0.rule) }
    self.baseline = baseline
  }

  /// Whether a rule could report anything in this run. Of one that is gone nothing more is to be expected.
  func hasRun(_ name: String) -> Bool {
    guard let page = RuleBook.pages.first(where: { $0.id.name == name }) else { return true }
    return configuration.settings[page.id]?.isOn ?? false && (hasEarlier || !page.comparesStates)
  }

  /// Keeps only the findings that an earlier state of the system did not have.
  mutating func keepNew(since before: LoadedCatalog, request: LintRequest) {
    let known = Set(
      Linter.judge(before, configuration, ignoresComments: request.ignoresComments, jobs: request.jobs).findings.map(
        \.fingerprint))
    let all = findings.count
    defer { older = all - findings.count }
    let lines = Dictionary(brokenBefore.map { (PathKey($0.path), $0.lines) }) { first, _ in first }
    let sources = system.sources
    findings.removeAll { finding in
      guard known.contains(finding.fingerprint) else { return false }
      // The old findings of a broken file are unknown; only findings in changed lines count as new.
      guard let old = lines[PathKey(system.paths[finding.place.file])] else { return true }
      let map = sources.map(finding.place.file)
      return old.contains(Array(map.line(map.position(of: finding.place.start).line)))
    }
  }

  /// Whether a finding or one of its related places is in a file.
  func touches(_ finding: Finding, _ path: String) -> Bool {
    ([finding.place] + (finding.notes + finding.steps).map(\.place)).contains {
      PathKey(system.paths[$0.file]) == PathKey(path)
    }
  }

  func summary(_ request: LintRequest) -> Summary {
    let known = hidden.count { $0.hidden == .baseline }
    var summary = Summary(
      files: system.counts.all, services: system.catalog.services.count, messages: system.catalog.messages.count,
      rules: configuration.settings.values.count(where: \.isOn), suppressed: hidden.count - known)
    summary.formats = system.counts.formats
    summary.known = known
    summary.baseline = baseline?.path ?? ""
    summary.policies = configuration.policies.map {
      Summary.CustomRule(name: $0.name, message: $0.message ?? $0.name)
    }
    summary.version = request.version
    // Usually one commit is both; `--against` may name another for contracts.
    let isOne = since.isEmpty || comparison.isEmpty || comparison.hasPrefix(since)
    summary.comparison = isOne ? (comparison.isEmpty ? since : comparison) : "\(since); contracts with \(comparison)"
    summary.older = older
    return summary
  }

  /// The lines of `--verbose`: configuration, files, rules and baseline.
  var verboseSummary: [UInt8] {
    var lines = ["configuration: \(configuration.path.map(Escaping.terminal) ?? "none")"]
    lines.append(
      "files: \(system.paths.inputs.count) examined, \(system.counts.all) read, "
        + "\(system.paths.referenced.count) referenced"
    )
    lines.append(
      "rules: \(configuration.settings.values.count(where: \.isOn)) enabled, \(configuration.policies.count) policies")
    if !comparison.isEmpty { lines.append("contracts: compared with \(Escaping.terminal(comparison))") }
    if let baseline { lines.append("baseline: \(Escaping.terminal(baseline.path))") }
    return Array(lines.map { $0 + "\n" }.joined().utf8)
  }

  /// Notices after the summary: unreadable older files and obsolete baseline entries.
  var notices: [UInt8] {
    Array(
      brokenBefore.map {
        "\(Escaping.terminal($0.path)): \($0.reason)"
          + (older != nil ? ", and only findings in changed lines are reported as new\n" : "\n")
      }.joined().utf8) + outdatedEntries
  }

  private var outdatedEntries: [UInt8] {
    guard let baseline, !outdated.isEmpty else { return [] }
    let list = outdated.prefix(5).map { "  \(Escaping.terminal($0.rule)): \(Escaping.terminal($0.summary))\n" }.joined()
    let more = outdated.count > 5 ? "  and \(outdated.count - 5) more\n" : ""
    let entries =
      outdated.count == 1
      ? "1 entry of \(Escaping.terminal(baseline.path)) no longer occurs"
      : "\(outdated.count) entries of \(Escaping.terminal(baseline.path)) no longer occur"
    return Array("\(entries); remove with eventlint baseline --prune:\n\(list)\(more)".utf8)
  }
}

extension Configuration {
  /// Applies `--select`, `--ignore` and `--extend-select`.
  mutating func select(_ request: LintRequest) throws(UsageError) {
    guard !(request.select + request.ignore + request.extendSelect).isEmpty else { return }
    let names = policies.map(\.name)
    if !request.select.isEmpty {
      let chosen = try Selection(request.select, policies: names)
      for page in RuleBook.pages { settings[page.id, default: RuleSettings()].isOn = chosen.rules.contains(page.id) }
      policies.removeAll { !chosen.policies.contains($0.name) }
    }
    for rule in try Selection(request.extendSelect, policies: names).rules {
      settings[rule, default: RuleSettings()].isOn = true
    }
    let ignored = try Selection(request.ignore, policies: names)
    for rule in ignored.rules { settings[rule, default: RuleSettings()].isOn = false }
    policies.removeAll { ignored.policies.contains($0.name) }
  }
}

/// The rules and policies that words of a call select: names, categories, globs and `all`, separated by commas.
private struct Selection {
  var rules: Set<RuleID> = []
  var policies: Set<String> = []

  init(_ words: [String], policies names: [String]) throws(UsageError) {
    for word in words.flatMap({ $0.split(separator: ",").map(String.init) }) {
      let (glob, isAll) = (Glob(word), word == "all")
      let pages = RuleBook.pages.filter { isAll || word == $0.category.rawValue || glob.matches($0.id.name) }
      let chosen = names.filter { isAll || glob.matches($0) }
      guard !pages.isEmpty || !chosen.isEmpty else {
        throw .unknown("rule or category", word, among: RuleBook.pages.map(\.id.name) + names)
      }
      rules.formUnion(pages.map(\.id))
      policies.formUnion(chosen)
    }
  }
}
