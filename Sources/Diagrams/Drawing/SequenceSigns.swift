import Catalog
import Graph

/// The signs of a part of a sequence, with places from its upper edge, in pixels.
struct SequenceSigns {
  /// Around the branches of a choice.
  struct Frame {
    var x: Int
    var y: Int
    var width: Int
    var height: Int
    /// The places of the lines between branches.
    var dividers: [Int]
    var label: String
  }

  /// Services that go on at the same time.
  struct Parallel {
    var y: Int
    var services: [Name]
  }

  /// The beginning of a wait.
  struct Wait {
    var x: Int
    var y: Int
    var id: Int
    var isTimed: Bool?
  }

  /// The arrival of an answer.
  struct Reply {
    var y: Int
    /// The wait that it ends.
    var wait: Int
    /// The top of its branch, for the second branch of a choice and later ones.
    var top: Int?
  }

  struct Arrow {
    var y: Int
    var from: Int
    /// The places of the receivers.
    var to: [Int]
    var kind: Message.Kind
    /// Whether it arrives only sometimes.
    var isDashed: Bool
    var message: Name
  }

  /// The end of a path: a message that no service receives.
  struct End {
    var x: Int
    var y: Int
    /// Whether the flow declares it.
    var isDeclared: Bool
  }

  /// A message on its arrow, its number on its left.
  struct Chip {
    var x: Int
    var y: Int
    var width: Int
    /// The room for the number.
    var numberWidth: Int
    var number: String
    var text: String
    var step: Trace.Step
  }

  /// Words about a step.
  struct Note {
    /// What they are about, which is their class in the style and determines the sign before them; `words` has none.
    enum Kind: String {
      case effect, calls, timer, some, guess, fold, also, wait, nowait, otherwise, back, end, see, cycle, words
      case error, warning

      /// The place of the words behind the sign.
      var textOffset: Int { self == .words ? 4 : 18 }
    }

    var kind: Kind
    var x: Int
    var y: Int
    var width: Int
    var text: String
    /// The words that did not fit; empty if all did.
    var whole = ""
    /// What opens when a reader clicks on it; empty for nothing.
    var key = ""
    /// The step that the words refer to by its number.
    var reference: [Int]?

    /// The height of all notes.
    static let height = 16
  }

  var frames: [Frame] = []
  var parallels: [Parallel] = []
  var waits: [Wait] = []
  var replies: [Reply] = []
  var arrows: [Arrow] = []
  var ends: [End] = []
  var chips: [Chip] = []
  var notes: [Note] = []
  var height = 0
  /// The columns of pixels that it touches; nil for none.
  private(set) var span: (left: Int, right: Int)?

  /// Makes sure that the span covers two places.
  mutating func reach(_ left: Int, _ right: Int) {
    span = (min(span?.left ?? left, left), max(span?.right ?? right, right))
  }

  mutating func setSpan(_ left: Int, _ right: Int) { span = (left, right) }

  func touches(_ other: SequenceSigns) -> Bool {
    guard let own = span, let theirs = other.span else { return false }
    return own.left <= theirs.right + 10 && theirs.left <= own.right + 10
  }

  /// Adds the signs of another part, moved down. The height stays.
  mutating func add(_ other: SequenceSigns, at y: Int) {
    func moved<Sign>(_ signs: [Sign], _ place: WritableKeyPath<Sign, Int>) -> [Sign] {
      signs.map { sign in
        var sign = sign
        sign[keyPath: place] += y
        return sign
      }
    }
    frames += moved(other.frames, \.y).map { frame in
      var frame = frame
      frame.dividers = frame.dividers.map { $0 + y }
      return frame
    }
    parallels += moved(other.parallels, \.y)
    waits += moved(other.waits, \.y)
    replies += moved(other.replies, \.y).map { reply in
      var reply = reply
      reply.top = reply.top.map { $0 + y }
      return reply
    }
    arrows += moved(other.arrows, \.y)
    ends += moved(other.ends, \.y)
    chips += moved(other.chips, \.y)
    notes += moved(other.notes, \.y)
    if let span = other.span { reach(span.left, span.right) }
  }
}

extension SequenceSigns {
  /// The bars of a wait, as intervals from top to bottom: from the request to the first answer, and in each further
  /// branch from its top to the answer there. Linear in the answers.
  static func bars(_ wait: Wait, _ replies: [Reply]) -> [(top: Int, bottom: Int)] {
    guard !replies.isEmpty else { return [(wait.y, wait.y + 26)] }
    var bars: [(Int, Int)] = []
    var above = wait.y
    for (index, reply) in replies.sorted(by: { $0.y < $1.y }).enumerated() {
      bars.append((index > 0 ? reply.top ?? above : wait.y, reply.y))
      above = reply.y
    }
    return bars
  }
}
