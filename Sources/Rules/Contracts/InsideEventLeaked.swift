import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An inside event that another context consumes.
  static let insideEventLeaked = Rule(.insideEventLeaked, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in catalog.messages.indices
  where inspection.facts.reaches[position] && catalog.messages[position].visibility != .outside {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    let isDeclared = message.visibility == .inside || message.visibility == nil && message.audience == .context
    guard isDeclared || message.pattern == .sourced && message.visibility != .outside else { continue }
    let home =
      inspection.graph.producers(of: message.name).first.map { catalog.context(of: $0.service) } ?? message.context
    let producer = inspection.graph.producers(of: message.name).first?.service
    let strangers = inspection.graph.consumers(of: message.name).filter { consumer in
      !(producer.map { catalog.shareContext($0, consumer.service) } ?? (catalog.context(of: consumer.service) == home))
    }
    guard let first = strangers.first, let home else { continue }
    let what = isDeclared ? "an inside event" : "an event-sourced entry"
    inspection.report(
      "\(catalog[first.service]) consumes \(catalog[message.name]), \(what) of \(catalog[home])", at: first.place,
      about: [message.name],
      loweredBy: isDeclared ? 0 : 1,
      notes: [Note("\(catalog[message.name]) is defined here", at: message.place)]
        + strangers.dropFirst().prefix(5).map { Note("\(catalog[$0.service]) consumes it too", at: $0.place) },
      help: "publish a separate event for other contexts, or put an adapter in between")
  }
}
