import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A system with only events or only commands between its contexts.
  static let styleImbalance = Rule(.styleImbalance, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let services = catalog.services.lazy.filter { !$0.isObserver && !$0.isOutside }
  guard services.count >= inspection[StyleImbalanceOptions.services], let first = services.first else { return }
  var crossing: [Message.Kind: Int] = [:]
  for (position, message) in catalog.messages.enumerated() where inspection.facts.reaches[position] {
    crossing[message.kind, default: 0] += 1
  }
  let (events, commands) = (crossing[.event] ?? 0, crossing[.command] ?? 0)
  let isLong = events > 0 && commands == 0 && !inspection.facts.chains.chains(longerThan: 2).isEmpty
  guard isLong || events == 0 && commands > 2 else { return }
  inspection.report(
    isLong
      ? "\(counted(events, "event")) and no command between contexts"
      : "\(counted(commands, "command")) and no event between contexts",
    at: first.place, about: [first.name],
    help: isLong
      ? "send a command where another service must do the next step"
      : "publish events where the sender does not care who consumes them")
}
