package import Catalog
package import Findings
package import Graph
package import RuleBook
import RulePages

/// What one rule may read, and where it reports. The runner makes one for each rule and stamps what comes out.
package struct Inspection {
  package let catalog: Catalog
  package let graph: ReactionGraph
  /// Facts that several rules want, computed once.
  package let facts: Facts
  /// What the same catalog was, where the run compares with it.
  package let previous: ReactionGraph?
  /// The day of the run, as `2026-11-25`: for what ends on a day.
  package let today: String
  private let page: RulePage
  private let severity: Severity
  private let options: [String: OptionPage.Value]
  private(set) var findings: [Finding] = []

  init(
    graph: ReactionGraph, facts: Facts, previous: ReactionGraph?, today: String, page: RulePage, settings: RuleSettings
  ) {
    self.previous = previous
    self.today = today
    catalog = graph.catalog
    self.graph = graph
    self.facts = facts
    self.page = page
    severity = settings.severity ?? page.severity
    options = settings.options
  }

  /// The value of an option: the configuration's, else the page's.
  package subscript<Value>(_ option: RuleOption<Value>) -> Value {
    options[option.name].flatMap(Value.init) ?? option.standard
  }

  /// Reports a finding.
  ///
  /// - Parameters:
  ///   - message: one line that stands alone and names the things.
  ///   - place: the smallest span that can be wrong.
  ///   - steps: the severity goes down so many steps for this finding: for what is milder by the rule's own definition, or
  ///     eased by something the catalog declares.
  ///   - subjects: what the finding is about, the main thing first.
  package mutating func report(
    _ message: String, at place: Place, about subjects: [Name], confidence: Confidence = .high,
    certainty: Certainty = .declared, loweredBy steps: Int = 0, notes: [Note] = [], path: [Note] = [],
    evidence: [Evidence] = [], help: String? = nil
  ) {
    var severity = severity
    for _ in 0..<steps { severity = severity.lowered }
    var notes = notes
    if page.category.restsOnKinds,
      let message = subjects.lazy.compactMap(catalog.message).first(where: { $0.inferredFrom != nil })
    {
      severity = severity.lowered
      let reason = message.inferredFrom.map { catalog[$0] } ?? ""
      notes.append(
        Note(
          "\(catalog[message.name]) is taken for \(message.kind == .event ? "an event" : "a \(message.kind.name)"): \(reason)",
          at: message.place))
    }
    // What is merely possible never fails a build.
    if certainty == .possible { severity = .info }
    findings.append(
      Finding(
        rule: page.id, severity: severity, confidence: confidence, certainty: certainty, message: message, place: place,
        notes: notes, steps: path, evidence: evidence, help: help, subjects: subjects.map { catalog[$0] }))
  }

  /// Reports what readers and linker noticed under this rule's name.
  package mutating func reportProblems() {
    for problem in catalog.problems where problem.rule == page.id {
      findings.append(
        Finding(
          rule: page.id, severity: severity, message: problem.message, place: problem.place, notes: problem.notes,
          help: problem.help, subjects: problem.subjects, fix: problem.fix))
    }
  }
}
