import Catalog
import Diagrams
import Findings

/// What a call for a picture asks for.
public struct PictureRequest: Sendable {
  /// Which catalogs, and under which configuration findings are made.
  public var input = LintRequest()
  public var view = "flow"
  /// `dot`, `svg` or `png`; the last two run Graphviz.
  public var format = "dot"
  public var theme = "light"
  /// The words at the top; nil takes the name of the first path.
  public var title: String?
  /// Paint findings on.
  public var showsFindings = false

  public init() {}
}

/// A picture, and what to say about it on standard error.
public struct PictureOutcome: Sendable {
  public var output: [UInt8]
  public var notes: [String]
}

extension Session {
  /// Draws what a request names.
  public static func draw(_ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    guard let view = View(rawValue: request.view == "deps" ? "dependency" : request.view) else {
      throw UsageError("there is no view \(request.view); there are \(View.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    guard let theme = Theme.named(request.theme) else {
      throw UsageError("there is no theme \(request.theme); there are \(Theme.names.joined(separator: ", "))")
    }
    guard ["dot", "svg", "png"].contains(request.format) else {
      throw UsageError("there is no format \(request.format); there are dot, svg, png")
    }
    let configuration = try configuration(for: request.input)
    let system = try load(request.input, configuration)
    let findings = request.showsFindings ? findings(system, configuration).findings : []
    let diagram = Diagram(
      DiagramRequest(view: view, title: request.title ?? title(request.input.paths), theme: theme, findings: findings),
      of: system.graph)
    var notes: [String] = []
    if diagram.edgeCount > 150 {
      notes.append("\(diagram.edgeCount) edges are hard to read as a picture; draw fewer files\(view == .flow ? ", or try --view dependency" : "")")
    }
    let broken = system.catalog.problems.count { $0.rule == .syntax }
    if broken > 0 { notes.append("\(broken) file\(broken == 1 ? " is" : "s are") not drawn, since it cannot be read; run eventlint lint") }
    guard request.format != "dot" else { return PictureOutcome(output: diagram.dot, notes: notes) }
    return PictureOutcome(output: try rendered(diagram.dot, request.format), notes: notes)
  }

  /// The last part of the first path: no path of the machine goes into a picture.
  private static func title(_ paths: [String]) -> String {
    let path = paths.first ?? FilePaths.workingFolder
    let name = path.split(separator: "/").last { $0 != "." && $0 != ".." }.map(String.init) ?? "eventlint"
    for ending in [".yaml", ".yml", ".json"] where name.hasSuffix(ending) { return String(name.dropLast(ending.count)) }
    return name
  }

  /// Waits for Graphviz; the rest of the program has no use for concurrency.
  private static func rendered(_ dot: [UInt8], _ format: String) throws(UsageError) -> [UInt8] {
    try Blocking.run { () async throws(UsageError) in try await Graphviz.picture(dot, format: format) }
  }
}
