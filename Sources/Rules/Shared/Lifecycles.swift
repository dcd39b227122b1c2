import Catalog
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

    /// The endings of which a word of a message speaks: `CancelShipment`, `TicketCancelled`.
    static func meant(by word: ArraySlice<UInt8>) -> Set<Ending> {
      Set(stems.lazy.filter { word.starts(with: $0.stem) }.map(\.ending))
    }

    private static let stems: [(stem: [UInt8], ending: Ending)] = [
      (.cancelled, ["cancel", "withdraw", "revok", "abort", "void", "refund", "releas"]),
      (.rejected, ["reject", "declin", "refus", "deny", "denied"]), (.expired, ["expir", "releas"]), (.failed, ["fail"]),
    ].flatMap { (ending: Ending, stems: [String]) in stems.map { (Array($0.utf8), ending) } }
  }

  /// An event in the life of an entity.
  struct Event {
    var message: Message
    var step: Step
  }

  /// The events of each entity that has both a beginning and an end, in the order of messages.
  let lives: [[Event]]

  /// The lives of a system: its events are grouped by producer's context, and by their names without the participle.
  init(_ graph: ReactionGraph, _ facts: Facts) {
    let catalog = graph.catalog
    var events = Grouped<String, Event>()
    for position in facts.names.indices where facts.names[position].marks.contains(.life) {
      let message = catalog.messages[position]
      guard message.kind == .event, !message.isUnknown, !message.isPlanned else { continue }
      var words = Words(catalog.names.localBytes(message.name)).strings
      guard let last = words.popLast(), !words.isEmpty, let step = Self.steps[last] else { continue }
      guard let home = graph.producers(of: message.name).first.map({ catalog.context(of: $0.service) }) else {
        continue
      }
      events.add(Event(message: message, step: step), to: "\(home.index) \(words.joined(separator: " "))")
    }
    lives = events.map(\.all).filter { life in
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
