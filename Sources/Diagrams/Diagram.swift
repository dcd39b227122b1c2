package import Catalog
package import Findings
package import Graph
import Writing

/// What a picture shows.
package enum View: String, Sendable, CaseIterable {
  /// What goes where: an arrow follows the message.
  case flow
  /// Who must change when whose contract changes: the arrows of events are turned round.
  case dependency
  /// How long a flow is and who owns it.
  case chain
  /// Who reads which field of a message.
  case message
  /// Which bounded context follows whose model.
  case contexts
  /// All dependencies of many services in one table.
  case matrix
  /// What the signs mean.
  case legend
}

/// What a picture is made of.
package struct DiagramRequest: Sendable {
  /// The view to draw.
  package var view: View
  /// The title above the picture.
  package var title: String
  /// The colours.
  package var theme: Theme
  /// Findings to paint on; empty paints none.
  package var findings: [Finding]
  /// The nodes that are drawn, by id; nil for all.
  package var kept: Set<String>?
  /// How many nodes that leaves out.
  package var hidden = 0
  /// What stands out: all other nodes are pale; nil for none.
  package var highlighted: Set<String>?
  /// What the message and chain views are about.
  package var subjects: [Name] = []
  /// What is drawn instead of the view's own nodes: folded, compared or read back.
  package var network: Network?

  /// A request for a whole view: no node is left out or highlighted.
  package init(view: View, title: String, theme: Theme, findings: [Finding] = []) {
    self.view = view
    self.title = title
    self.theme = theme
    self.findings = findings
  }
}

/// A picture of a system in Graphviz' language, and for views on a grid in SVG of our own.
package struct Diagram: Sendable {
  /// The picture in Graphviz' language, in UTF-8.
  package let dot: [UInt8]
  /// Drawn without Graphviz; nil for views that it has to lay out.
  package let svg: [UInt8]?
  /// The number of edges in the picture.
  package let edgeCount: Int

  /// The same system gives the same bytes: nodes and edges are sorted by id, and neither time nor paths go in.
  ///
  /// - Parameter wantsVector: what is drawn without Graphviz is wanted, so that its DOT need not be written.
  package init(_ request: DiagramRequest, of graph: ReactionGraph, wantsVector: Bool = false) {
    let canvas = Canvas(request: request, graph: graph)
    var svg: [UInt8]?
    if let network = request.network, request.view != .matrix {
      (dot, edgeCount) = (NetworkView(network, canvas).drawn(), network.edges.count)
    } else {
      switch request.view {
      case .flow: (dot, edgeCount) = FlowView(canvas).drawn()
      case .dependency: (dot, edgeCount) = DependencyView(canvas).drawn()
      case .contexts:
        let network = Network.contexts(graph, title: request.title)
        (dot, edgeCount) = (NetworkView(network, canvas).drawn(), network.edges.count)
      case .chain:
        let view = ChainView(canvas, starts: request.subjects)
        (dot, edgeCount) = view.dot()
        svg = view.svg()
      case .message:
        if let message = request.subjects.first.flatMap({ graph.catalog.message($0) }) {
          (dot, edgeCount) = MessageView(canvas, message).drawn()
        } else {
          (dot, edgeCount) = ([], 0)
        }
      case .matrix:
        let view = MatrixView(canvas, request.network ?? Network.dependency(graph, title: request.title))
        // A matrix is readable at any size.
        dot = wantsVector ? [] : view.dot().dot
        edgeCount = 0
        svg = wantsVector ? view.svg() : nil
      case .legend:
        let view = LegendView(request.theme)
        (dot, edgeCount) = view.dot()
        svg = view.svg()
      }
    }
    self.svg = svg
  }
}

/// What all views share: names, labels, colours, findings.
struct Canvas {
  let request: DiagramRequest
  let graph: ReactionGraph
  let catalog: Catalog
  let theme: Theme
  /// Services that observe everything.
  let tapping: [Name]
  /// The findings to paint, by what they are about.
  private let marks: [String: Mark]

  struct Mark {
    /// The worst of them.
    var severity: Severity
    /// The rules that speak of it, each with its own severity.
    var rules: [String: Severity]
    var messages: [String]

    /// Rules by name.
    var badges: [(rule: String, severity: Severity)] { rules.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
  }

