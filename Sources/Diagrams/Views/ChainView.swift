import Catalog
import Graph

/// How long a flow is and who owns it: one lane for each service, the steps numbered from left to right.
struct ChainView {
  private let canvas: Canvas
  private let catalog: Catalog
  private let traces: [Trace]

  /// A step on the grid.
  private struct Cell {
    var step: Trace.Step
    var lane: Int
    var column: Int
    /// The step that makes it happen.
    var cause: Int?
    var ends: Bool
  }

  /// - Parameter starts: what to draw, from the top.
  init(_ canvas: Canvas, starts: [Name]) {
    self.canvas = canvas
    catalog = canvas.catalog
    traces = starts.map { canvas.graph.trace($0) }
  }

  private func grid(_ trace: Trace) -> (lanes: [Name], cells: [Cell]) {
    let steps = trace.allSteps.filter { $0.seen == nil }
    var lanes: [Name] = []
    var numbers: [Name: Int] = [:]
    func lane(_ service: Name) -> Int {
      if let known = numbers[service] { return known }
      numbers[service] = lanes.count
      lanes.append(service)
      return lanes.count - 1
    }
    var cells: [Cell] = []
    var byNumber: [[Int]: Int] = [:]
    var byMessage: [Name: Int] = [:]
    for step in steps {
      let sender = step.sender ?? step.deliveries.first?.receiver ?? trace.services.first
      guard let sender else { continue }
      let cause =
        step.after.flatMap { byMessage[$0] } ?? (step.number.isEmpty ? nil : byNumber[Array(step.number.dropLast())])
      byNumber[step.number] = cells.count
      byMessage[step.message] = byMessage[step.message] ?? cells.count
      cells.append(
        Cell(step: step, lane: lane(sender), column: cells.count, cause: cause, ends: step.deliveries.isEmpty))
    }
    for service in trace.services { _ = lane(service) }
    return (lanes, cells)
  }

  private func title(_ trace: Trace) -> String {
    let owner = trace.flow?.owner.map { "owner: \(catalog[$0.name])" } ?? "no owner"
    return
      "\(catalog[trace.start]): \(trace.messages.count) messages over \(trace.services.count) services, \(trace.handovers) handover\(trace.handovers == 1 ? "" : "s") in a row; \(owner)"
  }

  private let laneHeight = 66

  private func columnWidth(_ cells: [Cell]) -> Int {
    max(120, cells.map { SVGWriter.width(label($0), size: 10) + 50 }.max() ?? 120)
  }

  private func laneWidth(_ lanes: [Name]) -> Int {
    max(110, lanes.map { SVGWriter.width(catalog[$0], size: 11) + 30 }.max() ?? 110)
  }

  private func label(_ cell: Cell) -> String {
    catalog.message(cell.step.message).map(canvas.label) ?? catalog[cell.step.message]
  }

  private func detail(_ service: Name, _ trace: Trace) -> String {
    let known = catalog.service(service)
    if trace.flow?.owner?.name == service { return "\u{25C6} owner of the flow" }
    if known?.role == .orchestrator { return "\u{25C6} orchestrator" }
    return known?.team.map { "team \(catalog[$0])" } ?? ""
  }

  // MARK: SVG

