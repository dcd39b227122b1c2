import Diagrams
import Linting

extension Linter {
  /// The number of edges up to which a picture can be read.
  static let readableEdges = 150

  /// Draws the contexts of a flow with more edges than can be read, in formats that cannot unfold them, unless the call
  /// chooses itself what is drawn.
  static func foldContexts(_ drawn: inout Drawn, _ request: PictureRequest) {
    let network = drawn.network
    let count = network.edges.count
    let isChosen =
      request.collapse != nil || !request.focus.isEmpty || !request.only.isEmpty || !request.highlight.isEmpty
      || request.difference != nil
    guard network.view == View.flow.name, request.format.isPicture, !isChosen, count > readableEdges,
      network.nodes.contains(where: { $0.kind == .service && !$0.context.isEmpty })
    else { return }
    drawn.network = network.collapsed(into: "context") { $0.context.isEmpty ? nil : $0.context }
    drawn.notes.append(
      """
      the flow has \(count) edges, so its contexts are drawn; --collapse none draws all, --focus NAME or --only KIND a \
      part, --view matrix a table, --format html a page that opens contexts
      """)
  }
}
