import Findings
import Writing

/// A report in the style of rustc and ruff: message, place, source lines with underlined spans, evidence and help. The
/// most severe findings are last.
struct TextReport {
  let style: TextStyle

  func report(_ findings: [Finding], sources: inout Sources) -> [UInt8] {
    var out = ByteBuffer()
    // What matters most stands at the end, beside the prompt.
    for severity in Severity.allCases where severity >= style.minimum {
      for finding in findings where finding.severity == severity {
        write(finding, to: &out, sources: &sources)
        out.append("\n")
      }
    }
    return out.bytes
  }

  private func write(_ finding: Finding, to out: inout ByteBuffer, sources: inout Sources) {
    let color: Color = finding.severity == .error ? .red : finding.severity == .warning ? .yellow : .cyan
    paint(
      "\(finding.severity.name)[\(link(finding.rule.name, RuleText.address(finding.rule)))]", color, bold: true,
      out: &out)
    let mark =
      finding.hidden == nil ? (finding.fix?.safety == .safe ? "  [*]" : "") : Escaping.terminal(finding.hiddenMark)
    paint(": \(Escaping.terminal(finding.message))\(mark)", .none, bold: true, out: &out)
    out.append("\n")
    let excerpts = excerpts(finding, &sources)
    let width = excerpts.flatMap { $0.lines.map { String($0.number).count } }.max() ?? 1
    for (index, excerpt) in excerpts.enumerated() {
      write(excerpt, isFirst: index == 0, gutter: width, color: color, to: &out, sources: &sources)
    }
    writeFooter(finding, gutter: width, to: &out, sources: &sources)
  }

  private func writeFooter(_ finding: Finding, gutter: Int, to out: inout ByteBuffer, sources: inout Sources) {
    let indent = String(repeating: " ", count: gutter + 1)
    func label(_ word: String) {
      paint("\(indent)= ", .blue, bold: true, out: &out)
      paint("\(word):", .none, bold: true, out: &out)
    }
    if !finding.evidence.isEmpty {
      label("because")
      let total = max(0, min(finding.evidence.reduce(0) { $0 + $1.points }, 100))
      for (index, line) in finding.evidence.enumerated() {
        out.append(
          "\(index == 0 ? "" : "\(indent)          ") \(padded(line.points))  \(Escaping.terminal(line.reason))\n")
      }
      out.append("\(indent)           \(padded(total))  points, confidence \(finding.confidence.name)\n")
    } else if finding.confidence != .high {
      label("confidence")
      out.append(" \(finding.confidence.name)\n")
    }
    if !finding.steps.isEmpty {
      label("path")
      out.append("\n")
      let number = String(finding.steps.count).count
      let longest = min(finding.steps.map { Escaping.terminal($0.message).count }.max() ?? 0, 70)
      for (index, step) in finding.steps.enumerated() {
        let count = String(index + 1)
        let words = Escaping.terminal(step.message)
        let position = sources.position(step.place)
        out.append("\(indent)    \(String(repeating: " ", count: number - count.count))\(count)  \(words)")
        out.append(String(repeating: " ", count: max(0, longest - words.count)))
        out.append("  \(Escaping.terminal(sources.path(step.place.file))):\(position.line):\(position.column)\n")
      }
    }
    if let impact = finding.impact {
      label("change")
      out.append(" \(Escaping.terminal(impact.kind)), \(impact.direction)")
      out.append(impact.before.map { ", was at \(Escaping.terminal($0.text))\n" } ?? "\n")
      for fate in [ContractImpact.Fate.breaks, .unknown, .safe] {
        let parties = impact.parties.filter { $0.fate == fate }
        guard !parties.isEmpty else { continue }
        label(fate.rawValue)
        let shown = parties.prefix(8).map { Escaping.terminal($0.words) }.joined(separator: "; ")
        out.append(" \(shown)\(parties.count > 8 ? "; and \(parties.count - 8) more" : "")\n")
      }
    }
    if let help = finding.help {
      label("help")
      out.append(" \(Escaping.terminal(help))\n")
    }
    if finding.hidden == nil, finding.fix?.safety == .unsafe {
      label("fix")
      out.append(" a guess; only --unsafe-fixes applies it\n")
    }
    writeFix(finding, gutter: gutter, to: &out, sources: &sources)
  }

