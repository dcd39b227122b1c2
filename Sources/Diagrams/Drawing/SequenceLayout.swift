import Catalog
import Findings
import Graph
import Writing

/// The places of all signs of a sequence: rows from top to bottom, the bodies of several receivers side by side where
/// they do not touch.
struct SequenceLayout {
  private let catalog: Catalog
  private let columns: SequenceColumns
  /// The rules of findings about messages, for pictures that mark them.
  private let marks: [Name: Canvas.Mark]
  /// The outermost places of signs.
  private let bounds: (left: Int, right: Int)
  /// The numbers of steps as they are drawn, by their numbers in the trace.
  private(set) var numbers: [[Int]: String] = [:]
  private var waitCount = 0

  /// Where a part stands.
  private struct Position {
    /// The number of the step before.
    var number = 0
    /// The letters of the branches around it.
    var suffix = ""
    /// The number of frames around it.
    var depth = 0
    /// The waits that are open, the outermost first.
    var waits: [(service: Name, replies: [Name], id: Int)] = []
  }

  init(_ columns: SequenceColumns, _ catalog: Catalog, marks: [Name: Canvas.Mark]) {
    (self.catalog, self.columns, self.marks) = (catalog, columns, marks)
    bounds = (8, columns.width - 8)
  }

  /// The signs of a tree, from the upper edge of its first row.
  mutating func signs(_ tree: SequenceTree) -> SequenceSigns {
    var position = Position()
    return stack(tree.roots, &position)
  }

  private mutating func stack(_ nodes: [SequenceTree.Node], _ position: inout Position) -> SequenceSigns {
    var signs = SequenceSigns()
    for node in nodes {
      let part =
        switch node {
        case .message(let message): row(message, &position)
        case .choice(let choice): frame(choice, &position)
        case .rest(let rest): row(rest)
        }
      signs.add(part, at: signs.height)
      signs.height += part.height
    }
    return signs
  }

  // MARK: Choices

  private mutating func frame(_ choice: SequenceTree.Choice, _ position: inout Position) -> SequenceSigns {
    var signs = SequenceSigns()
    var (y, last) = (22, position.number)
    var dividers: [Int] = []
    for (index, branch) in choice.branches.enumerated() {
      var inside = position
      if !choice.isOptional { inside.suffix += Self.letter(index) }
      inside.depth += 1
      if index > 0 {
        dividers.append(y + 3)
        y += 10
      }
      var part = stack(branch, &inside)
      last = max(last, inside.number)
      if index > 0 {
        // The bar of a wait goes on at the top of the branch.
        for reply in part.replies.indices where part.replies[reply].top == nil { part.replies[reply].top = -4 }
      }
      signs.add(part, at: y)
      y += part.height
    }
    position.number = last
    signs.height = y + 12
    let inset = 6 * min(position.depth, 12) - 4
    let span = signs.span ?? (bounds.left, bounds.left + 100)
    let label = choice.isOptional ? "sometimes" : "one of \(choice.count)"
    var left = span.left - 12
    // The bar of a wait that began above would cover the label.
    let tab = TextWidth.of(label, tenths: 105, isBold: true) + 26
    for x in position.waits.compactMap({ columns.x($0.service) }) where left < x + 6 && x - tab < left {
      left = x - tab
    }
    left = max(bounds.left + inset, left)
    let right = max(left + 80, min(bounds.right - inset, span.right + 12))
    signs.setSpan(left, right)
    signs.frames.insert(
      SequenceSigns.Frame(x: left, y: 2, width: right - left, height: y + 2, dividers: dividers, label: label), at: 0)
    return signs
  }

