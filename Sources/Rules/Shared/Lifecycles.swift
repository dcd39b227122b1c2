import Catalog
import Findings
import Graph
import Naming

/// The lives of entities as the names of events tell them: what begins an entity, and what takes it back. `OrderPlaced`
/// begins what `OrderCancelled` takes back.
struct Lifecycles {
  /// What an event says about its entity.
  enum Step {
    /// Whether the entity is accepted already, so that it can only be withdrawn.
    case beginning(isAccepted: Bool)
    case end(Ending)
  }

  /// The ways in which an entity is taken back, with the beginnings of words that speak of them.
  enum Ending: CaseIterable {
    case cancelled
    case rejected
    case expired
    case failed

    fileprivate var participles: Set<String> {
      switch self {
      case .cancelled: ["cancelled", "canceled", "withdrawn", "revoked", "aborted"]
      case .rejected: ["rejected", "declined", "refused", "denied"]
      case .expired: ["expired"]
      case .failed: ["failed"]
      }
    }

    /// The mark of names that speak of it: `CancelShipment`, `TicketCancelled`.
    var mark: NameMarks {
      switch self {
      case .cancelled: .cancelling
      case .rejected: .rejecting
      case .expired: .expiring
      case .failed: .failing
      }
    }

    /// Whether a word of a message speaks of it.
    func isMeant(by word: ArraySlice<UInt8>) -> Bool {
      let stems: [String]
      switch self {
      case .cancelled: stems = ["cancel", "withdraw", "revok", "abort", "void", "refund", "releas"]
      case .rejected: stems = ["reject", "declin", "refus", "deny", "denied"]
      case .expired: stems = ["expir", "releas"]
      case .failed: stems = ["fail"]
      }
      return stems.contains { word.starts(with: $0.utf8) }
    }
  }

  /// An event in the life of an entity.
  struct Event {
    var message: Message
    var step: Step
  }

  /// What the events of one context are about: the words of their names without the last.
  private struct Entity: Hashable {
    let home: Name
    /// A hash of the words.
    let words: UInt64

    init(home: Name, words: ArraySlice<ArraySlice<UInt8>>) {
      self.home = home
      self.words = words.reduce(0) { ByteHash.hash($0 ^ $1.withUnsafeBufferPointer(ByteHash.hash)) }
    }
  }

  /// The events of each entity that has both a beginning and an end, in the order of messages.
  let lives: [[Event]]

  /// The lives of a system: its events are grouped by producer's context, and by their names without the participle.
  init(_ graph: ReactionGraph, _ facts: Facts) {
    let catalog = graph.catalog
    var lives: [[Event]] = []
    var positions: [Entity: Int] = [:]
    for position in facts.names.indices where facts.names[position].marks.contains(.life) {
      let message = catalog.messages[position]
      guard message.kind == .event, !message.isUnknown, !message.isPlanned else { continue }
      let words = Words(catalog.names.localBytes(message.name)).words
      guard words.count > 1, let last = words.last, let step = Self.steps[String(decoding: last, as: UTF8.self)],
        let home = graph.firstProducer(of: message.name).map({ catalog.context(of: $0.service) })
      else { continue }
      let entity = Entity(home: home, words: words.dropLast())
      let position = positions[entity] ?? lives.count
      if position == lives.count {
        positions[entity] = position
        lives.append([])
      }
      lives[position].append(Event(message: message, step: step))
    }
    self.lives = lives.filter { life in
      life.contains { if case .beginning = $0.step { true } else { false } }
        && life.contains { if case .end = $0.step { true } else { false } }
    }
  }

  /// The steps that the last words of names tell.
  static let steps: [String: Step] = {
    var steps: [String: Step] = [:]
    for word in ["created", "placed", "registered", "submitted", "opened", "booked", "scheduled"] {
      steps[word] = .beginning(isAccepted: false)
    }
    steps["accepted"] = .beginning(isAccepted: true)
    for ending in Ending.allCases { for word in ending.participles { steps[word] = .end(ending) } }
    return steps
  }()
}
