import Catalog
import Findings
import Writing

extension PartialCatalog {
  /// Converts EventCatalog pages to messages, services, reactions and flows of the native model. Only current versions
  /// are used; a reference to a version without a page is reported.
  mutating func resolvePages() {
    guard !pages.isEmpty else { return }
    var resolver = PageResolver(pages)
    resolver.resolve(into: &self)
  }
}

private struct PageResolver {
  let pages: Pages
  private var messages: [String: Pages.Message] = [:]
  private var services: [String: Pages.Service] = [:]
  private var channels: Set<String> = []
  private var containers: [String: Pages.Container] = [:]
  /// The channel that the first sender of a message gives, by the message's id.
  private var channelOfMessage: [String: Pages.Reference] = [:]
  private var versions: [String: [String]] = [:]
  private var suggestionsLeft = 100

  init(_ all: Pages) {
    var pages = all
    pages.removeNested()
    self.pages = pages
    for message in pages.messages {
      versions[message.head.id, default: []].append(message.head.version)
      if isNewer(message.head, than: messages[message.head.id]?.head) { messages[message.head.id] = message }
    }
    for service in pages.services where isNewer(service.head, than: services[service.head.id]?.head) {
      services[service.head.id] = service
    }
    channels = Set(pages.channels.map(\.head.id))
    for container in pages.containers where isNewer(container.head, than: containers[container.head.id]?.head) {
      containers[container.head.id] = container
    }
    for service in pages.services {
      for exchange in service.sends where channelOfMessage[exchange.message.id] == nil {
        channelOfMessage[exchange.message.id] = exchange.channel
      }
    }
  }

  /// Whether a page replaces another of the same id: a page outside `versioned` precedes one inside it, then the
  /// higher version wins.
  private func isNewer(_ head: Pages.Head, than other: Pages.Head?) -> Bool {
    guard let other else { return true }
    if head.isOld != other.isOld { return !head.isOld }
    return Semantic(other.version) < Semantic(head.version)
  }

  mutating func resolve(into reading: inout PartialCatalog) {
    reportDuplicates(in: &reading)
    let owned = ownedContainers
    for page in pages.messages {
      let isCurrent = isCurrent(page.head, messages[page.head.id]?.head)
      if isCurrent { add(page, to: &reading) }
      guard pages.keepsVersions, let payload = page.payloadPlace, !page.head.version.isEmpty else { continue }
      reading.versions.append(
        MessageVersion(
          name: reading.names.intern(page.head.id), version: page.head.version, place: page.head.place,
          payloadPlace: payload, isCurrent: isCurrent))
    }
    let contexts = contexts
    let groups = Set(pages.groups.map(\.head.id))
    let interfaces = Dictionary(reading.interfaces.enumerated().map { ($1.path, $0) }) { first, _ in first }
    for page in pages.services where isCurrent(page.head, services[page.head.id]?.head) {
      for index in page.documents.compactMap({ interfaces[$0] }) { tie(&reading.interfaces[index], to: page) }
      guard groups.contains(page.head.id) else {
        add(page, contexts[page.head.id] ?? [], owned: owned[page.head.folder] ?? [], to: &reading)
        continue
      }
      let own = withoutMembers(page, contexts)
      if !own.sends.isEmpty || !own.receives.isEmpty {
        add(own, contexts[page.head.id] ?? [], owned: [], to: &reading)
      }
    }
    addFirstGeneration(to: &reading)
    for page in pages.channels where !page.head.isOld {
      var channel = Channel(name: reading.names.intern(page.head.id), place: page.head.place)
      channel.transport = page.transport.map { reading.names.intern($0) }
      reading.channels.append(channel)
    }
    for page in pages.entities where !page.head.isOld {
      var entity = Entity(name: reading.names.intern(page.head.id), place: page.head.place)
      entity.fields = page.fields.map { reading.names.intern($0) }
      reading.entities.append(entity)
    }
    for page in pages.flows where !page.head.isOld {
      var flow = Flow(name: reading.names.intern(page.head.id), place: page.head.place)
      flow.steps = page.steps
      reading.flows.append(flow)
    }
  }