  init(request: DiagramRequest, graph: ReactionGraph) {
    self.request = request
    self.graph = graph
    catalog = graph.catalog
    theme = request.theme
    tapping = graph.catalog.services.filter { $0.observesAll != nil }.map(\.name)
    var marks: [String: Mark] = [:]
    // Infos are not painted: a picture full of badges shows nothing.
    for finding in request.findings where finding.severity > .info {
      // A path is about all its messages, everything else about its first subject.
      let subjects = finding.steps.isEmpty ? Array(finding.subjects.prefix(1)) : finding.subjects
      for subject in Set(subjects) {
        var mark = marks[subject] ?? Mark(severity: .info, rules: [:], messages: [])
        mark.severity = max(mark.severity, finding.severity)
        mark.rules[finding.rule.name] = max(mark.rules[finding.rule.name] ?? .info, finding.severity)
        mark.messages.append("\(finding.rule): \(finding.message)")
        marks[subject] = mark
      }
    }
    self.marks = marks
  }

  func mark(_ name: Name) -> Mark? { marks[catalog[name]] }

  func mark(named name: String) -> Mark? { marks[name] }

  func paint(_ severity: Severity) -> Theme.Paint { severity == .error ? theme.error : theme.warning }

  // MARK: Graph

  func begin(_ writer: inout DOTWriter, direction: String, nodeGap: String, rankGap: String, rule: String) {
    writer.open("digraph \"eventlint\"")
    writer.defaults(
      "graph",
      [
        ("rankdir", .text(direction)), ("bgcolor", .text(theme.background)), ("pad", .text("0.3")),
        ("nodesep", .text(nodeGap)), ("ranksep", .text(rankGap)), ("splines", .text("spline")),
        ("compound", .text("true")), ("outputorder", .text("edgesfirst")),
        ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("12")), ("fontcolor", .text(theme.faint)),
        (
          "label",
          .html("<B>\(DOTWriter.escaped(request.title))</B>  \(DOTWriter.escaped(rule))\(findingCount)\(hiddenCount)")
        ),
        ("labelloc", .text("t")), ("labeljust", .text("l")),
        ("tooltip", .text("\(request.title), \(request.view.rawValue) view")),
      ])
    writer.defaults(
      "node",
      [
        ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("11")), ("fontcolor", .text(theme.text)),
        ("color", .text(theme.service.line)), ("penwidth", .text("1.2")), ("style", .text("filled")),
        ("fillcolor", .text(theme.service.fill)), ("shape", .text("box")), ("margin", .text("0.14,0.08")),
        ("height", .text("0.4")),
      ])
    writer.defaults(
      "edge",
      [
        ("fontname", .text("Helvetica,Arial,sans-serif")), ("fontsize", .text("9")), ("fontcolor", .text(theme.faint)),
        ("color", .text(theme.edge)), ("penwidth", .text("1.4")), ("arrowsize", .text("0.7")),
      ])
  }

  func contextDefaults(_ name: String, _ writer: inout DOTWriter) {
    let paint = theme.context
    writer.defaults(
      "graph",
      [
        ("label", .html("<B>\(DOTWriter.escaped(name))</B>")), ("labeljust", .text("l")),
        ("style", .text("rounded,filled")),
        ("color", .text(paint.line)), ("fillcolor", .text(paint.fill)), ("penwidth", .text("1")),
        ("fontcolor", .text(paint.text)), ("margin", .text("14")), ("tooltip", .text("bounded context \(name)")),
      ])
  }

  private var findingCount: String {
    guard !request.findings.isEmpty else { return "" }
    let counts = [Severity.error, .warning, .info].compactMap { severity -> String? in
      let count = request.findings.count { $0.severity == severity }
      return count == 0 ? nil : counted(count, severity.name)
    }
    return ".  \(counts.joined(separator: ", "))"
  }

  private var hiddenCount: String { request.hidden == 0 ? "" : ".  \(request.hidden) hidden" }

  func isKept(_ id: String) -> Bool { request.kept?.contains(id) ?? true }

  /// A node that others stand out from.
  func isPale(_ id: String) -> Bool { request.highlighted.map { !$0.contains(id) } ?? false }

  var pale: Theme.Paint { Theme.Paint(fill: theme.context.fill, line: theme.context.line, text: theme.edge) }

  // MARK: Nodes

  func id(service: Name) -> String { "svc:\(catalog[service])" }

  func id(message: Name) -> String { "msg:\(catalog[message])" }

  /// A name without the suffix that says its kind, which the picture shows anyway.
  func label(_ message: Message) -> String {
    let name = catalog[message.name]
    let suffixes =
      message.kind == .event
      ? ["IntegrationEvent", "DomainEvent", "Event"] : message.kind == .command ? ["Command"] : ["Query"]
    for suffix in suffixes where name.count > suffix.count && name.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    return name
  }

  /// - Parameters:
  ///   - detail: the small line below the name.
  ///   - size: an attribute that makes a hub large enough for its edges.
  func service(_ service: Service, detail: String?, size: (name: String, value: String)?, to writer: inout DOTWriter) {
    let name = catalog[service.name]
    let isExternal = service.role == .external
    let isPurple = service.role == .orchestrator || service.isObserver
    let isPale = isPale(id(service: service.name))
    let paint =
      isPale ? pale : isExternal ? theme.external : service.role == .orchestrator ? theme.orchestrator : theme.service
    let line = isPurple && !isPale ? theme.orchestrator.line : paint.line
    let mark = mark(service.name)
    let small =
      detail.map {
        "<BR/><FONT POINT-SIZE=\"8\" COLOR=\"\(isPurple ? theme.orchestrator.text : theme.faint)\">\($0)</FONT>"
      } ?? ""
    let words = isExternal ? DOTWriter.escaped(name) : "<B>\(DOTWriter.escaped(name))</B>"
    var attributes: DOTWriter.Attributes = [
      ("id", .text("svc-\(name)")), ("class", .text(classes("service", service.role?.rawValue, mark))),
      ("style", .text(isExternal ? "filled" : "rounded,filled")),
      ("penwidth", .text(mark == nil ? "1.6" : width(mark))),
      ("color", .text(mark.map { self.paint($0.severity).line } ?? line)), ("fillcolor", .text(paint.fill)),
      ("label", .html(badged("\(words)\(small)", mark))),
    ]
    if isPale { attributes.append(("fontcolor", .text(pale.text))) }
    if isExternal { attributes.append(("peripheries", .text("2"))) }
    if let size { attributes.append((size.name, .text(size.value))) }
    attributes.append(
      ("tooltip", .text(tooltip("service \(name)\(service.role.map { " (\($0.rawValue))" } ?? "")", mark))))
    writer.node(id(service: service.name), attributes)
  }

  func message(_ message: Message, to writer: inout DOTWriter) {
    let name = catalog[message.name]
    let paint = isPale(id(message: message.name)) ? pale : theme.paint(message.kind)
    let mark = mark(message.name)
    let shape = message.kind == .event ? "note" : message.kind == .command ? "box" : "parallelogram"
    let version = message.version.map { " v\($0)" } ?? ""
    writer.node(
      id(message: message.name),
      [
        ("id", .text("msg-\(name)")), ("class", .text(classes("message", message.kind.name, mark))),
        ("shape", .text(shape)),
        ("fillcolor", .text(paint.fill)), ("color", .text(mark.map { self.paint($0.severity).line } ?? paint.line)),
        ("fontcolor", .text(paint.text)), ("penwidth", .text(mark == nil ? "1.2" : width(mark))),
        (
          "label",
          .html(
            badged(
              "\(DOTWriter.escaped(label(message)))<BR/><FONT POINT-SIZE=\"8\">\(message.kind.name)\(version)</FONT>",
              mark))
        ),
        ("tooltip", .text(tooltip("\(message.kind.name) \(name)\(version)", mark))),
      ])
  }

  private func classes(_ first: String, _ second: String?, _ mark: Mark?) -> String {
    ([first, second].compactMap { $0 } + (mark.map { ["finding", $0.severity.name] } ?? [])).joined(separator: " ")
  }

  private func width(_ mark: Mark?) -> String { mark?.severity == .error ? "3" : "2.2" }

  private func tooltip(_ words: String, _ mark: Mark?) -> String {
    ([words] + (mark?.messages ?? [])).joined(separator: "\n")
  }

  /// The label with the rules of its findings below, each in the colour of its severity.
  func badged(_ label: String, _ mark: Mark?) -> String {
    guard let mark else { return label }
    let badges = mark.badges.map { "<TR>\(badge($0.rule, $0.severity))</TR>" }
    return
      "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"2\" CELLPADDING=\"1\"><TR><TD>\(label)</TD></TR>\(badges.joined())</TABLE>"
  }

  /// A rule's name as a cell of a table.
  func badge(_ rule: String, _ severity: Severity) -> String {
    let paint = paint(severity)
    return
      "<TD BGCOLOR=\"\(paint.fill)\" STYLE=\"rounded\"><FONT POINT-SIZE=\"8\" COLOR=\"\(paint.text)\"><B> \(rule) </B></FONT></TD>"
  }
}
