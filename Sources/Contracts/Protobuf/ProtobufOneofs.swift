import Findings
import Schemas

/// The oneofs of two messages: which is which, and what became of the fields in them.
struct ProtobufOneofs {
  /// The new oneof of an old one, by the same name, or by a member if both names are of one side only.
  private(set) var newCounterpart: [Int: Int] = [:]
  /// The old oneof of a new one.
  private(set) var oldCounterpart: [Int: Int] = [:]
  /// The oneofs that have another name now, as old and new index.
  private(set) var renamed: [(old: Int, new: Int)] = []
  private let fields: ProtobufPairs.Fields
  /// The number of fields that both sides have, by the oneofs that hold them.
  private var inOld: [Int: Int] = [:]
  private var inNew: [Int: Int] = [:]
  private var inBoth: [Membership: Int] = [:]

  struct Membership: Hashable {
    var old: Int
    var new: Int
  }

  init(
    _ before: ProtobufFile.Message, _ after: ProtobufFile.Message, fields: ProtobufPairs.Fields, kept: [Int: Int]
  ) {
    self.fields = fields
    var names: [String: Int] = [:]
    for (index, oneof) in after.oneofs.enumerated() where names[oneof.name] == nil { names[oneof.name] = index }
    for (index, oneof) in before.oneofs.enumerated() {
      guard let counterpart = names[oneof.name], oldCounterpart[counterpart] == nil else { continue }
      link(index, counterpart)
    }
    for index in fields.old.indices {
      guard let counterpart = kept[index] else { continue }
      let (from, to) = (fields.old[index].field.oneof, fields.new[counterpart].field.oneof)
      if let from { inOld[from, default: 0] += 1 }
      if let to { inNew[to, default: 0] += 1 }
      guard let from, let to else { continue }
      inBoth[Membership(old: from, new: to), default: 0] += 1
      if newCounterpart[from] == nil, oldCounterpart[to] == nil {
        link(from, to)
        renamed.append((from, to))
      }
    }
  }

  private mutating func link(_ before: Int, _ after: Int) {
    newCounterpart[before] = after
    oldCounterpart[after] = before
  }

  /// What a field's move from one oneof to another means.
  struct Move {
    var from: Int?
    var to: Int?
    /// Whether the new message can hold the field beside a member of its old oneof.
    var isFreer: Bool
    /// Whether the old message could hold the field beside a member of its new oneof.
    var isBound: Bool
  }

  /// The move of a field that both sides have; nil if it stays where it was.
  func move(_ before: Int, _ after: Int) -> Move? {
    let (from, to) = (fields.old[before].field.oneof, fields.new[after].field.oneof)
    guard from.map({ newCounterpart[$0] }) != to.map({ Optional($0) }) else { return nil }
    guard from != nil || to != nil else { return nil }
    var together = 1
    if let from, let to { together = inBoth[Membership(old: from, new: to)] ?? 1 }
    return Move(
      from: from, to: to, isFreer: from.map { (inOld[$0] ?? 0) > together } ?? false,
      isBound: to.map { (inNew[$0] ?? 0) > together } ?? false)
  }
}

extension ProtobufPairs {
  /// Tells that a field which both sides have moved into a oneof or out of one.
  mutating func tellOneof(
    of index: Int, _ counterpart: Int, among oneofs: ProtobufOneofs,
    in messages: (old: ProtobufSources.TypeID, new: ProtobufSources.TypeID)
  ) {
    guard let move = oneofs.move(index, counterpart) else { return }
    let (before, after) = (old.message(messages.old), new.message(messages.new))
    let (left, right) = (oneofs.field(index, counterpart))
    let oldName = move.from.map { before.oneofs[$0].name } ?? ""
    let newName = move.to.map { after.oneofs[$0].name } ?? ""
    let places = (old[messages.old.source].place(left.span), new[messages.new.source].place(right.span))
    func tell(_ kind: ChangeKind, _ words: String, in pairs: inout ProtobufPairs) {
      pairs.add(kind, path: left.name, words: words, places: places)
    }
    if direction == .backward {
      guard move.isBound else { return }
      tell(
        ProtobufChanges.oneofJoined,
        "is now in oneof `\(newName)`, of whose members senders set several", in: &self)
    } else if move.isFreer {
      tell(
        ProtobufChanges.oneofSplit,
        "left oneof `\(oldName)` and may now be sent beside its members", in: &self)
    } else if move.isBound {
      tell(
        ProtobufChanges.oneofRestricted,
        "is now in oneof `\(newName)` and is missing if another member is set", in: &self)
    } else if move.to != nil {
      tell(
        ProtobufChanges.oneofEntered,
        "is now in oneof `\(newName)` and is missing if a member that readers do not know is set", in: &self)
    } else {
      tell(ProtobufChanges.oneofLeft, "left oneof `\(oldName)`", in: &self)
    }
  }

  /// Tells the oneofs that have another name now.
  mutating func tellRenamed(
    _ oneofs: ProtobufOneofs, in messages: (old: ProtobufSources.TypeID, new: ProtobufSources.TypeID)
  ) {
    let (before, after) = messages
    let (left, right) = (old.message(before), new.message(after))
    for (from, to) in oneofs.renamed {
      add(
        ProtobufChanges.oneofRenamed, path: left.oneofs[from].name,
        words: "is now called `\(right.oneofs[to].name)`",
        places: (
          old[before.source].place(left.oneofs[from].span), new[after.source].place(right.oneofs[to].span)
        ))
    }
  }
}

extension ProtobufOneofs {
  /// A field that both sides have, as both have it.
  func field(_ before: Int, _ after: Int) -> (ProtobufFile.Field, ProtobufFile.Field) {
    (fields.old[before].field, fields.new[after].field)
  }
}
