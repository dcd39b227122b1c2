import Catalog
import Configuration
import Files
import Findings
import Loading
import RuleBook
import RulePages
import Rules
import Writing
import YAMLTree

extension Configuration {
  /// The settings of the run, including rules that only an override enables.
  var runSettings: [RuleID: RuleSettings] {
    var settings = settings
    for override in overrides {
      for (rule, severity) in override.severities where severity != nil {
        settings[rule, default: RuleSettings()].isOn = true
      }
    }
    return settings
  }

  /// The globs of one rule's overrides by kind of subject.
  private struct Index {
    var services = PatternIndex()
    var messages = PatternIndex()
    var contexts = PatternIndex()
    var teams = PatternIndex()
    var files = PatternIndex()
  }

  private var overridesByRule: [RuleID: Index] {
    var byRule: [RuleID: Index] = [:]
    for (number, override) in overrides.enumerated() {
      for rule in override.severities.keys {
        for glob in override.services { byRule[rule, default: Index()].services.add(glob, number) }
        for glob in override.messages { byRule[rule, default: Index()].messages.add(glob, number) }
        for glob in override.contexts { byRule[rule, default: Index()].contexts.add(glob, number) }
        for glob in override.teams { byRule[rule, default: Index()].teams.add(glob, number) }
        for pattern in override.files { byRule[rule, default: Index()].files.add(pattern, number) }
      }
    }
    return byRule
  }

  /// Applies the overrides and removes findings of rules that only an override enables, where none matches.
  func overridden(_ findings: [Finding], _ system: LoadedCatalog) -> [Finding] {
    guard !overrides.isEmpty else { return findings }
    let catalog = system.catalog
    let byRule = overridesByRule
    var byFile: [RuleID: [FileID: [Int]]] = [:]
    return findings.compactMap { finding in
      guard let index = byRule[finding.rule] else { return settings[finding.rule]?.isOn ?? true ? finding : nil }
      var finding = finding
      var isOn = settings[finding.rule]?.isOn ?? true
      let subjects = finding.subjects.compactMap { catalog.names.find($0) }
      let services = subjects.compactMap { catalog.service($0) }
      let file = finding.place.file
      var numbers = byFile[finding.rule]?[file] ?? []
      if byFile[finding.rule]?[file] == nil {
        numbers = index.files.numbers(matching: FilePaths.absolute(system.paths[file]))
        byFile[finding.rule, default: [:]][file] = numbers
      }
      for service in services {
        numbers += index.services.numbers(matching: catalog[service.name])
        for context in catalog.contexts(of: service.name) {
          numbers += index.contexts.numbers(matching: catalog[context])
        }
        if let team = service.team { numbers += index.teams.numbers(matching: catalog[team]) }
      }
      for subject in subjects where catalog.message(subject) != nil {
        numbers += index.messages.numbers(matching: catalog[subject])
      }
      // The last matching entry applies.
      if let last = numbers.max(), case .some(let severity) = overrides[last].severities[finding.rule] {
        isOn = severity != nil
        if let severity { finding.severity = severity }
      }
      return isOn ? finding : nil
    }
  }

  /// Findings about globs of overrides that match nothing in the system.
  func idleOverrides(_ system: inout LoadedCatalog, _ severity: Severity?) -> [Finding] {
    guard let severity, !overrides.isEmpty, isWholeRun, !system.catalog.isPartial else { return [] }
    let catalog = system.catalog
    let known: [(String, KeyPath<Override, [Glob]>, [String])] = [
      ("service", \.services, catalog.services.map { catalog[$0.name] }),
      ("message", \.messages, catalog.messages.map { catalog[$0.name] }),
      ("context", \.contexts, catalog.services.flatMap { catalog.contexts(of: $0.name).map { catalog[$0] } }),
      ("team", \.teams, catalog.services.compactMap { $0.team.map { catalog[$0] } }),
    ]
    var findings: [Finding] = []
    func report(_ override: Override, _ kind: String, text: String) {
      let place = Place(file: system.file(of: override.path), start: override.offset, end: override.end)
      findings.append(
        Finding(
          rule: RulePage.unusedSuppression.id, severity: severity,
          message: "override without effect: no \(kind) matches \(text)", place: place,
          help: "correct the glob, or remove it", subjects: [kind, text]))
    }
    for (kind, globs, words) in known {
      let literals = Set(words.map(PathKey.init))
      let words = literals.map(\.path)
      for override in overrides {
        for glob in override[keyPath: globs] {
          let isIdle = glob.literal.map { !literals.contains(PathKey($0)) } ?? !words.contains(where: glob.matches)
          if isIdle { report(override, kind, text: glob.text) }
        }
      }
    }
    let files = Set(system.paths.inputs.map { PathKey(FilePaths.absolute($0)) })
    for override in overrides {
      for pattern in override.files {
        let isIdle =
          pattern.literal.map { !files.contains(PathKey($0)) } ?? !system.paths.inputs.contains(where: pattern.matches)
        if isIdle { report(override, "file", text: pattern.glob.text) }
      }
    }
    return findings
  }