  /// Writes the lines that a fix removes and adds; only for fixes of at most six lines in the file of the finding.
  private func writeFix(_ finding: Finding, gutter: Int, to out: inout ByteBuffer, sources: inout Sources) {
    guard finding.hidden == nil, let edits = finding.fix?.edits,
      edits.allSatisfy({ $0.place.file == finding.place.file })
    else { return }
    let map = sources.map(finding.place.file)
    guard let start = edits.map(\.place.start).min(), let end = edits.map(\.place.end).max() else { return }
    let (first, last) = (map.position(of: start).line, map.position(of: end).line)
    // Long lines would fill the screen, repeated for each finding in them.
    guard last - first < 6, (first...last).allSatisfy({ map.columnCount(ofLine: $0) <= 500 }) else { return }
    let from = map.offset(line: first, column: 1)
    let old = (first...last).map { String(decoding: map.line($0), as: UTF8.self) }
    let whole = Array(old.joined(separator: "\n").utf8)
    let moved = edits.map {
      Edit(Place(file: $0.place.file, start: $0.place.start - from, end: $0.place.end - from), $0.replacement)
    }
    guard moved.allSatisfy({ $0.place.end <= whole.count }) else { return }
    let new = String(decoding: moved.applied(to: whole).text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    let blank = String(repeating: " ", count: gutter)
    paint("\(blank) |\n", .blue, bold: true, out: &out)
    for (sign, lines, color) in [("-", old, Color.red), ("+", new, .green)] {
      for (index, line) in lines.enumerated() where !(sign == "-" ? new : old).contains(line) {
        let number = String(first + index)
        let padding = String(repeating: " ", count: max(0, gutter - number.count))
        paint("\(padding)\(number) \(sign) \(Escaping.terminal(line))\n", color, bold: false, out: &out)
      }
    }
  }

  private func padded(_ points: Int) -> String {
    let text = points < 0 ? "\(points)" : "+\(points)"
    return String(repeating: " ", count: max(0, 4 - text.count)) + text
  }

  // MARK: Excerpts

  /// Lines of one file with the spans to underline.
  private struct Excerpt {
    var file: FileID
    var start: SourceMap.Position
    var lines: [Line]
  }

  private struct Line {
    var number: Int
    var marks: [Mark]
  }

  private struct Mark {
    /// The first column, counted from 1; `end` is one past the last.
    var start: Int
    var end: Int
    var isPrimary: Bool
    var words: String
  }

  /// The excerpts of a finding: the file of its place first, then those of its notes in order. Steps of a path are
  /// listed below instead.
  private func excerpts(_ finding: Finding, _ sources: inout Sources) -> [Excerpt] {
    var excerpts: [Excerpt] = []
    let primary = [(place: finding.place, words: "", isPrimary: true)]
    let others = finding.notes.map { (place: $0.place, words: $0.message, isPrimary: false) }
    for (place, words, isPrimary) in primary + others {
      let map = sources.map(place.file)
      let start = map.position(of: place.start)
      var end = map.position(of: place.end)
      if end.line != start.line {
        end = SourceMap.Position(line: start.line, column: map.columnCount(ofLine: start.line) + 1)
      }
      let mark = Mark(start: start.column, end: max(end.column, start.column + 1), isPrimary: isPrimary, words: words)
      let excerpt = excerpts.firstIndex { $0.file == place.file } ?? excerpts.count
      if excerpt == excerpts.count { excerpts.append(Excerpt(file: place.file, start: start, lines: [])) }
      if let line = excerpts[excerpt].lines.firstIndex(where: { $0.number == start.line }) {
        excerpts[excerpt].lines[line].marks.append(mark)
      } else {
        excerpts[excerpt].lines.append(Line(number: start.line, marks: [mark]))
      }
    }
    for index in excerpts.indices { excerpts[index].lines.sort { $0.number < $1.number } }
    return excerpts
  }

  private func write(
    _ excerpt: Excerpt, isFirst: Bool, gutter: Int, color: Color, to out: inout ByteBuffer, sources: inout Sources
  ) {
    let blank = String(repeating: " ", count: gutter)
    paint(isFirst ? "\(blank)--> " : "\(blank)::: ", .blue, bold: true, out: &out)
    let place = "\(Escaping.terminal(sources.path(excerpt.file))):\(excerpt.start.line):\(excerpt.start.column)"
    out.append(
      "\(link(place, sources.absolutePath(excerpt.file).map { "file://\(Escaping.uri($0))#\(excerpt.start.line)" }))\n")
    let map = sources.map(excerpt.file)
    guard excerpt.start.line <= map.lineCount, !map.text.isEmpty else { return }
    paint("\(blank) |\n", .blue, bold: true, out: &out)
    var last: Int?
    for line in excerpt.lines {
      if let last, line.number > last + 1 { paint("...\n", .blue, bold: true, out: &out) }
      last = line.number
      let number = String(line.number)
      paint("\(String(repeating: " ", count: gutter - number.count))\(number) | ", .blue, bold: true, out: &out)
      let window = Window(
        map, line: line.number, marks: line.marks.map { ($0.start, $0.end) }, width: max(style.width - gutter - 3, 40))
      out.append("\(window.text)\n")
      for mark in line.marks.sorted(by: { ($0.isPrimary ? 0 : 1, $0.start) < ($1.isPrimary ? 0 : 1, $1.start) }) {
        paint("\(blank) | ", .blue, bold: true, out: &out)
        out.append(String(repeating: " ", count: window.column(mark.start)))
        let length = max(1, window.column(mark.end) - window.column(mark.start))
        let words = mark.words.isEmpty ? "" : " " + Escaping.terminal(mark.words)
        let sign = mark.isPrimary ? "^" : "-"
        paint(String(repeating: sign, count: length) + words, mark.isPrimary ? color : .blue, bold: true, out: &out)
        out.append("\n")
      }
    }
    paint("\(blank) |\n", .blue, bold: true, out: &out)
  }

  // MARK: Colours

  private enum Color: String {
    case none = ""
    case red = "31"
    case green = "32"
    case yellow = "33"
    /// Bright blue: plain blue is hard to read on black.
    case blue = "94"
    case cyan = "36"
  }

  /// Text as a terminal hyperlink (OSC 8), if the style has links.
  private func link(_ text: String, _ address: String?) -> String {
    guard style.usesLinks, let address else { return text }
    return "\u{1B}]8;;\(address)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
  }

  private func paint(_ text: String, _ color: Color, bold: Bool, out: inout ByteBuffer) {
    guard style.usesColor else { return out.append(text) }
    let codes = [bold ? "1" : "", color.rawValue].filter { !$0.isEmpty }.joined(separator: ";")
    let hasBreak = text.hasSuffix("\n")
    out.append("\u{1B}[\(codes)m\(hasBreak ? String(text.dropLast()) : text)\u{1B}[0m\(hasBreak ? "\n" : "")")
  }
}

/// The visible part of a source line: all of it, or the surroundings of the underlined spans.
struct Window {
  let text: String
  /// The display column of each visible code point.
  private let offsets: [Int]
  private let first: Int

  /// - Parameters:
  ///   - marks: column spans to show, counted from 1.
  ///   - width: the number of display columns available.
  init(_ map: SourceMap, line number: Int, marks: [(Int, Int)], width: Int) {
    let count = map.columnCount(ofLine: number)
    var start = 0
    var end = count
    if count > width {
      let from = (marks.map(\.0).min() ?? 1) - 1
      let to = min((marks.map(\.1).max() ?? 1) - 1, count)
      let room = max(0, width - 6 - min(to - from, width - 6))
      start = max(0, min(from - room / 2, count - width + 6))
      end = min(count, start + width - 6)
    }
    // Only the visible part is decoded: a line may be as long as the file.
    let bytes = map.text[
      Int(map.offset(line: number, column: start + 1))..<Int(map.offset(line: number, column: end + 1))]
    var shown = start > 0 ? "..." : ""
    var offsets: [Int] = []
    var column = start > 0 ? 3 : 0
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      offsets.append(column)
      let visible = Escaping.visible(scalar)
      shown.unicodeScalars.append(visible)
      column += Escaping.width(visible)
    }
    offsets.append(column)
    if end < count { shown += "..." }
    text = shown
    self.offsets = offsets
    first = start
  }

  /// The number of display columns before a column of the line, which counts from 1.
  func column(_ column: Int) -> Int { offsets[max(0, min(column - 1 - first, offsets.count - 1))] }
}
