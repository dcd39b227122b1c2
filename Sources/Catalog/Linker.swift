import Findings

extension Catalog {
  /// What some worker read: its own table of names, and its files.
  package struct Share: Sendable {
    package var names: Names
    package var readings: [Reading]

    package init(names: Names, readings: [Reading]) {
      self.names = names
      self.readings = readings
    }
  }

  /// Brings the shares of all workers together: names to one table, definitions to one thing each, references checked. The
  /// result depends on the files and their order alone, not on who read which. Linear in the input.
  package static func linking(_ shares: [Share]) -> Catalog {
    var linker = Linker(shares: shares)
    linker.defineMessages()
    linker.defineServices()
    linker.defineOthers()
    linker.knowOwnersMessages()
    linker.resolveMentions()
    linker.checkReferences()
    return linker.catalog
  }
}

/// The catalog in the making.
struct Linker {
  var catalog: Catalog
  /// "Did you mean" looks at every name, so only the first few unknown names of a run get it.
  private var suggestionsLeft = 100

  init(shares: [Catalog.Share]) {
    var shares = shares
    var names = shares.first?.names ?? Names()
    var readings: [Reading] = []
    for index in shares.indices {
      let own = shares[index].names
      let map = index == 0 ? nil : (0..<own.count).map { names.intern(own.bytes(Name(index: UInt32($0)))) }
      while var reading = shares[index].readings.popLast() {
        if let map { reading.rename(map) }
        readings.append(reading)
      }
    }
    readings.sort { $0.file < $1.file }
    let count = names.count
    catalog = Catalog(names: names, messageIndex: NameIndex(names: count), serviceIndex: NameIndex(names: count))
    catalog.messages.reserveCapacity(readings.reduce(0) { $0 + $1.messages.count })
    for index in readings.indices {
      append(readings[index])
      // Facts of one file are not kept twice.
      readings[index] = Reading(file: readings[index].file)
    }
  }

  private mutating func append(_ reading: Reading) {
    let mentionOffset = Int32(catalog.mentions.count)
    let reactionOffset = Int32(catalog.reactions.count)
    catalog.messages += reading.messages
    catalog.services += reading.services
    catalog.channels += reading.channels
    catalog.contexts += reading.contexts
    catalog.entities += reading.entities
    catalog.flows += reading.flows
    catalog.problems += reading.problems
    catalog.isPartial = catalog.isPartial || reading.isPartial
    for var mention in reading.mentions {
      if mention.reaction >= 0 { mention.reaction += reactionOffset }
      catalog.mentions.append(mention)
    }
    for var reaction in reading.reactions {
      reaction.outputs = reaction.outputs.lowerBound + mentionOffset..<reaction.outputs.upperBound + mentionOffset
      catalog.reactions.append(reaction)
    }
  }

  // MARK: Definitions

  mutating func defineMessages() {
    let defined = catalog.messages
    catalog.messages = []
    catalog.messages.reserveCapacity(defined.count)
    for message in defined {
      guard let known = catalog.messageIndex[message.name] else {
        catalog.messageIndex[message.name] = catalog.messages.count
        catalog.messages.append(message)
        continue
      }
      let first = catalog.messages[known]
      if first.kind != message.kind {
        let name = catalog[message.name]
        duplicate("\(name) is defined as \(message.kind.name) and as \(first.kind.name)", message.name, message.place, first.place)
      } else if first.hasContent && message.hasContent {
        duplicate("\(message.kind.name) \(catalog[message.name]) is defined twice", message.name, message.place, first.place)
      } else if message.hasContent {
        catalog.messages[known] = message
      }
    }
  }

  mutating func defineServices() {
    let defined = catalog.services
    catalog.services = []
    catalog.services.reserveCapacity(defined.count)
    for service in defined {
      guard let known = catalog.serviceIndex[service.name] else {
        catalog.serviceIndex[service.name] = catalog.services.count
        catalog.services.append(service)
        continue
      }
      let first = catalog.services[known]
      if first.hasContent && service.hasContent {
        duplicate("service \(catalog[service.name]) is defined twice", service.name, service.place, first.place)
      } else if service.hasContent {
        catalog.services[known] = service
      }
    }
  }

  mutating func defineOthers() {
    catalog.channels = unique(catalog.channels, "channel") { ($0.name, $0.place) }
    catalog.contexts = unique(catalog.contexts, "context") { ($0.name, $0.place) }
    catalog.entities = unique(catalog.entities, "entity") { ($0.name, $0.place) }
    catalog.flows = unique(catalog.flows, "flow") { ($0.name, $0.place) }
  }