  /// Hides the findings that `ignore` names. Entries without effect and expired entries become findings in the
  /// configuration file.
  func ignoring(_ outcome: SuppressionOutcome, _ system: inout LoadedCatalog, rules: SuppressionRules)
    -> SuppressionOutcome
  {
    guard !ignores.isEmpty else { return outcome }
    var outcome = outcome
    var isUsed = [Bool](repeating: false, count: ignores.count)
    var bySubject: [RuleID: [String: [Int]]] = [:]
    var byFile: [RuleID: PatternIndex] = [:]
    for (number, entry) in ignores.enumerated() where !Suppression.hasEnded(entry.until, on: rules.today) {
      if let subject = entry.subject {
        bySubject[entry.rule, default: [:]][subject, default: []].append(number)
      } else if let files = entry.files {
        byFile[entry.rule, default: PatternIndex()].add(files, number)
      }
    }
    var inFile: [RuleID: [FileID: [Int]]] = [:]
    var kept: [Finding] = []
    for finding in outcome.findings {
      let path = system.paths[finding.place.file]
      var numbers = finding.subjects.flatMap { bySubject[finding.rule]?[$0] ?? [] }.filter { number in
        let entry = ignores[number]
        return (entry.files?.matches(path) ?? true) && entry.field.map { $0 == finding.impact?.path } ?? true
          && entry.change.map { $0 == finding.impact?.kind } ?? true
      }
      if let index = byFile[finding.rule] {
        let known = inFile[finding.rule]?[finding.place.file] ?? index.numbers(matching: FilePaths.absolute(path))
        inFile[finding.rule, default: [:]][finding.place.file] = known
        numbers += known
      }
      if let match = numbers.min() {
        isUsed[match] = true
        outcome.hidden.append(finding.hidden(by: .configuration(reason: ignores[match].reason)))
      } else {
        kept.append(finding)
      }
    }
    let inputs = system.paths.inputs
    for (index, entry) in ignores.enumerated() {
      let place = Place(file: system.file(of: entry.path), start: entry.offset, end: entry.end)
      func add(_ rule: String, _ severity: Severity?, message: String, help: String) {
        guard let severity else { return }
        kept.append(
          Finding(
            rule: RuleID(rule), severity: severity, message: message, place: place, help: help,
            subjects: [entry.rule.name, entry.subject ?? ""]))
      }
      let about = entry.subject.map { " about \($0)" } ?? ""
      if entry.reason.isEmpty {
        add(
          "unexplained-suppression", rules.unexplained, message: "no reason given for ignoring \(entry.rule)\(about)",
          help: "add a `reason`")
      }
      if Suppression.hasEnded(entry.until, on: rules.today) {
        add(
          "unused-suppression", rules.unused,
          message: "entry for \(entry.rule)\(about) \(Suppression.ending(entry.until))",
          help: "remove the entry")
      } else if !rules.isKnown(entry.rule.name) {
        add(
          "unused-suppression", rules.unused, message: "unknown rule \(entry.rule); nothing is ignored",
          help: "remove the entry")
      } else if !isUsed[index], rules.isOn(entry.rule.name),
        isWholeRun || entry.files.map({ inputs.contains(where: $0.matches) }) ?? false
      {
        add(
          "unused-suppression", rules.unused, message: "\(entry.rule) has no finding\(about)", help: "remove the entry")
      }
    }
    outcome.findings = kept.sorted(by: Finding.inReportOrder)
    return outcome
  }
}

extension LoadedCatalog {
  /// The number of a file that is not an input, for findings in it.
  mutating func file(of path: String) -> FileID { ReferencedFiles.number(of: path, among: &paths.referenced) }
}
