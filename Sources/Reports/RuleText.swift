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

  /// The address of the published repository, such as `https://github.com/OWNER/eventlint`; nil as long as nothing is
  /// published. All links to pages of rules are made from it. Without it reports have no links: SARIF contains the text
  /// of a rule, and `eventlint explain RULE` prints it.
  package static let repository: String? = nil

  /// The URL of the documentation page of a rule; nil for policies, which have no page, and without a repository.
  ///
  ///     RuleText.address("dual-write", in: "https://example.org/eventlint")
  ///     // https://example.org/eventlint/blob/main/docs/rules/dual-write.md
  package static func address(_ rule: RuleID, in repository: String? = repository) -> String? {
    guard let repository, RuleBook.page(rule) != nil else { return nil }
    return "\(repository)/blob/main/docs/rules/\(rule.name).md"
  }

  /// The command that prints the page of a rule; nil for policies.
  static func command(_ rule: RuleID) -> String? {
    RuleBook.page(rule).map { "eventlint explain \($0.id.name)" }
  }
}
