import Commands
import Diagrams
import Foundation
import Graph
import Linting
import TestSupport
import Testing

/// A flow that is too large to be read is drawn by its contexts, unless the call says otherwise.
@Suite struct FoldingTests {
  /// A folder with 60 services in six contexts, or in none, and 360 edges.
  private func folder(hasContexts: Bool) throws -> String {
    let folder = NSTemporaryDirectory() + "eventlint-fold-\(UInt32.random(in: 0 ... .max))/large shop"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let services = (0..<60).map { number in
      let read = (1...5).map { "E\((number + $0) % 60)" }.joined(separator: ", ")
      let context = hasContexts ? "context: c\(number % 6), " : ""
      return "  s\(number): {\(context)publishes: E\(number), consumes: [\(read)]}\n"
    }
    try ("eventlint: 1\nservices:\n" + services.joined()).write(
      toFile: folder + "/catalog.yaml", atomically: true, encoding: .utf8)
    return folder
  }

  private func request(_ folder: String, _ format: PictureFormat) -> PictureRequest {
    var request = PictureRequest()
    request.input.paths = [folder + "/."]
    request.input.isIsolated = true
    request.format = format
    return request
  }

  @Test("formats that cannot unfold show contexts and say how to see more", arguments: PictureFormat.allCases)
  func folds(format: PictureFormat) throws {
    guard ![.svg, .png, .pdf, .html].contains(format) else { return }
    let folder = try folder(hasContexts: true)
    defer { try? FileManager.default.removeItem(atPath: folder + "/..") }
    let request = request(folder, format)
    if format == .json || format == .graphml || format == .csv {
      let outcome = try Linter.draw(request)
      #expect(String(decoding: outcome.output, as: UTF8.self).contains("E59") && outcome.notes.isEmpty)
      return
    }
    let outcome = try Linter.draw(request)
    let text = String(decoding: outcome.output, as: UTF8.self)
    // PlantUML writes a colon by its number.
    #expect(text.replacing("<U+003A>", with: ":").contains("large shop: flow, 6 contexts, 60 messages"))
    #expect(!text.contains("s59"))
    #expect(outcome.notes.count == 1)
    for words in ["360 edges", "--collapse none", "--focus", "--only", "--view matrix", "html"] {
      #expect(outcome.notes[0].contains(words), "\(words)")
    }
  }

  @Test("what the call chooses wins")
  func chosen() throws {
    let folder = try folder(hasContexts: true)
    defer { try? FileManager.default.removeItem(atPath: folder + "/..") }
    let changes: [(inout PictureRequest) -> Void] = [
      { $0.collapse = "none" }, { $0.focus = ["s*"] }, { $0.only = ["service", "event"] }, { $0.highlight = ["s1"] },
    ]
    for change in changes {
      var request = request(folder, .dot)
      change(&request)
      let outcome = try Linter.draw(request)
      #expect(String(decoding: outcome.output, as: UTF8.self).contains("\"svc:s59\""))
      #expect(outcome.notes.count == 1 && outcome.notes[0].contains("360 edges are hard to read"))
    }
  }

  @Test("without contexts all is drawn, with a hint")
  func withoutContexts() throws {
    let folder = try folder(hasContexts: false)
    defer { try? FileManager.default.removeItem(atPath: folder + "/..") }
    let outcome = try Linter.draw(request(folder, .dot))
    #expect(String(decoding: outcome.output, as: UTF8.self).contains("\"svc:s59\""))
    #expect(outcome.notes.count == 1 && outcome.notes[0].contains("no service has a context"))
  }

  @Test("a picture is named after its folder, whatever way leads there, or after the only document")
  func title() throws {
    func heading(_ path: String) throws -> String {
      var request = request(path, .mermaid)
      request.input.paths = [path]
      let lines = String(decoding: try Linter.draw(request).output, as: UTF8.self).split(separator: "\n")
      return String(lines[1])
    }
    let root = Golden.root
    for path in ["samples/eshop", "samples/eshop/", "samples/eshop/.", "samples/library/../eshop"] {
      #expect(try heading("\(root)/\(path)").contains("eshop: flow, "), "\(path)")
    }
    let folder = NSTemporaryDirectory() + "eventlint-title-\(UInt32.random(in: 0 ... .max))"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try """
    asyncapi: 3.0.0
    info: {title: Bike rental, version: 1.0.0}
    channels: {rides: {address: rides, messages: {RideStarted: {payload: {type: object}}}}}
    operations: {started: {action: send, channel: {$ref: '#/channels/rides'}}}
    """.write(toFile: folder + "/asyncapi.yaml", atomically: true, encoding: .utf8)
    #expect(try heading(folder).contains("Bike rental: flow, 1 service, 1 message"))
  }

  @Test("the message view is JSON, too: each field with its type and who needs it")
  func message() throws {
    var request = request("\(Golden.root)/samples/eshop", .json)
    (request.view, request.focus) = (.message, ["OrderStatusChangedToPaid"])
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(try Linter.draw(request).output)) as? [String: Any])
    let nodes = try #require(json["nodes"] as? [[String: Any]])
    let message = try #require(nodes.first { $0["kind"] as? String == "event" })
    let fields = try #require(message["fields"] as? [[String: Any]])
    #expect(!fields.isEmpty && fields.allSatisfy { $0["path"] is String && $0["type"] is String })
    #expect(fields.contains { !(($0["readers"] as? [String]) ?? []).isEmpty })
    request.format = .mermaid
    #expect(throws: (any Error).self) { try Linter.draw(request) }
  }
}
