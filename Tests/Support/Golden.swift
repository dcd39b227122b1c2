import Files

#if canImport(Glibc)
  import Glibc
#endif

/// Golden files: what the program wrote when somebody last read it.
package enum Golden {
  /// The top of the package.
  package static let root: String = {
    let parts = #filePath.split(separator: "/", omittingEmptySubsequences: false)
    return parts.dropLast(3).joined(separator: "/")
  }()

  /// Whether this run writes golden files (and fails, so that nobody commits them unread).
  package static var isRecording: Bool { getenv("EVENTLINT_RECORD") != nil }

  /// Nil when the bytes are those of the golden file; else what differs.
  package static func difference(_ bytes: [UInt8], _ name: String) -> String? {
    let path = "\(root)/Tests/Golden/\(name)"
    guard !isRecording else {
      makeFolders(path)
      guard FileBytes.read(path) != bytes else { return nil }
      return (try? AtomicFile.write(bytes, to: path)) != nil ? "recorded \(name); read it" : "cannot write \(name)"
    }
    guard let expected = FileBytes.read(path) else { return "there is no golden file \(name)" }
    guard expected != bytes else { return nil }
    let old = String(decoding: expected, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let new = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    let line = zip(old, new).prefix { $0 == $1 }.count
    func shown(_ lines: [Substring]) -> String { line < lines.count ? String(lines[line]) : "(end)" }
    return "\(name):\(line + 1) was \(shown(old)) and is \(shown(new))"
  }

  private static func makeFolders(_ path: String) {
    var folder = ""
    for part in path.split(separator: "/").dropLast() {
      folder += "/\(part)"
      mkdir(folder, 0o755)
    }
  }
}
