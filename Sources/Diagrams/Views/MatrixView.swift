import Catalog
import Graph

/// All dependencies of a hundred services and more: a row depends on a column. Services stand by context, and within
/// one so that dependencies lie above the diagonal; what lies below it is part of a circle or points back to another
/// context.
struct MatrixView {
  private let canvas: Canvas
  private let nodes: [Network.Node]
  private let cells: [String: Network.Edge]
  private let network: Network

  init(_ canvas: Canvas, _ network: Network) {
    self.canvas = canvas
    self.network = network
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
    let counts = [("C", Message.Kind.command), ("Q", .query), ("E", .event)].compactMap { letter, kind -> String? in
      let count = edge.messages.count { name in
        canvas.catalog.names.find(name).flatMap { canvas.catalog.message($0) }?.kind == kind
      }
      return count == 0 ? nil : "\(letter)\(count)"
    }
    // `!` in addition to the colour: a finding is about one of the messages.
    return counts.joined(separator: " ") + (edge.messages.contains { canvas.mark(named: $0) != nil } ? "!" : "")
  }

  private func paint(_ edge: Network.Edge) -> (fill: String, text: String) {
    if edge.isCycle { return (canvas.theme.error.fill, canvas.theme.error.text) }
    if edge.kinds == [.event] { return (canvas.theme.event.fill, canvas.theme.event.text) }
    if edge.kinds == [.query] { return (canvas.theme.query.fill, canvas.theme.query.text) }
    return (canvas.theme.command.fill, canvas.theme.command.text)
  }

  private func tooltip(_ edge: Network.Edge, _ row: Network.Node, _ column: Network.Node) -> String {
    "\(row.name) depends on \(column.name): \(edge.messages.joined(separator: ", "))\(edge.isCycle ? "; part of a cycle" : "")"
      + edge.messages.compactMap { canvas.mark(named: $0) }.flatMap(\.messages).map { "; \($0)" }.joined()
  }

  private var rule: String {
    "a row depends on a column; C commands, E events, Q queries, red: part of a cycle\(canvas.request.findings.isEmpty ? "" : ", !: findings")\(network.hidden > 0 ? ".  \(network.hidden) hidden" : "")"
  }

  // MARK: DOT

