import Catalog
import Findings
import Graph
import Loading
import Writing

/// Lines above definitions of messages: who sends them and who receives them.
extension CatalogView {
  /// The command of a client that shows references: the URI, a position and the locations are its arguments.
  static let referencesCommand = "eventlint.showReferences"

  /// The lenses of a file.
  ///
  /// - Parameter showsReferences: whether the client has `referencesCommand`; else a lens is only a text.
  func lenses(in path: String, showsReferences: Bool) -> JSONValue {
    guard let file = file(path) else { return [] }
    let map = map(file)
    let own = (occurrences ?? []).filter { $0.place.file == file && $0.isMessage && $0.isDefinition }
    return .list(
      own.compactMap { occurrence in
        guard let message = catalog.message(occurrence.name) else { return nil }
        let mentions = Array(system.graph.mentions(of: occurrence.name))
        let range = range(occurrence.place, map)
        var command: [String: JSONValue] = ["title": .text(title(message, mentions)), "command": ""]
        if showsReferences, !mentions.isEmpty {
          command["command"] = .text(Self.referencesCommand)
          command["arguments"] = [
            .text(FileURI.uri(path)), range["start"], locations(mentions.map(\.place).sorted()),
          ]
        }
        return ["range": range, "command": .object(command)]
      })
  }

  /// `published by 1 service, consumed by 2 services, observed by 1 service`.
  private func title(_ message: Message, _ mentions: [Mention]) -> String {
    func services(_ isIncluded: (Mention.Verb) -> Bool) -> String {
      counted(Set(mentions.filter { isIncluded($0.verb) }.map(\.service)).count, "service")
    }
    let words: (out: String, into: String) =
      switch message.kind {
      case .event: ("published", "consumed")
      case .command: ("sent", "handled")
      case .query: ("asked", "answered")
      case .reply: ("replied", "received")
      }
    var title = "\(words.out) by \(services(\.isOutgoing)), "
    title += "\(words.into) by \(services { !$0.isOutgoing && $0 != .observes })"
    if mentions.contains(where: { $0.verb == .observes }) {
      title += ", observed by \(services { $0 == .observes })"
    }
    return title
  }
}
