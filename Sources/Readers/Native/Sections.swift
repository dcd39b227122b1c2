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
        case .visibility: flow.visibility = nameList("visibility", entry.value).map(\.name)
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

  func pairs(_ flow: Flow) -> [String] {
    FlowKey.allCases.compactMap { key in
      switch key {
      case .starts: pair(key, flow.starts.map { word($0.name) })
      case .ends: pair(key, list(flow.ends.map(\.name)))
      case .owner: pair(key, flow.owner.map { word($0.name) })
      case .reason: pair(key, flow.reason.map(word))
      case .trackedBy: pair(key, list(flow.trackers.map(\.name)))
      case .visibility: pair(key, list(flow.visibility))
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
