import Commands
import Diagrams
import Files
import Linting
import Reports
import TestSupport
import Testing
import Writing

/// Outputs in the folder of the catalogs, where the search of the next run finds them.
@Suite struct OutputTests {
  private static let files = [
    "catalog/shop.yaml":
      """
    eventlint: 1
    services:
      shop: {publishes: OrderPlaced}
      mail: {consumes: {OrderPlaced: {publishes: LetterSent}}}
      archive: {consumes: LetterSent}
    events: {OrderPlaced: {schema: order.json}}
    """,
    "catalog/order.json": #"{"type": "object", "properties": {"id": {"type": "string"}}}"#,
  ]

  /// Writes an output twice, and tries to write it over a catalog, over a schema and over a file that the call names.
  private func check(
    _ ending: String, sourceLocation: SourceLocation = #_sourceLocation,
    write: (_ folder: String, _ more: [String], _ path: String) throws -> Void
  ) throws {
    try withTemporaryFolder(Self.files) { folder in
      let (catalogs, output) = ("\(folder)/catalog", "\(folder)/catalog/out.\(ending)")
      try write(catalogs, [], output)
      let first = FileBytes.read(output, limit: 1 << 24)
      try write(catalogs, [], output)
      #expect(first != nil && FileBytes.read(output, limit: 1 << 24) == first, sourceLocation: sourceLocation)
      for path in ["\(catalogs)/shop.yaml", "\(catalogs)/order.json"] {
        let before = FileBytes.read(path, limit: 1 << 24)
        #expect(throws: UsageError.self, sourceLocation: sourceLocation) { try write(catalogs, [], path) }
        #expect(FileBytes.read(path, limit: 1 << 24) == before, sourceLocation: sourceLocation)
      }
      #expect(throws: UsageError.self, sourceLocation: sourceLocation) { try write(catalogs, [output], output) }
    }
  }

  @Test("a report may replace that of the run before, but no input", arguments: ReportFormat.allCases)
  func reports(format: ReportFormat) throws {
    let isJSON = [.json, .sarif, .gitlab, .rdjson].contains(format)
    for ending in isJSON ? ["json", "yaml"] : ["md", "mdx", "xml"] {
      try check(ending) { folder, more, path in
        var request = LintRequest()
        request.paths = [folder] + more
        request.isIsolated = true
        request.targets = [ReportTarget(format, file: path)]
        _ = try Linter.lint(request)
      }
    }
  }

  @Test("a picture may replace that of the run before, but no input", arguments: PictureFormat.allCases)
  func pictures(format: PictureFormat) throws {
    // Graphviz and converters are not everywhere.
    guard ![.svg, .png, .pdf].contains(format) else { return }
    for view in [.mermaid, .plantuml, .json].contains(format) ? [View.flow, .sequence] : [.flow] {
      for ending in format == .json ? ["json", "yaml"] : ["md", "xml"] {
        try check(ending) { folder, more, path in
          var request = PictureRequest()
          request.input.paths = [folder] + more
          request.input.isIsolated = true
          (request.format, request.view) = (format, view)
          try Linter.write(try Linter.draw(request), to: path)
        }
      }
    }
  }

  @Test(
    "a picture that takes Graphviz too long is given up with a hint",
    .enabled(if: Executables.find("dot", readingFrom: []) != nil, "there is no Graphviz"))
  func slowPicture() async {
    let edges = (0..<6000).map { "n\($0 % 1500) -> n\($0 * 7919 % 1499);" }.joined()
    await #expect {
      _ = try await Graphviz.picture(
        Array("digraph {\(edges)}".utf8), format: "svg", readingFrom: [], within: .milliseconds(20))
    } throws: {
      ($0 as? UsageError)?.message.contains("has not finished") ?? false
    }
  }

  @Test("a comparison of costs may replace that of the run before, but no input")
  func impacts() throws {
    for format in [ImpactFormat.text, .json, .picture(.mermaid), .picture(.csv)] {
      try check("json") { folder, more, path in
        var request = ImpactRequest()
        request.input.paths = [folder] + more
        request.input.isIsolated = true
        request.addStep = "print"
        request.after = ["mail"]
        request.format = format
        try Linter.write(try Linter.impact("OrderPlaced", request), to: path)
      }
    }
  }

  @Test("a baseline may replace that of the run before, but no other file")
  func baselines() throws {
    for ending in ["json", "yaml", "yml"] {
      try check(ending) { folder, more, path in
        guard more.isEmpty else { throw UsageError("named") }
        var request = LintRequest()
        request.paths = [folder]
        request.isIsolated = true
        _ = try Linter.writeBaseline(request, to: path, prunes: false)
      }
    }
  }
}
