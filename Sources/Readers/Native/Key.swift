import Catalog
import YAMLTree

/// Every key of the catalog format. A reader's table of names begins with them, so that a key's name is its position here and
/// keys are told apart as numbers.
enum Key: String, CaseIterable {
  case after
  case answers
  case archive
  case asks
  case asOf = "as-of"
  case audience
  case calls
  case channel
  case channels
  case commands
  case compatibility
  case compensatedBy = "compensated-by"
  case condition
  case consistency
  case consumes
  case context
  case contexts
  case copy
  case correlation
  case delivery
  case deprecated
  case effect
  case ends
  case entities
  case eventlint
  case events
  case expects
  case external
  case fedBy = "fed-by"
  case fields
  case final
  case flows
  case handler
  case handles
  case holds
  case id
  case idempotent
  case intent
  case jobs
  case key
  case kind
  case loadedBy = "loaded-by"
  case mayBeLost = "may-be-lost"
  case migratingUntil = "migrating-until"
  case needs
  case observes
  case orderedBy = "ordered-by"
  case otherwise
  case outbox
  case owner
  case owns
  case partial
  case partitions
  case pattern
  case payload
  case personal
  case pivot
  case planned
  case process
  case protection
  case publishes
  case queries
  case reason
  case rejects
  case remembersActions = "remembers-actions"
  case replayable
  case replicates
  case replies
  case reply
  case requires
  case responsible
  case retention
  case role
  case schema
  case sends
  case servedBy = "served-by"
  case services
  case sharedForReading = "shared-for-reading"
  case size
  case source
  case staleness
  case starts
  case stores
  case subject
  case summary
  case sunset
  case tags
  case team
  case throttled
  case trackedBy = "tracked-by"
  case transaction
  case transport
  case triggers
  case untracked
  case use
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
