import Files
import Writing
import YAMLTree

/// A JSON or YAML file other than a catalog: the output of an earlier run, or a file of changes.
package struct DataFile {
  let tree: Tree
  private var budget: MergeBudget

  init(_ path: String) throws(UsageError) {
    self.init(text: try FileBytes.named(path, limit: 64 << 20))
  }

  init(text bytes: [UInt8]) {
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    self.tree = tree
    budget = MergeBudget(tree: tree)
  }

  /// The root node; nil for a file with syntax errors.
  var root: NodeID? { tree.problems.isEmpty ? tree.roots.first : nil }

  /// The values of a mapping by key; the first of duplicate keys. Empty for anything but a mapping.
  mutating func members(_ id: NodeID?) -> [String: NodeID] {
    guard let id else { return [:] }
    return Dictionary(tree.entries(id, budget: &budget).map { (tree.string($0.key), tree.resolved($0.value)) }) {
      first, _ in first
    }
  }

  /// The items of a sequence; empty for anything else.
  func items(_ id: NodeID?) -> [NodeID] {
    guard let id, tree[id].kind == .sequence else { return [] }
    return tree.children(id).map { tree.resolved($0) }
  }

  func text(_ id: NodeID?) -> String? { id.map(tree.string) }
}
