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
    var texts: [FileID: [UInt8]] = [:]
    for file in Set(fixes.flatMap(\.edits).map(\.place.file)).sorted() {
      let text = try FileBytes.named(judged.system.paths[file])
      // Places are offsets in UTF-8; files in another encoding are not changed.
      if text == judged.system.sources.text(file) { texts[file] = text }
    }
    for (file, edits) in Self.edits(of: fixes, in: texts).sorted(by: { $0.key < $1.key }) {
      guard let old = texts[file] else { continue }
      let edited = edits.applied(to: old)
      let (new, count) = (edited.text, edited.count)
      if new != old { changes.append(Change(path: judged.system.paths[file], old: old, new: new, count: count)) }
    }
  }

  /// The edits to make, by file and in the order of the text. A fix is made with all of its edits or not at all; of
  /// fixes that overlap the first in the text is made.
  private static func edits(of fixes: [Fix], in texts: [FileID: [UInt8]]) -> [FileID: [Edit]] {
    func isInside(_ edit: Edit) -> Bool {
      guard let text = texts[edit.place.file] else { return false }
      return edit.place.start <= edit.place.end && Int(edit.place.end) <= text.count
    }
    var chosen: [FileID: [Edit]] = [:]
    for edits in fixes.map({ $0.edits.sorted() }).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let fits = edits.allSatisfy { isInside($0) && chosen[$0.place.file]?.hasRoom(for: $0) ?? true }
      guard fits, !zip(edits, edits.dropFirst()).contains(where: { $0.overlaps($1) }) else { continue }
      for edit in edits { chosen[edit.place.file, default: []].add(edit) }
    }
    return chosen
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

  /// The changes as a unified diff, for the terminal, for `git apply` and for `patch -p1`.
  var difference: [UInt8] {
    Escaping.log(Array(changes.map { UnifiedDiff.text(path: $0.path, old: $0.old, new: $0.new) }.joined().utf8))
  }
}

extension Edit {
  /// Whether the edit that comes next in the order of the text begins before this one ends.
  fileprivate func overlaps(_ next: Edit) -> Bool {
    self != next && place.file == next.place.file && next.place.start < place.end
  }
}

/// Edits of one file that do not overlap, in the order of the text.
extension [Edit] {
  /// The position of an edit, by binary search.
  private func position(of edit: Edit) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < edit { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Whether an edit is one of these, or overlaps none.
  fileprivate func hasRoom(for edit: Edit) -> Bool {
    let index = position(of: edit)
    if index < count, self[index] == edit { return true }
    return (index == 0 || !self[index - 1].overlaps(edit)) && (index == count || !edit.overlaps(self[index]))
  }

  fileprivate mutating func add(_ edit: Edit) {
    let index = position(of: edit)
    if index == count || self[index] != edit { insert(edit, at: index) }
  }
}
