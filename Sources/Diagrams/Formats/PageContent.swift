import Catalog
package import Findings
package import Graph

/// What the explorer page shows: a system with its findings and cases.
package struct PageContent: Sendable {
  /// The name of the system.
  package var title: String
  /// The part of the page's address that says what it opens with: `view=cases&case=OrderPlaced`; empty for what suits
  /// the size of the system.
  package var opens = ""
  /// The colours that it opens with; those of the reader's system unless it is `dark`.
  package var theme = "auto"
  /// The nodes and edges of the flow view.
  package var flow: Network
  /// The dependencies between the services of the flow.
  package var dependencies: Network
  /// The graph that both networks were taken from.
  package var graph: ReactionGraph
  /// The findings, the worst first.
  package var findings: [Finding] = []
  /// The titles of the rules that report them.
  package var ruleTitles: [RuleID: String] = [:]
  /// The cases that are part of the page.
  package var cases: [Case] = []
  /// The number of cases that would make the page too large.
  package var leftCases = 0

  /// A case: what follows from a start, with its drawing.
  package struct Case: Sendable {
    /// The course of the case.
    package var trace: Trace
    /// The sequence as SVG, with long parts folded.
    package var drawing: String
    /// The sequence as SVG with nothing folded; nil if nothing is.
    package var unfolded: String?

    /// A case with its drawings.
    package init(trace: Trace, drawing: String, unfolded: String? = nil) {
      self.trace = trace
      self.drawing = drawing
      self.unfolded = unfolded
    }
  }

  /// The content of a page without findings and cases.
  package init(title: String, flow: Network, dependencies: Network, graph: ReactionGraph) {
    self.title = title
    self.flow = flow
    self.dependencies = dependencies
    self.graph = graph
  }
}

extension PageContent {
  /// The address of a part of the page, each value percent-encoded.
  package static func address(_ parts: [(key: String, value: String)]) -> String {
    parts.map { "\($0.key)=\(encoded($0.value))" }.joined(separator: "&")
  }

  private static func encoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
    return result
  }
}
