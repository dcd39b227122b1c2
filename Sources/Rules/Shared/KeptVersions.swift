import Catalog
import Contracts

/// The versions of messages that are kept beside the current ones, in two states of a system.
struct KeptVersions: Sendable {
  private let after: Catalog
  /// The kept versions of the current state, the newest first, by message.
  private let kept: [Name: [MessageVersion]]
  /// All versions of the earlier state, by message.
  private let earlier: [Name: [MessageVersion]]

  init(_ before: Catalog, _ after: Catalog) {
    self.after = after
    kept = Dictionary(grouping: after.versions.filter { !$0.isCurrent }, by: \.name)
    earlier = Dictionary(grouping: before.versions, by: \.name)
  }

  /// The pairs of the versions that were there and still are: who reads an older version relies on it as it was.
  func pairs(of pair: ContractChanges.Pair) -> [ContractChanges.Pair] {
    guard let new = pair.new, !pair.isSpare else { return [] }
    return (kept[new.name] ?? []).compactMap { version in
      let readers = pair.ends.all.filter { after.versionsRead[$0.place] == version.version }
      guard !readers.isEmpty || pair.ends.hasOutside, let past = past(of: pair.old, version.version) else { return nil }
      var own = pair
      (own.old, own.new, own.version) = (Self.message(pair.old, past), Self.message(new, version), version.version)
      own.ends.all = readers
      return own
    }
  }

  /// What the current version of a message cannot read of older ones that are kept and read again, beyond what it could
  /// not read before.
  func history(
    of pair: ContractChanges.Pair, in old: inout ContractComparison, in new: inout ContractComparison
  ) -> [ContractChanges.Past] {
    guard let current = pair.new, !pair.isSpare, pair.version.isEmpty, pair.ends.isKept,
      let backward = pair.verdicts.first(where: { $0.direction == .backward })?.contract
    else { return [] }
    // A field that is told is not told again for another reason.
    var told = Set(backward.changes.map(\.path))
    var undecided = Set(backward.undecided.map(\.path))
    return (kept[current.name] ?? []).map { version in
      if let past = past(of: pair.old, version.version), !past.isCurrent {
        let known = old.compare(Self.message(pair.old, past), pair.old, direction: .backward)
        told.formUnion(known.changes.map(\.path))
        undecided.formUnion(known.undecided.map(\.path))
      }
      var verdict = new.compare(Self.message(current, version), current, direction: .backward)
      let fresh = Set(verdict.changes.map(\.path)).subtracting(told)
      verdict.changes.removeAll { !fresh.contains($0.path) }
      told.formUnion(fresh)
      verdict.undecided.removeAll { !undecided.insert($0.path).inserted }
      return ContractChanges.Past(version: version.version, contract: verdict)
    }
  }

  private func past(of message: Message, _ version: String) -> MessageVersion? {
    earlier[message.name]?.first { $0.version == version }
  }

  /// A message as one of its versions describes it.
  private static func message(_ message: Message, _ version: MessageVersion) -> Message {
    var message = message
    message.place = version.place
    message.payloadPlace = version.payloadPlace
    message.fields = nil
    return message
  }
}
