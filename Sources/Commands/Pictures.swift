import Catalog
import Configuration
package import Diagrams
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
  /// What the picture shows.
  package var view = View.flow
  /// Whether the call names the view; if not, the HTML page opens with what suits the size of the system.
  package var isViewNamed = false
  /// What it is written as; `svg`, `png` and `pdf` run Graphviz unless the view is on a grid.
  package var format = PictureFormat.dot
  /// The colours.
  package var theme = Theme.light
  /// The name at the top; nil takes that of the only document, else of the first path.
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
  /// Fold nodes by `context`, `team` or a pattern of services; `none` draws all, however many there are.
  package var collapse: String?
  /// Only these kinds, or all but nodes that match.
  package var only: [String] = []
  /// Globs of node names that are left out.
  package var exclude: [String] = []
  /// The number of cases in the sequence view, the longest first.
  package var longest = 1
  /// What stands out.
  package var highlight: [String] = []
  /// Compare with the merge base of a revision and `HEAD`.
  package var difference: String?
  /// A network that `--format json` wrote, instead of catalogs.
  package var source: String?
  /// Explain the signs in use at the foot.
  package var hasLegend = true

  /// A request for the flow view of the configured catalogs in Graphviz' language.
  package init() {}

  /// The options that were given and choose or mark nodes.
  fileprivate var options: Set<View.Option> {
    let given: [(View.Option, Bool)] = [
      (.focus, !focus.isEmpty), (.reaches, !reaches.isEmpty), (.reachedFrom, !reachedFrom.isEmpty),
      (.between, !between.isEmpty), (.collapse, collapse != nil), (.only, !only.isEmpty),
      (.exclude, !exclude.isEmpty), (.longest, longest != 1), (.highlight, !highlight.isEmpty),
      (.diff, difference != nil),
    ]
    return Set(given.filter(\.1).map(\.0))
  }
}

/// A picture, and what to say about it on standard error.
package struct PictureOutcome: Sendable {
  /// The bytes of the picture in the requested format.
  package var output: [UInt8]
  /// The notes for standard error, one line each.
  package var notes: [String]
  /// The files that the picture rests on.
  var inputs = RunFiles()
}

extension Linter {
  /// Writes a picture to a file that is none of its inputs.
  package static func write(_ outcome: PictureOutcome, to path: String) throws(UsageError) {
    try OutputFile.write(outcome.output, to: path, inputs: outcome.inputs.protected(from: path))
  }

  /// Draws what a request names.
  package static func draw(_ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    let view = request.view
    if let option = View.Option.allCases.first(where: { request.options.subtracting(view.options).contains($0) }) {
      throw UsageError("--\(option.rawValue) does not apply to the \(view.name) view")
    }
    if request.format == .html { return try explorerPage(request) }
    if let source = request.source {
      guard request.difference == nil else { throw UsageError("--diff compares catalogs, not what --from reads") }
      var drawn = Drawn(network: try NetworkReader.read(source))
      if let title = request.title { drawn.network.title = title }
      try filter(&drawn, request)
      foldContexts(&drawn, request)
      var outcome = try draw(drawn, request)
      outcome.inputs = RunFiles([source])
      return outcome
    }
    if case .signs = view.subject {
      return try draw(
        Drawn(network: view.build(Scene(LoadedCatalog.linking([]).graph, title: view.name))), request)
    }

    let configuration = try configuration(for: request.input)
    let states = try states(request, configuration, isJudged: request.showsFindings)
    let system = states.now
    let findings = request.showsFindings ? findings(system, configuration).findings : []
    var scene = Scene(system.graph, title: request.title ?? title(system, request.input.paths))
    scene.subjects = try subjects(request, system)
    if !request.format.isDrawn, case .starts = view.subject {
      guard let start = scene.subjects.first else { throw UsageError("no case found: no messages are sent") }
      let output = try text(system.graph.trace(start), system.catalog, format: request.format)
      return PictureOutcome(output: output, notes: [], inputs: RunFiles(system, configuration))
    }
    if view.followsDependencies { try checkArrows(system) }
    var drawn = Drawn(network: view.build(scene))
    if view.options.contains(.only) { try filter(&drawn, request) }
    foldContexts(&drawn, request)
    if case .matrix = drawn.network.layout, let note = fold(&drawn.network) { drawn.notes.append(note) }
    if let before = states.before {
      if view.followsDependencies { try checkArrows(before) }
      drawn.network = .comparing(view.build(Scene(before.graph, title: scene.title)), drawn.network)
    }
    drawn.findings = findings
    var outcome = try draw(drawn, request)
    outcome.notes += notes(states, request)
    outcome.inputs = RunFiles(system, configuration)
    return outcome
  }

