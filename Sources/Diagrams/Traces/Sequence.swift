package import Catalog
package import Graph
import Writing

/// A trace as a sequence diagram for Mermaid or PlantUML: commands and queries solid, events dashed or open.
package enum Sequence {
  /// One arrow or note of the diagram, in order.
  private enum Item {
    case message(Trace.Step, to: Trace.Delivery?)
    case note(Name, String)
    case alternative(isFirst: Bool)
    case end
  }

  /// A Mermaid `sequenceDiagram`. Participants have generated ids, since names may be keywords.
  package static func mermaid(_ trace: Trace, _ catalog: Catalog) -> [UInt8] {
    var out = ByteBuffer()
    func text(_ words: String) -> String { mermaidText(words) }
    out.append("sequenceDiagram\n")
    let (participants, items) = content(trace, catalog)
    let outside = needsOutside(items)
    if outside { out.append("  participant p0 as \(text(outsideLabel(trace, catalog)))\n") }
    for (index, service) in participants.enumerated() {
      out.append("  participant p\(index + 1) as \(text(catalog[service]))\n")
    }
    let numbers = Dictionary(participants.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
    func id(_ service: Name?) -> String { "p\(service.flatMap { numbers[$0] } ?? 0)" }
    var depth = 1
    for item in items {
      func line(_ words: String) { out.append("\(String(repeating: "  ", count: depth))\(words)\n") }
      switch item {
      case .message(let step, let delivery):
        let arrow = step.kind == .event ? "-)" : step.kind == .reply ? "-->>" : "->>"
        guard let delivery else {
          line("Note over \(id(step.sender)): \(text(catalog.shown(step.message))) → no consumer")
          continue
        }
        line("\(id(step.sender))\(arrow)\(id(delivery.receiver)): \(text(catalog.shown(step.message)))")
      case .note(let service, let words): line("Note over \(id(service)): \(text(words))")
      case .alternative(let isFirst):
        if !isFirst { depth -= 1 }
        line(isFirst ? "alt one of several" : "else")
        depth += 1
      case .end:
        depth -= 1
        line("end")
      }
    }
    return out.bytes
  }

  /// A PlantUML sequence diagram.
  package static func plantUML(_ trace: Trace, _ catalog: Catalog) -> [UInt8] {
    var out = ByteBuffer()
    func text(_ words: String) -> String { plantText(words) }
    out.append("@startuml\nhide footbox\n")
    let (participants, items) = content(trace, catalog)
    let outside = needsOutside(items)
    if outside { out.append("actor \"\(text(outsideLabel(trace, catalog)))\" as p0\n") }
    for (index, service) in participants.enumerated() {
      out.append("participant \"\(text(catalog[service]))\" as p\(index + 1)\n")
    }
    let numbers = Dictionary(participants.enumerated().map { ($1, $0 + 1) }) { first, _ in first }
    func id(_ service: Name?) -> String { "p\(service.flatMap { numbers[$0] } ?? 0)" }
    for item in items {
      switch item {
      case .message(let step, let delivery):
        guard let delivery else {
          out.append("note over \(id(step.sender)) : \(text(catalog.shown(step.message))) has no consumer\n")
          continue
        }
        out.append(
          """
          \(id(step.sender)) \(step.kind == .event ? "-->>" : step.kind == .reply ? "-->" : "->") \
          \(id(delivery.receiver)) : \
          \(text(catalog.shown(step.message)))\n
          """
        )
      case .note(let service, let words): out.append("note over \(id(service)) : \(text(words))\n")
      case .alternative(let isFirst): out.append(isFirst ? "alt one of several\n" : "else\n")
      case .end: out.append("end\n")
      }
    }
    out.append("@enduml\n")
    return out.bytes
  }

  private static func outsideLabel(_ trace: Trace, _ catalog: Catalog) -> String {
    trace.triggers.first.map { catalog[$0.label] } ?? "outside"
  }

  private static func needsOutside(_ items: [Item]) -> Bool {
    items.contains { if case .message(let step, _) = $0 { step.sender == nil } else { false } }
  }

  /// Services in order of their first action, and the messages between them.
  private static func content(_ trace: Trace, _ catalog: Catalog) -> (participants: [Name], items: [Item]) {
    var participants: [Name] = []
    var known: Set<Name> = []
    var items: [Item] = []
    func meet(_ service: Name?) {
      if let service, known.insert(service).inserted { participants.append(service) }
    }
    func add(_ steps: [Trace.Step]) {
      var open: UInt16 = 0
      let sizes = Dictionary(grouping: steps.filter { $0.alternative != 0 }, by: \.alternative).mapValues(\.count)
      for (index, step) in steps.enumerated() {
        let isChoice = step.alternative != 0 && (step.isSometimes || sizes[step.alternative, default: 0] > 1)
        // What goes out together stands in one branch.
        let goesOn = isChoice && open == step.alternative && index > 0 && !step.excludes(steps[index - 1])
        if isChoice, !goesOn { items.append(.alternative(isFirst: open != step.alternative)) }
        if isChoice { open = step.alternative }
        meet(step.sender)
        if step.deliveries.isEmpty, step.seen == nil, step.sender != nil { items.append(.message(step, to: nil)) }
        for delivery in step.deliveries {
          meet(delivery.receiver)
          items.append(.message(step, to: delivery))
          if delivery.possible > 0 { items.append(.note(delivery.receiver, delivery.openEnd)) }
        }
        if let wait = step.wait, let sender = step.sender, wait.isTimed == false {
          items.append(.note(sender, "waits without a timeout"))
        }
        if !step.takenBackBy.isEmpty, step.seen == nil, let sender = step.sender {
          items.append(
            .note(sender, "compensated by \(step.takenBackBy.map { catalog.shown($0) }.joined(separator: ", "))"))
        }
        if let seen = step.seen, let sender = step.sender {
          items.append(
            .note(sender, seen.isEmpty ? "starts again" : "as in step \(seen.map(String.init).joined(separator: "."))"))
        }
        for delivery in step.deliveries { add(delivery.steps) }
        let isLastOfChoice = isChoice && (index + 1 == steps.count || steps[index + 1].alternative != step.alternative)
        if isLastOfChoice {
          items.append(.end)
          open = 0
        }
      }
    }
    add(trace.steps)
    return (participants, items)
  }

  /// Text escaped for Mermaid: `;` and `#` have a meaning and are written as Mermaid's entities.
  static func mermaidText(_ text: String) -> String {
    var safe = ""
    for scalar in Escaping.terminal(text).unicodeScalars {
      switch scalar {
      case "#", ";", "\"", "<", ">", "&", "`", "{", "}", "[", "]", "(", ")", "|", ":", "\\", "%", "@", "~", "*", "_":
        safe += "#\(scalar.value);"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    // A bare `end` closes a block.
    return safe.lowercased() == "end" ? "#\(safe.unicodeScalars.first?.value ?? 0);" + safe.dropFirst() : safe
  }

  /// Text escaped for PlantUML: characters that start markup are written as code points (`<U+0026>`).
  static func plantText(_ text: String) -> String {
    var safe = ""
    for scalar in Escaping.terminal(text).unicodeScalars {
      switch scalar {
      case "\"", "<", ">", "&", "\\", "*", "_", "~", "/", "-", "^", "%", "#", "[", "]", "{", "}", "|", "=", "'", "$",
        "!", "@", ":", ";", "(", ")":
        let digits = String(scalar.value, radix: 16, uppercase: true)
        safe += "<U+\(String(repeating: "0", count: 4 - digits.count))\(digits)>"
      default: safe.unicodeScalars.append(scalar)
      }
    }
    return safe
  }
}