  /// Assigns an AsyncAPI document to the service whose page lists it, and renames its messages to those that the page
  /// names.
  private func tie(_ interface: inout Interface, to page: Pages.Service) {
    interface.service = page.head.id
    interface.title = nil
    var names: [String: String] = [:]
    for exchange in page.sends + page.receives {
      let message = exchange.message.id
      names[Self.plain(message)] = message
    }
    interface.forEachMessage { use in
      for word in [use.messageID, use.isNameless ? nil : use.name].compactMap({ $0 }) {
        guard let known = names[Self.plain(word)] else { continue }
        use.name = known
        use.isNameless = false
        break
      }
    }
  }

  /// A word without case and punctuation: pages and documents spell one name as `order-placed`, `OrderPlaced` or
  /// `order.placed`.
  private static func plain(_ word: String) -> String {
    word.filter { $0.isLetter || $0.isNumber }.lowercased()
  }

  private func isCurrent(_ head: Pages.Head, _ current: Pages.Head?) -> Bool { current?.place == head.place }

  /// A domain page without the messages that its own services already send or receive.
  private func withoutMembers(_ page: Pages.Service, _ contexts: [String: [String]]) -> Pages.Service {
    let members = pages.services.filter {
      contexts[$0.head.id]?.contains(page.head.id) == true || $0.head.domains.contains(page.head.id)
    }
    let sent = Set(members.flatMap(\.sends).map(\.message.id))
    let received = Set(members.flatMap(\.receives).map(\.message.id))
    var page = page
    page.sends.removeAll { sent.contains($0.message.id) }
    page.receives.removeAll { received.contains($0.message.id) }
    return page
  }

  // MARK: Contexts

  /// The contexts of each service: the domains whose pages list it, directly or through a system, else the innermost
  /// domain folder that contains its page. A domain is left out where one of its subdomains lists the service, too.
  private var contexts: [String: [String]] {
    var systems: [String: [String]] = [:]
    for group in pages.groups where group.isSystem && !group.head.isOld {
      systems[group.head.id] = group.services.map(\.id)
    }
    let domains = pages.groups.filter { !$0.isSystem && !$0.head.isOld }
    let folders = domains.map { PathText.components($0.head.folder).last ?? $0.head.id }
    var lists: [String: [Int]] = [:]
    for (number, domain) in domains.enumerated() {
      for service in Set(domain.services.map(\.id) + domain.systems.flatMap { systems[$0.id] ?? [] }) {
        lists[service, default: []].append(number)
      }
    }
    var contexts = lists.mapValues { numbers in
      let inner = Set(numbers.flatMap { number in domains[number].head.domains.filter { $0 != folders[number] } })
      let listed = Set(numbers.map { domains[$0].head.id })
      var known: Set<String> = []
      return numbers.filter { number in
        !inner.contains(folders[number]) && !domains[number].domains.contains { listed.contains($0.id) }
          && known.insert(domains[number].head.id).inserted
      }.map { domains[$0].head.id }
    }
    for service in pages.services where contexts[service.head.id] == nil {
      contexts[service.head.id] = service.head.domains.first.map { [$0] }
    }
    return contexts
  }

  // MARK: Containers

  /// The containers in the folder of each service, by that folder, of which no page states who uses them.
  private var ownedContainers: [String: [Pages.Container]] {
    guard !containers.isEmpty else { return [:] }
    let used = Set(pages.services.flatMap { $0.writesTo + $0.readsFrom }.map(\.id))
    let owned = pages.containers.filter {
      $0.service != nil && !used.contains($0.head.id) && isCurrent($0.head, containers[$0.head.id]?.head)
    }
    return Dictionary(grouping: owned) { $0.service ?? "" }
  }

  private func store(
    _ id: String, at place: Place, role: Service.Store.Role?, in reading: inout PartialCatalog
  ) -> Service.Store {
    Service.Store(
      name: NamePlace(reading.names.intern(id), at: place), kind: containers[id]?.kind, role: role)
  }

  // MARK: Duplicates

