import Writing

/// An SVG writer for diagrams on a grid: rectangles, text and straight arrows. Widths of text are estimated from its
/// characters, since no font is available.
struct SVGWriter {
  private var body = ByteBuffer()
  private var width = 0
  private var height = 0
  private let theme: Theme

  init(_ theme: Theme) { self.theme = theme }

  /// The estimated maximum width of a text in pixels, in Helvetica or Arial.
  static func width(_ text: String, size: Int) -> Int {
    text.unicodeScalars.reduce(0) { $0 + Escaping.width($1) } * size * 62 / 100 + 2
  }

  mutating func rectangle(
    _ x: Int, _ y: Int, _ w: Int, _ h: Int, fill: String, line: String, radius: Int = 0, stroke: String = "1.2",
    id: String = "", title: String = ""
  ) {
    extend(x + w, y + h)
    let name = id.isEmpty ? "" : " id=\"\(Escaping.xml(id))\""
    body.append(
      "<rect\(name) x=\"\(x)\" y=\"\(y)\" width=\"\(w)\" height=\"\(h)\" rx=\"\(radius)\" fill=\"\(fill)\" stroke=\"\(line)\" stroke-width=\"\(stroke)\">\(title.isEmpty ? "" : "<title>\(Escaping.xml(title))</title>")</rect>\n"
    )
  }

  /// A note shape: a rectangle with a folded corner.
  mutating func note(
    _ x: Int, _ y: Int, _ w: Int, _ h: Int, fill: String, line: String, stroke: String = "1.2", title: String = ""
  ) {
    extend(x + w, y + h)
    let fold = 7
    body.append(
      "<path d=\"M\(x) \(y)H\(x + w - fold)L\(x + w) \(y + fold)V\(y + h)H\(x)ZM\(x + w - fold) \(y)V\(y + fold)H\(x + w)\" fill=\"\(fill)\" stroke=\"\(line)\" stroke-width=\"\(stroke)\"><title>\(Escaping.xml(title))</title></path>\n"
    )
  }

  mutating func parallelogram(_ x: Int, _ y: Int, _ w: Int, _ h: Int, fill: String, line: String, title: String = "") {
    extend(x + w, y + h)
    body.append(
      "<path d=\"M\(x + 8) \(y)H\(x + w)L\(x + w - 8) \(y + h)H\(x)Z\" fill=\"\(fill)\" stroke=\"\(line)\" stroke-width=\"1.2\"><title>\(Escaping.xml(title))</title></path>\n"
    )
  }

  /// - Parameters:
  ///   - y: the baseline.
  ///   - anchor: `start`, `middle` or `end`.
  mutating func text(
    _ words: String, _ x: Int, _ y: Int, size: Int = 11, color: String? = nil, isBold: Bool = false,
    anchor: String = "start"
  ) {
    let span = Self.width(words, size: size)
    extend(anchor == "start" ? x + span : anchor == "middle" ? x + span / 2 : x, y + 4)
    body.append(
      "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" fill=\"\(color ?? theme.text)\"\(isBold ? " font-weight=\"bold\"" : "")\(anchor == "start" ? "" : " text-anchor=\"\(anchor)\"")>\(Escaping.xml(Escaping.terminal(words)))</text>\n"
    )
  }

  mutating func arrow(
    from: (x: Int, y: Int), to: (x: Int, y: Int), color: String, stroke: String = "1.8", isDashed: Bool = false,
    hasHead: Bool = true, title: String = ""
  ) {
    extend(max(from.x, to.x), max(from.y, to.y))
    let head = hasHead ? " marker-end=\"url(#head)\"" : ""
    body.append(
      "<path d=\"M\(from.x) \(from.y)L\(to.x) \(to.y)\" fill=\"none\" stroke=\"\(color)\" stroke-width=\"\(stroke)\"\(isDashed ? " stroke-dasharray=\"5 3\"" : "")\(head)><title>\(Escaping.xml(title))</title></path>\n"
    )
  }

  private mutating func extend(_ x: Int, _ y: Int) {
    width = max(width, x)
    height = max(height, y)
  }

  func finished(title: String) -> [UInt8] {
    let (w, h) = (width + 20, height + 20)
    var out = ByteBuffer()
    out.append(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(w)\" height=\"\(h)\" viewBox=\"0 0 \(w) \(h)\" font-family=\"Helvetica,Arial,sans-serif\">\n"
    )
    out.append(
      "<title>\(Escaping.xml(title))</title>\n<defs><marker id=\"head\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"6\" markerHeight=\"6\" orient=\"auto-start-reverse\"><path d=\"M0 0L10 5L0 10z\" fill=\"\(theme.edge)\"/></marker></defs>\n"
    )
    out.append("<rect width=\"\(w)\" height=\"\(h)\" fill=\"\(theme.background)\"/>\n")
    return out.bytes + body.bytes + Array("</svg>\n".utf8)
  }
}
