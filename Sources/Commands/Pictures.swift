import Catalog
import Configuration
import Diagrams
import Files
import Findings
import Graph
package import Linting
import Loading
import Reports
package import Writing

/// What a call for a picture asks for.
package struct PictureRequest: Sendable {
  /// Which catalogs, and under which configuration findings are made.
  package var input = LintRequest()
  /// The raw value of a `View`; `deps` is short for `dependency`.
  package var view = "flow"
  /// One of `Linter.pictureFormats`; `svg`, `png` and `pdf` run Graphviz unless the view is on a grid.
  package var format = "dot"
  /// The name of a colour theme, one of `Theme.names`.
  package var theme = "light"
  /// The words at the top; nil takes the name of the first path.
  package var title: String?
  /// Paint findings on.
  package var showsFindings = false
  /// Patterns of nodes in the middle, and how many steps around them; 0 follows arrows to the end.
  package var focus: [String] = []
  /// The number of steps between services to follow from the nodes of `focus`; 0 for all.
  package var depth = 1
  /// Only what leads to these, or what these lead to.
  package var reaches: [String] = []
  /// Patterns of nodes; only these and what they lead to is drawn.
  package var reachedFrom: [String] = []
  /// Only what lies on ways from the first to the second.
  package var between: [String] = []
  /// Fold nodes by `context`, `team` or a pattern of services.
  package var collapse: String?
  /// Only these kinds, or all but nodes that match.
  package var only: [String] = []
  /// Globs of node names that are left out.
  package var exclude: [String] = []
  /// How many of the longest chains are drawn.
  package var longest = 1
  /// What stands out.
  package var highlight: [String] = []
  /// Compare with the merge base of a revision and `HEAD`.
  package var difference: String?
  /// A network that `--format json` wrote, instead of catalogs.
  package var source: String?

  /// A request for the flow view of the configured catalogs in Graphviz' language.
  package init() {}
}

/// A picture, and what to say about it on standard error.
package struct PictureOutcome: Sendable {
  /// The bytes of the picture in the requested format.
  package var output: [UInt8]
  /// The notes for standard error, one line each.
  package var notes: [String]
  /// The files that the picture rests on.
  var inputs: [String] = []
}

extension Linter {
  /// Writes a picture to a file that is none of its inputs.
  package static func write(_ outcome: PictureOutcome, to path: String) throws(UsageError) {
    try OutputFile.write(outcome.output, to: path, inputs: outcome.inputs)
  }

  /// What pictures can be written as.
  package static let pictureFormats = [
    "dot", "svg", "png", "pdf", "mermaid", "plantuml", "d2", "graphml", "csv", "json", "html",
  ]

  /// Draws what a request names.
  package static func draw(_ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    guard let view = View(rawValue: request.view == "deps" ? "dependency" : request.view) else {
      throw .unknown("view", request.view, among: View.allCases.map(\.rawValue))
    }
    let theme = try theme(request.theme)
    guard pictureFormats.contains(request.format) else {
      throw .unknown("format", request.format, among: pictureFormats)
    }
    if let source = request.source {
      var outcome = try draw(NetworkReader.read(source), request)
      outcome.inputs = [source]
      return outcome
    }
    if view == .legend {
      return try draw(
        DiagramRequest(view: .legend, title: "legend", theme: theme), LoadedCatalog.linking([]), nil, request)
    }

    let configuration = try configuration(for: request.input)
    let states = try states(request, configuration)
    let (system, before) = (states.now, states.before)
    let findings = request.showsFindings || request.format == "html" ? findings(system, configuration).findings : []
    var diagram = DiagramRequest(
      view: view, title: request.title ?? title(request.input.paths), theme: theme,
      findings: request.showsFindings ? findings : [])
    diagram.subjects = try subjects(request, view, system)
    var network = try network(view, system, diagram.title)
    if view != .chain, view != .message { network = try filtered(network, request, &diagram) }
    let crowd = view == .matrix ? Self.fold(&network) : nil
    if let before {
      network = Network.comparing(try self.network(view, before, diagram.title), network)
      diagram.network = network
    } else if request.collapse != nil || view == .contexts || view == .matrix {
      diagram.network = network
    }
    var outcome = try draw(diagram, system, network, request, findings)
    if let crowd { outcome.notes.append(crowd) }
    let broken = system.catalog.problems.count { $0.rule == .syntax }
    if broken > 0 {
      outcome.notes.append(
        "\(broken) file\(broken == 1 ? " is" : "s are") not drawn, since it cannot be read; run eventlint lint")
    }
    for file in states.broken {
      outcome.notes.append("\(file.path) could not be read at \(request.difference ?? ""); it counts as unchanged")
    }
    outcome.inputs = system.files(configuration)
    return outcome
  }

