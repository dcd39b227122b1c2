import Catalog
import Findings
import Graph
import Writing

/// The data of the explorer page as one JSON object.
///
/// Nodes are named by their positions; what many nodes share (file names, labels, payloads) is written once. `model.js`
/// reads it.
struct PageData {
  private let content: PageContent
  private let catalog: Catalog
  private let nodes: [Network.Node]
  private let positions: [String: Int]
  private let facts: PageFacts
  private let places: PlaceTable

  init(_ content: PageContent, sources: Sources) {
    self.content = content
    catalog = content.graph.catalog
    let known = Set(content.flow.nodes.map(\.id))
    nodes = content.flow.nodes + content.dependencies.nodes.filter { !known.contains($0.id) }
    positions = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    facts = PageFacts(content.graph)
    let shown = nodes.compactMap { [facts] in facts.places[$0.id] }
    places = PlaceTable(shown + content.findings.flatMap(\.places), sources: sources)
  }

  /// The JSON text as UTF-8; `<` is escaped, since a name could end the script that holds it.
  var json: [UInt8] {
    var json = JSONWriter(isCompact: true)
    let payloads = payloads
    let edges = content.flow.edges + content.flow.taps
    let labels = Set(edges.map(\.label)).sorted()
    json.object { json in
      json.member("version", 1)
      json.member("title", content.title)
      json.member("opens", content.opens)
      json.member("theme", content.theme)
      json.list("files", places.files) { $0.string($1) }
      json.list("nodes", nodes) { write($1, payloads.positions, to: &$0) }
      json.list("payloads", payloads.distinct) { write($1, to: &$0) }
      json.list("labels", labels) { $0.string($1) }
      write(edges, labels, to: &json)
      writeDependencies(to: &json)
      json.list("findings", content.findings) { write($1, to: &$0) }
      json.object("rules") { json in
        for (rule, title) in content.ruleTitles.sorted(by: { $0.key < $1.key }) {
          json.list(rule.name, [title]) { $0.string($1) }
        }
      }
      json.list("cases", content.cases) { write($1, to: &$0) }
      json.member("leftCases", content.leftCases)
    }
    // By bytes: a sign and a mark before or behind it are one character, which is not `<`.
    var safe: [UInt8] = []
    safe.reserveCapacity(json.bytes.count + json.bytes.count / 16)
    for byte in json.bytes { if byte == UInt8(ascii: "<") { safe += "\\u003c".utf8 } else { safe.append(byte) } }
    return safe
  }

  // MARK: Nodes

  private func write(_ node: Network.Node, _ payloads: [String: Int], to json: inout JSONWriter) {
    json.object { json in
      json.member("id", node.id)
      json.member("kind", node.kind.rawValue)
      json.member("name", node.wholeName)
      if node.name != node.wholeName { json.member("shown", node.name) }
      for (key, value) in [
        ("context", node.context), ("frame", node.frame ?? ""), ("team", node.team), ("role", node.role),
        ("detail", node.detail), ("version", node.version),
      ] where !value.isEmpty && !(key == "frame" && value == node.context) {
        json.member(key, value)
      }
      if !node.tags.isEmpty { json.list("tags", node.tags) { $0.string($1) } }
      if node.change != .none { json.member("change", node.change.rawValue) }
      let signs = [("shared", node.isShared), ("log", node.storeKind == .log), ("inside", node.isInside)]
      for (sign, isUsed) in signs where isUsed { json.member(sign, 1) }
      if let outbox = node.outbox { json.member("outbox", outbox.rawValue) }
      if let properties = facts.properties[node.id] {
        json.list("facts", properties) { json, property in
          json.array { json in
            json.element { $0.string(property.term) }
            json.element { $0.string(property.value) }
          }
        }
      }
      if let place = facts.places[node.id] { json.member("at") { places.write(place, to: &$0) } }
      if let payload = payloads[node.id] { json.member("fields", payload) }
      if let needs = facts.needs[node.id] { json.list("needs", needs) { write($1, to: &$0) } }
      if let waits = facts.waits[node.id] { json.list("waits", waits.filter(isKnown)) { write($1, to: &$0) } }
    }
  }

