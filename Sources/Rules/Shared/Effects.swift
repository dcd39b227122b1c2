import Catalog

/// The words for what a reaction does besides sending messages, by what rules make of them.
struct Effects: Sendable {
  /// Nothing changes.
  let nothing: NameSet
  /// Money, letters and goods, which do not come back.
  let outward: NameSet

  init(_ names: Names) {
    nothing = names.set(of: ["none", "read"])
    outward = names.set(of: ["charge", "pay", "refund", "mail", "ship"])
  }
}
