import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A document whose operations state the opposite of what its author means.
  static let invertedDirection = Rule(.invertedDirection, run: run)
}

private func run(_ inspection: inout Inspection) {
  let limit = inspection[InvertedDirectionOptions.score]
  let catalog = inspection.catalog
  let interfaces = catalog.interfaces.filter { $0.perspective == nil }
  guard !interfaces.isEmpty else { return }
  let traffic = Traffic(catalog.interfaces)
  let pages = ServicePages(catalog)
  let readings = interfaces.map { DirectionReading($0, traffic, pages: pages) }
  // Neighbours that agree may all be right or all be inverted, so what they say is added up.
  let group = groups(of: interfaces)
  var sums: [Int32: (score: Int, against: Int)] = [:]
  for (number, reading) in zip(group, readings) {
    sums[number, default: (0, 0)].score += reading.score
    sums[number, default: (0, 0)].against += reading.against
  }
  for (index, (interface, reading)) in zip(interfaces, readings).enumerated() where reading.score > 0 {
    guard let sum = sums[group[index]], sum.score >= limit, sum.score > 2 * sum.against,
      reading.score > 2 * reading.against, let name = catalog.names.find(interface.service)
    else { continue }
    inspection.report(
      "\(interface.service) seems to be written from its client's perspective", at: interface.place, about: [name],
      confidence: .medium,
      notes: reading.notes, evidence: reading.evidence,
      help: "invert its operations, or set `perspective: client` for it under `sources` in the configuration")
  }
}

/// What services say of themselves outside of AsyncAPI documents: in a catalog, or on a page of their own.
private struct ServicePages {
  private var stated: Set<String> = []

  init(_ catalog: Catalog) {
    let documents = Set(catalog.interfaces.map(\.place.file))
    let services = Set(catalog.interfaces.map(\.service))
    guard !services.isEmpty else { return }
    for mention in catalog.mentions where mention.verb != .observes && !documents.contains(mention.place.file) {
      let service = catalog[mention.service]
      guard services.contains(service) else { continue }
      stated.insert(Self.key(service, catalog[mention.message], isSending: mention.verb.isOutgoing))
    }
  }

  private static func key(_ service: String, _ message: String, isSending: Bool) -> String {
    "\(isSending ? ">" : "<")\(service)\n\(message)"
  }

  func states(_ service: String, _ message: String, isSending: Bool) -> Bool {
    stated.contains(Self.key(service, message, isSending: isSending))
  }
}

/// The senders and receivers of each channel.
private struct Traffic {
  private(set) var senders: [String: [String]] = [:]
  private(set) var receivers: [String: Set<String>] = [:]

  init(_ interfaces: [Interface]) {
    for interface in interfaces {
      for operation in interface.operations {
        let key = operation.channel.key
        if operation.isSending {
          if !(senders[key] ?? []).contains(interface.service) { senders[key, default: []].append(interface.service) }
        } else {
          receivers[key, default: []].insert(interface.service)
        }
      }
    }
  }
}

/// The number of the group of each document: documents of which one receives what another sends are in one group.
private func groups(of interfaces: [Interface]) -> [Int32] {
  let traffic = Traffic(interfaces)
  let shared = Set(traffic.senders.keys).intersection(traffic.receivers.keys).sorted()
  let numbers = Dictionary(uniqueKeysWithValues: shared.enumerated().map { ($1, interfaces.count + $0) })
  // A channel that both sides use leads to its documents and back.
  let edges = Rows(rows: interfaces.count + shared.count) { add in
    for (document, interface) in interfaces.enumerated() {
      for channel in interface.operations.compactMap({ numbers[$0.channel.key] }) {
        add(document, Int32(channel))
        add(channel, Int32(document))
      }
    }
  }
  return Array(Components(edges).component.prefix(interfaces.count))
}

/// The evidence for and against an inverted document.
private struct DirectionReading {
  private(set) var score = 0
  private(set) var against = 0
  private(set) var notes: [Note] = []
  private(set) var evidence: [Evidence] = []
  private var channels: Set<String> = []

  init(_ interface: Interface, _ traffic: Traffic, pages: ServicePages) {
    for operation in interface.operations {
      readPages(operation, interface, pages: pages)
      readName(operation)
      readChannel(operation, interface, traffic: traffic)
      if isOwnInbox(operation, interface) {
        add(
          "it sends to what looks like its own inbox, \(operation.channel.address)", 2,
          note: Note("the address looks like \(interface.service)'s own inbox", at: operation.channel.place))
      }
    }
    readConversion(interface)
  }

  private mutating func add(_ reason: String, _ points: Int, note: Note?) {
    score += points
    evidence.append(Evidence(reason, points: points))
    if let note, notes.count < 4 { notes.append(note) }
  }