  private static func states(_ request: PictureRequest, _ configuration: Configuration) throws(UsageError) -> States {
    guard let revision = request.difference else { return States(now: try load(request.input, configuration)) }
    guard ["flow", "dependency", "deps", "contexts"].contains(request.view) else {
      throw UsageError("--diff goes with the views flow, dependency and contexts")
    }
    var input = request.input
    input.newSince = revision
    return try states(input, configuration, Overlay())
  }

  // MARK: What is drawn

  private static func network(_ view: View, _ system: LoadedCatalog, _ title: String) throws(UsageError) -> Network {
    if [.dependency, .matrix, .contexts].contains(view) { try checkArrows(system) }
    return switch view {
    case .flow, .message, .chain, .legend: .flow(system.graph, title: title)
    case .dependency, .matrix: .dependency(system.graph, title: title)
    case .contexts: .contexts(system.graph, title: title)
    }
  }

  /// Refuses systems whose arrows would take gigabytes and could not be read.
  static func checkArrows(_ system: LoadedCatalog) throws(UsageError) {
    let count = system.graph.arrowCount
    guard count <= ReactionGraph.maximumArrows else {
      throw UsageError(
        "the services have \(count) dependencies; at most \(ReactionGraph.maximumArrows) are looked at. Name fewer files, or parts of the system one by one"
      )
    }
  }

  /// The message of a message view, and the starts of a chain view.
  private static func subjects(_ request: PictureRequest, _ view: View, _ system: LoadedCatalog) throws(UsageError)
    -> [Name]
  {
    let catalog = system.catalog
    switch view {
    case .message:
      guard let word = request.focus.first, request.focus.count == 1 else {
        throw UsageError("the message view needs one message: --view message --focus NAME")
      }
      let glob = Glob(word)
      let found = catalog.messages.filter { glob.matches(catalog[$0.name]) || catalog[$0.name] == word }
      guard let first = found.first, found.count == 1 else {
        guard found.isEmpty else { throw UsageError("'\(word)' matches \(found.count) messages") }
        throw .unknown("message", word, among: catalog.messages.map { catalog[$0.name] })
      }
      return [first.name]
    case .chain:
      guard request.focus.isEmpty else {
        return try request.focus.map { word throws(UsageError) in try resolve(word, catalog) }
      }
      return system.graph.longestStarts(max(1, request.longest))
    case .flow, .dependency, .contexts, .matrix, .legend: return []
    }
  }

  private static func matching(_ words: [String], _ network: Network, _ option: String) throws(UsageError) -> Set<
    String
  > {
    var found: Set<String> = []
    for word in words {
      let glob = Glob(word)
      let ids = network.nodes.filter { $0.name == word || $0.id == word || glob.matches($0.name) }.map(\.id)
      guard !ids.isEmpty else {
        throw UsageError("\(option): \(UsageError.unknownText("node", word, among: network.nodes.map(\.name)))")
      }
      found.formUnion(ids)
    }
    return found
  }

