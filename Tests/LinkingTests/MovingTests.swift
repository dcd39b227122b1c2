import Catalog
import Findings
import Linking
import Testing

/// What several readers read has names and positions of as many tables; the linker moves them to one. A property that
/// is forgotten there points to another word, or to another message, only on machines with several cores.
@Suite struct MovingTests {
  /// The parts of a catalog, each of its values in one file.
  enum Part: String, CaseIterable, Sendable {
    case messages, services, mentions, reactions, channels, contexts, entities, flows, messageTraits, reactionTraits

    func values(of catalog: Catalog, in file: FileID) -> [Any] {
      switch self {
      case .messages: return catalog.messages.filter { $0.place.file == file }.map { $0 as Any }
      case .services: return catalog.services.filter { $0.place.file == file }.map { $0 as Any }
      case .mentions: return catalog.mentions.filter { $0.place.file == file }.map { $0 as Any }
      case .reactions: return catalog.reactions.filter { $0.place.file == file }.map { $0 as Any }
      case .channels: return catalog.channels.filter { $0.place.file == file }.map { $0 as Any }
      case .contexts: return catalog.contexts.filter { $0.place.file == file }.map { $0 as Any }
      case .entities: return catalog.entities.filter { $0.place.file == file }.map { $0 as Any }
      case .flows: return catalog.flows.filter { $0.place.file == file }.map { $0 as Any }
      case .messageTraits:
        let places = catalog.messageTraits.keys.filter { $0.file == file }.sorted()
        return places.compactMap { catalog.messageTraits[$0] }.map { $0 as Any }
      case .reactionTraits:
        let places = catalog.reactionTraits.keys.filter { $0.file == file }.sorted()
        return places.compactMap { catalog.reactionTraits[$0] }.map { $0 as Any }
      }
    }
  }

