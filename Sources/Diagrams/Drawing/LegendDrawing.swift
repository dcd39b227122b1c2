/// Legend: every sign once.
struct LegendDrawing: Drawing {
  private let theme: Theme
  private let signs = Sign.allCases

  init(_ theme: Theme) { self.theme = theme }

  var edgeCount: Int { 0 }

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
    for (index, sign) in signs.enumerated().reversed() { write(sign, index, to: &writer) }
    writer.close()
  }

  private func write(_ sign: Sign, _ index: Int, to writer: inout DOTWriter) {
    writer.node(
      "words:\(index)",
      [
        ("shape", .text("plaintext")), ("style", .text("")), ("label", left(sign.meaning)),
        ("tooltip", .text(sign.meaning)),
      ])
    var line: DOTWriter.Attributes = [("style", .text("invis")), ("tooltip", .text(sign.meaning))]
    switch sign.look(theme) {
    case .box(let outline, let paint):
      writer.node("sign:\(index)", attributes(sign, paint) + attributes(outline, isStrong: sign == .sharedStore))
    case .mark(let text, let paint):
      writer.node(
        "sign:\(index)",
        attributes(sign, paint, label: sign.example.isEmpty ? text : sign.example) + attributes(.rounded))
    case .line(let stroke, let color):
      writer.node(
        "sign:\(index)",
        [
          ("shape", .text("point")), ("style", .text("invis")), ("width", .text("0.05")),
          ("tooltip", .text(sign.meaning)),
        ])
      line = stroke.attributes(color, theme) + [("tooltip", .text(sign.meaning))]
    }
    writer.edge("sign:\(index)", "words:\(index)", attributes: line)
  }

  private func attributes(_ sign: Sign, _ paint: Theme.Paint, label: String? = nil) -> DOTWriter.Attributes {
    [
      ("fillcolor", .text(paint.fill)), ("color", .text(paint.line)), ("fontcolor", .text(paint.text)),
      ("label", .text(label ?? sign.example)), ("tooltip", .text(sign.meaning)),
    ]
  }

  private func attributes(_ outline: Sign.Outline, isStrong: Bool = false) -> DOTWriter.Attributes {
    let width: DOTWriter.Attributes = isStrong ? [("penwidth", .text("3"))] : []
    switch outline {
    case .plain: return [("shape", .text("box"))]
    case .rounded: return [("shape", .text("box")), ("style", .text("rounded,filled"))]
    case .note: return [("shape", .text("note"))]
    case .slanted: return [("shape", .text("parallelogram"))]
    case .oval: return [("shape", .text("oval"))]
    case .cylinder: return [("shape", .text("cylinder"))] + width
    case .striped: return [("shape", .text("box")), ("label", .html(theme.logLabel(Sign.log.example)))]
    case .double: return [("shape", .text("box")), ("peripheries", .text("2"))]
    case .words: return [("shape", .text("plaintext"))]
    }
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
    for sign in signs {
      var (box, step, words) = (SVGWriter.Box(x: 20, y: y, width: 150, height: 28), 36, y + 18)
      var paint: Theme.Paint?
      switch sign.look(theme) {
      case .box(_, let own), .mark(_, let own): paint = own
      case .line: (box, step, words) = (SVGWriter.Box(x: 40, y: y, width: 120, height: 20), 28, y + 14)
      }
      SignSVG(theme).draw(sign, in: box, to: &svg)
      svg.text(sign.example, x: 95, y: words, color: paint?.text, anchor: "middle")
      svg.text(sign.meaning, x: 190, y: words)
      y += step
    }
    return svg.finished(title: "Legend")
  }
}

extension Theme {
  /// The look of an append-only log in Graphviz: its entries in a row below its name.
  func logLabel(_ words: String) -> String {
    let entries = String(repeating: "<TD WIDTH=\"9\" HEIGHT=\"5\" BGCOLOR=\"\(background)\"></TD>", count: 6)
    return """
      <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1"><TR><TD>\(words)</TD></TR><TR><TD>\
      <TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="0" COLOR="\(store.line)">\
      <TR>\(entries)</TR></TABLE>\
      </TD></TR></TABLE>
      """
  }
}

extension Sign.Stroke {
  /// The look of a line in Graphviz.
  func attributes(_ color: String, _ theme: Theme) -> DOTWriter.Attributes {
    let plain: DOTWriter.Attributes = [("color", .text(color)), ("penwidth", .text("1.4"))]
    switch self {
    case .plain: return plain
    case .open: return plain + [("arrowhead", .text("empty"))]
    case .bold: return [("color", .text(color)), ("penwidth", .text("2.6")), ("arrowhead", .text("none"))]
    case .outbox: return plain + [("dir", .text("both")), ("arrowhead", .text("none")), ("arrowtail", .text("box"))]
    case .answer: return plain + [("dir", .text("both")), ("arrowtail", .text("odot"))]
    case .call:
      return [
        ("color", .text("\(color):invis:\(color)")), ("penwidth", .text("1.2")),
      ]
    case .thin: return [("color", .text(color)), ("penwidth", .text("0.8")), ("arrowhead", .text("vee"))]
    case .dashed: return plain + [("style", .text("dashed"))]
    case .dotted: return plain + [("style", .text("dotted"))]
    case .cycle: return [("color", .text("\(theme.event.line):\(color)")), ("penwidth", .text("2"))]
    }
  }
}