  private static func filtered(_ whole: Network, _ request: PictureRequest, _ diagram: inout DiagramRequest)
    throws(UsageError) -> Network
  {
    var network = whole
    if !request.only.isEmpty {
      let kinds = try request.only.map { word throws(UsageError) in
        guard let kind = Network.Kind(rawValue: word) else {
          throw UsageError(
            "--only: \(UsageError.unknownText("kind", word, among: Network.Kind.allCases.map(\.rawValue)))")
        }
        return kind
      }
      network = network.keeping(Set(network.nodes.filter { kinds.contains($0.kind) }.map(\.id)))
    }
    if !request.exclude.isEmpty {
      let globs = request.exclude.map { Glob($0) }
      network = network.keeping(
        Set(network.nodes.filter { node in !globs.contains { $0.matches(node.name) } }.map(\.id)))
    }
    if !request.reaches.isEmpty {
      network = network.keeping(network.reaching(try matching(request.reaches, network, "--reaches"), forwards: false))
    }
    if !request.reachedFrom.isEmpty {
      network = network.keeping(
        network.reaching(try matching(request.reachedFrom, network, "--reached-from"), forwards: true))
    }
    if !request.between.isEmpty {
      guard request.between.count == 2 else { throw UsageError("--between takes two names: --between A --between B") }
      let (from, to) = (
        try matching([request.between[0]], network, "--between"),
        try matching([request.between[1]], network, "--between")
      )
      network = network.keeping(network.between(from, to))
      guard !network.nodes.isEmpty else {
        throw UsageError("no path from '\(request.between[0])' to '\(request.between[1])' in this view")
      }
    }
    if !request.focus.isEmpty {
      let centres = try matching(request.focus, network, "--focus")
      network = network.keeping(
        network.around(centres, depth: request.depth == 0 ? 0 : network.stepsOfServices(request.depth)))
    }
    if network.hidden > 0 {
      diagram.kept = Set(network.nodes.map(\.id))
      diagram.hidden = network.hidden
    }
    if !request.highlight.isEmpty { diagram.highlighted = try matching(request.highlight, network, "--highlight") }
    if let collapse = request.collapse {
      let glob = Glob(collapse)
      network = network.collapsed { node in
        switch collapse {
        case "context": node.context.isEmpty ? nil : node.context
        case "team": node.team.isEmpty ? nil : node.team
        default: glob.matches(node.name) ? collapse : nil
        }
      }
      guard network.nodes.contains(where: { $0.kind == .group }) else {
        throw UsageError(
          "--collapse \(collapse): no service belongs to one; use context, team or a pattern of services")
      }
    }
    return network
  }

  /// A matrix of more services is unreadable, and its size grows with their square.
  private static let matrixLimit = 300

  /// Has a matrix of very many services show their contexts, and where that does not help the services with the most dependencies.
  ///
  /// - Returns: what was done, in words; nil when nothing was.
  private static func fold(_ network: inout Network) -> String? {
    let count = network.nodes.count
    guard count > matrixLimit else { return nil }
    network = network.collapsed { $0.context.isEmpty ? nil : $0.context }
    guard network.nodes.count > matrixLimit else {
      return "\(count) services are drawn by their \(network.nodes.count) contexts; --focus NAME shows services"
    }
    var degrees: [String: Int] = [:]
    for edge in network.edges {
      degrees[edge.from, default: 0] += 1
      degrees[edge.to, default: 0] += 1
    }
    let all = network.nodes.count
    let kept = network.nodes.sorted { (degrees[$1.id] ?? 0, $0.id) < (degrees[$0.id] ?? 0, $1.id) }.prefix(matrixLimit)
    network = network.keeping(Set(kept.map(\.id)))
    return
      "the \(matrixLimit) of \(all) with the most dependencies are drawn; choose others with --focus NAME or --collapse PATTERN"
  }

  // MARK: How it is written

  private static func theme(_ name: String) throws(UsageError) -> Theme {
    guard let theme = Theme.named(name) else {
      throw .unknown("theme", name, among: Theme.names)
    }
    return theme
  }

  /// Draws nodes and arrows that are no view of a catalog.
  static func draw(_ network: Network, _ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    var diagram = DiagramRequest(view: .flow, title: request.title ?? network.title, theme: try theme(request.theme))
    diagram.network = network
    diagram.hidden = network.hidden
    return try draw(diagram, LoadedCatalog.linking([]), network, request)
  }

