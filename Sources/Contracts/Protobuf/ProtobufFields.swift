import Findings
import Schemas

extension ProtobufPairs {
  /// The fields of two messages, found by number and by name.
  struct Fields {
    var old: [ProtobufMember]
    var new: [ProtobufMember]
    private(set) var oldByNumber: [Int: Int] = [:]
    private(set) var newByNumber: [Int: Int] = [:]
    private(set) var oldByName: [String: Int] = [:]
    private(set) var newByName: [String: Int] = [:]

    init(old: [ProtobufMember], new: [ProtobufMember]) {
      self.old = old
      self.new = new
      (oldByNumber, oldByName) = Self.indices(old)
      (newByNumber, newByName) = Self.indices(new)
    }

    private static func indices(_ members: [ProtobufMember]) -> (numbers: [Int: Int], names: [String: Int]) {
      var result = (numbers: [Int: Int](), names: [String: Int]())
      for (index, member) in members.enumerated() {
        if let number = member.field.number, result.numbers[number] == nil { result.numbers[number] = index }
        if result.names[member.field.name] == nil { result.names[member.field.name] = index }
      }
      return result
    }
  }

  /// What became of a field.
  private enum Fate {
    /// Its number still belongs to it, perhaps under another name.
    case kept(Int)
    case renumbered(Int)
    /// Its number belongs to another field.
    case replaced(Int)
    case removed
  }

  /// Compares the fields of two messages.
  mutating func compareFields(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID) {
    let fields = Fields(
      old: members(of: before, in: old, extensions: oldExtensions),
      new: members(of: after, in: new, extensions: newExtensions))
    var fates: [Fate] = []
    var kept: [Int: Int] = [:]
    for (index, member) in fields.old.enumerated() {
      fates.append(fate(of: member, fields))
      if case .kept(let counterpart) = fates[index] { kept[index] = counterpart }
    }
    let oneofs = ProtobufOneofs(old.message(before), new.message(after), fields: fields, kept: kept)
    let newReserved = NumberRanges(new.message(after).reserved.numbers.lazy.map(\.range))
    func tellOld(_ index: Int, in pairs: inout ProtobufPairs) {
      let member = fields.old[index]
      switch fates[index] {
      case .kept(let counterpart):
        pairs.compare(member, fields.new[counterpart])
        pairs.tellOneof(of: index, counterpart, among: oneofs, in: (before, after))
      case .renumbered(let counterpart): pairs.tellRenumbered(member, fields.new[counterpart])
      case .replaced(let other): pairs.tellReplaced(member, fields.new[other])
      case .removed: pairs.tellRemoved(member, after, reserved: newReserved, oneofs: oneofs)
      }
    }
    if direction == .forward {
      for index in fields.old.indices { tellOld(index, in: &self) }
      for member in fields.new where isAdded(member, fields) { tellAdded(member, before, oneofs: oneofs) }
    } else {
      let counterparts = Dictionary(kept.map { ($1, $0) }) { first, _ in first }
      for (index, member) in fields.new.enumerated() {
        if let counterpart = counterparts[index] {
          tellOld(counterpart, in: &self)
        } else if isAdded(member, fields) {
          tellAdded(member, before, oneofs: oneofs)
        }
      }
      for index in fields.old.indices where kept[index] == nil { tellOld(index, in: &self) }
    }
    tellRenamed(oneofs, in: (before, after))
    let (left, right) = (old.message(before), new.message(after))
    tellReserved((left.reserved, before.source, left.span), (right.reserved, after.source, right.span))
  }

  private func members(
    of id: ProtobufSources.TypeID, in sources: ProtobufSources,
    extensions: [ProtobufSources.TypeID: [ProtobufSources.ExtensionID]]
  ) -> [ProtobufMember] {
    let message = sources.message(id)
    var members = message.fields.map { ProtobufMember(field: $0, source: id.source, scope: message.fullName) }
    for item in extensions[id] ?? [] {
      let added = sources[item.source].content.extensions[item.index]
      members.append(ProtobufMember(field: added.field, source: item.source, scope: added.scope))
    }
    return members
  }

  private mutating func fate(of member: ProtobufMember, _ fields: Fields) -> Fate {
    let sameName = fields.newByName[member.field.name]
    if let sameName, fields.new[sameName].field.number == member.field.number { return .kept(sameName) }
    guard let sameNumber = member.field.number.flatMap({ fields.newByNumber[$0] }) else {
      return sameName.map { .renumbered($0) } ?? .removed
    }
    let other = fields.new[sameNumber]
    if let sameName { return .renumbered(sameName) }
    let isMoved = fields.oldByName[other.field.name] != nil
    return isMoved || !isRename(member, other) ? .replaced(sameNumber) : .kept(sameNumber)
  }

  private func isAdded(_ member: ProtobufMember, _ fields: Fields) -> Bool {
    fields.oldByName[member.field.name] == nil
      && member.field.number.map { fields.oldByNumber[$0] == nil } ?? true
  }

  /// Whether a field of another name may be the same one: it is read as the old one was.
  private mutating func isRename(_ before: ProtobufMember, _ after: ProtobufMember) -> Bool {
    guard before.shape == after.shape else { return false }
    let (left, right) = (old.type(of: before), new.type(of: after))
    if case .message(let first) = left.kind, case .message(let second) = right.kind {
      return left.isDelimited == right.isDelimited && sharesFields(first, second)
    }
    let (older, newer) = (left.reading(right), right.reading(left))
    return older == .undecided ? left.name == right.name : older != .broken || newer != .broken
  }

