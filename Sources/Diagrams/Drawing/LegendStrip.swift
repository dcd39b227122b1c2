/// The foot of a picture: the signs that it uses, each with its meaning.
struct LegendStrip {
  private let signs: [Sign]
  private let theme: Theme
  private let groups: String
  /// The signs in a row, so that a small picture does not become wide by its legend.
  private let columns = 6
  private let size = 9

  init(_ signs: [Sign], _ canvas: Canvas) {
    self.signs = signs
    theme = canvas.theme
    groups = canvas.network.groupNoun
  }

  /// Rows of one length but for the last.
  private var rows: [ArraySlice<Sign>] {
    guard !signs.isEmpty else { return [] }
    let count = (signs.count + columns - 1) / columns
    let length = (signs.count + count - 1) / count
    return stride(from: 0, to: signs.count, by: length).map { signs[$0..<min($0 + length, signs.count)] }
  }

  // MARK: DOT

  /// Writes the elements of a picture into a frame without a line that has the legend at its foot.
  func frame(_ writer: inout DOTWriter, _ body: (inout DOTWriter) -> Void) {
    guard !signs.isEmpty else {
      body(&writer)
      return
    }
    writer.cluster("picture") { writer in
      writer.defaults(
        "graph",
        [
          ("label", .html(html)), ("labelloc", .text("b")), ("labeljust", .text("l")), ("style", .text("invis")),
          ("margin", .text("12")), ("fontcolor", .text(theme.faint)), ("tooltip", .text("legend")),
        ])
      body(&writer)
    }
  }

  /// The rows as a table for a label.
  private var html: String {
    let lines = rows.map { row in
      let cells = row.map { sign in
        "<TD>\(swatch(sign))</TD><TD ALIGN=\"LEFT\">\(DOTWriter.escaped(sign.words(groups: groups)))&#160;&#160;</TD>"
      }
      return "<TR>\(cells.joined())</TR>"
    }
    return """
      <FONT POINT-SIZE="\(size)" COLOR="\(theme.faint)">\
      <TABLE BORDER="0" CELLBORDER="0" CELLPADDING="1" CELLSPACING="2">\(lines.joined())</TABLE></FONT>
      """
  }

  private func swatch(_ sign: Sign) -> String {
    switch sign.look(theme) {
    case .box(let outline, let paint): return box(outline, paint, isStrong: sign == .sharedStore)
    case .line(let stroke, let color): return "<FONT COLOR=\"\(color)\">\(stroke.glyphs)</FONT>"
    case .mark(let text, let paint):
      return """
        <TABLE BORDER="1" CELLBORDER="0" CELLSPACING="0" CELLPADDING="1" STYLE="rounded" COLOR="\(paint.line)" \
        BGCOLOR="\(paint.fill)"><TR><TD><FONT POINT-SIZE="8" COLOR="\(paint.text)"><B>&#160;\(text)&#160;</B></FONT>\
        </TD></TR></TABLE>
        """
    }
  }

  private func box(_ outline: Sign.Outline, _ paint: Theme.Paint, isStrong: Bool) -> String {
    func table(_ rows: String, style: String = "", border: Int = 1) -> String {
      """
      <TABLE BORDER="\(border)" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"\(style) COLOR="\(paint.line)" \
      BGCOLOR="\(paint.fill)">\(rows)</TABLE>
      """
    }
    func cell(_ width: Int, height: Int = 11, ground: String = "") -> String {
      "<TD WIDTH=\"\(width)\" HEIGHT=\"\(height)\"\(ground.isEmpty ? "" : " BGCOLOR=\"\(ground)\"")></TD>"
    }
    switch outline {
    case .plain, .slanted: return table("<TR>\(cell(22))</TR>")
    case .note:
      // The folded corner.
      return table(
        "<TR>\(cell(18, height: 4))\(cell(4, height: 4, ground: paint.line))</TR>"
          + "<TR>\(cell(18, height: 7))\(cell(4, height: 7))</TR>")
    case .rounded, .oval, .cylinder:
      return table("<TR>\(cell(22))</TR>", style: " STYLE=\"rounded\"", border: isStrong ? 2 : 1)
    case .striped:
      let stripes = (0..<5).map { cell(4, ground: $0 % 2 == 0 ? paint.fill : theme.background) }
      return table("<TR>\(stripes.joined())</TR>")
    case .double:
      return """
        <TABLE BORDER="1" CELLBORDER="1" CELLSPACING="1" CELLPADDING="0" COLOR="\(paint.line)" \
        BGCOLOR="\(paint.fill)"><TR>\(cell(18, height: 8))</TR></TABLE>
        """
    case .words: return "<FONT COLOR=\"\(paint.text)\"><I>Aa</I></FONT>"
    }
  }

  // MARK: SVG

  /// Draws the rows below what was drawn so far.
  func draw(_ svg: inout SVGWriter, x left: Int, y top: Int) {
    for (number, row) in rows.enumerated() {
      var x = left
      let y = top + number * 20
      for (column, sign) in row.enumerated() {
        SignSVG(theme).draw(sign, in: SVGWriter.Box(x: x, y: y, width: 24, height: 12), to: &svg)
        svg.text(sign.words(groups: groups), x: x + 30, y: y + 10, size: size, color: theme.faint)
        let words = rows.compactMap { $0.dropFirst(column).first?.words(groups: groups) }
        x += 44 + (words.map { SVGWriter.width($0, size: size) }.max() ?? 0)
      }
    }
  }
}

