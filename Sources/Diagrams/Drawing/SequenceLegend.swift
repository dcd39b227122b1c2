import Catalog
import Writing

/// The legend at the foot of a sequence: the signs that it uses, each once, in rows.
struct SequenceLegend {
  /// The height in pixels.
  let height: Int
  /// The inside of an SVG element.
  let text: String

  /// A sign with its words.
  private struct Entry {
    var words: String
    var width: Int
    /// The sign at a place, its upper left corner; it is 18 pixels high.
    var sign: (_ x: Int, _ y: Int) -> String
  }

  init(_ pictures: [SequencePicture], width: Int) {
    var out = ByteBuffer()
    var (x, y) = (18, 4)
    let entries = Self.entries(pictures)
    for entry in entries {
      let full = entry.width + 7 + TextWidth.of(entry.words, tenths: 110)
      if x > 18, x + full > width - 18 { (x, y) = (18, y + 24) }
      out.append("\(entry.sign(x, y))<text x=\"\(x + entry.width + 7)\" y=\"\(y + 13)\">\(entry.words)</text>")
      x += full + 22
    }
    height = entries.isEmpty ? 0 : y + 30
    text = String(decoding: out.bytes, as: UTF8.self)
  }

  private static func entries(_ pictures: [SequencePicture]) -> [Entry] {
    let signs = pictures.map(\.signs)
    let notes = Set(signs.flatMap(\.notes).map(\.kind))
    let waits = signs.flatMap(\.waits)
    var entries: [Entry] = []
    func add(_ words: String, _ width: Int, if isUsed: Bool, _ sign: @escaping (_ x: Int, _ y: Int) -> String) {
      if isUsed { entries.append(Entry(words: words, width: width, sign: sign)) }
    }
    let kinds = Set(signs.flatMap(\.chips).map(\.step.kind))
    for kind in [Message.Kind.event, .command, .query, .reply] {
      add(kind.name, 32, if: kinds.contains(kind)) {
        SequencePainter.chip(kind, x: $0, y: $1 + 2, width: 32, height: 14, text: "")
      }
    }
    add("arrives sometimes", 32, if: signs.contains { $0.arrows.contains(where: \.isDashed) }) {
      "<g class=\"sq-arrow k-event\"><path class=\"ln some\" d=\"M\($0) \($1 + 9)h32\"/></g>"
    }
    add("waits for an answer, with a timeout", 8, if: waits.contains { $0.isTimed != false }) {
      "<rect class=\"sq-wait\" x=\"\($0)\" y=\"\($1)\" width=\"8\" height=\"18\" rx=\"2\"/>"
    }
    add("waits without a timeout", 8, if: waits.contains { $0.isTimed == false }) {
      "<rect class=\"sq-wait endless\" x=\"\($0)\" y=\"\($1)\" width=\"8\" height=\"18\" rx=\"2\"/>"
    }
    add("one of these happens (5a or 5b)", 32, if: signs.contains { !$0.frames.isEmpty }) {
      """
      <g class="sq-frame"><rect x="\($0)" y="\($1 + 1)" width="32" height="16" rx="3"/>\
      <line x1="\($0)" y1="\($1 + 9)" x2="\($0 + 32)" y2="\($1 + 9)"/></g>
      """
    }
    add("at the same time", 32, if: signs.contains { !$0.parallels.isEmpty }) {
      """
      <g class="sq-par"><line x1="\($0 + 3)" y1="\($1 + 9)" x2="\($0 + 29)" y2="\($1 + 9)"/>\
      <circle cx="\($0 + 3)" cy="\($1 + 9)" r="3"/><circle cx="\($0 + 29)" cy="\($1 + 9)" r="3"/></g>
      """
    }
    add("owner of the flow", 20, if: pictures.contains { $0.columns.columns.contains(where: \.isOwner) }) {
      "<g class=\"sq-head own\"><rect x=\"\($0)\" y=\"\($1 + 2)\" width=\"20\" height=\"14\" rx=\"4\"/></g>"
    }
    add("end of the flow", 12, if: signs.contains { $0.ends.contains(where: \.isDeclared) }) {
      """
      <g class="sq-end"><circle cx="\($0 + 6)" cy="\($1 + 9)" r="6"/>\
      <circle class="in" cx="\($0 + 6)" cy="\($1 + 9)" r="3"/></g>
      """
    }
    add("no consumer", 12, if: signs.contains { $0.ends.contains { !$0.isDeclared } }) {
      "<g class=\"sq-end unheard\"><circle cx=\"\($0 + 6)\" cy=\"\($1 + 9)\" r=\"6\"/></g>"
    }
    add("not written down what follows", 24, if: notes.contains(.guess)) {
      """
      <g class="sq-note soft"><rect x="\($0)" y="\($1 + 1)" width="24" height="16" rx="8"/></g>
      """
    }
    return entries
  }
}