  /// Whether two messages have a field in common: one number with types of one kind. Messages without fields do.
  mutating func sharesFields(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID) -> Bool {
    let key = Key(old: before, new: after)
    if let known = sharing[key] { return known }
    let result = findSharedField(before, after)
    sharing[key] = result
    return result
  }

  private func findSharedField(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID) -> Bool {
    let (left, right) = (old.message(before), new.message(after))
    guard !left.fields.isEmpty, !right.fields.isEmpty else { return true }
    var members: [Int: ProtobufMember] = [:]
    for field in left.fields {
      guard let number = field.number else { continue }
      members[number] = ProtobufMember(field: field, source: before.source, scope: left.fullName)
    }
    return right.fields.contains { field in
      guard let number = field.number, let member = members[number] else { return false }
      if member.field.name == field.name { return true }
      let other = ProtobufMember(field: field, source: after.source, scope: right.fullName)
      return member.shape == other.shape && old.type(of: member).reading(new.type(of: other)) != .broken
    }
  }

  // MARK: Fields of one side

  private mutating func tellRenumbered(_ before: ProtobufMember, _ after: ProtobufMember) {
    guard let from = before.field.number, let to = after.field.number else {
      return addUnknownNumber(before, after)
    }
    add(
      ProtobufChanges.numberChanged, path: before.field.name, words: "number changed from \(from) to \(to)",
      places: (
        old[before.source].place(before.field.numberSpan), new[after.source].place(after.field.numberSpan)
      ))
  }

  private mutating func tellReplaced(_ before: ProtobufMember, _ after: ProtobufMember) {
    let number = before.field.number.map(String.init) ?? ""
    add(
      ProtobufChanges.numberReused, path: before.field.name,
      words: "was removed, and its number \(number) now belongs to `\(after.field.name)`",
      places: (old[before.source].place(before.field.span), new[after.source].place(after.field.numberSpan)))
  }

  private mutating func tellRemoved(
    _ member: ProtobufMember, _ after: ProtobufSources.TypeID, reserved: NumberRanges, oneofs: ProtobufOneofs
  ) {
    let name = member.field.name
    let places = (old[member.source].place(member.field.span), new[after.source].place(new.message(after).span))
    if direction == .forward {
      if member.isRequired {
        add(ProtobufChanges.requiredRemoved, path: name, words: "was required and was removed", places: places)
      } else {
        add(ProtobufChanges.fieldRemoved, path: name, words: "was removed", places: places)
      }
    } else if let oneof = member.field.oneof, let counterpart = oneofs.newCounterpart[oneof] {
      add(
        ProtobufChanges.oneofMemberRemoved, path: name,
        words: "was removed from oneof `\(new.message(after).oneofs[counterpart].name)`", places: places)
    } else if let number = member.field.number, !reserved.contains(number) {
      add(
        ProtobufChanges.numberNotReserved, path: name,
        words: "was removed, and its number \(number) is not reserved", places: places)
    }
  }

  private mutating func tellAdded(
    _ member: ProtobufMember, _ before: ProtobufSources.TypeID, oneofs: ProtobufOneofs
  ) {
    let message = old.message(before)
    let place = new[member.source].place(member.field.span)
    if direction == .backward {
      guard member.isRequired else { return }
      add(
        ProtobufChanges.requiredAdded, path: member.field.name, words: "is new and required",
        places: (old[before.source].place(message.span), place))
    } else if let oneof = member.field.oneof, let counterpart = oneofs.oldCounterpart[oneof] {
      let known = message.oneofs[counterpart]
      add(
        ProtobufChanges.oneofMemberAdded, path: known.name,
        words: "may now hold `\(member.field.name)`, which readers do not know",
        places: (old[before.source].place(known.span), place))
    }
  }

  private mutating func addUnknownNumber(_ before: ProtobufMember, _ after: ProtobufMember) {
    addUndecided(
      path: before.field.name, reason: "its number is larger than any field number",
      places: (
        old[before.source].place(before.field.numberSpan), new[after.source].place(after.field.numberSpan)
      ))
  }

  /// Tells numbers and names that are no longer reserved.
  mutating func tellReserved(
    _ before: (reserved: ProtobufFile.Reserved, source: Int, span: Range<Int>),
    _ after: (reserved: ProtobufFile.Reserved, source: Int, span: Range<Int>)
  ) {
    let numbers = NumberRanges(after.reserved.numbers.lazy.map(\.range))
    let names = Set(after.reserved.names.lazy.map(\.name))
    let place = new[after.source].place(after.span)
    for item in before.reserved.numbers where !numbers.contains(item.range) {
      let (low, high) = (item.range.lowerBound, item.range.upperBound)
      let words =
        low == high
        ? "number \(low) is no longer reserved"
        : "numbers \(low) to \(high == Int(Int32.max) ? "max" : "\(high)") are no longer all reserved"
      add(
        ProtobufChanges.reservedRemoved, path: "", words: words,
        places: (old[before.source].place(item.span), place))
    }
    for item in before.reserved.names where !names.contains(item.name) {
      add(
        ProtobufChanges.reservedRemoved, path: "", words: "name `\(item.name)` is no longer reserved",
        places: (old[before.source].place(item.span), place))
    }
  }
}
