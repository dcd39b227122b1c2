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
        "\(process.label) \(isSent ? "sends" : "waits for") \(catalog[message]), which \(catalog[process.service]) does not say in the catalog", at: place,
        about: [process.service, message], notes: service.map { [Note("\(catalog[process.service]) says other messages here", at: $0.place)] } ?? [],
        help: "write it down at the service, or leave out its lists: then the process alone counts")
    }
  }
  reportUnexplained(&inspection)
}

/// What the entry lists and nothing explains: no reaction, and none of the service's processes, as far as they can be read.
private func reportUnexplained(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var processes: [Name: [ProcessModel]] = [:]
  for process in catalog.processes { processes[process.service, default: []].append(process) }
  guard !processes.isEmpty else { return }
  for mention in catalog.mentions where mention.reaction < 0 && mention.verb != .observes && mention.verb.kind != .query {
    guard let own = processes[mention.service] else { continue }
    // Code may send what it likes behind a job that is no message, and begin a process with any.
    let isOpen = own.contains { process in
      process.nodes.contains { node in
        node.known == nil && (mention.verb.isOutgoing ? node.kind == .job || node.kind == .send : node.kind == .start && node.scope < 0 && node.timer == nil)
      }
    }
    // What a process sends behind a failure or a time limit has no message for its cause.
    guard !isOpen, !own.contains(where: { $0.nodes.contains { $0.known == mention.message } }) else { continue }
    let (service, message) = (catalog[mention.service], catalog[mention.message])
    inspection.report(
      "\(service) \(mention.verb.name) \(message), which is in no process of it", at: mention.place, about: [mention.service, mention.message], confidence: .medium, loweredBy: 1,
      notes: own.prefix(1).compactMap { process in process.nodes.first.map { Note("\(process.label) begins here", at: $0.place) } },
      help: "take it into the process, or write down the reaction that it belongs to")
  }
}
