package import RulePages

/// A rule: its page and a function. It has no state; what it may read is its inspection, what it yields are findings.
package struct Rule: Sendable {
  package let page: RulePage
  let inspect: @Sendable (inout Inspection) -> Void

  init(_ page: RulePage, run: @escaping @Sendable (inout Inspection) -> Void) {
    self.page = page
    inspect = run
  }
}
