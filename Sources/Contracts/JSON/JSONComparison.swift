package import Schemas

/// A comparison of JSON Schemas by what they admit: each value that the writer's schema admits must be admitted by the
/// reader's.
package struct JSONComparison {
  private let old: Documents
  private let new: Documents
  private let policy: CompatibilityPolicy

  /// - Parameters:
  ///   - old: the loader for references of old schemas.
  ///   - new: the loader for references of new schemas.
  package init(old: Documents, new: Documents, policy: CompatibilityPolicy = .tolerant) {
    self.old = old
    self.new = new
    self.policy = policy
  }

  /// The verdict for two schemas in one direction.
  package mutating func compare(
    _ before: DocumentNode, _ after: DocumentNode, direction: CompatibilityDirection
  ) -> ContractVerdict {
    ContractVerdict()
  }
}
