import Findings
import Schemas
import YAMLTree

@testable import Contracts

/// Two versions of a JSON Schema, compared in a test.
struct JSONPair {
  var old: String
  var new: String
  var oldFiles: [String: String] = [:]
  var newFiles: [String: String] = [:]

  init(_ old: String, _ new: String, oldFiles: [String: String] = [:], newFiles: [String: String] = [:]) {
    self.old = old
    self.new = new
    self.oldFiles = oldFiles
    self.newFiles = newFiles
  }

  func verdict(
    _ direction: CompatibilityDirection, _ policy: CompatibilityPolicy = .tolerant
  ) -> ContractVerdict {
    let (before, after) = (Self.side(old, oldFiles, file: 0), Self.side(new, newFiles, file: 1))
    var comparison = JSONComparison(old: before.documents, new: after.documents, policy: policy)
    guard let left = before.root, let right = after.root else { return ContractVerdict() }
    return comparison.compare(left, right, direction: direction)
  }

  /// The changes as `path: words`, then what is undecided as `path? reason`.
  func lines(_ direction: CompatibilityDirection, _ policy: CompatibilityPolicy = .tolerant) -> [String] {
    let verdict = verdict(direction, policy)
    return verdict.changes.map { "\($0.path): \($0.words)" } + verdict.undecided.map { "\($0.path)? \($0.reason)" }
  }

  func kinds(_ direction: CompatibilityDirection, _ policy: CompatibilityPolicy = .tolerant) -> [String] {
    verdict(direction, policy).changes.map { String($0.kind.id.dropFirst("json-".count)) }
  }

  /// The text of the changes' places in the old and the new schema.
  func places(_ direction: CompatibilityDirection) -> [[String]] {
    verdict(direction).changes.map { change in
      [(change.old, old), (change.new, new)].map { place, text in
        place.map { String(decoding: Array(text.utf8)[Int($0.start)..<Int($0.end)], as: UTF8.self) } ?? "-"
      }
    }
  }

  private static func side(
    _ text: String, _ files: [String: String], file: UInt32
  ) -> (documents: Documents, root: DocumentNode?) {
    let documents = Documents { path in
      guard let text = files[path] else { return .failure(.missingFile(path)) }
      return .success(.init(path: path, file: FileID(file + 2), bytes: Array(text.utf8)))
    }
    var tree = Tree()
    Parser().parse(Array(text.utf8), into: &tree)
    return (documents, Document(path: "schemas/order.json", file: FileID(file), tree: tree).root)
  }
}
