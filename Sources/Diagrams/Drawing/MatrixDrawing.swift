import Catalog
import Graph
import Writing

/// All dependencies of a hundred services and more: a row depends on a column. Services stand by context, and within
/// one so that dependencies lie above the diagonal; what lies below it is part of a cycle or points back to another
/// context.
struct MatrixDrawing: Drawing {
  private let canvas: Canvas
  private let nodes: [Network.Node]
  private let cells: [String: Network.Edge]
  /// A matrix is readable at any size.
  let edgeCount = 0

  private var network: Network { canvas.network }

  init(_ canvas: Canvas) {
    self.canvas = canvas
    let network = canvas.network
    cells = Dictionary(network.edges.map { ("\($0.from)\n\($0.to)", $0) }) { first, _ in first }
    let numbers = Dictionary(network.nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let components = Components(
      Rows(rows: network.nodes.count) { add in
        for edge in network.edges {
          if let from = numbers[edge.from], let to = numbers[edge.to] { add(from, Int32(to)) }
        }
      })
    func level(_ node: Network.Node) -> Int32 { numbers[node.id].map { -components.component[$0] } ?? 0 }
    var first: [String: Int32] = [:]
    for node in network.nodes { first[node.context] = min(first[node.context] ?? .max, level(node)) }
    nodes = network.nodes.sorted { left, right in
      if left.context != right.context {
        return (first[left.context] ?? 0, left.context) < (first[right.context] ?? 0, right.context)
      }
      return (level(left), left.name) < (level(right), right.name)
    }
  }

  private func words(_ edge: Network.Edge) -> String {
    let counts = [("C", Message.Kind.command), ("Q", .query), ("E", .event), ("R", .reply)].compactMap {
      letter, kind -> String? in
      let count = edge.messages.count { network.kind(ofMessage: $0, on: edge) == kind }
      return count == 0 ? nil : "\(letter)\(count)"
    }
    // `!` in addition to the colour: a finding is about one of the messages.
    return (counts.isEmpty ? "call" : counts.joined(separator: " "))
      + (edge.messages.contains { canvas.mark($0) != nil } ? "!" : "")
  }

  private func paint(_ edge: Network.Edge) -> Theme.Paint {
    if edge.kinds.isEmpty { return canvas.theme.service }
    if edge.kinds == [.event] { return canvas.theme.event }
    if edge.kinds == [.query] { return canvas.theme.query }
    return canvas.theme.command
  }

  private func tooltip(_ edge: Network.Edge, _ row: Network.Node, column: Network.Node) -> String {
    "\(row.name) depends on \(column.name): \(edge.messages.joined(separator: ", "))"
      + (edge.isCycle ? "; part of a cycle" : "")
      + edge.messages.compactMap { canvas.mark($0) }.flatMap(\.messages).map { "; \($0)" }.joined()
  }

  private var rule: String {
    "a row depends on a column; C commands, E events, Q queries, red frame: part of a cycle"
      + (canvas.hasFindings ? ", !: findings" : "") + (network.hidden > 0 ? ".  \(network.hidden) hidden" : "")
  }

  /// The signs of cells; boxes and lines are not drawn.
  private var legend: LegendStrip {
    let cells: [Sign] = [.event, .command, .query]
    return LegendStrip(canvas.hasLegend ? canvas.signs.filter { cells.contains($0) } : [], canvas)
  }

  // MARK: DOT

  func draw(_ writer: inout DOTWriter) {
    let theme = canvas.theme
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("bgcolor", .text(theme.background)), ("pad", .text("0.3")), ("fontname", .text(DOTWriter.font)),
        ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)),
        ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("label", .html(DOTWriter.heading(network.heading, DOTWriter.escaped(rule)))),
        ("tooltip", .text(network.heading)),
      ])
    writer.defaults(
      "node",
      [
        ("shape", .text("plain")), ("fontname", .text(DOTWriter.font)), ("fontsize", .text("10")),
        ("fontcolor", .text(theme.text)),
      ])
    let size = "WIDTH=\"26\" HEIGHT=\"26\" FIXEDSIZE=\"TRUE\""
    let red = "BORDER=\"3\" COLOR=\"\(theme.error.line)\""
    func faint(_ text: String) -> String { "<FONT COLOR=\"\(theme.faint)\">\(text)</FONT>" }
    var table = """
      <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" COLOR="\(theme.store.fill)">\
      <TR><TD></TD><TD></TD><TD></TD>
      """
    for index in nodes.indices { table += "<TD \(size)>\(faint("\(index + 1)"))</TD>" }
    table += "<TD>\(faint(" out "))</TD></TR>"
    var last: String?
    for (index, row) in nodes.enumerated() {
      table += "<TR>"
      if row.context != last {
        let span = nodes.count { $0.context == row.context }
        table += """
          <TD ROWSPAN="\(span)" BGCOLOR="\(theme.store.fill)" ALIGN="LEFT">\
          <FONT COLOR="\(theme.store.text)"><B> \(DOTWriter.escaped(row.context)) </B></FONT></TD>
          """
        last = row.context
      }
      table += "<TD ALIGN=\"RIGHT\"><B>\(DOTWriter.escaped(row.name))</B> </TD><TD>\(faint("\(index + 1)"))</TD>"
      var out = 0
      for (other, column) in nodes.enumerated() {
        if index == other {
          table += "<TD \(size) BGCOLOR=\"\(theme.faint)\" BORDER=\"1\"></TD>"
        } else if let edge = cells["\(row.id)\n\(column.id)"] {
          out += 1
          let paint = paint(edge)
          let words = words(edge)
          table += """
            <TD \(size) BGCOLOR="\(paint.fill)" \(edge.isCycle ? red : "BORDER=\"1\"") HREF=" " \
            TITLE="\(DOTWriter.escaped(tooltip(edge, row, column: column)))">\
            <FONT COLOR="\(paint.text)" POINT-SIZE="\(words.count > 3 ? 6 : 8)">\
            \(words.map { $0 == " " ? "<BR/>" : String($0) }.joined())</FONT></TD>
            """
        } else {
          let ground = row.context == column.context ? theme.context.fill : theme.background
          table += "<TD \(size) BGCOLOR=\"\(ground)\" BORDER=\"1\"></TD>"
        }
      }
      table += "<TD>\(faint("\(out)"))</TD></TR>"
    }
    table += "</TABLE>"
    legend.frame(&writer) { writer in
      writer.node("matrix", [("label", .html(table)), ("tooltip", .text("dependency matrix"))])
    }
    writer.close()
  }

  // MARK: SVG

  /// The places of the table in pixels.
  private struct Grid {
    let cell = 26
    let top = 76
    var contextWidth = 0
    var left = 0

    init(_ nodes: [Network.Node]) {
      let hasContexts = nodes.contains { !$0.context.isEmpty }
      if hasContexts { contextWidth = (nodes.map { SVGWriter.width($0.context, size: 10) }.max() ?? 0) + 16 }
      left = 20 + contextWidth + (nodes.map { SVGWriter.width($0.name, size: 10) }.max() ?? 40) + 10 + 26
    }

    func box(row: Int, column: Int) -> SVGWriter.Box {
      SVGWriter.Box(x: left + column * cell, y: top + row * cell, width: cell, height: cell)
    }
  }

  func svg() -> [UInt8]? {
    let theme = canvas.theme
    var svg = SVGWriter(theme)
    let grid = Grid(nodes)
    svg.text(network.heading, x: 20, y: 24, size: 12, isBold: true)
    svg.text(rule, x: 20, y: 40, size: 11, color: theme.faint)
    for index in nodes.indices {
      let middle = grid.left + index * grid.cell + grid.cell / 2
      svg.text("\(index + 1)", x: middle, y: grid.top - 8, size: 9, color: theme.faint, anchor: "middle")
    }
    drawContexts(grid, &svg)
    for (number, row) in nodes.enumerated() {
      let y = grid.top + number * grid.cell
      svg.text(row.name, x: grid.left - 28, y: y + 17, size: 10, isBold: true, anchor: "end")
      svg.text("\(number + 1)", x: grid.left - 6, y: y + 17, size: 9, color: theme.faint, anchor: "end")
      for (other, column) in nodes.enumerated() {
        let box = grid.box(row: number, column: other)
        if number == other {
          svg.rectangle(box, fill: theme.faint, line: theme.store.fill, stroke: "1")
        } else if let edge = cells["\(row.id)\n\(column.id)"] {
          let paint = paint(edge)
          let words = words(edge)
          svg.rectangle(
            box, fill: paint.fill, line: theme.store.fill, stroke: "1", title: tooltip(edge, row, column: column))
          svg.text(
            words, x: box.x + grid.cell / 2, y: y + 16, size: words.count > 3 ? 6 : 8, color: paint.text,
            anchor: "middle")
        } else if row.context == column.context {
          svg.rectangle(box, fill: theme.context.fill, line: theme.store.fill, stroke: "1")
        }
      }
    }
    drawLines(grid, &svg)
    drawCycles(grid, &svg)
    legend.draw(&svg, x: 20, y: grid.top + nodes.count * grid.cell + 18)
    return svg.finished(title: network.heading)
  }

  private func drawContexts(_ grid: Grid, _ svg: inout SVGWriter) {
    guard grid.contextWidth > 0 else { return }
    var index = 0
    while index < nodes.count {
      let count = nodes[index...].prefix { $0.context == nodes[index].context }.count
      let y = grid.top + index * grid.cell
      svg.rectangle(
        SVGWriter.Box(x: 20, y: y, width: grid.contextWidth - 4, height: count * grid.cell),
        fill: canvas.theme.store.fill, line: canvas.theme.background)
      svg.text(nodes[index].context, x: 26, y: y + 17, size: 10, color: canvas.theme.store.text, isBold: true)
      index += count
    }
  }

  /// The kind keeps its colour; the frame is drawn over the lines of the grid.
  private func drawCycles(_ grid: Grid, _ svg: inout SVGWriter) {
    let columns = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    for edge in network.edges where edge.isCycle {
      guard let row = columns[edge.from], let column = columns[edge.to] else { continue }
      let box = grid.box(row: row, column: column)
      let inner = SVGWriter.Box(x: box.x + 2, y: box.y + 2, width: box.width - 4, height: box.height - 4)
      // A gap keeps the red apart from the colour of the kind.
      svg.rectangle(inner, fill: "none", line: canvas.theme.background, stroke: "5")
      svg.rectangle(inner, fill: "none", line: canvas.theme.error.line, stroke: "2.4")
    }
  }

  /// One grid instead of a rectangle for each empty cell.
  private func drawLines(_ grid: Grid, _ svg: inout SVGWriter) {
    let end = nodes.count * grid.cell
    for line in 0...nodes.count {
      let (x, y) = (grid.left + line * grid.cell, grid.top + line * grid.cell)
      svg.arrow(
        from: SVGWriter.Point(x: grid.left, y: y), to: SVGWriter.Point(x: grid.left + end, y: y),
        color: canvas.theme.store.fill, stroke: "0.6", hasHead: false)
      svg.arrow(
        from: SVGWriter.Point(x: x, y: grid.top), to: SVGWriter.Point(x: x, y: grid.top + end),
        color: canvas.theme.store.fill, stroke: "0.6", hasHead: false)
    }
  }
}
