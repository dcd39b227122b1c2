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

  /// A place in pixels from the upper left corner.
  struct Point {
    var x: Int
    var y: Int
  }

  /// A rectangle in pixels.
  struct Box {
    var x: Int
    var y: Int
    var width: Int
    var height: Int

    var right: Int { x + width }
    var bottom: Int { y + height }
  }

  mutating func rectangle(
    _ box: Box, fill: String, line: String, radius: Int = 0, stroke: String = "1.2", id: String = "",
    title: String = ""
  ) {
    extend(box.right, box.bottom)
    let name = id.isEmpty ? "" : " id=\"\(Escaping.xml(id))\""
    body.append(
      """
      <rect\(name) x="\(box.x)" y="\(box.y)" width="\(box.width)" height="\(box.height)" rx="\(radius)" fill="\(fill)" \
      stroke="\(line)" stroke-width="\(stroke)">\(title.isEmpty ? "" : "<title>\(Escaping.xml(title))</title>")</rect>

      """)
  }

  /// A note shape: a rectangle with a folded corner.
  mutating func note(_ box: Box, fill: String, line: String, title: String = "") {
    let fold = 7
    path(
      """
      M\(box.x) \(box.y)H\(box.right - fold)L\(box.right) \(box.y + fold)V\(box.bottom)H\(box.x)Z\
      M\(box.right - fold) \(box.y)V\(box.y + fold)H\(box.right)
      """, box, fill: fill, line: line, title: title)
  }

  mutating func parallelogram(_ box: Box, fill: String, line: String, title: String = "") {
    path(
      "M\(box.x + 8) \(box.y)H\(box.right)L\(box.right - 8) \(box.bottom)H\(box.x)Z", box, fill: fill, line: line,
      title: title)
  }

  private mutating func path(_ shape: String, _ box: Box, fill: String, line: String, title: String) {
    extend(box.right, box.bottom)
    body.append(
      """
      <path d="\(shape)" fill="\(fill)" stroke="\(line)" stroke-width="1.2"><title>\(Escaping.xml(title))</title></path>

      """)
  }

  /// - Parameters:
  ///   - y: the baseline.
  ///   - anchor: `start`, `middle` or `end`.
  mutating func text(
    _ words: String, x: Int, y: Int, size: Int = 11, color: String? = nil, isBold: Bool = false,
    anchor: String = "start"
  ) {
    let span = Self.width(words, size: size)
    extend(anchor == "start" ? x + span : anchor == "middle" ? x + span / 2 : x, y + 4)
    let style =
      (isBold ? " font-weight=\"bold\"" : "") + (anchor == "start" ? "" : " text-anchor=\"\(anchor)\"")
    body.append(
      """
      <text x="\(x)" y="\(y)" font-size="\(size)" fill="\(color ?? theme.text)"\(style)>\
      \(Escaping.xml(Escaping.terminal(words)))</text>

      """)
  }

  mutating func arrow(
    from: Point, to: Point, color: String, stroke: String = "1.8", isDashed: Bool = false, dashes: String = "",
    hasHead: Bool = true, title: String = ""
  ) {
    extend(max(from.x, to.x), max(from.y, to.y))
    let pattern = isDashed ? "5 3" : dashes
    let style =
      (pattern.isEmpty ? "" : " stroke-dasharray=\"\(pattern)\"") + (hasHead ? " marker-end=\"url(#head)\"" : "")
    body.append(
      """
      <path d="M\(from.x) \(from.y)L\(to.x) \(to.y)" fill="none" stroke="\(color)" stroke-width="\(stroke)"\(style)>\
      <title>\(Escaping.xml(title))</title></path>

      """)
  }

  /// A triangle without a filling, with its tip at a point; it points to the right.
  mutating func openHead(at tip: Point, color: String) {
    body.append(
      """
      <path d="M\(tip.x - 10) \(tip.y - 4)L\(tip.x) \(tip.y)L\(tip.x - 10) \(tip.y + 4)Z" fill="\(theme.background)" \
      stroke="\(color)" stroke-width="1.2"/>

      """)
  }

  private mutating func extend(_ x: Int, _ y: Int) {
    width = max(width, x)
    height = max(height, y)
  }

  func finished(title: String) -> [UInt8] {
    let (w, h) = (width + 20, height + 20)
    var out = ByteBuffer()
    out.append(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <svg xmlns="http://www.w3.org/2000/svg" width="\(w)" height="\(h)" viewBox="0 0 \(w) \(h)" \
      font-family="Helvetica,Arial,sans-serif">
      <title>\(Escaping.xml(title))</title>
      <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="6" markerHeight="6" \
      orient="auto-start-reverse"><path d="M0 0L10 5L0 10z" fill="\(theme.edge)"/></marker></defs>
      <rect width="\(w)" height="\(h)" fill="\(theme.background)"/>

      """)
    return out.bytes + body.bytes + Array("</svg>\n".utf8)
  }
}