  /// What is to be drawn, and what is said about it.
  struct Drawn {
    var network: Network
    /// What stands out: all other nodes are pale; nil for none.
    var highlighted: Set<String>?
    /// The findings that the picture shows.
    var findings: [Finding] = []
    var notes: [String] = []
  }

  /// What is said about files that could not be read.
  static func notes(_ states: States, _ request: PictureRequest) -> [String] {
    let broken = states.now.catalog.problems.count { $0.rule == .syntax }
    let unread = "\(broken) file\(broken == 1 ? " is" : "s are") not drawn, since it cannot be read; run eventlint lint"
    return (broken > 0 ? [unread] : [])
      + states.broken.map { file in
        "\(file.path) could not be read at \(request.difference ?? ""); it counts as unchanged"
      }
  }

  static func states(
    _ request: PictureRequest, _ configuration: Configuration, isJudged: Bool
  ) throws(UsageError) -> States {
    var input = request.input
    input.newSince = request.difference
    return try states(input, configuration, isJudged: isJudged)
  }

  // MARK: What is drawn

  /// Refuses systems whose arrows would take gigabytes and could not be read.
  static func checkArrows(_ system: LoadedCatalog) throws(UsageError) {
    let count = system.graph.arrowCount
    guard count <= ReactionGraph.maximumArrows else {
      throw UsageError(
        """
        the services have \(count) dependencies; at most \(ReactionGraph.maximumArrows) are looked at. Name fewer \
        files, or parts of the system one by one
        """
      )
    }
  }

  /// The message of a message view, and the starts of a sequence view.
  static func subjects(_ request: PictureRequest, _ system: LoadedCatalog) throws(UsageError) -> [Name] {
    let catalog = system.catalog
    switch request.view.subject {
    case .message:
      guard let word = request.focus.first, request.focus.count == 1 else {
        throw UsageError("the message view needs one message: --view message --focus NAME")
      }
      let glob = Glob(word)
      let found = catalog.messages.filter { glob.matches(catalog[$0.name]) || catalog[$0.name] == word }
      guard let first = found.first else { return [try Lookup(catalog, [.message]).entry(for: word).name] }
      guard found.count == 1 else { throw UsageError("'\(word)' matches \(found.count) messages") }
      return [first.name]
    case .starts:
      guard request.focus.isEmpty else {
        return try request.focus.map { word throws(UsageError) in try resolve(word, catalog).start }
      }
      let cases = cases(system).traces.prefix(max(1, request.longest)).map(\.start)
      return cases.isEmpty ? catalog.messages.prefix(1).map(\.name) : cases
    case .system, .signs: return []
    }
  }

  private static func matching(_ words: [String], _ network: Network, option: String) throws(UsageError)
    -> Set<String>
  {
    var found: Set<String> = []
    for word in words {
      let glob = Glob(word)
      var ids = network.nodes.filter { $0.id == word || $0.matches(glob, word) }.map(\.id)
      if ids.isEmpty {
        ids = Lookup.positions(of: word, among: network.nodes.map(\.wholeName)).map { network.nodes[$0].id }
      }
      guard !ids.isEmpty else {
        throw UsageError("\(option): \(UsageError.unknownText("node", word, among: network.nodes.map(\.name)))")
      }
      found.formUnion(ids)
    }
    return found
  }

  /// The part of a network that the options of a request choose.
  static func filtered(_ network: Network, _ request: PictureRequest) throws(UsageError) -> Network {
    var drawn = Drawn(network: network)
    try filter(&drawn, request)
    return drawn.network
  }

