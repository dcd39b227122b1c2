/// Legend: every style once.
struct LegendDrawing: Drawing {
  private let theme: Theme

  init(_ theme: Theme) { self.theme = theme }

  private enum Shape { case box, rounded, note, parallelogram, cylinder, double, words }

  private struct Row {
    var shape: Shape
    var name: String
    var words: String
    var paint: Theme.Paint

    init(_ shape: Shape, _ name: String, words: String, paint: Theme.Paint) {
      (self.shape, self.name, self.words, self.paint) = (shape, name, words, paint)
    }
  }

  private struct Arrow {
    var words: String
    var color: String
    var isDashed = false
  }

  var edgeCount: Int { arrows.count }

  private var rows: [Row] {
    [
      Row(.note, "OrderPlaced", words: "event: something has happened; owned by its publisher", paint: theme.event),
      Row(.box, "ShipGoods", words: "command: a request to do something; owned by its handler", paint: theme.command),
      Row(
        .parallelogram, "GetOrder", words: "query: a question without side effects; owned by its handler",
        paint: theme.query),
      Row(.rounded, "payment", words: "service", paint: theme.service),
      Row(.rounded, "order", words: "\u{25C6} orchestrator: owns a flow", paint: theme.orchestrator),
      Row(
        .rounded, "monitor", words: "\u{25C7} tracker or observer: no service depends on it",
        paint: Theme.Paint(
          fill: theme.service.fill, line: theme.orchestrator.line, text: theme.orchestrator.text)),
      Row(.double, "bank", words: "external system", paint: theme.external),
      Row(.cylinder, "orders", words: "store", paint: theme.store),
      Row(
        .words, "the customer orders", words: "external trigger",
        paint: Theme.Paint(fill: theme.background, line: theme.background, text: theme.faint)),
      Row(.box, "rule-name", words: "error on a node or an arrow", paint: theme.error),
      Row(.box, "rule-name", words: "a warning", paint: theme.warning),
    ]
  }

  private var arrows: [Arrow] {
    [
      Arrow(words: "flow: direction of the message; dependency: from dependent to dependency", color: theme.edge),
      Arrow(words: "dependency through an event", color: theme.event.line),
      Arrow(words: "dependency through a command", color: theme.command.fill),
      Arrow(words: "observed only, conditional, or inferred", color: theme.edge, isDashed: true),
    ]
  }

  func draw(_ writer: inout DOTWriter) {
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("rankdir", .text("LR")), ("bgcolor", .text(theme.background)), ("pad", .text("0.3")),
        ("nodesep", .text("0.14")), ("ranksep", .text("0.3")), ("fontname", .text(DOTWriter.font)),
        ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)), ("label", .html("<B>Legend</B>")),
        ("labelloc", .text("t")), ("labeljust", .text("l")), ("tooltip", .text("legend")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("11")), ("fontcolor", .text(theme.text)),
        ("style", .text("filled")), ("margin", .text("0.14,0.06")), ("height", .text("0.35")),
      ])
    // Graphviz fills from below.
    for (index, row) in rows.enumerated().reversed() {
      let shape =
        switch row.shape {
        case .box, .rounded, .double: "box"
        case .note: "note"
        case .parallelogram: "parallelogram"
        case .cylinder: "cylinder"
        case .words: "plaintext"
        }
      var attributes: DOTWriter.Attributes = [
        ("shape", .text(shape)), ("fillcolor", .text(row.paint.fill)), ("color", .text(row.paint.line)),
        ("fontcolor", .text(row.paint.text)), ("label", .text(row.name)), ("tooltip", .text(row.words)),
      ]
      if row.shape == .rounded { attributes.append(("style", .text("rounded,filled"))) }
      if row.shape == .double { attributes.append(("peripheries", .text("2"))) }
      writer.node("sign:\(index)", attributes)
      writer.node(
        "words:\(index)",
        [
          ("shape", .text("plaintext")), ("style", .text("")), ("label", left(row.words)),
          ("tooltip", .text(row.words)),
        ])
      writer.edge(
        "sign:\(index)", "words:\(index)", attributes: [("style", .text("invis")), ("tooltip", .text(row.words))])
    }
    for (index, arrow) in arrows.enumerated().reversed() {
      writer.node(
        "from:\(index)",
        [
          ("shape", .text("point")), ("width", .text("0.05")), ("color", .text(arrow.color)),
          ("tooltip", .text(arrow.words)),
        ])
      writer.node(
        "to:\(index)",
        [
          ("shape", .text("plaintext")), ("style", .text("")), ("label", left(arrow.words)),
          ("tooltip", .text(arrow.words)),
        ])
      writer.edge(
        "from:\(index)", "to:\(index)",
        attributes: [
          ("color", .text(arrow.color)), ("style", .text(arrow.isDashed ? "dashed" : "solid")),
          ("tooltip", .text(arrow.words)),
        ])
    }
    writer.close()
  }

  /// Words of one width, so that all begin below one another.
  private func left(_ words: String) -> DOTWriter.Value {
    .html(
      """
      <TABLE BORDER="0" CELLBORDER="0"><TR><TD ALIGN="LEFT" WIDTH="640">\(DOTWriter.escaped(words))</TD></TR></TABLE>
      """)
  }

  func svg() -> [UInt8]? {
    var svg = SVGWriter(theme)
    svg.text("Legend", x: 20, y: 26, size: 13, isBold: true)
    var y = 44
    for row in rows {
      let box = SVGWriter.Box(x: 20, y: y, width: 150, height: 28)
      let (fill, line) = (row.paint.fill, row.paint.line)
      switch row.shape {
      case .box: svg.rectangle(box, fill: fill, line: line)
      case .rounded: svg.rectangle(box, fill: fill, line: line, radius: 8, stroke: "1.6")
      case .note: svg.note(box, fill: fill, line: line)
      case .parallelogram: svg.parallelogram(box, fill: fill, line: line)
      case .cylinder: svg.rectangle(box, fill: fill, line: line, radius: 14)
      case .double:
        svg.rectangle(box, fill: fill, line: line)
        svg.rectangle(SVGWriter.Box(x: 23, y: y + 3, width: 144, height: 22), fill: fill, line: line)
      case .words: break
      }
      svg.text(row.name, x: 95, y: y + 18, color: row.paint.text, anchor: "middle")
      svg.text(row.words, x: 190, y: y + 18)
      y += 36
    }
    for arrow in arrows {
      svg.arrow(
        from: SVGWriter.Point(x: 40, y: y + 12), to: SVGWriter.Point(x: 160, y: y + 12), color: arrow.color,
        isDashed: arrow.isDashed)
      svg.text(arrow.words, x: 190, y: y + 16)
      y += 28
    }
    return svg.finished(title: "Legend")
  }
}
