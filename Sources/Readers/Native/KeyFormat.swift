package import Catalog
import Linking
import YAMLTree

/// What the format says of one key: how its value is written, a sentence for readers, and an example.
///
/// Everything that speaks of a key rests on it: the reader's known keys, the JSON Schema and its hover texts,
/// completion, and
/// `docs/catalog.md`.
package struct KeyFormat: Sendable {
  /// How the value is written.
  package let value: ValueFormat
  /// A sentence for hover texts and the documentation.
  package let sentence: String
  /// The key with a value, as YAML in one line; it stands in hover texts and is read by a test.
  package let example: String
  /// The usual words of a key that takes others, too.
  package let usual: [String]

  init(_ value: ValueFormat, _ sentence: String, example: String, usual: [String] = []) {
    self.value = value
    self.sentence = sentence
    self.example = example
    self.usual = usual
  }
}

/// The usual words of keys that take others, too.
enum UsualWords {
  /// What a reaction does to the outside world.
  static let effects = ["none", "read", "write", "reserve", "charge", "ship", "mail"]
  /// Messaging systems.
  static let transports = ["kafka", "amqp", "mqtt", "nats", "http", "in-process"]
}

/// How the value of a key is written.
package enum ValueFormat: Sendable {
  /// A word; a word or a list of words.
  case name, names
  /// The same, of messages of some kinds.
  case message([Message.Kind])
  case messages([Message.Kind])
  /// The name of a service, or of several.
  case service, services
  /// Fields of the message that is reacted to.
  case fieldsOfTrigger
  /// Any text; true or false; a whole number; the number 1.
  case text, flag, integer, one
  /// A duration, or one of a few words.
  case duration(or: [String] = [])
  /// One of a fixed set of words.
  case choice([String])
  /// One of a fixed set of words, or a list of them.
  case choices([String])
  /// A text that matches a regular expression, a number where `isNumber`, `false` where `orFalse`.
  case pattern(String, isNumber: Bool, orFalse: Bool = false)
  /// The shorthand for payloads; the same, or the path of a schema file.
  case payload, payloadOrFile
  /// True, or a mapping with the keys of a section.
  case flagOr(Section)
  /// A mapping with the keys of a section.
  case keys(Section)
  /// Entries by name, each with the keys of a section.
  case entries(Section)
  /// Messages of some kinds, each with what follows; `all` stands for every message where `orAll`.
  case reactions([Message.Kind], orAll: Bool = false)
  /// A list of mappings, each one of several ways.
  case branches
  /// A list of the steps of a saga: commands, or mappings with the keys of a step.
  case steps
  /// A list of the steps of a flow: names, or mappings with the keys of such a step.
  case flowSteps
  /// Commands, or a mapping with the keys of a branch.
  case outcome
  /// Entries by name, each with a message; or with a list of names, or a name.
  case jobs
  case listings(ofNames: Bool)
  /// Names, or true or false.
  case namesOrFlag

  /// The words of an enum.
  static func words<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> ValueFormat
  where Choice.RawValue == String { .choice(Choice.allCases.map(\.rawValue)) }
}

/// The mappings of the catalog format, each with keys of its own.
package enum Section: String, Sendable, CaseIterable {
  case catalog, defaults, service, store, trigger, reaction, need, branch, expectation, saga, step, message,
    deprecation,
    channel,
    context,
    entity, flow
  case flowStep = "flow-step"

  /// A key of a section.
  package struct Key: Sendable {
    /// The key as it is written.
    package var name: String
    /// What is known about it.
    package var format: KeyFormat
  }

  /// The section with its article, as it stands in findings.
  var phrase: String {
    switch self {
    case .expectation, .entity: "an \(rawValue)"
    case .defaults: "`defaults`"
    case .flowStep: "a step of a flow"
    case .branch: "an entry of `one-of`"
    case .need: "a field of `needs`"
    default: "a \(rawValue)"
    }
  }

  /// The section's keys, in the order of the documentation.
  package var keys: [Key] { keyType.table }

  /// The section's enum of keys.
  fileprivate var keyType: any SectionKey.Type {
    switch self {
    case .catalog: CatalogKey.self
    case .defaults: DefaultsKey.self
    case .service: ServiceKey.self
    case .store: StoreKey.self
    case .trigger: TriggerKey.self
    case .reaction: ReactionKey.self
    case .need: NeedKey.self
    case .branch: BranchKey.self
    case .expectation: ExpectationKey.self
    case .saga: SagaKey.self
    case .step: StepKey.self
    case .message: MessageKey.self
    case .deprecation: DeprecationKey.self
    case .channel: ChannelKey.self
    case .context: ContextKey.self
    case .entity: EntityKey.self
    case .flow: FlowKey.self
    case .flowStep: FlowStepKey.self
    }
  }
}

