import Catalog
import Commands
import Diagrams
import Findings
import Foundation
import Graph
import Linting
import Loading
import Reports
import TestSupport
import Testing
import Writing

#if canImport(Glibc)
  import Glibc
#endif

/// All verbs rest on the same facts: what one says of a system, no other contradicts.
@Suite(.serialized) struct AgreementTests {
  /// Systems modelled from real code, in a folder beside the checkout.
  private static let corpora: [String] = {
    let folder = URL(fileURLWithPath: Golden.root).deletingLastPathComponent().appendingPathComponent(
      "shared/corpora/systems/dev"
    ).path
    let systems = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return systems.sorted().map { "\(folder)/\($0)/input" }
  }()

  init() { chdir(Golden.root) }

  @Test("the samples", arguments: SampleTests.samples)
  func samples(sample: String) throws { try compare("samples/\(sample)") }

  @Test(
    "systems modelled from real code",
    .enabled(if: !corpora.isEmpty, "there is no folder shared/corpora/systems beside the checkout"),
    arguments: corpora)
  func systems(folder: String) throws { try compare(folder) }

  /// Small systems, each with one fact in which verbs once differed.
  @Test(
    "one fact at a time",
    arguments: [
      // An orchestrator that no flow declares.
      """
      services:
        web: {role: gateway, triggers: {a customer orders: {kind: person, sends: Bake}}}
        bakery: {role: orchestrator, handles: {Bake: {sends: Heat}}, consumes: {Heated: {publishes: Baked}}}
        oven: {handles: {Heat: {publishes: Heated}}}
      """,
      // An observer of everything, and one of a single event.
      """
      services:
        a: {publishes: Asked}
        b: {consumes: {Asked: {publishes: Answered}}}
        c: {consumes: {Answered: {publishes: Closed}}}
        log: {role: observer, observes: all}
        board: {role: tracker, observes: [Asked]}
      """,
      // A flow with an owner that sends no commands, with an end in the middle and one that is never reached.
      """
      services:
        a: {publishes: Asked}
        b: {consumes: {Asked: {publishes: Answered}}}
        c: {consumes: {Answered: {publishes: Closed}}}
      flows: {asking: {starts: Asked, ends: [Answered, Refused], owner: a, visibility: [mining]}}
      """,
      // Only guesses.
      """
      services:
        a: {context: a, publishes: [A1, A2], consumes: {B1: {publishes: A1}, B2: {}}}
        b: {context: b, publishes: [B1, B2], consumes: [A1, A2]}
      """,
      // A call, and a wait that is limited by a timer.
      """
      services:
        a: {sends: Assign, triggers: {too late: {kind: timer, after: Assign, publishes: Missed}}, consumes: [Assigned]}
        b: {handles: {Assign: {calls: [prices], publishes: Assigned}}}
        prices: {}
      """,
    ])
  func facts(text: String) throws {
    try withTemporaryFolder(["a.yaml": "eventlint: 1\n" + text]) { try compare($0) }
  }

  // MARK: Verbs

  private func request(_ folder: String) -> LintRequest {
    var request = LintRequest()
    request.paths = [folder]
    request.isIsolated = true
    return request
  }

  private func object(_ bytes: [UInt8]) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  private func compare(_ folder: String) throws {
    var stats = StatsRequest()
    (stats.input, stats.format) = (request(folder), "json")
    let numbers = try #require(try object(Linter.stats(stats).output)["system"] as? [String: Any])
    let system = try Linter.load(request(folder), try Linter.configuration(for: request(folder)))
    try compareWaits(numbers, system.graph)
    try compareFlows(numbers, system, folder)
    try compareDependencies(numbers, folder)
    try compareConsumers(system, folder)
    try compareFindings(system, folder)
  }

