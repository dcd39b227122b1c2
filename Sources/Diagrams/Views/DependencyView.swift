import Catalog
import Graph

/// Who must change when whose contract changes: services alone, the messages as chips on the arrows.
struct DependencyView {
  private let canvas: Canvas
  private let catalog: Catalog
  private let dependencies: [Dependency]
  /// The circle that a service is part of.
  private let cycles: [Name: Int32]

  init(_ canvas: Canvas) {
    self.canvas = canvas
    catalog = canvas.catalog
    let catalog = canvas.catalog
    dependencies = canvas.graph.dependencies.filter {
      canvas.isKept("svc:\(catalog[$0.from])") && canvas.isKept("svc:\(catalog[$0.to])")
    }
    cycles = canvas.graph.serviceCycles(dependencies)
  }

  func drawn() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    canvas.begin(
      &writer, direction: "TB", nodeGap: "0.35", rankGap: "0.6",
      rule: "dependencies: A \u{2192} B: a change of B's contract can break A")
    var fanIn: [Name: Int] = [:]
    var fanOut: [Name: Int] = [:]
    for dependency in dependencies {
      fanOut[dependency.from, default: 0] += 1
      fanIn[dependency.to, default: 0] += 1
    }
    for service in catalog.services.sorted(by: { catalog.names.areInOrder($0.name, $1.name) }) {
      let (dependents, needed) = (fanIn[service.name] ?? 0, fanOut[service.name] ?? 0)
      // Who only looks on has no contract that others rest on.
      guard dependents + needed > 0 || !service.isObserver, canvas.isKept(canvas.id(service: service.name)) else {
        continue
      }
      let role =
        service.role == .orchestrator ? "&#9670; orchestrator   " : service.role == .external ? "external   " : ""
      let detail = "\(role)in \(dependents)  out \(needed)\(instability(dependents, needed).map { "  I \($0)" } ?? "")"
      let busy = max(dependents, needed)
      canvas.service(
        service, detail: detail, size: busy > 2 ? ("width", "\(busy * 6 / 10).\(busy * 6 % 10)") : nil, to: &writer)
    }
    for dependency in dependencies { write(dependency, to: &writer) }
    writer.close()
    return (writer.bytes, dependencies.count)
  }

  /// Martin's instability, out / (in + out), to two places: 0 others rest on it, 1 it rests on others.
  private func instability(_ dependents: Int, _ needed: Int) -> String? {
    let all = dependents + needed
    guard all > 0 else { return nil }
    let hundredths = (needed * 200 + all) / (2 * all)
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private func write(_ dependency: Dependency, to writer: inout DOTWriter) {
    let messages = dependency.messages.compactMap { catalog.message($0) }.sorted { left, right in
      left.kind != right.kind ? order(left.kind) < order(right.kind) : catalog.names.areInOrder(left.name, right.name)
    }
    let kinds = [Message.Kind.command, .query, .event].filter { kind in messages.contains { $0.kind == kind } }
    let colors = kinds.map { $0 == .command ? canvas.theme.command.fill : canvas.theme.paint($0).line }
    let isCycle = cycles[dependency.from] != nil && cycles[dependency.from] == cycles[dependency.to]
    let words = messages.map { "\($0.kind.name) \(catalog[$0.name])" }.joined(separator: ", ")
    writer.edge(
      canvas.id(service: dependency.from), canvas.id(service: dependency.to),
      [
        ("class", .text(isCycle ? "dependency cycle" : "dependency")),
        ("color", .text(isCycle ? canvas.theme.error.line : colors.joined(separator: ":"))),
        ("penwidth", .text(isCycle ? "2.6" : "1.6")),
        ("arrowhead", .text(kinds == [.event] ? "empty" : "normal")), ("label", .html(chips(messages))),
        (
          "tooltip",
          .text(
            "\(catalog[dependency.from]) depends on \(catalog[dependency.to]): \(words)\(isCycle ? "; part of a cycle" : "")"
          )
        ),
      ])
  }

  private func order(_ kind: Message.Kind) -> Int { kind == .command ? 0 : kind == .query ? 1 : 2 }

  /// A name keeps its colour in every view. Past eight the rest is counted.
  private func chips(_ messages: [Message]) -> String {
    let rows = messages.prefix(8).map { message in
      let paint = canvas.theme.paint(message.kind)
      let mark = canvas.mark(message.name)
      let badge = (mark?.badges ?? []).map { canvas.badge($0.rule, $0.severity) }.joined()
      return
        "<TR><TD ALIGN=\"LEFT\" BGCOLOR=\"\(paint.fill)\" STYLE=\"rounded\"><FONT COLOR=\"\(paint.text)\"> \(DOTWriter.escaped(canvas.label(message))) </FONT></TD>\(badge)</TR>"
    }
    let rest = messages.count > 8 ? "<TR><TD ALIGN=\"LEFT\">and \(messages.count - 8) more</TD></TR>" : ""
    return "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"2\">\(rows.joined())\(rest)</TABLE>"
  }
}
