import Graph

extension View {
  /// How a case goes on: who sends what, what waits for what, what happens instead, and who owns it.
  package static let sequence = View(
    name: "sequence", alias: "chain", summary: "the course of a case from top to bottom", subject: .starts,
    options: [.focus, .longest],
    build: { scene in
      var network = View.flow.build(scene)
      network.layout = .sequence(
        SequenceCases(traces: scene.subjects.map { scene.graph.trace($0) }, catalog: scene.catalog))
      return network
    })
}
