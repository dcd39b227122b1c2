import Findings
import Platform

/// Look-up of the programs that eventlint starts (`git`, `dot`); programs inside the checkout are never started.
package enum Executables {
  /// The first program of this name on `PATH`, except in relative entries and in entries inside the repository of the
  /// working folder or of a folder that is read. Nil if there is none.
  package static func find(_ name: String, readingFrom folders: [String]) -> String? {
    let roots = (folders + ["."]).compactMap { Root(of: $0)?.folder }
    for entry in (variables["PATH"] ?? "").split(separator: ":") where PathText.isAbsolute(entry) {
      let path = "\(entry)/\(name)"
      guard access(path, X_OK) == 0, !FilePaths.isFolder(path), let real = FilePaths.real(path) else { continue }
      if !roots.contains(where: { $0 != "/" && FilePaths.isBelow(real, $0) }) { return path }
    }
    return nil
  }

  /// The environment variables; those that are not UTF-8 are left out.
  static var variables: [String: String] {
    var found: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      entry += 1
      guard let pair = String(validatingCString: text), let sign = pair.firstIndex(of: "=") else { continue }
      found[String(pair[..<sign])] = String(pair[pair.index(after: sign)...])
    }
    return found
  }
}