  /// Waits of `stats` are those counted over the traces of everything that starts something.
  private func compareWaits(_ numbers: [String: Any], _ graph: ReactionGraph) throws {
    let catalog = graph.catalog
    let labels = catalog.reactions.compactMap { reaction in
      if case .outside(let label, _, _) = reaction.trigger { label } else { nil }
    }
    var traced: Set<[Name]> = []
    var endless: Set<[Name]> = []
    for trace in graph.traces(catalog.messages.map(\.name) + labels) {
      for step in trace.allSteps {
        guard let wait = step.wait, let sender = step.sender else { continue }
        traced.insert([sender, step.message])
        if wait.isTimed == false { endless.insert([sender, step.message]) }
      }
    }
    // Of what several services send without a cause, no trace shows who sent it.
    let all = Waits(graph).all.filter { wait in
      traced.contains([wait.service, wait.request]) || graph.producerCount(of: wait.request) == 1
    }
    let causeless = Waits(graph).all.count - all.count
    #expect(Set(all.map { [$0.service, $0.request] }) == traced)
    #expect(numbers["waits"] as? Int == traced.count + causeless)
    #expect(causeless > 0 || numbers["endlessWaits"] as? Int == endless.count)
  }

  /// `trace`, `impact`, `show`, `stats` and the list of starts agree on owner, sight and ends of each flow.
  private func compareFlows(_ numbers: [String: Any], _ system: LoadedCatalog, _ folder: String) throws {
    let catalog = system.catalog
    var list = TraceRequest()
    (list.input, list.format) = (request(folder), "json")
    let starts = try #require(try object(Linter.traces(list))["starts"] as? [[String: Any]])
    let names = catalog.flows.map { catalog[$0.name] }
    for (index, start) in starts.compactMap({ $0["start"] as? String }).enumerated() {
      let trace = try object(Linter.trace(start, list))
      for key in ["owner"] { #expect(trace[key] as? String == starts[index][key] as? String, "\(start)") }
      #expect(trace["seenBy"] as? [String] == starts[index]["seenBy"] as? [String], "\(start)")
      try compareImpact(trace, start, folder)
    }
    var (owned, seen) = (0, 0)
    for (flow, name) in zip(catalog.flows, names) where names.count(where: { $0 == name }) == 1 {
      let shown = String(decoding: try Show.text(name, request(folder)), as: UTF8.self)
      guard shown.contains("flow"), let trace = try? object(Linter.trace(name, list)), trace["flow"] as? String == name
      else {
        if system.graph.declaredOwner(of: flow) != nil { owned += 1 }
        if !flow.trackers.isEmpty || flow.visibility.contains(where: \.showsProgress) { seen += 1 }
        continue
      }
      let owner = trace["owner"] as? String
      #expect(shown.contains("  owner       \(owner ?? "none")"), "\(name): \(shown)")
      if owner != nil { owned += 1 }
      if !(trace["seenBy"] as? [String] ?? []).isEmpty || trace["visibility"] != nil { seen += 1 }
      try compareImpact(trace, name, folder)
      let ends = flow.ends.map { catalog[$0.name] }
      let reached = Set(trace["ends"] as? [String] ?? [])
      let missed = Set(trace["endsNotReached"] as? [String] ?? [])
      for end in ends where end != trace["start"] as? String {
        #expect(reached.contains(end) != missed.contains(end), "\(name) \(end)")
        let line =
          "\(catalog.shown(try #require(catalog.names.find(end))))\(missed.contains(end) ? ", which is not" : " ")"
        #expect(shown.contains("  ends with   \(line)"), "\(name): \(shown)")
      }
    }
    guard names.count == Set(names).count else { return }
    #expect(numbers["ownedFlows"] as? Int == owned && numbers["trackedFlows"] as? Int == seen)
  }

  private func compareImpact(_ trace: [String: Any], _ start: String, _ folder: String) throws {
    var impact = ImpactRequest()
    (impact.input, impact.format, impact.addStep) = (request(folder), .json, "a new step")
    // A flow without steps has nothing to change, and one that runs in a circle has no order.
    guard let outcome = try? Linter.impact(start, impact) else { return }
    #expect(try object(outcome.output)["owner"] as? String == trace["owner"] as? String, "\(start)")
  }

  private func graph(_ folder: String, _ view: View) throws -> (edges: [[String: Any]], nodes: [[String: Any]]) {
    var picture = PictureRequest()
    (picture.input, picture.view, picture.format) = (request(folder), view, .json)
    let network = try object(try Linter.draw(picture).output)
    return (network["edges"] as? [[String: Any]] ?? [], network["nodes"] as? [[String: Any]] ?? [])
  }

  /// Dependencies are counted as they are drawn, and those of observers are neither.
  private func compareDependencies(_ numbers: [String: Any], _ folder: String) throws {
    let drawn = try graph(folder, .dependency)
    let isPossible = { (edge: [String: Any]) in edge["certainty"] as? String == "possible" }
    #expect(numbers["dependencies"] as? Int == drawn.edges.count { !isPossible($0) })
    #expect(numbers["possibleDependencies"] as? Int == drawn.edges.count(where: isPossible))
    #expect(numbers["services"] as? Int == drawn.nodes.count { $0["kind"] as? String == "service" })
  }

  /// Consumers and observers are the same for `show`, `graph` and `trace`.
  private func compareConsumers(_ system: LoadedCatalog, _ folder: String) throws {
    let (graph, catalog) = (system.graph, system.catalog)
    var (consumers, observers): ([String: Set<String>], [String: Set<String>]) = ([:], [:])
    for edge in try self.graph(folder, .flow).edges {
      guard let from = edge["from"] as? String, let to = edge["to"] as? String, from.hasPrefix("msg:"),
        to.hasPrefix("svc:")
      else { continue }
      let (message, service) = (String(from.dropFirst(4)), String(to.dropFirst(4)))
      if edge["label"] as? String == "observes" {
        observers[message, default: []].insert(service)
      } else {
        consumers[message, default: []].insert(service)
      }
    }
    let all = graph.observersOfAll.map { catalog[$0] }
    for message in catalog.messages where !message.isUnknown {
      let name = catalog[message.name]
      let shown = String(decoding: try Show.text(name, request(folder)), as: UTF8.self).split(separator: "\n")
      func named(_ verbs: [String]) -> Set<String> {
        Set(
          shown.compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 1, verbs.contains(String(words[0])) else { return nil }
            return line.dropFirst(14).split(separator: "   ").first.map { String($0.split(separator: ", as ")[0]) }
          })
      }
      let drawn = (consumers[name] ?? []).union(observers[name] ?? []).subtracting(all)
      let told = named(["consumes", "handles", "answers", "observes"]).subtracting(all)
      #expect(drawn == told, "\(name)")
      #expect(consumers[name] ?? [] == Set(graph.consumers(of: message.name).map { catalog[$0.service] }), "\(name)")
      let step = try #require(graph.trace(message.name, depth: 0).steps.first)
      #expect(step.message == message.name)
      let reached = graph.trace(message.name, depth: 1).steps[0].deliveries.filter { $0.trigger == nil }
      #expect(Set(reached.map { catalog[$0.receiver] }) == consumers[name] ?? [], "\(name)")
    }
  }

