import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A process that follows a flow in another order than the catalog has it.
  static let trackingMismatch = Rule(.trackingMismatch, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // What leads to a message is looked for once for each; no tracker has hundreds of milestones.
  var causes: [Name: [Bool]] = [:]
  func leads(_ one: Int, to other: Name) -> Bool {
    if let known = causes[other] { return known[one] }
    guard causes.count < 200, let position = catalog.position(ofMessage: other) else { return false }
    let found = inspection.graph.messages(leadingTo: { $0 == position })
    causes[other] = found
    return found[one]
  }
  // What takes messages in and makes nothing happen tracks.
  for process in catalog.processes where !process.nodes.contains(where: \.acts) {
    let milestones = process.nodes.indices.filter { process.nodes[$0].kind == .wait && process.nodes[$0].known != nil }
      .prefix(200)
    let after = milestones.map { Set(process.reached(from: $0) { _ in false }) }
    for (number, later) in milestones.enumerated() {
      guard let name = process.nodes[later].known, let position = catalog.position(ofMessage: name) else { continue }
      // Whoever goes in circles has no order.
      let earlier = milestones.indices.first { other in
        guard let before = process.nodes[milestones[other]].known, before != name,
          let first = catalog.position(ofMessage: before)
        else { return false }
        return after[other].contains(later) && !after[number].contains(milestones[other]) && leads(position, to: before)
          && !leads(first, to: name)
      }
      guard let earlier, let before = process.nodes[milestones[earlier]].known else { continue }
      inspection.report(
        "\(process.label) waits for \(catalog[name]) after \(catalog[before]), which it leads to",
        at: process.nodes[later].place, about: [process.service, name, before],
        notes: [Note("\(catalog[before]) is awaited here", at: process.nodes[milestones[earlier]].place)],
        help: "follow the order in which things happen: a message that is awaited too late has passed by")
    }
  }
}
