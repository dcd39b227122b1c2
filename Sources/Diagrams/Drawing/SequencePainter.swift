import Catalog
import Findings
import Graph
import Writing

/// A sequence as the inside of an SVG element: groups with classes, colours by the style sheet.
struct SequencePainter {
  private let picture: SequencePicture
  /// Whether a script answers to clicks and keys.
  private let isInteractive: Bool
  private var out = ByteBuffer()

  var text: String { String(decoding: out.bytes, as: UTF8.self) }

  init(_ picture: SequencePicture, isInteractive: Bool) {
    (self.picture, self.isInteractive) = (picture, isInteractive)
  }

  /// What lies behind comes first; one element a line.
  mutating func paint() {
    let signs = picture.signs
    out.append("<text class=\"sq-title\" x=\"18\" y=\"24\">\(shown(picture.title))</text>\n")
    for (index, line) in picture.summary.enumerated() {
      out.append("<text class=\"sq-sub\" x=\"18\" y=\"\(43 + 16 * index)\">\(shown(line))</text>\n")
    }
    let columns = picture.columns.columns
    each(columns) { $0.paintLifeline($1) }
    each(signs.frames) { $0.paint($1) }
    each(signs.parallels) { $0.paint($1) }
    let replies = Dictionary(grouping: signs.replies, by: \.wait)
    each(signs.waits) { $0.paint($1, replies[$1.id] ?? []) }
    each(signs.arrows) { $0.paint($1) }
    each(signs.ends) { $0.paint($1) }
    each(signs.chips) { $0.paint($1) }
    each(signs.notes) { $0.paint($1) }
    each(columns) { $0.paintHeading($1, at: $0.picture.top) }
    if picture.isLong { each(columns) { $0.paintHeading($1, at: $0.picture.bottom) } }
    if let start = picture.start { each([start]) { $0.paint(start: $1) } }
  }

  private mutating func each<Sign>(_ signs: [Sign], _ paint: (inout SequencePainter, Sign) -> Void) {
    for sign in signs {
      paint(&self, sign)
      out.append("\n")
    }
  }

  private func shown(_ text: String) -> String { Escaping.xml(Escaping.terminal(text)) }

  private func name(_ name: Name) -> String { picture.catalog[name] }

  // MARK: Columns

  private mutating func paintLifeline(_ column: SequenceColumns.Column) {
    let (top, bottom) = (picture.top, picture.bottom)
    if column.isOwner {
      out.append(
        """
        <rect class="sq-own" x="\(column.left - 4)" y="\(top - 4)" width="\(column.width + 8)" \
        height="\(bottom - top + 4)" rx="8"/>
        """)
    }
    out.append(
      """
      <line class="sq-life" x1="\(column.x)" y1="\(top + picture.headHeight)" x2="\(column.x)" y2="\(bottom)"/>
      """)
  }

  private mutating func paintHeading(_ column: SequenceColumns.Column, at y: Int) {
    let height = picture.headHeight - 8
    let service = name(column.service)
    let label = "service \(service)\(column.isOwner ? ", owner of the flow" : "")"
    let mark = picture.marks[column.service].map { " \($0.severity.name)" } ?? ""
    out.append(
      """
      <g class="sq-head\(column.isOwner ? " own" : "")\(mark)"\
      \(reference(NodeIDs.service(service), label))>\(title(label))\
      <rect x="\(column.left)" y="\(y)" width="\(column.width)" height="\(height)" rx="7"/>
      """)
    let lines = column.lines.count + (column.isOwner ? 1 : 0)
    var baseline = y + height / 2 + 4 - 7 * (lines - 1)
    for line in column.lines {
      out.append("<text x=\"\(column.x)\" y=\"\(baseline)\">\(shown(line))</text>")
      baseline += 14
    }
    if column.isOwner {
      out.append("<text class=\"rl\" x=\"\(column.x)\" y=\"\(baseline - 1)\">\u{25C6} owns the flow</text>")
    }
    out.append("</g>")
  }

  private mutating func paint(start: SequencePicture.Start) {
    let (x, y) = (start.x, start.y)
    out.append(
      """
      <g class="sq-start">\(start.text == start.whole ? "" : title(start.whole))\
      <rect x="\(x)" y="\(y)" width="\(start.width)" height="20" rx="10"/>\
      <path d="M\(x + 11) \(y + 5)l8 5l-8 5z"/><text x="\(x + 24)" y="\(y + 14)">\(shown(start.text))</text></g>
      """)
  }

  // MARK: Behind the messages

