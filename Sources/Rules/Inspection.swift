package import Catalog
import Contracts
package import Findings
package import Graph
package import RuleBook
import RulePages

/// The input of one rule and the collector of its findings. The runner creates one for each rule.
///
/// ```swift
/// // The whole of a rule that reports events with empty names:
/// for message in inspection.catalog.messages where message.kind == .event {
///   guard inspection.catalog[message.name].isEmpty else { continue }
///   inspection.report("an event has no name", at: message.place, about: [message.name])
/// }
/// ```
package struct Inspection {
  /// The catalog to inspect.
  package let catalog: Catalog
  /// The reactions of the catalog as a graph.
  package let graph: ReactionGraph
  /// Facts that several rules need, computed once.
  package let facts: Facts
  /// The files of the catalog, from which schemas are read again that are compared.
  let files: SchemaFiles
  /// The contracts of the earlier state that the run compares with; nil for none.
  let contracts: ContractChanges?
  /// The date of the run as `2026-11-25`, to compare with declared dates.
  package let today: String
  private let page: RulePage
  private let severity: Severity
  private let options: [String: OptionPage.Value]
  private(set) var findings: [Finding] = []

  init(
    graph: ReactionGraph, facts: Facts, files: SchemaFiles, contracts: ContractChanges?, today: String, page: RulePage,
    settings: RuleSettings
  ) {
    self.files = files
    self.contracts = contracts
    self.today = today
    catalog = graph.catalog
    self.graph = graph
    self.facts = facts
    self.page = page
    severity = settings.severity ?? page.severity
    options = settings.options
  }

  /// The value of an option: from the configuration, else the default of the page.
  package subscript<Value>(_ option: RuleOption<Value>) -> Value {
    options[option.name].flatMap(Value.init) ?? option.standard
  }

  /// Reports a finding.
  ///
  /// - Parameters:
  ///   - message: one line that stands alone and names the subject.
  ///   - place: the smallest span that can be wrong.
  ///   - subjects: the names that the finding is about, the main one first; they feed the fingerprint.
  ///   - ids: the ids of the subjects, where a name means another part than `NodeIDs` takes it for.
  ///   - impact: what a changed contract does; its path and kind are subjects, too.
  ///   - steps: the number of steps by which the severity is lowered, for cases that are milder by the rule's
  ///     definition or by something the catalog declares.
  package mutating func report(
    _ message: String, at place: Place, about subjects: [Name], ids: [String]? = nil, confidence: Confidence = .high,
    certainty: Certainty = .declared, loweredBy steps: Int = 0, notes: [Note] = [], path: [Note] = [],
    evidence: [Evidence] = [], help: String? = nil, impact: ContractImpact? = nil
  ) {
    var severity = severity
    for _ in 0..<steps { severity = severity.lowered }
    var notes = notes
    if page.category.restsOnKinds, let message = messageOfInferredKind(among: subjects) {
      severity = severity.lowered
      let reason = message.inferredFrom.map { catalog[$0] } ?? ""
      notes.append(
        Note(
          "\(catalog[message.name]) is classified as "
            + "\(message.kind.phrase): \(reason)",
          at: message.place))
    }
    // What is only possible may explain something and never accuses.
    if !facts.guesses.isEmpty,
      facts.guesses.contains(place) || path.contains(where: { facts.guesses.contains($0.place) })
    {
      return
    }
    // A merely possible finding never fails a build.
    if certainty == .possible { severity = .info }
    var words = subjects.map { catalog[$0] }
    if let impact { words += [impact.path, impact.kind].filter { !$0.isEmpty } }
    var finding = Finding(
      rule: page.id, severity: severity, confidence: confidence, certainty: certainty, message: message, place: place,
      notes: notes, steps: path, evidence: evidence, help: help, subjects: words)
    finding.subjectIDs = ids ?? subjects.compactMap { facts.ids[$0] }
    finding.impact = impact
    findings.append(finding)
  }

  private func messageOfInferredKind(among names: [Name]) -> Message? {
    for name in names {
      if let message = catalog.message(name), message.inferredFrom != nil { return message }
    }
    return nil
  }

  /// Reports the problems that readers and linker recorded under the id of this rule. Linear in all problems.
  package mutating func reportProblems() {
    for problem in catalog.problems where problem.rule == page.id {
      var finding = Finding(
        rule: page.id, severity: severity, message: problem.message, place: problem.place, notes: problem.notes,
        help: problem.help, subjects: problem.subjects, fix: problem.fix)
      finding.subjectIDs = problem.subjects.compactMap { catalog.names.find($0).flatMap { facts.ids[$0] } }
      findings.append(finding)
    }
  }
}