  private mutating func unique<Thing>(_ things: [Thing], _ what: String, key: (Thing) -> (Name, Place)) -> [Thing] {
    var first: [Name: Place] = [:]
    return things.filter { thing in
      let (name, place) = key(thing)
      guard let known = first.updateValue(first[name] ?? place, forKey: name) else { return true }
      duplicate("\(what) \(catalog[name]) is defined twice", name, place, known)
      return false
    }
  }

  private mutating func duplicate(_ message: String, _ name: Name, _ place: Place, _ first: Place) {
    catalog.problems.append(
      Problem(
        .duplicateDefinition, message, at: place, notes: [Note("first defined here", at: first)],
        help: "keep one of the two; versions of a message are one definition with `version`", subjects: [catalog[name]]))
  }

  // MARK: Mentions

  /// The owner's word makes a message known: an event its producer's, a command or query its receiver's.
  mutating func knowOwnersMessages() {
    for mention in catalog.mentions where mention.verb.isOwners && catalog.messageIndex[mention.message] == nil {
      know(mention.message, at: mention.place, as: mention.verb.kind ?? .event)
    }
  }

  /// What only others mention is unknown, unless the catalog is partial. A command that is sent and not handled is known by
  /// its sender; another rule tells that nobody handles it.
  mutating func resolveMentions() {
    let known = knownMessages
    for mention in catalog.mentions where catalog.messageIndex[mention.message] == nil {
      let near = suggestion(for: mention.message, among: known)
      let isTypo = near != nil
      know(mention.message, at: mention.place, as: mention.verb.kind ?? .event)
      if mention.verb == .sends && !isTypo { continue }
      if let index = catalog.messageIndex[mention.message] { catalog.messages[index].isUnknown = true }
      if catalog.isPartial && !isTypo { continue }
      let what = isTypo || mention.verb == .sends ? "which nothing defines" : missing(mention.verb)
      unknown(
        "\(catalog[mention.service]) \(mention.verb.name) \(catalog[mention.message]), \(what)", mention.message,
        at: mention.place, near: near, remedy: "define it, or say `external: true` where it is defined")
    }
    reportMisspeltEmissions()
  }

  private func missing(_ verb: Mention.Verb) -> String {
    switch verb {
    case .asks: "which nothing defines or answers"
    default: "which nothing defines or publishes"
    }
  }

  /// An event that somebody publishes under a name nobody defines or takes in, one letter off a defined one nobody publishes.
  private mutating func reportMisspeltEmissions() {
    var published: Set<Name> = []
    var taken: Set<Name> = []
    for mention in catalog.mentions {
      if mention.verb == .publishes { published.insert(mention.message) }
      if !mention.verb.isOutgoing { taken.insert(mention.message) }
    }
    let waiting = catalog.messages.filter { $0.isDefined && $0.kind == .event && !$0.isExternal && !published.contains($0.name) }
    guard !waiting.isEmpty else { return }
    for mention in catalog.mentions where mention.verb == .publishes && !taken.contains(mention.message) {
      guard let message = catalog.message(mention.message), !message.isDefined, suggestionsLeft > 0 else { continue }
      suggestionsLeft -= 1
      let word = catalog.names.bytes(mention.message)
      let near = waiting.first { NearName.distance(word, catalog.names.bytes($0.name), limit: 1) != nil }
      guard let near else { continue }
      unknown(
        "\(catalog[mention.service]) publishes \(catalog[mention.message]), which nothing defines", mention.message,
        at: mention.place, near: catalog[near.name], remedy: "define it")
    }
  }

  private mutating func know(_ name: Name, at place: Place, as kind: Message.Kind) {
    catalog.messageIndex[name] = catalog.messages.count
    catalog.messages.append(Message(name: name, place: place, kind: kind, isDefined: false))
  }

  // MARK: References

