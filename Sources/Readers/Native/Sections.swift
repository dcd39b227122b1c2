import Catalog
import Findings
import Linking
import Writing
import YAMLTree

/// Channels, contexts, entities and flows.
extension DocumentReader {
  mutating func readChannels(_ id: NodeID) {
    for (name, value) in namedEntries("channels", id) {
      var channel = Channel(name: name.name, place: name.place)
      for entry in mapping("channel", value) {
        guard let key: ChannelKey = key(entry) else { continue }
        switch key {
        case .transport: channel.transport = self.name("transport", entry.value)?.name
        case .role: channel.role = choice("role", entry.value)
        case .orderedBy: channel.orderedBy = self.name("ordered-by", entry.value)?.name
        case .partitions: channel.partitions = integer("partitions", entry.value)
        case .retention: channel.retention = duration("retention", entry.value, or: Durations.retention)
        case .archive: channel.archive = self.name("archive", entry.value)?.name
        case .synchronous: channel.isSynchronous = flag("synchronous", entry.value)
        case .summary: text("summary", entry.value)
        }
      }
      reading.channels.append(channel)
    }
  }

  mutating func readContexts(_ id: NodeID) {
    for (name, value) in namedEntries("contexts", id) {
      var context = Context(name: name.name, place: name.place)
      for entry in mapping("context", value) {
        guard let key: ContextKey = key(entry) else { continue }
        switch key {
        case .kind: context.kind = choice("kind", entry.value)
        case .summary: text("summary", entry.value)
        }
      }
      reading.contexts.append(context)
    }
  }

  mutating func readEntities(_ id: NodeID) {
    for (name, value) in namedEntries("entities", id) {
      var entity = Entity(name: name.name, place: name.place)
      for entry in mapping("entity", value) {
        guard let key: EntityKey = key(entry) else { continue }
        switch key {
        case .context: entity.context = self.name("context", entry.value)
        case .fields: entity.fields = nameList("fields", entry.value).map(\.name)
        case .summary: text("summary", entry.value)
        }
      }
      reading.entities.append(entity)
    }
  }

  /// Messages and services in their order; `A | B` is one of several.
  private mutating func flowSteps(_ id: NodeID) -> [FlowStep] {
    let target = tree.resolved(id)
    let nodes = tree[target].kind == .sequence ? Array(tree.children(target)) : isNull(id) ? [] : [id]
    var steps: [FlowStep] = []
    var last = 0..<0
    for node in nodes {
      guard budget.spend() else { break }
      let first = steps.count
      if kind(node) == .mapping {
        steps.append(flowStep(node, number: first + 1))
        last = 0..<0
        continue
      }
      for name in alternatives("steps", node) {
        let word = reading.names[name.name]
        steps.append(
          FlowStep(id: "\(steps.count + 1)", place: name.place, subject: .named(word), subjectPlace: name.place))
      }
      guard first < steps.count else { continue }
      // Every way leads on to each of the next.
      guard budget.spend(last.count * (steps.count - first)) else { break }
      for index in last {
        steps[index].next = steps[first...].map { FlowStep.Next(id: $0.id, place: $0.subjectPlace) }
      }
      last = first..<steps.count
    }
    return steps
  }

  /// A step with its own name, from which steps further on may follow.
  private mutating func flowStep(_ id: NodeID, number: Int) -> FlowStep {
    var step = FlowStep(id: "\(number)", place: place(id), subject: .other, subjectPlace: place(id))
    for entry in entries(id) {
      guard let key: FlowStepKey = key(entry) else { continue }
      switch key {
      case .id: if let name = name("id", entry.value) { step.id = reading.names[name.name] }
      case .message, .service:
        guard let name = name(key.rawValue, entry.value) else { continue }
        let word = reading.names[name.name]
        step.subject = key == .message ? .message(word) : .service(word)
        step.subjectPlace = name.place
      case .next:
        step.next = nameList("next", entry.value).map { FlowStep.Next(id: reading.names[$0.name], place: $0.place) }
      }
    }
    return step
  }

  mutating func readFlows(_ id: NodeID) {
    for (name, value) in namedEntries("flows", id) {
      var flow = Flow(name: name.name, place: name.place)
      for entry in mapping("flow", value) {
        guard let key: FlowKey = key(entry) else { continue }
        switch key {
        case .starts: flow.starts = self.name("starts", entry.value)
        case .ends: flow.ends = nameList("ends", entry.value)
        case .owner: flow.owner = self.name("owner", entry.value)
        case .reason: flow.reason = self.name("reason", entry.value)?.name
        case .trackedBy: flow.trackers = nameList("tracked-by", entry.value)
        case .steps: flow.steps = flowSteps(entry.value)
        case .visibility: flow.visibility = choices("visibility", entry.value)
        case .kind: flow.kind = choice("kind", entry.value)
        case .requires:
          for (outcome, needed) in named("requires", entry.value) {
            flow.joins.append(Flow.Join(outcome: outcome, prerequisites: nameList("requires", needed)))
          }
        case .responsible:
          for (outcome, service) in named("responsible", entry.value) {
            if let service = self.name("responsible", service) {
              flow.duties.append(Flow.Duty(outcome: outcome, service: service))
            }
          }
        case .summary: text("summary", entry.value)
        }
      }
      reading.flows.append(flow)
    }
  }
}

