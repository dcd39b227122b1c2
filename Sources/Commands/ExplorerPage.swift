import Catalog
import Configuration
import Diagrams
import Findings
import Graph
import Linting
import Loading
import Reports
import RuleBook
import RulePages
import Writing

extension Linter {
  /// The explorer page of a system. The view is the tab that it opens with.
  static func explorerPage(_ request: PictureRequest) throws(UsageError) -> PictureOutcome {
    try checkPage(request)
    let configuration = try configuration(for: request.input)
    let states = try states(request, configuration, isJudged: true)
    let system = states.now
    try checkArrows(system)
    var scene = Scene(system.graph, title: request.title ?? title(system, request.input.paths))
    var flow = View.flow.build(scene)
    var dependencies = View.dependency.build(scene)
    if let before = states.before {
      try checkArrows(before)
      let earlier = Scene(before.graph, title: scene.title)
      flow = .comparing(View.flow.build(earlier), flow)
      dependencies = .comparing(View.dependency.build(earlier), dependencies)
    }
    if request.view.isOfSystem {
      flow = try filtered(flow, request)
      dependencies = dependencies.keeping(Set(flow.nodes.map(\.id)))
    }
    scene.subjects = try subjects(request, system)
    var page = PageContent(title: scene.title, flow: flow, dependencies: dependencies, graph: system.graph)
    page.opens = opening(request, scene)
    page.theme = request.theme.name == Theme.dark.name ? "dark" : "auto"
    page.findings = findings(system, configuration).findings.bySeverity
    let titles = RuleBook.pages.map { ($0.id, $0.title) }
    let reported = Set(page.findings.map(\.rule))
    page.ruleTitles = Dictionary(titles.filter { reported.contains($0.0) }) { first, _ in first }
    var starts: [Name] = []
    if case .starts = request.view.subject { starts = scene.subjects }
    (page.cases, page.leftCases) = drawnCases(system, first: starts)
    return PictureOutcome(
      output: HTMLPage.page(page, sources: system.sources), notes: notes(states, request),
      inputs: RunFiles(system, configuration))
  }

  /// Refuses options that mean nothing to a page in which the reader does the same.
  private static func checkPage(_ request: PictureRequest) throws(UsageError) {
    if case .signs = request.view.subject {
      throw UsageError("the \(request.view.name) view is a picture only; the page has a legend of its own")
    }
    let unused: [(String, Bool)] = [
      ("collapse", request.collapse != nil), ("highlight", !request.highlight.isEmpty),
      ("longest", request.longest != 1), ("from", request.source != nil),
    ]
    if let (option, _) = unused.first(where: \.1) {
      throw UsageError("--\(option) does not apply to the HTML page; use it with svg, png or pdf")
    }
  }

  private static func opening(_ request: PictureRequest, _ scene: Scene) -> String {
    let view = request.view
    let subject = scene.subjects.first.map { scene.graph.catalog[$0] }
    switch view.subject {
    // Without a named view the page opens with what suits the size of the system.
    case .system, .signs: return request.isViewNamed ? PageContent.address([("view", view.name)]) : ""
    case .message:
      return PageContent.address([("view", "flow")] + (subject.map { [("select", NodeIDs.message($0))] } ?? []))
    case .starts: return PageContent.address([("view", "cases")] + (subject.map { [("case", $0)] } ?? []))
    }
  }

  /// The size of all drawings of cases in bytes, beyond which further cases are left out.
  private static let caseLimit = 2_000_000

  /// The cases of a system, the longest first, as many as fit, and the number of those that do not. What the call
  /// names comes before all others.
  private static func drawnCases(_ system: LoadedCatalog, first: [Name]) -> ([PageContent.Case], Int) {
    let (traces, left) = cases(system, first: first)
    var cases: [PageContent.Case] = []
    var size = 0
    for trace in traces where size < caseLimit {
      let each = drawn(trace, system.catalog)
      size += each.drawing.utf8.count + (each.unfolded?.utf8.count ?? 0)
      cases.append(each)
    }
    return (cases, left + traces.count - cases.count)
  }

  private static func drawn(_ trace: Trace, _ catalog: Catalog) -> PageContent.Case {
    let folded = SequencePicture(trace, catalog)
    guard folded.folds > 0 else { return PageContent.Case(trace: trace, drawing: folded.svg()) }
    return PageContent.Case(
      trace: trace, drawing: folded.svg(), unfolded: SequencePicture(trace, catalog, isFolded: false).svg())
  }
}
