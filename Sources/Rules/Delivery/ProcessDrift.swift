import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that waits for or sends what the service's entry in the catalog does not say, and the other way round.
  static let processDrift = Rule(.processDrift, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for process in catalog.processes {
    let service = catalog.service(process.service)
    for (message, isSent, place) in process.unlisted {
      inspection.report(
        "\(process.label) \(isSent ? "sends" : "waits for") \(catalog[message]), which \(catalog[process.service]) does not say in the catalog",
        at: place,
        about: [process.service, message],
        notes: service.map { [Note("\(catalog[process.service]) says other messages here", at: $0.place)] } ?? [],
        help: "write it down at the service, or leave out its lists: then the process alone counts")
    }
  }
  reportUnexplained(&inspection)
}

/// What the entry lists and nothing explains: no reaction, and none of the service's processes, as far as they can be read.
private func reportUnexplained(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var services: [Name: Covered] = [:]
  for process in catalog.processes {
    services[process.service, default: Covered(place: process.nodes.first?.place, label: process.label)].add(process)
  }
  guard !services.isEmpty else { return }
  for mention in catalog.mentions where mention.reaction < 0 && mention.verb != .observes && mention.verb.kind != .query
  {
    guard let own = services[mention.service], !(mention.verb.isOutgoing ? own.maySendAny : own.mayBeginWithAny),
      !own.messages.contains(mention.message)
    else { continue }
    let (service, message) = (catalog[mention.service], catalog[mention.message])
    inspection.report(
      "\(service) \(mention.verb.name) \(message), which is in no process of it", at: mention.place,
      about: [mention.service, mention.message], confidence: .medium, loweredBy: 1,
      notes: own.place.map { [Note("\(own.label) begins here", at: $0)] } ?? [],
      help: "take it into the process, or write down the reaction that it belongs to")
  }
}

/// What the processes of a service tell of its messages.
private struct Covered {
  /// Of the first process.
  let place: Place?
  let label: String
  private(set) var messages: Set<Name> = []
  /// Code may send what it likes behind a job that is no message.
  private(set) var maySendAny = false
  /// Code may begin a process with any message.
  private(set) var mayBeginWithAny = false

  init(place: Place?, label: String) { (self.place, self.label) = (place, label) }

  mutating func add(_ process: ProcessModel) {
    for node in process.nodes {
      if let name = node.known {
        messages.insert(name)
      } else {
        maySendAny = maySendAny || node.kind == .job || node.kind == .send
        mayBeginWithAny = mayBeginWithAny || node.kind == .start && node.scope < 0 && node.timer == nil
      }
    }
  }
}
