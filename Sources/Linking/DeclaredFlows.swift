import Catalog
import Findings

extension Linker {
  /// Adds the reactions that flows declare step by step: a message, then a service that receives it, then messages that
  /// the service sends.
  ///
  /// ```yaml
  /// steps:                                                     # shop sends OrderPlaced
  ///   - {id: placed, message: {id: OrderPlaced}, next_step: pay}
  ///   - {id: pay, service: {id: payment}, next_step: paid}     # payment receives it
  ///   - {id: paid, message: {id: PaymentReceived}}             # and sends PaymentReceived
  /// ```
  ///
  /// A service that states what it does on the message precedes the flow, and a step that contradicts the services adds
  /// nothing. A message that follows a person or another step outside of the catalog has its sender there. Where a step
  /// branches, or flows differ, one of the messages follows. Linear in steps and mentions.
  mutating func reactToFlows() {
    guard catalog.flows.contains(where: { !$0.steps.isEmpty }) else { return }
    nameSteps()
    var declared = DeclaredReactions(catalog)
    for flow in catalog.flows where !flow.steps.isEmpty { declared.add(flow, catalog) }
    declared.apply(to: &catalog)
  }
}

extension Linker {
  /// Decides which steps of a catalog's flows are messages and which are services; reports the others.
  private mutating func nameSteps() {
    for flow in catalog.flows.indices {
      for index in catalog.flows[flow].steps.indices {
        guard case .named(let word) = catalog.flows[flow].steps[index].subject else { continue }
        let name = catalog.names.find(word)
        if name.flatMap({ catalog.position(ofMessage: $0) }) != nil {
          catalog.flows[flow].steps[index].subject = .message(word)
        } else if name.flatMap({ catalog.position(ofService: $0) }) != nil {
          catalog.flows[flow].steps[index].subject = .service(word)
        } else {
          unknownStep(word, catalog.flows[flow].steps[index], of: catalog.flows[flow])
        }
      }
    }
  }
}

/// The reactions that the steps of flows declare, in the order of the steps.
private struct DeclaredReactions {
  private struct Key: Hashable {
    var service: Name
    var message: Name
  }

  private struct Declared {
    var key: Key
    var outputs: [Output]
    /// Whether not every occurrence leads to all of the outputs.
    var isConditional: Bool
  }

  private struct Output {
    var message: Name
    var place: Place
  }

  private var declared: [Declared] = []
  private var known: [Key: Int] = [:]
  /// The mentions by which services receive messages.
  private var received: [Key: [Int]] = [:]
  /// The mentions by which services send messages.
  private var sent: [Key: [Int]] = [:]
  private var senders: [Name: Set<Name>] = [:]
  private var receivers: [Name: [Name]] = [:]
  /// The messages that follow a step outside of the catalog, such as a person.
  private var begun: [Name] = []

  init(_ catalog: Catalog) {
    for (index, mention) in catalog.mentions.enumerated() where mention.verb != .observes {
      let key = Key(service: mention.service, message: mention.message)
      if mention.verb.isOutgoing {
        sent[key, default: []].append(index)
        senders[mention.message, default: []].insert(mention.service)
      } else {
        if received[key] == nil { receivers[mention.message, default: []].append(mention.service) }
        received[key, default: []].append(index)
      }
    }
  }

  mutating func add(_ flow: Flow, _ catalog: Catalog) {
    let steps = Dictionary(flow.steps.map { ($0.id, $0) }) { first, _ in first }
    for step in flow.steps {
      let next = step.next.compactMap { steps[$0.id] }
      if step.subject == .other { begun += next.compactMap { message($0, catalog) } }
      guard let message = message(step, catalog) else { continue }
      var direct: [Name: [Output]] = [:]
      for step in next {
        if case .service(let word) = step.subject {
          guard let service = catalog.names.find(word) else { continue }
          add(
            step.next.compactMap { steps[$0.id] }.compactMap { output($0, catalog) }, branches: step.next.count > 1,
            to: Key(service: service, message: message))
        } else if let output = output(step, catalog) {
          // Without a service between two messages, it is the only one that receives the first and sends the second.
          let between = (receivers[message] ?? []).filter { senders[output.message]?.contains($0) ?? false }
          if between.count == 1, let service = between.first { direct[service, default: []].append(output) }
        }
      }
      for service in receivers[message] ?? [] {
        guard let outputs = direct[service] else { continue }
        add(outputs, branches: outputs.count > 1, to: Key(service: service, message: message))
      }
    }
  }

