import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A tracking process that expects messages in a different order than the catalog defines.
  static let trackingMismatch = Rule(.trackingMismatch, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // The causes of each message are computed once; 200 is far more than the milestones of a real tracker.
  var causes: [Name: [Bool]] = [:]
  func leads(_ one: Int, to other: Name) -> Bool {
    if let known = causes[other] { return known[one] }
    guard causes.count < 200, let position = catalog.position(ofMessage: other) else { return false }
    let found = inspection.graph.messages(leadingTo: { $0 == position })
    causes[other] = found
    return found[one]
  }
  // A process that only receives messages is a tracker.
  for process in catalog.processes where !process.nodes.contains(where: \.acts) {
    let milestones = process.nodes.indices.filter { process.nodes[$0].kind == .wait && process.nodes[$0].known != nil }
      .prefix(200)
    let after = milestones.map { Set(process.reached(from: $0) { _ in false }) }
    for (number, later) in milestones.enumerated() {
      guard let name = process.nodes[later].known, let position = catalog.position(ofMessage: name) else { continue }
      // Milestones in a cycle have no order.
      let earlier = milestones.indices.first { other in
        guard let before = process.nodes[milestones[other]].known, before != name,
          let first = catalog.position(ofMessage: before)
        else { return false }
        return after[other].contains(later) && !after[number].contains(milestones[other]) && leads(position, to: before)
          && !leads(first, to: name)
      }
      guard let earlier, let before = process.nodes[milestones[earlier]].known else { continue }
      inspection.report(
        "\(process.label) waits for \(catalog[name]) after \(catalog[before]), although it happens before",
        at: process.nodes[later].place, about: [process.service, name, before],
        notes: [Note("\(catalog[before]) is awaited here", at: process.nodes[milestones[earlier]].place)],
        help: "put the milestones in the order of the messages: a message that is awaited too late has already passed")
    }
  }
}
