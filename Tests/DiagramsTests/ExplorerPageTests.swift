import Catalog
import Diagrams
import Findings
import Foundation
import Graph
import TestSupport
import Testing

@Suite struct ExplorerPageTests {
  private func page(_ text: String, findings: [Finding] = []) throws -> String {
    let graph = graph(text)
    let scene = Scene(graph, title: "shop </script>")
    var content = PageContent(
      title: scene.title, flow: View.flow.build(scene), dependencies: View.dependency.build(scene), graph: graph)
    content.findings = findings
    let sources = Sources(paths: FileTable(inputs: ["shop.yaml"])) { _ in Array(text.utf8) }
    return String(decoding: HTMLPage.page(content, sources: sources), as: UTF8.self)
  }

  private func data(_ page: String) throws -> [String: Any] {
    let start = try #require(page.range(of: "id=\"data\">")).upperBound
    let end = try #require(page[start...].range(of: "</script>")).lowerBound
    return try #require(
      try JSONSerialization.jsonObject(with: Data(page[start..<end].utf8)) as? [String: Any])
  }

  private let shop = """
    eventlint: 1
    services:
      order: {context: sales, publishes: OrderPlaced, stores: orders}
      payment: {context: money, consumes: {OrderPlaced: {needs: [total], effect: charge}}}
      guess: {consumes: {OrderPlaced: {certainty: observed}}}
    events:
      OrderPlaced: {payload: {id: uuid, total: decimal, note?: string}}
      OrderLost: {payload: {id: uuid, total: decimal, note?: string}}
    """

  @Test("nodes tell where they are written, what they carry and who needs it; equal payloads are written once")
  func nodes() throws {
    let data = try data(try page(shop))
    let nodes = try #require(data["nodes"] as? [[String: Any]])
    let placed = try #require(nodes.first { $0["id"] as? String == "msg:OrderPlaced" })
    let lost = try #require(nodes.first { $0["id"] as? String == "msg:OrderLost" })
    #expect((placed["at"] as? [Int])?.last == 7)
    #expect(placed["fields"] as? Int == lost["fields"] as? Int)
    #expect((data["payloads"] as? [Any])?.count == 1)
    let need = try #require((placed["needs"] as? [[Any]])?.first)
    let reader = try #require(need.first as? Int)
    #expect(nodes[reader]["id"] as? String == "svc:payment")
    #expect(need[1] as? [String] == ["total"])
    #expect(need[2] as? String == "charge")
  }

  @Test("edges are numbers: ends, label, and flags for what is observed")
  func edges() throws {
    let data = try data(try page(shop))
    let nodes = try #require(data["nodes"] as? [[String: Any]]).map { $0["id"] as? String ?? "" }
    let edges = try #require(data["edges"] as? [[Int]])
    let flags = Dictionary(uniqueKeysWithValues: edges.map { ("\(nodes[$0[0]]) \(nodes[$0[1]])", $0[3]) })
    #expect(flags["msg:OrderPlaced svc:payment"] == 0)
    #expect(flags["msg:OrderPlaced svc:guess"] == 2)
  }

  @Test("nodes and edges have the facts that pictures have signs for")
  func signs() throws {
    let data = try data(
      try page(
        """
        eventlint: 1
        services:
          order:
            context: sales
            outbox: polling
            publishes: [OrderPlaced, StepDone]
            stores: {log: {kind: log}, db: {}}
          mail: {context: letters, consumes: [OrderPlaced], stores: {db: {}}}
        events: {StepDone: {visibility: inside}}
        """))
    let nodes = try #require(data["nodes"] as? [[String: Any]])
    func node(_ id: String) -> [String: Any] { nodes.first { $0["id"] as? String == id } ?? [:] }
    #expect(node("db:log")["log"] as? Int == 1 && node("db:log")["shared"] == nil)
    #expect(node("db:db")["shared"] as? Int == 1 && node("db:db")["log"] == nil)
    #expect(node("msg:StepDone")["inside"] as? Int == 1 && node("msg:OrderPlaced")["inside"] == nil)
    #expect(node("svc:order")["outbox"] as? String == "polling" && node("svc:mail")["outbox"] == nil)
    let edges = try #require(data["edges"] as? [[Int]])
    let ids = nodes.map { $0["id"] as? String ?? "" }
    let writers = edges.filter { $0[3] & 32 != 0 }.map { "\(ids[$0[0]]) \(ids[$0[1]])" }.sorted()
    #expect(writers == ["svc:order db:log", "svc:order msg:OrderPlaced", "svc:order msg:StepDone"])
  }

  @Test("findings refer to nodes by position and to contexts by id")
  func findings() throws {
    var finding = Finding(
      rule: RuleID("dependency-cycle"), severity: .warning, message: "m",
      place: Place(file: FileID(0), start: 0, end: 1), subjects: ["sales", "order"])
    finding.subjectIDs = ["ctx:sales", "svc:order"]
    finding.steps = [Note("order waits", at: finding.place, refs: ["svc:order"])]
    let data = try data(try page(shop, findings: [finding]))
    let nodes = try #require(data["nodes"] as? [[String: Any]]).map { $0["id"] as? String ?? "" }
    let written = try #require((data["findings"] as? [[String: Any]])?.first)
    let about = try #require(written["about"] as? [Any])
    #expect(about.first as? String == "ctx:sales")
    #expect((about.last as? Int).map { nodes[$0] } == "svc:order")
    #expect(((written["steps"] as? [[Any]])?.first?.last as? [Int])?.map { nodes[$0] } == ["svc:order"])
  }

  @Test(
    "no name ends the script, and none is taken for a part of the template; not even with marks that join letters",
    arguments: ["", "\u{600}", "\u{301}", "\u{200D}"])
  func names(mark: String) throws {
    let hostile = "a\(mark)</script>\(mark)<\(mark)hostile>{{script}}{{data}}\(mark)<hostile>"
    let page = try page("eventlint: 1\nservices: {'\(hostile)': {publishes: '\(hostile)'}}\n")
    #expect(page.utf8.split(separator: "</script>".utf8).count == 3)
    #expect(page.utf8.firstRange(of: "<hostile>".utf8) == nil)
    let nodes = try #require(try data(page)["nodes"] as? [[String: Any]])
    #expect(nodes.contains { $0["name"] as? String == hostile })
    #expect(page.contains("<title>shop &lt;/script&gt; – eventlint</title>"))
  }
}
