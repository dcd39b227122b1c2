import Catalog
import YAMLTree

/// Every key of the catalog format. A reader's table of names begins with them, so that a key's name is its position here and
/// keys are told apart as numbers.
enum Key: String, CaseIterable {
  case after
  case answers
  case asks
  case audience
  case calls
  case channel
  case channels
  case commands
  case compensatedBy = "compensated by"
  case condition
  case consumes
  case context
  case contexts
  case correlation
  case effect
  case ends
  case entities
  case eventlint
  case events
  case expects
  case external
  case fields
  case flows
  case handler
  case handles
  case idempotent
  case intent
  case key
  case kind
  case needs
  case observes
  case orderedBy = "ordered by"
  case otherwise
  case outbox
  case owner
  case owns
  case partial
  case partitions
  case pattern
  case payload
  case personal
  case planned
  case process
  case publishes
  case queries
  case reason
  case rejects
  case replicates
  case replies
  case reply
  case retention
  case role
  case schema
  case sends
  case services
  case starts
  case stores
  case subject
  case summary
  case tags
  case team
  case trackedBy = "tracked by"
  case transport
  case triggers
  case version
  case visibility
  case vocabulary
  case within

  private static let all = allCases

  /// The key whose name this is.
  init?(_ name: Name) {
    guard name.index < Self.all.count else { return nil }
    self = Self.all[Int(name.index)]
  }

  /// Puts the keys into a new table of names.
  static func seed(_ names: inout Names) {
    guard names.count == 0 else { return }
    for key in all { _ = names.intern(key.rawValue) }
  }
}

extension DocumentReader {
  /// Which key an entry has; nil when it is none of the format's.
  mutating func key(_ entry: Entry) -> Key? {
    let id = tree.resolved(entry.key)
    guard tree[id].kind == .scalar else { return nil }
    return Key(reading.names.intern(tree.text(id)))
  }
}
