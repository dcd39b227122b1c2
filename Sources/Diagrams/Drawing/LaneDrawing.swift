import Catalog

/// Flows on a grid: one lane for each service, the steps numbered from left to right.
struct LaneDrawing: Drawing {
  private let canvas: Canvas
  private let flows: [Grid]
  private let laneHeight = 66

  /// A flow with the widths of its columns, in pixels.
  private struct Grid {
    var lanes: Lanes
    var column: Int
    var left: Int
    var width: Int

    init(_ lanes: Lanes) {
      self.lanes = lanes
      column = max(
        120, lanes.cells.map { SVGWriter.width(Network.shortName($0.shown, $0.kind), size: 10) + 50 }.max() ?? 120)
      left = max(110, lanes.lanes.map { SVGWriter.width($0.name, size: 11) + 30 }.max() ?? 110)
      width = left + 30 + column * max(lanes.cells.count, 1)
    }
  }

  init(_ canvas: Canvas, _ flows: [Lanes]) {
    self.canvas = canvas
    self.flows = flows.map(Grid.init)
  }

  var edgeCount: Int { flows.reduce(0) { $0 + $1.lanes.cells.count { $0.cause != nil } } }

  private func label(_ cell: Lanes.Cell) -> String { Network.shortName(cell.shown, cell.kind) }

  /// The colour of the arrow away from a step.
  private func color(_ cell: Lanes.Cell) -> String {
    cell.kind == .command ? canvas.theme.command.fill : canvas.theme.paint(cell.kind).line
  }

  private func tooltip(_ cause: Lanes.Cell, _ cell: Lanes.Cell) -> String {
    "\(cause.message) makes \(cell.sender) send \(cell.message)"
  }

  private func ground(_ index: Int) -> String {
    index % 2 == 0 ? canvas.theme.context.fill : canvas.theme.background
  }

  // MARK: SVG

  func svg() -> [UInt8]? {
    var svg = SVGWriter(canvas.theme)
    var top = 16
    for flow in flows {
      svg.text(flow.lanes.title, x: 20, y: top + 12, size: 13, isBold: true)
      top += 28
      for (index, lane) in flow.lanes.lanes.enumerated() {
        draw(lane, at: top + index * laneHeight, ground: ground(index), flow: flow, svg: &svg)
      }
      drawSteps(flow, top: top, svg: &svg)
      top += flow.lanes.lanes.count * laneHeight + 20
    }
    return svg.finished(title: canvas.network.title)
  }

  private func draw(_ lane: Lanes.Lane, at y: Int, ground: String, flow: Grid, svg: inout SVGWriter) {
    svg.rectangle(
      SVGWriter.Box(x: 20, y: y, width: flow.width, height: laneHeight - 6), fill: ground,
      line: canvas.theme.context.line, stroke: "1")
    let paint = lane.isOwner ? canvas.theme.orchestrator : canvas.theme.service
    svg.rectangle(
      SVGWriter.Box(x: 28, y: y + 10, width: flow.left - 16, height: laneHeight - 26), fill: paint.fill,
      line: paint.line, radius: 8, stroke: "1.6", id: "svc-\(lane.name)", title: "service \(lane.name)")
    let middle = 28 + (flow.left - 16) / 2
    svg.text(lane.name, x: middle, y: y + (lane.detail.isEmpty ? 34 : 28), isBold: true, anchor: "middle")
    guard !lane.detail.isEmpty else { return }
    svg.text(
      lane.detail, x: middle, y: y + 42, size: 8, color: lane.isOwner ? paint.text : canvas.theme.faint,
      anchor: "middle")
  }

  private func drawSteps(_ flow: Grid, top: Int, svg: inout SVGWriter) {
    let cells = flow.lanes.cells
    let half = (flow.column - 20) / 2
    func center(_ index: Int) -> SVGWriter.Point {
      SVGWriter.Point(
        x: 20 + flow.left + 20 + index * flow.column + (flow.column - 14) / 2,
        y: top + cells[index].lane * laneHeight + (laneHeight - 6) / 2)
    }
    for (index, cell) in cells.enumerated() {
      guard let cause = cell.cause else { continue }
      var (from, to) = (center(cause), center(index))
      from.x += half
      to.x -= half
      svg.arrow(from: from, to: to, color: color(cells[cause]), title: tooltip(cells[cause], cell))
    }
    for (index, cell) in cells.enumerated() {
      let (x, y) = (center(index).x, center(index).y)
      let box = SVGWriter.Box(x: x - half, y: y - 15, width: half * 2, height: 30)
      let paint = canvas.theme.paint(cell.kind)
      let title = "step \(index + 1): \(cell.kind.name) \(cell.message)\(cell.ends ? ", no consumer" : "")"
      switch cell.kind {
      case .event: svg.note(box, fill: paint.fill, line: paint.line, title: title)
      case .query, .reply: svg.parallelogram(box, fill: paint.fill, line: paint.line, title: title)
      case .command: svg.rectangle(box, fill: paint.fill, line: paint.line, title: title)
      }
      svg.rectangle(
        SVGWriter.Box(x: x - half + 5, y: y - 8, width: 22, height: 16), fill: canvas.theme.text,
        line: canvas.theme.text, radius: 4)
      svg.text(
        "\(index + 1)", x: x - half + 16, y: y + 4, size: 9, color: canvas.theme.background, isBold: true,
        anchor: "middle")
      svg.text(label(cell), x: x - half + 32, y: y + 4, size: 10, color: paint.text)
    }
  }

