import Catalog
package import Contracts
import Findings
package import Graph
import RuleBook
import RulePages
import Synchronization

/// The earlier state of a system that a run compares with.
package struct EarlierCatalog: Sendable {
  /// The graph of the earlier catalog.
  package var graph: ReactionGraph
  /// The files of the earlier state.
  package var files: SchemaFiles

  /// An earlier state.
  package init(graph: ReactionGraph, files: SchemaFiles) {
    self.graph = graph
    self.files = files
  }
}

/// All contracts of an earlier state, compared with what became of them: once for all rules.
package struct ContractChanges: Sendable {
  /// What became of a message.
  struct Pair: Sendable {
    /// The message of the earlier state, with names of that state.
    var old: Message
    /// The same message now; nil if it was removed.
    var new: Message?
    /// Whether a document only describes it any more, so that who sends and receives it is not known.
    var isSpare = false
    /// The version that both are, where it is an older one that is kept; empty for the current one.
    var version = ""
    /// Who is at its other end now.
    var ends: ContractEnds
    /// The verdict of each direction that matters.
    var verdicts: [Verdict] = []
    /// Older versions that are kept and read again, each with what is new that the current one cannot read of it.
    var history: [Past] = []

    /// The name of the message, with the version if it is not the current one.
    func title(_ name: String) -> String { version.isEmpty ? name : "\(name) \(version)" }
  }

  /// The verdict on an older version that is kept and read again.
  struct Past: Sendable {
    var version: String
    var contract: ContractVerdict
  }

  /// The result of comparing two payloads in one direction.
  struct Verdict: Sendable {
    var direction: CompatibilityDirection
    var contract: ContractVerdict
  }

  /// The graph of the earlier state.
  let earlier: ReactionGraph
  /// The contracts of the earlier state, in its order.
  let pairs: [Pair]

  /// Compares the contracts of two states.
  ///
  /// - Parameter settings: the rules' settings, which say how strictly payloads are compared.
  init(
    _ state: EarlierCatalog, _ graph: ReactionGraph, files: SchemaFiles, settings: [RuleID: RuleSettings],
    sideBySide: SideBySide
  ) {
    earlier = state.graph
    let policy = Self.policy(settings[RulePage.breakingChange.id])
    let (before, after) = (state.graph.catalog, graph.catalog)
    let (first, second) = (ContractState(state.graph), ContractState(graph))
    let versions = KeptVersions(before, after)
    let spares = Dictionary(after.spares.map { ($0.name, $0) }) { first, _ in first }
    var open: [Pair] = []
    for old in before.messages where Self.isContract(old, state.graph) {
      let name = after.names.find(before[old.name])
      let new = name.flatMap(after.message).flatMap { Self.isGone($0, graph) ? nil : $0 }
      if new?.isPlanned == true { continue }
      var pair = Pair(old: old, new: new, ends: ContractEnds(of: old, first, now: second))
      if new == nil, old.isFromInterface, let spare = name.flatMap({ spares[$0] }) {
        var message = Message(name: spare.name, place: spare.place, kind: old.kind, isDefined: true)
        message.payloadPlace = spare.payloadPlace
        (pair.new, pair.isSpare) = (message, true)
      }
      open.append(pair)
      open += versions.pairs(of: pair)
    }
    // A run of neighbours each, so that schemas in one file are read by one worker.
    let count = max(1, min(8, open.count / 256))
    let work = open
    let done = Mutex([[Pair]](repeating: [], count: count))
    withoutActuallyEscaping(
      { (number: Int) in
        let (old, now) = (
          ContractComparison.State(catalog: before, files: state.files),
          ContractComparison.State(catalog: after, files: files)
        )
        var comparison = ContractComparison(old: old, new: now, policy: policy)
        var earlier = ContractComparison(old: old, new: old, policy: policy)
        var later = ContractComparison(old: now, new: now, policy: policy)
        let part = work[number * work.count / count..<(number + 1) * work.count / count].map { pair in
          guard let new = pair.new, new.kind == pair.old.kind else { return pair }
          var pair = pair
          pair.verdicts = Self.directions(of: pair.old, pair.ends, before: before).map { direction in
            Verdict(direction: direction, contract: comparison.compare(pair.old, new, direction: direction))
          }
          pair.history = versions.history(of: pair, in: &earlier, in: &later)
          return pair
        }
        done.withLock { $0[number] = part }
      } as @Sendable (Int) -> Void
    ) { sideBySide(count, $0) }
    pairs = done.withLock { $0.flatMap(\.self) }
    guard pairs.contains(where: { $0.new == nil }) else { return }
    for message in after.messages where before.names.find(after[message.name]).flatMap(before.message) == nil {
      guard let payload = Self.payload(of: message, after) else { continue }
      fresh[payload] = fresh[payload] ?? message.name
    }
  }

  /// The new messages of the current state by their payload.
  private var fresh: [[String]: Name] = [:]

  /// The new message that has the payload of a removed one, which may be its new name; nil if there is none.
  func newName(of old: Message) -> Name? { Self.payload(of: old, earlier.catalog).flatMap { fresh[$0] } }

  /// The kind and the fields of a message, to compare; nil for a message without fields.
  private static func payload(of message: Message, _ catalog: Catalog) -> [String]? {
    guard let range = message.fields else { return nil }
    let fields = catalog.fields(of: range).filter { $0.parent < 0 }.map { catalog[$0.name] }
    return fields.isEmpty ? nil : [message.kind.name] + fields.sorted()
  }

  /// Whether others than the owner's own context rely on a message: a service of another context is at its other end,
  /// it is meant for others, or a document publishes it to an end that the catalog does not know.
  private static func isContract(_ message: Message, _ graph: ReactionGraph) -> Bool {
    let catalog = graph.catalog
    guard !message.isUnknown, !message.isPlanned, message.visibility != .inside, message.audience != .context,
      catalog.traits(of: message)?.compatibility != MessageTraits.Compatibility.none
    else { return false }
    if message.visibility == .outside || message.audience != nil { return true }
    let ends = ContractEnds.services(of: message, graph)
    guard !ends.isEmpty else {
      // A document states one side; who is at the other end it does not know.
      return (message.isFromInterface || catalog.isPartial) && !graph.mentions(of: message.name).isEmpty
    }
    return !ContractEnds.foreign(ends, to: message, in: graph).isEmpty
  }

  /// Whether a message is only mentioned any more, and not by its owner.
  private static func isGone(_ message: Message, _ graph: ReactionGraph) -> Bool {
    message.isUnknown
      || !message.hasContent && graph.mentions(of: message.name).allSatisfy { !$0.verb.ownsContract }
  }

  /// The directions in which a contract must hold: what its author promised, else what its kind needs.
  private static func directions(
    of message: Message, _ ends: ContractEnds, before: Catalog
  ) -> [CompatibilityDirection] {
    switch before.traits(of: message)?.compatibility {
    case .some(.none): return []
    case .backward: return [.backward]
    case .forward: return [.forward]
    case .full: return [.forward, .backward]
    case nil: break
    }
    // The owner of a command or query deploys first and meets old senders, that of an event or reply old readers.
    guard message.kind.isOwnedBySender else { return [.backward] }
    return ends.isKept ? [.forward, .backward] : [.forward]
  }
}