  private static func draw(
    _ diagram: DiagramRequest, _ system: LoadedCatalog, _ network: Network?, _ request: PictureRequest,
    _ findings: [Finding]? = nil
  ) throws(UsageError) -> PictureOutcome {
    let texts = ["mermaid", "plantuml", "d2", "graphml", "csv", "json"]
    if texts.contains(request.format) {
      guard let network, diagram.view != .message else {
        throw UsageError("the view \(diagram.view.rawValue) is a picture only; write dot, svg, png, pdf or html")
      }
      if diagram.view == .chain {
        guard let start = diagram.subjects.first else { throw UsageError("no chain found") }
        let trace = system.graph.trace(start)
        switch request.format {
        case "mermaid": return PictureOutcome(output: Sequence.mermaid(trace, system.catalog), notes: [])
        case "plantuml": return PictureOutcome(output: Sequence.plantUML(trace, system.catalog), notes: [])
        case "json": return PictureOutcome(output: TraceJSON.json(trace, system.catalog), notes: [])
        default:
          throw UsageError("a chain is written as mermaid, plantuml, json or a picture, not as \(request.format)")
        }
      }
      return PictureOutcome(output: try text(network, request.format), notes: [])
    }
    let picture = Diagram(diagram, of: system.graph, wantsVector: ["svg", "html"].contains(request.format))
    var notes: [String] = []
    if picture.edgeCount > 150 {
      notes.append(
        "\(picture.edgeCount) edges are hard to read as a picture; try --focus NAME, --collapse context or --view matrix"
      )
    }
    switch request.format {
    case "dot": return PictureOutcome(output: picture.dot, notes: notes)
    case "svg":
      let svg = try vector(picture, request)
      return PictureOutcome(output: request.theme == "auto" ? HTMLPage.adaptive(svg) : svg, notes: notes)
    case "html":
      let svg = try vector(picture, request)
      return PictureOutcome(
        output: HTMLPage.page(
          ["light", "auto"].contains(request.theme) ? HTMLPage.adaptive(svg) : svg, title: diagram.title,
          findings: findings.map { listed($0, system) }, network: network), notes: notes)
    default: return PictureOutcome(output: try rendered(picture.dot, request), notes: notes)
    }
  }

  private static func vector(_ picture: Diagram, _ request: PictureRequest) throws(UsageError) -> [UInt8] {
    if let svg = picture.svg { return svg }
    var own = request
    own.format = "svg"
    return try rendered(picture.dot, own)
  }

  private static func text(_ network: Network, _ format: String) throws(UsageError) -> [UInt8] {
    switch format {
    case "mermaid":
      let output = NetworkFormats.mermaid(network)
      guard network.edges.count <= NetworkFormats.mermaidEdges, output.count <= NetworkFormats.mermaidText else {
        throw UsageError(
          "\(network.edges.count) edges and \(output.count) characters are more than Mermaid draws (\(NetworkFormats.mermaidEdges) and \(NetworkFormats.mermaidText)); try --focus NAME or --collapse context"
        )
      }
      return output
    case "plantuml": return NetworkFormats.plantUML(network)
    case "d2": return NetworkFormats.d2(network)
    case "graphml": return NetworkFormats.graphML(network)
    case "csv": return NetworkFormats.csv(network)
    default: return NetworkFormats.json(network)
    }
  }

  /// What a page tells of findings.
  private static func listed(_ findings: [Finding], _ system: LoadedCatalog) -> [HTMLPage.Item] {
    var sources = system.sources
    return findings.map { finding in
      let place = sources.position(finding.place)
      return HTMLPage.Item(
        severity: finding.severity.name, rule: finding.rule.name, message: finding.message,
        place: "\(sources.path(finding.place.file)):\(place.line)",
        help: finding.help ?? "", subjects: finding.subjects)
    }
  }

  /// The last part of the first path: no path of the machine goes into a picture.
  private static func title(_ paths: [String]) -> String {
    let path = paths.first ?? FilePaths.workingFolder
    let name = path.split(separator: "/").last { $0 != "." && $0 != ".." }.map(String.init) ?? "eventlint"
    for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
    return name
  }

  /// Waits for Graphviz; the rest of the program has no use for concurrency.
  private static func rendered(_ dot: [UInt8], _ request: PictureRequest) throws(UsageError) -> [UInt8] {
    let folders = request.input.paths.map(Inputs.folder)
    return try Blocking.run { () async throws(UsageError) in
      try await Graphviz.picture(dot, format: request.format, readingFrom: folders)
    }
  }
}
