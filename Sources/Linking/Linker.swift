package import Catalog
import Findings
import Writing

extension Catalog {
  /// The whole catalog, linked from what several readers read: names moved to one table, definitions of one name
  /// merged, references checked.
  ///
  /// The readings come in the order of their files, so the result does not depend on which thread read which file.
  /// Invalid input never fails linking; it becomes a `Problem` of the catalog. Linear in the input.
  ///
  /// - Parameter intent: infers a message's kind from its name, for documents that do not state the kind.
  package static func linking(
    _ readings: consuming [PartialCatalog], intent: (String) -> NameIntent = { _ in NameIntent(kind: nil, reason: "") }
  ) -> Catalog {
    var linker = Linker(readings, intent)
    linker.defineMessages()
    linker.defineServices()
    linker.defineOthers()
    linker.knowOwnersMessages()
    linker.resolveMentions()
    linker.recognizeReplies()
    linker.spreadIdempotence()
    linker.compareLocalNames()
    linker.reactToFlows()
    linker.checkReferences()
    linker.catalog.observing = linker.catalog.services.map(\.isObserver)
    linker.catalog.synchronousChannels = Set(linker.catalog.channels.filter(\.isSynchronous).map(\.name))
    return linker.catalog
  }
}

/// A catalog under construction: the passes that merge definitions, resolve mentions and check references, in this
/// order.
package struct Linker {
  var catalog: Catalog
  /// "Did you mean" compares a name with every known name, so only the first unknown names of a run get a suggestion.
  private var suggestionsLeft = 100
  /// The messages that their owners mention, with the files; nil until asked for.
  private var owners: Set<[UInt32]>?

  init(_ readings: consuming [PartialCatalog], _ intent: (String) -> NameIntent) {
    var readings = readings
    var all = PartialCatalog()
    let total = PartialCatalog.Counts(readings)
    for index in readings.indices {
      // Each reading is released before the next is appended, so that at most one reading is in memory twice.
      var reading = PartialCatalog()
      swap(&reading, &readings[index])
      if index == 0 {
        swap(&all, &reading)
        if readings.count > 1 { all.reserve(total) }
      } else {
        all.append(consume reading)
      }
    }
    all.separateServices()
    all.splitByChannel()
    all.resolvePages()
    all.resolveTitles()
    let joined = all.joinInterfaces(intent: intent)
    all.joinProcesses()
    all.lowerSagas()
    all.lowerWaits()
    all.lowerStores()
    catalog = Catalog(names: all.names)
    catalog.messages = all.messages
    catalog.fields = all.fields
    catalog.services = all.services
    catalog.mentions = all.mentions
    catalog.reactions = all.reactions
    catalog.lists = all.lists
    catalog.channels = all.channels
    catalog.contexts = all.contexts
    catalog.entities = all.entities
    catalog.flows = all.flows
    catalog.messageTraits = all.messageTraits
    catalog.reactionTraits = all.reactionTraits
    catalog.schemas = all.schemas
    catalog.spares = all.spares
    catalog.versions = all.versions
    catalog.versionsRead = all.versionsRead
    catalog.problems = all.problems
    catalog.isPartial = all.isPartial
    catalog.interfaces = all.interfaces
    catalog.processes = all.processes
    catalog.joins = joined.joins
    catalog.copies = joined.copies
    catalog.unjoined = joined.unjoined
  }

  // MARK: Definitions

  /// Merges the definitions of one name, in the order of the files: the first one with content counts, together with
  /// its own rarely used keys, which are stored by its place and never mixed with those of another. A document
  /// completes a catalog's definition; of two documents, the one of the message's owner counts. Whatever else is
  /// defined twice is reported.
  mutating func defineMessages() {
    // In place: the definitions that are kept move to the front.
    var count = 0
    for index in catalog.messages.indices {
      let message = catalog.messages[index]
      guard let known = catalog.messageIndex[message.name] else {
        catalog.messageIndex[message.name] = count
        if count != index { catalog.messages[count] = message }
        count += 1
        continue
      }
      let first = catalog.messages[known]
      if first.isFromInterface || message.isFromInterface {
        // Of two documents, the owner's counts, whichever file comes first.
        let isOwners = first.isFromInterface && (!message.isFromInterface || owns(message) && !owns(first))
        catalog.messages[known] = isOwners ? message.completed(by: first) : first.completed(by: message)
        continue
      }
      if first.kind != message.kind {
        let name = catalog[message.name]
        duplicate(
          "\(name) is defined as \(message.kind.name) and as \(first.kind.name)", message.name, place: message.place,
          first: first.place)
      } else if let difference = otherMeaning(first, message) {
        let name = catalog[message.name]
        catalog.problems.append(
          Problem(
            .sameNameOtherMeaning,
            "\(name) has different meanings in \(difference.first) and \(difference.second): \(difference.words)",
            at: message.place, notes: [Note("the other definition", at: first.place)],
            help: "make each name specific to its context", subjects: [name]))
      } else if first.hasContent && message.hasContent {
        duplicate(
          "\(message.kind.name) \(catalog[message.name]) is defined twice", message.name, place: message.place,
          first: first.place)
      } else if message.hasContent {
        catalog.messages[known] = message
      }
    }
    catalog.messages.removeLast(catalog.messages.count - count)
    guard !catalog.messageTraits.isEmpty else { return }
    let places = Set(catalog.messages.map(\.place))
    catalog.messageTraits = catalog.messageTraits.filter { places.contains($0.key) }
  }

  /// Whether the file of a definition also says who owns the message.
  private mutating func owns(_ message: Message) -> Bool {
    if owners == nil {
      owners = Set(catalog.mentions.filter(\.verb.ownsContract).map { [$0.message.index, $0.place.file.rawValue] })
    }
    return owners?.contains([message.name.index, message.place.file.rawValue]) ?? false
  }

  /// The difference between two definitions of one message name in two contexts: another subject or another key.
  private func otherMeaning(_ one: Message, _ other: Message) -> (first: String, second: String, words: String)? {
    guard let first = one.context, let second = other.context, first != second else { return nil }
    for (what, left, right) in [("subject", one.subject, other.subject), ("key", one.key, other.key)] {
      guard let left = catalog.first(left)?.name, let right = catalog.first(right)?.name, left != right else {
        continue
      }
      return (catalog[first], catalog[second], "its \(what) is \(catalog[left]) there and \(catalog[right]) here")
    }
    return nil
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
        duplicate(
          "service \(catalog[service.name]) is defined twice", service.name, place: service.place, first: first.place)
      } else if service.hasContent {
        catalog.services[known] = service.completed(by: first)
      } else {
        catalog.services[known] = first.completed(by: service)
      }
    }
  }

  mutating func defineOthers() {
    catalog.channels = unique(withoutRepeatedDocuments(catalog.channels), "channel") { ($0.name, $0.place) }
    catalog.contexts = unique(catalog.contexts, "context") { ($0.name, $0.place) }
    catalog.entities = unique(catalog.entities, "entity") { ($0.name, $0.place) }
    catalog.flows = unique(catalog.flows, "flow") { ($0.name, $0.place) }
  }

  /// Channels of which AsyncAPI documents define each once, and none that a catalog defines: documents complete one
  /// another, since each states only what its service needs.
  private func withoutRepeatedDocuments(_ channels: [Channel]) -> [Channel] {
    let defined = Set(channels.filter { !$0.isFromInterface }.map(\.name))
    var positions: [Name: Int] = [:]
    var kept: [Channel] = []
    for channel in channels {
      if channel.isFromInterface {
        guard !defined.contains(channel.name) else { continue }
        if let known = positions[channel.name] {
          kept[known] = kept[known].completed(by: channel)
          continue
        }
        positions[channel.name] = kept.count
      }
      kept.append(channel)
    }
    return kept
  }

  private mutating func unique<Thing>(_ things: [Thing], _ what: String, key: (Thing) -> (Name, Place)) -> [Thing] {
    var first: [Name: Place] = [:]
    return things.filter { thing in
      let (name, place) = key(thing)
      guard let known = first.updateValue(first[name] ?? place, forKey: name) else { return true }
      duplicate("\(what) \(catalog[name]) is defined twice", name, place: place, first: known)
      return false
    }
  }

  private mutating func duplicate(_ message: String, _ name: Name, place: Place, first: Place) {
    catalog.problems.append(
      Problem(
        .duplicateDefinition, message, at: place, notes: [Note("first defined here", at: first)],
        help: "keep one of the two; versions of a message share one definition with `version`",
        subjects: [catalog[name]])
    )
  }

  // MARK: Mentions

  /// Defines the messages that their owner mentions: an event by its producer, a command or query by its receiver.
  mutating func knowOwnersMessages() {
    for mention in catalog.mentions where mention.verb.ownsContract && catalog.messageIndex[mention.message] == nil {
      know(mention.message, at: mention.place, as: mention.verb.kind ?? .event)
    }
  }

  /// Reports messages that only non-owners mention, unless the catalog is partial. A sent command without a handler is
  /// defined by its sender; other rules report that it has no handler, or that its receiver treats it as an event.
  mutating func resolveMentions() {
    let known = knownMessages
    var taken = NameSet(count: catalog.names.count)
    for mention in catalog.mentions where !mention.verb.isOutgoing { taken.insert(mention.message) }
    // If both a sender and a receiver use the name, it is not a typo.
    for mention in catalog.mentions where mention.verb == .sends && taken.contains(mention.message) {
      guard catalog.messageIndex[mention.message] == nil else { continue }
      know(mention.message, at: mention.place, as: .command)
    }
    for mention in catalog.mentions where catalog.messageIndex[mention.message] == nil {
      let near = suggestion(for: mention.message, among: known)
      let isTypo = near != nil
      know(mention.message, at: mention.place, as: mention.verb.kind ?? .event)
      if mention.verb == .sends && !isTypo { continue }
      if let index = catalog.messageIndex[mention.message] { catalog.messages[index].isUnknown = true }
      if catalog.isPartial && !isTypo { continue }
      let what = isTypo || mention.verb == .sends ? "which is not defined" : missing(mention.verb)
      unknown(
        "\(catalog[mention.service]) \(mention.verb.name) \(catalog[mention.message]), \(what)", mention.message,
        at: mention.place, near: near.flatMap { isKnown($0.word, to: mention) ? nil : $0 },
        remedy: "define it, or set `external: true` in its definition")
    }
    reportMisspeltEmissions()
  }

  /// Whether a service already mentions a message with the same verb: it does not mean that one by another name.
  private func isKnown(_ word: String, to mention: Mention) -> Bool {
    guard let name = catalog.names.find(word) else { return false }
    return catalog.mentions.contains { $0.message == name && $0.service == mention.service && $0.verb == mention.verb }
  }

  private func missing(_ verb: Mention.Verb) -> String {
    switch verb {
    case .asks: "which is not defined or answered"
    default: "which is not defined or published"
    }
  }

  /// Reports published events that are neither defined nor consumed and that differ by one letter from a defined event
  /// without a publisher.
  private mutating func reportMisspeltEmissions() {
    var published = NameSet(count: catalog.names.count)
    var taken = NameSet(count: catalog.names.count)
    for mention in catalog.mentions {
      if mention.verb == .publishes { published.insert(mention.message) }
      if !mention.verb.isOutgoing { taken.insert(mention.message) }
    }
    let waiting = catalog.messages.filter {
      $0.isDefined && $0.kind == .event && !$0.isExternal && !published.contains($0.name)
    }
    guard !waiting.isEmpty else { return }
    for mention in catalog.mentions where mention.verb == .publishes && !taken.contains(mention.message) {
      guard let message = catalog.message(mention.message), !message.isDefined, suggestionsLeft > 0 else { continue }
      suggestionsLeft -= 1
      let word = catalog.names.bytes(mention.message)
      let near = waiting.first { NearName.distance(word, catalog.names.bytes($0.name), limit: 1) != nil }
      guard let near else { continue }
      unknown(
        "\(catalog[mention.service]) publishes \(catalog[mention.message]), which is not defined", mention.message,
        at: mention.place, near: Suggestion(word: catalog[near.name]), remedy: "define it")
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
    let channels = catalog.channels.filter { !$0.isFromInterface }.map(\.name)
    let entities = catalog.entities.map(\.name) + catalog.services.flatMap { $0.owns.map(\.name) }
    let channelSet = Set(catalog.channels.map(\.name))
    let contextSet = Set(contexts)
    let entitySet = Set(entities)
    for message in catalog.messages where message.hasContent && !message.isFromInterface {
      if let channel = catalog.first(message.channel), !channels.isEmpty, !channelSet.contains(channel.name) {
        unknown(
          "\(catalog[message.name]) is on channel \(catalog[channel.name]), which is not listed under `channels`",
          channel,
          among: channels)
      }
      if let subject = catalog.first(message.subject), !entitySet.contains(subject.name),
        let near = suggestion(for: subject.name, among: entities)
      {
        unknown(
          "\(catalog[message.name]) is about \(catalog[subject.name]), which is not a known entity", subject.name,
          at: subject.place, near: near, remedy: "")
      }
      checkFieldPaths(of: message)
    }
    for service in catalog.services {
      for context in [service.context].compactMap({ $0 }) + service.furtherContexts
      where !contexts.isEmpty && !contextSet.contains(context.name) {
        unknown(
          "\(catalog[service.name]) belongs to context \(catalog[context.name]), which is not listed under `contexts`",
          context,
          among: contexts)
      }
      for expectation in service.expectations {
        for name in [expectation.message] + expectation.replies + expectation.otherwise {
          checkMessage(name, "\(catalog[service.name]) expects", known: known)
        }
      }
      for job in service.jobs {
        if let message = job.message {
          checkMessage(message, "\(catalog[service.name]) handles job \(catalog[job.type.name]) with", known: known)
        }
      }
    }
    for reaction in catalog.reactions {
      if case .outside(_, _, let after) = reaction.trigger, let after = catalog.first(after) {
        checkMessage(after, "a timer of \(catalog[reaction.service]) starts after", known: known)
      }
      if let name = catalog.first(reaction.compensation) {
        checkMessage(name, "\(catalog[reaction.service]) compensates with", known: known)
      }
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
      if let starts = flow.starts, !triggers.contains(starts.name) {
        checkMessage(starts, "flow \(name) starts with", known: known)
      }
      for end in flow.ends { checkMessage(end, "flow \(name) ends with", known: known) }
      for join in flow.joins {
        for message in [join.outcome] + join.prerequisites {
          checkMessage(message, "flow \(name) requires", known: known)
        }
      }
      for duty in flow.duties { checkMessage(duty.outcome, "flow \(name) assigns responsibility for", known: known) }
      for service in [flow.owner].compactMap({ $0 }) + flow.trackers + flow.duties.map(\.service)
      where catalog.serviceIndex[service.name] == nil {
        guard catalog[service.name] != "none" else { continue }
        unknown("flow \(name) names \(catalog[service.name]), which is not a service", service, among: services)
      }
    }
  }

  /// Reports a step of a flow that names neither a message nor a service.
  mutating func unknownStep(_ word: String, _ step: FlowStep, of flow: Flow) {
    guard let name = catalog.names.find(word) else { return }
    let near = suggestion(for: name, among: knownMessages + catalog.services.map(\.name))
    guard near != nil || !catalog.isPartial else { return }
    unknown(
      "a step of flow \(catalog[flow.name]) is \(word), which is neither a message nor a service", name,
      at: step.subjectPlace, near: near, remedy: "define it, or correct the name")
  }

  private mutating func checkMessage(_ name: NamePlace, _ what: String, known: [Name]) {
    guard catalog.messageIndex[name.name] == nil else { return }
    let near = suggestion(for: name.name, among: known)
    guard near != nil || !catalog.isPartial else { return }
    unknown(
      "\(what) \(catalog[name.name]), which is not defined or sent", name.name, at: name.place, near: near,
      remedy: "define it, or correct the name")
  }

  private mutating func checkFieldPaths(of message: Message) {
    guard let range = message.fields, range.count > 0, !message.key.isEmpty || !message.personal.isEmpty else { return }
    // Nearly always the key is a top-level field; only otherwise is a table of paths worth its cost.
    if message.personal.isEmpty, let key = catalog.first(message.key),
      catalog.hasTopField(key.name, in: range)
    {
      return
    }
    let paths = FieldPaths(catalog.fields.shape(of: range), names: catalog.names)
    let named = catalog[message.key].map { ("key", $0) } + catalog[message.personal].map { ("personal", $0) }
    for (attribute, path) in named where paths.field(at: catalog.names.bytes(path.name)) == nil {
      let near = paths.nearest(to: catalog.names.bytes(path.name)).map {
        Suggestion(word: String(decoding: $0, as: UTF8.self))
      }
      // The envelope may carry a key; only a field of nearly its name shows that it was misspelt.
      if attribute == "key" ? near == nil : catalog.carriesOutsidePayload(path.name, message) { continue }
      unknown(
        "`\(attribute)` of \(catalog[message.name]) names \(catalog[path.name]), which is not a field of its payload",
        path.name, at: path.place, near: near, remedy: "add the field, or correct the name")
    }
  }

  private var knownMessages: [Name] { catalog.messages.map(\.name) }

  /// The name that was probably meant.
  private struct Suggestion {
    var word: String
    /// No other name is near enough, so the replacement is offered as a fix.
    var isOnly = false
  }

  private mutating func suggestion(for name: Name, among candidates: [Name]) -> Suggestion? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    let names = catalog.names
    let others = candidates.lazy.filter { $0 != name }.map { names.bytes($0) }
    guard let best = NearName.best(for: names.bytes(name), among: others) else { return nil }
    let isOnly = !others.contains { !$0.elementsEqual(best) && NearName.isNear(names.bytes(name), $0) }
    return Suggestion(word: String(decoding: best, as: UTF8.self), isOnly: isOnly)
  }

  private mutating func unknown(_ message: String, _ name: NamePlace, among candidates: [Name]) {
    let near = suggestion(for: name.name, among: candidates)
    unknown(message, name.name, at: name.place, near: near, remedy: "define it, or correct the name")
  }

  private mutating func unknown(_ message: String, _ name: Name, at place: Place, near: Suggestion?, remedy: String) {
    // A fix is offered where the name is written as a plain scalar and only one name is near. It stays a guess, hence
    // unsafe.
    let isPlain = Int(place.end) - Int(place.start) == catalog.names.bytes(name).count
    let fix = near.flatMap {
      $0.isOnly && isPlain && PlainScalar.holds($0.word)
        ? Fix("replace with `\($0.word)`", [Edit(place, $0.word)], safety: .unsafe) : nil
    }
    catalog.problems.append(
      Problem(
        .unknownReference, message, at: place, help: near.map { "did you mean `\($0.word)`?" } ?? remedy,
        subjects: [catalog[name]], fix: fix))
  }
}
