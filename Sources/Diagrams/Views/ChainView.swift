import Catalog
import Graph

extension View {
  /// How long a flow is and who owns it.
  package static let chain = View(
    name: "chain", summary: "swimlanes with numbered steps", subject: .starts, options: [.focus, .longest],
    build: { scene in
      var network = View.flow.build(scene)
      network.layout = .lanes(scene.subjects.map { Lanes(scene.graph.trace($0), scene.catalog) })
      return network
    })
}

/// A flow on a grid: one lane for each service, the steps numbered from left to right.
package struct Lanes: Sendable {
  /// The words above: the start, the counts and the owner.
  let title: String
  let lanes: [Lane]
  let cells: [Cell]

  /// A service.
  struct Lane: Sendable {
    var name: String
    /// The small words below; empty for none.
    var detail: String
    /// It owns the flow, or is an orchestrator.
    var isOwner: Bool
  }

  /// A step on the grid; its column is its position.
  struct Cell: Sendable {
    var message: String
    /// The name by which the message is shown.
    var shown: String
    var kind: Message.Kind
    var sender: String
    var lane: Int
    /// The position of the step that makes it happen.
    var cause: Int?
    /// No service takes the message.
    var ends: Bool
  }

  init(_ trace: Trace, _ catalog: Catalog) {
    var services: [Name] = []
    var numbers: [Name: Int] = [:]
    func lane(_ service: Name) -> Int {
      if let known = numbers[service] { return known }
      numbers[service] = services.count
      services.append(service)
      return services.count - 1
    }
    var cells: [Cell] = []
    var byNumber: [[Int]: Int] = [:]
    var byMessage: [Name: Int] = [:]
    for step in trace.allSteps where step.seen == nil {
      guard let sender = step.sender ?? step.deliveries.first?.receiver ?? trace.services.first else { continue }
      let cause =
        step.after.flatMap { byMessage[$0] } ?? (step.number.isEmpty ? nil : byNumber[Array(step.number.dropLast())])
      byNumber[step.number] = cells.count
      byMessage[step.message] = byMessage[step.message] ?? cells.count
      cells.append(
        Cell(
          message: catalog[step.message], shown: catalog.shown(step.message), kind: step.kind,
          sender: step.sender.map { catalog[$0] } ?? "it",
          lane: lane(sender), cause: cause, ends: step.deliveries.isEmpty))
    }
    for service in trace.services { _ = lane(service) }
    self.cells = cells
    lanes = services.map { service in
      let known = catalog.service(service)
      let owns = trace.owner == service
      let detail =
        owns
        ? "\u{25C6} owner of the flow"
        : known?.role == .orchestrator ? "\u{25C6} orchestrator" : known?.team.map { "team \(catalog[$0])" } ?? ""
      return Lane(name: catalog[service], detail: detail, isOwner: owns || known?.role == .orchestrator)
    }
    let owner = trace.owner.map { "owner: \(catalog[$0])" } ?? "no owner"
    title = """
      \(catalog.shown(trace.start)): \(trace.messages.count) messages over \(trace.services.count) services, \
      \(trace.handovers) handover\(trace.handovers == 1 ? "" : "s") in a row; \(owner)
      """
  }
}
