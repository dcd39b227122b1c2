package import Findings
package import RulePages

/// All pages of `rules/`, bound into the binary. The build writes `pages`, one constant for each page, and the typed options.
package enum RuleBook {
  package static func page(_ id: RuleID) -> RulePage? { pages.first { $0.id == id } }

  /// The words and examples of a page; parsed when asked for.
  package static func details(_ page: RulePage) throws(PageError) -> PageDetails {
    var reader = try PageReader(page.text)
    return try reader.details()
  }
}