  /// Reports pages of one id and version, and of one id in folders of different kinds. Other pages of one id are
  /// versions.
  private func reportDuplicates(in reading: inout PartialCatalog) {
    for page in pages.messages where !page.head.isOld {
      guard let current = messages[page.head.id], current.head.place != page.head.place, !current.head.isOld,
        Self.root(of: current.head) == Self.root(of: page.head)
      else { continue }
      if page.kind != current.kind {
        report(
          "\(page.head.id) is defined as \(page.kind.name) and as \(current.kind.name)", page.head,
          current: current.head,
          help: "give each message an id of its own", in: &reading)
      } else {
        reportTwice(page.kind.name, page.head, current: current.head, in: &reading)
      }
    }
    for page in pages.services where !page.head.isOld {
      guard let current = services[page.head.id], current.head.place != page.head.place, !current.head.isOld,
        Self.root(of: current.head) == Self.root(of: page.head)
      else { continue }
      reportTwice("service", page.head, current: current.head, in: &reading)
    }
  }

  /// The folder of the catalog that a page is part of: what stands before the first folder of a collection. A
  /// repository may hold several catalogs, and copies of one.
  private static func root(of head: Pages.Head) -> String {
    let collections: Set<String> = [
      "domains", "subdomains", "systems", "services", "events", "commands", "queries", "channels", "flows", "entities",
    ]
    return PathText.components(head.folder).prefix { !collections.contains(String($0)) }.joined(separator: "/")
  }

  private func reportTwice(
    _ what: String, _ head: Pages.Head, current: Pages.Head, in reading: inout PartialCatalog
  ) {
    guard Semantic(head.version) == Semantic(current.version) else { return }
    let version = head.version.isEmpty ? "" : " in version \(head.version)"
    report(
      "\(what) \(head.id) is defined twice\(version)", head, current: current,
      help: "keep one of the two; earlier versions belong in the folder `versioned`", in: &reading)
  }

  private func report(
    _ message: String, _ head: Pages.Head, current: Pages.Head, help: String, in reading: inout PartialCatalog
  ) {
    reading.problems.append(
      Problem(
        .duplicateDefinition, message, at: head.place, notes: [Note("the page that counts", at: current.place)],
        help: help, subjects: [head.id]))
  }

  // MARK: Messages

  private func add(_ page: Pages.Message, to reading: inout PartialCatalog) {
    var message = Message(
      name: reading.names.intern(page.head.id), place: page.head.place, kind: page.kind, isDefined: true)
    message.hasContent = true
    message.fields = page.fields
    message.payloadPlace = page.payloadPlace
    message.team = page.head.owners.first.map { reading.names.intern($0) }
    message.version = Semantic(page.head.version).parts.first.map { Int32(clamping: $0) }
    let used = page.channels.first ?? channelOfMessage[page.head.id]
    if let used, channels.contains(used.id) {
      message.channel = reading.list(NamePlace(reading.names.intern(used.id), at: used.place))
    }
    reading.messages.append(message)
    guard let deprecated = page.head.deprecated else { return }
    let day = deprecated.since.map { NamePlace(reading.names.intern($0.text), at: $0.place) }
    reading.messageTraits[message.place, default: MessageTraits()].deprecation = MessageTraits.Deprecation(
      place: deprecated.place, since: day)
  }

  /// The message that a reference means; nil and reported when it has no page. A version without a page is reported,
  /// too.
  private mutating func find(_ reference: Pages.Reference, _ what: String, in reading: inout PartialCatalog) -> Pages
    .Message?
  {
    guard let message = messages[reference.id] else {
      var near: String?
      if suggestionsLeft > 0 {
        suggestionsLeft -= 1
        near = NearName.best(for: reference.id, among: messages.keys.sorted())
      }
      report(
        "\(what) \(reference.id), which has no page", at: reference.place,
        help: near.map { NearName.question($0) } ?? "add a page for it, or correct the name", subject: reference.id,
        in: &reading)
      return nil
    }
    let known = versions[reference.id] ?? []
    if let range = reference.version, !known.contains(""), !known.contains(where: { Semantic($0).isIn(range) }) {
      let latest = known.max { Semantic($0) < Semantic($1) } ?? ""
      report(
        "\(what) \(reference.id) in version \(range), which does not exist", at: reference.place,
        help: "the latest version is \(latest)", subject: "\(reference.id) \(range)", in: &reading)
    } else if known.count > 1 {
      let isOlder = reference.version.map { !Semantic(message.head.version).isIn($0) } ?? false
      let read = known.filter { version in reference.version.map { Semantic(version).isIn($0) } ?? false }
      reading.versionsRead[reference.place] = isOlder ? read.max { Semantic($0) < Semantic($1) } : ""
    }
    return message
  }

