import Catalog
import Findings
import RuleBook

extension Rule {
  /// A verb that does not fit the message's kind: `publishes` a command, `sends` an event.
  static let kindMismatch = Rule(.kindMismatch, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // By message: services that agree with one another against its kind are one disagreement.
  var mentions = Grouped<Name, Mention>()
  for mention in catalog.mentions {
    guard let kind = mention.verb.kind, let message = catalog.message(mention.message), message.kind != kind else {
      continue
    }
    // Its caller consumes a reply.
    guard message.kind != .reply || mention.verb != .consumes else { continue }
    mentions.add(mention, to: mention.message)
  }
  let documents = Set(catalog.interfaces.map(\.place.file))
  for group in mentions {
    let name = group.key
    guard let message = catalog.message(name) else { continue }
    // An AsyncAPI document states no kind: what does is a catalog or a page.
    var others = group.all
    let stated = others.firstIndex { !documents.contains($0.place.file) }
    let mention = others.remove(at: stated ?? 0)
    let place = stated == nil && !message.isFromInterface ? message.place : mention.place
    let origin =
      message.isDefined
      ? "\(catalog[name]) is defined as \(message.kind.phrase) here"
      : "this makes \(catalog[name]) \(message.kind.phrase)"
    inspection.report(
      "\(catalog[mention.service]) \(mention.verb.name) \(catalog[name]), which is \(message.kind.phrase)",
      at: place, about: [name, mention.service],
      notes: (message.place == place ? [] : [Note(origin, at: message.place)])
        + others.map { Note("\(catalog[$0.service]) \($0.verb.name) it too", at: $0.place) },
      help:
        "\(verb(for: message.kind, like: mention.verb)) goes with \(message.kind.phrase); "
        + "correct the verb or the kind"
    )
  }
}

private func verb(for kind: Message.Kind, like verb: Mention.Verb) -> String {
  let match = Mention.Verb.allCases.first { $0.kind == kind && $0.isOutgoing == verb.isOutgoing }
  return "`\((match ?? verb).name)`"
}
