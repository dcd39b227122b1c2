import Catalog
import Commands
import Files
import Foundation
import Graph
import Linting
import Loading
import TestSupport
import Testing

@testable import Diagrams

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Sequences of cases: the order of steps, what is folded, and where the signs stand.
@Suite struct SequenceTests {
  // MARK: The order of steps

  @Test("what follows an answer stands inside the branch of that answer")
  func nesting() throws {
    let graph = graph(Self.answers)
    let trace = graph.trace(try #require(graph.catalog.names.find("a customer pays")))
    #expect(
      String(decoding: Sequence.mermaid(trace, graph.catalog), as: UTF8.self) == """
        sequenceDiagram
          participant p1 as order
          participant p2 as bank
          participant p3 as shipping
          participant p4 as mail
          p1->>p2: Charge
          Note over p1: waits at most 15m
          alt one of several
            p2-)p1: Charged
            p1->>p3: Ship
            p3-)p4: Shipped
          else
            p2-)p1: Refused
            p1-)p4: OrderRefused
          end

        """)
    #expect(
      String(decoding: Sequence.plantUML(trace, graph.catalog), as: UTF8.self) == """
        @startuml
        hide footbox
        participant "order" as p1
        participant "bank" as p2
        participant "shipping" as p3
        participant "mail" as p4
        p1 -> p2 : Charge
        note over p1 : waits at most 15m
        alt one of several
        p2 -->> p1 : Charged
        p1 -> p3 : Ship
        p3 -->> p4 : Shipped
        else
        p2 -->> p1 : Refused
        p1 -->> p4 : OrderRefused
        end
        @enduml

        """)
  }

  static let answers = """
    eventlint: 1
    services:
      order:
        triggers: {a customer pays: {kind: person, sends: Charge}}
        expects: {Charge: {reply: [Charged, Refused], within: 15m}}
        consumes:
          Charged: {sends: Ship}
          Refused: {publishes: OrderRefused}
      bank:
        handles: {Charge: {publishes: Charged | Refused}}
      shipping:
        handles: {Ship: {publishes: Shipped}}
      mail:
        consumes: {OrderRefused: {effect: mail}, Shipped: {effect: mail}}
    """

  @Test("numbers have the letter of their branch, and a bar stands in each branch until its answer")
  func numbers() throws {
    let picture = try picture(Self.answers, "a customer pays")
    #expect(picture.signs.chips.map(\.number) == ["1", "2a", "3a", "4a", "2b", "3b"])
    let wait = try #require(picture.signs.waits.first)
    let bars = SequenceSigns.bars(wait, picture.signs.replies.filter { $0.wait == wait.id })
    let answers = picture.signs.arrows.filter { ["Charged", "Refused"].contains(picture.catalog[$0.message]) }
    #expect(bars.map(\.bottom) == answers.map(\.y))
    #expect(bars[1].top > answers[0].y)
    #expect(picture.signs.notes.map(\.text).contains("waits at most 15m"))
  }

  @Test("a service that asks many times in a row keeps every step, and the tree stays shallow")
  func manyRequests() throws {
    var order = "  order:\n    triggers: {go: {kind: person, sends: Ask0}}\n    consumes:\n"
    var other = "  other:\n    handles:\n"
    for number in 0..<3_000 {
      order += "      Told\(number): {sends: Ask\(number + 1)}\n"
      other += "      Ask\(number): {publishes: Told\(number)}\n"
    }
    let graph = graph("eventlint: 1\nservices:\n\(order)\(other)")
    let trace = graph.trace(try #require(graph.catalog.names.find("go")))
    let tree = SequenceTree(trace)
    #expect(SequenceTree.count(tree.roots) == trace.allSteps.count)
    #expect(SequenceTree.height(tree.roots) < 400)
    let picture = SequencePicture(trace, graph.catalog)
    #expect(picture.signs.chips.count == 26)
    #expect(drawnAndFolded(picture) == trace.allSteps.count)
  }

  // MARK: Folding

  @Test("26 messages and nine senders are drawn at most, and the others counted", arguments: [27, 200, 2_000])
  func folding(count: Int) throws {
    // A chain with a side branch at each step.
    let services = (0..<count).map {
      """
        s\($0): {consumes: {E\($0): {publishes: [E\($0 + 1), F\($0)]}}}
        t\($0): {consumes: {F\($0): {publishes: G\($0)}}}

      """
    }
    let graph = graph("eventlint: 1\nservices:\n  start: {publishes: E0}\n\(services.joined())")
    let trace = graph.trace(try #require(graph.catalog.names.find("E0")), depth: 100)
    let picture = SequencePicture(trace, graph.catalog)
    #expect(picture.signs.chips.count <= 26 && picture.columns.columns.count <= 9)
    #expect(picture.width <= 1200 && picture.folds > 0)
    #expect(drawnAndFolded(picture) == SequenceTree.count(SequenceTree(trace).roots))
  }

  @Test("pictures of hostile traces are bounded in size", arguments: ["wide", "receivers", "branches"])
  func hostile(form: String) throws {
    let many = 0..<10_000
    let services =
      switch form {
      case "wide":
        "  a: {consumes: {Start: {publishes: [\(many.map { "E\($0)" }.joined(separator: ", "))]}}}\n  b: {publishes: Start}\n"
      case "receivers":
        "  b: {publishes: Start}\n"
          + many.map { "  s\($0): {consumes: {Start: {publishes: E\($0)}}}\n" }.joined()
      default:
        "  b: {publishes: Start}\n  a: {consumes: {Start: {publishes: \(many.map { "E\($0)" }.joined(separator: " | "))}}}\n"
      }
    let graph = graph("eventlint: 1\nservices:\n\(services)")
    let trace = graph.trace(try #require(graph.catalog.names.find("Start")))
    let clock = ContinuousClock()
    let took = clock.measure {
      let picture = SequencePicture(trace, graph.catalog)
      #expect(picture.width <= 1200 && picture.height < 3_000 && picture.svg().utf8.count < 100_000)
      #expect(drawnAndFolded(picture) == trace.allSteps.count)
      let whole = SequencePicture(trace, graph.catalog, isFolded: false)
      #expect(whole.signs.chips.count <= 300 && whole.svg().utf8.count < 500_000)
    }
    #expect(took < .seconds(20))
  }

  /// The number of messages that a picture draws or counts.
  private func drawnAndFolded(_ picture: SequencePicture) -> Int {
    let counts = picture.signs.notes.compactMap { note in
      (note.whole.isEmpty ? note.text : note.whole).firstMatch(of: #/(\d+) more messages?$/#).flatMap { Int($0.1) }
    }
    return picture.signs.chips.count + counts.reduce(0, +)
  }

  // MARK: Places

  @Test("all signs of all samples lie inside, no message covers another, and no note another", arguments: samples)
  func places(sample: String) throws {
    for picture in try pictures(of: sample) {
      let (signs, edge) = (picture.signs, picture.width)
      #expect(picture.width <= 1200, "\(picture.title)")
      for chip in signs.chips { #expect(chip.x >= 0 && chip.x + chip.width <= edge, "\(chip.text)") }
      for note in signs.notes { #expect(note.x >= 0 && note.x + note.width <= edge, "\(note.text)") }
      for frame in signs.frames { #expect(frame.x >= 0 && frame.x + frame.width <= edge) }
      let places = signs.chips.map { ($0.x, $0.y, $0.width, 18) } + signs.notes.map { ($0.x, $0.y, $0.width, 16) }
      for (index, one) in places.enumerated() {
        for other in places[..<index] {
          let touches =
            one.0 < other.0 + other.2 && other.0 < one.0 + one.2 && one.1 < other.1 + other.3
            && other.1 < one.1 + one.3
          #expect(!touches, "\(picture.title): \(one) \(other)")
        }
      }
      for (left, right) in zip(picture.columns.columns, picture.columns.columns.dropFirst()) {
        #expect(left.right < right.left)
      }
      #expect(drawnAndFolded(picture) == SequenceTree.count(SequenceTree(picture.trace).roots))
      let drawn = Set(signs.chips.map(\.step.message))
      if picture.folds == 0 { #expect(drawn.isSuperset(of: picture.trace.messages)) }
    }
  }

  @Test("services that go on at the same time stand side by side where they do not touch")
  func parallel() throws {
    let picture = try picture(
      """
      eventlint: 1
      services:
        hub: {publishes: Start}
        left: {consumes: {Start: {publishes: LeftDone}}}
        right: {consumes: {Start: {publishes: RightDone}}}
        far-left: {consumes: LeftDone}
        far-right: {consumes: RightDone}
      """, "Start")
    let places = Dictionary(uniqueKeysWithValues: picture.signs.chips.map { ($0.text, $0.y) })
    #expect(places["LeftDone"] == places["RightDone"])
    #expect(picture.signs.parallels.count == 1)
  }

  @Test("what is not written down is a dashed count, never more messages")
  func guesses() throws {
    let picture = try picture(
      """
      eventlint: 1
      services:
        shop: {publishes: OrderPlaced}
        stock: {consumes: OrderPlaced, publishes: [Reserved, Missing]}
      """, "OrderPlaced")
    #expect(picture.signs.chips.map(\.text) == ["OrderPlaced"])
    #expect(picture.signs.notes.filter { $0.kind == .guess }.map(\.text) == ["may send 2 messages"])
    #expect(picture.svg().contains("n-guess soft"))
  }

  // MARK: Bytes

  @Test("names of any kind stay text", arguments: DOTTests.names)
  func escapes(name: String) throws {
    let quoted = "'" + name.replacing("'", with: "''") + "'"
    let catalog = """
      eventlint: 1
      services:
        \(quoted): {publishes: \(quoted), consumes: {'x \(name.replacing("'", with: "''"))': {effect: \(quoted)}}}
        other: {consumes: {\(quoted): {publishes: 'x \(name.replacing("'", with: "''"))'}}}
      """
    let graph = graph(catalog)
    let first = try #require(graph.catalog.messages.first?.name)
    for isFolded in [true, false] {
      let svg = SequencePicture(graph.trace(first), graph.catalog, isFolded: isFolded).svg()
      let parser = XMLParser(data: Data(svg.utf8))
      #expect(parser.parse(), "\(svg)")
      #expect(!svg.contains("style=") && !svg.contains("<b>"))
    }
    var scene = Scene(graph, title: name, subjects: [first])
    scene.title = name
    let file = try #require(Diagram(View.sequence.build(scene), theme: .auto).svg())
    #expect(XMLParser(data: Data(file)).parse())
    #expect(!String(decoding: file, as: UTF8.self).contains("var("))
  }

  @Test("the legend names the signs in use, and can be left out")
  func legend() throws {
    let graph = graph(Self.answers)
    let scene = Scene(graph, title: "shop", subjects: [try #require(graph.catalog.names.find("a customer pays"))])
    let network = View.sequence.build(scene)
    let svg = String(decoding: try #require(Diagram(network, theme: .light).svg()), as: UTF8.self)
    #expect(svg.contains(">waits for an answer, with a timeout<") && !svg.contains(">owner of the flow<"))
    let bare = Diagram(network, theme: .light, hasLegend: false).svg()
    #expect(!String(decoding: try #require(bare), as: UTF8.self).contains("sq-legend\""))
  }

  @Test("the picture of the page, byte for byte", arguments: samples)
  func page(sample: String) throws {
    guard let picture = try pictures(of: sample).first else { return }
    #expect(Golden.difference(Array(picture.svg().utf8) + [0x0A], "\(sample)/sequence.page.svg") == nil)
  }

  private func picture(_ catalog: String, _ start: String) throws -> SequencePicture {
    let graph = graph(catalog)
    return SequencePicture(graph.trace(try #require(graph.catalog.names.find(start))), graph.catalog)
  }

  private static let samples = [
    "flowing-retail/orchestrated", "flowing-retail/choreographed", "eshop", "address-change/disguised",
    "customer-registration/event-chain", "customer-registration/owned", "onboarding-checks/additional-check",
    "onboarding-checks/owned", "address-changed/promises-kept", "bank-account/events-published",
    "event-store/shared", "outbox/three-forms", "food-order/saga", "claims/pipeline", "three-repositories/together",
    "library/forms", "authorization-service/stable-contract", "address-change/done-right", "outbox/none",
  ]

  /// The sequences of all cases of a sample.
  private func pictures(of sample: String) throws -> [SequencePicture] {
    var files: [String] = []
    let folder = "\(Golden.root)/samples/\(sample)"
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder).sorted() where path.hasSuffix(".yaml") {
      files.append(try String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8))
    }
    let graph = ReactionGraph(linked(files))
    return graph.traces(graph.catalog.messages.map(\.name)).map { SequencePicture($0, graph.catalog) }
  }
}