  private func report(
    _ message: String, at place: Place, help: String, subject: String, in reading: inout PartialCatalog
  ) {
    reading.problems.append(Problem(.unknownReference, message, at: place, help: help, subjects: [subject]))
  }

  // MARK: Services

  private mutating func add(
    _ page: Pages.Service, _ contexts: [String], owned: [Pages.Container], to reading: inout PartialCatalog
  ) {
    var service = Service(name: reading.names.intern(page.head.id), place: page.head.place, isDefined: true)
    service.hasContent = true
    let places = contexts.map { NamePlace(reading.names.intern($0), at: page.head.place) }
    service.context = places.first
    service.furtherContexts = Array(places.dropFirst())
    service.team = page.head.owners.first.map { reading.names.intern($0) }
    if page.isAgent { service.role = .agent }
    if page.isExternal { service.role = .external }
    let written = Set(page.writesTo.map(\.id))
    for container in page.writesTo {
      service.stores.append(store(container.id, at: container.place, role: .write, in: &reading))
    }
    for container in page.readsFrom where !written.contains(container.id) {
      service.stores.append(store(container.id, at: container.place, role: nil, in: &reading))
    }
    for container in owned {
      service.stores.append(store(container.head.id, at: container.head.place, role: nil, in: &reading))
    }
    reading.services.append(service)
    addSent(page, service.name, to: &reading)
    var seen: Set<String> = []
    for exchange in page.receives {
      guard let message = find(exchange.message, "\(page.head.id) receives", in: &reading) else { continue }
      guard seen.insert(message.head.id).inserted else { continue }
      addReceived(exchange, message, page: page, service: service.name, to: &reading)
    }
  }

  /// Adds the messages that a service sends without a documented cause.
  private mutating func addSent(_ page: Pages.Service, _ service: Name, to reading: inout PartialCatalog) {
    var seen = Set(page.receives.flatMap(\.triggers).map(\.message.id))
    for exchange in page.sends {
      guard let message = find(exchange.message, "\(page.head.id) sends", in: &reading) else { continue }
      guard seen.insert(message.head.id).inserted else { continue }
      let name = reading.names.intern(message.head.id)
      reading.mentions.append(
        Mention(service: service, message: name, verb: message.kind.sendingVerb, place: exchange.message.place))
    }
  }

  private mutating func addReceived(
    _ exchange: Pages.Exchange, _ message: Pages.Message, page: Pages.Service, service: Name,
    to reading: inout PartialCatalog
  ) {
    let name = reading.names.intern(message.head.id)
    let place = exchange.message.place
    guard exchange.statesTriggers || exchange.needs != nil else {
      return reading.mentions.append(
        Mention(service: service, message: name, verb: message.kind.receivingVerb, place: place))
    }
    var outputs: [(name: Name, verb: Mention.Verb, place: Place, isConditional: Bool)] = []
    for trigger in exchange.triggers {
      guard let target = find(trigger.message, "\(page.head.id) answers \(exchange.message.id) with", in: &reading)
      else {
        continue
      }
      let output = reading.names.intern(target.head.id)
      if outputs.contains(where: { $0.name == output }) { continue }
      outputs.append((output, target.kind.sendingVerb, trigger.message.place, trigger.isConditional))
    }
    let number = Int32(reading.reactions.count)
    reading.mentions.append(
      Mention(service: service, message: name, verb: message.kind.receivingVerb, place: place, reaction: number))
    // Without `triggers` only the needs are known, not what the service sends.
    var reaction = Reaction(
      service: service, trigger: .message(name), place: place, certainty: .declared)
    reaction.isOpen = !exchange.statesTriggers
    let conditional = outputs.filter(\.isConditional).count
    let start = Int32(reading.mentions.count)
    for output in outputs {
      reading.mentions.append(
        Mention(
          service: service, message: output.name, verb: output.verb, place: output.place, reaction: number,
          alternative: conditional > 1 && output.isConditional ? 1 : 0))
    }
    reaction.outputs = start..<Int32(reading.mentions.count)
    reaction.isConditional = !outputs.isEmpty && conditional == outputs.count
    if let needs = exchange.needs {
      reaction.needs = reading.list(needs.map { NamePlace(reading.names.intern($0.id), at: $0.place) })
    }
    reading.reactions.append(reaction)
  }

