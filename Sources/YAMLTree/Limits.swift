/// Limits on the size and structure of one file; a file that exceeds one is reported and read no further.
///
/// The defaults are far above real catalogs and far below what would make a run slow.
package struct Limits: Sendable {
  /// The maximum size in bytes.
  package var fileSize = 256 << 20
  /// The maximum nesting of collections. libyaml's scanner is quadratic in the depth of flow collections, so this limit
  /// keeps `[[[[…` cheap.
  package var depth = 250
  /// The maximum number of nodes of a small file; larger files may have more, see `nodes(ofFile:)`.
  package var nodes = 2 << 20
  /// The maximum number of aliases.
  package var aliases = 1 << 20
  /// The maximum number of `%TAG` directives; libyaml compares them pairwise.
  package var tagDirectives = 64
  /// The maximum number of duplicate keys reported for one file.
  package var problems = 100

  /// The default limits.
  package init() {}

  /// The maximum number of nodes of a file of a given size in bytes.
  ///
  /// A node takes 8 or 24 bytes, so all nodes together no more than four times the file. Hand-written files have ten
  /// or more bytes a node, minified documents five or six.
  package func nodes(ofFile bytes: Int) -> Int { max(nodes, bytes / 15 * 2) }
}
