package import Findings
import RuleBook
import RulePages

/// What a report says of a rule, a team's own rules included.
package struct RuleText {
  let title: String
  let category: String
  let page: RulePage?

  init(_ rule: RuleID, policies: [(name: String, message: String)] = []) {
    page = RuleBook.page(rule)
    title = page?.title ?? policies.first { $0.name == rule.name }?.message ?? "a rule of the configuration"
    category = page?.category.rawValue ?? "policy"
  }

  /// The page of the documentation.
  package static func address(_ rule: RuleID) -> String { "\(home)/rules/\(rule.name)" }

  static let home = "https://eventlint.dev"
}
