import Writing

/// A writer for Graphviz' language (DOT): one element per line, attributes in the given order, everything escaped.
///
/// No `concentrate`, `newrank`, `ordering`, `xlabel` or record shapes: each of them made `dot` slow, wrong or silent on
/// real graphs.
struct DOTWriter {
  private(set) var bytes: [UInt8] = []
  private var depth = 0
  /// What nodes and edges have unless they say otherwise; it is not repeated.
  private var nodeDefaults: Attributes = []
  private var edgeDefaults: Attributes = []

  /// An attribute's value: text, which is quoted here, or a Graphviz HTML label, which the caller has escaped.
  enum Value: Equatable {
    case text(String)
    case html(String)

    /// Colours are always written, so that a picture differs between themes in its colours alone.
    var isColor: Bool { if case .text(let text) = self { text.hasPrefix("#") } else { false } }
  }

  /// The fonts of all text, the first that is installed.
  static let font = "Helvetica,Arial,sans-serif"

  /// A bold title with a line below it. Side by side they would touch where another font is wider than Graphviz knows.
  ///
  /// - Parameter line: the second line, escaped; empty for none.
  static func heading(_ title: String, _ line: String) -> String {
    let title = "<B>\(escaped(title))</B>"
    return line.isEmpty ? title : "\(title)<BR ALIGN=\"LEFT\"/>\(line)<BR ALIGN=\"LEFT\"/>"
  }

  typealias Attributes = [(name: String, value: Value)]

  mutating func open(_ line: String) {
    append("\(line) {")
    depth += 1
  }

  mutating func close() {
    depth -= 1
    append("}")
  }

  mutating func defaults(_ what: String, _ attributes: Attributes) {
    if what == "node" { nodeDefaults = attributes }
    if what == "edge" { edgeDefaults = attributes }
    append("\(what) [\(list(attributes))]")
  }

  mutating func attribute(_ name: String, _ value: Value) { append("\(name)=\(written(value))") }

  mutating func node(_ id: String, _ attributes: Attributes) {
    append("\(Self.quoted(id)) [\(list(attributes, but: nodeDefaults))]")
  }

  /// - Parameters:
  ///   - fromPort: cell and side of the tail, such as `f1:e`.
  ///   - toPort: cell and side of the head.
  mutating func edge(_ from: String, _ to: String, attributes: Attributes, fromPort: String = "", toPort: String = "") {
    func end(_ node: String, _ port: String) -> String { Self.quoted(node) + (port.isEmpty ? "" : ":\(port)") }
    append("\(end(from, fromPort)) -> \(end(to, toPort)) [\(list(attributes, but: edgeDefaults))]")
  }

  mutating func cluster(_ id: String, _ body: (inout DOTWriter) -> Void) {
    open("subgraph \(Self.quoted("cluster_\(id)"))")
    body(&self)
    close()
  }

  private func list(_ attributes: Attributes, but defaults: Attributes = []) -> String {
    attributes.lazy.filter { attribute in attribute.value.isColor || !defaults.contains { $0 == attribute } }.map {
      "\($0.name)=\(written($0.value))"
    }.joined(separator: " ")
  }

  private func written(_ value: Value) -> String {
    switch value {
    case .text(let text): Self.quoted(text)
    case .html(let html): "<\(html)>"
    }
  }

  /// A double-quoted string. Backslashes are doubled, since Graphviz interprets `\N` and `\l` in labels; a line
  /// break becomes `\n`.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(Self.printable(scalar))
      }
    }
    return result + "\""
  }

  /// Text for a label in Graphviz' HTML; line breaks become `<BR/>`.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n": result += "<BR/>"
      default: result.unicodeScalars.append(Self.printable(scalar))
      }
    }
    return result
  }

  /// A scalar valid in XML; U+FFFE and U+FFFF become the replacement character.
  private static func printable(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    scalar.value == 0xFFFE || scalar.value == 0xFFFF ? "\u{FFFD}" : Escaping.visible(scalar)
  }

  private mutating func append(_ line: String) {
    bytes.append(contentsOf: String(repeating: "  ", count: depth).utf8)
    bytes.append(contentsOf: line.utf8)
    bytes.append(0x0A)
  }
}
