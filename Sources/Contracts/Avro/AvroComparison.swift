import Findings
package import Schemas

/// A comparison of Avro schemas by the specification's schema resolution (1.12): the reader's schema must resolve
/// against the writer's.
package struct AvroComparison {
  private let old: Documents
  private let new: Documents
  private let policy: CompatibilityPolicy
  /// The schemas that were compared last: the other direction of a comparison usually follows.
  private var parsed: (before: Parsed, after: Parsed)?

  private struct Parsed {
    var node: DocumentNode
    var schema: AvroSchema
  }

  /// - Parameters:
  ///   - old: the loader for references of old schemas.
  ///   - new: the loader for references of new schemas.
  package init(old: Documents, new: Documents, policy: CompatibilityPolicy = .tolerant) {
    self.old = old
    self.new = new
    self.policy = policy
  }

  /// The verdict for two schemas in one direction. Linear in the types that both lead to.
  package mutating func compare(
    _ before: DocumentNode, _ after: DocumentNode, direction: CompatibilityDirection
  ) -> ContractVerdict {
    if parsed?.before.node != before || parsed?.after.node != after {
      parsed = (
        Parsed(node: before, schema: AvroSchema(before, documents: old)),
        Parsed(node: after, schema: AvroSchema(after, documents: new))
      )
    }
    guard let parsed else { return ContractVerdict() }
    let isForward = direction == .forward
    var changes = AvroChanges(
      AvroResolution(
        reader: isForward ? parsed.before.schema : parsed.after.schema,
        writer: isForward ? parsed.after.schema : parsed.before.schema),
      direction: direction, policy: policy)
    return changes.found()
  }
}
