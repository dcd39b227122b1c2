import Catalog
import Findings
import RuleBook

extension Rule {
  /// A document whose operations state the opposite of what its author means.
  static let invertedDirection = Rule(.invertedDirection, run: run)
}

private func run(_ inspection: inout Inspection) {
  let limit = inspection[InvertedDirectionOptions.score]
  let catalog = inspection.catalog
  let traffic = Traffic(catalog.interfaces)
  for interface in catalog.interfaces where interface.perspective == nil {
    let reading = DirectionReading(interface, traffic)
    guard reading.score >= limit, reading.score > 2 * reading.against else { continue }
    guard let name = catalog.names.find(interface.service) else { continue }
    inspection.report(
      "\(interface.service) seems to be written from its client's perspective", at: interface.place, about: [name],
      confidence: .medium,
      notes: reading.notes, evidence: reading.evidence,
      help: "invert its operations, or set `perspective: client` for it under `sources` in the configuration")
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

/// The evidence for and against an inverted document.
private struct DirectionReading {
  private(set) var score = 0
  private(set) var against = 0
  private(set) var notes: [Note] = []
  private(set) var evidence: [Evidence] = []
  private var channels: Set<String> = []

  init(_ interface: Interface, _ traffic: Traffic) {
    for operation in interface.operations {
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
    if operation.isSending, receivers.contains(where: { $0 != interface.service }) { against += 3 }
    if !operation.isSending, senders.contains(where: { $0 != interface.service }) { against += 3 }
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
    guard parts.contains(where: Self.inboxes.contains) else { return false }
    let generic: Set<String> = ["service", "api", "app", "server", "the", "and", "of", "a"]
    return Self.parts(interface.service).contains { !generic.contains($0) && $0.count > 2 && parts.contains($0) }
  }

  private static func parts(_ text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
  }

  /// Adds evidence for operations that a converter derived from `subscribe`: they inherit the doubt about the intent.
  private mutating func readConversion(_ interface: Interface) {
    guard score > 0,
      let operation = interface.operations.first(where: { $0.isSending && $0.id?.hasSuffix(".subscribe") == true })
    else { return }
    add("\(operation.id ?? "") was converted from `subscribe` unchanged", 1, note: nil)
  }
}