/// Signs as SVG, in a box.
struct SignSVG {
  private let theme: Theme

  init(_ theme: Theme) { self.theme = theme }

  func draw(_ sign: Sign, in box: SVGWriter.Box, to svg: inout SVGWriter) {
    switch sign.look(theme) {
    case .box(let outline, let paint):
      draw(outline, paint, in: box, stroke: sign == .sharedStore ? "2.4" : nil, to: &svg)
    case .line(let stroke, let color): draw(stroke, color: color, in: box, to: &svg)
    case .mark(let text, let paint):
      svg.rectangle(box, fill: paint.fill, line: paint.line, radius: 4)
      if sign.example.isEmpty {
        let middle = box.x + box.width / 2
        svg.text(text, x: middle, y: box.y + box.height / 2 + 3, size: 9, color: paint.text, anchor: "middle")
      }
    }
  }

  private func draw(
    _ outline: Sign.Outline, _ paint: Theme.Paint, in box: SVGWriter.Box, stroke: String?, to svg: inout SVGWriter
  ) {
    switch outline {
    case .plain: svg.rectangle(box, fill: paint.fill, line: paint.line)
    case .rounded: svg.rectangle(box, fill: paint.fill, line: paint.line, radius: box.height / 3, stroke: "1.6")
    case .note: svg.note(box, fill: paint.fill, line: paint.line)
    case .slanted: svg.parallelogram(box, fill: paint.fill, line: paint.line)
    case .oval, .cylinder:
      svg.rectangle(box, fill: paint.fill, line: paint.line, radius: box.height / 2, stroke: stroke ?? "1.2")
    case .striped:
      svg.rectangle(box, fill: theme.background, line: paint.line)
      let part = box.width / 5
      for index in [0, 2, 4] {
        let stripe = SVGWriter.Box(x: box.x + index * part + 1, y: box.y + 1, width: part - 1, height: box.height - 2)
        svg.rectangle(stripe, fill: paint.fill, line: paint.fill, stroke: "0")
      }
    case .double:
      svg.rectangle(box, fill: paint.fill, line: paint.line)
      let inner = SVGWriter.Box(x: box.x + 3, y: box.y + 3, width: box.width - 6, height: box.height - 6)
      svg.rectangle(inner, fill: paint.fill, line: paint.line)
    case .words: break
    }
  }

  private func draw(_ stroke: Sign.Stroke, color: String, in box: SVGWriter.Box, to svg: inout SVGWriter) {
    let y = box.y + box.height / 2
    func line(_ y: Int, color: String, width: String, dashes: String = "", hasHead: Bool = true) {
      svg.arrow(
        from: SVGWriter.Point(x: box.x, y: y), to: SVGWriter.Point(x: box.right, y: y), color: color, stroke: width,
        dashes: dashes, hasHead: hasHead)
    }
    switch stroke {
    case .plain, .outbox, .answer: line(y, color: color, width: "1.8")
    case .open:
      line(y, color: color, width: "1.8", hasHead: false)
      svg.openHead(at: SVGWriter.Point(x: box.right, y: y), color: color)
    case .bold: line(y, color: color, width: "3", hasHead: false)
    case .thin: line(y, color: color, width: "0.9")
    case .dashed: line(y, color: color, width: "1.8", dashes: "6 4")
    case .dotted: line(y, color: color, width: "1.8", dashes: "1.5 3")
    case .call:
      line(y - 2, color: color, width: "1.2", hasHead: false)
      line(y + 2, color: color, width: "1.2", hasHead: false)
    case .cycle:
      line(y - 1, color: theme.event.line, width: "2", hasHead: false)
      line(y + 1, color: color, width: "2", hasHead: false)
    }
    let square = SVGWriter.Box(x: box.x, y: y - 3, width: 6, height: 6)
    if stroke == .outbox { svg.rectangle(square, fill: color, line: color) }
    if stroke == .answer { svg.rectangle(square, fill: theme.background, line: color, radius: 3) }
  }
}

extension Sign.Stroke {
  /// The line in characters that all common fonts have.
  fileprivate var glyphs: String {
    switch self {
    case .plain: "\u{2500}\u{2500}\u{25BA}"
    case .open: "\u{2500}\u{2500}&gt;"
    case .bold: "<B>\u{25AC}\u{25AC}</B>"
    case .outbox: "\u{25A0}\u{2500}\u{2500}"
    case .answer: "o\u{2500}\u{25BA}"
    case .call: "\u{2550}\u{2550}\u{25BA}"
    case .thin: "\u{2500}\u{2500}&gt;"
    case .dashed: "\u{2500} \u{2500} \u{25BA}"
    case .dotted: "\u{00B7}&#160;\u{00B7}&#160;\u{00B7}&#160;\u{25BA}"
    case .cycle: "\u{2550}\u{2550}\u{25BA}"
    }
  }
}
