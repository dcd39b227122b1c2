/// How much of a file is read before the reader refuses, with a finding. The defaults are far above what people write and
/// far below what makes a run slow.
package struct Limits: Sendable {
  /// Bytes of one file.
  package var fileSize = 256 << 20
  /// Collections inside collections. libyaml's scanner is quadratic in the depth of flow collections, so this is what makes
  /// `[[[[…` cheap.
  package var depth = 250
  /// Nodes of one file.
  package var nodes = 32 << 20
  /// Aliases of one file.
  package var aliases = 1 << 20
  /// `%TAG` lines of one file; libyaml compares them pairwise.
  package var tagDirectives = 64
  /// Distinct findings about one file's YAML; the rest is counted, not listed.
  package var problems = 100

  package init() {}
}
