import Writing

/// A self-contained page with the diagram, a list of findings, search, filters by kind and a focus that follows the
/// pointer. It loads no other files.
package enum HTMLPage {
  /// A finding in the list of the page.
  package struct Item: Sendable {
    var severity: String
    var rule: String
    var message: String
    var place: String
    var help: String
    var subjects: [String]

    /// A finding as plain texts; the page escapes them.
    package init(severity: String, rule: String, message: String, place: String, help: String, subjects: [String]) {
      self.severity = severity
      self.rule = rule
      self.message = message
      self.place = place
      self.help = help
      self.subjects = subjects
    }
  }

  /// The page for an SVG diagram.
  ///
  /// - Parameter findings: the list beside the diagram, most severe first; infos are folded. Nil for no list, when no
  ///   rules were run.
  package static func page(_ svg: [UInt8], title: String, findings: [Item]?, network: Network) -> [UInt8] {
    var out = ByteBuffer()
    // One pass over the template: what a name contains is never looked at again.
    for part in BoundText.pageHTML.split(separator: "{{", omittingEmptySubsequences: false) {
      guard let end = part.firstRange(of: "}}") else {
        out.append(String(part))
        continue
      }
      switch part[..<end.lowerBound] {
      case "title": out.append(shown(title))
      case "style": out.append(BoundText.pageCSS)
      case "script": out.append(BoundText.pageJS)
      case "kinds": out.append(kinds)
      case "picture":
        // Only the element: an XML declaration is not allowed inside a page.
        let text = String(decoding: svg, as: UTF8.self)
        out.append(text.firstRange(of: "<svg").map { String(text[$0.lowerBound...]) } ?? "")
      case "findings": if let findings { list(findings, &out) }
      case "network":
        // `<` would let a name end the script.
        out.append(String(decoding: NetworkFormats.json(network), as: UTF8.self).replacing("<", with: "\\u003C"))
      default: break
      }
      out.append(String(part[end.upperBound...]))
    }
    return out.bytes
  }

  /// The boxes that show and hide nodes by their kind.
  private static var kinds: String {
    ["service", "event", "command", "query", "reply", "store"].map { kind in
      "<label><input type=\"checkbox\" checked data-kind=\"\(kind)\"> \(kind)</label>"
    }.joined()
  }

  private static func list(_ findings: [Item], _ out: inout ByteBuffer) {
    let infos = findings.filter { $0.severity == "info" }
    out.append("<aside><h2>\(findings.isEmpty ? "No findings" : counted(findings.count, "finding"))</h2>\n")
    write(findings.filter { $0.severity != "info" }, &out)
    if !infos.isEmpty {
      out.append("<details><summary>\(counted(infos.count, "info"))</summary>\n")
      write(infos, &out)
      out.append("</details>\n")
    }
    out.append("</aside>")
  }

  private static func write(_ findings: [Item], _ out: inout ByteBuffer) {
    guard !findings.isEmpty else { return }
    out.append("<ol>\n")
    for item in findings {
      let subjects = item.subjects.map(JSONText.quoted).joined(separator: ",")
      let help = item.help.isEmpty ? "" : "<br>\(shown(item.help))"
      out.append(
        """
        <li class="\(item.severity)" tabindex="0" data-subjects="\(Escaping.xml("[\(subjects)]"))">\
        <b>\(item.severity)</b> \(shown(item.rule))<p>\(shown(item.message))</p>\
        <small>\(shown(item.place))\(help)</small></li>

        """)
    }
    out.append("</ol>\n")
  }

  /// A light SVG that follows the reader's dark mode.
  package static func adaptive(_ svg: [UInt8]) -> [UInt8] {
    let text = String(decoding: svg, as: UTF8.self)
    guard let start = text.firstRange(of: "<svg"), let end = text[start.upperBound...].firstIndex(of: ">") else {
      return svg
    }
    return Array((text[...end] + "<style>\(Theme.adaptiveStyle)</style>" + text[text.index(after: end)...]).utf8)
  }

  private static func shown(_ text: String) -> String { Escaping.xml(Escaping.terminal(text)) }
}