  /// The letter of a branch; those behind the 26th have a number, too.
  private static func letter(_ branch: Int) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    return "\(letters[branch % 26])\(branch < 26 ? "" : "\(branch / 26)")"
  }

  // MARK: Rows

  /// The row for the end of a list that is folded.
  private func row(_ rest: SequenceTree.Rest) -> SequenceSigns {
    var signs = SequenceSigns()
    let x = rest.sender.flatMap { columns.x($0) } ?? bounds.left + 10
    var notes = Notes(bounds)
    let key = rest.number.map(String.init).joined(separator: ".") + "+"
    notes.add(.fold, counted(rest.messages, "more message"), x: x, y: 4, isRight: true, key: key)
    signs.take(notes)
    signs.height = 26
    return signs
  }

  private mutating func row(_ message: SequenceTree.Message, _ position: inout Position) -> SequenceSigns {
    var signs = SequenceSigns()
    let step = message.step
    position.number += 1
    let number = "\(position.number)\(position.suffix)"
    if step.seen == nil, numbers[step.number] == nil { numbers[step.number] = number }
    let from = step.sender.flatMap { columns.x($0) } ?? bounds.left + 10
    let to = message.targets.compactMap { columns.x($0.delivery.receiver) }
    let others = to.filter { $0 != from }
    let nearest = others.min { abs($0 - from) < abs($1 - from) }
    if !to.isEmpty {
      signs.arrows.append(
        SequenceSigns.Arrow(
          y: Self.line, from: from, to: to, kind: step.kind,
          isDashed: message.targets.contains(where: \.delivery.isConditional), message: step.message))
    }
    let middle = nearest.map { (from + $0) / 2 } ?? (to.isEmpty ? from : from + 60)
    var chip = chip(step, number: number)
    let inset = 12 * min(position.depth, 12) + 6
    chip.x = max(bounds.left + inset, min(middle - chip.width / 2, bounds.right - inset - chip.width))
    signs.chips.append(chip)
    signs.reach(
      min(from, to.min() ?? from, chip.x) - 12, max(from, to.max() ?? from, chip.x + chip.width) + 12)

    // What the sender does stands on the side away from the arrow.
    var notes = Notes(bounds)
    let awayIsRight = nearest.map { $0 <= from } ?? false
    addEnd(message, at: from, signs: &signs, notes: &notes)
    for target in message.targets { add(target, of: message, from: from, to: &notes) }
    addOthers(message, at: from, isRight: others.isEmpty || awayIsRight, to: &notes)
    var inside = position
    for target in message.targets where target.delivery.isAwaited {
      let wait = position.waits.last {
        // A wait that names no answer ends with the first one.
        $0.service == target.delivery.receiver && ($0.replies.isEmpty || $0.replies.contains(step.message))
      }
      if let wait { signs.replies.append(SequenceSigns.Reply(y: Self.line, wait: wait.id, top: nil)) }
    }
    if let wait = step.wait, let sender = step.sender, step.seen == nil {
      waitCount += 1
      inside.waits.append((sender, wait.replies, waitCount))
      signs.waits.append(SequenceSigns.Wait(x: from, y: Self.line, id: waitCount, isTimed: wait.isTimed))
      let isRight = nearest.map { $0 <= from } ?? true
      notes.add(
        wait.isTimed == false ? .nowait : .wait, wait.words(catalog), x: from, y: Self.line + 6, isRight: isRight)
      if !wait.otherwise.isEmpty {
        let words = "otherwise " + wait.otherwise.map { catalog.shown($0) }.joined(separator: ", ")
        notes.add(.otherwise, words, x: from, y: Self.line + 24, isRight: isRight)
      }
    }
    if !step.takenBackBy.isEmpty, step.seen == nil {
      let words = "compensated by " + step.takenBackBy.map { catalog.shown($0) }.joined(separator: ", ")
      notes.add(.back, words, x: from, y: Self.line + 6, isRight: awayIsRight)
    }
    addMark(step, at: from, isRight: awayIsRight, to: &notes)
    signs.take(notes)
    signs.height = max(others.count < to.count ? 50 : 42, notes.bottom + 4)
    addBodies(message, position: &inside, to: &signs)
    position.number = inside.number
    return signs
  }

  /// The place of an arrow in its row.
  private static let line = 30

  private func chip(_ step: Trace.Step, number: String) -> SequenceSigns.Chip {
    let name = Network.shortName(catalog.shown(step.message), step.kind)
    let text = TextWidth.fitted(name, to: 300, tenths: 110, isBold: true)
    let numberWidth = max(18, TextWidth.of(number, tenths: 105, isBold: true) + 8)
    let width = numberWidth + 2 + TextWidth.of(text, tenths: 110, isBold: true) + 18
    return SequenceSigns.Chip(
      x: 0, y: 4, width: width, numberWidth: numberWidth, number: number, text: text, step: step)
  }

  private func addEnd(
    _ message: SequenceTree.Message, at x: Int, signs: inout SequenceSigns, notes: inout Notes
  ) {
    let step = message.step
    if let seen = step.seen {
      notes.add(step.isCycle ? .cycle : .see, "", x: x, y: Self.line + 3, isRight: true, reference: seen)
    } else if step.cut > 0 {
      notes.add(.see, "\(counted(step.cut, "receiver")) not followed", x: x, y: Self.line + 3, isRight: true)
    } else if !step.deliveries.isEmpty {
      if step.isEnd { notes.add(.end, "end of the flow", x: x, y: Self.line + 6, isRight: false) }
    } else if !step.isUnheard, !step.isEnd {
      notes.add(.see, "outside the catalog", x: x, y: Self.line + 3, isRight: true)
    } else {
      signs.ends.append(SequenceSigns.End(x: x, y: Self.line + 4, isDeclared: step.isEnd))
      let observers = step.observers.map { catalog[$0] }.joined(separator: ", ")
      let words =
        (step.isEnd ? "end of the flow" : "no consumer") + (observers.isEmpty ? "" : ", observed by \(observers)")
      notes.add(.words, words, x: x, y: Self.line + 3, isRight: true)
    }
  }

  private func add(
    _ target: SequenceTree.Target, of message: SequenceTree.Message, from: Int, to notes: inout Notes
  ) {
    let delivery = target.delivery
    guard let x = columns.x(delivery.receiver) else { return }
    // Below the loop of a message to itself.
    let (y, isRight) = (Self.line + (x == from ? 14 : 6), x >= from)
    if let trigger = delivery.trigger {
      notes.add(.timer, "\(trigger.kind.rawValue): \(catalog[trigger.label])", x: x, y: y, isRight: isRight)
    }
    if delivery.isConditional { notes.add(.some, "sometimes", x: x, y: y, isRight: isRight) }
    if let effect = delivery.effect.map({ catalog[$0] }), effect != "none" || delivery.steps.isEmpty {
      notes.add(.effect, effect == "none" ? "does nothing" : effect, x: x, y: y, isRight: isRight)
    }
    if !delivery.calls.isEmpty {
      let words = "calls " + delivery.calls.map { catalog[$0] }.joined(separator: ", ")
      notes.add(.calls, words, x: x, y: y, isRight: isRight)
    }
    if delivery.possible > 0 {
      notes.add(.guess, "may send \(counted(delivery.possible, "message"))", x: x, y: y, isRight: isRight)
    }
    guard target.folded > 0 else { return }
    notes.add(
      .fold, counted(target.folded, "more message"), x: x, y: y, isRight: isRight, key: key(target, message.step))
  }

  private func key(_ target: SequenceTree.Target, _ step: Trace.Step) -> String {
    step.number.map(String.init).joined(separator: ".") + ">" + catalog[target.delivery.receiver]
  }

  /// The receivers without a column, as words.
  private func addOthers(_ message: SequenceTree.Message, at x: Int, isRight: Bool, to notes: inout Notes) {
    guard !message.others.isEmpty else { return }
    let names = message.others.map { catalog[$0.delivery.receiver] }
    let folded = message.others.reduce(0) { $0 + $1.folded }
    let more = folded > 0 ? "; \(counted(folded, "more message"))" : ""
    func words(_ shown: Int) -> String {
      guard shown > 0 else { return "also to \(counted(names.count, "service"))\(more)" }
      let rest = names.count > shown ? " and \(names.count - shown) more" : ""
      return "also to \(names.prefix(shown).joined(separator: ", "))\(rest)\(more)"
    }
    var shown = min(names.count, 4)
    while shown > 0, TextWidth.of(words(shown), tenths: 105) > Notes.widest { shown -= 1 }
    notes.add(
      .also, words(shown), x: x, y: Self.line + 6, isRight: isRight,
      key: message.others.first { $0.folded > 0 }.map { key($0, message.step) } ?? "",
      whole: names.count > shown ? words(min(names.count, 60)) : "")
  }

  private func addMark(_ step: Trace.Step, at x: Int, isRight: Bool, to notes: inout Notes) {
    guard let mark = marks[step.message], step.seen == nil else { return }
    notes.add(
      mark.severity == .error ? .error : .warning, mark.badges.map(\.rule).joined(separator: ", "), x: x,
      y: Self.line + 6, isRight: isRight)
  }

  /// What the receivers send next: below each other, or side by side where nothing touches.
  private mutating func addBodies(
    _ message: SequenceTree.Message, position: inout Position, to signs: inout SequenceSigns
  ) {
    let targets = message.targets.filter { !$0.body.isEmpty && $0.folded == 0 }
    let top = signs.height
    var placed: [(signs: SequenceSigns, bottom: Int)] = []
    var bottom = top
    for target in targets {
      let part = stack(target.body, &position)
      let y = placed.filter { $0.signs.touches(part) }.map(\.bottom).max() ?? top
      placed.append((part, y + part.height))
      signs.add(part, at: y)
      bottom = max(bottom, y + part.height)
    }
    signs.height = bottom
    guard targets.count > 1 else { return }
    signs.parallels.append(SequenceSigns.Parallel(y: top, services: targets.map(\.delivery.receiver)))
  }
}

