package import Contracts
package import Findings
import RuleBook
package import RulePages

/// The kinds of changes that rules about contracts tell, by their stable names.
package enum ContractChangeKinds {
  /// All kinds: those of messages, then those of payloads by language.
  package static let all = CatalogChange.kinds + ContractComparison.kinds

  /// The names of all kinds.
  package static let names = all.map(\.id)
}

extension RulePage {
  /// The rules that compare with an earlier state and say nothing without one.
  package static let comparing: [RuleID] = [RulePage.breakingChange.id, RulePage.uncomparedContract.id]
}
