package import Catalog
package import Graph
import Writing

/// A trace as a flow page of EventCatalog: an `index.mdx` that EventCatalog renders as a graph of messages and
/// services.
///
/// Source: EventCatalog, flow frontmatter. A step is a message, a service, an actor or a plain node, with its next
/// steps.
package enum EventCatalogFlow {
  private struct Step {
    var id: String
    var title: String
    /// The id of the page of a message.
    var message = ""
    var kind: Kind
    var next: [(id: String, label: String)] = []
  }

  private enum Kind { case message, service, actor, plain }

  /// The page of a trace, frontmatter and body.
  package static func page(_ trace: Trace, _ catalog: Catalog) -> [UInt8] {
    var flow = Flow(catalog: catalog)
    flow.add(trace)
    let name = trace.flow.map { catalog[$0.name] } ?? catalog[trace.start]
    var out = ByteBuffer()
    func text(_ words: String) -> String { JSONText.quoted(words) }
    out.append("---\nid: \(text(name))\nname: \(text(name))\nversion: \"1.0.0\"\n")
    let owner = trace.owner.map { "; owned by \(catalog[$0])" } ?? ""
    let summary = "\(trace.services.count) services, \(trace.messages.count) messages\(owner)"
    out.append("summary: \(text(summary))\nsteps:\n")
    for step in flow.steps {
      out.append("  - id: \(text(step.id))\n    title: \(text(step.title))\n")
      switch step.kind {
      case .message: out.append("    message: {id: \(text(step.message))}\n")
      case .service: out.append("    service: {id: \(text(step.title))}\n")
      case .actor: out.append("    actor: {name: \(text(step.title))}\n")
      case .plain: out.append("    type: node\n")
      }
      func reference(_ next: (id: String, label: String)) -> String {
        "{id: \(text(next.id))\(next.label.isEmpty ? "" : ", label: \(text(next.label))")}"
      }
      if step.next.count == 1 { out.append("    next_step: \(reference(step.next[0]))\n") }
      if step.next.count > 1 { out.append("    next_steps: [\(step.next.map(reference).joined(separator: ", "))]\n") }
    }
    out.append("---\n\n<NodeGraph />\n")
    return out.bytes
  }

  private struct Flow {
    let catalog: Catalog
    var steps: [Step] = []

    mutating func add(_ trace: Trace) {
      let isMessage = trace.steps.first?.message == trace.start && trace.steps.first?.number.isEmpty == true
      var seen: Set<String> = []
      for trigger in trace.triggers {
        let (label, service) = (catalog[trigger.label], catalog[trigger.service])
        let id = "\(label) at \(service)"
        guard seen.insert(id).inserted else { continue }
        steps.append(
          Step(
            id: "\(label): \(service)", title: label, kind: trigger.kind == .person ? .actor : .plain, next: [(id, "")])
        )
        let sent = isMessage ? trace.steps : trace.steps.filter { $0.sender == trigger.service }
        steps.append(Step(id: id, title: service, kind: .service, next: sends(sent)))
      }
      add(trace.steps, asking: [])
    }

    /// - Parameter asking: the steps of the requesting service, before and after the reply.
    private mutating func add(_ session: [Trace.Step], asking: [Trace.Step]) {
      for step in session where step.seen == nil {
        let message = id(step)
        var node = Step(
          id: message, title: catalog.shown(step.message), message: catalog[step.message], kind: .message)
        var receivers: [Step] = []
        var seen: Set<Name> = []
        for (index, delivery) in step.deliveries.enumerated() {
          let receiver = catalog[delivery.receiver]
          let id = "\(message) at \(receiver)\(seen.insert(delivery.receiver).inserted ? "" : " (\(index + 1))")"
          let label =
            delivery.trigger.map { "after \(catalog[$0.label])" }
            ?? (delivery.isConditional ? "sometimes" : delivery.possible > 0 ? delivery.openEnd : "")
          node.next.append((id, label))
          receivers.append(
            Step(
              id: id, title: receiver, kind: .service,
              next: delivery.isAwaited
                ? links(asking.filter { $0.after == step.message }, tellsCause: false) : sends(delivery.steps)))
        }
        steps.append(node)
        steps += receivers
        for delivery in step.deliveries { add(delivery.steps, asking: session) }
      }
    }

    /// The messages a service sends before any reply, and after replies without a known sender.
    private func sends(_ session: [Trace.Step]) -> [(id: String, label: String)] {
      let answers = Set(
        session.flatMap(\.deliveries).flatMap(\.steps).filter {
          $0.seen == nil && $0.deliveries.contains(where: \.isAwaited)
        }.map(\.message))
      return links(session.filter { step in step.after.map { !answers.contains($0) } ?? true })
    }

    private func links(_ session: [Trace.Step], tellsCause: Bool = true) -> [(id: String, label: String)] {
      session.map { step in
        (
          id(step),
          step.after.flatMap { tellsCause ? "after \(catalog[$0])" : nil }
            ?? (step.alternative != 0 ? "one of several" : "")
        )
      }
    }

    /// The id of a step. Steps are numbered, since a message may occur again; a step followed before keeps its id.
    private func id(_ step: Trace.Step) -> String {
      let number = step.seen ?? step.number
      return "\(number.map(String.init).joined(separator: "."))\(number.isEmpty ? "" : " ")\(catalog[step.message])"
    }
  }
}
