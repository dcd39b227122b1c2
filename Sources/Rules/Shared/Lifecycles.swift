import Catalog
import Findings
import Graph

/// The lives of entities as the names of events tell them: what begins an entity, and what takes it back. `OrderPlaced`
/// begins what `OrderCancelled` takes back.
struct Lifecycles {
  /// What an event says about its entity.
  enum Step {
    /// Whether the entity is accepted already, so that it can only be withdrawn.
    case beginning(isAccepted: Bool)
    case end(Ending)

    /// The step that the last word of a name tells; nil for any other word.
    init?(_ word: ArraySlice<UInt8>) {
      switch String(decoding: word, as: UTF8.self) {
      case "created", "placed", "registered", "submitted", "opened", "booked", "scheduled":
        self = .beginning(isAccepted: false)
      case "accepted": self = .beginning(isAccepted: true)
      case "cancelled", "canceled", "withdrawn", "revoked", "aborted": self = .end(.cancelled)
      case "rejected", "declined", "refused", "denied": self = .end(.rejected)
      case "expired": self = .end(.expired)
      case "failed": self = .end(.failed)
      default: return nil
      }
    }
  }

  /// The ways in which an entity is taken back, with the beginnings of words that speak of them.
  enum Ending: CaseIterable {
    case cancelled
    case rejected
    case expired
    case failed

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

  /// The events of each entity that has both a beginning and an end, by their positions, in the order of messages.
  let lives: Rows

  /// The lives of a system: its events are grouped by producer's context, and by their names without the participle.
  init(_ graph: ReactionGraph, _ facts: Facts) {
    let catalog = graph.catalog
    var entities: [UInt64: Int] = [:]
    var found: [(entity: Int32, position: Int32)] = []
    var hasBeginning: [Bool] = []
    var hasEnd: [Bool] = []
    for position in facts.names.indices {
      guard let step = facts.names[position].step, catalog.messages[position].kind == .event,
        !catalog.messages[position].isUnknown, !catalog.messages[position].isPlanned,
        let producer = graph.firstProducer(of: catalog.messages[position].name)
      else { continue }
      let home = catalog.context(of: producer.service)
      let key = ByteHash.hash(facts.names[position].entity ^ UInt64(home.index))
      let entity = entities[key] ?? hasEnd.count
      if entity == hasEnd.count {
        entities[key] = entity
        hasBeginning.append(false)
        hasEnd.append(false)
      }
      if case .end = step { hasEnd[entity] = true } else { hasBeginning[entity] = true }
      found.append((Int32(entity), Int32(position)))
    }
    // Numbered in the order of their first events; -1 for an entity without one of both.
    var numbers = [Int32](repeating: -1, count: hasEnd.count)
    var count: Int32 = 0
    for entity in numbers.indices where hasBeginning[entity] && hasEnd[entity] {
      numbers[entity] = count
      count += 1
    }
    lives = Rows(rows: Int(count)) { add in
      for (entity, position) in found where numbers[Int(entity)] >= 0 { add(Int(numbers[Int(entity)]), position) }
    }
  }
}
