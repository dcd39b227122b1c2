import Catalog
import Findings
import Graph
import Schemas

/// A test of one word: a name, a name with `*`, or a regular expression between slashes; a leading `!` negates it.
package struct WordTest: Sendable {
  private enum Form: Sendable {
    case exactly([UInt8])
    /// The literal pieces between the stars.
    case pieces([[UInt8]])
    case pattern(Pattern)
  }

  private let form: Form
  private let isNegated: Bool

  /// Nil if the text between slashes is not a valid regular expression.
  package init?(_ text: String) {
    isNegated = text.hasPrefix("!")
    let word = isNegated ? text.dropFirst() : text[...]
    if word.count > 2, word.hasPrefix("/"), word.hasSuffix("/") {
      guard let pattern = Pattern(String(word.dropFirst().dropLast())) else { return nil }
      form = .pattern(pattern)
    } else if word.contains("*") {
      form = .pieces(word.split(separator: "*", omittingEmptySubsequences: false).map { Array($0.utf8) })
    } else {
      form = .exactly(Array(word.utf8))
    }
  }

  /// Whether the bytes of a word pass the test. Linear in the word, except for regular expressions.
  package func matches(_ word: ArraySlice<UInt8>) -> Bool { isMatch(word) != isNegated }

  private func isMatch(_ word: ArraySlice<UInt8>) -> Bool {
    switch form {
    case .exactly(let bytes): return word.elementsEqual(bytes)
    case .pattern(let pattern): return pattern.matches(String(decoding: word, as: UTF8.self)) ?? false
    case .pieces(let pieces):
      guard let first = pieces.first, let last = pieces.last, word.starts(with: first),
        word.count >= first.count + last.count
      else { return false }
      guard word.suffix(last.count).elementsEqual(last) else { return false }
      var rest = word.dropFirst(first.count).dropLast(last.count)
      for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
        guard let found = Self.find(piece, in: rest) else { return false }
        rest = rest[(found + piece.count)...]
      }
      return true
    }
  }

  private static func find(_ piece: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= piece.count else { return nil }
    return (text.startIndex...(text.endIndex - piece.count)).first { text[$0..<$0 + piece.count].elementsEqual(piece) }
  }
}

/// A selection of services or messages for a policy: the words of a key are alternatives, and all keys have to match.
package struct Selector: Sendable {
  /// A property of a service or a message to select by. For a message, context, team and role default to those of its
  /// owner.
  package enum Key: String, Sendable, CaseIterable {
    case name, context
    case contextKind = "context-kind"
    case team, role, tag, kind, visibility, audience, pattern, channel, subject

    /// The words that the property may have; nil if they are names of the catalog.
    package var words: [String]? {
      switch self {
      case .contextKind: Context.Kind.allCases.map(\.rawValue)
      case .role: Service.Role.allCases.map(\.rawValue)
      case .kind: Message.Kind.allCases.map(\.name)
      case .visibility: Message.Visibility.allCases.map(\.rawValue)
      case .audience: Message.Audience.allCases.map(\.rawValue)
      case .pattern: Message.Pattern.allCases.map(\.rawValue)
      case .name, .context, .team, .tag, .channel, .subject: nil
      }
    }
  }

  /// A property with the words that select it.
  package struct Test: Sendable {
    /// The property.
    package var key: Key
    /// The words, of which one must match.
    package var words: [WordTest]

    /// A test of one property.
    package init(key: Key, words: [WordTest]) {
      self.key = key
      self.words = words
    }
  }

  /// The tests by key; the words of one key are alternatives. Without tests, everything is selected.
  package var tests: [Test]

  /// A selector with the given tests; by default it selects everything.
  package init(_ tests: [Test] = []) {
    self.tests = tests
  }

  /// Whether a service is selected; keys of messages never match a service.
  func matches(_ service: Service, _ world: PolicyWorld) -> Bool {
    tests.allSatisfy { test in
      switch test.key {
      case .name: one(test.words, of: service.name, world: world)
      case .context: any(test.words, of: world.catalog.contexts(of: service.name), world: world)
      case .contextKind: one(test.words, of: world.contextKind(service.name) ?? "")
      case .team: one(test.words, of: service.team, world: world)
      case .role: one(test.words, of: (service.role ?? .domain).rawValue)
      case .tag: any(test.words, of: service.tags, world: world)
      case .kind, .visibility, .audience, .pattern, .channel, .subject: false
      }
    }
  }

  /// Whether a message is selected.
  ///
  /// - Parameter position: the position of the message in the catalog.
  func matches(_ message: Message, _ position: Int, world: PolicyWorld) -> Bool {
    let catalog = world.catalog
    return tests.allSatisfy { test in
      switch test.key {
      case .name: one(test.words, of: message.name, world: world)
      case .kind: one(test.words, of: message.kind.name)
      case .visibility: one(test.words, of: world.facts.isOutside(message, position) ? "outside" : "inside")
      case .audience: one(test.words, of: message.audience?.rawValue ?? "")
      case .pattern: one(test.words, of: message.pattern?.rawValue ?? "")
      case .channel: one(test.words, of: catalog.first(message.channel)?.name, world: world)
      case .subject: one(test.words, of: catalog.first(message.subject)?.name, world: world)
      case .tag: any(test.words, of: catalog[message.tags].map(\.name), world: world)
      case .context:
        any(
          test.words, of: message.context.map { [$0] } ?? world.owner(message).map { catalog.contexts(of: $0) } ?? [],
          world: world)
      case .contextKind: one(test.words, of: world.owner(message).flatMap { world.contextKind($0) } ?? "")
      case .team:
        one(test.words, of: message.team ?? world.owner(message).flatMap { catalog.service($0)?.team }, world: world)
      case .role: one(test.words, of: world.owner(message).flatMap { catalog.role(of: $0) }?.rawValue ?? "domain")
      }
    }
  }

  private func one(_ tests: [WordTest], of name: Name?, world: PolicyWorld) -> Bool {
    let word = name.map { world.catalog.names.bytes($0) } ?? []
    return tests.contains { $0.matches(word) }
  }

  private func one(_ tests: [WordTest], of word: String) -> Bool {
    let bytes = Array(word.utf8)[...]
    return tests.contains { $0.matches(bytes) }
  }

  private func any(_ tests: [WordTest], of names: [Name], world: PolicyWorld) -> Bool {
    tests.contains { test in names.contains { test.matches(world.catalog.names.bytes($0)) } }
  }
}

/// The graph and the facts that policies are checked against.
struct PolicyWorld {
  let graph: ReactionGraph
  let facts: Facts
  var catalog: Catalog { graph.catalog }
  private let kinds: [Name: Context.Kind]

  init(_ graph: ReactionGraph, _ facts: Facts) {
    self.graph = graph
    self.facts = facts
    kinds = Dictionary(graph.catalog.contexts.compactMap { context in context.kind.map { (context.name, $0) } }) {
      first, _ in first
    }
  }

  /// The kind of the context of a service; nil if none is declared.
  func contextKind(_ service: Name) -> String? { kinds[catalog.context(of: service)]?.rawValue }

  /// The owner of the contract of a message: the first producer of an event, the first receiver of a command or query.
  func owner(_ message: Message) -> Name? {
    message.kind == .event
      ? graph.firstProducer(of: message.name)?.service : graph.consumers(of: message.name).first?.service
  }
}
