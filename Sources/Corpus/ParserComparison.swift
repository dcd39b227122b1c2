package import YAMLTree

/// A comparison of the two ways to a tree: the scanner, and libyaml's events.
package struct ParserComparison: ~Copyable {
  /// What a comparison shows.
  package enum Outcome: Equatable, Sendable {
    /// The scanner leaves the text to libyaml.
    case declined
    /// Both trees are the same.
    case same
    /// The first difference, which is a bug of the scanner.
    case different(String)
  }

  private let reference = Parser(usesScanner: false)
  private var scanned = Tree()
  /// The tree of libyaml of the latest text that the scanner took.
  package private(set) var expected = Tree()

  /// A comparison that can be used for any number of texts.
  package init() {}

  /// Scans a text and compares the tree with that of libyaml.
  package mutating func compare(_ bytes: [UInt8]) -> Outcome {
    let text = Tree.readableText(bytes)
    guard Scanner.scan(text, limits: Limits(), into: &scanned) else { return .declined }
    reference.parse(text, into: &expected)
    return Self.difference(scanned, expected).map { .different($0) } ?? .same
  }

  /// The first difference of two trees; nil if they are the same.
  package static func difference(_ tree: Tree, _ other: Tree) -> String? {
    if tree.nodes.count != other.nodes.count {
      return "\(tree.nodes.count) nodes, not \(other.nodes.count): \(other.problems.map(\.words))"
    }
    for index in tree.nodes.indices {
      let (node, expected) = (tree.nodes[index], other.nodes[index])
      let isSame =
        node.kind == expected.kind && node.flags == expected.flags && node.start == expected.start
        && node.end == expected.end && node.payload == expected.payload && node.length == expected.length
        && node.next == expected.next
      if !isSame { return "node \(index) is \(node), not \(expected)" }
    }
    if tree.arena != other.arena { return "the texts of escaped or folded scalars" }
    if tree.bytes != other.bytes { return "the bytes" }
    if tree.roots != other.roots { return "roots \(tree.roots), not \(other.roots)" }
    if tree.tagged != other.tagged { return "tagged nodes \(tree.tagged), not \(other.tagged)" }
    if tree.isPartial != other.isPartial { return "partial: \(tree.isPartial), not \(other.isPartial)" }
    let (problems, expected) = (tree.problems.map { "\($0)" }, other.problems.map { "\($0)" })
    return problems == expected ? nil : "problems \(problems), not \(expected)"
  }
}
