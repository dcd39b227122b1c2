import Catalog
import Graph
import Writing

/// Sequences in Graphviz' language, with all places set: Graphviz only paints it, as PNG or PDF.
struct SequenceDOT {
  private let theme: Theme
  /// What keeps the ids of several sequences apart.
  private let prefix: String
  /// The upper edge of the sequence.
  private let top: Int
  private var points = 0

  init(_ theme: Theme, prefix: String, top: Int) {
    (self.theme, self.prefix, self.top) = (theme, prefix, top)
  }

  static func open(_ writer: inout DOTWriter, _ theme: Theme) {
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("layout", .text("neato")), ("inputscale", .text("72")), ("bgcolor", .text(theme.background)),
        ("pad", .text("0.2")), ("splines", .text("line")), ("outputorder", .text("edgesfirst")),
        ("tooltip", .text("sequence")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("10")), ("fontcolor", .text(theme.text)),
        ("shape", .text("box")), ("style", .text("filled")), ("penwidth", .text("1.2")), ("margin", .text("0")),
        ("fixedsize", .text("shape")), ("pin", .text("true")),
      ])
    writer.defaults(
      "edge", [("penwidth", .text("1.6")), ("arrowsize", .text("0.7")), ("color", .text(theme.edge))])
  }

  mutating func write(_ picture: SequencePicture, _ writer: inout DOTWriter) {
    let signs = picture.signs
    write(picture.title, x: 18, y: 14, size: "15", isBold: true, writer: &writer)
    for (index, line) in picture.summary.enumerated() {
      write(line, x: 18, y: 34 + 16 * index, size: "12", writer: &writer)
    }
    for column in picture.columns.columns { write(column, of: picture, writer: &writer) }
    for frame in signs.frames { write(frame, &writer) }
    for arrow in signs.arrows { write(arrow, of: picture, writer: &writer) }
    let replies = Dictionary(grouping: signs.replies, by: \.wait)
    for wait in signs.waits {
      for (top, bottom) in SequenceSigns.bars(wait, replies[wait.id] ?? []) {
        writeBar((wait.x - 4, top, 8, max(8, bottom - top)), isEndless: wait.isTimed == false, writer: &writer)
      }
    }
    for end in signs.ends { write(end, &writer) }
    for chip in signs.chips {
      write(
        chip.step.kind, (chip.x + chip.numberWidth + 2, chip.y, chip.width - chip.numberWidth - 2, 18),
        text: chip.text, tooltip: "step \(chip.number): \(picture.catalog[chip.step.message])", writer: &writer)
      box(
        "number", (chip.x, chip.y, chip.numberWidth, 18),
        attributes: [
          ("label", .html("<B>\(chip.number)</B>")), ("style", .text("rounded,filled")),
          ("fillcolor", .text(theme.background)), ("color", .text(theme.faint)),
        ], writer: &writer)
    }
    for note in signs.notes { write(note, words: picture.words(note), writer: &writer) }
    if let start = picture.start {
      box(
        "start", (start.x, start.y, start.width, 20),
        attributes: [
          ("label", .text("\u{25B6} \(start.text)")), ("style", .text("rounded,filled")),
          ("fillcolor", .text(theme.background)), ("color", .text(theme.edge)),
        ], writer: &writer)
    }
  }

  mutating func write(_ legend: SequenceLegend, _ writer: inout DOTWriter) {
    for entry in legend.entries {
      let (x, y) = (entry.x, entry.y)
      func plain(_ style: String, _ paint: Theme.Paint) -> DOTWriter.Attributes {
        [
          ("label", .text("")), ("style", .text(style)), ("fillcolor", .text(paint.fill)),
          ("color", .text(paint.line)),
        ]
      }
      let frame = Theme.Paint(fill: theme.background, line: theme.edge, text: theme.text)
      switch entry.sign {
      case .message(let kind): write(kind, (x, y + 2, 32, 14), text: "", tooltip: kind.name, writer: &writer)
      case .sometimes:
        line(
          (x, y + 9), (x + 32, y + 9),
          attributes: [("style", .text("dashed")), ("color", .text(theme.event.line))], writer: &writer)
      case .wait(let isEndless): writeBar((x, y, 8, 18), isEndless: isEndless, writer: &writer)
      case .choice: box("frame", (x, y + 1, 32, 16), attributes: plain("rounded", frame), writer: &writer)
      case .parallel:
        line(
          (x, y + 9), (x + 32, y + 9), attributes: [("style", .text("dotted")), ("dir", .text("none"))],
          writer: &writer)
      case .owner:
        box("owner", (x, y + 2, 20, 14), attributes: plain("rounded,filled", theme.orchestrator), writer: &writer)
      case .guess:
        box("guess", (x, y + 1, 24, 16), attributes: plain("rounded,dashed", frame), writer: &writer)
      case .end(let isDeclared):
        write(SequenceSigns.End(x: x + 6, y: y + 9, isDeclared: isDeclared), &writer)
      }
      write(entry.words, x: entry.wordsX, y: y + 9, size: "11", writer: &writer)
    }
  }

  // MARK: Parts

  private mutating func write(
    _ column: SequenceColumns.Column, of picture: SequencePicture, writer: inout DOTWriter
  ) {
    let paint = column.isOwner ? theme.orchestrator : theme.service
    line(
      (column.x, picture.top + picture.headHeight), (column.x, picture.bottom),
      attributes: [("style", .text("dashed")), ("penwidth", .text("1")), ("dir", .text("none"))], writer: &writer)
    let lines = column.lines.map { "<B>\(DOTWriter.escaped($0))</B>" }
    let words =
      lines.joined(separator: "<BR/>")
      + (column.isOwner ? "<BR/><FONT POINT-SIZE=\"9\">\u{25C6} owns the flow</FONT>" : "")
    for y in [picture.top] + (picture.isLong ? [picture.bottom] : []) {
      box(
        "svc", (column.left, y, column.width, picture.headHeight - 8),
        attributes: [
          ("label", .html(words)), ("style", .text("rounded,filled")), ("fillcolor", .text(paint.fill)),
          ("color", .text(paint.line)), ("tooltip", .text("service \(picture.catalog[column.service])")),
        ], writer: &writer)
    }
  }

  private mutating func write(_ frame: SequenceSigns.Frame, _ writer: inout DOTWriter) {
    let none: DOTWriter.Attributes = [("label", .text("")), ("style", .text("rounded")), ("color", .text(theme.edge))]
    box("frame", (frame.x, frame.y, frame.width, frame.height), attributes: none, writer: &writer)
    let tab = TextWidth.of(frame.label, tenths: 105, isBold: true) + 14
    box(
      "tab", (frame.x, frame.y, tab, 17),
      attributes: [
        ("label", .text(frame.label)), ("fillcolor", .text(theme.background)), ("color", .text(theme.edge)),
        ("fontcolor", .text(theme.faint)),
      ], writer: &writer)
    for divider in frame.dividers {
      line(
        (frame.x, divider), (frame.x + frame.width, divider),
        attributes: [("style", .text("dashed")), ("penwidth", .text("1")), ("dir", .text("none"))], writer: &writer)
      write("or", x: frame.x + 6, y: divider + 8, size: "10", isBold: true, writer: &writer)
    }
  }

  private mutating func write(
    _ arrow: SequenceSigns.Arrow, of picture: SequencePicture, writer: inout DOTWriter
  ) {
    let paint = theme.paint(arrow.kind)
    let color = arrow.kind == .command && theme.name != Theme.dark.name ? paint.fill : paint.line
    let attributes: DOTWriter.Attributes = [
      ("color", .text(color)), ("style", .text(arrow.isDashed ? "dashed" : "solid")),
      ("tooltip", .text(picture.catalog[arrow.message])),
    ]
    for end in arrow.to where end != arrow.from {
      line((arrow.from, arrow.y), (end, arrow.y), attributes: attributes, writer: &writer)
    }
    guard arrow.to.contains(arrow.from) else { return }
    let plain = attributes + [("dir", .text("none"))]
    line((arrow.from, arrow.y - 6), (arrow.from + 26, arrow.y - 6), attributes: plain, writer: &writer)
    line((arrow.from + 26, arrow.y - 6), (arrow.from + 26, arrow.y + 8), attributes: plain, writer: &writer)
    line((arrow.from + 26, arrow.y + 8), (arrow.from, arrow.y + 8), attributes: attributes, writer: &writer)
  }

  private mutating func write(
    _ kind: Message.Kind, _ place: (x: Int, y: Int, width: Int, height: Int), text: String, tooltip: String,
    writer: inout DOTWriter
  ) {
    let paint = theme.paint(kind)
    let shape =
      switch kind {
      case .event: "note"
      case .command: "box"
      case .query, .reply: "parallelogram"
      }
    box(
      "step", place,
      attributes: [
        ("label", text.isEmpty ? .text("") : .html("<B>\(DOTWriter.escaped(text))</B>")), ("shape", .text(shape)),
        ("fillcolor", .text(paint.fill)), ("color", .text(paint.line)), ("fontcolor", .text(paint.text)),
        ("class", .text(kind.name)), ("tooltip", .text(tooltip)),
      ], writer: &writer)
  }

  private mutating func writeBar(
    _ place: (x: Int, y: Int, width: Int, height: Int), isEndless: Bool, writer: inout DOTWriter
  ) {
    let paint = isEndless ? theme.warning : theme.orchestrator
    box(
      "wait", place,
      attributes: [("label", .text("")), ("fillcolor", .text(paint.fill)), ("color", .text(paint.line))],
      writer: &writer)
  }

  private mutating func write(_ end: SequenceSigns.End, _ writer: inout DOTWriter) {
    box(
      "end", (end.x - 6, end.y - 6, 12, 12),
      attributes: [
        ("label", .text("")), ("shape", .text(end.isDeclared ? "doublecircle" : "circle")),
        ("fillcolor", .text(end.isDeclared ? theme.faint : theme.background)), ("color", .text(theme.faint)),
      ], writer: &writer)
  }

  private mutating func write(_ note: SequenceSigns.Note, words: String, writer: inout DOTWriter) {
    let plain = Theme.Paint(fill: theme.context.fill, line: theme.context.line, text: theme.faint)
    let paint =
      switch note.kind {
      case .nowait, .warning: theme.warning
      case .error, .cycle: Theme.Paint(fill: theme.background, line: theme.error.line, text: theme.text)
      default: plain
      }
    let isBare = note.kind == .words
    box(
      "note", (note.x, note.y, note.width, SequenceSigns.Note.height),
      attributes: [
        ("label", .text(words)),
        ("style", .text(isBare ? "" : note.kind == .guess ? "rounded,filled,dashed" : "rounded,filled")),
        ("shape", .text(isBare ? "plaintext" : "box")), ("fillcolor", .text(paint.fill)),
        ("color", .text(paint.line)), ("fontcolor", .text(paint.text)),
      ], writer: &writer)
  }

  // MARK: Nodes and edges

  private mutating func id(_ kind: String) -> String {
    points += 1
    return "\(kind):\(prefix)\(points)"
  }

  private func place(_ x: Int, _ y: Int) -> DOTWriter.Value { .text("\(x),\(-(top + y))!") }

  private mutating func box(
    _ kind: String, _ box: (x: Int, y: Int, width: Int, height: Int), attributes: DOTWriter.Attributes,
    writer: inout DOTWriter
  ) {
    writer.node(
      id(kind),
      attributes + [
        ("pos", place(box.x + box.width / 2, box.y + box.height / 2)), ("width", .text(inches(box.width))),
        ("height", .text(inches(box.height))),
      ])
  }

  private mutating func line(
    _ from: (x: Int, y: Int), _ to: (x: Int, y: Int), attributes: DOTWriter.Attributes, writer: inout DOTWriter
  ) {
    let ends = [from, to].map { point in
      let name = id("at")
      writer.node(
        name,
        [
          ("pos", place(point.x, point.y)), ("shape", .text("point")), ("style", .text("invis")),
          ("width", .text("0.01")), ("height", .text("0.01")), ("label", .text("")),
        ])
      return name
    }
    writer.edge(ends[0], ends[1], attributes: attributes)
  }

  private mutating func write(
    _ words: String, x: Int, y: Int, size: String, isBold: Bool = false, writer: inout DOTWriter
  ) {
    let escaped = DOTWriter.escaped(words)
    let width = TextWidth.of(words, tenths: (Int(size) ?? 10) * 10, isBold: isBold) + 4
    box(
      "words", (x, y - 8, width, 16),
      attributes: [
        ("label", .html(isBold ? "<B>\(escaped)</B>" : escaped)), ("shape", .text("plaintext")),
        ("style", .text("")), ("fontsize", .text(size)),
      ], writer: &writer)
  }

  private func inches(_ pixels: Int) -> String {
    "\(pixels / 72).\(String((pixels % 72) * 1000 / 72 + 1000).dropFirst())"
  }
}