  private static let sending: Set<String> = [
    "publish", "publishes", "send", "sends", "emit", "emits", "produce", "broadcast", "dispatch",
  ]
  private static let receiving: Set<String> = [
    "receive", "receives", "on", "consume", "consumes", "handle", "handles", "process", "listen",
  ]

  private mutating func readName(_ operation: Interface.Operation) {
    guard let id = operation.id, let verb = Self.verb(id) else { return }
    let (saysSending, saysReceiving) = (Self.sending.contains(verb), Self.receiving.contains(verb))
    guard saysSending || saysReceiving else { return }
    guard saysSending != operation.isSending else {
      against += 2
      return
    }
    // `publish` under `publish` may only repeat the keyword.
    let isRepeated = verb.hasPrefix("publish")
    let (own, stated) =
      saysSending ? ("sends", "receives") : (verb == "on" ? "receives" : Self.third(verb), "sends")
    let words = verb == "on" ? "\(own) by its name" : own
    add(
      "\(id) \(words), but the document declares that it \(stated)", isRepeated ? 1 : 2,
      note: Note("\(words), but the document declares that it \(stated)", at: operation.place))
  }

  /// The third person of a verb that begins an operation's name.
  private static func third(_ verb: String) -> String {
    if verb.hasSuffix("s"), verb != "process" { return verb }
    return verb == "process" ? "processes" : verb + "s"
  }

  /// The first word of `sendOrder`, `send_order`, `on.order`.
  private static func verb(_ id: String) -> String? {
    var word = ""
    for character in id {
      if !character.isLetter || character.isUppercase && !word.isEmpty { break }
      word += character.lowercased()
    }
    // A single word does not name what is sent or received.
    return word.isEmpty || word.count == id.count ? nil : word
  }

  private mutating func readChannel(_ operation: Interface.Operation, _ interface: Interface, traffic: Traffic) {
    let key = operation.channel.key
    let senders = traffic.senders[key] ?? []
    let receivers = traffic.receivers[key] ?? []
    // Counted once per channel, regardless of the number of its operations.
    guard operation.isSending, senders.count > 1, receivers.isEmpty, channels.insert(key).inserted else { return }
    let other = senders.first { $0 != interface.service } ?? ""
    let words =
      "\(interface.service) and \(other) both send to \(operation.channel.address), and no service receives there"
    add(words, 1, note: Note(words, at: operation.channel.place))
  }

  private static let inboxes: Set<String> = ["inbox", "commands", "command", "requests", "inbound", "incoming"]

  private func isOwnInbox(_ operation: Interface.Operation, _ interface: Interface) -> Bool {
    guard operation.isSending else { return false }
    let parts = Self.parts(operation.channel.address)
    let own = Self.parts(interface.service).filter { !Self.generic.contains($0) && $0.count > 2 }
    // A channel that ends in the service's own name, or names it beside a word for an inbox.
    if let last = operation.channel.address.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }).last,
      own == [String(last)], parts.count > 1
    {
      return true
    }
    return parts.contains(where: Self.inboxes.contains) && own.contains(where: parts.contains)
  }

  private static let generic: Set<String> = ["service", "api", "app", "server", "the", "and", "of", "a"]

  private static func parts(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  /// What the service says of itself decides.
  private mutating func readPages(_ operation: Interface.Operation, _ interface: Interface, pages: ServicePages) {
    for message in operation.messages {
      if pages.states(interface.service, message.name, isSending: operation.isSending) {
        against += 4
      } else if pages.states(interface.service, message.name, isSending: !operation.isSending) {
        let (own, stated) = operation.isSending ? ("receives", "sends") : ("sends", "receives")
        let words = "its own description \(own) \(message.name), but the document declares that it \(stated) it"
        add(words, 3, note: Note(words, at: operation.place))
      }
    }
  }

  /// Adds evidence for operations that a converter derived from `subscribe` and `publish`: most authors meant what the
  /// words say, which the conversion turned round (asyncapi/spec issue 618).
  private mutating func readConversion(_ interface: Interface) {
    func isConverted(_ operation: Interface.Operation) -> Bool {
      operation.id?.hasSuffix(operation.isSending ? ".subscribe" : ".publish") == true
    }
    let converted = interface.operations.filter(isConverted)
    guard let first = converted.first, converted.count == interface.operations.count || score > 0 else { return }
    let word = first.isSending ? "subscribe" : "publish"
    add(
      "\(first.id ?? "") was converted from `\(word)` unchanged", converted.count == interface.operations.count ? 3 : 1,
      note: Note("converted from `\(word)` unchanged", at: first.place))
  }
}
