import Findings
import Synchronization
import Writing

/// A report in the style of rustc and ruff: message, place, source lines with underlined spans, evidence and help. The
/// most severe findings are last.
struct TextReport {
  let style: TextStyle

  /// The text of all findings, without commands for CI systems. Its parts are written side by side: source lines are
  /// read again, which takes as long as wording them.
  func report(_ findings: [Finding], sources: Sources, sideBySide: SideBySide) -> [UInt8] {
    // What matters most stands at the end, beside the prompt.
    let order = Severity.allCases.filter { $0 >= style.minimum }.flatMap { severity in
      findings.indices.filter { findings[$0].severity == severity }
    }
    let count = (order.count + Self.part - 1) / Self.part
    let text = Mutex(OrderedParts(count))
    withoutActuallyEscaping(
      { (number: Int) in
        var out = ByteBuffer()
        for index in order[number * Self.part..<min((number + 1) * Self.part, order.count)] {
          write(findings[index], to: &out, sources: sources)
          out.append("\n")
        }
        let part = Escaping.log(out.bytes)
        text.withLock { $0.add(part, number) }
      } as @Sendable (Int) -> Void
    ) { sideBySide(count, $0) }
    return text.withLock { $0.takeWhole() }
  }

  /// The number of findings in a part.
  private static let part = 32

  private func write(_ finding: Finding, to out: inout ByteBuffer, sources: Sources) {
    let color: Color = finding.severity == .error ? .red : finding.severity == .warning ? .yellow : .cyan
    paint(color, to: &out) { out in
      out.append(finding.severity.name)
      out.append("[")
      write(finding.rule.name, linkedTo: style.usesLinks ? RuleText.address(finding.rule) : nil, to: &out)
      out.append("]")
    }
    let mark =
      finding.hidden == nil ? (finding.fix?.safety == .safe ? "  [*]" : "") : Escaping.terminal(finding.hiddenMark)
    paint(.none, to: &out) { out in
      out.append(": ")
      out.append(Escaping.terminal(finding.message))
      out.append(mark)
    }
    out.append("\n")
    let excerpts = excerpts(finding, sources)
    let width = excerpts.flatMap { $0.lines.map { String($0.number).count } }.max() ?? 1
    for (index, excerpt) in excerpts.enumerated() {
      write(excerpt, isFirst: index == 0, gutter: width, color: color, to: &out, sources: sources)
    }
    writeFooter(finding, gutter: width, to: &out, sources: sources)
  }

  private func writeFooter(_ finding: Finding, gutter: Int, to out: inout ByteBuffer, sources: Sources) {
    let indent = String(repeating: " ", count: gutter + 1)
    func label(_ word: String) {
      paint(.blue, to: &out) { out in
        out.append(indent)
        out.append("= ")
      }
      paint(.none, to: &out) { out in
        out.append(word)
        out.append(":")
      }
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
      out.append(" ")
      out.append(finding.confidence.name)
      out.append("\n")
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
      out.append(" ")
      out.append(Escaping.terminal(help))
      out.append("\n")
    }
    if finding.hidden == nil, finding.fix?.safety == .unsafe {
      label("fix")
      out.append(" a guess; only --unsafe-fixes applies it\n")
    }
    writeFix(finding, gutter: gutter, to: &out, sources: sources)
  }