/// The keys of one section. The reader takes an entry apart by a `switch` over them without a `default`, so that a key
/// without an arm does not compile.
protocol SectionKey: RawRepresentable, CaseIterable, Sendable where RawValue == String {
  static var section: Section { get }
  /// The keys by the number of their name, see `KeyNames`.
  static var byName: [Self?] { get }
  var format: KeyFormat { get }

  // Requirements, although none is implemented otherwise: for each enum they are compiled by themselves, and a run need
  // not look up at its start how an enum of keys lists its cases.

  /// The keys, in the order of the documentation.
  static var table: [Section.Key] { get }
  /// The keys as they are written, in the order of the documentation.
  static var words: [String] { get }
}

extension SectionKey {
  static var table: [Section.Key] { allCases.map { Section.Key(name: $0.rawValue, format: $0.format) } }

  // A closure: key paths of generic code are made anew at run time.
  static var words: [String] { allCases.map { $0.rawValue } }
}

/// The names of all keys and types. A reader's table of names begins with them, so that they are told apart as numbers.
package enum KeyNames {
  /// Each word once, in the order of sections; those of types are last.
  private static let table: Names = {
    var table = Names()
    for section in Section.allCases { for word in section.keyType.words { _ = table.intern(word) } }
    for word in PayloadTypes.all { _ = table.intern(word) }
    return table
  }()

  /// Whether the word at each position is that of a type.
  static let areTypes: [Bool] = {
    var areTypes = [Bool](repeating: false, count: table.count)
    for word in PayloadTypes.all { if let name = table.find(word) { areTypes[Int(name.index)] = true } }
    return areTypes
  }()

  /// A section's keys at the positions of their words.
  static func positions<Key: SectionKey>(_: Key.Type) -> [Key?] {
    var positions = [Key?](repeating: nil, count: table.count)
    for key in Key.allCases { if let name = table.find(key.rawValue) { positions[Int(name.index)] = key } }
    return positions
  }

  /// Puts the words into a new table of names.
  static func seed(_ names: inout Names) {
    if names.count == 0 { names = table }
  }
}

extension DocumentReader {
  /// Which key of a section an entry has; any other is reported, and read as the key that differs from it only in case
  /// and separators.
  ///
  /// - Parameter phrase: the section as it stands in a finding, made only for one.
  mutating func key<Key: SectionKey>(_ entry: Entry, in phrase: @autoclosure () -> String = Key.section.phrase) -> Key?
  {
    if let key: Key = knownKey(entry) { return key }
    guard !isCustom(entry.key), canReport else { return nil }
    // What is only spelt otherwise is read as what it means: one mistake is one finding.
    return unknownKey(entry, in: phrase(), known: Key.words).flatMap(Key.init)
  }

  /// Which key of a section an entry has; nil for any other.
  func knownKey<Key: SectionKey>(_ entry: Entry) -> Key? {
    let id = tree.resolved(entry.key)
    // Looked up, not added: a name that is only a wrong key is none of the system's.
    guard tree.isScalar(id), let name = known(id) else { return nil }
    let (index, keys) = (Int(name.index), Key.byName)
    return index < keys.count ? keys[index] : nil
  }
}
