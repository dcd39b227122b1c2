package import Catalog
package import Graph
import Writing

/// A backtrace (what leads to a message) as a tree or JSON.
package enum BacktraceText {
  /// The tree, one cause a line; causes shown before are marked.
  package static func text(_ trace: Backtrace, _ catalog: Catalog) -> [UInt8] {
    var out = ByteBuffer()
    out.append("\(name(trace.message, catalog))\(trace.causes.isEmpty ? "  no known sender" : "")\n")
    write(trace.causes, "", catalog: catalog, out: &out)
    return out.bytes
  }

  /// The backtrace as JSON, version 1.
  package static func json(_ trace: Backtrace, _ catalog: Catalog) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.member("message", catalog[trace.message])
      json.list("causes", trace.causes) { write($1, catalog, json: &$0) }
    }
    return json.bytes + [0x0A]
  }

  private static func write(_ cause: Backtrace.Cause, _ catalog: Catalog, json: inout JSONWriter) {
    json.object { json in
      json.member("service", catalog[cause.service])
      if let trigger = cause.trigger { json.member(cause.isOutside ? "trigger" : "message", catalog[trigger]) }
      if cause.isSeen { json.member("seen", true) }
      json.list("causes", cause.causes) { write($1, catalog, json: &$0) }
    }
  }

  private static func write(_ causes: [Backtrace.Cause], _ indent: String, catalog: Catalog, out: inout ByteBuffer) {
    for (index, cause) in causes.enumerated() {
      let isLast = index == causes.count - 1
      let reason =
        cause.trigger.map { cause.isOutside ? ", when \(name($0, catalog))" : ", on \(name($0, catalog))" }
        ?? ", cause not declared"
      out.append(
        """
        \(indent)\(isLast ? "└─ " : "├─ ")\(name(cause.service, catalog))\(reason)\
        \(cause.isSeen ? "  ↑ see above" : "")\n
        """
      )
      write(cause.causes, indent + (isLast ? "   " : "│  "), catalog: catalog, out: &out)
    }
  }

  private static func name(_ name: Name, _ catalog: Catalog) -> String { Escaping.terminal(catalog.shown(name)) }
}
