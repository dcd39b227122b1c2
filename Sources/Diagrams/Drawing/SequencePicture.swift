package import Catalog
package import Graph
import Writing

/// The sequence of one case as a picture: time runs down, and each service has a column.
///
/// ```swift
/// let folded = SequencePicture(graph.trace(start), graph.catalog)
/// folded.svg()  // <svg xmlns="…" class="sq" …>
/// if folded.folds > 0 { SequencePicture(graph.trace(start), graph.catalog, isFolded: false).svg() }
/// ```
package struct SequencePicture: Sendable {
  /// The width in pixels. It exceeds the width that was asked for only where more columns than usual are drawn.
  package let width: Int
  /// The height in pixels.
  package let height: Int
  /// The number of places at which messages are folded; each opens on a click if its element has `data-fold`.
  package let folds: Int

  let trace: Trace
  let catalog: Catalog
  let isFolded: Bool
  let columns: SequenceColumns
  let signs: SequenceSigns
  let numbers: [[Int]: String]
  let marks: [Name: Canvas.Mark]
  /// The title, and the lines of the summary below it.
  let title: String
  let summary: [String]
  /// The upper edge of the headings, of the first row, and the lower edge of the last one.
  let top: Int
  let rowsTop: Int
  let bottom: Int

  /// The height of the headings with the gap below.
  var headHeight: Int { columns.columns.contains { $0.lines.count > 1 && $0.isOwner } ? 54 : 42 }

  /// Whether the headings are repeated at the lower edge.
  var isLong: Bool { bottom - rowsTop > 560 }

  /// A picture that fits a page at most 26 messages long, and the whole sequence as far as a reader can follow it.
  private static let (folded, whole) = (
    SequenceTree.Limits(rows: 26, senders: 9), SequenceTree.Limits(rows: 300, senders: 24)
  )

  /// The picture of a trace.
  ///
  /// - Parameters:
  ///   - isFolded: whether only the most important 26 messages of 9 senders are drawn, and the others as counts;
  ///     otherwise up to 300 of 24.
  ///   - width: the width in pixels that is kept where the number of columns allows it.
  package init(_ trace: Trace, _ catalog: Catalog, isFolded: Bool = true, width: Int = 1200) {
    self.init(trace, catalog, isFolded: isFolded, width: width, system: "", marks: [:])
  }

  /// - Parameters:
  ///   - system: the name of the system that stands before the title; empty for none.
  ///   - marks: the findings to mark, by their messages and services.
  init(
    _ trace: Trace, _ catalog: Catalog, isFolded: Bool = true, width limit: Int = 1200, system: String,
    marks: [Name: Canvas.Mark]
  ) {
    let limits = isFolded ? Self.folded : Self.whole
    var tree = SequenceTree(trace).folded(to: limits)
    let services = tree.limitColumns(to: limits.senders, first: trace.triggers.first?.service)
    var arrows: [[Name]] = []
    var wide: [SequenceColumns.Arrow] = []
    SequenceTree.visit(tree.roots) { message in
      guard let sender = message.step.sender, !message.targets.isEmpty else { return }
      arrows.append([sender] + message.targets.map(\.delivery.receiver))
      let name = Network.shortName(catalog.shown(message.step.message), message.step.kind)
      let words = min(300, TextWidth.of(name, tenths: 110, isBold: true)) + 38
      for target in message.targets {
        wide.append(SequenceColumns.Arrow(from: sender, to: target.delivery.receiver, width: words))
      }
    }
    let order = ColumnOrder.sorted(services, arrows: arrows, start: trace.triggers.first?.service ?? services.first)
    let columns = SequenceColumns(
      order.map { ($0, catalog[$0]) }, owner: trace.owner, arrows: wide, limit: limit)
    var layout = SequenceLayout(columns, catalog, marks: marks)
    let signs = layout.signs(tree)
    numbers = layout.numbers
    folds = signs.notes.count { !$0.key.isEmpty }
    (self.trace, self.catalog, self.isFolded, self.marks, self.columns) = (trace, catalog, isFolded, marks, columns)

    let name = trace.flow.map { catalog[$0.name] } ?? catalog.shown(trace.start)
    title = TextWidth.fitted(
      system.isEmpty ? name : "\(system): \(name)", to: columns.width - 36, tenths: 150, isBold: true)
    summary = Self.lines(TraceText.summary(trace, catalog), width: columns.width - 36)
    top = 40 + 16 * summary.count
    let head = columns.columns.contains { $0.lines.count > 1 && $0.isOwner } ? 54 : 42
    rowsTop = top + head + (trace.triggers.isEmpty ? 8 : 34)
    bottom = rowsTop + signs.height + 8
    var placed = SequenceSigns()
    placed.add(signs, at: rowsTop)
    self.signs = placed
    self.width = columns.width
    height = bottom + (bottom - rowsTop > 560 ? head + 8 : 8)
  }

  /// The sign of what starts the case.
  struct Start {
    var x: Int
    var y: Int
    var width: Int
    /// The words as far as they fit.
    var text: String
    var whole: String
  }

  /// What starts the case; nil for a message without a known trigger.
  var start: Start? {
    guard let first = trace.triggers.first else { return nil }
    let more = trace.triggers.count > 1 ? " and \(trace.triggers.count - 1) more" : ""
    let words = "\(catalog[first.label]) (\(first.kind.rawValue))\(more)"
    let text = TextWidth.fitted(words, to: 360, tenths: 110)
    let own = TextWidth.of(text, tenths: 110) + 34
    let middle = columns.x(first.service) ?? 8 + own / 2
    return Start(
      x: max(8, min(middle - own / 2, width - 8 - own)), y: top + headHeight + 4, width: own, text: text, whole: words)
  }

  /// The words of a note, with the number of the step that it refers to.
  func words(_ note: SequenceSigns.Note) -> String {
    guard let reference = note.reference else { return note.text }
    let step = numbers[reference].map { "step \($0)" } ?? "a folded step"
    return note.kind == .cycle ? "back to \(step)" : "continues as \(step)"
  }

  /// Words in lines of a width, broken between them.
  private static func lines(_ parts: [String], width: Int) -> [String] {
    var lines: [String] = []
    for part in parts.map({ TextWidth.fitted($0, to: width, tenths: 120) }) {
      let longer = lines.last.map { "\($0); \(part)" } ?? part
      if lines.isEmpty || TextWidth.of(longer, tenths: 120) > width {
        lines.append(part)
      } else {
        lines[lines.count - 1] = longer
      }
    }
    return lines
  }

  /// The picture as an SVG element for a page: with classes only, which `sequence.css` colours.
  ///
  /// Messages and services carry `data-ref` with their id (`msg:…`, `svc:…`) and can be reached by keyboard, arrows
  /// carry `data-m` with the message, and counts of folded messages `data-fold`.
  package func svg() -> String {
    var painter = SequencePainter(self, isInteractive: true)
    painter.paint()
    let words = Escaping.xml("Sequence: \(title). \(summary.joined(separator: "; "))")
    return """
      <svg xmlns="http://www.w3.org/2000/svg" class="sq" viewBox="0 0 \(width) \(height)" width="\(width)" \
      height="\(height)" role="group" aria-label="\(words)">\(painter.text)</svg>
      """
  }
}

