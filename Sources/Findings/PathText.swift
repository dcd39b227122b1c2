/// Paths as texts, without a look at the file system.
///
/// Paths are compared and cut by bytes. As characters, a slash and a combining mark behind it would be one, and two
/// spellings of a letter equal.
package enum PathText {
  /// The separator of components.
  package static let slash = UInt8(ascii: "/")

  /// Whether a path starts at the root.
  package static func isAbsolute(_ path: some StringProtocol) -> Bool { path.utf8.first == slash }

  /// The components of a path; doubled slashes and those at its ends are ignored.
  package static func components(_ path: String) -> [String] {
    path.utf8.split(separator: slash).map { String(decoding: $0, as: UTF8.self) }
  }
}
