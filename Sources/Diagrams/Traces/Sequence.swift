package import Catalog
package import Graph
import Writing

/// A trace as a sequence diagram for Mermaid or PlantUML: commands and queries solid, events dashed or open.
package enum Sequence {
  /// One arrow, note or border of a block, in order.
  private enum Item {
    case message(Trace.Step, to: Trace.Delivery?)
    case note(Name, String)
    case choice(isOptional: Bool)
    case branch
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
          let end = step.isEnd ? "end of the flow" : "no consumer"
          line("Note over \(id(step.sender)): \(text(catalog.shown(step.message))) → \(end)")
          continue
        }
        line("\(id(step.sender))\(arrow)\(id(delivery.receiver)): \(text(catalog.shown(step.message)))")
      case .note(let service, let words): line("Note over \(id(service)): \(text(words))")
      case .choice(let isOptional):
        line(isOptional ? "opt sometimes" : "alt one of several")
        depth += 1
      case .branch:
        depth -= 1
        line("else")
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
          let end = step.isEnd ? "ends the flow" : "has no consumer"
          out.append("note over \(id(step.sender)) : \(text(catalog.shown(step.message))) \(end)\n")
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
      case .choice(let isOptional): out.append(isOptional ? "opt sometimes\n" : "alt one of several\n")
      case .branch: out.append("else\n")
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
    func add(_ nodes: [SequenceTree.Node]) {
      for node in nodes {
        switch node {
        case .message(let message): add(message)
        case .choice(let choice):
          items.append(.choice(isOptional: choice.isOptional))
          for (index, branch) in choice.branches.enumerated() {
            if index > 0 { items.append(.branch) }
            add(branch)
          }
          items.append(.end)
        // Nothing is folded here.
        case .rest: break
        }
      }
    }
    func add(_ message: SequenceTree.Message) {
      let step = message.step
      meet(step.sender)
      if step.deliveries.isEmpty, step.seen == nil, step.sender != nil { items.append(.message(step, to: nil)) }
      for delivery in step.deliveries {
        meet(delivery.receiver)
        items.append(.message(step, to: delivery))
        if let trigger = delivery.trigger {
          items.append(.note(delivery.receiver, "\(trigger.kind.rawValue): \(catalog[trigger.label])"))
        }
        if delivery.possible > 0 { items.append(.note(delivery.receiver, delivery.openEnd)) }
      }
      if let sender = step.sender { addNotes(step, at: sender) }
      for target in message.targets { add(target.body) }
    }
    func addNotes(_ step: Trace.Step, at sender: Name) {
      if let wait = step.wait, wait.isTimed != nil, step.seen == nil {
        items.append(.note(sender, words(wait, catalog)))
      }
      if !step.takenBackBy.isEmpty, step.seen == nil {
        items.append(
          .note(sender, "compensated by \(step.takenBackBy.map { catalog.shown($0) }.joined(separator: ", "))"))
      }
      // Each message is followed once, so that its name says where.
      if step.seen != nil {
        let name = catalog.shown(step.message)
        items.append(.note(sender, step.isCycle ? "\(name) starts again" : "\(name), as shown elsewhere"))
      }
    }
    add(SequenceTree(trace).roots)
    return (participants, items)
  }

  private static func words(_ wait: Trace.Wait, _ catalog: Catalog) -> String {
    let otherwise = wait.otherwise.map { catalog.shown($0) }.joined(separator: ", ")
    return wait.words(catalog) + (otherwise.isEmpty ? "" : ", otherwise \(otherwise)")
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
