import Files
package import Findings
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
  package static func edits(of fixes: [Fix], in texts: [FileID: [UInt8]]) -> [FileID: [Edit]] {
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

  /// The changes as a unified diff without context lines, for the terminal and for `patch`.
  var difference: [UInt8] {
    var out = ""
    for change in changes {
      let path = Escaping.terminal(PathText.isAbsolute(change.path) ? change.path : "/" + change.path)
      out += "--- a\(path)\n+++ b\(path)\n"
      let (old, new) = (Self.lines(change.old), Self.lines(change.new))
      for hunk in Self.hunks(old, new) {
        out += "@@ -\(Self.range(hunk.old)) +\(Self.range(hunk.new)) @@\n"
        for line in old[hunk.old] { out += Self.written("-", line) }
        for line in new[hunk.new] { out += Self.written("+", line) }
      }
    }
    return Escaping.log(Array(out.utf8))
  }

  private typealias Line = ArraySlice<UInt8>

  /// The lines of a text with their ends, which only the last may lack.
  private static func lines(_ text: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while start < text.count {
      let end = text[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
      lines.append(text[start..<end])
      start = end
    }
    return lines
  }

  /// A line of the diff. `patch` finds it only with the end it has: with its return, or with the mark for none.
  private static func written(_ sign: String, _ line: Line) -> String {
    guard line.last == 0x0A else { return "\(sign)\(shown(line))\n\\ No newline at end of file\n" }
    let words = line.dropLast()
    guard words.last == 0x0D else { return "\(sign)\(shown(words))\n" }
    return "\(sign)\(shown(words.dropLast()))\r\n"
  }

  private static func shown(_ line: Line) -> String { Escaping.terminal(String(decoding: line, as: UTF8.self)) }

  private static func range(_ range: Range<Int>) -> String {
    range.isEmpty ? "\(range.lowerBound),0" : "\(range.lowerBound + 1),\(range.count)"
  }

  /// Runs of lines that differ, by the standard library's `difference(from:)`.
  private static func hunks(_ old: [Line], _ new: [Line]) -> [(old: Range<Int>, new: Range<Int>)] {
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
