package import Findings
import Writing

/// A network as a picture. Nothing is drawn before it is asked for.
///
/// The same system gives the same bytes: nodes and edges are sorted, and neither time nor paths go in.
package struct Diagram: Sendable {
  private let drawing: any Drawing
  /// The number of edges in the picture; 0 where a picture of any size can be read.
  package var edgeCount: Int { drawing.edgeCount }

  /// The picture of a network in a theme.
  ///
  /// - Parameters:
  ///   - findings: the findings to mark; empty marks none.
  ///   - highlighted: the ids of the nodes that stand out; nil for none.
  ///   - hasLegend: whether the signs in use are explained at the foot.
  package init(
    _ network: Network, theme: Theme, findings: [Finding] = [], highlighted: Set<String>? = nil, hasLegend: Bool = true
  ) {
    var canvas = Canvas(network: network, theme: theme, findings: findings, highlighted: highlighted)
    canvas.hasLegend = hasLegend
    drawing =
      switch network.layout {
      case .layered, .columns: LayeredDrawing(canvas)
      case .matrix: MatrixDrawing(canvas)
      case .sequence(let cases): SequenceDrawing(canvas, cases)
      case .signs: LegendDrawing(theme)
      }
  }

  /// The picture in Graphviz' language, in UTF-8.
  package func dot() -> [UInt8] {
    var writer = DOTWriter()
    drawing.draw(&writer)
    return writer.bytes
  }

  /// Whether its SVG has a style of its own, which follows the reader's dark mode where the theme does.
  package var hasOwnStyle: Bool { drawing.hasOwnStyle }

  /// The picture as SVG; nil for a layout that Graphviz has to find.
  package func svg() -> [UInt8]? { drawing.svg() }
}

/// A way to draw a layout.
protocol Drawing: Sendable {
  var edgeCount: Int { get }
  var hasOwnStyle: Bool { get }
  func draw(_ writer: inout DOTWriter)
  func svg() -> [UInt8]?
}

extension Drawing {
  var hasOwnStyle: Bool { false }
  func svg() -> [UInt8]? { nil }
}

/// What all drawings share: colours, findings, heading.
struct Canvas: Sendable {
  let network: Network
  let theme: Theme
  private let findings: [Finding]
  private let highlighted: Set<String>?
  /// The findings to mark, by what they are about.
  private let marks: [String: Mark]
  /// Whether the signs in use are explained at the foot.
  var hasLegend = true

  /// The findings about one subject.
  struct Mark {
    /// The worst of them.
    var severity = Severity.info
    /// The rules that speak of it, each with its own severity.
    var rules: [String: Severity] = [:]
    var messages: [String] = []

    /// The rules by name.
    var badges: [Badge] { rules.sorted { $0.key < $1.key }.map { Badge(rule: $0.key, severity: $0.value) } }
  }

  /// A rule below a name.
  struct Badge {
    var rule: String
    var severity: Severity
  }

  init(network: Network, theme: Theme, findings: [Finding], highlighted: Set<String>?) {
    self.network = network
    self.theme = theme
    self.findings = findings
    self.highlighted = highlighted
    var marks: [String: Mark] = [:]
    // Infos are not painted: a picture full of badges shows nothing.
    for finding in findings where finding.severity > .info {
      // A path is about all its messages, everything else about its first subject.
      let subjects = finding.steps.isEmpty ? Array(finding.subjects.prefix(1)) : finding.subjects
      for subject in Set(subjects) {
        var mark = marks[subject] ?? Mark()
        mark.severity = max(mark.severity, finding.severity)
        mark.rules[finding.rule.name] = max(mark.rules[finding.rule.name] ?? .info, finding.severity)
        mark.messages.append("\(finding.rule): \(finding.message)")
        marks[subject] = mark
      }
    }
    self.marks = marks
  }

  func mark(_ name: String) -> Mark? { marks[name] }

  /// Whether a rule of this severity stands at something that is drawn.
  func hasMark(_ severity: Severity) -> Bool {
    network.nodes.contains { marks[$0.wholeName]?.rules.values.contains(severity) ?? false }
      || network.edges.contains { edge in
        edge.messages.contains { marks[$0]?.rules.values.contains(severity) ?? false }
      }
  }

  /// The foot of the picture with the signs that it uses.
  var legend: LegendStrip { LegendStrip(hasLegend ? signs : [], self) }

  func paint(_ severity: Severity) -> Theme.Paint { severity == .error ? theme.error : theme.warning }

  /// A node that others stand out from.
  func isPale(_ id: String) -> Bool { highlighted.map { !$0.contains(id) } ?? false }

  var pale: Theme.Paint { Theme.Paint(fill: theme.context.fill, line: theme.context.line, text: theme.edge) }

  var hasFindings: Bool { !findings.isEmpty }

  /// The counts behind the heading: findings by severity, and hidden nodes.
  var counts: String {
    let counts = [Severity.error, .warning, .info].compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : counted(count, severity.name)
    }
    return (counts.isEmpty ? "" : ".  \(counts.joined(separator: ", "))")
      + (network.hidden == 0 ? "" : ".  \(network.hidden) hidden")
  }

  /// The label with the rules of its findings below, each in the colour of its severity.
  func badged(_ label: String, _ mark: Mark?) -> String {
    guard let mark else { return label }
    let badges = mark.badges.map { "<TR>\(badge($0))</TR>" }
    return """
      <TABLE BORDER="0" CELLBORDER="0" CELLSPACING="2" CELLPADDING="1">\
      <TR><TD>\(label)</TD></TR>\(badges.joined())</TABLE>
      """
  }

  /// A rule's name as a cell of a table.
  func badge(_ badge: Badge) -> String { self.badge(badge.rule, badge.severity) }

  /// Words in the colours of a severity as a cell of a table.
  func badge(_ words: String, _ severity: Severity) -> String {
    let paint = paint(severity)
    return """
      <TD BGCOLOR="\(paint.fill)" COLOR="\(paint.line)" BORDER="1" STYLE="rounded">\
      <FONT POINT-SIZE="8" COLOR="\(paint.text)"><B>&#160;\(words)&#160;</B></FONT></TD>
      """
  }

  func tooltip(_ words: String, _ mark: Mark?) -> DOTWriter.Value {
    .text(([words] + (mark?.messages ?? [])).joined(separator: "\n"))
  }
}