  /// The same file, read alone and by the second of two readers, says the same: every name is compared by its word,
  /// every list and payload by what it holds, every position by what is there.
  @Test("what a second reader read says what it says alone", arguments: Part.allCases)
  func behind(part: Part) {
    let own = FileID(1)
    let alone = Catalog.linking([Everything(file: 1).reading])
    let behind = Catalog.linking([Everything(file: 0).reading, Everything(file: 1).reading])
    let expected = part.values(of: alone, in: own).map { Spelling(catalog: alone).words($0) }
    #expect(!expected.isEmpty)
    #expect(part.values(of: behind, in: own).map { Spelling(catalog: behind).words($0) } == expected)
    let first = Catalog.linking([Everything(file: 0).reading])
    #expect(
      part.values(of: behind, in: FileID(0)).map { Spelling(catalog: behind).words($0) }
        == part.values(of: first, in: FileID(0)).map { Spelling(catalog: first).words($0) })
  }

  /// `behind` proves something only of what `Everything` sets. A new property of the model has to be set there.
  @Test("no property of the model is left out of the comparison")
  func complete() {
    let reading = Everything(file: 0).reading
    let parts: [[Any]] = [
      reading.messages.map { $0 as Any }, reading.mentions.map { $0 as Any }, reading.reactions.map { $0 as Any },
      reading.services.map { $0 as Any }, reading.services.flatMap(\.stores).map { $0 as Any },
      reading.services.flatMap(\.expectations).map { $0 as Any }, reading.channels.map { $0 as Any },
      reading.contexts.map { $0 as Any }, reading.entities.map { $0 as Any }, reading.flows.map { $0 as Any },
      reading.flows.flatMap(\.steps).map { $0 as Any }, reading.messageTraits.values.map { $0 as Any },
      reading.messageTraits.values.compactMap(\.deprecation).map { $0 as Any },
      reading.reactionTraits.values.map { $0 as Any },
    ]
    for values in parts {
      #expect(!values.isEmpty)
      #expect(unset(in: values) == [], "\(values.first.map { type(of: $0) } as Any)")
    }
  }

  /// The properties that are nil or empty in all of some values of one type.
  private func unset(in values: [Any]) -> [String] {
    var labels: [String] = []
    var known: Set<String> = []
    for child in values.flatMap({ Array(Mirror(reflecting: $0).children) }) {
      guard let label = child.label else { continue }
      if !labels.contains(label) { labels.append(label) }
      if isSet(child.value) { known.insert(label) }
    }
    return labels.filter { !known.contains($0) }
  }

  private func isSet(_ value: Any) -> Bool {
    if let list = value as? NameList { return !list.isEmpty }
    if let outputs = value as? Range<Int32> { return !outputs.isEmpty }
    let mirror = Mirror(reflecting: value)
    let mayBeEmpty = mirror.displayStyle == .optional || mirror.displayStyle == .collection
    return !mayBeEmpty || !mirror.children.isEmpty
  }

  /// Types that rename themselves are asked directly, so that a forgotten property is found in its own type.
  @Test("what renames itself keeps no name and no list of the old reading")
  func renaming() {
    let reading = Everything(file: 0).reading
    var values: [any Renamable] = []
    values += reading.messages.map { $0 as any Renamable }
    values += reading.mentions.map { $0 as any Renamable }
    values += reading.reactions.map { $0 as any Renamable }
    values += reading.services.map { $0 as any Renamable }
    values += reading.channels.map { $0 as any Renamable }
    values += reading.contexts.map { $0 as any Renamable }
    values += reading.entities.map { $0 as any Renamable }
    values += reading.flows.map { $0 as any Renamable }
    values += reading.messageTraits.values.map { $0 as any Renamable }
    values += reading.reactionTraits.values.map { $0 as any Renamable }
    #expect(Set(values.map { "\(type(of: $0))" }).count == 10)
    let shift: UInt32 = 1_000_000
    let map = (0..<reading.names.count).map { Name(index: UInt32($0) + shift) }
    for value in values {
      let (old, lists) = (parts(of: value) { $0 as? Name }, parts(of: value) { $0 as? NameList })
      var renamed = value
      renamed.rename(Renaming(map, lists: Int(shift)))
      #expect(parts(of: renamed) { $0 as? Name } == old.map { map[Int($0.index)] }, "\(type(of: value))")
      #expect(
        parts(of: renamed) { $0 as? NameList }.map(\.start) == lists.map { $0.isEmpty ? 0 : $0.start + shift },
        "\(type(of: value))")
    }
  }

  /// All parts of a value that are wanted, at any depth.
  private func parts<Part>(of value: Any, _ wanted: (Any) -> Part?) -> [Part] {
    if let part = wanted(value) { return [part] }
    return Mirror(reflecting: value).children.flatMap { parts(of: $0.value, wanted) }
  }

  /// Whether a wait is stated or only implied decides whether its missing time limit is told.
  @Test("an expectation that a document implies stays one when it is moved")
  func implied() throws {
    var reading = PartialCatalog()
    func spot(_ word: String, _ start: UInt32) -> NamePlace {
      NamePlace(reading.names.intern(word), at: Place(file: FileID(1), start: start, end: start + 1))
    }
    let shop = spot("shop", 0)
    var service = Service(name: shop.name, place: shop.place, isDefined: true)
    let (sent, awaited) = (spot("A", 10), spot("B", 20))
    var expectation = Service.Expectation(message: sent, replies: [awaited], isTimed: false, otherwise: [])
    expectation.isFromInterface = true
    service.expectations = [expectation]
    reading.services = [service]
    let linked = try #require(Catalog.linking([PartialCatalog(), reading]).services.first)
    #expect(linked.expectations.map(\.isFromInterface) == [true])
  }
}

/// Values as text: a name as its word, a list of names and a payload as what they hold, outputs and causes as what
/// stands at their positions, everything else as its properties.
private struct Spelling {
  let catalog: Catalog

  func words(_ value: Any) -> String {
    switch value {
    case let name as Name: return catalog[name]
    case let list as NameList: return words(Array(catalog[list]))
    case let payload as FieldRange: return words(Array(catalog.fields(of: payload)))
    case let outputs as Range<Int32>: return words(outputs.map { catalog.mentions[Int($0)] })
    default: break
    }
    let children = Mirror(reflecting: value).children
    guard !children.isEmpty else { return "\(value)" }
    let parts = children.map { child in
      let isCause = value is Mention && child.label == "reaction"
      return (child.label ?? "") + " " + (isCause ? cause(child.value) : words(child.value))
    }
    return "(" + parts.joined(separator: ", ") + ")"
  }

  /// The place of the reaction that a mention belongs to.
  private func cause(_ position: Any) -> String {
    guard let position = position as? Int32, position >= 0 else { return "none" }
    return words(catalog.reactions[Int(position)].place)
  }
}
