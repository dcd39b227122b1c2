import Findings
import Writing

/// The difference of two texts in the unified format, with three lines of context, as `git apply` and `patch` read it.
///
/// Control characters of the texts are escaped, except tabs, so that a diff cannot control a terminal; a patch of such
/// a line does not apply.
enum UnifiedDiff {
  /// A line with its end, which only the last line of a text may lack.
  private typealias Line = ArraySlice<UInt8>

  /// A run of lines that differ, by their numbers in both texts, counted from 0.
  private struct Run {
    var old: Range<Int>
    var new: Range<Int>
  }

  /// The number of equal lines around a run.
  private static let context = 3

  /// The diff of one file, from its header on; the header alone for equal texts.
  ///
  /// - Parameter path: the path of the file, relative to the working folder.
  static func text(path: String, old: [UInt8], new: [UInt8]) -> String {
    let (before, after) = (lines(old), lines(new))
    var out = "--- \(name("a", path))\n+++ \(name("b", path))\n"
    for hunk in hunks(before, after) {
      guard let first = hunk.first, let last = hunk.last else { continue }
      let above = min(context, first.old.lowerBound)
      let below = min(context, before.count - last.old.upperBound)
      out += header(
        Run(
          old: first.old.lowerBound - above..<last.old.upperBound + below,
          new: first.new.lowerBound - above..<last.new.upperBound + below))
      var next = first.old.lowerBound - above
      for run in hunk {
        for line in before[next..<run.old.lowerBound] { out += written(" ", line) }
        for line in before[run.old] { out += written("-", line) }
        for line in after[run.new] { out += written("+", line) }
        next = run.old.upperBound
      }
      for line in before[next..<next + below] { out += written(" ", line) }
    }
    return out
  }

  /// The name of a file in the header, with git's quotes where its characters need them. A tab ends names with spaces.
  private static func name(_ side: String, _ path: String) -> String {
    let name = side + (PathText.isAbsolute(path) ? "" : "/") + path
    guard Escaping.terminal(name) != name || name.contains(where: { $0 == "\"" || $0 == "\\" }) else {
      return name.contains(" ") ? name + "\t" : name
    }
    var quoted = ""
    for scalar in name.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        quoted += "\\\(scalar)"
      } else if Escaping.visible(scalar) == scalar {
        quoted.unicodeScalars.append(scalar)
      } else {
        for byte in String(scalar).utf8 {
          let digits = String(byte, radix: 8)
          quoted += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
        }
      }
    }
    return "\"\(quoted)\""
  }

  private static func header(_ run: Run) -> String { "@@ -\(range(run.old)) +\(range(run.new)) @@\n" }

  private static func range(_ range: Range<Int>) -> String {
    range.isEmpty ? "\(range.lowerBound),0" : "\(range.lowerBound + 1),\(range.count)"
  }

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

  /// The text of a line without its end. A byte-order mark, which begins the first line, stays.
  private static func shown(_ line: Line) -> String {
    let text = String(decoding: line, as: UTF8.self)
    let mark = line.startIndex == 0 && text.unicodeScalars.first == "\u{FEFF}" ? "\u{FEFF}" : ""
    return mark
      + text.split(separator: "\t", omittingEmptySubsequences: false).enumerated().map { number, part in
        Escaping.terminal(String(number == 0 && !mark.isEmpty ? part.dropFirst() : part))
      }.joined(separator: "\t")
  }

  /// The runs of lines that differ, by the standard library's `difference(from:)`.
  private static func runs(_ old: [Line], _ new: [Line]) -> [Run] {
    var removed = Set<Int>()
    var inserted = Set<Int>()
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var runs: [Run] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      let (from, to) = (left, right)
      while removed.contains(left) { left += 1 }
      while inserted.contains(right) { right += 1 }
      if left > from || right > to {
        runs.append(Run(old: from..<left, new: to..<right))
      } else {
        (left, right) = (left + 1, right + 1)
      }
    }
    return runs
  }

  /// The runs, joined where their context touches.
  private static func hunks(_ old: [Line], _ new: [Line]) -> [[Run]] {
    var hunks: [[Run]] = []
    for run in runs(old, new) {
      if let last = hunks.last?.last, run.old.lowerBound - last.old.upperBound <= 2 * context {
        hunks[hunks.count - 1].append(run)
      } else {
        hunks.append([run])
      }
    }
    return hunks
  }
}
