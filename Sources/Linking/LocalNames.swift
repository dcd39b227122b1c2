import Catalog
import Findings

extension Linker {
  /// Decides which messages are shown by their local names, and reports qualified names that differ in nothing but
  /// the namespace and mean different things. Linear in the messages; a catalog without qualified names costs one look
  /// at each.
  mutating func compareLocalNames() {
    let groups = sharedLocalNames()
    guard !groups.isEmpty else { return }
    let owners = contexts(of: groups.flatMap { $0 })
    for group in groups {
      showInContext(group, owners)
      for kind in Message.Kind.allCases {
        compareMeanings(of: group.filter { catalog.messages[$0].kind == kind }, owners)
      }
    }
  }

  /// The positions of messages that share a local name, in the order of messages; names that are shared by none are
  /// marked as such.
  private mutating func sharedLocalNames() -> [[Int]] {
    var groups: [UInt64: [Int]] = [:]
    for message in catalog.messages {
      let local = catalog.names.localBytes(message.name)
      if local.count < catalog.names.bytes(message.name).count { groups[hash(local)] = [] }
    }
    guard !groups.isEmpty else { return [] }
    for (position, message) in catalog.messages.enumerated() {
      groups[hash(catalog.names.localBytes(message.name))]?.append(position)
    }
    for case let group in groups.values where group.count == 1 { catalog.shownNames.insert(name(group[0])) }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }

