package import Findings
import Writing

/// The explorer: a self-contained page with the flow, the dependencies, the contexts, the matrix and the cases of a
/// system, and its findings. It loads nothing and runs nothing but its own script.
package enum HTMLPage {
  /// The page for a system.
  package static func page(_ content: PageContent, sources: Sources) -> [UInt8] {
    let data = PageData(content, sources: sources).json
    let title = Escaping.xml(Escaping.terminal(content.title))
    var out = ByteBuffer()
    // One pass over the template: what a name contains is never looked at again.
    for part in BoundText.pageHTML.split(separator: "{{", omittingEmptySubsequences: false) {
      guard let end = part.firstRange(of: "}}") else {
        out.append(String(part))
        continue
      }
      switch part[..<end.lowerBound] {
      case "policy": out.append(policy)
      case "title": out.append(title)
      case "style": out.append(style)
      case "data": out.append(data)
      case "script": out.append(script)
      default: break
      }
      out.append(String(part[end.upperBound...]))
    }
    return out.bytes
  }

  /// What the browser allows the page: its own style and script, known by their hashes, and pictures it made itself.
  private static let policy = [
    "default-src 'none'", "style-src 'sha256-\(SHA256.base64(style))'", "script-src 'sha256-\(SHA256.base64(script))'",
    "img-src data: blob:", "base-uri 'none'", "form-action 'none'",
  ].joined(separator: "; ")

  private static let style =
    BoundText.tokensCSS + BoundText.pageCSS + BoundText.panelsCSS + BoundText.pictureCSS + BoundText.sequenceCSS
    + BoundText.smallCSS + BoundText.printCSS

  /// The modules of the script as one function, each after those whose values it needs at once.
  private static let script =
    "(() => {\n\"use strict\";\n"
    + [
      BoundText.textJS, BoundText.modelJS, BoundText.stateJS, BoundText.pathsJS, BoundText.filtersJS,
      BoundText.ranksJS, BoundText.graphsJS, BoundText.layersJS, BoundText.ringJS, BoundText.pictureJS,
      BoundText.cameraJS, BoundText.marksJS, BoundText.matrixJS, BoundText.matrixpaintJS, BoundText.casesJS,
      BoundText.cardJS, BoundText.panelJS, BoundText.legendJS, BoundText.searchJS, BoundText.saveJS, BoundText.pageJS,
      BoundText.eventsJS, BoundText.keyboardJS, BoundText.startJS,
    ].map(withoutModuleWords).joined() + "})();\n"

  /// A module as a part of one script: without `import`, whose names are all there, and without `export`.
  private static func withoutModuleWords(_ module: String) -> String {
    var isImport = false
    var lines: [Substring] = []
    for line in module.split(separator: "\n") {
      isImport = isImport || line.hasPrefix("import ")
      if !isImport { lines.append(line.hasPrefix("export ") ? line.dropFirst("export ".count) : line) }
      if line.hasSuffix(";") { isImport = false }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A light SVG that follows the reader's dark mode.
  package static func adaptive(_ svg: [UInt8]) -> [UInt8] {
    let text = String(decoding: svg, as: UTF8.self)
    guard let start = text.firstRange(of: "<svg"), let end = text[start.upperBound...].firstIndex(of: ">") else {
      return svg
    }
    return Array((text[...end] + "<style>\(Theme.adaptiveStyle)</style>" + text[text.index(after: end)...]).utf8)
  }
}