  func dot() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    let theme = canvas.theme
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("bgcolor", .text(theme.background)), ("pad", .text("0.3")), ("fontname", .text("Helvetica,Arial,sans-serif")),
        ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)),
        ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("label", .html("<B>\(DOTWriter.escaped(canvas.request.title))</B>  \(DOTWriter.escaped(rule))")),
        ("tooltip", .text("\(canvas.request.title), dependency matrix")),
      ])
    writer.defaults(
      "node",
      [
        ("shape", .text("plain")), ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("10")),
        ("fontcolor", .text(theme.text)),
      ])
    let size = "WIDTH=\"26\" HEIGHT=\"26\" FIXEDSIZE=\"TRUE\""
    var table =
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"1\" COLOR=\"\(theme.context.line)\"><TR><TD></TD><TD></TD><TD></TD>"
    for index in nodes.indices { table += "<TD \(size)><FONT COLOR=\"\(theme.faint)\">\(index + 1)</FONT></TD>" }
    table += "<TD><FONT COLOR=\"\(theme.faint)\"> out </FONT></TD></TR>"
    var last: String?
    for (index, row) in nodes.enumerated() {
      table += "<TR>"
      if row.context != last {
        let span = nodes.count { $0.context == row.context }
        table +=
          "<TD ROWSPAN=\"\(span)\" BGCOLOR=\"\(theme.store.fill)\" ALIGN=\"LEFT\"><FONT COLOR=\"\(theme.store.text)\"><B> \(DOTWriter.escaped(row.context)) </B></FONT></TD>"
        last = row.context
      }
      table +=
        "<TD ALIGN=\"RIGHT\"><B>\(DOTWriter.escaped(row.name))</B> </TD><TD><FONT COLOR=\"\(theme.faint)\">\(index + 1)</FONT></TD>"
      var out = 0
      for (other, column) in nodes.enumerated() {
        if index == other {
          table += "<TD \(size) BGCOLOR=\"\(theme.faint)\" BORDER=\"1\"></TD>"
        } else if let edge = cells["\(row.id)\n\(column.id)"] {
          out += 1
          let paint = paint(edge)
          table +=
            "<TD \(size) BGCOLOR=\"\(paint.fill)\" BORDER=\"1\" HREF=\" \" TITLE=\"\(DOTWriter.escaped(tooltip(edge, row, column)))\"><FONT COLOR=\"\(paint.text)\" POINT-SIZE=\"\(words(edge).count > 3 ? 6 : 8)\">\(words(edge).map { $0 == " " ? "<BR/>" : String($0) }.joined())</FONT></TD>"
        } else {
          table +=
            "<TD \(size) BGCOLOR=\"\(row.context == column.context ? theme.context.fill : theme.background)\" BORDER=\"1\"></TD>"
        }
      }
      table += "<TD><FONT COLOR=\"\(theme.faint)\">\(out)</FONT></TD></TR>"
    }
    table += "</TABLE>"
    writer.node("matrix", [("label", .html(table)), ("tooltip", .text("dependency matrix"))])
    writer.close()
    return (writer.bytes, cells.count)
  }

  // MARK: SVG

  func svg() -> [UInt8] {
    let theme = canvas.theme
    var svg = SVGWriter(theme)
    let cell = 26
    let contexts = nodes.map(\.context)
    let contextWidth =
      contexts.allSatisfy(\.isEmpty) ? 0 : (contexts.map { SVGWriter.width($0, size: 10) }.max() ?? 0) + 16
    let nameWidth = (nodes.map { SVGWriter.width($0.name, size: 10) }.max() ?? 40) + 10
    let left = 20 + contextWidth + nameWidth + 26
    svg.text("\(canvas.request.title)", 20, 24, size: 12, isBold: true)
    svg.text(rule, 20, 40, size: 11, color: theme.faint)
    let top = 76
    for index in nodes.indices {
      svg.text("\(index + 1)", left + index * cell + cell / 2, top - 8, size: 9, color: theme.faint, anchor: "middle")
    }
    var index = 0
    while index < nodes.count {
      let count = nodes[index...].prefix { $0.context == nodes[index].context }.count
      if contextWidth > 0 {
        svg.rectangle(
          20, top + index * cell, contextWidth - 4, count * cell, fill: theme.store.fill, line: theme.background)
        svg.text(nodes[index].context, 26, top + index * cell + 17, size: 10, color: theme.store.text, isBold: true)
      }
      index += count
    }
    for (number, row) in nodes.enumerated() {
      let y = top + number * cell
      svg.text(row.name, left - 28, y + 17, size: 10, isBold: true, anchor: "end")
      svg.text("\(number + 1)", left - 6, y + 17, size: 9, color: theme.faint, anchor: "end")
      for (other, column) in nodes.enumerated() {
        let x = left + other * cell
        if number == other {
          svg.rectangle(x, y, cell, cell, fill: theme.faint, line: theme.context.line, stroke: "1")
        } else if let edge = cells["\(row.id)\n\(column.id)"] {
          let paint = paint(edge)
          svg.rectangle(
            x, y, cell, cell, fill: paint.fill, line: theme.context.line, stroke: "1", title: tooltip(edge, row, column)
          )
          svg.text(
            words(edge), x + cell / 2, y + 16, size: words(edge).count > 3 ? 6 : 8, color: paint.text, anchor: "middle")
        } else if row.context == column.context {
          svg.rectangle(x, y, cell, cell, fill: theme.context.fill, line: theme.context.line, stroke: "1")
        }
      }
    }
    // One grid instead of a rectangle for each empty cell.
    for line in 0...nodes.count {
      svg.arrow(
        from: (left, top + line * cell), to: (left + nodes.count * cell, top + line * cell), color: theme.context.line,
        stroke: "0.6", hasHead: false)
      svg.arrow(
        from: (left + line * cell, top), to: (left + line * cell, top + nodes.count * cell), color: theme.context.line,
        stroke: "0.6", hasHead: false)
    }
    return svg.finished(title: canvas.request.title)
  }
}