  private mutating func paint(_ frame: SequenceSigns.Frame) {
    let (x, y) = (frame.x, frame.y)
    let tab = TextWidth.of(frame.label, tenths: 105, isBold: true) + 14
    out.append(
      """
      <g class="sq-frame"><rect x="\(x)" y="\(y)" width="\(frame.width)" height="\(frame.height)" rx="6"/>
      """)
    for divider in frame.dividers {
      out.append(
        """
        <line x1="\(x)" y1="\(divider)" x2="\(x + frame.width)" y2="\(divider)"/>\
        <text class="sq-or" x="\(x + 7)" y="\(divider + 12)">or</text>
        """)
    }
    out.append(
      """
      <path d="M\(x) \(y + 6)a6 6 0 0 1 6 -6h\(tab)v10l-7 7h-\(tab - 1)z"/>\
      <text x="\(x + 7)" y="\(y + 12)">\(frame.label)</text></g>
      """)
  }

  private mutating func paint(_ parallel: SequenceSigns.Parallel) {
    let places = parallel.services.compactMap { picture.columns.x($0) }
    guard let left = places.min(), let right = places.max() else { return }
    let y = parallel.y - 2
    out.append(
      """
      <g class="sq-par">\(title("at the same time: \(parallel.services.map(name).joined(separator: ", "))"))\
      <line x1="\(left)" y1="\(y)" x2="\(right)" y2="\(y)"/>
      """)
    for x in places { out.append("<circle cx=\"\(x)\" cy=\"\(y)\" r=\"3\"/>") }
    out.append("</g>")
  }

  private mutating func paint(_ wait: SequenceSigns.Wait, _ replies: [SequenceSigns.Reply]) {
    let limit = wait.isTimed.map { $0 ? ", with a timeout" : ", without a timeout" } ?? ""
    for (top, bottom) in SequenceSigns.bars(wait, replies) {
      out.append(
        """
        <rect class="sq-wait\(wait.isTimed == false ? " endless" : "")" x="\(wait.x - 4)" y="\(top)" width="8" \
        height="\(max(8, bottom - top))" rx="2">\(title("waits for an answer\(limit)"))</rect>
        """)
    }
  }

  // MARK: Messages

  private mutating func paint(_ arrow: SequenceSigns.Arrow) {
    let (x, y) = (arrow.from, arrow.y)
    let dash = arrow.isDashed ? " some" : ""
    let message = Escaping.xml(name(arrow.message))
    out.append("<g class=\"sq-arrow \(Self.kind(arrow.kind))\" data-m=\"\(message)\">")
    let others = arrow.to.filter { $0 != x }
    if let least = others.min(), let most = others.max() {
      out.append("<path class=\"ln\(dash)\" d=\"M\(min(x, least)) \(y)H\(max(x, most))\"/>")
      for end in others {
        out.append("<path class=\"hd\" d=\"M\(end) \(y)l\(end > x ? -9 : 9) -5v10z\"/>")
      }
      out.append("<circle class=\"st\" cx=\"\(x)\" cy=\"\(y)\" r=\"2.6\"/>")
    }
    if others.count < arrow.to.count {
      out.append(
        """
        <path class="ln\(dash)" d="M\(x) \(y - 6)h26v14h-18"/><path class="hd" d="M\(x) \(y + 8)l9 -5v10z"/>
        """)
    }
    out.append("</g>")
  }

  /// The class of a kind: a reply has the colours of a query.
  static func kind(_ kind: Message.Kind) -> String {
    switch kind {
    case .event, .command, .query: "k-\(kind.name)"
    case .reply: "k-query k-reply"
    }
  }

  private mutating func paint(_ end: SequenceSigns.End) {
    let inner = end.isDeclared ? "<circle class=\"in\" cx=\"\(end.x)\" cy=\"\(end.y)\" r=\"3\"/>" : ""
    out.append(
      """
      <g class="sq-end\(end.isDeclared ? "" : " unheard")"><circle cx="\(end.x)" cy="\(end.y)" r="6"/>\(inner)</g>
      """)
  }

  private mutating func paint(_ chip: SequenceSigns.Chip) {
    let step = chip.step
    let message = name(step.message)
    let verb =
      switch step.kind {
      case .event: "publishes"
      case .command: "sends"
      case .query: "asks"
      case .reply: "replies"
      }
    // A fan-out to thousands would be a name of megabytes.
    let receivers = step.deliveries.prefix(12).map { name($0.receiver) }
    let more = step.deliveries.count > 12 ? " and \(step.deliveries.count - 12) more" : ""
    let to = receivers.isEmpty ? "" : " to \(receivers.joined(separator: ", "))\(more)"
    let label = "step \(chip.number): \(step.sender.map(name) ?? "outside") \(verb) \(message)\(to)"
    let (x, y) = (chip.x, chip.y)
    let offset = chip.numberWidth + 2
    let shape = Self.chip(step.kind, x: x + offset, y: y, width: chip.width - offset, height: 18, text: chip.text)
    out.append(
      """
      <g class="sq-step"\(reference(NodeIDs.message(message), label))>\(title(label))\(shape)\
      <rect class="sq-no" x="\(x)" y="\(y)" width="\(chip.numberWidth)" height="18" rx="9"/>\
      <text class="sq-not" x="\(x + chip.numberWidth / 2)" y="\(y + 13)">\(chip.number)</text></g>
      """)
  }

