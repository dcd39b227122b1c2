import Catalog
package import Findings
package import Readers
import RulePages
import Schemas

/// The input of a rule about AsyncAPI documents, and the collector of its problems: one document, while it is read.
struct DocumentInspection {
  let parts: DocumentParts
  private let rule: RuleID
  private(set) var problems: [Problem] = []

  init(_ parts: DocumentParts, rule: RuleID) {
    self.parts = parts
    self.rule = rule
  }

  var document: AsyncAPIDocument { parts.document }

  var root: DocumentNode { parts.document.root }

  func followed(_ node: DocumentNode?) -> DocumentNode? { parts.document.followed(node) }

  /// Reports a problem; does nothing without a place.
  ///
  /// - Parameters:
  ///   - first: the first use of what is used again.
  ///   - subject: the part of the fingerprint that stays the same when a message is reworded, so that baselines remain
  ///     valid; nil for the message.
  mutating func report(
    _ message: String, at place: Place?, first: Place? = nil, help: String? = nil, subject: String? = nil
  ) {
    guard let place else { return }
    problems.append(
      Problem(
        rule, message, at: place, notes: first.map { [Note("first used here", at: $0)] } ?? [], help: help,
        subjects: [document.serviceName.name, subject ?? message]))
  }

  /// Reports a value that does not match its schema.
  mutating func check(_ value: DocumentNode, against schema: DocumentNode, what: String) {
    for violation in parts.validator.violations(of: value, against: schema).prefix(2) {
      report("\(what) does not match its schema: \(violation.message)", at: violation.place)
    }
  }
}

extension Rule {
  /// A rule about single AsyncAPI documents, which are only there while they are read: what `check` finds then is
  /// reported with all other findings.
  init(_ page: RulePage, document check: @escaping @Sendable (inout DocumentInspection) -> Void) {
    self.init(page, run: { $0.reportProblems() })
    inspectDocument = check
  }
}

extension DocumentChecks {
  /// The checks of all rules about documents that are on; nil when none is.
  package init?(_ settings: [RuleID: RuleSettings]) {
    let active = Rule.all.filter { $0.inspectDocument != nil && settings[$0.page.id]?.isOn ?? true }
    guard !active.isEmpty else { return nil }
    self.init { document in
      let parts = DocumentParts(document)
      return active.flatMap { rule in
        var inspection = DocumentInspection(parts, rule: rule.page.id)
        rule.inspectDocument?(&inspection)
        return inspection.problems
      }
    }
  }
}
