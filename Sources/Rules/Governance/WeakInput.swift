import Catalog
import Findings
import RuleBook

extension Rule {
  /// Services that say what comes in and what goes out, and not what follows from what.
  static let weakInput = Rule(.weakInput, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var takes = NameSet(count: catalog.names.count)
  var sends = takes
  var explains = takes
  for mention in catalog.mentions {
    if mention.reaction >= 0 {
      explains.insert(mention.service)
    } else if mention.verb.isOutgoing {
      sends.insert(mention.service)
    } else if mention.verb != .observes {
      takes.insert(mention.service)
    }
  }
  let weak = catalog.services.filter {
    takes.contains($0.name) && sends.contains($0.name) && !explains.contains($0.name) && !$0.isObserver
  }
  guard let first = weak.first else { return }
  let words = weak.count == 1 ? "\(catalog[first.name]) says" : "\(weak.count) services say"
  // One line for the whole catalog: it is about how much can be judged, not about a mistake.
  inspection.report(
    "\(words) what comes in and what goes out, and not what follows from what: chains through them are guesses",
    at: first.place, about: [first.name],
    confidence: .medium, help: "write `consumes: {A: {publishes: B}}` instead of two lists")
}
