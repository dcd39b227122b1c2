import Commands
import Diagrams
import Graph
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

@Suite struct DOTTests {
  static let names = [
    "quote\"d", "back\\slash", "ends\\", "line\\nbreak", "<b>html</b> & more", "größe 注文 🎉", "->", "N\\N", "}",
    "/* c */",
    String(repeating: "long", count: 75), "\u{202E}rtl", "tab\there",
  ]

  @Test("names of any kind come out whole but for what steers a terminal, in both views", arguments: names)
  func escapes(name: String) throws {
    let quoted = "'" + name.replacing("'", with: "''") + "'"
    let graph = graph(
      """
      eventlint: 1\ncontext: \(quoted)\nservices: {\(quoted): {team: \(quoted), publishes: \(quoted), stores: \
      \(quoted)}, other: {consumes: \(quoted)}}\n
      """
    )
    for view in [View.flow, .dependency] {
      let network = view.build(Scene(graph, title: name))
      let dot = String(decoding: Diagram(network, theme: .light).dot(), as: UTF8.self)
      // Outside of quotes and HTML nothing of a name may stand: each line is one element.
      #expect(dot.split(separator: "\n").allSatisfy { $0.hasSuffix("]") || $0.hasSuffix("{") || $0.hasSuffix("}") })
      #expect(
        dot.contains(
          "\"svc:\(name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\t", with: " ").replacing("\u{202E}", with: "\u{FFFD}"))\""
        ))
    }
  }

  @Test(
    "dot draws every name without a word", .enabled(if: hasDot, "Graphviz is not installed"),
    arguments: ["flow", "dependency"])
  func graphviz(view: String) throws {
    let services = Self.names.enumerated().map { index, name in
      let quoted = "'" + name.replacing("'", with: "''") + "'"
      return
        """
          \(quoted): {publishes: 'e\(index) \(name.replacing("'", with: "''"))', consumes: \
        'e\((index + 1) % Self.names.count) \(Self.names[(index + 1) % Self.names.count].replacing("'", with: "''"))\
        '}\n
        """
    }
    let graph = graph("eventlint: 1\nservices:\n" + services.joined())
    let network = try View.named(view).build(Scene(graph, title: "names"))
    #expect(graphvizComplaints(Diagram(network, theme: .dark).dot()) == "")
  }

  @Test("the bytes do not depend on the order of files")
  func order() throws {
    let files = (0..<8).map {
      """
      eventlint: 1\nservices: {s\($0): {context: c\($0 % 3), publishes: M\($0), consumes: [M\(($0 + 1) % 8), \
      M\(($0 + 3) % 8)]}}\n
      """
    }
    for view in [View.flow, .dependency] {
      func dot(_ files: [String]) -> [UInt8] {
        Diagram(view.build(Scene(ReactionGraph(linked(files)), title: "t")), theme: .light).dot()
      }
      #expect(dot(files) == dot(files.reversed()))
    }
  }

  static let hasDot = system("command -v dot >/dev/null 2>&1") == 0
}

/// What `dot` says on standard error when it lays a graph out.
private func graphvizComplaints(_ dot: [UInt8]) -> String {
  var template = Array("/tmp/eventlint-test-XXXXXX".utf8CString)
  let descriptor = mkstemp(&template)
  let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  defer { unlink(path) }
  _ = dot.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  close(descriptor)
  guard let pipe = popen("dot -Tsvg -o /dev/null \(path) 2>&1", "r") else { return "dot could not be run" }
  var text: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while case let count = fread(&buffer, 1, buffer.count, pipe), count > 0 { text += buffer.prefix(count) }
  let status = pclose(pipe)
  return status == 0
    ? String(decoding: text, as: UTF8.self) : "status \(status): " + String(decoding: text, as: UTF8.self)
}