  private func write(_ need: PageFacts.Need, to json: inout JSONWriter) {
    json.array { json in
      json.element { write(ref: need.service, to: &$0) }
      json.element { json in json.array { json in for path in need.paths { json.element { $0.string(path) } } } }
      if let effect = need.effect { json.element { $0.string(effect) } }
    }
  }

  private func isKnown(_ wait: PageFacts.Wait) -> Bool { positions[wait.message] != nil }

  private func write(_ wait: PageFacts.Wait, to json: inout JSONWriter) {
    json.array { json in
      json.element { write(ref: wait.message, to: &$0) }
      json.element { write(refs: wait.replies.filter { positions[$0] != nil }, to: &$0) }
      json.element { json in if let limit = wait.limit { json.string(limit) } else { json.null() } }
      json.element { write(refs: wait.otherwise.filter { positions[$0] != nil }, to: &$0) }
    }
  }

  /// A reference: the position of a node, or the id of a context or flow.
  private func write(ref id: String, to json: inout JSONWriter) {
    if let position = positions[id] { json.number(position) } else { json.string(id) }
  }

  private func write(refs ids: [String], to json: inout JSONWriter) {
    json.array { json in for id in ids { json.element { write(ref: id, to: &$0) } } }
  }

  // MARK: Payloads

  private typealias Payload = [Network.Field]

  /// The payloads, each once, and their positions by message.
  private var payloads: (distinct: [Payload], positions: [String: Int]) {
    var distinct: [Payload] = []
    var known: [Payload: Int] = [:]
    var positions: [String: Int] = [:]
    for node in nodes where node.isMessage {
      guard let payload = facts.payload(of: node.wholeName) else { continue }
      let position = known[payload] ?? distinct.count
      if position == distinct.count {
        distinct.append(payload)
        known[payload] = position
      }
      positions[node.id] = position
    }
    return (distinct, positions)
  }

  private func write(_ payload: Payload, to json: inout JSONWriter) {
    json.array { json in
      for field in payload {
        json.element { json in
          json.array { json in
            json.element { $0.string(field.path) }
            json.element { $0.string(field.type) }
            if field.isOptional { json.element { $0.number(1) } }
          }
        }
      }
    }
  }

  // MARK: Edges

  /// What an edge can be; `model.js` has the same bits.
  private struct Flags: OptionSet {
    var rawValue: Int
    static let guess = Flags(rawValue: 1)
    static let observed = Flags(rawValue: 2)
    static let cycle = Flags(rawValue: 4)
    static let writer = Flags(rawValue: 32)
    static let call = Flags(rawValue: 64)

    init(rawValue: Int) { self.rawValue = rawValue }

    init(_ edge: Network.Edge) {
      rawValue =
        switch edge.change {
        case .added: 8
        case .removed: 16
        case .none, .changed: 0
        }
      switch edge.certainty {
      case .possible: insert(.guess)
      case .observed: insert(.observed)
      case .process, .declared: break
      }
      if edge.isCycle { insert(.cycle) }
      if edge.isSingleWriter { insert(.writer) }
      if edge.isCall { insert(.call) }
    }
  }

  private func write(_ edges: [Network.Edge], _ labels: [String], to json: inout JSONWriter) {
    let numbers = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
    json.list("edges", edges) { json, edge in
      write(
        [positions[edge.from] ?? 0, positions[edge.to] ?? 0, numbers[edge.label] ?? 0, Flags(edge).rawValue],
        to: &json)
    }
  }

  private func write(_ numbers: [Int], to json: inout JSONWriter) {
    json.array { json in for number in numbers { json.element { $0.number(number) } } }
  }

