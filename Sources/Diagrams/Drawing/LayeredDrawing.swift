import Catalog
import Findings
import Writing

/// Nodes and edges that Graphviz lays out: in ranks, or in columns of contexts.
struct LayeredDrawing: Drawing {
  let canvas: Canvas
  /// The edges in the order and direction in which they are drawn.
  private let edges: [Arrow]
  private let sides: [String: Sides]
  /// The names of the nodes by their ids.
  let names: [String: String]
  let hasMessages: Bool
  private let isMap: Bool
  /// Contexts have frames: where messages stand between services, in columns, and around many services.
  let isFramed: Bool
  /// The contexts in whose frames nodes stand, by their ids.
  private let frames: [String: String]
  /// The nodes that publish through an outbox.
  let outboxes: Set<String>
  /// A channel is the source of truth, so that the role of the others is worth a word.
  private let hasLogChannels: Bool
  /// A node lists fields, so that all are drawn as tables.
  private let hasTables: Bool
  /// In columns and tables, nodes and edges come in the order in which they are given.
  private let keepsOrder: Bool

  /// More fields than these are counted.
  static let fieldLimit = 120
  /// More services than these are drawn in the frames of their contexts in any view.
  private static let frameLimit = 15

  var network: Network { canvas.network }
  var theme: Theme { canvas.theme }

  var edgeCount: Int { edges.count }

  /// An edge with the ends between which Graphviz ranks it.
  struct Arrow {
    var edge: Network.Edge
    var from: String { edge.isTurned ? edge.to : edge.from }
    var to: String { edge.isTurned ? edge.from : edge.to }
  }

  init(_ canvas: Canvas) {
    self.canvas = canvas
    let network = canvas.network
    hasMessages = network.nodes.contains(where: \.isMessage)
    isMap = network.nodes.contains { $0.kind == .group }
    var arrows = (network.edges + network.taps).map(Arrow.init)
    hasTables = network.view == View.message.name || network.nodes.contains { !$0.fields.isEmpty }
    let isLarge = network.nodes.count { $0.kind == .service } > Self.frameLimit
    isFramed = hasMessages || network.isInColumns || isLarge && network.nodes.contains { !$0.context.isEmpty }
    frames = Dictionary(network.nodes.map { ($0.id, $0.drawnIn) }) { first, _ in first }
    hasLogChannels = network.nodes.contains { $0.channelRole == .sourceOfTruth }
    outboxes = Set(network.nodes.lazy.filter { $0.outbox != nil }.map(\.id))
    keepsOrder = network.isInColumns || hasTables
    if !keepsOrder { arrows.sort { ($0.from, $0.to, $0.edge.label) < ($1.from, $1.to, $1.edge.label) } }
    names = Dictionary(network.nodes.map { ($0.id, $0.wholeName) }) { first, _ in first }
    edges = arrows
    var sides: [String: Sides] = [:]
    for arrow in arrows where arrow.edge.change != .removed {
      sides[arrow.from, default: Sides()].out += 1
      sides[arrow.to, default: Sides()].into += 1
    }
    self.sides = sides
  }

  /// The number of edges that leave and reach a node.
  private struct Sides {
    var into = 0
    var out = 0
    var busier: Int { max(into, out) }
  }

  func draw(_ writer: inout DOTWriter) {
    begin(&writer)
    canvas.legend.frame(&writer, elements)
    writer.close()
  }

