/// Legend: every style once.
struct LegendView {
  private let theme: Theme

  init(_ theme: Theme) { self.theme = theme }

  private enum Shape { case box, rounded, note, parallelogram, cylinder, double, words }

  private var rows: [(shape: Shape, name: String, words: String, paint: Theme.Paint)] {
    [
      (.note, "OrderPlaced", "event: something has happened; owned by its publisher", theme.event),
      (.box, "ShipGoods", "command: a request to do something; owned by its handler", theme.command),
      (
        .parallelogram, "GetOrder", "query: a question without side effects; owned by its handler",
        theme.query
      ),
      (.rounded, "payment", "service", theme.service),
      (.rounded, "order", "\u{25C6} orchestrator: owns a flow", theme.orchestrator),
      (
        .rounded, "monitor", "\u{25C7} tracker or observer: no service depends on it",
        Theme.Paint(fill: theme.service.fill, line: theme.orchestrator.line, text: theme.orchestrator.text)
      ),
      (.double, "bank", "external system", theme.external),
      (.cylinder, "orders", "store", theme.store),
      (
        .words, "the customer orders", "external trigger",
        Theme.Paint(fill: theme.background, line: theme.background, text: theme.faint)
      ),
      (.box, "rule-name", "error on a node or an arrow", theme.error),
      (.box, "rule-name", "a warning", theme.warning),
    ]
  }

  private var arrows: [(words: String, color: String, isDashed: Bool)] {
    [
      ("flow: direction of the message; dependency: from dependent to dependency", theme.edge, false),
      ("dependency through an event", theme.event.line, false),
      ("dependency through a command", theme.command.fill, false),
      ("observed only, conditional, or inferred", theme.edge, true),
    ]
  }

  func dot() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("rankdir", .text("LR")), ("bgcolor", .text(theme.background)), ("pad", .text("0.3")),
        ("nodesep", .text("0.14")), ("ranksep", .text("0.3")), ("fontname", .text("Helvetica,Arial,sans-serif")),
        ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)), ("label", .html("<B>Legend</B>")),
        ("labelloc", .text("t")), ("labeljust", .text("l")), ("tooltip", .text("legend")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("11")), ("fontcolor", .text(theme.text)),
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
      writer.edge("sign:\(index)", "words:\(index)", [("style", .text("invis")), ("tooltip", .text(row.words))])
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
        [
          ("color", .text(arrow.color)), ("style", .text(arrow.isDashed ? "dashed" : "solid")),
          ("tooltip", .text(arrow.words)),
        ])
    }
    writer.close()
    return (writer.bytes, arrows.count)
  }

  /// Words of one width, so that all begin below one another.
  private func left(_ words: String) -> DOTWriter.Value {
    .html(
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\"><TR><TD ALIGN=\"LEFT\" WIDTH=\"640\">\(DOTWriter.escaped(words))</TD></TR></TABLE>"
    )
  }

  func svg() -> [UInt8] {
    var svg = SVGWriter(theme)
    svg.text("Legend", 20, 26, size: 13, isBold: true)
    var y = 44
    for row in rows {
      switch row.shape {
      case .box: svg.rectangle(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line)
      case .rounded: svg.rectangle(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line, radius: 8, stroke: "1.6")
      case .note: svg.note(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line)
      case .parallelogram: svg.parallelogram(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line)
      case .cylinder: svg.rectangle(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line, radius: 14)
      case .double:
        svg.rectangle(20, y, 150, 28, fill: row.paint.fill, line: row.paint.line)
        svg.rectangle(23, y + 3, 144, 22, fill: row.paint.fill, line: row.paint.line)
      case .words: break
      }
      svg.text(row.name, 95, y + 18, color: row.paint.text, anchor: "middle")
      svg.text(row.words, 190, y + 18)
      y += 36
    }
    for arrow in arrows {
      svg.arrow(from: (40, y + 12), to: (160, y + 12), color: arrow.color, isDashed: arrow.isDashed)
      svg.text(arrow.words, 190, y + 16)
      y += 28
    }
    return svg.finished(title: "Legend")
  }
}
