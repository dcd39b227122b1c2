import Catalog
import Graph
import Naming

/// The commands that take steps back or complete them, by what catalogs declare and by what the commands follow: they
/// are repeated until they succeed (Richardson, "Microservices Patterns", 2018, 4.3).
struct UndoSteps {
  /// The commands that take something back.
  private var undoing: Set<Name>
  /// The commands that a service with confirm steps sends to each receiver, with the words of their names.
  private var commands: [[UInt32]: [(command: Name, words: [String])]] = [:]
  private let graph: ReactionGraph

  init(_ inspection: Inspection) {
    let (graph, catalog, facts) = (inspection.graph, inspection.catalog, inspection.facts)
    self.graph = graph
    undoing = graph.compensations
    let sent = catalog.mentions.filter { $0.verb == .sends && $0.reaction >= 0 }
    var causes: [Name: [Name?]] = [:]
    for mention in sent {
      causes[mention.message, default: []].append(catalog.reactions[Int(mention.reaction)].message)
    }
    // What is sent after failures only takes something back, and so does what follows its answer.
    for _ in 0..<Self.maximumSteps {
      let answers = Set(
        undoing.flatMap { command in
          graph.reactions(to: command).flatMap { graph.outputs(of: $0).map(\.message) }
        })
      let further = causes.filter { command, causes in
        !undoing.contains(command)
          && causes.allSatisfy { cause in
            cause.map { facts.saysFailure($0, catalog) || answers.contains($0) } ?? false
          }
      }
      guard !further.isEmpty else { break }
      undoing.formUnion(further.keys)
    }
    // Few services confirm anything, and only their names are taken apart.
    let confirming = Set(sent.filter { catalog[$0.message].contains("onfirm") }.map(\.service))
    for mention in sent where confirming.contains(mention.service) {
      guard let receiver = graph.consumers(of: mention.message).first?.service else { continue }
      commands[[mention.service.index, receiver.index], default: []].append(
        (mention.message, words(of: mention.message)))
    }
  }

  /// The number of undo steps in a row that are followed.
  private static let maximumSteps = 16

  /// Whether a command of a service takes something back, or confirms what an earlier command to the same receiver
  /// began.
  func contains(_ command: Name, of service: Name) -> Bool {
    if undoing.contains(command) { return true }
    let words = words(of: command)
    guard let first = words.first, words.count > 1 else { return false }
    if ["undo", "revert", "rollback", "compensate"].contains(first) { return true }
    guard first == "confirm", let receiver = graph.consumers(of: command).first?.service else { return false }
    return (commands[[service.index, receiver.index]] ?? []).contains { other in
      other.command != command && other.words.last == words.last
    }
  }

  private func words(of message: Name) -> [String] { Words(graph.catalog.names.localBytes(message)).strings }
}
