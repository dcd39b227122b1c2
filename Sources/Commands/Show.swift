import Catalog
import Findings
import Graph
package import Linting
import Loading
package import Writing

/// The description of one message, service, flow or trigger.
package enum Show {
  /// What a catalog says of a message, service, flow or trigger, with places.
  ///
  /// - Throws: `UsageError` for an unknown name, with the most similar one, and for a name with several meanings.
  package static func text(_ word: String, _ request: LintRequest) throws(UsageError) -> [UInt8] {
    let system = try Linter.load(request, try Linter.configuration(for: request))
    let entry = try Lookup(system.catalog, [.message, .service, .flow, .trigger]).entry(for: word)
    var description = Description(system)
    switch entry.kind {
    case .message: description.message(entry.name)
    case .service: description.service(entry.name)
    case .flow: description.flow(entry.name)
    case .trigger: description.trigger(entry.name)
    }
    return description.out.bytes
  }
}

/// A description in lines: a label, what is to be said, and where it is written.
private struct Description {
  let catalog: Catalog
  let graph: ReactionGraph
  var sources: Sources
  var out = ByteBuffer()
  /// The context of the service that is described; empty if it has none.
  private var context = ""

  init(_ system: LoadedCatalog) {
    (catalog, graph, sources) = (system.catalog, system.graph, system.sources)
  }

  private mutating func heading(_ name: String, _ words: String) {
    out.append("\(Escaping.terminal(name))   \(Escaping.terminal(words))\n")
  }

  private mutating func line(_ label: String, _ text: String, at place: Place?) {
    let padding = String(repeating: " ", count: max(1, 12 - label.count))
    let written = place.map { place in
      let position = sources.position(place)
      return "   \(Escaping.terminal("\(sources.path(place.file)):\(position.line):\(position.column)"))"
    }
    out.append("  \(label)\(padding)\(Escaping.terminal(text))\(written ?? "")\n")
  }

  /// The first of many names, and how many more there are.
  private func list(_ names: [String], separator: String = ", ") -> String {
    let limit = 8
    let more = names.count > limit ? [" and \(names.count - limit) more"] : []
    return names.prefix(limit).joined(separator: separator) + more.joined()
  }

  // MARK: Messages

  mutating func message(_ name: Name) {
    guard let message = catalog.message(name) else { return }
    let reason = message.inferredFrom.map { ", inferred: \(catalog[$0])" } ?? ""
    heading(catalog.shown(name), message.kind.name + reason)
    if catalog.shown(name) != catalog[name] { line("whole name", catalog[name], at: nil) }
    line("defined", message.isDefined ? "" : "not defined; used by services", at: message.place)
    for channel in catalog[message.channel] {
      line(
        "channel", ([catalog[channel.name]] + channelFacts(channel.name)).joined(separator: ", "), at: channel.place)
    }
    if let shape = catalog.shape(of: message) {
      let fields = shape.fields.indices.filter { shape.fields[$0].parent < 0 }.map {
        catalog[shape.fields[$0].name] + (shape.fields[$0].isOptional ? "?" : "")
      }
      line("payload", fields.isEmpty ? "nothing" : fields.joined(separator: ", "), at: message.payloadPlace)
    }
    for service in graph.observersOfAll {
      line("observes", "\(catalog[service]), as every message", at: catalog.service(service)?.observesAll)
    }
    for mention in graph.mentions(of: name) {
      let group = mention.verb.isOutgoing ? nil : group(at: mention.place)
      line(mention.verb.name, catalog[mention.service] + (group.map { ", as \($0)" } ?? ""), at: mention.place)
    }
    for join in catalog.joins where join.message == name {
      line("joined", "\(catalog[join.service]): \(join.reason)", at: join.place)
    }
  }

  private func channelFacts(_ name: Name) -> [String] {
    guard let channel = catalog.channels.first(where: { $0.name == name }) else { return [] }
    return [
      channel.transport.map { catalog[$0] }, channel.isQueue ? "a queue" : nil,
      channel.partitions.map { "partitions: \($0)" },
      channel.orderedBy.map { "ordered by \(catalog[$0])" }, channel.retention.map { "retention \(catalog[$0])" },
    ].compactMap { $0 }
  }

  /// The consumer group of the operation that speaks of a message at a place.
  private func group(at place: Place) -> String? {
    for operation in catalog.interfaces.lazy.flatMap(\.operations) where !operation.isSending {
      if operation.messages.contains(where: { operation.place(of: $0) == place }) { return operation.group }
    }
    return nil
  }

  // MARK: Services

  mutating func service(_ name: Name) {
    guard let service = catalog.service(name) else { return }
    heading(catalog[name], "service")
    line("defined", service.isDefined ? "" : "not defined; named by others", at: service.place)
    if let role = service.role { line("role", role.rawValue, at: nil) }
    if let team = service.team { line("team", catalog[team], at: nil) }
    context = service.context.map { catalog[$0.name] } ?? ""
    if let context = service.context { line("context", catalog.contextTitle(of: service), at: context.place) }
    if let place = service.observesAll { line("observes", "every message", at: place) }
    if let place = service.consumesAll { line("consumes", "every message", at: place) }
    let mentions = catalog.mentions.filter { $0.service == name }
    // Each message once in each direction: several reactions may send the same.
    var seen: Set<[UInt32]> = []
    let distinct = mentions.filter {
      seen.insert([$0.message.index, UInt32($0.verb.rawValue)]).inserted
    }
    for mention in distinct where !mention.verb.isOutgoing {
      line(mention.verb.name, shown(mention.message) + senders(of: mention.message), at: mention.place)
    }
    for reaction in catalog.reactions where reaction.service == name {
      guard case .outside(let label, let kind, _) = reaction.trigger else { continue }
      line("starts on", "\(catalog[label]) (\(kind.rawValue))", at: reaction.place)
    }
    for mention in distinct where mention.verb.isOutgoing {
      line(mention.verb.name, shown(mention.message) + receivers(of: mention.message), at: mention.place)
    }
    for wait in Waits(graph).all where wait.service == name { self.wait(wait) }
    stores(of: service)
    flows(with: name)
  }

