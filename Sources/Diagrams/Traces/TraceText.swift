package import Catalog
package import Graph
import Writing

/// A trace as a tree for terminals and for code blocks in documents.
package struct TraceText {
  private let trace: Trace
  private let catalog: Catalog
  private let usesColor: Bool
  private var out = ByteBuffer()

  /// The tree and a summary of the trace.
  ///
  /// - Parameter usesColor: colours messages by kind.
  package static func text(_ trace: Trace, _ catalog: Catalog, usesColor: Bool) -> [UInt8] {
    var text = TraceText(trace: trace, catalog: catalog, usesColor: usesColor)
    text.write()
    return text.out.bytes
  }

  private init(trace: Trace, catalog: Catalog, usesColor: Bool) {
    self.trace = trace
    self.catalog = catalog
    self.usesColor = usesColor
  }

  private mutating func write() {
    let isMessage = trace.steps.first?.message == trace.start
    if isMessage, let first = trace.steps.first {
      let sender = first.sender.map { " of \(name($0))" } ?? ""
      let triggers = trace.triggers.map { "\(name($0.label)) (\($0.kind.rawValue))" }
      out.append(
        """
        \(message(first))  \(first.kind.name)\(sender)\
        \(triggers.isEmpty ? "" : "; \(triggers.joined(separator: ", "))")\(wait(first))\n
        """
      )
      writeDeliveries(of: first, "")
      if first.deliveries.isEmpty { out.append("└─\(noConsumer(first))\n") }
    } else {
      let triggers = trace.triggers.map { "\($0.kind.rawValue), at \(name($0.service))" }
      out.append("\(bold(name(trace.start)))  \(Set(triggers).sorted().joined(separator: "; "))\n")
      write(trace.steps, "")
    }
    out.append("\(closing.joined(separator: "; "))\n")
  }

  /// The summary of a trace, as words that are joined by semicolons: counts, owner, observers, ends.
  static func summary(_ trace: Trace, _ catalog: Catalog) -> [String] {
    TraceText(trace: trace, catalog: catalog, usesColor: false).closing
  }

  private mutating func writeDeliveries(of step: Trace.Step, _ indent: String) {
    for (index, delivery) in step.deliveries.enumerated() {
      let isLast = index == step.deliveries.count - 1
      out.append("\(indent)\(isLast ? "└─ " : "├─ ")\(receiver(delivery))\n")
      write(delivery.steps, indent + (isLast ? "   " : "│  "))
    }
  }

  private mutating func write(_ steps: [Trace.Step], _ indent: String) {
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let isAlternative = index > 0 && step.excludes(steps[index - 1])
      let outcome = step.isOutcome ? step.after.map { "on \(name($0)): " } ?? "" : ""
      out.append(
        """
        \(indent)\(isLast ? "└─ " : "├─ ")\(number(step.number))  \
        \(isAlternative ? "or " : step.isSometimes ? "sometimes " : "")\(outcome)\(message(step))
        """
      )
      let below = indent + (isLast ? "   " : "│  ")
      if let seen = step.seen {
        out.append(" \(step.isCycle ? "↺" : "↑") see \(number(seen))\n")
      } else if step.cut > 0 {
        out.append(" … \(step.cut) more\n")
      } else if step.deliveries.isEmpty {
        out.append(" →\(noConsumer(step))\n")
      } else if let trip = roundTrip(step) {
        out.append(trip + "\n")
      } else if step.deliveries.count == 1 {
        out.append(" → \(receiver(step.deliveries[0]))\(end(step))\(wait(step))\n")
        write(step.deliveries[0].steps, below)
      } else {
        out.append("\(end(step))\(wait(step))\n")
        writeDeliveries(of: step, below)
      }
    }
  }

  private func noConsumer(_ step: Trace.Step) -> String {
    guard catalog.message(step.message)?.isExternal != true else { return " outside the catalog" }
    let observers = step.observers.map(name).joined(separator: ", ")
    return " \(step.isEnd ? "end of the flow" : "no consumer")\(observers.isEmpty ? "" : ", observed by \(observers)")"
  }

  /// That the flow is over here, although services receive the message.
  private func end(_ step: Trace.Step) -> String { step.isEnd ? "   end of the flow" : "" }

  /// A request to a service that only replies, on one line.
  private func roundTrip(_ step: Trace.Step) -> String? {
    guard step.deliveries.count == 1, let delivery = step.deliveries.first, !delivery.isAwaited, !delivery.steps.isEmpty
    else { return nil }
    let isAnswer = delivery.steps.allSatisfy { reply in
      reply.seen == nil && !reply.deliveries.isEmpty && reply.deliveries.allSatisfy { $0.isAwaited }
    }
    guard isAnswer else { return nil }
    let answers = delivery.steps.map { message($0) }.joined(
      separator: delivery.steps.contains { $0.alternative != 0 } ? " | " : ", ")
    return " → \(receiver(delivery)) → \(answers)\(wait(step))"
  }

  private func receiver(_ delivery: Trace.Delivery) -> String {
    var words = name(delivery.receiver)
    let service = catalog.service(delivery.receiver)
    var notes: [String] = []
    if let trigger = delivery.trigger { notes.append("\(trigger.kind.rawValue) \(name(trigger.label))") }
    if let role = service?.role, role != .domain { notes.append(role.rawValue) }
    if trace.owner == delivery.receiver { notes.append("owner of this flow") }
    if delivery.isAwaited { notes.append("continues with the reply") }
    if delivery.isConditional { notes.append("sometimes") }
    if let effect = delivery.effect, catalog[effect] != "none" { notes.append("does: \(name(effect))") }
    if !delivery.calls.isEmpty { notes.append("calls \(delivery.calls.map(name).joined(separator: ", "))") }
    if delivery.possible > 0 { notes.append(delivery.openEnd) }
    if !notes.isEmpty { words += " (\(notes.joined(separator: ", ")))" }
    return words
  }

  private func number(_ number: [Int]) -> String {
    number.isEmpty ? "the start" : number.map(String.init).joined(separator: ".")
  }

  private func wait(_ step: Trace.Step) -> String {
    let back =
      step.takenBackBy.isEmpty || step.seen != nil
      ? ""
      : "   compensated by \(step.takenBackBy.map { Escaping.terminal(catalog.shown($0)) }.joined(separator: ", "))"
    guard let wait = step.wait else { return back }
    let otherwise = wait.otherwise.isEmpty ? "" : ", otherwise \(wait.otherwise.map(name).joined(separator: " | "))"
    return "   \(wait.words(catalog))\(otherwise)\(back)"
  }

  private var closing: [String] {
    var parts = [
      counted(trace.services.count, "service"), counted(trace.messages.count, "message"),
      "\(counted(trace.handovers, "handover")) in a row",
    ]
    if trace.waits > 0 {
      parts.append(
        "\(counted(trace.waits, "wait"))\(trace.endlessWaits > 0 ? " (\(trace.endlessWaits) without a timeout)" : "")")
    }
    var lines = [parts.joined(separator: ", ")]
    if trace.possible > 0 {
      lines.append(
        "what follows is not written down everywhere; \(counted(trace.possible, "further message")) "
          + "\(trace.possible == 1 ? "is" : "are") possible")
    }
    lines.append(trace.owner.map { "owned by \(name($0))" } ?? "no owner")
    lines.append(seen)
    if !trace.ends.isEmpty { lines.append("ends with \(list(trace.ends))") }
    if !trace.missedEnds.isEmpty { lines.append("does not reach its end \(list(trace.missedEnds))") }
    return lines
  }

  private var seen: String {
    let (observers, partial, means) = (trace.sight.observers, trace.sight.partial, trace.sight.means)
    let parts = [
      observers.isEmpty ? "" : "seen by \(list(observers))",
      means.isEmpty ? "" : "visible by \(means.map(\.rawValue).joined(separator: ", "))",
      partial.isEmpty ? "" : "partly seen by \(list(partial))",
    ].filter { !$0.isEmpty }
    return parts.isEmpty ? "no tracker" : parts.joined(separator: ", ")
  }

  private func list(_ names: [Name]) -> String { names.map(name).joined(separator: ", ") }

  private func name(_ name: Name) -> String { Escaping.terminal(catalog.shown(name)) }

  private func bold(_ text: String) -> String { usesColor ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  private func message(_ step: Trace.Step) -> String {
    guard usesColor else { return name(step.message) }
    let code = step.kind == .event ? "33" : step.kind == .command ? "94" : "32"
    return "\u{1B}[\(code)m\(name(step.message))\u{1B}[0m"
  }
}

extension Trace.Wait {
  /// That the sender waits, and how long.
  func words(_ catalog: Catalog) -> String {
    guard let isTimed else { return "waits" }
    guard isTimed else { return "waits without a timeout" }
    return within.map { "waits at most \(Escaping.terminal(catalog[$0]))" } ?? "waits with a timeout"
  }
}

extension Trace.Delivery {
  /// That the catalog does not say what follows, and how much could.
  var openEnd: String {
    "what follows is not written down; \(counted(possible, "message")) \(possible == 1 ? "is" : "are") possible"
  }
}