extension SequenceTree {
  /// Turns services that only receive into words beside the message until there are no more columns than a limit;
  /// those with the fewest messages first.
  ///
  /// - Parameter first: a service that comes first, though it may send nothing.
  /// - Returns: the services with a column, in the order of their appearance.
  fileprivate mutating func limitColumns(to limit: Int, first: Name?) -> [Name] {
    var services = [first].compactMap(\.self)
    var senders = Set(services)
    var received: [Name: Int] = [:]
    Self.visit(roots) { message in
      services += [message.step.sender].compactMap(\.self) + message.targets.map(\.delivery.receiver)
      if let sender = message.step.sender { senders.insert(sender) }
      for target in message.targets { received[target.delivery.receiver, default: 0] += 1 }
    }
    services = services.unique
    guard services.count > limit else { return services }
    let order = services.enumerated().filter { !senders.contains($1) }.sorted { left, right in
      (received[left.element] ?? 0, left.offset) < (received[right.element] ?? 0, right.offset)
    }
    let gone = Set(order.prefix(services.count - limit).map(\.element))
    roots = Self.withoutColumns(gone, roots)
    return services.filter { !gone.contains($0) }
  }

  private static func withoutColumns(_ gone: Set<Name>, _ nodes: [Node]) -> [Node] {
    nodes.map { node in
      switch node {
      case .message(var message):
        message.others = message.targets.filter { gone.contains($0.delivery.receiver) }
        message.targets = message.targets.filter { !gone.contains($0.delivery.receiver) }.map { target in
          var target = target
          target.body = withoutColumns(gone, target.body)
          return target
        }
        return .message(message)
      case .choice(var choice):
        choice.branches = choice.branches.map { withoutColumns(gone, $0) }
        return .choice(choice)
      case .rest: return node
      }
    }
  }
}
