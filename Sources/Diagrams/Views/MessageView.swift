import Catalog
import Graph

/// Who reads which field of a message: the message as a table of fields, its senders left, its readers right.
struct MessageView {
  private let canvas: Canvas
  private let catalog: Catalog
  private let message: Message

  init(_ canvas: Canvas, _ message: Message) {
    self.canvas = canvas
    catalog = canvas.catalog
    self.message = message
  }

  func drawn() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    let theme = canvas.theme
    let name = catalog[message.name]
    let id = canvas.id(message: message.name)
    canvas.begin(&writer, direction: "LR", nodeGap: "0.35", rankGap: "1.1", rule: "senders, and readers of each field")
    let senders = canvas.graph.producers(of: message.name)
    let readers = canvas.graph.mentions(of: message.name).filter { !$0.verb.isOutgoing }
    for sender in senders { box(sender.service, "producer", [], to: &writer) }
    let fields = paths
    let known = Set(fields.map(\.path))
    var needs: [Name: [String]] = [:]
    for reader in readers where reader.reaction >= 0 {
      let reaction = catalog.reactions[Int(reader.reaction)]
      needs[reader.service, default: []] += (reaction.needs.map { catalog[$0].map { catalog[$0.name] } } ?? []).filter {
        !(needs[reader.service] ?? []).contains($0)
      }
    }
    let read = Set(needs.values.flatMap { $0 })
    let paint = theme.paint(message.kind)
    var table = "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"\(paint.line)\">"
    let facts = [
      message.kind.name, message.pattern?.rawValue,
      catalog.first(message.channel).map { "channel \(catalog[$0.name])" },
    ].compactMap { $0 }.joined(separator: ", ")
    table +=
      "<TR><TD COLSPAN=\"2\" BGCOLOR=\"\(paint.fill)\" ALIGN=\"LEFT\" PORT=\"top\"><FONT COLOR=\"\(paint.text)\"><B>\(DOTWriter.escaped(name))</B>\(message.version.map { "  v\($0)" } ?? "")<BR ALIGN=\"LEFT\"/><FONT POINT-SIZE=\"8\">\(DOTWriter.escaped(facts))</FONT><BR ALIGN=\"LEFT\"/></FONT></TD></TR>"
    for field in fields.prefix(120) {
      let isRead =
        read.contains(field.path) || read.contains { $0.hasPrefix(field.path + ".") || field.path.hasPrefix($0 + ".") }
      let note = !isRead && !readers.isEmpty && !read.isEmpty ? ", <I>unread</I>" : ""
      table +=
        "<TR><TD ALIGN=\"LEFT\" BGCOLOR=\"\(theme.background)\">\(DOTWriter.escaped(field.path))</TD><TD ALIGN=\"LEFT\" BGCOLOR=\"\(theme.background)\" PORT=\"\(port(field.path, fields))\"><FONT COLOR=\"\(theme.faint)\">\(DOTWriter.escaped(field.type))\(note)</FONT></TD></TR>"
    }
    if fields.count > 120 { table += "<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\">and \(fields.count - 120) more</TD></TR>" }
    if fields.isEmpty {
      table +=
        "<TR><TD COLSPAN=\"2\" ALIGN=\"LEFT\"><FONT COLOR=\"\(theme.faint)\">no fields declared</FONT></TD></TR>"
    }
    table += "</TABLE>"
    let mark = canvas.mark(message.name)
    writer.node(
      id,
      [
        ("id", .text("msg-\(name)")), ("shape", .text("plain")), ("style", .text("")), ("margin", .text("0")),
        ("label", .html(table)),
        ("tooltip", .text((["\(message.kind.name) \(name)"] + (mark?.messages ?? [])).joined(separator: "\n"))),
      ])
    var count = senders.count
    var seen: Set<Name> = []
    for reader in readers where seen.insert(reader.service).inserted {
      box(
        reader.service, reader.verb == .observes || catalog.isObserver(reader.service) ? "observes" : "",
        needs[reader.service] ?? [], missing: fields.isEmpty ? [] : Set(needs[reader.service] ?? []).subtracting(known),
        to: &writer)
    }
    for sender in senders {
      writer.edge(
        canvas.id(service: sender.service), id,
        [
          ("color", .text(paint.line)), ("penwidth", .text("1.8")),
          ("tooltip", .text("\(catalog[sender.service]) \(sender.verb.name) \(name)")),
        ], toPort: "top:w")
    }
    seen = []
    for reader in readers where seen.insert(reader.service).inserted {
      let service = canvas.id(service: reader.service)
      let isDashed = reader.verb == .observes || catalog.isObserver(reader.service)
      let style: DOTWriter.Attributes = isDashed ? [("style", .text("dashed"))] : []
      let wanted = needs[reader.service] ?? []
      if wanted.isEmpty {
        count += 1
        writer.edge(
          id, service,
          [("color", .text(paint.line))] + style + [
            ("tooltip", .text("\(catalog[reader.service]) \(reader.verb.name) \(name)"))
          ], fromPort: "top:e")
      }
      for (index, field) in wanted.enumerated() {
        count += 1
        let isMissing = !known.contains(field) && !fields.isEmpty
        let broken: DOTWriter.Attributes = isMissing ? [("arrowhead", .text("tee")), ("penwidth", .text("2.6"))] : []
        writer.edge(
          id, service,
          [("color", .text(isMissing ? theme.error.line : paint.line))] + broken + style + [
            ("tooltip", .text("\(catalog[reader.service]) reads \(field)\(isMissing ? ", which does not exist" : "")"))
          ],
          fromPort: isMissing ? "top:e" : "\(port(field, fields)):e", toPort: "n\(index):w")
      }
    }
    writer.close()
    return (writer.bytes, count)
  }

  private var paths: [(path: String, type: String)] {
    guard let shape = catalog.shape(of: message) else { return [] }
    return shape.fields.indices.map { index in
      let field = shape.fields[index]
      let type = field.typeName.map { catalog[$0] } ?? "\(field.kind)"
      return (
        shape.path(index, names: catalog.names),
        (field.isList ? "list of " : "") + type + (field.isOptional ? ", optional" : "")
      )
    }
  }

  private func port(_ path: String, _ fields: [(path: String, type: String)]) -> String {
    fields.firstIndex { $0.path == path }.map { "f\($0)" } ?? "top"
  }

  private func box(
    _ service: Name, _ detail: String, _ fields: [String], missing: Set<String> = [], to writer: inout DOTWriter
  ) {
    let theme = canvas.theme
    let name = catalog[service]
    let small = detail.isEmpty ? "" : "  <FONT POINT-SIZE=\"8\" COLOR=\"\(theme.faint)\">\(detail)</FONT>"
    var table =
      "<TABLE BORDER=\"0\" CELLBORDER=\"1\" CELLSPACING=\"0\" CELLPADDING=\"4\" COLOR=\"\(theme.service.line)\"><TR><TD ALIGN=\"LEFT\" BGCOLOR=\"\(theme.service.fill)\"><B>\(DOTWriter.escaped(name))</B>\(small)</TD></TR>"
    for (index, field) in fields.enumerated() {
      let isMissing = missing.contains(field)
      let words =
        isMissing
        ? "<FONT COLOR=\"\(theme.error.line)\">\(DOTWriter.escaped(field)) (missing)</FONT>"
        : DOTWriter.escaped(field)
      table += "<TR><TD ALIGN=\"LEFT\" BGCOLOR=\"\(theme.background)\" PORT=\"n\(index)\">\(words)</TD></TR>"
    }
    writer.node(
      canvas.id(service: service),
      [
        ("id", .text("svc-\(name)")), ("shape", .text("plain")), ("style", .text("")), ("margin", .text("0")),
        ("label", .html(table + "</TABLE>")), ("tooltip", .text("service \(name)")),
      ])
  }
}