extension SequenceSigns {
  /// Adds the notes of a row.
  fileprivate mutating func take(_ notes: Notes) {
    self.notes += notes.placed
    for note in notes.placed { reach(note.x - 4, note.x + note.width + 4) }
  }
}

/// The notes of a row, placed so that none covers another.
private struct Notes {
  /// The largest width of words.
  static let widest = 260
  private(set) var placed: [SequenceSigns.Note] = []
  private let bounds: (left: Int, right: Int)

  init(_ bounds: (left: Int, right: Int)) { self.bounds = bounds }

  var bottom: Int { placed.map { $0.y + SequenceSigns.Note.height }.max() ?? 0 }

  /// Places words beside a lifeline, lower where others stand.
  ///
  /// - Parameters:
  ///   - text: the words; empty for those that name a step, which is known later.
  ///   - isRight: the side that is preferred.
  mutating func add(
    _ kind: SequenceSigns.Note.Kind, _ text: String, x: Int, y: Int, isRight: Bool, key: String = "",
    whole: String = "", reference: [Int]? = nil
  ) {
    let fitted = TextWidth.fitted(text, to: Self.widest, tenths: 105)
    let width = TextWidth.of(reference == nil ? fitted : "continues as step 00ab", tenths: 105) + kind.textOffset + 6
    var left = isRight ? x + 9 : x - 9 - width
    if left + width > bounds.right { left = x - 9 - width }
    if left < bounds.left { left = max(bounds.left, min(x + 9, bounds.right - width)) }
    var note = SequenceSigns.Note(kind: kind, x: left, y: y, width: width, text: fitted)
    (note.key, note.reference) = (key, reference)
    note.whole = whole.isEmpty && fitted != text ? text : whole
    while placed.contains(where: { $0.touches(note) }) { note.y += SequenceSigns.Note.height + 2 }
    placed.append(note)
  }
}

extension SequenceSigns.Note {
  fileprivate func touches(_ other: SequenceSigns.Note) -> Bool {
    let gap = Self.height + 1
    return x < other.x + other.width + 4 && other.x < x + width + 4 && y < other.y + gap && other.y < y + gap
  }
}