  private func elements(_ writer: inout DOTWriter) {
    let ordered =
      network.isInColumns || hasTables ? network.nodes : network.nodes.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }
    let members = Dictionary(grouping: ordered) { isFramed ? $0.drawnIn : "" }
    let pills = hasPillNodes ? Dictionary(grouping: edges, by: frame) : [:]
    for context in network.isInColumns ? network.contexts : members.keys.sorted() where !context.isEmpty {
      writer.cluster("ctx:\(context)") { writer in
        frame(context, &writer)
        for node in members[context] ?? [] { write(node, to: &writer) }
        for arrow in pills[context] ?? [] { writePill(arrow, to: &writer) }
      }
    }
    for node in members[""] ?? [] { write(node, to: &writer) }
    for arrow in pills[""] ?? [] { writePill(arrow, to: &writer) }
    for arrow in edges { write(arrow, to: &writer) }
  }

  /// Whether labels between services are nodes of their own: Graphviz 2.43 fails on labels of arrows that cross frames.
  var hasPillNodes: Bool { isFramed && !hasMessages && !network.isInColumns }

  /// The frame of both ends of an arrow; empty if they stand in different ones.
  private func frame(_ arrow: Arrow) -> String {
    let (from, to) = (frames[arrow.from] ?? "", frames[arrow.to] ?? "")
    return from == to ? from : ""
  }

  private var isLeftToRight: Bool { !network.isInColumns && (hasMessages || isMap || hasPillNodes) }

  private func begin(_ writer: inout DOTWriter) {
    let gaps =
      isMap
      ? ("0.6", "1") : hasTables ? ("0.35", "1.1") : hasMessages || hasPillNodes ? ("0.22", "0.55") : ("0.35", "0.6")
    writer.open("digraph \"eventlint\"")
    let heading = DOTWriter.heading(network.heading, DOTWriter.escaped(network.rule) + canvas.counts)
    writer.defaults(
      "graph",
      [
        ("rankdir", .text(isLeftToRight ? "LR" : "TB")), ("bgcolor", .text(theme.background)), ("pad", .text("0.3")),
        ("nodesep", .text(gaps.0)), ("ranksep", .text(gaps.1)), ("splines", .text("spline")),
        ("compound", .text("true")), ("outputorder", .text("edgesfirst")), ("fontname", .text(DOTWriter.font)),
        ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)), ("label", .html(heading)),
        ("labelloc", .text("t")), ("labeljust", .text("l")), ("tooltip", .text(network.heading)),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("11")), ("fontcolor", .text(theme.text)),
        ("color", .text(theme.service.line)), ("penwidth", .text("1.2")), ("style", .text("filled")),
        ("fillcolor", .text(theme.service.fill)), ("shape", .text("box")), ("margin", .text("0.14,0.08")),
        ("height", .text("0.4")),
      ])
    writer.defaults(
      "edge",
      [
        ("fontname", .text(DOTWriter.font)), ("fontsize", .text("9")), ("fontcolor", .text(theme.faint)),
        ("color", .text(theme.edge)), ("penwidth", .text("1.4")), ("arrowsize", .text("0.7")),
      ])
  }

  private func frame(_ context: String, _ writer: inout DOTWriter) {
    let paint = theme.context
    let title = "<B>\(DOTWriter.escaped(context))</B>"
    writer.defaults(
      "graph",
      [
        ("label", network.isInColumns ? .html(title) : .text("")), ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("style", .text("rounded,filled")), ("color", .text(paint.line)), ("fillcolor", .text(paint.fill)),
        ("penwidth", .text("1")), ("fontcolor", .text(paint.text)), ("margin", .text("14")),
        ("tooltip", .text("bounded context \(context)")),
      ])
    guard !network.isInColumns else { return }
    // A title that is a node: arrows are led round nodes, and across the labels of frames.
    writer.node(
      "title:\(context)",
      [
        ("id", .text(elementID("ctx:\(context)"))), ("class", .text("title")),
        ("fillcolor", .text(paint.fill)), ("color", .text(paint.fill)), ("fontcolor", .text(paint.text)),
        ("margin", .text("0.08,0.03")), ("height", .text("0.25")),
        ("label", .html(title)), ("tooltip", .text("bounded context \(context)")),
      ])
  }

  // MARK: Nodes

  private func write(_ node: Network.Node, to writer: inout DOTWriter) {
    let mark = canvas.mark(node.wholeName)
    if hasTables {
      writer.node(node.id, table(node, mark))
      return
    }
    let paint = canvas.isPale(node.id) ? canvas.pale : paint(node)
    let line =
      node.change == .added
      ? theme.query.line
      : node.isShared ? theme.error.line : mark.map { canvas.paint($0.severity).line } ?? paint.line
    var attributes: DOTWriter.Attributes = [
      ("id", .text(elementID(node.id))), ("class", .text(classes(node, mark))),
      ("shape", .text(node.storeKind == .log ? "box" : node.kind.shape)),
    ]
    attributes += [
      ("style", .text(style(node))), ("fillcolor", .text(paint.fill)), ("color", .text(line)),
      ("fontcolor", .text(paint.text)), ("penwidth", .text(width(node, mark))),
      ("label", .html(canvas.badged(label(node), mark))),
    ]
    if node.kind == .trigger { attributes.append(("margin", .text("0.06,0.03"))) }
    if node.role == "external" { attributes.append(("peripheries", .text("2"))) }
    if let size = size(node) { attributes.append(size) }
    attributes.append(("tooltip", canvas.tooltip(tooltip(node), mark)))
    writer.node(node.id, attributes)
  }

  /// The id of the element that Graphviz writes into the SVG.
  private func elementID(_ id: String) -> String { id.map { $0 == ":" ? "-" : String($0) }.joined() }

  private func classes(_ node: Network.Node, _ mark: Canvas.Mark?) -> String {
    let words = node.isMessage ? ["message", node.kind.rawValue] : [node.kind.rawValue, node.role]
    return
      (words + [node.change == .none ? "" : node.change.rawValue]
      + (mark.map { ["finding", $0.severity.name] } ?? [])).filter { !$0.isEmpty }.joined(separator: " ")
  }

  private func width(_ node: Network.Node, _ mark: Canvas.Mark?) -> String {
    if node.change == .added || node.change == .changed || mark?.severity == .error || node.isShared { return "3" }
    if mark != nil { return "2.2" }
    return node.kind == .service || node.kind == .group ? "1.6" : "1.2"
  }

  private func style(_ node: Network.Node) -> String {
    let isRound = (node.kind == .service || node.kind == .group) && node.role != "external"
    let base = node.kind == .trigger ? "" : isRound ? "rounded,filled" : "filled"
    return node.change == .removed ? base.isEmpty ? "dotted" : "\(base),dotted" : base
  }

  /// In columns, what changes is told by the ground as well.
  private func paint(_ node: Network.Node) -> Theme.Paint {
    if network.isInColumns, node.change == .added { return theme.warning }
    if network.isInColumns, node.change == .changed { return theme.external }
    switch node.kind {
    case .service:
      if node.role == "orchestrator" { return theme.orchestrator }
      if node.role == "external" { return theme.external }
      let line = node.isObserver ? theme.orchestrator.line : theme.service.line
      return Theme.Paint(fill: theme.service.fill, line: line, text: theme.text)
    case .group: return theme.context
    case .event: return theme.paint(.event, isInside: node.isInside)
    case .command: return theme.paint(.command, isInside: node.isInside)
    case .query, .reply: return theme.paint(.query, isInside: node.isInside)
    case .store: return theme.store
    case .trigger: return Theme.Paint(fill: theme.background, line: theme.background, text: theme.faint)
    }
  }

  private func label(_ node: Network.Node) -> String {
    let name = DOTWriter.escaped(
      Message.Kind(node.kind).map { Network.shortName(node.name, $0) } ?? node.name)
    let words =
      switch (node.change, node.kind) {
      case (.removed, _): "<S>\(name)</S>"
      case (_, .service), (_, .group): node.role == "external" ? name : "<B>\(name)</B>"
      case (_, .trigger): "<I>\(name)</I>"
      default: name
      }
    let detail = detail(node)
    if node.storeKind == .log {
      let small = detail.isEmpty ? "" : "<BR/><FONT POINT-SIZE=\"8\">\(detail)</FONT>"
      return theme.logLabel(sign(node.change) + words + small)
    }
    guard !detail.isEmpty else { return sign(node.change) + words }
    let isPurple = node.role == "orchestrator" || node.isObserver
    let color = node.kind == .service ? " COLOR=\"\(isPurple ? theme.orchestrator.text : theme.faint)\"" : ""
    return "\(sign(node.change))\(words)<BR/><FONT POINT-SIZE=\"8\"\(color)>\(detail)</FONT>"
  }

  /// The small lines below the name, escaped. What shape and colour say is not repeated.
  private func detail(_ node: Network.Node) -> String {
    if node.isMessage { return lines(messageFacts(node)) }
    if node.kind == .store { return lines(storeFacts(node)) }
    guard node.kind == .service || node.kind == .group else { return DOTWriter.escaped(node.detail) }
    var parts = [role(node), node.team.isEmpty ? "" : "team \(DOTWriter.escaped(node.team))"]
    if !node.detail.isEmpty { parts = [DOTWriter.escaped(node.detail)] }
    if network.showsCoupling { parts = [node.kind == .group ? parts[0] : role(node), coupling(node)] }
    let first = parts.filter { !$0.isEmpty }.joined(separator: network.showsCoupling ? "   " : ", ")
    let outbox = node.outbox.map { "outbox: \($0.rawValue.split(separator: "-").joined(separator: " "))" } ?? ""
    return [first, hasMessages ? outbox : ""].filter { !$0.isEmpty }.joined(separator: "<BR/>")
  }

  private func lines(_ facts: [[String]]) -> String {
    facts.map { $0.filter { !$0.isEmpty }.joined(separator: ", ") }.filter { !$0.isEmpty }.map(DOTWriter.escaped)
      .joined(separator: "<BR/>")
  }

  private func messageFacts(_ node: Network.Node) -> [[String]] {
    let role =
      switch node.channelRole {
      case .sourceOfTruth: "\(node.channel): source of truth"
      // What most channels are is said where others are not.
      case .transport where hasLogChannels: "\(node.channel): transport"
      case .transport, nil: ""
      }
    return [
      [
        node.version.isEmpty ? "" : "v\(node.version)", node.key.isEmpty ? "" : "key \(node.key)",
        node.partitions.flatMap { $0 > 1 ? counted($0, "partition") : nil } ?? "",
      ],
      [role],
    ]
  }

  private func storeFacts(_ node: Network.Node) -> [[String]] {
    let role =
      switch node.storeRole {
      case .readModel: "read model"
      case .eventStore: "event store"
      // The store of its service, which is what a store is if nothing else is said.
      case .write, nil: ""
      }
    let consistency =
      switch node.consistency {
      case .strong: "strongly consistent"
      case .eventual: "eventually consistent"
      case nil: ""
      }
    return [[role], [consistency, node.staleness.isEmpty ? "" : "up to \(node.staleness) old"]]
  }

  private func role(_ node: Network.Node) -> String {
    switch Service.Role(rawValue: node.role) {
    case .orchestrator: "&#9670; orchestrator"
    case .tracker, .observer: "&#9671; \(node.role)\(node.tapsAll ? ", taps *" : "")"
    case .external, .gateway, .agent: node.role
    case .generic, .domain, nil: ""
    }
  }

  /// How many depend on it, on how many it depends, and Martin's instability, out / (in + out), to two places: 0 others
  /// rest on it, 1 it rests on others.
  private func coupling(_ node: Network.Node) -> String {
    let sides = sides[node.id] ?? Sides()
    let all = sides.into + sides.out
    let counts = "in \(sides.into)  out \(sides.out)"
    guard all > 0 else { return counts }
    return "\(counts)  I \(Self.decimal((sides.out * 200 + all) / (2 * all)))"
  }

  /// Edges spread along a large node instead of meeting in a point.
  private func size(_ node: Network.Node) -> (name: String, value: DOTWriter.Value)? {
    guard node.kind == .service, !network.isInColumns, !isMap, let busier = sides[node.id]?.busier, busier > 2 else {
      return nil
    }
    return isLeftToRight
      ? ("height", .text(Self.decimal(45 + 30 * (busier - 2))))
      : ("width", .text("\(busier * 6 / 10).\(busier * 6 % 10)"))
  }

  private static func decimal(_ hundredths: Int) -> String {
    "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private func tooltip(_ node: Network.Node) -> String {
    let change = node.change == .none ? "" : ", \(node.change.rawValue)"
    switch node.kind {
    case .trigger: return "\(node.detail.isEmpty ? "trigger" : node.detail): \(node.name)\(change)"
    case .event, .command, .query, .reply:
      return "\(node.kind.rawValue) \(node.wholeName)\(node.version.isEmpty ? "" : " v\(node.version)")\(change)"
    case .store:
      return "\(node.storeKind == .log ? "log" : "store") \(node.name)\(node.isShared ? ", shared" : "")\(change)"
    case .service, .group:
      return "\(node.kind.rawValue) \(node.name)\(node.role.isEmpty ? "" : " (\(node.role))")\(change)"
    }
  }

  func sign(_ change: Network.Change) -> String { change.sign.isEmpty ? "" : "<B>\(change.sign) </B>" }

  // MARK: Tables of fields

  private func table(_ node: Network.Node, _ mark: Canvas.Mark?) -> DOTWriter.Attributes {
    let paint = Message.Kind(node.kind).map { theme.paint($0) } ?? theme.service
    var table = """
      <TABLE BORDER="0" CELLBORDER="1" CELLSPACING="0" CELLPADDING="4" COLOR="\(paint.line)">\
      <TR><TD COLSPAN="2" BGCOLOR="\(paint.fill)" ALIGN="LEFT" PORT="top">\(heading(node, paint))</TD></TR>
      """
    var fields = Array(node.fields.prefix(Self.fieldLimit))
    if node.fields.count > fields.count {
      fields.append(Network.Field(path: "and \(node.fields.count - fields.count) more"))
    }
    if node.isMessage, fields.isEmpty { fields = [Network.Field(path: "no fields declared")] }
    for (index, field) in fields.enumerated() {
      let cell = "ALIGN=\"LEFT\" BGCOLOR=\"\(theme.background)\""
      let path = DOTWriter.escaped(field.path)
      if field.detail.isEmpty {
        let words = field.isMissing ? "<FONT COLOR=\"\(theme.error.line)\">\(path) (missing)</FONT>" : path
        table += "<TR><TD COLSPAN=\"2\" \(cell) PORT=\"n\(index)\">\(words)</TD></TR>"
      } else {
        let note = field.isUnread ? ", <I>unread</I>" : ""
        table += """
          <TR><TD \(cell)>\(path)</TD><TD \(cell) PORT="n\(index)">\
          <FONT COLOR="\(theme.faint)">\(DOTWriter.escaped(field.detail))\(note)</FONT></TD></TR>
          """
      }
    }
    return [
      ("id", .text(elementID(node.id))), ("shape", .text("plain")), ("style", .text("")), ("margin", .text("0")),
      ("label", .html(table + "</TABLE>")), ("tooltip", canvas.tooltip(tooltip(node), mark)),
    ]
  }

  private func heading(_ node: Network.Node, _ paint: Theme.Paint) -> String {
    let name = "<B>\(DOTWriter.escaped(node.name))</B>"
    let detail = DOTWriter.escaped(node.detail)
    guard node.isMessage else {
      return detail.isEmpty ? name : "\(name)  <FONT POINT-SIZE=\"8\" COLOR=\"\(theme.faint)\">\(detail)</FONT>"
    }
    return """
      <FONT COLOR="\(paint.text)">\(name)\(node.version.isEmpty ? "" : "  v\(DOTWriter.escaped(node.version))")\
      <BR ALIGN="LEFT"/><FONT POINT-SIZE="8">\(detail)</FONT><BR ALIGN="LEFT"/></FONT>
      """
  }
}

