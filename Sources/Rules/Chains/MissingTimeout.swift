import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A service that may wait indefinitely.
  static let missingTimeout = Rule(.missingTimeout, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !inspection.facts.waits.all.isEmpty || catalog.services.contains(where: { !$0.expectations.isEmpty }) else {
    return
  }
  for group in EndlessWaits(inspection).groups {
    let (key, first) = (group.key, group.first)
    let service = catalog[key.service]
    let words: String
    var about = [key.service, first.command]
    if group.count == 1 {
      let replies = first.replies.isEmpty ? "" : " for \(joined(first.replies.map { catalog[$0] }))"
      words = "\(service) waits\(replies) after \(catalog[first.command]) without a timeout"
    } else {
      let receivers = Set(group.all.flatMap(\.receivers)).count
      let flow = key.flow.map { " in \(catalog[$0])" } ?? ""
      words =
        "\(service) waits for \(counted(group.count, "answer")) of \(counted(receivers, "service"))\(flow) "
        + "without a timeout"
      about = [key.service] + [key.flow].compactMap { $0 }
    }
    let further = group.others.prefix(20).map { wait in
      let reply = wait.replies.first.map { " for \(catalog[$0])" } ?? ""
      return Note("it waits\(reply) after \(catalog[wait.command])", at: wait.place)
    }
    inspection.report(
      words, at: first.place, about: about, confidence: key.isDeclared ? .high : .medium,
      loweredBy: key.isDeclared ? 0 : 1, notes: (group.count == 1 ? first.notes : []) + further,
      help: key.isDeclared
        ? "set `within: …` and `otherwise: …`, or `within: forever` if that is intended"
        : "declare under `expects` how long it waits and what happens otherwise")
  }
}

/// The waits without a time limit, grouped by the service that waits and the flow in which it does: one decision is
/// told once.
private struct EndlessWaits {
  struct Wait {
    var command: Name
    var replies: [Name]
    var receivers: [Name]
    var place: Place
    var notes: [Note] = []
  }

  struct Key: Hashable {
    var service: Name
    var flow: Name?
    /// Whether the waits are written down under `expects`; else an orchestrator's steps imply them.
    var isDeclared: Bool
  }

  private(set) var groups = Grouped<Key, Wait>()
  private let catalog: Catalog
  private let graph: ReactionGraph
  private let timers: Timers
  private let undo: UndoSteps
  private lazy var search = ReactionGraph.Reachability(graph)
  /// For each service that waits, the first of its own flows that leads to each emission.
  private var flows: [Name: [Int: Name]] = [:]
  /// The flows of each owner.
  private let owned: [Name: [Flow]]

  init(_ inspection: Inspection) {
    catalog = inspection.catalog
    graph = inspection.graph
    timers = Timers(catalog)
    undo = UndoSteps(inspection)
    owned = Dictionary(grouping: catalog.flows.filter { $0.owner != nil }) { $0.owner?.name ?? $0.name }
    for service in catalog.services { addDeclared(service) }
    addImplied(inspection.facts.waits)
  }

  private mutating func addDeclared(_ service: Service) {
    for expectation in service.expectations where !expectation.isTimed && !expectation.isFromInterface {
      let command = expectation.message.name
      guard isWait(command, at: service.name) else { continue }
      let receivers = graph.consumers(of: command).map(\.service)
      // A service does not wait for itself.
      guard receivers.isEmpty || receivers.contains(where: { $0 != service.name }) else { continue }
      add(
        Wait(
          command: command, replies: expectation.replies.map(\.name),
          receivers: expectation.replies.flatMap { graph.producers(of: $0.name).map(\.service) },
          place: expectation.message.place),
        of: service.name, isDeclared: true)
    }
  }

  private mutating func addImplied(_ waits: Waits) {
    let owners = Set(catalog.flows.compactMap { $0.owner?.name })
    for step in AwaitedStep.all(waits, catalog, at: orchestrators(catalog)) {
      let (command, service) = (step.command.message, step.command.service)
      guard isWait(command, at: service),
        !(catalog.service(service)?.expectations.contains { $0.message.name == command } ?? false)
      else { continue }
      // A process manager that reads the entries of an event store keeps its state, which is not a wait.
      guard owners.contains(service) || catalog.message(step.reply.message)?.pattern != .sourced else { continue }
      let note = Note(
        "\(catalog[step.reply.service]) answers with \(catalog[step.reply.message])", at: step.reply.place)
      add(
        Wait(
          command: command, replies: [step.reply.message], receivers: [step.reply.service], place: step.command.place,
          notes: [note]),
        of: service, isDeclared: false)
    }
  }

  /// Whether a service that sends a command may wait without an end: undo and confirm steps are repeated until they
  /// succeed (Richardson, "Microservices Patterns", 2018, 4.3: retriable transactions).
  private func isWait(_ command: Name, at service: Name) -> Bool {
    guard !timers.runs(after: command, at: service), !catalog.isInProcess(command) else { return false }
    return !undo.contains(command, of: service)
  }

  private mutating func add(_ wait: Wait, of service: Name, isDeclared: Bool) {
    groups.add(
      wait, to: Key(service: service, flow: flow(of: wait.command, at: service), isDeclared: isDeclared))
  }

  /// The first flow of a service that leads to its sending of a command.
  private mutating func flow(of command: Name, at service: Name) -> Name? {
    guard let own = owned[service] else { return nil }
    if flows[service] == nil {
      var first: [Int: Name] = [:]
      for flow in own {
        for emission in search.emissions(of: flow) where first[emission] == nil { first[emission] = flow.name }
      }
      flows[service] = first
    }
    return graph.emission(of: command, by: service).flatMap { flows[service]?[$0] }
  }
}
