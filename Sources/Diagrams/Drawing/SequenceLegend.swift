import Catalog
import Graph
import Writing

/// The legend at the foot of a sequence: the signs that it uses, each once, in rows.
struct SequenceLegend {
  enum Sign {
    case message(Message.Kind)
    case sometimes
    case wait(isEndless: Bool)
    case choice, parallel, owner, guess
    case end(isDeclared: Bool)

    fileprivate var width: Int {
      switch self {
      case .message, .sometimes, .choice, .parallel: 32
      case .wait: 8
      case .owner: 20
      case .guess: 24
      case .end: 12
      }
    }
  }

  /// A sign with its words.
  struct Entry {
    var sign: Sign
    var words: String
    /// The upper left corner of the sign, which is 18 pixels high.
    var x = 0
    var y = 0

    /// The place of the words.
    var wordsX: Int { x + sign.width + 7 }
  }

  /// The signs with their places below the sequences.
  private(set) var entries: [Entry] = []
  /// The height in pixels; 0 without signs.
  private(set) var height = 0

  init(_ pictures: [SequencePicture], width: Int) {
    var (x, y) = (18, 4)
    for var entry in Self.entries(pictures) {
      let full = entry.sign.width + 7 + TextWidth.of(entry.words, tenths: 110)
      if x > 18, x + full > width - 18 { (x, y) = (18, y + 24) }
      (entry.x, entry.y) = (x, y)
      entries.append(entry)
      x += full + 22
    }
    height = entries.isEmpty ? 0 : y + 30
  }

  private static func entries(_ pictures: [SequencePicture]) -> [Entry] {
    let signs = pictures.map(\.signs)
    let kinds = Set(signs.flatMap(\.chips).map(\.step.kind))
    let waits = signs.flatMap(\.waits)
    let ends = signs.flatMap(\.ends)
    let all: [(Sign, String, isUsed: Bool)] =
      [Message.Kind.event, .command, .query, .reply].map { (.message($0), $0.name, kinds.contains($0)) }
      + [
        (.sometimes, "arrives sometimes", signs.contains { $0.arrows.contains(where: \.isDashed) }),
        (
          .wait(isEndless: false), "waits for an answer, with a timeout",
          waits.contains { $0.isTimed != false }
        ),
        (.wait(isEndless: true), "waits without a timeout", waits.contains { $0.isTimed == false }),
        (.choice, "one of these happens (5a or 5b)", signs.contains { !$0.frames.isEmpty }),
        (.parallel, "at the same time", signs.contains { !$0.parallels.isEmpty }),
        (.owner, "owner of the flow", pictures.contains { $0.columns.columns.contains(where: \.isOwner) }),
        (.end(isDeclared: true), "end of the flow", ends.contains(where: \.isDeclared)),
        (.end(isDeclared: false), "no consumer", ends.contains { !$0.isDeclared }),
        (
          .guess, "what follows is not written down",
          signs.contains { $0.notes.contains { $0.kind == .guess } }
        ),
      ]
    return all.filter(\.isUsed).map { Entry(sign: $0.0, words: $0.1) }
  }

  /// The inside of an SVG element.
  var svg: String {
    var out = ByteBuffer()
    for entry in entries {
      out.append("\(svg(entry))<text x=\"\(entry.wordsX)\" y=\"\(entry.y + 13)\">\(entry.words)</text>\n")
    }
    return String(decoding: out.bytes, as: UTF8.self)
  }

  private func svg(_ entry: Entry) -> String {
    let (x, y) = (entry.x, entry.y)
    return switch entry.sign {
    case .message(let kind): SequencePainter.chip(kind, x: x, y: y + 2, width: 32, height: 14, text: "")
    case .sometimes: "<g class=\"sq-arrow k-event\"><path class=\"ln some\" d=\"M\(x) \(y + 9)h32\"/></g>"
    case .wait(let isEndless):
      "<rect class=\"sq-wait\(isEndless ? " endless" : "")\" x=\"\(x)\" y=\"\(y)\" width=\"8\" height=\"18\" rx=\"2\"/>"
    case .choice:
      """
      <g class="sq-frame"><rect x="\(x)" y="\(y + 1)" width="32" height="16" rx="3"/>\
      <line x1="\(x)" y1="\(y + 9)" x2="\(x + 32)" y2="\(y + 9)"/></g>
      """
    case .parallel:
      """
      <g class="sq-par"><line x1="\(x + 3)" y1="\(y + 9)" x2="\(x + 29)" y2="\(y + 9)"/>\
      <circle cx="\(x + 3)" cy="\(y + 9)" r="3"/><circle cx="\(x + 29)" cy="\(y + 9)" r="3"/></g>
      """
    case .owner: "<g class=\"sq-head own\"><rect x=\"\(x)\" y=\"\(y + 2)\" width=\"20\" height=\"14\" rx=\"4\"/></g>"
    case .guess: "<g class=\"sq-note soft\"><rect x=\"\(x)\" y=\"\(y + 1)\" width=\"24\" height=\"16\" rx=\"8\"/></g>"
    case .end(let isDeclared):
      """
      <g class="sq-end\(isDeclared ? "" : " unheard")"><circle cx="\(x + 6)" cy="\(y + 9)" r="6"/>\
      \(isDeclared ? "<circle class=\"in\" cx=\"\(x + 6)\" cy=\"\(y + 9)\" r=\"3\"/>" : "")</g>
      """
    }
  }
}
