import Catalog
import Findings
import Linking
import Writing
import YAMLTree

/// What services send, and which of it excludes which.
extension DocumentReader {
  /// `publishes: A`, `[A, B]`, `A | B`, `[A | B, C]`, or a mapping whose keys are the names.
  ///
  /// - Returns: how many messages were named.
  mutating func readOutputs(_ verb: Mention.Verb, _ id: NodeID, service: Name, reaction: Int32) -> Int {
    let before = reading.mentions.count
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .sequence:
      for child in tree.children(target) {
        guard budget.spend() else { break }
        readAlternatives(verb, child, service: service, reaction: reaction)
      }
    case .scalar:
      if !tree.isNull(target) { readAlternatives(verb, id, service: service, reaction: reaction) }
    case .mapping, .alias, .tagged:
      wrongType(verb.name, "a message or a list of messages", at: id)
    }
    return reading.mentions.count - before
  }

  mutating func readAlternatives(_ verb: Mention.Verb, _ id: NodeID, service: Name, reaction: Int32) {
    var names = alternatives(verb.name, id)
    let isSometimes = names.count == 1 && dropQuestionMark(&names[0])
    let group: UInt16 = names.count > 1 || isSometimes ? nextGroup : 0
    for (index, name) in names.enumerated() {
      reading.mentions.append(
        Mention(
          service: service, message: name.name, verb: verb, place: name.place, reaction: reaction, alternative: group,
          branch: group == 0 ? 0 : UInt8(min(index + 1, 255))))
    }
  }

  /// A number for the next group of alternatives that no other group of the reaction has.
  private var nextGroup: UInt16 { UInt16(truncatingIfNeeded: 2 * reading.mentions.count + 1) }

  /// Takes the question mark off a name that has one: `A?`.
  private mutating func dropQuestionMark(_ name: inout NamePlace) -> Bool {
    let word = reading.names.bytes(name.name)
    guard word.last == UInt8(ascii: "?"), word.count > 1 else { return false }
    name.name = reading.names.intern(Array(word.dropLast())[...])
    if Int(name.place.end - name.place.start) == word.count { name.place.end -= 1 }
    return true
  }

  /// `one-of`: a list of mappings, of which one happens.
  mutating func readBranches(_ id: NodeID, service: Name, reaction: Int32) {
    let target = tree.resolved(id)
    guard tree[target].kind == .sequence else { return wrongType("one-of", "a list of mappings", at: id) }
    let group = nextGroup
    for (number, child) in tree.children(target).enumerated() {
      guard budget.spend() else { break }
      let first = reading.mentions.count
      for entry in mapping("one-of", child) {
        guard let key: BranchKey = key(entry) else { continue }
        _ = readOutputs(key.verb, entry.value, service: service, reaction: reaction)
      }
      for index in first..<reading.mentions.count {
        if reading.mentions[index].alternative > 0 {
          report(
            .invalidValue, "a choice inside `one-of`; make each of its ways an entry of `one-of`",
            at: reading.mentions[index].place, subjects: ["one-of"])
        }
        reading.mentions[index].alternative = group
        reading.mentions[index].branch = UInt8(min(number + 1, 255))
      }
    }
  }

  /// The names in `A | B`, each with its own place.
  mutating func alternatives(_ what: String, _ id: NodeID) -> [NamePlace] {
    parts(what, id, between: UInt8(ascii: "|"))
  }

  /// The names between separators, each with its own place; one name if there are none.
  mutating func parts(_ what: String, _ id: NodeID, between separator: UInt8) -> [NamePlace] {
    let target = tree.resolved(id)
    let text = tree.text(target)
    guard text.contains(separator) else { return names(what, id) }
    let whole = place(id)
    // The text's bytes are the file's own when nothing was escaped or folded: quotes or nothing stand before it.
    let quote = UInt32(tree[target].flags.contains(.plain) ? 0 : 1)
    let isVerbatim = tree[id].kind == .scalar && tree[id].end - tree[id].start == tree[id].length + 2 * quote
    var result: [NamePlace] = []
    for part in text.split(separator: separator, omittingEmptySubsequences: false) {
      var part = part
      while part.first == UInt8(ascii: " ") { part = part.dropFirst() }
      while part.last == UInt8(ascii: " ") { part = part.dropLast() }
      guard !part.isEmpty else {
        report(.invalidValue, "a name in `\(what)` is empty", at: whole, subjects: [what, ""])
        continue
      }
      var place = whole
      if isVerbatim {
        place.start = whole.start + quote + UInt32(part.startIndex - text.startIndex)
        place.end = place.start + UInt32(part.count)
      }
      result.append(NamePlace(reading.names.intern(part), at: place))
    }
    return result
  }
}

/// The same written again.
extension CatalogWriter {
  func outputs(_ verb: Mention.Verb, of reaction: Reaction) -> String? {
    let all = reaction.outputs.map { catalog.mentions[Int($0)] }
    let wide = wideGroups(all)
    let own = all.filter { $0.verb == verb && !wide.contains($0.alternative) }
    return own.isEmpty ? nil : "[\(outputs(own))]"
  }

  /// The groups of alternatives that need `one-of`: with several verbs, or several messages in one branch.
  private func wideGroups(_ outputs: [Mention]) -> [UInt16] {
    Dictionary(grouping: outputs.filter { $0.alternative > 0 }, by: \.alternative).filter { _, members in
      Set(members.map(\.verb)).count > 1
        || Dictionary(grouping: members.filter { $0.branch > 0 }, by: \.branch).contains { $1.count > 1 }
    }.keys.sorted()
  }

  func branches(of reaction: Reaction) -> String? {
    let all = reaction.outputs.map { catalog.mentions[Int($0)] }
    let ways = wideGroups(all).flatMap { group in
      let members = all.filter { $0.alternative == group }
      return Set(members.map(\.branch)).sorted().map { branch in
        let own = members.filter { $0.branch == branch }
        let pairs = BranchKey.allCases.compactMap { key in
          pair(key, list(own.filter { $0.verb == key.verb }.map(\.message)))
        }
        return "{\(pairs.joined(separator: ", "))}"
      }
    }
    return ways.isEmpty ? nil : "[\(ways.joined(separator: ", "))]"
  }

  /// Names one after another; those of one choice are joined by bars, and one that goes out sometimes has a mark.
  func outputs(_ mentions: [Mention]) -> String {
    var seen: Set<Name> = []
    var groups: [(alternative: UInt16, names: [String])] = []
    for mention in mentions where seen.insert(mention.message).inserted {
      let name = catalog[mention.message]
      if mention.alternative > 0, groups.last?.alternative == mention.alternative {
        groups[groups.count - 1].names.append(name)
      } else {
        groups.append((mention.alternative, [name]))
      }
    }
    return groups.map { alternative, names in
      YAMLText.scalar(alternative > 0 && names.count == 1 ? "\(names[0])?" : names.joined(separator: " | "))
    }.joined(separator: ", ")
  }
}
