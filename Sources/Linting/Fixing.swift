import Files
import Findings
import Loading
import Reports
import Writing

/// The edits that fix findings, file by file. Files are edited in place, never regenerated from the model.
package struct Fixing {
  private struct Change {
    var path: String
    var old: [UInt8]
    var new: [UInt8]
    var count: Int
  }

  private var changes: [Change] = []

  var isEmpty: Bool { changes.isEmpty }

  init(_ judged: LintResult, includesUnsafe: Bool) throws(UsageError) {
    let fixes = judged.findings.compactMap(\.fix).filter { includesUnsafe || $0.safety == .safe }
    let edits = Dictionary(grouping: fixes.flatMap(\.edits), by: \.place.file).sorted { $0.key < $1.key }
    for (file, edits) in edits {
      let path = judged.system.paths[file]
      let old = try FileBytes.named(path)
      // Places are offsets in UTF-8; files in another encoding are not changed.
      guard old == judged.system.sources.text(file) else { continue }
      let (new, count) = edits.applied(to: old)
      if new != old { changes.append(Change(path: path, old: old, new: new, count: count)) }
    }
  }

  func write() throws(UsageError) {
    for change in changes {
      guard FileBytes.read(change.path) == change.old else {
        throw UsageError("\(change.path): has changed since it was read; no further fixes are written")
      }
      do throws(FileProblem) { try AtomicFile.write(change.new, to: change.path) } catch {
        throw UsageError("\(change.path): \(error.words)")
      }
    }
  }

  func summary(isShown: Bool) -> [UInt8] {
    guard !isEmpty else { return isShown ? Array("Nothing to fix.\n".utf8) : [] }
    let count = changes.reduce(0) { $0 + $1.count }
    let words = "\(counted(count, "edit")) in \(counted(changes.count, "file"))"
    return Array((isShown ? "Would apply \(words); use --fix to write them.\n" : "Applied \(words).\n").utf8)
  }

  /// The changes as a unified diff without context lines.
  var difference: [UInt8] {
    var out = ""
    for change in changes {
      let path = Escaping.terminal(change.path.hasPrefix("/") ? change.path : "/" + change.path)
      out += "--- a\(path)\n+++ b\(path)\n"
      let (old, new) = (Self.lines(change.old), Self.lines(change.new))
      for hunk in Self.hunks(old, new) {
        out += "@@ -\(Self.range(hunk.old)) +\(Self.range(hunk.new)) @@\n"
        for line in old[hunk.old] { out += "-\(Escaping.terminal(line))\n" }
        for line in new[hunk.new] { out += "+\(Escaping.terminal(line))\n" }
      }
    }
    return Array(out.utf8)
  }

  private static func lines(_ text: [UInt8]) -> [String] {
    var lines = text.split(separator: 0x0A, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  private static func range(_ range: Range<Int>) -> String {
    range.isEmpty ? "\(range.lowerBound),0" : "\(range.lowerBound + 1),\(range.count)"
  }

  /// Runs of lines that differ, by the standard library's `difference(from:)`.
  private static func hunks(_ old: [String], _ new: [String]) -> [(old: Range<Int>, new: Range<Int>)] {
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var hunks: [(old: Range<Int>, new: Range<Int>)] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      let (from, to) = (left, right)
      while removed.contains(left) { left += 1 }
      while inserted.contains(right) { right += 1 }
      if left > from || right > to {
        hunks.append((from..<left, to..<right))
      } else {
        (left, right) = (left + 1, right + 1)
      }
    }
    return hunks
  }
}