  private func writeDependencies(to json: inout JSONWriter) {
    json.list("deps", content.dependencies.edges) { json, edge in
      json.array { json in
        json.element { $0.number(positions[edge.from] ?? 0) }
        json.element { $0.number(positions[edge.to] ?? 0) }
        json.element { write(edge.messages.compactMap { positions[NodeIDs.message($0)] }, to: &$0) }
        json.element { $0.number(Flags(edge).rawValue) }
      }
    }
  }

  // MARK: Findings

  private func write(_ finding: Finding, to json: inout JSONWriter) {
    json.object { json in
      json.member("rule", finding.rule.name)
      json.member("sev", finding.severity.name)
      json.member("conf", finding.confidence.name)
      json.member("text", finding.message)
      json.member("at") { places.write(finding.place, to: &$0) }
      if let help = finding.help { json.member("help", help) }
      if !finding.evidence.isEmpty {
        json.list("why", finding.evidence) { json, line in
          json.array { json in
            json.element { $0.string(line.reason) }
            json.element { $0.number(line.points) }
          }
        }
      }
      if !finding.notes.isEmpty { json.list("related", finding.notes) { write($1, to: &$0) } }
      if !finding.steps.isEmpty { json.list("steps", finding.steps) { write($1, to: &$0) } }
      if !finding.subjectIDs.isEmpty { json.member("about") { write(refs: finding.subjectIDs, to: &$0) } }
      let more = others(finding)
      if !more.isEmpty { json.member("more") { write(refs: more, to: &$0) } }
    }
  }

  /// The parts beside the subjects that a finding is reported at or has notes about.
  private func others(_ finding: Finding) -> [String] {
    let subjects = Set(finding.subjectIDs)
    let places = [finding.place] + finding.notes.filter(\.refs.isEmpty).map(\.place)
    return (finding.notes.flatMap(\.refs) + places.flatMap { facts.parts[$0] ?? [] })
      .filter { !subjects.contains($0) }.unique
  }

  private func write(_ note: Note, to json: inout JSONWriter) {
    json.array { json in
      json.element { $0.string(note.message) }
      json.element { places.write(note.place, to: &$0) }
      json.element { write(refs: note.refs, to: &$0) }
    }
  }

  // MARK: Cases

  private func write(_ each: PageContent.Case, to json: inout JSONWriter) {
    let trace = each.trace
    func services(_ names: [Name]) -> [Int] { names.compactMap { positions[NodeIDs.service(catalog[$0])] } }
    json.object { json in
      json.member("start", catalog[trace.start])
      if let flow = trace.flow { json.member("flow", catalog[flow.name]) }
      if let owner = services([trace.owner].compactMap(\.self)).first { json.member("owner", owner) }
      json.member("seenBy") { write(services(trace.sight.observers), to: &$0) }
      json.member("messages") { json in
        write(trace.messages.compactMap { positions[NodeIDs.message(catalog[$0])] }, to: &json)
      }
      json.member("services") { write(services(trace.services), to: &$0) }
      json.member("handovers", trace.handovers)
      json.member("waits", trace.waits)
      json.member("endless", trace.endlessWaits)
      json.member("drawing", each.drawing)
      if let unfolded = each.unfolded { json.member("unfolded", unfolded) }
    }
  }
}

extension Finding {
  /// All places that the page names.
  fileprivate var places: [Place] { [place] + notes.map(\.place) + steps.map(\.place) }
}

/// Places with their lines, found file by file, so that each file is read once.
private struct PlaceTable {
  /// The files that occur, by number.
  private(set) var files: [String] = []
  private var lines: [Place: (file: Int, line: Int)] = [:]

  init(_ places: [Place], sources: Sources) {
    var numbers: [FileID: Int] = [:]
    for place in Set(places).sorted() {
      let file = numbers[place.file] ?? files.count
      if file == files.count {
        numbers[place.file] = file
        files.append(sources.path(place.file))
      }
      lines[place] = (file, sources.position(place).line)
    }
  }

  func write(_ place: Place, to json: inout JSONWriter) {
    let (file, line) = lines[place] ?? (0, 0)
    json.array { json in
      json.element { $0.number(file) }
      json.element { $0.number(line) }
    }
  }
}
