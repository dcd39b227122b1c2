import Catalog
import Writing

/// The search for what a word of the call names. All verbs use it, so a name that one accepts is accepted by the
/// others.
///
/// The first of these that fits decides: the exact name; the local name of a qualified one, or a longer end of it;
/// the plain name (`PlainName`) of either, which ignores case, separators and the suffix of a kind.
struct Lookup {
  /// The kinds of things with names, in the order in which they win if they share one.
  enum Kind: String {
    case message, trigger, flow, service
  }

  /// A thing with a name.
  struct Entry: Hashable {
    /// The kind of the thing.
    var kind: Kind
    /// Its whole name.
    var name: Name
  }

  private let catalog: Catalog
  private let kinds: [Kind]
  private let entries: [Entry]

  /// A search among all things of some kinds.
  init(_ catalog: Catalog, _ kinds: [Kind]) {
    self.catalog = catalog
    self.kinds = kinds
    entries = kinds.flatMap { kind in Self.names(kind, catalog).map { Entry(kind: kind, name: $0) } }
  }

  private static func names(_ kind: Kind, _ catalog: Catalog) -> [Name] {
    switch kind {
    case .message: catalog.messages.map(\.name)
    case .flow: catalog.flows.map(\.name)
    case .service: catalog.services.map(\.name)
    case .trigger:
      catalog.reactions.compactMap { reaction in
        if case .outside(let label, _, _) = reaction.trigger { label } else { nil }
      }
    }
  }

  /// The only thing of a name.
  ///
  /// - Throws: `UsageError` with the candidates if there are several, and with the nearest name if there is none.
  func entry(for word: String) throws(UsageError) -> Entry {
    let found = entries(for: word)
    guard let first = found.first else { throw unknown(word) }
    guard found.count == 1 else { throw ambiguous(word, found) }
    return first
  }

  /// The things that a word may mean, without repetitions; of several with exactly that name, those of the first kind.
  func entries(for word: String) -> [Entry] {
    let found = Self.positions(of: word, among: entries.map { catalog[$0.name] }).map { entries[$0] }
    guard let first = found.first else { return [] }
    if catalog[first.name] == word { return [first] }
    return found.unique
  }

  /// The error about a word with several meanings.
  func ambiguous(_ word: String, _ found: [Entry]) -> UsageError {
    let names = Set(found.map { catalog[$0.name] }).sorted()
    let words = names.count > 1 ? names : found.map { "\($0.kind.rawValue) \(catalog[$0.name])" }
    return UsageError("'\(word)' is ambiguous: \(words.joined(separator: ", "))")
  }

  /// The error about a word that names nothing; near names include local names.
  ///
  /// - Parameter hint: what to do if no name is near; without one the first names are listed.
  func unknown(_ word: String, hint: String? = nil) -> UsageError {
    let words = kinds.map(\.rawValue)
    let kind = (words.count > 1 ? [words.dropLast().joined(separator: ", ")] : []) + words.suffix(1)
    var known: Set<String> = []
    let names = entries.map { catalog[$0.name] }.filter { known.insert($0).inserted }
    let all = names + names.map { LocalName.of($0) }.filter { known.insert($0).inserted }
    let isNear = NearName.best(for: word, among: all) != nil
    if !isNear, let hint { return UsageError("unknown \(kind.joined(separator: " or ")) '\(word)'; \(hint)") }
    return .unknown(kind.joined(separator: " or "), word, among: isNear ? all : names)
  }

  /// The positions of the names that a word may mean, by the first way of comparison that finds any. Linear in the
  /// names.
  static func positions(of word: String, among names: [String]) -> [Int] {
    let exact = names.indices.filter { names[$0] == word }
    guard exact.isEmpty else { return exact }
    let bytes = Array(word.utf8)[...]
    let ends = names.indices.filter { LocalName.isEnd(bytes, of: Array(names[$0].utf8)[...]) }
    guard ends.isEmpty else { return ends }
    let wanted = PlainName.of(word)
    guard !wanted.isEmpty else { return [] }
    return names.indices.filter { index in
      let local = LocalName.of(names[index])
      return PlainName.of(names[index]) == wanted || local != names[index] && PlainName.of(local) == wanted
    }
  }
}
