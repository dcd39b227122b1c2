import Contracts
import Findings
import RuleBook
package import RulePages

/// The kinds of changes that rules about contracts tell, by their stable names.
package enum ContractChangeKinds {
  /// All kinds: those of messages, then those of payloads by language.
  static let all = CatalogChange.kinds + ContractComparison.kinds

  /// A kind, as documentation shows it.
  package struct Kind: Sendable {
    /// The stable name.
    package var name: String
    /// What it does to readers: `decoding`, `field`, `validation` or `meaning`.
    package var effect: String
    /// What changes, in a sentence.
    package var summary: String
    /// Whether it concerns the message as a whole, and not its payload.
    package var isOfMessage: Bool
  }

  /// All kinds, as documentation shows them.
  package static var list: [Kind] {
    all.enumerated().map { position, kind in
      Kind(
        name: kind.id, effect: "\(kind.effect)", summary: kind.summary,
        isOfMessage: position < CatalogChange.kinds.count)
    }
  }

  /// The names of all kinds.
  package static let names = all.map(\.id)
}

extension RulePage {
  private static let comparing = [RulePage.breakingChange.id, RulePage.uncomparedContract.id]

  /// Whether the rule compares with an earlier state and says nothing without one.
  package var comparesStates: Bool { Self.comparing.contains(id) }
}
