import Findings
package import Schemas
import YAMLTree

/// A comparison of JSON Schemas by what they admit: each value that the writer's schema admits must be admitted by the
/// reader's.
///
/// Drafts 4, 6 and 7, 2019-09 and 2020-12; the dialect follows `$schema`, or the keywords where that is missing. Work
/// is linear in the size of the schemas: a pair of them is compared once for each direction, and alternatives have a
/// budget.
package struct JSONComparison {
  private let table: SchemaTable
  private let policy: CompatibilityPolicy
  private var inclusions: [CompatibilityDirection: Inclusion] = [:]

  /// - Parameters:
  ///   - old: the loader for references of old schemas.
  ///   - new: the loader for references of new schemas.
  package init(old: Documents, new: Documents, policy: CompatibilityPolicy = .tolerant) {
    table = SchemaTable(old: old, new: new)
    self.policy = policy
  }

  /// The verdict for two schemas in one direction.
  package mutating func compare(
    _ before: DocumentNode, _ after: DocumentNode, direction: CompatibilityDirection
  ) -> ContractVerdict {
    let (old, new) = (table.node(before, side: .old), table.node(after, side: .new))
    let isForward = direction == .forward
    let inclusion =
      inclusions[direction] ?? Inclusion(table: table, isForward: isForward, policy: policy)
    inclusions[direction] = inclusion
    let outcome = inclusion.outcome(writer: isForward ? new : old, reader: isForward ? old : new)
    var verdict = ContractVerdict()
    verdict.changes = outcome.changes.map { change in
      var change = change
      change.path = Self.withoutDot(change.path)
      return change
    }
    verdict.undecided = outcome.undecided.map { part in
      var part = part
      part.path = Self.withoutDot(part.path)
      return part
    }
    guard policy == .strict, !Self.isSame(before, after) else { return verdict }
    // A registry refuses what it cannot show to be compatible.
    verdict.changes += verdict.undecided.map { part in
      ContractChange(
        .notComparable, path: part.path, words: "cannot be shown to be compatible: \(part.reason)", old: part.old,
        new: part.new)
    }
    verdict.undecided = []
    return verdict
  }

  /// Whether two schemas have the same text.
  private static func isSame(_ before: DocumentNode, _ after: DocumentNode) -> Bool {
    let (first, second) = (before.place, after.place)
    return before.tree.bytes[Int(first.start)..<Int(first.end)] == after.tree.bytes[Int(second.start)..<Int(second.end)]
  }

  private static func withoutDot(_ path: String) -> String { path.hasPrefix(".") ? String(path.dropFirst()) : path }
}
