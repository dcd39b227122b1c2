import Catalog
import Findings
import Graph
import Writing

/// The cases of a sequence view, with what is drawn of each.
package struct SequenceCases: Sendable {
  let traces: [Trace]
  let catalog: Catalog
}

/// Sequences below each other as a file of their own, with the colours of a theme.
struct SequenceDrawing: Drawing {
  private let theme: Theme
  private let title: String
  private let pictures: [SequencePicture]
  private let hasLegend: Bool

  init(_ canvas: Canvas, _ cases: SequenceCases) {
    theme = canvas.theme
    title = canvas.network.title
    hasLegend = canvas.hasLegend
    pictures = cases.traces.map { trace in
      let names = trace.messages + trace.services
      let marks = names.compactMap { name in canvas.mark(cases.catalog[name]).map { (name, $0) } }
      return SequencePicture(
        trace, cases.catalog, system: canvas.network.title, marks: Dictionary(marks) { first, _ in first })
    }
  }

  /// A sequence of any length can be read.
  var edgeCount: Int { 0 }

  var hasOwnStyle: Bool { true }

  func svg() -> [UInt8]? {
    let width = pictures.map(\.width).max() ?? 560
    var body = ByteBuffer()
    var y = 0
    for picture in pictures {
      var painter = SequencePainter(picture, isInteractive: false)
      painter.paint()
      body.append("<g transform=\"translate(0 \(y))\">\n\(painter.text)</g>\n")
      y += picture.height + 20
    }
    if pictures.isEmpty {
      body.append("<text class=\"sq-title\" x=\"18\" y=\"24\">no messages are sent</text>\n")
      y = 44
    }
    if hasLegend {
      let legend = SequenceLegend(pictures, width: width)
      body.append("<g class=\"sq-legend\" transform=\"translate(0 \(y))\">\n\(legend.svg)</g>\n")
      y += legend.height
    }
    var out = ByteBuffer()
    let words = Escaping.xml(Escaping.terminal(([title] + pictures.map(\.title)).joined(separator: "; ")))
    out.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" class="sq" width="\(width)" height="\(y)" viewBox="0 0 \(width) \(y)" \
      role="img" aria-label="\(words)">
      <title>\(words)</title>
      <style>\(theme.sequenceStyle)</style>
      <rect class="sq-ground" width="\(width)" height="\(y)"/>

      """)
    return out.bytes + body.bytes + Array("</svg>\n".utf8)
  }

  func draw(_ writer: inout DOTWriter) {
    SequenceDOT.open(&writer, theme)
    var top = 0
    for (index, picture) in pictures.enumerated() {
      var dot = SequenceDOT(theme, prefix: pictures.count > 1 ? "\(index + 1):" : "", top: top)
      dot.write(picture, &writer)
      top += picture.height + 20
    }
    if hasLegend {
      var dot = SequenceDOT(theme, prefix: "legend:", top: top)
      dot.write(SequenceLegend(pictures, width: pictures.map(\.width).max() ?? 560), &writer)
    }
    writer.close()
  }
}

extension Theme {
  /// The style sheet of sequences with the colours of the theme in place of the page's tokens: few programs but
  /// browsers know custom properties.
  var sequenceStyle: String {
    let own = style(BoundText.sequenceCSS)
    return isAdaptive ? "\(own)@media (prefers-color-scheme:dark){\n\(Theme.dark.style(BoundText.sequenceCSS))}\n" : own
  }

  private func style(_ sheet: String) -> String {
    var style = ""
    // The comment at the top speaks to readers of the source.
    for (index, part) in sheet.drop(while: { $0 != "\n" }).split(separator: "var(--", omittingEmptySubsequences: false)
      .enumerated()
    {
      guard index > 0, let end = part.firstIndex(of: ")") else {
        style += part
        continue
      }
      style += color(String(part[..<end])) + part[part.index(after: end)...]
    }
    return style
  }

  /// The colour of a token of the page.
  private func color(_ token: String) -> String {
    switch token {
    case "bg", "raise": background
    case "panel": context.fill
    case "ink": text
    case "ink2": faint
    case "line": context.line
    case "ctl", "edge", "life": edge
    case "event": event.fill
    case "event-l": event.line
    case "event-t": event.text
    case "command": command.fill
    case "command-l": command.line
    case "command-t": command.text
    // The lighter one of the two on a dark ground.
    case "command-e": name == Theme.dark.name ? command.line : command.fill
    case "query": query.fill
    case "query-l": query.line
    case "query-t": query.text
    case "svc": service.fill
    case "svc-l": service.line
    case "orc": orchestrator.fill
    case "orc-l": orchestrator.line
    case "warn": warning.fill
    case "warn-l": warning.line
    case "warn-t": warning.text
    case "err": error.line
    case "sel": name == Theme.dark.name ? command.line : command.fill
    default: text
    }
  }
}
