import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that waits for or sends a message that its service does not list in the catalog, or vice versa.
  static let processDrift = Rule(.processDrift, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for process in catalog.processes {
    let service = catalog.service(process.service)
    for exchange in process.unlisted {
      let (message, isSent, place) = (exchange.message, exchange.isSent, exchange.place)
      inspection.report(
        "\(process.label) \(isSent ? "sends" : "waits for") \(catalog[message]), "
          + "which service \(catalog[process.service]) does not list",
        at: place,
        about: [process.service, message],
        notes: service.map { [Note("\(catalog[process.service]) lists other messages here", at: $0.place)] } ?? [],
        help: "list it at the service, or remove the lists of the service so that only the process counts")
    }
  }
  reportUnexplained(&inspection)
}

/// Reports listed messages that no reaction and no readable process of the service explains.
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
      "\(service) \(mention.verb.name) \(message), which is in none of its processes", at: mention.place,
      about: [mention.service, mention.message], confidence: .medium, loweredBy: 1,
      notes: own.place.map { [Note("\(own.label) begins here", at: $0)] } ?? [],
      help: "add it to the process, or declare the reaction that it belongs to")
  }
}

/// The messages that the processes of a service explain.
private struct Covered {
  /// The start of the first process.
  let place: Place?
  let label: String
  private(set) var messages: Set<Name> = []
  /// Whether code may send any message, behind a job that is not itself a message.
  private(set) var maySendAny = false
  /// Whether code may start a process with any message.
  private(set) var mayBeginWithAny = false

  init(place: Place?, label: String) { (self.place, self.label) = (place, label) }

  mutating func add(_ process: ProcessModel) {
    for node in process.nodes {
      if let name = node.known {
        messages.insert(name)
      } else {
        let isUnknown = node.isUnnamedExchange
        maySendAny = maySendAny || node.kind == .job || node.kind == .send || isUnknown && node.sends
        mayBeginWithAny =
          mayBeginWithAny || node.kind == .start && node.scope < 0 && node.timer == nil || isUnknown && node.receives
      }
    }
  }
}
