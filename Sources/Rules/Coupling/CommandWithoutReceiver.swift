import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A command that is sent but has no handler.
  static let commandWithoutReceiver = Rule(.commandWithoutReceiver, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  for message in catalog.messages
  where message.kind == .command && !message.isExternal && !message.isPlanned && !message.isUnknown {
    guard let sender = inspection.graph.firstProducer(of: message.name) else { continue }
    guard !inspection.graph.mentions(of: message.name).contains(where: { !$0.verb.isOutgoing && $0.verb != .observes })
    else { continue }
    let name = catalog[message.name]
    inspection.report(
      "\(catalog[sender.service]) sends \(name), which has no handler", at: sender.place, about: [message.name],
      notes: message.isDefined ? [Note("\(name) is defined here", at: message.place)] : [],
      help: "let one service handle it, or define it with `external: true`")
  }
}