  private func senders(of message: Name) -> String {
    let senders = graph.producers(of: message).map { catalog[$0.service] }
    guard senders.isEmpty else { return " from \(list(senders))" }
    return catalog.message(message)?.isExternal ?? false ? " from outside the catalog" : ", no sender"
  }

  private func receivers(of message: Name) -> String {
    let consumers = graph.consumers(of: message).map { catalog[$0.service] }
    let observers = graph.observers(of: message).map { catalog[$0] }
    let seen = observers.isEmpty ? "" : ", observed by \(list(observers))"
    guard consumers.isEmpty else { return " to \(list(consumers))\(seen)" }
    return (catalog.message(message)?.isExternal ?? false ? " to outside the catalog" : ", no consumer") + seen
  }

  private mutating func wait(_ wait: Waits.Wait) {
    func names(_ messages: [Name]) -> String { list(messages.map { shown($0) }, separator: " | ") }
    let otherwise = wait.otherwise.isEmpty ? "" : ", otherwise \(names(wait.otherwise))"
    let limit = wait.isTimed.map { $0 ? ", with a timeout" : ", without a timeout" } ?? ""
    let replies = wait.replies.isEmpty ? "" : "for \(names(wait.replies)) "
    line("waits", "\(replies)after \(shown(wait.request))\(limit)\(otherwise)", at: wait.place)
  }

  private mutating func stores(of service: Service) {
    for entity in service.owns { line("owns", catalog[entity.name], at: entity.place) }
    for store in service.stores {
      let words = [
        catalog[store.name.name], store.kind?.rawValue, store.role?.rawValue,
        store.fedBy.isEmpty ? nil : "fed by \(list(store.fedBy.map { shown($0.name) }))",
      ]
      line("store", words.compactMap { $0 }.joined(separator: ", "), at: store.name.place)
    }
  }

  private mutating func flows(with service: Name) {
    let traces = graph.traces(of: catalog.flows)
    for flow in catalog.flows {
      var parts: [String] = []
      let trace = traces[flow.name]
      if (trace?.owner ?? graph.declaredOwner(of: flow)) == service { parts.append("as owner") }
      if flow.trackers.contains(where: { $0.name == service }) { parts.append("as tracker") }
      for duty in flow.duties where duty.service.name == service {
        parts.append("responsible for \(shown(duty.outcome.name))")
      }
      let takesPart = trace?.services.contains(service) ?? false
      guard !parts.isEmpty || takesPart else { continue }
      line("flow", ([catalog[flow.name]] + parts).joined(separator: ", "), at: flow.place)
    }
  }

  /// The name of a message as it is understood inside the context of the service that is described.
  private func shown(_ message: Name) -> String { catalog.shown(message, inside: context) }

  // MARK: Flows and triggers

  mutating func flow(_ name: Name) {
    guard let flow = catalog.flow(name) else { return }
    heading(catalog[name], flow.kind.map { "flow, \($0.rawValue)" } ?? "flow")
    line("defined", "", at: flow.place)
    if let start = flow.starts { line("starts with", catalog.shown(start.name), at: start.place) }
    let trace = graph.traces(of: [flow])[name]
    let owner = trace?.owner ?? graph.declaredOwner(of: flow)
    line("owner", owner.map { catalog[$0] } ?? "none", at: flow.owner?.place)
    for tracker in flow.trackers { line("tracked by", catalog[tracker.name], at: tracker.place) }
    if let trace {
      let others = trace.sight.observers.filter { name in !flow.trackers.contains { $0.name == name } }
      if !others.isEmpty { line("seen by", list(others.map { catalog[$0] }), at: nil) }
      if !trace.sight.partial.isEmpty { line("partly seen", list(trace.sight.partial.map { catalog[$0] }), at: nil) }
      if !trace.services.isEmpty { line("services", list(trace.services.map { catalog[$0] }), at: nil) }
      if !trace.messages.isEmpty { line("messages", list(trace.messages.map { catalog.shown($0) }), at: nil) }
    }
    for join in flow.joins {
      let before = join.prerequisites.map { catalog.shown($0.name) }
      line("requires", "\(list(before)) before \(catalog.shown(join.outcome.name))", at: join.outcome.place)
    }
    for duty in flow.duties {
      line("duty", "\(catalog[duty.service.name]): \(catalog.shown(duty.outcome.name))", at: duty.outcome.place)
    }
    for end in flow.ends {
      let isMissed = trace?.missedEnds.contains(end.name) ?? false
      line("ends with", catalog.shown(end.name) + (isMissed ? ", which is not reached" : ""), at: end.place)
    }
  }

  mutating func trigger(_ name: Name) {
    var isFirst = true
    for reaction in catalog.reactions {
      guard case .outside(name, let kind, let after) = reaction.trigger else { continue }
      if isFirst { heading(catalog[name], kind.rawValue) }
      isFirst = false
      let outputs = graph.outputs(of: reaction).map { "\($0.verb.name) \(catalog.shown($0.message))" }
      let effects = outputs.isEmpty ? "" : ", which \(list(outputs))"
      line("starts", catalog[reaction.service] + effects, at: reaction.place)
      for message in catalog[after] { line("after", catalog.shown(message.name), at: message.place) }
    }
  }
}
