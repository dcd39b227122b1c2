import Catalog
import Findings
import Writing

/// Networks in the languages of other tools. Nodes have generated ids, since names may be keywords.
package enum NetworkFormats {
  /// The number of edges that Mermaid renders by default (`maxEdges`); a diagram cannot raise it.
  package static let mermaidEdges = 500
  /// The number of characters that Mermaid renders by default (`maxTextSize`); a diagram cannot raise it.
  package static let mermaidText = 50_000

  private static func numbers(_ network: Network) -> [String: Int] {
    Dictionary(network.nodes.enumerated().map { ($1.id, $0 + 1) }) { first, _ in first }
  }

  private static func heading(_ network: Network) -> String {
    "\(network.heading): \(network.rule)\(network.hidden > 0 ? "; \(network.hidden) hidden" : "")"
  }

  private static func arrowLabel(_ edge: Network.Edge, _ network: Network) -> String {
    var words = edge.words
    // Arrows between messages and services need no label.
    if words.isEmpty, !edge.from.hasPrefix("msg:"), !edge.to.hasPrefix("msg:") {
      words =
        edge.messages.count > 3
        ? "\(edge.messages.count) messages" : edge.messages.map(network.shown).joined(separator: ", ")
    }
    if edge.isCall { words += words.isEmpty ? "calls" : ", calls" }
    // All three are dashed: these languages have no further lines in common.
    let origin =
      edge.certainty == .possible
      ? "possible" : edge.certainty == .observed ? "observed in traces" : edge.looksOn ? "only observes" : ""
    if !origin.isEmpty { words += words.isEmpty ? origin : " (\(origin))" }
    return [edge.change.sign, words].filter { !$0.isEmpty }.joined(separator: " ")
  }

  // MARK: Mermaid

  /// A Mermaid flowchart, limited to plain arrows and classes, which old versions support.
  package static func mermaid(_ network: Network) -> [UInt8] {
    var out = ByteBuffer()
    let ids = numbers(network)
    func text(_ words: String) -> String { "\"\(Sequence.mermaidText(words))\"" }
    out.append("---\ntitle: \(JSONText.quoted(heading(network)))\n---\nflowchart LR\n")
    func write(_ node: Network.Node, _ indent: String) {
      let (open, close) =
        switch node.kind {
        case .service: ("(", ")")
        case .group: ("[[", "]]")
        case .event: (">", "]")
        case .command: ("[", "]")
        case .query: ("[/", "/]")
        case .reply: ("(", ")")
        case .store: ("[(", ")]")
        case .trigger: ("([", "])")
        }
      out.append("\(indent)n\(ids[node.id] ?? 0)\(open)\(text(node.signedName))\(close):::\(node.kind.rawValue)\n")
    }
    for (index, context) in network.contexts.enumerated() {
      out.append("  subgraph c\(index + 1)[\(text(context))]\n")
      for node in network.nodes where node.context == context { write(node, "    ") }
      out.append("  end\n")
    }
    for node in network.nodes where node.context.isEmpty { write(node, "  ") }
    for edge in network.edges {
      let label = arrowLabel(edge, network)
      let arrow = edge.isDashed || edge.change == .removed ? "-.->" : "-->"
      out.append("  n\(ids[edge.from] ?? 0) \(arrow)\(label.isEmpty ? "" : "|\(text(label))|") n\(ids[edge.to] ?? 0)\n")
    }
    for (name, fill, line, words) in [
      ("service", "#FFFFFF", "#323F4B", "#1F2933"), ("group", "#F5F7FA", "#323F4B", "#1F2933"),
      ("event", "#FFB454", "#B35F00", "#1F2933"),
      ("command", "#0B5CAD", "#083D73", "#FFFFFF"), ("query", "#A7DDB5", "#1B6B3A", "#1F2933"),
      ("reply", "#A7DDB5", "#1B6B3A", "#1F2933"),
      ("store", "#E4E7EB", "#52606D", "#1F2933"),
      ("trigger", "#FFFFFF", "#9AA5B1", "#52606D"),
    ] where network.nodes.contains(where: { $0.kind.rawValue == name }) {
      out.append("  classDef \(name) fill:\(fill),stroke:\(line),color:\(words)\n")
    }
    return out.bytes
  }

  // MARK: PlantUML

  /// A PlantUML component diagram.
  package static func plantUML(_ network: Network) -> [UInt8] {
    var out = ByteBuffer()
    let ids = numbers(network)
    func text(_ words: String) -> String { Sequence.plantText(words) }
    out.append("@startuml\nleft to right direction\ntitle \(text(heading(network)))\n")
    func write(_ node: Network.Node, _ indent: String) {
      let word =
        switch node.kind {
        case .service: "component"
        case .group: "package"
        case .event: "artifact"
        case .command: "rectangle"
        case .query, .reply: "usecase"
        case .store: "database"
        case .trigger: "actor"
        }
      let color = node.kind.messageFill.map { " \($0)\(node.kind == .command ? ";text:FFFFFF" : "")" } ?? ""
      out.append(
        """
        \(indent)\(word) \"\(text(node.signedName))\" as n\(ids[node.id] ?? 0)\(color)\
        \(node.kind == .group ? " {\n\(indent)}" : "")\n
        """
      )
    }
    for (index, context) in network.contexts.enumerated() {
      out.append("frame \"\(text(context))\" as c\(index + 1) {\n")
      for node in network.nodes where node.context == context { write(node, "  ") }
      out.append("}\n")
    }
    for node in network.nodes where node.context.isEmpty { write(node, "") }
    for edge in network.edges {
      let label = arrowLabel(edge, network)
      out.append(
        """
        n\(ids[edge.from] ?? 0) \(edge.isDashed || edge.change == .removed ? "..>" : "-->") n\(ids[edge.to] ?? 0)\
        \(label.isEmpty ? "" : " : \(text(label))")\n
        """
      )
    }
    out.append("@enduml\n")
    return out.bytes
  }

  // MARK: D2

  /// A D2 diagram.
  package static func d2(_ network: Network) -> [UInt8] {
    var out = ByteBuffer()
    let ids = numbers(network)
    let places = Dictionary(network.contexts.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
    // D2 would otherwise substitute `${…}`.
    func text(_ words: String) -> String { Escaping.backslashed(JSONText.quoted(words), before: "$") }
    func id(_ node: Network.Node) -> String { (places[node.context].map { "c\($0)." } ?? "") + "n\(ids[node.id] ?? 0)" }
    let known = Dictionary(network.nodes.map { ($0.id, id($0)) }) { first, _ in first }
    out.append("# \(Escaping.terminal(heading(network)))\ndirection: right\n")
    for (context, number) in places.sorted(by: { $0.value < $1.value }) { out.append("c\(number): \(text(context))\n") }
    for node in network.nodes {
      let shape =
        switch node.kind {
        case .service, .command, .group: "rectangle"
        case .event: "page"
        case .query: "parallelogram"
        case .reply: "oval"
        case .store: "cylinder"
        case .trigger: "person"
        }
      let fill =
        node.kind.messageFill.map {
          "; style.fill: \"\($0)\"\(node.kind == .command ? "; style.font-color: \"#FFFFFF\"" : "")"
        } ?? ""
      out.append("\(id(node)): \(text(node.signedName)) {shape: \(shape)\(fill)}\n")
    }
    for edge in network.edges {
      guard let from = known[edge.from], let to = known[edge.to] else { continue }
      let label = arrowLabel(edge, network)
      let dash = edge.isDashed || edge.change == .removed ? " {style.stroke-dash: 4}" : ""
      out.append("\(from) -> \(to)\(label.isEmpty ? dash.isEmpty ? "" : ": \"\"" : ": \(text(label))")\(dash)\n")
    }
    return out.bytes
  }

  // MARK: GraphML

  /// A GraphML document for yEd, Gephi and similar tools.
  package static func graphML(_ network: Network) -> [UInt8] {
    var out = ByteBuffer()
    let ids = numbers(network)
    out.append(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml xmlns=\"http://graphml.graphdrawing.org/xmlns\">\n")
    for (name, domain) in [
      ("id", "node"), ("kind", "node"), ("name", "node"), ("context", "node"), ("team", "node"), ("role", "node"),
      ("change", "all"), ("label", "edge"), ("messages", "edge"), ("dashed", "edge"),
    ] {
      out.append(
        """
        <key id=\"\(name)\" for=\"\(domain)\" attr.name=\"\(name)\" \
        attr.type=\"\(name == "dashed" ? "boolean" : "string")\"/>\n
        """
      )
    }
    out.append("<graph edgedefault=\"directed\">\n<desc>\(Escaping.xml(heading(network)))</desc>\n")
    func data(_ key: String, _ value: String) -> String {
      value.isEmpty ? "" : "<data key=\"\(key)\">\(Escaping.xml(value))</data>"
    }
    for node in network.nodes {
      let change = node.change == .none ? "" : node.change.rawValue
      let words =
        data("id", node.id) + data("kind", node.kind.rawValue) + data("name", node.name) + data("context", node.context)
        + data("team", node.team) + data("role", node.role) + data("change", change)
      out.append("<node id=\"n\(ids[node.id] ?? 0)\">\(words)</node>\n")
    }
    for edge in network.edges {
      let change = edge.change == .none ? "" : edge.change.rawValue
      let words =
        data("label", edge.words.isEmpty ? edge.label : "\(edge.label): \(edge.words)")
        + data("messages", edge.messages.joined(separator: ", ")) + data("change", change)
        + (edge.isDashed ? data("dashed", "true") : "")
      out.append("<edge source=\"n\(ids[edge.from] ?? 0)\" target=\"n\(ids[edge.to] ?? 0)\">\(words)</edge>\n")
    }
    out.append("</graph>\n</graphml>\n")
    return out.bytes
  }

  // MARK: CSV

  /// The edges as CSV (RFC 4180), one per line.
  package static func csv(_ network: Network) -> [UInt8] {
    var out = ByteBuffer()
    let names = Dictionary(network.nodes.map { ($0.id, $0) }) { first, _ in first }
    out.append("from,from kind,label,to,to kind,messages,dashed,change\r\n")
    for edge in network.edges {
      let (from, to) = (names[edge.from], names[edge.to])
      let cells = [
        from?.wholeName ?? edge.from, from?.kind.rawValue ?? "",
        edge.words.isEmpty ? edge.label : "\(edge.label): \(edge.words)", to?.wholeName ?? edge.to,
        to?.kind.rawValue ?? "",
        edge.messages.joined(separator: " "), edge.isDashed ? "yes" : "no",
        edge.change == .none ? "" : edge.change.rawValue,
      ]
      out.append(cells.map(Escaping.csv).joined(separator: ",") + "\r\n")
    }
    return out.bytes
  }
}

extension Network.Node {
  /// The name with a sign for its change, for formats without colours.
  fileprivate var signedName: String { change.sign.isEmpty ? name : "\(change.sign) \(name)" }
}

extension Network.Kind {
  /// The fill colour of messages in the light theme.
  fileprivate var messageFill: String? {
    switch self {
    case .event: Theme.light.event.fill
    case .command: Theme.light.command.fill
    case .query, .reply: Theme.light.query.fill
    case .service, .store, .trigger, .group: nil
    }
  }
}

/// A JSON string literal, also valid in YAML and D2.
enum JSONText {
  static func quoted(_ text: String) -> String {
    var json = JSONWriter(isCompact: true)
    json.string(Escaping.terminal(text))
    return String(decoding: json.bytes, as: UTF8.self)
  }
}