  /// Writes the lines that a fix removes and adds; only for fixes of at most six lines in the file of the finding.
  private func writeFix(_ finding: Finding, gutter: Int, to out: inout ByteBuffer, sources: Sources) {
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
    writeBar(gutter: gutter, to: &out)
    for (sign, lines, color) in [("-", old, Color.red), ("+", new, .green)] {
      for (index, line) in lines.enumerated() where !(sign == "-" ? new : old).contains(line) {
        let number = String(first + index)
        paint(color, bold: false, to: &out) { out in
          out.append(space, times: gutter - number.count)
          out.append("\(number) \(sign) \(Escaping.terminal(line))")
        }
        out.append("\n")
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
    var map: SourceMap
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
  private func excerpts(_ finding: Finding, _ sources: Sources) -> [Excerpt] {
    var excerpts: [Excerpt] = []
    let primary = [(place: finding.place, words: "", isPrimary: true)]
    let others = finding.notes.map { (place: $0.place, words: $0.message, isPrimary: false) }
    for (place, words, isPrimary) in primary + others {
      let known = excerpts.firstIndex { $0.file == place.file }
      let map = known.map { excerpts[$0].map } ?? sources.map(place.file)
      let start = map.position(of: place.start)
      var end = map.position(of: place.end)
      if end.line != start.line {
        end = SourceMap.Position(line: start.line, column: map.columnCount(ofLine: start.line) + 1)
      }
      let mark = Mark(start: start.column, end: max(end.column, start.column + 1), isPrimary: isPrimary, words: words)
      let excerpt = known ?? excerpts.count
      if known == nil { excerpts.append(Excerpt(file: place.file, map: map, start: start, lines: [])) }
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
    _ excerpt: Excerpt, isFirst: Bool, gutter: Int, color: Color, to out: inout ByteBuffer, sources: Sources
  ) {
    paint(.blue, to: &out) { out in
      out.append(space, times: gutter)
      out.append(isFirst ? "--> " : "::: ")
    }
    let place = "\(Escaping.terminal(sources.path(excerpt.file))):\(excerpt.start.line):\(excerpt.start.column)"
    let file = style.usesLinks ? sources.absolutePath(excerpt.file) : nil
    write(place, linkedTo: file.map { "file://\(Escaping.uri($0))#\(excerpt.start.line)" }, to: &out)
    out.append("\n")
    let map = excerpt.map
    guard excerpt.start.line <= map.lineCount, !map.text.isEmpty else { return }
    writeBar(gutter: gutter, to: &out)
    var last: Int?
    for line in excerpt.lines {
      if let last, line.number > last + 1 {
        paint(.blue, to: &out) { $0.append("...") }
        out.append("\n")
      }
      last = line.number
      let number = String(line.number)
      paint(.blue, to: &out) { out in
        out.append(space, times: gutter - number.count)
        out.append(number)
        out.append(" | ")
      }
      let window = Window(
        map, line: line.number, marks: line.marks.map { ($0.start, $0.end) }, width: max(style.width - gutter - 3, 40))
      out.append(window.text)
      out.append("\n")
      for mark in line.marks.sorted(by: { ($0.isPrimary ? 0 : 1, $0.start) < ($1.isPrimary ? 0 : 1, $1.start) }) {
        paint(.blue, to: &out) { out in
          out.append(space, times: gutter)
          out.append(" | ")
        }
        out.append(space, times: window.column(mark.start))
        paint(mark.isPrimary ? color : .blue, to: &out) { out in
          let length = max(1, window.column(mark.end) - window.column(mark.start))
          out.append(UInt8(ascii: mark.isPrimary ? "^" : "-"), times: length)
          guard !mark.words.isEmpty else { return }
          out.append(" ")
          out.append(Escaping.terminal(mark.words))
        }
        out.append("\n")
      }
    }
    writeBar(gutter: gutter, to: &out)
  }

  /// Writes a line of the gutter only.
  private func writeBar(gutter: Int, to out: inout ByteBuffer) {
    paint(.blue, to: &out) { out in
      out.append(space, times: gutter)
      out.append(" |")
    }
    out.append("\n")
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

  /// Writes text, as a terminal hyperlink (OSC 8) if it has an address.
  private func write(_ text: String, linkedTo address: String?, to out: inout ByteBuffer) {
    guard let address else { return out.append(text) }
    out.append("\u{1B}]8;;\(address)\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\")
  }

  /// Calls a function that writes a part of a line, which gets a colour if the style has colours.
  private func paint(
    _ color: Color, bold: Bool = true, to out: inout ByteBuffer, _ write: (inout ByteBuffer) -> Void
  ) {
    guard style.usesColor else { return write(&out) }
    let codes = [bold ? "1" : "", color.rawValue].filter { !$0.isEmpty }.joined(separator: ";")
    out.append("\u{1B}[\(codes)m")
    write(&out)
    out.append("\u{1B}[0m")
  }
}

private let space = UInt8(ascii: " ")

/// A text whose parts become ready in any order. Each is appended as soon as those before it are, so that a large
/// report does not stand in memory twice.
private struct OrderedParts {
  private var whole = ByteBuffer()
  /// The number of parts in `whole`.
  private var count = 0
  /// The parts that wait for those before them, by number.
  private var waiting: [Int: [UInt8]] = [:]
  private let parts: Int

  init(_ parts: Int) { self.parts = parts }

  mutating func add(_ part: [UInt8], _ number: Int) {
    waiting[number] = part
    while let next = waiting.removeValue(forKey: count) {
      // Parts are alike in size. A text that grows step by step is in memory twice; unused space costs nothing.
      if count == 0 { whole.reserve(min(next.count * (parts + 1), 64 << 20)) }
      whole.append(next)
      count += 1
    }
  }

  /// The whole text, which is moved out.
  mutating func takeWhole() -> [UInt8] {
    defer { whole = ByteBuffer() }
    return whole.bytes
  }
}

/// The visible part of a source line: all of it, or the surroundings of the underlined spans.
struct Window {
  /// The visible text as UTF-8.
  let text: [UInt8]
  /// The display column of each visible code point, and of the end; nil if each is one column wide.
  private let offsets: [Int]?
  /// The display column of the first visible code point.
  private let margin: Int
  /// The number of visible code points.
  private let count: Int
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
    (first, self.count, margin) = (start, end - start, start > 0 ? 3 : 0)
    var shown: [UInt8] = []
    shown.reserveCapacity(bytes.count + 6)
    if start > 0 { shown += Self.more }
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) {
      // Printable ASCII, as most lines are.
      shown += bytes
      offsets = nil
    } else {
      var offsets: [Int] = []
      var column = margin
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        offsets.append(column)
        let visible = Escaping.visible(scalar)
        shown.append(contentsOf: visible.utf8)
        column += Escaping.width(visible)
      }
      offsets.append(column)
      self.offsets = offsets
    }
    if end < count { shown += Self.more }
    text = shown
  }

  private static let more = Array("...".utf8)

  /// The number of display columns before a column of the line, which counts from 1.
  func column(_ column: Int) -> Int {
    let index = max(0, min(column - 1 - first, (offsets?.count ?? count + 1) - 1))
    return offsets?[index] ?? margin + index
  }
}
