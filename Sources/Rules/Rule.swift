package import RulePages

/// A rule: its page and a function without state that reads an inspection and reports findings to it.
package struct Rule: Sendable {
  /// The page of the rule: its id, texts, options and examples.
  package let page: RulePage
  let inspect: @Sendable (inout Inspection) -> Void
  /// What it looks for in a single AsyncAPI document; nil for a rule about the system.
  var inspectDocument: (@Sendable (inout DocumentInspection) -> Void)?

  init(_ page: RulePage, run: @escaping @Sendable (inout Inspection) -> Void) {
    self.page = page
    inspect = run
  }
}
