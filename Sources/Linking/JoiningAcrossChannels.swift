import Catalog
import Findings

/// Messages on several channels.
///
/// A channel is part of a message's identity only where it makes a difference: if all uses were one message, a step of
/// a pipeline would look like a service that answers itself, and topics of unrelated services would get each other's
/// producers.
///
/// ```text
/// orders -> billing        one message, sent to two topics
///        \> audit
///
/// raw -> [enrich] -> enriched -> [submit]     one payload type, but a message for each channel
/// orders -> [billing] -> orders.retry         likewise
/// ```
extension Joining {
  /// The services at a message, by name.
  private struct Parties {
    var senders: Set<String> = []
    var receivers: Set<String> = []
  }

  /// Unites uses of one message on different channels: those of one message object or of one document's name, then a
  /// message that one service sends with the message of the same name that others receive elsewhere.
  mutating func joinAcrossChannels() {
    joinUsesOfOneMessage()
    joinBridges()
  }

  /// The services at each message, by its root.
  private mutating func parties() -> [Int: Parties] {
    var parties: [Int: Parties] = [:]
    for number in nodes.indices {
      let root = root(number)
      for sender in nodes[number].senders {
        parties[root, default: Parties()].senders.insert(interfaces[sender].service)
      }
      for receiver in nodes[number].receivers {
        parties[root, default: Parties()].receivers.insert(interfaces[receiver].service)
      }
    }
    return parties
  }

  // MARK: One document

  /// Unites uses of one message object, or of one name in one document, as far as the same services send them and
  /// none of them is a step behind another.
  private mutating func joinUsesOfOneMessage() {
    let parties = parties()
    for roots in usesOfOneMessage() {
      let senders = Dictionary(grouping: roots) { (parties[$0]?.senders ?? []).sorted() }
      let sending = senders.keys.filter { !$0.isEmpty }.sorted { $0.lexicographicallyPrecedes($1) }
      var silent = senders[[]] ?? []
      for services in sending {
        guard let own = senders[services], hasNoStep(own, parties) else { continue }
        uniteAll(own)
        // What others receive from an unknown sender comes from the only one that is known.
        guard sending.count == 1, let first = own.first else { continue }
        let services = Set(services)
        for root in silent where parties[root]?.receivers.isDisjoint(with: services) != false {
          unite(first, root, by: nil, reason: "")
        }
        silent.removeAll { self.root($0) == self.root(first) }
      }
      uniteAll(silent)
    }
  }

  private mutating func uniteAll(_ roots: [Int]) {
    for root in roots.dropFirst() { unite(roots[0], root, by: nil, reason: "") }
  }

  /// The roots of messages on several channels that are uses of one message object, or of one name in one document.
  private mutating func usesOfOneMessage() -> [[Int]] {
    var families = Forest(count: nodes.count)
    var objects: [Place: Int] = [:]
    for number in nodes.indices {
      _ = families.unite(root(number), number)
      _ = families.unite(objects[nodes[number].use.origin] ?? number, number)
      objects[nodes[number].use.origin] = number
    }
    for index in interfaces.indices {
      var names: [String: Int] = [:]
      for number in (numbers[index] + replyNumbers[index]).joined() where !nodes[number].use.isNameless {
        _ = families.unite(names[nodes[number].use.name] ?? number, number)
        names[nodes[number].use.name] = number
      }
    }
    var members = Grouped<Int, Int>()
    for number in nodes.indices where root(number) == number { members.add(number, to: families.root(number)) }
    return members.map(\.all).filter { $0.count > 1 }
  }

  /// Whether no service receives one of the messages and sends another.
  private func hasNoStep(_ roots: [Int], _ parties: [Int: Parties]) -> Bool {
    var sent: [String: Int] = [:]
    for root in roots {
      for service in parties[root]?.senders ?? [] {
        if sent.updateValue(root, forKey: service) != nil { sent[service] = -1 }
      }
    }
    return roots.allSatisfy { root in
      (parties[root]?.receivers ?? []).allSatisfy { sent[$0] == nil || sent[$0] == root }
    }
  }

  // MARK: Several documents

  /// Unites a message that one document sends with messages of the same name that others receive on other channels:
  /// behind a bridge, or with a prefix of the environment. The name needs at least two words, the payloads must match,
  /// and no other service may send a message of that name.
  private mutating func joinBridges() {
    let parties = parties()
    var named = Grouped<String, (node: Int, interface: Int)>()
    for index in interfaces.indices {
      for number in numbers[index].joined() {
        let use = nodes[number].use
        guard !use.isNameless, Self.isTelling(use.name) else { continue }
        named.add((number, index), to: use.cloudType ?? use.name)
      }
    }
    for group in named {
      let uses = group.all
      let senders = Set(uses.map { root($0.node) }.filter { parties[$0]?.senders.isEmpty == false })
      guard senders.count == 1, let message = senders.first, let services = parties[message]?.senders,
        let sender = uses.first(where: { !nodes[$0.node].senders.isEmpty })
      else { continue }
      for use in uses where root(use.node) != root(message) {
        guard parties[root(use.node)]?.receivers.isDisjoint(with: services) == true,
          let evidence = evidence(sender.node, use.node)
        else { continue }
        // The later document is the one that joins.
        let (first, second) = sender.interface < use.interface ? (sender, use) : (use, sender)
        unite(
          first.node, second.node, by: second.interface,
          reason: "same name \(nodes[use.node].use.name) and \(evidence), on another channel")
      }
    }
  }

  /// The property that two messages of one name share; nil if there is none. Messages without payload
  /// need addresses of which one is the end of the other, as `orders` of `staging/orders`.
  private func evidence(_ left: Int, _ right: Int) -> String? {
    let (one, other) = (nodes[left].use, nodes[right].use)
    if let schema = one.schema, schema == other.schema { return "schema" }
    if let fields = one.fields, let others = other.fields {
      return fields.count == others.count ? "number of fields" : nil
    }
    guard one.fields == nil, other.fields == nil else { return nil }
    return Self.isEnd(nodes[left].channel, of: nodes[right].channel)
      || Self.isEnd(nodes[right].channel, of: nodes[left].channel) ? "end of the address" : nil
  }

  private static func isEnd(_ end: String, of address: String) -> Bool {
    guard address.hasSuffix(end), let before = address.dropLast(end.count).last else { return false }
    return !before.isLetter && !before.isNumber
  }

  /// Whether a name has at least two words, so that it is specific: `OrderPlaced`, not `event`.
  private static func isTelling(_ name: String) -> Bool {
    var words = 0
    var wasLower = false
    for scalar in name.unicodeScalars {
      let isUpper = scalar.properties.isUppercase
      if words == 0 || wasLower && isUpper || !scalar.properties.isAlphabetic && wasLower { words += 1 }
      wasLower = scalar.properties.isLowercase
    }
    return words >= 2
  }
}