  mutating func checkReferences() {
    let known = knownMessages
    let contexts = catalog.contexts.map(\.name)
    let channels = catalog.channels.map(\.name)
    let entities = catalog.entities.map(\.name) + catalog.services.flatMap { $0.owns.map(\.name) }
    let channelSet = Set(channels)
    let contextSet = Set(contexts)
    let entitySet = Set(entities)
    for message in catalog.messages where message.hasContent {
      let name = catalog[message.name]
      if let channel = message.channel, !channels.isEmpty, !channelSet.contains(channel.name) {
        unknown("\(name) is on channel \(catalog[channel.name]), which is not among `channels`", channel, among: channels)
      }
      if let subject = message.subject, !entitySet.contains(subject.name),
        let near = suggestion(for: subject.name, among: entities)
      {
        unknown("\(name) is about \(catalog[subject.name]), which is no known entity", subject.name, at: subject.place, near: near, remedy: "")
      }
      checkFieldPaths(of: message)
    }
    for service in catalog.services {
      if let context = service.context, !contexts.isEmpty, !contextSet.contains(context.name) {
        unknown(
          "\(catalog[service.name]) belongs to context \(catalog[context.name]), which is not among `contexts`", context,
          among: contexts)
      }
      for expectation in service.expectations {
        for name in [expectation.message] + expectation.replies + expectation.otherwise {
          checkMessage(name, "\(catalog[service.name]) expects", known)
        }
      }
    }
    for reaction in catalog.reactions {
      if case .outside(_, _, let after?) = reaction.trigger { checkMessage(after, "a timer of \(catalog[reaction.service]) starts with", known) }
      if let name = reaction.compensation { checkMessage(name, "\(catalog[reaction.service]) compensates by", known) }
    }
    checkFlows(known)
  }

  private mutating func checkFlows(_ known: [Name]) {
    var triggers: Set<Name> = []
    for reaction in catalog.reactions {
      if case .outside(let label, _, _) = reaction.trigger { triggers.insert(label) }
    }
    let services = catalog.services.map(\.name)
    for flow in catalog.flows {
      let name = catalog[flow.name]
      if let starts = flow.starts, !triggers.contains(starts.name) { checkMessage(starts, "flow \(name) starts with", known) }
      for end in flow.ends { checkMessage(end, "flow \(name) ends with", known) }
      for service in [flow.owner].compactMap({ $0 }) + flow.trackers where catalog.serviceIndex[service.name] == nil {
        guard catalog[service.name] != "none" else { continue }
        unknown("flow \(name) names \(catalog[service.name]), which is no service", service, among: services)
      }
    }
  }

  private mutating func checkMessage(_ name: NamePlace, _ what: String, _ known: [Name]) {
    guard catalog.messageIndex[name.name] == nil else { return }
    let near = suggestion(for: name.name, among: known)
    guard near != nil || !catalog.isPartial else { return }
    unknown(
      "\(what) \(catalog[name.name]), which nothing defines or sends", name.name, at: name.place, near: near,
      remedy: "define it, or correct the name")
  }

  private mutating func checkFieldPaths(of message: Message) {
    guard let shape = message.shape, !shape.fields.isEmpty, message.key != nil || !message.personal.isEmpty else { return }
    let paths = FieldPaths(shape, names: catalog.names)
    let named = [message.key].compactMap { $0 }.map { ("key", $0) } + message.personal.map { ("personal", $0) }
    for (attribute, path) in named where paths.field(at: catalog.names.bytes(path.name)) == nil {
      let near = paths.nearest(to: catalog.names.bytes(path.name)).map { String(decoding: $0, as: UTF8.self) }
      unknown(
        "`\(attribute)` of \(catalog[message.name]) names \(catalog[path.name]), which its payload does not have",
        path.name, at: path.place, near: near, remedy: "add the field, or correct the name")
    }
  }

  private var knownMessages: [Name] { catalog.messages.map(\.name) }

  private mutating func suggestion(for name: Name, among candidates: [Name]) -> String? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    let names = catalog.names
    return NearName.best(for: names.bytes(name), among: candidates.lazy.filter { $0 != name }.map { names.bytes($0) })
      .map { String(decoding: $0, as: UTF8.self) }
  }

  private mutating func unknown(_ message: String, _ name: NamePlace, among candidates: [Name]) {
    let near = suggestion(for: name.name, among: candidates)
    unknown(message, name.name, at: name.place, near: near, remedy: "define it, or correct the name")
  }

  private mutating func unknown(_ message: String, _ name: Name, at place: Place, near: String?, remedy: String) {
    catalog.problems.append(
      Problem(
        .unknownReference, message, at: place, help: near.map { "did you mean `\($0)`?" } ?? remedy,
        subjects: [catalog[name]]))
  }
}
