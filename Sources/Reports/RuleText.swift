package import Findings
import RuleBook
import RulePages

/// The title, category and page of a rule for reports; custom rules have no page.
package struct RuleText {
  let title: String
  let category: String
  let page: RulePage?

  init(_ rule: RuleID, policies: [Summary.CustomRule] = []) {
    page = RuleBook.page(rule)
    title = page?.title ?? policies.first { $0.name == rule.name }?.message ?? "a rule defined in the configuration"
    category = page?.category.rawValue ?? "policy"
  }

  /// The URL of the documentation page of a rule.
  package static func address(_ rule: RuleID) -> String { "\(home)/rules/\(rule.name)" }

  static let home = "https://eventlint.dev"
}