/// The same written again.
extension CatalogWriter {
  func pairs(_ channel: Channel) -> [String] {
    ChannelKey.allCases.compactMap { key in
      switch key {
      case .transport: pair(key, channel.transport.map(word))
      case .role: pair(key, channel.role?.rawValue)
      case .orderedBy: pair(key, channel.orderedBy.map(word))
      case .partitions: pair(key, channel.partitions.map { "\($0)" })
      case .retention: pair(key, channel.retention.map(word))
      case .archive: pair(key, channel.archive.map(word))
      case .synchronous: pair(key, channel.isSynchronous ? "true" : nil)
      case .summary: nil
      }
    }
  }

  func pairs(_ context: Context) -> [String] {
    ContextKey.allCases.compactMap { key in
      switch key {
      case .kind: pair(key, context.kind?.rawValue)
      case .summary: nil
      }
    }
  }

  func pairs(_ entity: Entity) -> [String] {
    EntityKey.allCases.compactMap { key in
      switch key {
      case .context: pair(key, entity.context.map { word($0.name) })
      case .fields: pair(key, list(entity.fields))
      case .summary: nil
      }
    }
  }

  /// The steps of a flow: names if it goes straight on, else each step with those that follow.
  private func steps(_ flow: Flow) -> String? {
    guard !flow.steps.isEmpty else { return nil }
    return straight(flow) ?? "[\(flow.steps.map(entry).joined(separator: ", "))]"
  }

  private func entry(_ step: FlowStep) -> String {
    let pairs = FlowStepKey.allCases.compactMap { key in
      switch (key, step.subject) {
      case (.id, _): pair(key, YAMLText.scalar(step.id))
      case (.message, .message(let word)), (.message, .named(let word)): pair(key, YAMLText.scalar(word))
      case (.service, .service(let word)): pair(key, YAMLText.scalar(word))
      case (.next, _):
        step.next.isEmpty ? nil : pair(key, "[\(step.next.map { YAMLText.scalar($0.id) }.joined(separator: ", "))]")
      default: nil
      }
    }
    return "{\(pairs.joined(separator: ", "))}"
  }

  private func straight(_ flow: Flow) -> String? {
    var words: [String] = []
    var start = 0
    // Each position of the list is one or several steps that lead on to all steps of the next position.
    var size = 1
    while start < flow.steps.count {
      let here = flow.steps[start..<min(start + size, flow.steps.count)]
      let next = here.first.map { $0.next.map(\.id) } ?? []
      let after = flow.steps.dropFirst(start + size).prefix(next.count).map(\.id)
      guard here.count == size, here.allSatisfy({ $0.next.map(\.id) == next }), after == next else { return nil }
      guard !next.isEmpty || start + size == flow.steps.count else { return nil }
      var names: [String] = []
      for step in here {
        switch step.subject {
        case .message(let word):
          guard catalog.names.find(word).flatMap(catalog.message) != nil else { return nil }
          names.append(word)
        case .service(let word):
          guard let name = catalog.names.find(word), catalog.message(name) == nil, catalog.service(name) != nil else {
            return nil
          }
          names.append(word)
        case .named(let word): names.append(word)
        case .other: return nil
        }
      }
      words.append(YAMLText.scalar(names.joined(separator: " | ")))
      start += size
      size = next.count
    }
    return "[\(words.joined(separator: ", "))]"
  }

  func pairs(_ flow: Flow) -> [String] {
    FlowKey.allCases.compactMap { key in
      switch key {
      case .starts: pair(key, flow.starts.map { word($0.name) })
      case .ends: pair(key, list(flow.ends.map(\.name)))
      case .owner: pair(key, flow.owner.map { word($0.name) })
      case .reason: pair(key, flow.reason.map(word))
      case .trackedBy: pair(key, list(flow.trackers.map(\.name)))
      case .steps: pair(key, steps(flow))
      case .visibility:
        pair(key, flow.visibility.isEmpty ? nil : "[\(flow.visibility.map(\.rawValue).joined(separator: ", "))]")
      case .kind: pair(key, flow.kind?.rawValue)
      case .requires:
        pair(
          key,
          mapping(
            flow.joins.map { join in
              "\(word(join.outcome.name)): \(list(join.prerequisites.map(\.name)) ?? "[]")"
            }))
      case .responsible:
        pair(key, mapping(flow.duties.map { "\(word($0.outcome.name)): \(word($0.service.name))" }))
      case .summary: nil
      }
    }
  }
}