  /// A message: an event has a folded corner, a command is square and dark, a query and a reply lean.
  static func chip(
    _ kind: Message.Kind, x: Int, y: Int, width: Int, height: Int, text: String
  ) -> String {
    let corner = 6
    let outline =
      switch kind {
      case .event: "M\(x) \(y)h\(width - corner)l\(corner) \(corner)v\(height - corner)h-\(width)z"
      case .command: "M\(x) \(y)h\(width)v\(height)h-\(width)z"
      case .query: "M\(x + corner) \(y)h\(width - corner)l-\(corner) \(height)h-\(width - corner)z"
      case .reply: "M\(x) \(y)h\(width - corner)l\(corner) \(height)h-\(width - corner)z"
      }
    let fold =
      kind == .event ? "<path class=\"fold\" d=\"M\(x + width - corner) \(y)v\(corner)h\(corner)\"/>" : ""
    let words = Escaping.xml(Escaping.terminal(text))
    return """
      <g class="chip \(Self.kind(kind))"><path d="\(outline)"/>\(fold)\
      <text x="\(x + width / 2)" y="\(y + height / 2 + 4)" font-size="11">\(words)</text></g>
      """
  }

  // MARK: Notes

  private mutating func paint(_ note: SequenceSigns.Note) {
    let text = picture.words(note)
    let isGuess = note.kind == .guess ? " soft" : ""
    let isButton = !note.key.isEmpty && picture.isFolded && isInteractive
    let label = shown("show \(text)")
    let opens =
      isButton
      ? " data-fold=\"\(Escaping.xml(note.key))\" tabindex=\"0\" role=\"button\" aria-label=\"\(label)\"" : ""
    out.append(
      """
      <g class="sq-note n-\(note.kind.rawValue)\(isGuess)"\(opens)>\(note.whole.isEmpty ? "" : title(note.whole))\
      <rect x="\(note.x)" y="\(note.y)" width="\(note.width)" height="16" rx="8"/>\
      \(icon(note.kind, x: note.x + 10, y: note.y + 8))\
      <text x="\(note.x + note.kind.textOffset)" y="\(note.y + 12)">\(shown(text))</text></g>
      """)
  }

  /// A drawn sign of 8 pixels, since fonts lack most of them.
  private func icon(_ kind: SequenceSigns.Note.Kind, x: Int, y: Int) -> String {
    func line(_ path: String) -> String { "<path class=\"ic\" d=\"\(path)\"/>" }
    func full(_ path: String) -> String { "<path class=\"ic full\" d=\"\(path)\"/>" }
    return switch kind {
    case .effect: full("M\(x - 3) \(y - 3)h6v6h-6z")
    case .calls: line("M\(x - 4) \(y - 2)h8m-3 -2l3 2l-3 2M\(x + 4) \(y + 3)h-8")
    case .timer: "<circle class=\"ic\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\"/>" + line("M\(x) \(y - 3)v3l2 1")
    case .some: line("M\(x - 4) \(y + 1)q2 -4 4 0t4 0")
    case .guess: "<circle class=\"ic\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\" stroke-dasharray=\"2 1.5\"/>"
    case .fold: full("M\(x - 2) \(y - 4)l6 4l-6 4z")
    case .also: line("M\(x - 4) \(y)h7m-3 -3l3 3l-3 3")
    case .wait, .nowait: line("M\(x - 3) \(y - 4)h6l-6 8h6z")
    case .otherwise: line("M\(x - 3) \(y - 4)v4h6m-3 -3l3 3l-3 3")
    case .back: line("M\(x + 4) \(y)h-7m3 -3l-3 3l3 3")
    case .end: "<circle class=\"ic\" cx=\"\(x)\" cy=\"\(y)\" r=\"4\"/>" + full("M\(x - 2) \(y - 2)h4v4h-4z")
    case .see: line("M\(x - 3) \(y + 3)l6 -6m-4 0h4v4")
    case .cycle: line("M\(x + 3) \(y - 2)a4 4 0 1 0 1 3m-1 -6v3h-3")
    case .error: line("M\(x - 3) \(y - 3)l6 6m0 -6l-6 6")
    case .words: ""
    case .warning: full("M\(x - 1) \(y - 4)h2v5h-2zM\(x - 1) \(y + 2)h2v2h-2z")
    }
  }

  // MARK: Attributes

  /// What makes an element a button of a page.
  private func reference(_ id: String, _ label: String) -> String {
    guard isInteractive else { return "" }
    return """
       tabindex="0" role="button" data-ref="\(Escaping.xml(id))" aria-label="\(shown(label))"
      """
  }

  /// The words that appear under the pointer; in a page its script shows them.
  private func title(_ words: String) -> String { "<title>\(shown(words))</title>" }
}
