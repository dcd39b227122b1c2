import Catalog
import Findings
import RuleBook

extension Rule {
  /// Services that list inputs and outputs, but not which input causes which output.
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
  let words = weak.count == 1 ? "\(catalog[first.name]) lists" : "\(weak.count) services list"
  // One finding for the whole catalog: it is about how much can be judged, not about a mistake.
  inspection.report(
    "\(words) inputs and outputs, but not which input causes which output: chains through them are guesses",
    at: first.place, about: [first.name],
    confidence: .medium, help: "write `consumes: {A: {publishes: B}}` instead of two lists")
}
