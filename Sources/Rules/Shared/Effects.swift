import Catalog

/// The words for the effects of a reaction, grouped by their meaning for rules.
struct Effects: Sendable {
  /// Effects that change nothing.
  let nothing: NameSet
  /// Effects on money, mail and goods, which cannot be undone.
  let outward: NameSet

  init(_ names: Names) {
    nothing = names.set(of: ["none", "read"])
    outward = names.set(of: ["charge", "pay", "refund", "mail", "ship"])
  }
}
