package import Findings
package import RulePages

/// All rule pages, compiled into the binary. The build generates `pages`, a constant for each page, and typed options.
package enum RuleBook {
  /// The page of a rule; nil for unknown rules and custom ones. Linear in the number of rules.
  package static func page(_ id: RuleID) -> RulePage? { pages.first { $0.id == id } }

  /// The texts and examples of a page, parsed on each call.
  package static func details(_ page: RulePage) throws(PageError) -> PageDetails {
    var reader = try PageReader(page.text)
    return try reader.details()
  }
}