  // MARK: DOT

  /// The same with positions of our own: plain `dot` draws it as it is.
  func draw(_ writer: inout DOTWriter) {
    writer.open("digraph \"eventlint\"")
    let words = flows.isEmpty ? "no messages are sent" : flows.map(\.lanes.title).joined(separator: "\n")
    writer.defaults(
      "graph",
      [
        ("layout", .text("neato")), ("inputscale", .text("72")), ("bgcolor", .text(canvas.theme.background)),
        ("pad", .text("0.3")), ("splines", .text("line")), ("outputorder", .text("nodesfirst")),
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("12")), ("fontcolor", .text(canvas.theme.faint)),
        ("label", .html("<B>\(DOTWriter.escaped(words))</B>")), ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("tooltip", .text("chain view")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("10")), ("fontcolor", .text(canvas.theme.text)),
        ("shape", .text("box")), ("style", .text("filled")), ("penwidth", .text("1.2")),
        ("margin", .text("0.06,0.04")), ("pin", .text("true")),
      ])
    writer.defaults(
      "edge", [("penwidth", .text("1.8")), ("arrowsize", .text("0.7")), ("color", .text(canvas.theme.edge))])
    var top = 0
    for (number, flow) in flows.enumerated() {
      let prefix = flows.count > 1 ? "\(number + 1):" : ""
      func at(_ x: Int, _ lane: Int) -> DOTWriter.Value { .text("\(x),\(-(top + lane * laneHeight))!") }
      for (index, lane) in flow.lanes.lanes.enumerated() {
        writer.node(
          "lane:\(prefix)\(lane.name)",
          [
            ("label", .text("")), ("pos", at(flow.width / 2, index)), ("width", .text(inches(flow.width))),
            ("height", .text("0.86")), ("fixedsize", .text("true")), ("fillcolor", .text(ground(index))),
            ("color", .text(canvas.theme.context.line)), ("penwidth", .text("1")),
            ("tooltip", .text("lane \(lane.name)")),
          ])
      }
      for (index, lane) in flow.lanes.lanes.enumerated() {
        writer.node("svc:\(prefix)\(lane.name)", attributes(lane, at: at(flow.left / 2, index)))
      }
      for (index, cell) in flow.lanes.cells.enumerated() {
        let x = flow.left + 20 + index * flow.column + flow.column / 2
        writer.node(
          "step:\(prefix)\(index + 1)", attributes(cell, number: "\(prefix)\(index + 1)", at: at(x, cell.lane)))
      }
      top += flow.lanes.lanes.count * laneHeight + 60
    }
    for (number, flow) in flows.enumerated() {
      let prefix = flows.count > 1 ? "\(number + 1):" : ""
      for (index, cell) in flow.lanes.cells.enumerated() {
        guard let cause = cell.cause else { continue }
        let from = flow.lanes.cells[cause]
        writer.edge(
          "step:\(prefix)\(cause + 1)", "step:\(prefix)\(index + 1)",
          attributes: [("color", .text(color(from))), ("tooltip", .text(tooltip(from, cell)))])
      }
    }
    writer.close()
  }

  private func inches(_ points: Int) -> String {
    "\(points / 72).\(String((points % 72) * 100 / 72 + 100).dropFirst())"
  }

  private func attributes(_ lane: Lanes.Lane, at position: DOTWriter.Value) -> DOTWriter.Attributes {
    let paint = lane.isOwner ? canvas.theme.orchestrator : canvas.theme.service
    let small =
      lane.detail.isEmpty ? "" : "<BR/><FONT POINT-SIZE=\"8\">\(DOTWriter.escaped(lane.detail))</FONT>"
    return [
      ("id", .text("svc-\(lane.name)")), ("style", .text("rounded,filled")), ("penwidth", .text("1.6")),
      ("fillcolor", .text(paint.fill)), ("color", .text(paint.line)),
      ("label", .html("<B>\(DOTWriter.escaped(lane.name))</B>\(small)")), ("pos", position),
      ("tooltip", .text("service \(lane.name)")),
    ]
  }

  private func attributes(
    _ cell: Lanes.Cell, number: String, at position: DOTWriter.Value
  ) -> DOTWriter.Attributes {
    let paint = canvas.theme.paint(cell.kind)
    let step = number.split(separator: ":").last.map(String.init) ?? number
    let badge = """
      <TD BGCOLOR="\(canvas.theme.text)" STYLE="rounded">\
      <FONT COLOR="\(canvas.theme.background)" POINT-SIZE="9"><B> \(step) </B></FONT></TD>
      """
    let words = "<TD><FONT COLOR=\"\(paint.text)\"> \(DOTWriter.escaped(label(cell)))</FONT></TD>"
    let mark = canvas.mark(cell.message)
    return [
      ("id", .text("step-\(number)")), ("class", .text(cell.kind.name)),
      ("shape", .text(Network.Kind(cell.kind).shape)), ("fillcolor", .text(paint.fill)),
      ("color", .text(mark.map { canvas.paint($0.severity).line } ?? paint.line)),
      ("penwidth", .text(mark == nil ? "1.2" : "2.6")),
      (
        "label",
        .html(
          """
          <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="2"><TR>\(badge)\(words)</TR></TABLE>
          """)
      ),
      ("pos", position), ("height", .text("0.36")),
      ("tooltip", canvas.tooltip("step \(step): \(cell.message)\(cell.ends ? ", no consumer" : "")", mark)),
    ]
  }
}
