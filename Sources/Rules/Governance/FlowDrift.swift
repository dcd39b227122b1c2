import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A step of a declared flow that contradicts what services send and receive.
  static let flowDrift = Rule(.flowDrift, run: run)
}

private func run(_ inspection: inout Inspection) {
  checkEnds(&inspection)
  guard inspection.catalog.flows.contains(where: { !$0.steps.isEmpty }) else { return }
  let topology = Topology(inspection.graph)
  for flow in inspection.catalog.flows where !flow.steps.isEmpty {
    let steps = Dictionary(flow.steps.map { ($0.id, $0) }) { first, _ in first }
    for step in flow.steps {
      for next in step.next {
        guard let following = steps[next.id], let drift = topology.drift(from: step, to: following) else { continue }
        inspection.report(
          drift.message, at: next.place, about: [flow.name], loweredBy: drift.isGap ? 1 : 0,
          notes: [Note("this step names \(drift.named)", at: following.subjectPlace)] + drift.note,
          help: "correct the step, or declare at the service what it sends and receives")
      }
    }
  }
}

/// Reports the ends of flows that are not reachable from their starts.
private func checkEnds(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  let flows = catalog.flows.compactMap { flow -> (flow: Flow, starts: Name, messages: [Name])? in
    guard !flow.ends.isEmpty, !flow.isOfProcess, let starts = flow.starts?.name else { return nil }
    let messages = graph.messages(startedBy: starts)
    return messages.isEmpty ? nil : (flow, starts, messages)
  }
  guard !flows.isEmpty else { return }
  var caused = CausedMessages(graph, includingPossible: true)
  for first in stride(from: 0, to: flows.count, by: CausedMessages.maximumSets) {
    let part = flows[first..<min(first + CausedMessages.maximumSets, flows.count)]
    caused.follow(part.map(\.messages))
    let takers = takers(caused, catalog)
    for (number, (flow, starts, _)) in part.enumerated() {
      func isIn(_ flows: UInt64) -> Bool { flows >> UInt64(number) & 1 == 1 }
      for end in flow.ends {
        guard let position = catalog.position(ofMessage: end.name), !isIn(caused.sets[position]) else { continue }
        // An end without a declared cause is possible if its sender receives a message of the flow.
        let isPossible = graph.hasProducer(of: end.name) { producer in
          producer.reaction < 0 && catalog.position(ofService: producer.service).map { isIn(takers[$0]) } ?? false
        }
        guard !isPossible else { continue }
        inspection.report(
          "flow \(catalog[flow.name]) ends with \(catalog[end.name]), "
            + "which is not reachable from \(catalog[starts])",
          at: end.place,
          about: [flow.name, end.name], loweredBy: 1,
          help: "declare the reactions that lead there, or correct the flow")
      }
    }
  }
}

/// For each service, by position, a bit for each flow of which it receives a message.
private func takers(_ caused: CausedMessages, _ catalog: Catalog) -> [UInt64] {
  var takers = [UInt64](repeating: 0, count: catalog.services.count)
  for mention in catalog.mentions where !mention.verb.isOutgoing {
    guard let service = catalog.position(ofService: mention.service),
      let message = catalog.position(ofMessage: mention.message)
    else { continue }
    takers[service] |= caused.sets[message]
  }
  return takers
}

/// The messages that each service sends and receives, to compare steps with.
private struct Topology {
  let graph: ReactionGraph
  var catalog: Catalog { graph.catalog }
  private var sends: [Name: [Mention]] = [:]
  private var receives: [Name: [Mention]] = [:]
  /// The messages after which something outside sets a service off.
  private var waits: [Name: Set<Name>] = [:]

  init(_ graph: ReactionGraph) {
    self.graph = graph
    for mention in graph.catalog.mentions {
      if mention.verb.isOutgoing {
        sends[mention.service, default: []].append(mention)
      } else {
        receives[mention.service, default: []].append(mention)
      }
    }
    for reaction in graph.catalog.reactions {
      guard case .outside(_, _, let after) = reaction.trigger, let message = graph.catalog.first(after)?.name else {
        continue
      }
      waits[reaction.service, default: []].insert(message)
    }
  }

  struct Drift {
    var message: String
    var named: String
    var note: [Note]
    /// Whether no service makes the step, which is a gap rather than a contradiction.
    var isGap = false
  }

  func drift(from step: FlowStep, to next: FlowStep) -> Drift? {
    switch (step.subject, next.subject) {
    case (.message(let word), .service(let receiver)):
      guard let message = message(word), let service = service(receiver), !(receives[service] ?? []).isEmpty else {
        return nil
      }
      guard !(receives[service] ?? []).contains(where: { $0.message == message }),
        !(waits[service]?.contains(message) ?? false)
      else { return nil }
      return Drift(
        message: "\(word) goes to \(receiver), which does not receive it", named: receiver,
        note: known(service, receives[service] ?? []))
    case (.service(let sender), .message(let word)):
      guard let message = message(word), let service = service(sender), !(sends[service] ?? []).isEmpty else {
        return nil
      }
      guard !(sends[service] ?? []).contains(where: { $0.message == message }) else { return nil }
      // A flow may also show a received message after its service: it is asked, and goes on.
      guard !(receives[service] ?? []).contains(where: { $0.message == message }) else { return nil }
      return Drift(message: "\(sender) does not send \(word)", named: word, note: known(service, sends[service] ?? []))
    case (.message(let first), .message(let second)):
      guard let from = message(first), let to = message(second) else { return nil }
      let senders = Set(graph.producers(of: to).map(\.service))
      let receivers = graph.mentions(of: from).filter { !$0.verb.isOutgoing }.map(\.service)
      // The sender of the first message may also send the second: an orchestrator, step by step.
      let same = graph.producers(of: from).map(\.service)
      guard senders.isDisjoint(with: receivers), senders.isDisjoint(with: same) else { return nil }
      return Drift(message: "no service receives \(first) and sends \(second)", named: second, note: [], isGap: true)
    default:
      return nil
    }
  }

  private func known(_ service: Name, _ mentions: [Mention]) -> [Note] {
    guard let found = catalog.service(service), let first = mentions.first else { return [] }
    let rest = mentions.count > 1 ? " and \(mentions.count - 1) more" : ""
    let verb = first.verb.isOutgoing ? "sends" : "receives"
    return [Note("\(catalog[service]) \(verb) \(catalog[first.message])\(rest)", at: found.place)]
  }

  private func message(_ word: String) -> Name? { catalog.names.find(word).flatMap { catalog.message($0)?.name } }

  private func service(_ word: String) -> Name? { catalog.names.find(word).flatMap { catalog.service($0)?.name } }
}