  private func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.withUnsafeBufferPointer { ByteHash.hash($0) } }

  private func name(_ position: Int) -> Name { catalog.messages[position].name }

  /// Where a message belongs: the context that it declares, else that of its owner.
  private struct Home {
    /// The context that is written down; nil if there is none.
    var context: Name?
    /// The context, or the service if it has none.
    var place: Name
  }

  /// The homes of some messages by their positions; of several owners the first by name counts.
  private func contexts(of positions: [Int]) -> [Int: Home] {
    var isWanted = NameSet(count: catalog.names.count)
    for position in positions { isWanted.insert(name(position)) }
    var owners: [Name: Name] = [:]
    for mention in catalog.mentions where mention.verb.ownsContract && isWanted.contains(mention.message) {
      guard let known = owners[mention.message], !catalog.names.areInOrder(mention.service, known) else {
        owners[mention.message] = mention.service
        continue
      }
    }
    var homes: [Int: Home] = [:]
    for position in positions {
      if let context = catalog.messages[position].context {
        homes[position] = Home(context: context, place: context)
      } else if let owner = owners[name(position)] {
        homes[position] = Home(context: catalog.service(owner)?.context?.name, place: catalog.context(of: owner))
      }
    }
    return homes
  }

  private mutating func showInContext(_ group: [Int], _ homes: [Int: Home]) {
    var counts: [Name: Int] = [:]
    for position in group { if let context = homes[position]?.context { counts[context, default: 0] += 1 } }
    for position in group {
      if let context = homes[position]?.context, counts[context] == 1 {
        catalog.shownNames.insert(name(position), inside: context)
      }
    }
  }

  // MARK: Meanings

  /// Compares messages of one kind with one of them, so that many cost no more than their sum.
  private mutating func compareMeanings(of group: [Int], _ homes: [Int: Home]) {
    let described = group.filter { position in
      let message = catalog.messages[position]
      return !LocalName.namespace(of: catalog.names.bytes(message.name)).isEmpty
        && (message.fields != nil || !message.subject.isEmpty || !message.key.isEmpty)
    }
    guard let first = representative(of: described) else { return }
    let one = catalog.messages[first]
    let fields = self.fields(of: one)
    for position in described where position != first {
      let other = catalog.messages[position]
      let (home, otherHome) = (homes[first]?.place, homes[position]?.place)
      // `Domain.OrderPlaced` and `Integration.OrderPlaced` of one context are two forms of one event; so are an inside
      // and an outside event.
      let isTranslated =
        one.visibility == .inside && other.visibility == .outside
        || one.visibility == .outside && other.visibility == .inside
      guard !isTranslated, home == nil || home != otherHome, differInNamespaceOnly(one.name, other.name),
        let words = difference(one, other, fields: fields, areOwned: home != nil && otherHome != nil)
      else { continue }
      catalog.problems.append(
        Problem(
          .sameNameOtherMeaning, "\(catalog[other.name]) differs from \(catalog[one.name]) in its \(words)",
          at: other.place, notes: [Note("the other definition", at: one.place)],
          help: "make each name specific to its context", subjects: [catalog[other.name], catalog[one.name]]))
    }
  }

  /// The first message with the fields that most of them have: among copies of one message, the others stand out.
  private func representative(of group: [Int]) -> Int? {
    guard group.count > 2 else { return group.first }
    let fields = group.map { Set(self.fields(of: catalog.messages[$0])) }
    let counts = Dictionary(fields.map { ($0, 1) }, uniquingKeysWith: +)
    let most = counts.values.max() ?? 0
    return zip(group, fields).first { counts[$0.1] == most }?.0
  }

  private func differInNamespaceOnly(_ one: Name, _ other: Name) -> Bool {
    let (left, right) = (catalog.names.bytes(one), catalog.names.bytes(other))
    // Two versions of one namespace have the same contracts in two versions.
    return LocalName.of(left).elementsEqual(LocalName.of(right))
      && LocalName.namespace(of: left) != LocalName.namespace(of: right)
  }

  /// The difference of two messages in words; nil if they agree in what both say.
  ///
  /// - Parameters:
  ///   - fields: the top-level fields of the first.
  ///   - areOwned: whether both have an owner. Otherwise one may be a consumer's copy of the other, which has
  ///   only the fields that the consumer reads.
  private func difference(_ one: Message, _ other: Message, fields: [Name], areOwned: Bool) -> String? {
    for (what, left, right) in [("subject", one.subject, other.subject), ("key", one.key, other.key)] {
      guard let left = catalog.first(left)?.name, let right = catalog.first(right)?.name, left != right else {
        continue
      }
      return "\(what): \(catalog[right]), not \(catalog[left])"
    }
    guard !fields.isEmpty else { return nil }
    let others = self.fields(of: other)
    guard !others.isEmpty else { return nil }
    let (known, otherKnown) = (Set(fields), Set(others))
    let missing = fields.filter { !otherKnown.contains($0) && !isOfEnvelope($0) }
    let added = others.filter { !known.contains($0) && !isOfEnvelope($0) }
    guard areOwned ? !missing.isEmpty || !added.isEmpty : !missing.isEmpty && !added.isEmpty else { return nil }
    let words = [added.isEmpty ? nil : "has \(list(added))", missing.isEmpty ? nil : "lacks \(list(missing))"]
    return "fields: it \(words.compactMap { $0 }.joined(separator: " and "))"
  }

  /// The top-level fields of a message; none if not all of them are known.
  private func fields(of message: Message) -> [Name] {
    let fields = message.fields.map { catalog.fields(of: $0).filter { $0.parent < 0 } } ?? []
    return fields.contains { $0.kind == .opaque } ? [] : fields.map(\.name)
  }

  /// Whether a field is about the message and not about what it says: one of two messages may have its own number.
  private func isOfEnvelope(_ field: Name) -> Bool { Self.envelope.contains(PlainName.of(catalog[field])) }

  private static let envelope: Set<String> = [
    "id", "eventid", "messageid", "correlationid", "causationid", "occurredon", "occurredat", "timestamp", "version",
    "metadata",
  ]

  private func list(_ names: [Name]) -> String {
    let words = names.prefix(3).map { catalog[$0] }
    return (names.count > 3 ? words + ["\(names.count - 3) more"] : words).joined(separator: ", ")
  }
}