extension Network {
  /// A message's name without the suffix that says its kind, which a picture shows anyway.
  static func shortName(_ name: String, _ kind: Message.Kind) -> String {
    let suffixes: [String] =
      switch kind {
      case .event: ["IntegrationEvent", "DomainEvent", "Event"]
      case .command: ["Command"]
      case .query: ["Query"]
      case .reply: []
      }
    for suffix in suffixes where name.hasSuffix(suffix) && name.count > suffix.count {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  /// The kind of a message that an edge stands for; nil where it is not known.
  func kind(ofMessage name: String, on edge: Edge) -> Message.Kind? {
    messageKinds[name] ?? (edge.kinds.count == 1 ? edge.kinds.first : nil)
  }
}

extension Network.Node {
  /// The order of kinds in the picture, on which the layout rests.
  fileprivate var rank: Int {
    switch kind {
    case .service, .group: 0
    case .event, .command, .query, .reply: 1
    case .store: 2
    case .trigger: 3
    }
  }

  fileprivate var drawnIn: String { frame ?? context }
}

extension Network.Kind {
  /// The shape of a node in Graphviz.
  var shape: String {
    switch self {
    case .service, .group, .command: "box"
    case .event: "note"
    case .query: "parallelogram"
    case .reply: "oval"
    case .store: "cylinder"
    case .trigger: "plaintext"
    }
  }
}

extension Message.Kind {
  /// The kind of message that a node is; nil for other nodes.
  init?(_ kind: Network.Kind) {
    switch kind {
    case .event: self = .event
    case .command: self = .command
    case .query: self = .query
    case .reply: self = .reply
    case .service, .store, .trigger, .group: return nil
    }
  }

  var order: Int {
    switch self {
    case .command: 0
    case .query: 1
    case .event: 2
    case .reply: 3
    }
  }
}