  func svg() -> [UInt8] {
    var svg = SVGWriter(canvas.theme)
    var top = 16
    for trace in traces {
      let (lanes, cells) = grid(trace)
      svg.text(title(trace), 20, top + 12, size: 13, isBold: true)
      top += 28
      let (column, left) = (columnWidth(cells), laneWidth(lanes))
      let width = left + 30 + column * max(cells.count, 1)
      for (index, service) in lanes.enumerated() {
        let y = top + index * laneHeight
        svg.rectangle(
          20, y, width, laneHeight - 6, fill: index % 2 == 0 ? canvas.theme.context.fill : canvas.theme.background,
          line: canvas.theme.context.line, stroke: "1")
        let isOwner = trace.flow?.owner?.name == service || catalog.service(service)?.role == .orchestrator
        let paint = isOwner ? canvas.theme.orchestrator : canvas.theme.service
        svg.rectangle(
          28, y + 10, left - 16, laneHeight - 26, fill: paint.fill, line: paint.line, radius: 8, stroke: "1.6",
          id: "svc-\(catalog[service])", title: "service \(catalog[service])")
        let small = detail(service, trace)
        svg.text(catalog[service], 28 + (left - 16) / 2, y + (small.isEmpty ? 34 : 28), isBold: true, anchor: "middle")
        if !small.isEmpty {
          svg.text(
            small, 28 + (left - 16) / 2, y + 42, size: 8, color: isOwner ? paint.text : canvas.theme.faint,
            anchor: "middle")
        }
      }
      func center(_ cell: Cell) -> (x: Int, y: Int) {
        (20 + left + 20 + cell.column * column + (column - 14) / 2, top + cell.lane * laneHeight + (laneHeight - 6) / 2)
      }
      let half = (column - 20) / 2
      for cell in cells {
        guard let cause = cell.cause else { continue }
        let (from, to) = (center(cells[cause]), center(cell))
        let color =
          cells[cause].step.kind == .command
          ? canvas.theme.command.fill : canvas.theme.paint(cells[cause].step.kind).line
        svg.arrow(
          from: (from.x + half, from.y), to: (to.x - half, to.y), color: color,
          title:
            "\(catalog[cells[cause].step.message]) makes \(cell.step.sender.map { catalog[$0] } ?? "it") send \(catalog[cell.step.message])"
        )
      }
      for cell in cells {
        let (x, y) = center(cell)
        let paint = canvas.theme.paint(cell.step.kind)
        let title =
          "step \(cell.column + 1): \(cell.step.kind.name) \(catalog[cell.step.message])\(cell.ends ? ", no consumer" : "")"
        if cell.step.kind == .event {
          svg.note(x - half, y - 15, half * 2, 30, fill: paint.fill, line: paint.line, title: title)
        } else if cell.step.kind == .query {
          svg.parallelogram(x - half, y - 15, half * 2, 30, fill: paint.fill, line: paint.line, title: title)
        } else {
          svg.rectangle(x - half, y - 15, half * 2, 30, fill: paint.fill, line: paint.line, title: title)
        }
        svg.rectangle(x - half + 5, y - 8, 22, 16, fill: canvas.theme.text, line: canvas.theme.text, radius: 4)
        svg.text(
          "\(cell.column + 1)", x - half + 16, y + 4, size: 9, color: canvas.theme.background, isBold: true,
          anchor: "middle")
        svg.text(label(cell), x - half + 32, y + 4, size: 10, color: paint.text)
      }
      top += lanes.count * laneHeight + 20
    }
    return svg.finished(title: canvas.request.title)
  }

  // MARK: DOT

