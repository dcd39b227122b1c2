import Catalog
import Contracts
import Findings

/// What changes of one message do to the services at its other end.
struct Impacts {
  let new: Message
  private let pair: ContractChanges.Pair
  private let before: Catalog
  private let catalog: Catalog
  private let isAnnounced: Bool

  init(_ pair: ContractChanges.Pair, _ new: Message, before: Catalog, now catalog: Catalog) {
    self.pair = pair
    self.new = new
    self.before = before
    self.catalog = catalog
    isAnnounced = (new.version ?? 0) > (pair.old.version ?? 0)
  }

  /// The name of the message in findings.
  func title(_ name: String) -> String { pair.title(name) }

  /// The fate of each service, those that break first.
  func parties(_ change: ContractChange, _ direction: CompatibilityDirection) -> [ContractImpact.Party] {
    let all = pair.ends.all.map { end -> ContractImpact.Party in
      let (fate, reason, place) = fate(of: end, change, in: direction)
      return ContractImpact.Party(end.service, fate, because: reason, at: place, in: catalog)
    }
    return [.breaks, .unknown, .safe].flatMap { fate in all.filter { $0.fate == fate } }
  }

  private func fate(
    of end: ContractEnds.End, _ change: ContractChange, in direction: CompatibilityDirection
  ) -> (fate: ContractImpact.Fate, reason: String, place: Place?) {
    if pair.version.isEmpty, let version = catalog.versionsRead[end.place], !version.isEmpty {
      return (.safe, "reads version \(version), which is kept", end.place)
    }
    // A sender of the old contract cannot choose what its receiver checks.
    if direction == .backward, !new.kind.isOwnedBySender {
      return change.kind.effect == .meaning ? (.unknown, "sends it", end.place) : (.breaks, "sends it", end.place)
    }
    switch (change.kind.effect, end.reader) {
    case (.decoding, _): return (.breaks, "cannot decode it any more", end.place)
    case (.field, .strict), (.validation, .strict): return (.breaks, "validates what it reads", end.place)
    case (.field, .version(let version)), (.validation, .version(let version)):
      return (.breaks, "was built with version \(catalog[version])", end.place)
    default: break
    }
    guard let needs = end.needs else { return (.unknown, "does not say which fields it needs", end.place) }
    guard
      let need = needs.first(where: { need in ([change.path] + change.otherPaths).contains { Self.meets(need.path, $0) }
      })
    else {
      let words =
        needs.isEmpty ? "needs no fields" : "needs \(needs.prefix(4).map(\.path).joined(separator: ", ")) only"
      return (.safe, words, needs.first?.place ?? end.place)
    }
    if change.kind.addsValue, need.copesWithOthers {
      return (.safe, "copes with other values of \(need.path)", need.place)
    }
    if change.kind.addsValue, let values = need.values {
      return (.breaks, "handles \(values.prefix(4).joined(separator: ", ")) only", need.place)
    }
    switch change.kind.effect {
    case .field where !need.isOptional: return (.breaks, "needs \(need.path)", need.place)
    case .field: return (.safe, "copes without \(need.path)", need.place)
    case .validation, .meaning, .decoding: return (.unknown, "needs \(need.path)", need.place)
    }
  }

  /// Whether a need concerns what changed: the same field, one inside it, or one around it.
  static func meets(_ need: String, _ path: String) -> Bool {
    let (one, other) = (steps(need), steps(path))
    return zip(one, other).allSatisfy { $0 == $1 }
  }

  /// The names along a path, without marks for lists, maps and branches: `lines[].sku` and `lines.sku` are one.
  private static func steps(_ path: String) -> [Substring] {
    path.split(separator: ".").map { $0.prefix { !["[", "{", "<"].contains($0) } }
  }

  /// The severity of a change for those who are at the other end.
  func severity(
    _ change: ContractChange, _ direction: CompatibilityDirection, for parties: [ContractImpact.Party]
  ) -> Severity {
    let breaks = parties.contains { $0.fate == .breaks }
    let isOpen = pair.ends.hasOutside || parties.contains { $0.fate == .unknown }
    var severity: Severity
    switch change.kind.effect {
    case .decoding: severity = breaks || isOpen ? .error : .info
    case .field where breaks: severity = .error
    case .field: severity = isOpen ? (isWeak(change) ? .warning : .error) : .info
    case .validation: severity = breaks ? .error : isOpen ? .warning : .info
    case .meaning: severity = isOpen ? .warning : .info
    }
    if direction == .backward, !new.kind.isOwnedBySender, change.kind.effect != .meaning {
      severity = breaks || isOpen ? .error : .info
    }
    // Where versions are kept side by side, those who name an older one are safe, and the change reaches the others.
    let namesVersions = pair.ends.all.contains { catalog.versionsRead[$0.place] != nil }
    return isAnnounced && !namesVersions ? severity.lowered : severity
  }

  /// Whether the old contract already said that the field may be missing.
  private func isWeak(_ change: ContractChange) -> Bool {
    if change.kind.isRemovalOfOptional { return true }
    guard let range = pair.old.fields else { return false }
    let paths = FieldPaths(before.shape(of: range), names: before.names)
    return [.sometimes, .nullable].contains(paths.presence(of: Array(change.path.utf8)[...]))
  }

  /// What to do instead.
  func help(_ change: ContractChange, _ direction: CompatibilityDirection) -> String {
    if direction == .backward, !new.kind.isOwnedBySender {
      return "accept what old senders send until all of them have moved, or add a new version of the message"
    }
    if change.kind.effect == .meaning { return "tell the consumers, or give the new meaning a new name" }
    return "keep the old next to the new until no consumer needs it: add a field, or a new version of the message"
  }
}

extension ContractImpact.Party {
  /// A service with its team and its fate.
  init(_ service: Name, _ fate: ContractImpact.Fate, because reason: String, at place: Place?, in catalog: Catalog) {
    self.init(
      service: catalog[service], team: catalog.service(service)?.team.map { catalog[$0] }, fate: fate, reason: reason,
      place: place)
  }

  /// What it says, at the place where it says so; nil if it says nothing.
  var note: Note? { place.map { Note(words, at: $0) } }
}