  /// Adds `producers` and `consumers`, by which messages of the first generation name their services, with or without
  /// a page.
  private func addFirstGeneration(to reading: inout PartialCatalog) {
    for page in pages.messages where isCurrent(page.head, messages[page.head.id]?.head) {
      let name = reading.names.intern(page.head.id)
      for (services, verb) in [(page.producers, page.kind.sendingVerb), (page.consumers, page.kind.receivingVerb)] {
        for service in services {
          let known = reading.names.intern(service.id)
          if self.services[service.id] == nil {
            reading.services.append(Service(name: known, place: service.place, isDefined: false))
          }
          reading.mentions.append(Mention(service: known, message: name, verb: verb, place: service.place))
        }
      }
    }
  }
}

/// A version as EventCatalog compares them: semantic versioning or single numbers, of which at most four parts count.
package struct Semantic: Comparable {
  let parts: [Int]
  private let text: String

  init(_ text: String) {
    self.text = text
    let plain = text.hasPrefix("v") ? text.dropFirst() : text[...]
    parts = plain.prefix { $0 != "-" && $0 != "+" }.split(separator: ".").prefix(4).map { Int($0) ?? 0 }
  }

  /// The order of versions, part by part; missing parts count as 0.
  package static func < (left: Semantic, right: Semantic) -> Bool {
    for index in 0..<max(left.parts.count, right.parts.count) {
      let (one, other) = (left.part(index), right.part(index))
      if one != other { return one < other }
    }
    return false
  }

  /// The equality of the compared parts: `1.2` and `v1.2.0` are equal.
  package static func == (left: Semantic, right: Semantic) -> Bool { !(left < right) && !(right < left) }

  private func part(_ index: Int) -> Int { index < parts.count ? parts[index] : 0 }

  /// Whether it lies in a range such as `latest`, `1.2.3`, `^1.2`, `~1.2.0`, `1.x` or `1`, which stands for all
  /// versions that begin with it. A range in another form (such as `>=1.0`) counts as satisfied.
  ///
  /// Source: `satisfies` of the package semver, which EventCatalog asks.
  func isIn(_ range: String) -> Bool {
    let range = range.filter { $0 != " " }
    if range == "latest" || range == "*" || range == text { return true }
    if range.hasPrefix("^") {
      let low = Semantic(String(range.dropFirst()))
      let fixed = low.parts.firstIndex { $0 > 0 } ?? max(0, low.parts.count - 1)
      return !(self < low) && (0...fixed).allSatisfy { part($0) == low.part($0) }
    }
    if range.hasPrefix("~") {
      let low = Semantic(String(range.dropFirst()))
      return !(self < low) && (0..<min(2, low.parts.count)).allSatisfy { part($0) == low.part($0) }
    }
    let words = range.split(separator: ".")
    if words.contains(where: { $0 == "x" || $0 == "X" || $0 == "*" }) {
      return words.enumerated().allSatisfy { $1 == "x" || $1 == "X" || $1 == "*" || Int($1) == part($0) }
    }
    guard range.allSatisfy({ $0.isNumber || $0 == "." || $0 == "v" }) else { return true }
    let wanted = Semantic(range)
    return wanted.parts.count < 3 ? wanted.parts.indices.allSatisfy { part($0) == wanted.part($0) } : self == wanted
  }
}
