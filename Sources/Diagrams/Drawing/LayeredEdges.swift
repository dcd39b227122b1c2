import Catalog
import Findings

/// The edges of a layered picture: colours, heads, labels, tooltips.
extension LayeredDrawing {
  func write(_ arrow: Arrow, to writer: inout DOTWriter) {
    let edge = arrow.edge
    // A port chooses the side of a table; other nodes have none.
    let ends = edge.fields.map { (port($0.from, side: "e"), port($0.to, side: "w")) } ?? ("", "")
    let fromPort = edge.from.hasPrefix("msg:") ? ends.0 : ""
    let toPort = edge.to.hasPrefix("msg:") || edge.fields?.to != nil ? ends.1 : ""
    writer.edge(arrow.from, arrow.to, attributes: attributes(edge), fromPort: fromPort, toPort: toPort)
  }

  private func port(_ field: Int?, side: String) -> String { "\(field.map { "n\($0)" } ?? "top"):\(side)" }

  private func attributes(_ edge: Network.Edge) -> DOTWriter.Attributes {
    let marks = edge.messages.compactMap { canvas.mark($0) }
    let isBroken = edge.fields?.to != nil && edge.fields?.from == nil
    var attributes: DOTWriter.Attributes = []
    if edge.label == "depends on" {
      attributes.append(("class", .text(edge.isCycle ? "dependency cycle" : "dependency")))
    }
    attributes.append(("color", .text(isBroken ? theme.error.line : color(edge, marks))))
    attributes.append(("penwidth", .text(isBroken ? "2.6" : width(edge))))
    if edge.change == .removed {
      attributes.append(("style", .text("dotted")))
    } else if edge.isDashed {
      attributes.append(("style", .text("dashed")))
    }
    attributes += heads(edge, isBroken: isBroken)
    if let label = label(edge) { attributes.append(("label", .html(label))) }
    let found = edge.isBetweenServices ? marks.flatMap(\.messages) : []
    attributes.append(("tooltip", .text(([tooltip(edge)] + found).joined(separator: "\n"))))
    return attributes
  }

  private func color(_ edge: Network.Edge, _ marks: [Canvas.Mark]) -> String {
    if edge.change == .added { return theme.query.line }
    if edge.change == .removed { return theme.edge }
    if edge.isCycle { return theme.error.line }
    if edge.isBetweenServices, !showsChips(edge), let worst = marks.map(\.severity).max() {
      return canvas.paint(worst).line
    }
    let kinds = [Message.Kind.command, .query, .event].filter(edge.kinds.contains)
    let colors = kinds.map { $0 == .command ? theme.command.fill : theme.paint($0).line }
    return colors.isEmpty ? theme.edge : colors.joined(separator: ":")
  }

  /// 1.6 + 0.8 log2(n) for edges that stand for many messages.
  private func width(_ edge: Network.Edge) -> String {
    if edge.change == .added || edge.isCycle { return "2.6" }
    guard edge.isBetweenServices else { return "1.4" }
    guard !showsChips(edge) else { return "1.6" }
    var tenths = 16
    var rest = edge.messages.count
    while rest > 1 {
      tenths += 8
      rest /= 2
    }
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// The arrow heads: none from a sender to a message or to a store, an open one for dependencies by events alone, and
  /// for queries a circle where the answer comes back.
  private func heads(_ edge: Network.Edge, isBroken: Bool) -> DOTWriter.Attributes {
    if isBroken { return [("arrowhead", .text("tee"))] }
    if edge.fields != nil { return [] }
    if edge.to.hasPrefix("msg:") || edge.to.hasPrefix("db:") { return [("arrowhead", .text("none"))] }
    guard edge.from.hasPrefix("msg:"), !edge.to.hasPrefix("trg:") else {
      return edge.isBetweenServices && edge.kinds == [.event] ? [("arrowhead", .text("empty"))] : []
    }
    guard edge.kinds == [.query] else { return edge.isTurned ? [("dir", .text("back"))] : [] }
    return [("dir", .text("both")), (edge.isTurned ? "arrowhead" : "arrowtail", .text("odot"))]
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
  private func showsChips(_ edge: Network.Edge) -> Bool {
    !edge.messages.isEmpty && (edge.messages.count <= 3 || edge.label == "depends on" && !edge.isFolded)
  }

  private func label(_ edge: Network.Edge) -> String? {
    let sign = sign(edge.change)
    if !edge.words.isEmpty { return sign + DOTWriter.escaped(edge.words) }
    if edge.label == "after" { return sign + "after" }
    guard edge.isBetweenServices, !edge.messages.isEmpty else { return sign.isEmpty ? nil : sign }
    return showsChips(edge) ? chips(edge) : "\(sign)\(edge.messages.count) messages"
  }

  /// A name keeps its colour in every view. Past eight the rest is counted.
  private func chips(_ edge: Network.Edge) -> String {
    let sign = sign(edge.change)
    let rows = sorted(edge).prefix(8).map { name in
      let kind = network.kind(ofMessage: name, on: edge)
      let paint = kind.map(theme.paint) ?? theme.context
      let badges = (canvas.mark(name)?.badges ?? []).map(canvas.badge).joined()
      let shown = network.shown(name)
      let short = DOTWriter.escaped(kind.map { Network.shortName(shown, $0) } ?? shown)
      let words = edge.change == .removed ? "<S>\(short)</S>" : short
      return """
        <TR><TD ALIGN="LEFT" BGCOLOR="\(paint.fill)" STYLE="rounded">\
        <FONT COLOR="\(paint.text)"> \(sign)\(words) </FONT></TD>\(badges)</TR>
        """
    }
    let more = edge.messages.count > 8 ? "<TR><TD ALIGN=\"LEFT\">and \(edge.messages.count - 8) more</TD></TR>" : ""
    return """
      <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="2">\(rows.joined())\(more)</TABLE>
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
