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
  /// - Parameter findings: the list beside the diagram; nil for no list, when no rules were run.
  package static func page(_ svg: [UInt8], title: String, findings: [Item]?, network: Network?) -> [UInt8] {
    var out = ByteBuffer()
    let name = Escaping.xml(Escaping.terminal(title))
    out.append(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n"
    )
    out.append(
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:\">\n"
    )
    out.append(
      "<title>\(name)</title>\n<style>\n\(style)</style>\n</head>\n<body>\n<header><h1>\(name)</h1><input id=\"search\" type=\"search\" placeholder=\"Search  ( / )\" aria-label=\"Search\">"
    )
    for kind in ["service", "event", "command", "query", "store"] {
      out.append("<label><input type=\"checkbox\" checked data-kind=\"\(kind)\"> \(kind)</label>")
    }
    out.append("<span id=\"count\" role=\"status\"></span></header>\n<main><div id=\"picture\">\n")
    // Only the element: an XML declaration is not allowed inside a page.
    let text = String(decoding: svg, as: UTF8.self)
    out.append(text.firstRange(of: "<svg").map { String(text[$0.lowerBound...]) } ?? "")
    out.append("</div>\n")
    if let findings { list(findings, &out) }
    out.append("</main>\n<script type=\"application/json\" id=\"network\">")
    // `<` would let a name end the script.
    if let network {
      out.append(String(decoding: NetworkFormats.json(network), as: UTF8.self).replacing("<", with: "\\u003C"))
    } else {
      out.append("null")
    }
    out.append("</script>\n<script>\n\(script)</script>\n</body>\n</html>\n")
    return out.bytes
  }

  private static func list(_ findings: [Item], _ out: inout ByteBuffer) {
    out.append(
      "<aside><h2>\(findings.isEmpty ? "No findings" : counted(findings.count, "finding"))</h2><ol>\n"
    )
    for item in findings {
      let subjects = item.subjects.map(JSONText.quoted).joined(separator: ",")
      out.append(
        "<li class=\"\(item.severity)\" tabindex=\"0\" data-subjects=\"\(Escaping.xml("[\(subjects)]"))\"><b>\(item.severity)</b> \(shown(item.rule))<p>\(shown(item.message))</p><small>\(shown(item.place))\(item.help.isEmpty ? "" : "<br>\(shown(item.help))")</small></li>\n"
      )
    }
    out.append("</ol></aside>")
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

  private static let style = """
    :root{color-scheme:light dark;--bg:#fff;--fg:#1f2933;--soft:#f5f7fa;--line:#cbd2d9}
    @media (prefers-color-scheme:dark){:root{--bg:#121a23;--fg:#f5f7fa;--soft:#1a2530;--line:#3e4c59}}
    body{margin:0;background:var(--bg);color:var(--fg);font:14px/1.4 Helvetica,Arial,sans-serif;display:flex;flex-direction:column;height:100vh}
    header{display:flex;gap:12px;align-items:center;padding:8px 14px;border-bottom:1px solid var(--line);flex-wrap:wrap}
    h1{font-size:16px;margin:0}h2{font-size:14px}input[type=search]{padding:4px 8px;min-width:180px}
    main{flex:1;display:flex;min-height:0}#picture{flex:1;overflow:auto}#picture svg{display:block}
    aside{width:320px;overflow:auto;border-left:1px solid var(--line);background:var(--soft);padding:0 14px}
    ol{padding:0;list-style:none}li{border:1px solid var(--line);border-left:5px solid #7b8794;background:var(--bg);padding:6px 8px;margin:8px 0;cursor:pointer}
    li.error{border-left-color:#c8102e}li.warning{border-left-color:#6b5900}li p{margin:2px 0}li:focus,li.on{outline:2px solid #1769c2}
    .pale{opacity:.15}.gone{display:none}.hit>*{stroke-width:3px}
    @media print{header input,header label,aside{display:none}body{height:auto;background:#fff;color:#000}#picture{overflow:visible}}

    """

  /// Nodes are found by the ids that Graphviz keeps: `svc-order` in the diagram is `svc:order` in the network.
  private static let script = """
    (() => {
      "use strict";
      const network = JSON.parse(document.getElementById("network").textContent) ?? {nodes: [], edges: []};
      const picture = document.getElementById("picture"), search = document.getElementById("search"), count = document.getElementById("count");
      const groups = new Map();
      for (const group of picture.querySelectorAll("g.node, g[id], rect[id]")) groups.set(group.id, group);
      const element = (node) => groups.get(node.id.replace(/:/g, "-"));
      const near = new Map(network.nodes.map((node) => [node.id, new Set([node.id])]));
      for (const edge of network.edges) { near.get(edge.from)?.add(edge.to); near.get(edge.to)?.add(edge.from); }
      const byId = new Map(network.nodes.map((node) => [node.id, node]));
      const around = (id) => {
        const found = new Set(near.get(id) ?? [id]);
        for (const other of [...found]) if (/^(event|command|query)$/.test(byId.get(other)?.kind ?? "")) for (const far of near.get(other)) found.add(far);
        return found;
      };
      const pairs = new Map(network.edges.flatMap((edge) => [[edge.from + "->" + edge.to, edge], [edge.to + "->" + edge.from, edge]]));
      const edges = [...picture.querySelectorAll("g.edge")].map((edge) => {
        const found = pairs.get(edge.querySelector("title")?.textContent);
        return [edge, found ? [found.from, found.to] : [""]];
      });
      let pinned = null;
      const show = (ids) => {
        for (const node of network.nodes) element(node)?.classList.toggle("pale", ids !== null && !ids.has(node.id));
        for (const [edge, ends] of edges) edge.classList.toggle("pale", ids !== null && !ends.every((end) => ids.has(end)));
      };
      for (const node of network.nodes) {
        const shape = element(node);
        if (!shape) continue;
        shape.style.cursor = "pointer";
        shape.addEventListener("mouseenter", () => { if (pinned === null && !search.value) show(around(node.id)); });
        shape.addEventListener("mouseleave", () => { if (pinned === null && !search.value) show(null); });
        shape.addEventListener("click", (event) => {
          event.preventDefault();
          pinned = pinned === node.id ? null : node.id;
          show(pinned === null ? null : around(node.id));
          history.replaceState(null, "", pinned === null ? "#" : "#" + encodeURIComponent(node.id));
        });
      }
      const find = () => {
        const words = search.value.trim().toLowerCase();
        pinned = null;
        if (!words) { show(null); count.textContent = ""; return; }
        const hits = network.nodes.filter((node) => [node.name, node.context, node.team, node.role].some((text) => (text ?? "").toLowerCase().includes(words)));
        show(new Set(hits.map((node) => node.id)));
        count.textContent = hits.length + (hits.length === 1 ? " hit" : " hits");
      };
      search.addEventListener("input", find);
      document.addEventListener("keydown", (event) => {
        if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
        if (event.key === "Escape") { search.value = ""; pinned = null; find(); }
      });
      for (const box of document.querySelectorAll("[data-kind]")) box.addEventListener("change", () => {
        for (const node of network.nodes) if (node.kind === box.dataset.kind) element(node)?.classList.toggle("gone", !box.checked);
      });
      for (const item of document.querySelectorAll("li")) {
        const choose = () => {
          for (const other of document.querySelectorAll("li.on")) other.classList.remove("on");
          item.classList.add("on");
          const names = new Set(JSON.parse(item.dataset.subjects));
          const hits = network.nodes.filter((node) => names.has(node.name));
          show(hits.length ? new Set(hits.map((node) => node.id)) : null);
          element(hits[0] ?? {id: ""})?.scrollIntoView({block: "center", inline: "center"});
        };
        item.addEventListener("click", choose);
        item.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
      }
      if (location.hash.length > 1) {
        const id = decodeURIComponent(location.hash.slice(1));
        if (byId.has(id)) { pinned = id; show(around(id)); }
      }
    })();

    """
}
