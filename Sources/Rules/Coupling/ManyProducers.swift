import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// An event that several contexts publish.
  static let manyProducers = Rule(.manyProducers, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for message in catalog.messages where inspection.graph.producerCount(of: message.name) > 1 {
    guard message.kind == .event, !message.isExternal, !message.isUnknown else { continue }
    let producers = inspection.graph.producers(of: message.name).filter {
      catalog.service($0.service)?.isOutside != true
    }
    guard producers.count > 1, catalog.spanContexts(producers.map(\.service)),
      let second = producers.dropFirst().first
    else { continue }
    let services = producers.map(\.service).sorted(by: catalog.names.areInOrder)
    let names = services.count <= 4 ? joined(services.map { catalog[$0] }) : counted(services.count, "service")
    inspection.report(
      "\(catalog[message.name]) is published by \(names)", at: second.place, about: [message.name],
      notes: producers.enumerated().filter { $0.offset != 1 }.prefix(8).map {
        Note("\(catalog[$0.element.service]) publishes it", at: $0.element.place)
      },
      help: "let one service publish it, and the others send a command to that service")
  }
}
