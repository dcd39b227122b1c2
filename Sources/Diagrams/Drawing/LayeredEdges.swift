import Catalog
import Findings
import Writing

/// The edges of a layered picture: colours, heads, labels, tooltips.
extension LayeredDrawing {
  func write(_ arrow: Arrow, to writer: inout DOTWriter) {
    let edge = arrow.edge
    // A port chooses the side of a table; other nodes have none.
    let ends = edge.fields.map { (port($0.from, side: "e"), port($0.to, side: "w")) } ?? ("", "")
    let fromPort = edge.from.hasPrefix("msg:") ? ends.0 : ""
    let toPort = edge.to.hasPrefix("msg:") || edge.fields?.to != nil ? ends.1 : ""
    let all = attributes(edge)
    guard hasPillNodes, label(edge) != nil else {
      writer.edge(arrow.from, arrow.to, attributes: all, fromPort: fromPort, toPort: toPort)
      return
    }
    let line = all.filter { $0.name != "arrowhead" }
    writer.edge(arrow.from, pillID(arrow), attributes: line + [("arrowhead", .text("none"))])
    writer.edge(pillID(arrow), arrow.to, attributes: all)
  }

  /// Writes the label of an arrow as a node, through which the arrow leads.
  func writePill(_ arrow: Arrow, to writer: inout DOTWriter) {
    guard let label = label(arrow.edge) else { return }
    writer.node(
      pillID(arrow),
      [
        ("class", .text("label")), ("shape", .text("plain")), ("style", .text("")), ("margin", .text("0")),
        ("fontsize", .text("9")), ("label", .html(label)), ("tooltip", .text(tooltip(arrow.edge))),
      ])
  }

  private func pillID(_ arrow: Arrow) -> String { "label:\(arrow.from)\n\(arrow.to)" }

  /// Fields that are only counted share a row.
  private func port(_ field: Int?, side: String) -> String {
    "\(field.map { "n\(min($0, Self.fieldLimit))" } ?? "top"):\(side)"
  }

  private func attributes(_ edge: Network.Edge) -> DOTWriter.Attributes {
    let marks = edge.messages.compactMap { canvas.mark($0) }
    let isBroken = edge.fields?.to != nil && edge.fields?.from == nil
    var attributes: DOTWriter.Attributes = []
    if edge.label == "depends on" {
      attributes.append(("class", .text(edge.isCycle ? "dependency cycle" : "dependency")))
    }
    attributes.append(("color", .text(isBroken ? theme.error.line : color(edge))))
    attributes.append(("penwidth", .text(isBroken ? "2.6" : width(edge))))
    if let style = style(edge) { attributes.append(("style", .text(style))) }
    attributes += heads(edge, isBroken: isBroken)
    if !hasPillNodes, let label = label(edge) {
      // A label at the head takes no part in the layout, which Graphviz 2.43 does not find for labels across frames.
      attributes.append((isFramed && hasMessages ? "headlabel" : "label", .html(label)))
    }
    let found = edge.isBetweenServices ? marks.flatMap(\.messages) : []
    attributes.append(("tooltip", .text(([tooltip(edge)] + found).joined(separator: "\n"))))
    return attributes
  }

  /// Dashed for what is possible, as in sequences, dotted for what was observed; what is gone is grey and has a sign.
  private func style(_ edge: Network.Edge) -> String? {
    if edge.change == .removed { return "dotted" }
    switch edge.certainty {
    case .possible: return "dashed"
    case .observed: return "dotted"
    case .process, .declared: return nil
    }
  }

  /// The colours of the kinds, side by side. A call is a double line, and a cycle a red line beside the others.
  private func color(_ edge: Network.Edge) -> String {
    if edge.change == .added { return theme.query.line }
    if edge.change == .removed { return theme.edge }
    var colors = [Message.Kind.command, .query, .event].filter(edge.kinds.contains).map { theme.paint($0).line }
    if edge.kinds == [.reply] { colors = [theme.query.line] }
    if edge.isCall { colors += colors.isEmpty ? [theme.edge, "invis", theme.edge] : [theme.edge] }
    if colors.isEmpty { colors = [theme.edge] }
    if edge.isCycle { colors.append(theme.error.line) }
    return colors.joined(separator: ":")
  }