  /// The same with positions of our own: plain `dot` draws it as it is.
  func dot() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    writer.open("digraph \"eventlint\"")
    let words = traces.isEmpty ? "no messages are sent" : traces.map(title).joined(separator: "\n")
    writer.defaults(
      "graph",
      [
        ("layout", .text("neato")), ("inputscale", .text("72")), ("bgcolor", .text(canvas.theme.background)),
        ("pad", .text("0.3")), ("splines", .text("line")),
        ("outputorder", .text("nodesfirst")), ("fontname", .text("Helvetica,Arial,sans-serif")),
        ("fontsize", .text("12")), ("fontcolor", .text(canvas.theme.faint)),
        ("label", .html("<B>\(DOTWriter.escaped(words))</B>")), ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("tooltip", .text("chain view")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("10")),
        ("fontcolor", .text(canvas.theme.text)), ("shape", .text("box")),
        ("style", .text("filled")), ("penwidth", .text("1.2")), ("margin", .text("0.06,0.04")), ("pin", .text("true")),
      ])
    writer.defaults(
      "edge", [("penwidth", .text("1.8")), ("arrowsize", .text("0.7")), ("color", .text(canvas.theme.edge))])
    var edges: [(from: String, to: String, attributes: DOTWriter.Attributes)] = []
    var top = 0
    for (number, trace) in traces.enumerated() {
      let (lanes, cells) = grid(trace)
      let prefix = traces.count > 1 ? "\(number + 1):" : ""
      let (column, left) = (columnWidth(cells), laneWidth(lanes))
      let width = left + 30 + column * max(cells.count, 1)
      func inches(_ points: Int) -> String { "\(points / 72).\(String((points % 72) * 100 / 72 + 100).dropFirst())" }
      func at(_ x: Int, _ lane: Int) -> DOTWriter.Value { .text("\(x),\(-(top + lane * laneHeight))!") }
      for (index, service) in lanes.enumerated() {
        writer.node(
          "lane:\(prefix)\(catalog[service])",
          [
            ("label", .text("")), ("pos", at(width / 2, index)), ("width", .text(inches(width))),
            ("height", .text("0.86")), ("fixedsize", .text("true")),
            ("fillcolor", .text(index % 2 == 0 ? canvas.theme.context.fill : canvas.theme.background)),
            ("color", .text(canvas.theme.context.line)), ("penwidth", .text("1")),
            ("tooltip", .text("lane \(catalog[service])")),
          ])
      }
      for (index, service) in lanes.enumerated() {
        let isOwner = trace.flow?.owner?.name == service || catalog.service(service)?.role == .orchestrator
        let paint = isOwner ? canvas.theme.orchestrator : canvas.theme.service
        let small = detail(service, trace)
        writer.node(
          "svc:\(prefix)\(catalog[service])",
          [
            ("id", .text("svc-\(catalog[service])")), ("style", .text("rounded,filled")), ("penwidth", .text("1.6")),
            ("fillcolor", .text(paint.fill)), ("color", .text(paint.line)),
            (
              "label",
              .html(
                "<B>\(DOTWriter.escaped(catalog[service]))</B>\(small.isEmpty ? "" : "<BR/><FONT POINT-SIZE=\"8\">\(DOTWriter.escaped(small))</FONT>")"
              )
            ),
            ("pos", at(left / 2, index)), ("tooltip", .text("service \(catalog[service])")),
          ])
      }
      for cell in cells {
        let paint = canvas.theme.paint(cell.step.kind)
        let badge =
          "<TD BGCOLOR=\"\(canvas.theme.text)\" STYLE=\"rounded\"><FONT COLOR=\"\(canvas.theme.background)\" POINT-SIZE=\"9\"><B> \(cell.column + 1) </B></FONT></TD>"
        let mark = canvas.mark(cell.step.message)
        writer.node(
          "step:\(prefix)\(cell.column + 1)",
          [
            ("id", .text("step-\(prefix)\(cell.column + 1)")), ("class", .text(cell.step.kind.name)),
            ("shape", .text(cell.step.kind == .event ? "note" : cell.step.kind == .query ? "parallelogram" : "box")),
            ("fillcolor", .text(paint.fill)),
            ("color", .text(mark.map { canvas.paint($0.severity).line } ?? paint.line)),
            ("penwidth", .text(mark == nil ? "1.2" : "2.6")),
            (
              "label",
              .html(
                "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR>\(badge)<TD><FONT COLOR=\"\(paint.text)\"> \(DOTWriter.escaped(label(cell)))</FONT></TD></TR></TABLE>"
              )
            ),
            ("pos", at(left + 20 + cell.column * column + column / 2, cell.lane)), ("height", .text("0.36")),
            (
              "tooltip",
              .text(
                (["step \(cell.column + 1): \(catalog[cell.step.message])\(cell.ends ? ", no consumer" : "")"]
                  + (mark?.messages ?? [])).joined(separator: "\n"))
            ),
          ])
        if let cause = cell.cause {
          let color =
            cells[cause].step.kind == .command
            ? canvas.theme.command.fill : canvas.theme.paint(cells[cause].step.kind).line
          edges.append(
            (
              "step:\(prefix)\(cause + 1)", "step:\(prefix)\(cell.column + 1)",
              [
                ("color", .text(color)),
                (
                  "tooltip",
                  .text(
                    "\(catalog[cells[cause].step.message]) makes \(cell.step.sender.map { catalog[$0] } ?? "it") send \(catalog[cell.step.message])"
                  )
                ),
              ]
            ))
        }
      }
      top += lanes.count * laneHeight + 60
    }
    for edge in edges { writer.edge(edge.from, edge.to, edge.attributes) }
    writer.close()
    return (writer.bytes, edges.count)
  }
}
