import Catalog

/// Any network in Graphviz' language: context maps, what was folded, comparisons, and what was read back.
struct NetworkView {
  let network: Network
  let canvas: Canvas
  private var theme: Theme { canvas.theme }

  init(_ network: Network, _ canvas: Canvas) {
    self.network = network
    self.canvas = canvas
  }

  func drawn() -> [UInt8] {
    var writer = DOTWriter()
    let hasMessages = network.nodes.contains { $0.kind == .event || $0.kind == .command || $0.kind == .query }
    let isMap = network.nodes.contains { $0.id.hasPrefix("ctx:") }
    canvas.begin(
      &writer, direction: !network.isInColumns && (hasMessages || isMap) ? "LR" : "TB", nodeGap: isMap ? "0.6" : "0.35",
      rankGap: isMap ? "1" : "0.6", rule: network.rule)
    let isGrouped = hasMessages || network.isInColumns
    for context in network.contexts where isGrouped {
      writer.cluster("ctx:\(context)") { writer in
        canvas.contextDefaults(context, &writer)
        for node in network.nodes where node.context == context { write(node, to: &writer) }
      }
    }
    for node in network.nodes where node.context.isEmpty || !isGrouped { write(node, to: &writer) }
    for edge in network.edges { write(edge, to: &writer) }
    writer.close()
    return writer.bytes
  }

  private func write(_ node: Network.Node, to writer: inout DOTWriter) {
    let paint = canvas.isPale(node.id) ? canvas.pale : paint(node)
    let name = DOTWriter.escaped(node.name)
    let words =
      node.change == .removed
      ? "<S>\(name)</S>" : node.kind == .service || node.kind == .group ? "<B>\(name)</B>" : name
    let small = node.detail.isEmpty ? "" : "<BR/><FONT POINT-SIZE=\"8\">\(DOTWriter.escaped(node.detail))</FONT>"
    let mark = canvas.mark(named: node.name)
    let line = node.change == .added ? theme.query.line : mark.map { canvas.paint($0.severity).line } ?? paint.line
    var attributes: DOTWriter.Attributes = [
      ("id", .text(node.id.map { $0 == ":" ? "-" : String($0) }.joined())),
      (
        "class",
        .text(([node.kind.rawValue] + (node.change == .none ? [] : [node.change.rawValue])).joined(separator: " "))
      ),
      ("shape", .text(shape(node.kind))), ("style", .text(style(node))), ("fillcolor", .text(paint.fill)),
      ("color", .text(line)), ("fontcolor", .text(paint.text)),
      ("penwidth", .text(node.change == .added || node.change == .changed || mark != nil ? "3" : "1.6")),
      ("label", .html(canvas.badged("\(sign(node.change))\(words)\(small)", mark))),
    ]
    if node.role == "external" { attributes.append(("peripheries", .text("2"))) }
    attributes.append(
      (
        "tooltip",
        .text(
          (["\(node.kind.rawValue) \(node.name)\(node.change == .none ? "" : ", \(node.change.rawValue)")"]
            + (mark?.messages ?? [])).joined(separator: "\n"))
      ))
    writer.node(node.id, attributes)
  }

  private func sign(_ change: Network.Change) -> String { change.sign.isEmpty ? "" : "<B>\(change.sign) </B>" }

  /// In columns, what changes is told by the ground as well.
  private func paint(_ node: Network.Node) -> Theme.Paint {
    guard network.isInColumns else { return paint(node.kind) }
    switch node.change {
    case .added: return theme.warning
    case .changed: return theme.external
    case .none, .removed: return node.role == "orchestrator" ? theme.orchestrator : paint(node.kind)
    }
  }

  private func style(_ node: Network.Node) -> String {
    let base = node.kind == .trigger ? "" : node.kind == .service || node.kind == .group ? "rounded,filled" : "filled"
    return node.change == .removed ? base.isEmpty ? "dotted" : "\(base),dotted" : base
  }

  private func shape(_ kind: Network.Kind) -> String {
    switch kind {
    case .service, .group, .command: "box"
    case .event: "note"
    case .query: "parallelogram"
    case .store: "cylinder"
    case .trigger: "plaintext"
    }
  }

  private func paint(_ kind: Network.Kind) -> Theme.Paint {
    switch kind {
    case .service: theme.service
    case .group: theme.context
    case .event: theme.event
    case .command: theme.command
    case .query: theme.query
    case .store: theme.store
    case .trigger: Theme.Paint(fill: theme.background, line: theme.background, text: theme.faint)
    }
  }

  private func write(_ edge: Network.Edge, to writer: inout DOTWriter) {
    let kinds = [
      (edge.kinds.contains(.command), theme.command.fill), (edge.kinds.contains(.query), theme.query.line),
      (edge.kinds.contains(.event), theme.event.line),
    ]
    let colors = kinds.filter(\.0).map(\.1)
    var attributes: DOTWriter.Attributes = [
      (
        "color",
        .text(
          edge.change == .added
            ? theme.query.line
            : edge.change == .removed ? theme.edge : colors.isEmpty ? theme.edge : colors.joined(separator: ":"))
      ),
      ("penwidth", .text(edge.change == .added ? "2.6" : width(edge.messages.count))),
    ]
    if edge.change == .removed {
      attributes.append(("style", .text("dotted")))
    } else if edge.isDashed {
      attributes.append(("style", .text("dashed")))
    }
    if edge.kinds == [.event], edge.label != "publishes", edge.label != "consumes" {
      attributes.append(("arrowhead", .text("empty")))
    }
    if let label = label(edge) { attributes.append(("label", .html(label))) }
    let marks = edge.messages.compactMap { canvas.mark(named: $0) }
    let betweenServices = !edge.from.hasPrefix("msg:") && !edge.to.hasPrefix("msg:")
    if betweenServices, let worst = marks.map(\.severity).max() {
      attributes[0] = ("color", .text(canvas.paint(worst).line))
    }
    let about =
      edge.messages.isEmpty
      ? ""
      : ": \(edge.messages.prefix(12).joined(separator: ", "))\(edge.messages.count > 12 ? " and \(edge.messages.count - 12) more" : "")"
        + marks.flatMap(\.messages).map { "\n\($0)" }.joined()
    attributes.append(
      ("tooltip", .text("\(edge.from) \(edge.label) \(edge.to)\(edge.words.isEmpty ? "" : ", \(edge.words)")\(about)")))
    writer.edge(edge.from, edge.to, attributes)
  }

  /// 1 + 0.8 log2(n), to a tenth.
  private func width(_ count: Int) -> String {
    var tenths = 16
    var rest = count
    while rest > 1 {
      tenths += 8
      rest /= 2
    }
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// A few names as chips, more as a number.
  private func label(_ edge: Network.Edge) -> String? {
    let sign = sign(edge.change)
    guard edge.words.isEmpty else { return sign + DOTWriter.escaped(edge.words) }
    let betweenServices = !edge.from.hasPrefix("msg:") && !edge.to.hasPrefix("msg:")
    guard betweenServices, !edge.messages.isEmpty else { return sign.isEmpty ? nil : sign }
    guard edge.messages.count > 3 else {
      return sign
        + edge.messages.map { edge.change == .removed ? "<S>\(DOTWriter.escaped($0))</S>" : DOTWriter.escaped($0) }
        .joined(separator: "<BR/>")
    }
    return "\(sign)\(edge.messages.count) messages"
  }
}
