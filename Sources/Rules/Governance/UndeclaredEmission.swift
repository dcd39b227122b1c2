import Catalog
import Findings
import RuleBook

extension Rule {
  /// A reaction that sends a message missing from the service's own list.
  static let undeclaredEmission = Rule(.undeclaredEmission, run: run)
}

/// Checks lists that can only be meant as complete: an empty list, and one that repeats what reactions send. Other
/// lists name messages without a declared cause.
private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // Only a service with its own list and with reactions that send messages can contradict itself.
  var sends = NameSet(count: catalog.names.count)
  for reaction in catalog.reactions where !reaction.outputs.isEmpty { sends.insert(reaction.service) }
  var stated: [Key: Set<Name>] = [:]
  var reacted: [Key: [Mention]] = [:]
  for mention in catalog.mentions where mention.verb.isOutgoing && sends.contains(mention.service) {
    let key = Key(service: mention.service, verb: mention.verb)
    if mention.reaction < 0 {
      stated[key, default: []].insert(mention.message)
    } else {
      reacted[key, default: []].append(mention)
    }
  }
  for service in catalog.services where sends.contains(service.name) {
    for list in service.statedLists {
      let key = Key(service: service.name, verb: list.verb)
      let emissions = reacted[key] ?? []
      let names = stated[key] ?? []
      let emitted = Set(emissions.map(\.message))
      guard list.isEmpty || !names.isEmpty && names.isSubset(of: emitted) else { continue }
      var seen: Set<Name> = []
      for emission in emissions where !names.contains(emission.message) && seen.insert(emission.message).inserted {
        let verb = list.verb.name
        let (who, what) = (catalog[service.name], catalog[emission.message])
        inspection.report(
          "\(who) \(verb) \(what), which is missing from its list", at: emission.place,
          about: [service.name, emission.message],
          notes: [
            Note(
              list.isEmpty ? "the list declares that \(who) \(verb) nothing" : "the list of what \(who) \(verb)",
              at: list.place)
          ],
          help: "add it to the list, or remove the list: messages sent by reactions need not be repeated")
      }
    }
  }
}

private struct Key: Hashable {
  var service: Name
  var verb: Mention.Verb
}
