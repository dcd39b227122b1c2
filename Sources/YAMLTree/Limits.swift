/// How much of a file is read before the reader refuses, with a finding. The defaults are far above what people write and
/// far below what makes a run slow.
package struct Limits: Sendable {
  /// Bytes of one file.
  package var fileSize = 256 << 20
  /// Collections inside collections. libyaml's scanner is quadratic in the depth of flow collections, so this is what makes
  /// `[[[[…` cheap.
  package var depth = 250
  /// Nodes of one file, however small; larger files may have more.
  package var nodes = 2 << 20
  /// Aliases of one file.
  package var aliases = 1 << 20
  /// `%TAG` lines of one file; libyaml compares them pairwise.
  package var tagDirectives = 64
  /// Distinct findings about one file's YAML; the rest is counted, not listed.
  package var problems = 100

  package init() {}

  /// How many nodes a file of so many bytes may have: a node takes 28 bytes, and all of them together no more than four times the file. What
  /// people write has ten bytes a node and more, documents without any blank five or six.
  package func nodes(ofFile bytes: Int) -> Int { max(nodes, bytes / 15 * 2) }
}