  /// 1.6 + 0.8 log2(n) for edges that stand for many messages, of which several colours take one part each.
  private func width(_ edge: Network.Edge) -> String {
    if edge.change == .added { return "2.6" }
    if edge.looksOn { return "0.8" }
    if edge.isCycle { return "2" }
    guard edge.isBetweenServices else { return edge.isSingleWriter ? "2.6" : "1.4" }
    guard !namesMessages(edge) else { return "1.6" }
    var tenths = 16
    var rest = edge.messages.count / max(1, edge.kinds.count)
    while rest > 1 {
      tenths += 8
      rest /= 2
    }
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// The heads of an arrow: none from a sender to a message or to a store but a box for an outbox, a thin one where the
  /// receiver only observes, an open one for dependencies by events alone, and a circle where an answer comes back.
  private func heads(_ edge: Network.Edge, isBroken: Bool) -> DOTWriter.Attributes {
    if isBroken { return [("arrowhead", .text("tee"))] }
    if edge.fields != nil { return [] }
    let back = edge.isTurned ? "arrowhead" : "arrowtail"
    if edge.to.hasPrefix("msg:"), outboxes.contains(edge.from) {
      return [("dir", .text("both")), (edge.isTurned ? "arrowtail" : "arrowhead", .text("none")), (back, .text("box"))]
    }
    if edge.to.hasPrefix("msg:") || edge.to.hasPrefix("db:") { return [("arrowhead", .text("none"))] }
    guard edge.from.hasPrefix("msg:"), !edge.to.hasPrefix("trg:") else {
      return edge.isBetweenServices && edge.kinds == [.event] ? [("arrowhead", .text("empty"))] : []
    }
    if edge.looksOn {
      return edge.isTurned ? [("dir", .text("back")), ("arrowtail", .text("vee"))] : [("arrowhead", .text("vee"))]
    }
    guard edge.kinds == [.query] else { return edge.isTurned ? [("dir", .text("back"))] : [] }
    return [("dir", .text("both")), (back, .text("odot"))]
  }

  private func tooltip(_ edge: Network.Edge) -> String {
    let (from, to) = (names[edge.from] ?? edge.from, names[edge.to] ?? edge.to)
    let change = edge.change == .none ? "" : ", \(edge.change.rawValue)"
    guard edge.isBetweenServices else {
      if edge.from.hasPrefix("trg:") { return "\(to) is started by '\(from)'\(change)" }
      if edge.to.hasPrefix("trg:") { return "'\(to)' counts from \(from)\(change)" }
      if edge.fields?.to != nil { return "\(to) \(edge.label)\(change)" }
      // Of a message that is taken, the service is the one that acts.
      return edge.from.hasPrefix("msg:") && edge.to.hasPrefix("svc:")
        ? "\(to) \(edge.label) \(from)\(change)" : "\(from) \(edge.label) \(to)\(change)"
    }
    let words = edge.words.isEmpty ? "" : ", \(edge.words)"
    guard !edge.messages.isEmpty else { return "\(from) \(edge.label) \(to)\(words)\(change)" }
    let shown = sorted(edge).prefix(12).map { name in
      (network.kind(ofMessage: name, on: edge).map { "\($0.name) " } ?? "") + name
    }
    let more = edge.messages.count > 12 ? " and \(edge.messages.count - 12) more" : ""
    let cycle = edge.isCycle ? "; part of a cycle" : ""
    return "\(from) \(edge.label) \(to)\(words): \(shown.joined(separator: ", "))\(more)\(cycle)\(change)"
  }

  // MARK: Labels of edges

  /// Messages by kind and name.
  private func sorted(_ edge: Network.Edge) -> [String] {
    edge.messages.map { (network.kind(ofMessage: $0, on: edge)?.order ?? 3, $0) }.sorted { $0 < $1 }.map(\.1)
  }

  /// Few messages are named, more than a line can carry are counted.
  private func namesMessages(_ edge: Network.Edge) -> Bool {
    edge.messages.count <= 3 || edge.label == "depends on" && !edge.isFolded
  }

  private func label(_ edge: Network.Edge) -> String? {
    let sign = sign(edge.change)
    if !edge.words.isEmpty { return sign + DOTWriter.escaped(edge.words) }
    if edge.label == "after" { return sign + "after" }
    // Beside messages that are nodes, a call is known by its line.
    guard edge.isBetweenServices, !edge.messages.isEmpty || edge.isCall && !hasMessages else {
      return sign.isEmpty ? nil : sign
    }
    return pills(edge)
  }

  /// A name keeps its colour in every view. Past eight the rest is counted.
  private func pills(_ edge: Network.Edge) -> String {
    var rows = namesMessages(edge) ? names(edge) : counts(edge)
    if edge.isCall { rows.append(pill("calls", theme.service)) }
    return """
      <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">\(rows.joined())</TABLE>
      """
  }

  private func names(_ edge: Network.Edge) -> [String] {
    let sign = sign(edge.change)
    let rows = sorted(edge).prefix(8).map { name in
      let kind = network.kind(ofMessage: name, on: edge)
      let paint = kind.map { theme.paint($0) } ?? theme.context
      let badges = (canvas.mark(name)?.badges ?? []).map(canvas.badge).joined()
      let shown = network.shown(name)
      let short = DOTWriter.escaped(kind.map { Network.shortName(shown, $0) } ?? shown)
      return pill(sign + (edge.change == .removed ? "<S>\(short)</S>" : short), paint, badges: badges)
    }
    return edge.messages.count > 8
      ? rows + ["<TR><TD ALIGN=\"LEFT\">and \(edge.messages.count - 8) more</TD></TR>"] : rows
  }

  /// How many messages of each kind there are, and how many of them findings are about.
  private func counts(_ edge: Network.Edge) -> [String] {
    let kinds = Dictionary(grouping: edge.messages) { network.kind(ofMessage: $0, on: edge) }
    var rows = kinds.sorted { ($0.key?.order ?? 4) < ($1.key?.order ?? 4) }.map { kind, messages in
      pill(
        sign(edge.change) + counted(messages.count, kind?.name ?? "message"),
        kind.map { theme.paint($0) } ?? theme.context)
    }
    let marks = edge.messages.compactMap { canvas.mark($0) }
    for severity in [Severity.error, .warning] {
      let count = marks.count { $0.severity == severity }
      if count > 0 { rows.append("<TR>\(canvas.badge("\(count) with \(plural(severity.name))", severity))</TR>") }
    }
    return rows
  }

  private func pill(_ words: String, _ paint: Theme.Paint, badges: String = "") -> String {
    """
    <TR><TD ALIGN="LEFT" BGCOLOR="\(paint.fill)" COLOR="\(paint.line)" BORDER="1" STYLE="rounded">\
    <FONT COLOR="\(paint.text)">&#160;\(words)&#160;</FONT></TD>\(badges)</TR>
    """
  }
}

extension Network.Edge {
  /// It stands for messages, rather than leading to or from one.
  fileprivate var isBetweenServices: Bool {
    !["msg:", "db:", "trg:"].contains { from.hasPrefix($0) || to.hasPrefix($0) }
  }

  /// An end is a group.
  fileprivate var isFolded: Bool { from.hasPrefix("grp:") || to.hasPrefix("grp:") }
}
