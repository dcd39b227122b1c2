import Catalog
import Findings
import Linking
import Writing
import YAMLTree

extension DocumentReader {
  mutating func readServices(_ id: NodeID, context: NamePlace?) {
    for (name, value) in namedEntries("services", id) {
      var service = service(name)
      service.context = service.context ?? context
      if let value {
        service.hasContent = true
        readService(value, into: &service)
      }
      reading.services.append(service)
    }
  }

  mutating func readService(_ id: NodeID, into service: inout Service) {
    for entry in mapping("service", id) {
      if let key: ServiceKey = key(entry) { readService(key, entry, into: &service) }
    }
  }

  mutating func readService(_ key: ServiceKey, _ entry: Entry, into service: inout Service) {
    let value = entry.value
    switch key {
    case .summary: text("summary", value)
    case .context:
      let contexts = nameList("context", value)
      service.context = contexts.first ?? service.context
      service.furtherContexts = Array(contexts.dropFirst())
    case .team: service.team = name("team", value)?.name
    case .role: service.role = choice("role", value)
    case .owns: service.owns = nameList("owns", value)
    case .vocabulary: service.vocabulary = nameList("vocabulary", value).map(\.name)
    case .stores: service.stores = stores(value)
    case .outbox: service.outbox = choice("outbox", value)
    case .process: service.processes = nameList("process", value)
    case .jobs:
      service.jobs = namedEntries("jobs", value).map { type, message in
        Service.Job(type: type, message: message.flatMap { name("jobs", $0) })
      }
    case .triggers: readTriggers(value, of: service.name)
    case .consumes where isAll(value): service.consumesAll = place(value)
    case .consumes: readIncoming(.consumes, value, of: service.name)
    case .handles: readIncoming(.handles, value, of: service.name)
    case .answers: readIncoming(.answers, value, of: service.name)
    case .observes: readObserved(value, into: &service)
    case .publishes: readStatedList(.publishes, entry, into: &service)
    case .sends: readStatedList(.sends, entry, into: &service)
    case .asks: readStatedList(.asks, entry, into: &service)
    case .expects: readExpectations(value, into: &service)
    case .sagas: readSagas(value, of: service.name)
    case .idempotent: service.idempotence = idempotence(value)
    case .inbox: service.inbox = name("inbox", value)
    case .responsible: service.isResponsible = flag("responsible", value)
    case .tags: service.tags = nameList("tags", value).map(\.name)
    case .from: service.hasContent = !word("from", value, is: "document")
    }
  }

  mutating func stores(_ id: NodeID) -> [Service.Store] {
    namedEntries("stores", id).map { name, value in
      var store = Service.Store(name: name)
      for entry in mapping("store", value) {
        guard let key: StoreKey = key(entry) else { continue }
        switch key {
        case .kind: store.kind = choice("kind", entry.value)
        case .role: store.role = choice("role", entry.value)
        case .sharedForReading: store.isSharedForReading = flag("shared-for-reading", entry.value)
        case .consistency: store.consistency = choice("consistency", entry.value)
        case .staleness: store.staleness = duration("staleness", entry.value)
        case .holds: store.holds = nameList("holds", entry.value)
        case .fedBy: store.fedBy = nameList("fed-by", entry.value)
        case .loadedBy: store.loadedBy = self.name("loaded-by", entry.value)?.name
        case .summary: text("summary", entry.value)
        }
      }
      return store
    }
  }

  // MARK: What is waited for

  mutating func readExpectations(_ id: NodeID, into service: inout Service) {
    for (message, value) in namedEntries("expects", id) {
      var expectation = Service.Expectation(message: message, replies: [], isTimed: false, otherwise: [])
      for entry in mapping("expectation", value) {
        guard let key: ExpectationKey = key(entry) else { continue }
        switch key {
        case .reply, .replies: expectation.replies = messages("reply", entry.value)
        case .within:
          expectation.within = duration("within", entry.value, or: [Durations.forever])
          expectation.isTimed = true
        case .otherwise: expectation.otherwise = messages("otherwise", entry.value)
        // A process implies it, whose rules judge it.
        case .certainty: expectation.isFromInterface = certainty(entry.value) == .process
        case .onSuccess: readOutcome(entry.value, of: message, isFailure: false, at: service.name)
        case .onFailure: readOutcome(entry.value, of: message, isFailure: true, at: service.name)
        }
      }
      service.expectations.append(expectation)
    }
  }