  /// Findings do not contradict what the other verbs say.
  private func compareFindings(_ system: LoadedCatalog, _ folder: String) throws {
    var lint = request(folder)
    lint.targets = [ReportTarget(.json)]
    lint.select = ["chain-without-visibility", "flow-without-owner", "event-without-consumer", "missing-timeout"]
    let findings = try #require(try object(Linter.lint(lint).output)["findings"] as? [[String: Any]])
    let (graph, catalog) = (system.graph, system.catalog)
    let waits = Waits(graph)
    for finding in findings {
      let subjects = (finding["subjects"] as? [String] ?? []).compactMap(catalog.names.find)
      guard let first = subjects.first else { continue }
      switch finding["rule"] as? String {
      case "chain-without-visibility":
        let sight = graph.sight(of: subjects, handedOver: subjects, in: nil)
        #expect(!sight.isWhole, "\(finding)")
        #expect(graph.observersOfAll.isEmpty)
      case "flow-without-owner":
        let flow = try #require(catalog.flow(first))
        #expect(graph.traces(of: [flow])[first]?.owner == nil)
      case "event-without-consumer":
        #expect(graph.trace(first).ends.contains(first))
      case "missing-timeout":
        guard subjects.count == 2, let wait = waits[first, subjects[1]] else { continue }
        #expect(wait.isTimed == false, "\(finding)")
      default: break
      }
    }
  }
}
