extension View {
  /// What the signs mean.
  package static let legend = View(
    name: "legend", summary: "what the signs mean", subject: .signs, hasNetwork: false,
    build: { scene in
      var network = Network(title: scene.title, rule: "")
      network.layout = .signs
      return network
    })
}