  private static func filter(_ drawn: inout Drawn, _ request: PictureRequest) throws(UsageError) {
    var network = drawn.network
    defer { drawn.network = network }
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
        Set(
          network.nodes.filter { node in !zip(globs, request.exclude).contains { node.matches($0, $1) } }.map(\.id)))
    }
    if !request.reaches.isEmpty {
      network = network.keeping(
        network.reaching(try matching(request.reaches, network, option: "--reaches"), forwards: false))
    }
    if !request.reachedFrom.isEmpty {
      network = network.keeping(
        network.reaching(try matching(request.reachedFrom, network, option: "--reached-from"), forwards: true))
    }
    if !request.between.isEmpty {
      guard request.between.count == 2 else { throw UsageError("--between takes two names: --between A --between B") }
      let (from, to) = (
        try matching([request.between[0]], network, option: "--between"),
        try matching([request.between[1]], network, option: "--between")
      )
      network = network.keeping(network.between(from, to))
      guard !network.nodes.isEmpty else {
        throw UsageError("no path from '\(request.between[0])' to '\(request.between[1])' in this view")
      }
    }
    if !request.focus.isEmpty {
      let centres = try matching(request.focus, network, option: "--focus")
      network = network.keeping(
        network.around(centres, depth: request.depth == 0 ? 0 : network.stepsOfServices(request.depth)))
    }
    if !request.highlight.isEmpty {
      drawn.highlighted = try matching(request.highlight, network, option: "--highlight")
    }
    if let collapse = request.collapse, collapse != "none" {
      let glob = Glob(collapse)
      let noun = ["context", "team"].contains(collapse) ? collapse : "group"
      network = network.collapsed(into: noun) { node in
        switch collapse {
        case "context": node.context.isEmpty ? nil : node.context
        case "team": node.team.isEmpty ? nil : node.team
        default: glob.matches(node.name) ? collapse : nil
        }
      }
      guard network.nodes.contains(where: { $0.kind == .group }) else {
        throw UsageError(
          "--collapse \(collapse): no service belongs to one; use context, team, none or a pattern of services")
      }
    }
  }

  /// A matrix of more services is unreadable, and its size grows with their square.
  private static let matrixLimit = 300

  /// Has a matrix of very many services show their contexts, and where that does not help the services with the most
  /// dependencies.
  ///
  /// - Returns: what was done, in words; nil when nothing was.
  private static func fold(_ network: inout Network) -> String? {
    let count = network.nodes.count
    guard count > matrixLimit else { return nil }
    network = network.collapsed(into: "context") { $0.context.isEmpty ? nil : $0.context }
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
      """
      the \(matrixLimit) of \(all) with the most dependencies are drawn; choose others with --focus NAME or \
      --collapse PATTERN
      """
  }

  // MARK: How it is written

  /// Draws nodes and arrows that are no view of a catalog.
  static func draw(_ network: Network, _ format: PictureFormat, theme: Theme = .light) throws(UsageError)
    -> PictureOutcome
  {
    guard format != .html else {
      throw UsageError("the HTML page shows a system, which this is not; write dot, svg, png or pdf")
    }
    var request = PictureRequest()
    (request.format, request.theme) = (format, theme)
    return try draw(Drawn(network: network), request)
  }

  private static func draw(_ drawn: Drawn, _ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    guard request.format.isDrawn else {
      guard request.view.hasNetwork || request.format == .json && request.view.hasFields else {
        throw UsageError("the view \(request.view.name) is a picture only; write \(request.view.formats)")
      }
      return PictureOutcome(output: try text(drawn.network, request.format), notes: drawn.notes)
    }
    let picture = Diagram(
      drawn.network, theme: request.theme, findings: drawn.findings, highlighted: drawn.highlighted,
      hasLegend: request.hasLegend)
    var outcome = PictureOutcome(output: [], notes: drawn.notes)
    if picture.edgeCount > readableEdges {
      let hint =
        drawn.network.nodes.contains { !$0.context.isEmpty }
        ? "--focus NAME, --collapse context or --view matrix"
        : "--focus NAME, --collapse PATTERN or --view matrix (no service has a context by which to collapse)"
      outcome.notes.insert("\(picture.edgeCount) edges are hard to read as a picture; try \(hint)", at: 0)
    }
    switch request.format {
    case .svg:
      let svg = try vector(picture, request)
      outcome.output = request.theme.isAdaptive && !picture.hasOwnStyle ? HTMLPage.adaptive(svg) : svg
    case .png, .pdf: outcome.output = try converted(picture, request)
    default: outcome.output = picture.dot()
    }
    return outcome
  }

  private static func vector(_ picture: Diagram, _ request: PictureRequest) throws(UsageError) -> [UInt8] {
    if let svg = picture.svg() { return svg }
    return try rendered(picture.dot(), .svg, request: request)
  }

  private static func text(_ trace: Trace, _ catalog: Catalog, format: PictureFormat) throws(UsageError) -> [UInt8] {
    switch format {
    case .mermaid: return Sequence.mermaid(trace, catalog)
    case .plantuml: return Sequence.plantUML(trace, catalog)
    case .json: return TraceJSON.json(trace, catalog)
    default:
      throw UsageError("a sequence is written as mermaid, plantuml, json or a picture, not as \(format.rawValue)")
    }
  }

  private static func text(_ network: Network, _ format: PictureFormat) throws(UsageError) -> [UInt8] {
    switch format {
    case .mermaid:
      let output = NetworkFormats.mermaid(network)
      guard network.edges.count <= NetworkFormats.mermaidEdges, output.count <= NetworkFormats.mermaidText else {
        throw UsageError(
          """
          \(network.edges.count) edges and \(output.count) characters are more than Mermaid draws \
          (\(NetworkFormats.mermaidEdges) and \(NetworkFormats.mermaidText)); try --focus NAME or --collapse context
          """
        )
      }
      return output
    case .plantuml: return NetworkFormats.plantUML(network)
    case .d2: return NetworkFormats.d2(network)
    case .graphml: return NetworkFormats.graphML(network)
    case .csv: return NetworkFormats.csv(network)
    default: return NetworkFormats.json(network)
    }
  }

  /// The title of the only document, else the last part of the first path: no path of the machine goes into a picture.
  static func title(_ system: LoadedCatalog, _ paths: [String]) -> String {
    let catalog = system.catalog
    if catalog.interfaces.count == 1, catalog.services.count(where: \.isDefined) <= 1,
      let only = catalog.interfaces.first
    {
      return only.title?.text ?? only.service
    }
    // `.` and `..` have a name only as part of the whole path.
    let name = PathText.components(FilePaths.absolute(paths.first ?? ".")).last ?? "eventlint"
    for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
    return name
  }

  /// A picture with a style of its own is converted as it is where a program for it is installed; Graphviz draws all
  /// others.
  private static func converted(_ picture: Diagram, _ request: PictureRequest) throws(UsageError) -> [UInt8] {
    let folders = request.input.paths.map(Inputs.folder)
    if picture.hasOwnStyle, let svg = picture.svg(), let program = SVGConverter.program(readingFrom: folders) {
      return try Blocking.run { () async throws(UsageError) in
        try await SVGConverter.picture(svg, format: request.format.rawValue, program: program)
      }
    }
    return try rendered(picture.dot(), request.format, request: request)
  }

  /// Waits for Graphviz; the rest of the program has no use for concurrency.
  private static func rendered(
    _ dot: [UInt8], _ format: PictureFormat, request: PictureRequest
  ) throws(UsageError) -> [UInt8] {
    let folders = request.input.paths.map(Inputs.folder)
    return try Blocking.run { () async throws(UsageError) in
      try await Graphviz.picture(dot, format: format.rawValue, readingFrom: folders)
    }
  }
}

extension Network.Node {
  /// Whether a pattern or word means the node, by the name that is shown or by the whole name.
  fileprivate func matches(_ glob: Glob, _ word: String) -> Bool {
    name == word || glob.matches(name) || wholeName == word || glob.matches(wholeName)
  }
}
