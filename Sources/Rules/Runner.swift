import Catalog
package import Contracts
package import Findings
package import Graph
import RuleBook
package import RulePages
import Schemas
import Synchronization

/// The configuration of one rule.
package struct RuleSettings: Sendable, Hashable {
  /// The severity of the findings; nil for the severity of the page.
  package var severity: Severity?
  /// Whether the rule is enabled.
  package var isOn: Bool
  /// The configured values by option name; options without a value keep the default of the page.
  package var options: [String: OptionPage.Value]

  /// Settings that by default enable the rule as its page defines it.
  package init(severity: Severity? = nil, isOn: Bool = true, options: [String: OptionPage.Value] = [:]) {
    self.severity = severity
    self.isOn = isOn
    self.options = options
  }
}

/// The runner of all rules and policies over a catalog.
package enum Runner {
  /// The findings of all enabled rules and all policies, in report order, each with a unique fingerprint.
  ///
  /// - Parameters:
  ///   - files: the files of the catalog, from which schemas are read again that are compared.
  ///   - earlier: the earlier state to compare with; nil for none.
  ///   - today: the date of the run as `2026-11-25`.
  package static func run(
    _ graph: ReactionGraph, rules: [Rule] = Rule.all, settings: [RuleID: RuleSettings], policies: [Policy] = [],
    files: SchemaFiles = .empty, earlier: EarlierCatalog? = nil, today: String, sideBySide: SideBySide
  ) -> [Finding] {
    let facts = Facts(graph, sideBySide: sideBySide)
    let active = rules.filter { settings[$0.page.id]?.isOn ?? true }
    let compares = active.contains(where: \.page.comparesStates)
    let contracts = (compares ? earlier : nil).map {
      ContractChanges($0, graph, files: files, settings: settings, sideBySide: sideBySide)
    }
    let found = Mutex([[Finding]](repeating: [], count: active.count))
    withoutActuallyEscaping(
      { (number: Int) in
        let rule = active[number]
        let findings = Self.findings(
          of: rule, graph, facts: facts, settings: settings[rule.page.id] ?? RuleSettings(), files: files,
          contracts: contracts, today: today)
        found.withLock { $0[number] = findings }
      } as @Sendable (Int) -> Void
    ) { sideBySide(active.count, $0) }
    var findings = found.withLock { found in
      defer { found = [] }
      return found.flatMap(\.self)
    }
    if !policies.isEmpty {
      let world = PolicyWorld(graph, facts)
      for policy in policies {
        var check = PolicyCheck(policy, world)
        check.run()
        findings += check.findings
      }
    }
    return stamped(inOrder(withoutHidden(withoutLostNeeds(findings), rules)))
  }

  /// The findings of one rule, in the order in which it reports them.
  ///
  /// - Parameters:
  ///   - files: the files of the catalog, from which schemas are read again that are compared.
  ///   - contracts: the contracts of the earlier state to compare with; nil for none.
  ///   - today: the date of the run as `2026-11-25`.
  package static func findings(
    of rule: Rule, _ graph: ReactionGraph, facts: Facts, settings: RuleSettings = RuleSettings(),
    files: SchemaFiles = .empty, contracts: ContractChanges? = nil, today: String
  ) -> [Finding] {
    var inspection = Inspection(
      graph: graph, facts: facts, files: files, contracts: contracts, today: today, page: rule.page, settings: settings)
    rule.inspect(&inspection)
    return rule.page.category == .asyncapi ? inspection.findings : folded(inspection.findings)
  }

  /// The findings in report order. Their positions are sorted, and not the large values, which are mostly told apart by
  /// their places.
  private static func inOrder(_ findings: [Finding]) -> [Finding] {
    let places = findings.map(\.place)
    return places.indices.sorted { left, right in
      places[left] != places[right]
        ? places[left] < places[right] : Finding.inReportOrder(findings[left], findings[right])
    }.map { findings[$0] }
  }

  /// The findings without those on needs that a change of the contract has left unmet: the change says so itself.
  private static func withoutLostNeeds(_ findings: [Finding]) -> [Finding] {
    var lost: [Place: Severity] = [:]
    for finding in findings {
      for party in finding.impact?.parties ?? [] where party.fate == .breaks {
        if let place = party.place { lost[place] = max(lost[place] ?? .info, finding.severity) }
      }
    }
    guard !lost.isEmpty else { return findings }
    return findings.filter { finding in
      guard finding.rule == RulePage.unmetNeed.id, let severity = lost[finding.place] else { return true }
      return severity < finding.severity
    }
  }

  /// The findings without those of hidden rules, so that one root cause gives one finding: a rule listed in `hides` is
  /// dropped where the hiding rule has a finding about the same subjects, or where a path leads through all subjects of
  /// that finding.
  private static func withoutHidden(_ findings: [Finding], _ rules: [Rule]) -> [Finding] {
    // A path has thousands of subjects and each prefix counts: sets of hashes.
    var hiddenSubjects: Set<UInt64> = []
    var hiddenPrefixes: Set<UInt64> = []
    var paths: [Hidden: [Set<String>]] = [:]
    let hiding = Dictionary(
      uniqueKeysWithValues: rules.filter { !$0.page.hides.isEmpty }.map { ($0.page.id, $0.page.hides) })
    guard !hiding.isEmpty else { return findings }
    for finding in findings {
      for rule in hiding[finding.rule] ?? [] {
        if finding.subjects.count > 1, let first = finding.subjects.min() {
          paths[Hidden(rule: rule, subject: first), default: []].append(Set(finding.subjects))
        }
        var hash = ByteHash.hash(rule.name)
        if finding.subjects.isEmpty { hiddenPrefixes.insert(hash) }
        for subject in finding.subjects {
          hash = ByteHash.hash(hash ^ ByteHash.hash(subject))
          hiddenPrefixes.insert(hash)
        }
        hiddenSubjects.insert(hash)
      }
    }
    guard !hiddenSubjects.isEmpty else { return findings }
    return findings.filter { finding in
      var hash = ByteHash.hash(finding.rule.name)
      // The hiding finding may have fewer subjects: the message alone, without one of its consumers.
      for subject in finding.subjects {
        hash = ByteHash.hash(hash ^ ByteHash.hash(subject))
        if hiddenSubjects.contains(hash) { return false }
      }
      if hiddenPrefixes.contains(hash) { return false }
      guard !paths.isEmpty, finding.subjects.count > 1 else { return true }
      var own: Set<String>?
      for subject in finding.subjects {
        guard let through = paths[Hidden(rule: finding.rule, subject: subject)] else { continue }
        let subjects = own ?? Set(finding.subjects)
        own = subjects
        if through.contains(where: { $0.count <= subjects.count && $0.isSubset(of: subjects) }) { return false }
      }
      return true
    }
  }

  private struct Hidden: Hashable {
    var rule: RuleID
    var subject: String
  }

  /// The findings of one rule with those at one place as one: they have one cause, such as a default of the file or a
  /// reaction with several triggers.
  private static func folded(_ findings: [Finding]) -> [Finding] {
    guard findings.count > 1 else { return findings }
    var positions: [Place: Int] = [:]
    var folded: [Finding] = []
    var others: [Int: [String]] = [:]
    for finding in findings {
      guard finding.fix == nil, let subject = finding.subjects.first,
        let known = positions[finding.place], folded[known].help == finding.help,
        folded[known].severity == finding.severity, folded[known].subjects.first != subject
      else {
        if positions[finding.place] == nil, finding.fix == nil { positions[finding.place] = folded.count }
        folded.append(finding)
        continue
      }
      others[known, default: []].append(subject)
      folded[known].subjectIDs += finding.subjectIDs
      folded[known].notes += finding.notes.filter { !folded[known].notes.contains($0) }
    }
    for (position, subjects) in others {
      folded[position].message += "; the same is true of \(listed(subjects))"
      folded[position].subjectIDs = folded[position].subjectIDs.unique
    }
    return folded
  }

  private static func stamped(_ findings: [Finding]) -> [Finding] {
    var findings = findings
    // By one half of the fingerprint, which tells them apart as well.
    var seen: [UInt64: Int] = [:]
    for index in findings.indices {
      let occurrence = seen[findings[index].fingerprint.low, default: 0]
      seen[findings[index].fingerprint.low] = occurrence + 1
      if occurrence > 0 {
        findings[index].fingerprint = Fingerprint(
          rule: findings[index].rule, subjects: findings[index].subjects, occurrence: occurrence)
      }
    }
    return findings
  }
}