  private func message(_ step: FlowStep, _ catalog: Catalog) -> Name? {
    guard case .message(let word) = step.subject, let name = catalog.names.find(word) else { return nil }
    return catalog.message(name)?.name
  }

  private func output(_ step: FlowStep, _ catalog: Catalog) -> Output? {
    message(step, catalog).map { Output(message: $0, place: step.subjectPlace) }
  }

  private mutating func add(_ outputs: [Output], branches: Bool, to key: Key) {
    guard received[key] != nil else { return }
    let outputs = outputs.filter { sent[Key(service: key.service, message: $0.message)] != nil }
    guard !outputs.isEmpty else { return }
    guard let index = known[key] else {
      known[key] = declared.count
      declared.append(Declared(key: key, outputs: [], isConditional: branches))
      declared[declared.count - 1].outputs = unique(outputs)
      return
    }
    let before = Set(declared[index].outputs.map(\.message))
    if branches || before != Set(outputs.map(\.message)) { declared[index].isConditional = true }
    declared[index].outputs = unique(declared[index].outputs + outputs)
  }

  private func unique(_ outputs: [Output]) -> [Output] {
    var seen: Set<Name> = []
    return outputs.filter { seen.insert($0.message).inserted }
  }

  /// Adds the reactions. A mention without a cause that now has one is replaced by the output of the reaction.
  func apply(to catalog: inout Catalog) {
    for message in begun where senders[message] == nil {
      if let position = catalog.position(ofMessage: message) { catalog.messages[position].isExternal = true }
    }
    var explained: Set<Int> = []
    var added: [Mention] = []
    /// The outputs of each reaction as positions in `added`.
    var outputs: [(reaction: Int, range: Range<Int>)] = []
    for entry in declared {
      guard let reaction = reaction(entry.key, in: &catalog) else { continue }
      let start = added.count
      for output in entry.outputs {
        let mentions = sent[Key(service: entry.key.service, message: output.message)] ?? []
        guard let first = mentions.first else { continue }
        var mention = catalog.mentions[first]
        // The service's own statement is used once, so that every mention has a place of its own.
        let isNew = catalog.mentions[first].reaction < 0 && explained.insert(first).inserted
        if !isNew { mention.place = output.place }
        explained.formUnion(mentions.filter { catalog.mentions[$0].reaction < 0 })
        mention.reaction = Int32(reaction)
        mention.alternative = entry.isConditional && entry.outputs.count > 1 ? 1 : 0
        added.append(mention)
      }
      catalog.reactions[reaction].isConditional = entry.isConditional
      outputs.append((reaction, start..<added.count))
    }
    guard !outputs.isEmpty else { return }
    replace(explained, by: added, in: &catalog)
    let first = catalog.mentions.count - added.count
    for (reaction, range) in outputs {
      catalog.reactions[reaction].outputs = Int32(first + range.lowerBound)..<Int32(first + range.upperBound)
    }
  }

  /// The position of the reaction of a service on a message, which is added if there is none; nil if the service states
  /// what it does.
  private func reaction(_ key: Key, in catalog: inout Catalog) -> Int? {
    guard let mentions = received[key], let first = mentions.first else { return nil }
    let stated = mentions.compactMap { index in
      catalog.mentions[index].reaction < 0 ? nil : Int(catalog.mentions[index].reaction)
    }
    if let known = stated.first {
      guard stated.allSatisfy({ catalog.reactions[$0].isOpen }) else { return nil }
      catalog.reactions[known].isOpen = false
      return known
    }
    catalog.mentions[first].reaction = Int32(catalog.reactions.count)
    catalog.reactions.append(
      Reaction(
        service: key.service, trigger: .message(key.message), place: catalog.mentions[first].place,
        certainty: .declared))
    return catalog.reactions.count - 1
  }

  private func replace(_ removed: Set<Int>, by added: [Mention], in catalog: inout Catalog) {
    var kept: ContiguousArray<Mention> = []
    kept.reserveCapacity(catalog.mentions.count - removed.count + added.count)
    /// The new position of each mention.
    var moved: [Int32] = []
    moved.reserveCapacity(catalog.mentions.count + 1)
    for (index, mention) in catalog.mentions.enumerated() {
      moved.append(Int32(kept.count))
      if !removed.contains(index) { kept.append(mention) }
    }
    moved.append(Int32(kept.count))
    for index in catalog.reactions.indices {
      let outputs = catalog.reactions[index].outputs
      catalog.reactions[index].outputs = moved[Int(outputs.lowerBound)]..<moved[Int(outputs.upperBound)]
    }
    catalog.mentions = kept + added
  }
}