  mutating func messages(_ what: String, _ id: NodeID) -> [NamePlace] {
    guard kind(id) == .sequence else { return isNull(id) ? [] : alternatives(what, id) }
    return nameList(what, id)
  }
}

/// Services written again.
extension CatalogWriter {
  mutating func write(_ service: Service) {
    out.append("  \(word(service.name)):\n")
    let start = out.bytes.count
    for key in ServiceKey.allCases where key != .from { write(key, of: service) }
    // Nothing is known but the name.
    guard out.bytes.count > start else { return }
    if !service.hasContent { line(ServiceKey.from, "document") }
  }

  mutating func write(_ key: ServiceKey, of service: Service) {
    switch key {
    case .summary: break
    case .context:
      if service.furtherContexts.isEmpty {
        line(key, service.context.map { word($0.name) })
      } else {
        line(key, list(([service.context].compactMap { $0 } + service.furtherContexts).map(\.name)))
      }
    case .team: line(key, service.team.map(word))
    case .role: line(key, service.role?.rawValue)
    case .owns: line(key, list(service.owns.map(\.name)))
    case .vocabulary: line(key, list(service.vocabulary))
    case .stores:
      line(key, mapping(service.stores.map { "\(word($0.name.name)): {\(pairs($0).joined(separator: ", "))}" }))
    case .outbox: line(key, service.outbox?.rawValue)
    // What files of processes say is written as reactions; their paths are others here.
    case .process: line(key, list(service.processes.map(\.name).filter { !BPMNReader.isBPMN(catalog[$0]) }))
    case .jobs:
      line(key, mapping(service.jobs.map { "\(word($0.type.name)):\($0.message.map { " " + word($0.name) } ?? "")" }))
    case .triggers:
      let own = (triggers[service.name] ?? []).compactMap { reaction in label(of: reaction).map { ($0, reaction) } }
      let entries = own.map { "\(word($0)): {\(pairs(ofTrigger: $1).joined(separator: ", "))}" }
      let isUnique = Set(own.map { $0.0 }).count == own.count
      line(key, isUnique ? mapping(entries) : "[\(entries.map { "{\($0)}" }.joined(separator: ", "))]")
    case .consumes: incoming(.consumes, of: service, isAll: service.consumesAll != nil)
    case .handles: incoming(.handles, of: service)
    case .answers: incoming(.answers, of: service)
    case .observes: incoming(.observes, of: service, isAll: service.observesAll != nil)
    case .publishes: stated(.publishes, of: service)
    case .sends: stated(.sends, of: service)
    case .asks: stated(.asks, of: service)
    case .expects:
      line(
        key, mapping(service.expectations.map { "\(word($0.message.name)): {\(pairs($0).joined(separator: ", "))}" }))
    // Written as reactions, flows and compensations.
    case .sagas: break
    case .idempotent: line(key, service.idempotence.map(idempotence))
    case .inbox: line(key, service.inbox.map { word($0.name) })
    case .responsible: line(key, service.isResponsible ? "true" : nil)
    case .tags: line(key, list(service.tags))
    case .from: break
    }
  }

  func pairs(_ store: Service.Store) -> [String] {
    StoreKey.allCases.compactMap { key in
      switch key {
      case .kind: pair(key, store.kind?.rawValue)
      case .role: pair(key, store.role?.rawValue)
      case .sharedForReading: pair(key, store.isSharedForReading ? "true" : nil)
      case .consistency: pair(key, store.consistency?.rawValue)
      case .staleness: pair(key, store.staleness.map(word))
      case .holds: pair(key, list(store.holds.map(\.name)))
      case .fedBy: pair(key, list(store.fedBy.map(\.name)))
      case .loadedBy: pair(key, store.loadedBy.map(word))
      case .summary: nil
      }
    }
  }

  func pairs(_ expectation: Service.Expectation) -> [String] {
    ExpectationKey.allCases.compactMap { key in
      switch key {
      case .reply: nil
      case .replies: pair(key, list(expectation.replies.map(\.name)))
      case .within: pair(key, expectation.within.map(word))
      case .otherwise: pair(key, list(expectation.otherwise.map(\.name)))
      case .certainty: pair(key, expectation.isFromInterface ? CertaintyWord.process.rawValue : nil)
      // Written as reactions to the replies.
      case .onSuccess, .onFailure: nil
      }
    }
  }
}
