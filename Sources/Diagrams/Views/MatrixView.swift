extension View {
  /// All dependencies of many services in one table.
  package static let matrix = View(
    name: "matrix", summary: "for a hundred services or more",
    options: Set.filters.subtracting([.highlight, .diff]), followsDependencies: true,
    build: { scene in
      var network = Network.dependencies(scene)
      network.layout = .matrix
      network.view = "matrix"
      return network
    })
}
