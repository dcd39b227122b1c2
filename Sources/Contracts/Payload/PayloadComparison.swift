package import Catalog
import Findings
import Writing

/// A comparison of payloads that catalogs write out themselves, or of which only the lowered fields are known.
///
/// Objects are open: receivers skip fields that they do not know, so a field more is never a break unless receivers
/// require it. Both policies give the same verdict, since no registry compares such payloads.
package struct PayloadComparison {
  private let old: Names
  private let new: Names

  /// - Parameters:
  ///   - old: the names of old payloads.
  ///   - new: the names of new payloads.
  package init(old: Names, new: Names) {
    self.old = old
    self.new = new
  }

  /// The verdict for two payloads in one direction. Linear in their fields.
  package func compare(_ before: Shape, _ after: Shape, direction: CompatibilityDirection) -> ContractVerdict {
    let isForward = direction == .forward
    var walk = PayloadWalk(
      reader: PayloadSide(isForward ? before : after, names: isForward ? old : new),
      writer: PayloadSide(isForward ? after : before, names: isForward ? new : old), isForward: isForward)
    walk.compare()
    return walk.verdict
  }
}

/// A payload with its fields by object.
private struct PayloadSide {
  let fields: [Field]
  let names: Names
  /// The fields of each object by its position, those of the payload by -1.
  private(set) var members: [Int: [Int]] = [:]
  private var positions: [Member: Int] = [:]

  private struct Member: Hashable {
    var parent: Int
    var name: Name
  }

  init(_ shape: Shape, names: Names) {
    fields = shape.fields
    self.names = names
    for (position, field) in fields.enumerated() {
      let member = Member(parent: field.parent, name: field.name)
      guard positions[member] == nil else { continue }
      positions[member] = position
      members[field.parent, default: []].append(position)
    }
  }

  func type(of field: Field) -> PayloadType { PayloadType(field, names: names) }

  /// The position of an object's field; nil if it has none of that name.
  func member(_ name: ArraySlice<UInt8>, of parent: Int) -> Int? {
    names.find(name).flatMap { positions[Member(parent: parent, name: $0)] }
  }
}

private struct PayloadWalk {
  let reader: PayloadSide
  let writer: PayloadSide
  let isForward: Bool
  var verdict = ContractVerdict()
  private var paths = SchemaPaths()
  /// The path below which the fields of each of the reader's fields stand.
  private var bases: [Int] = []
  /// The writer's object for each of the reader's objects; nil where their fields are not compared.
  private var counterparts: [Int?] = []

  init(reader: PayloadSide, writer: PayloadSide, isForward: Bool) {
    self.reader = reader
    self.writer = writer
    self.isForward = isForward
  }

  /// Compares all fields in the order of the reader's payload, where parents precede their children.
  mutating func compare() {
    for field in reader.fields {
      let isRoot = field.parent < 0
      let name = reader.names.bytes(field.name)
      let path = paths.child(
        of: isRoot ? SchemaPaths.root : bases[field.parent], ".\(String(decoding: name, as: UTF8.self))")
      bases.append(paths.child(of: path, field.isList ? "[]" : ""))
      guard let parent = isRoot ? -1 : counterparts[field.parent] else {
        counterparts.append(nil)
        continue
      }
      guard let position = writer.member(name, of: parent) else {
        reportMissing(field, in: parent, path: path)
        counterparts.append(nil)
        continue
      }
      let other = writer.fields[position]
      comparePresence(field, other, path: path)
      compareTypes(field, other, path: path)
      let isObject = field.kind == .object && other.kind == .object && field.isList == other.isList
      counterparts.append(isObject ? position : nil)
    }
  }

  private mutating func report(_ kind: ChangeKind, _ words: String, path: Int, places: (reader: Place?, writer: Place?))
  {
    verdict.changes.append(
      ContractChange(
        kind, path: paths[path], words: words, old: isForward ? places.reader : places.writer,
        new: isForward ? places.writer : places.reader))
  }

  private static func isSometimesMissing(_ field: Field) -> Bool { field.isOptional || field.isConditional }

  private mutating func reportMissing(_ field: Field, in parent: Int, path: Int) {
    let isOptional = Self.isSometimesMissing(field)
    // A field more that may be missing breaks no sender.
    guard isForward || !isOptional else { return }
    let near = renamed(field, in: parent)
    let places = (field.place, near?.place ?? (parent < 0 ? nil : writer.fields[parent].place))
    let name = near.map { "`\(writer.names[$0.name])`" }
    if isForward {
      report(
        isOptional ? .payloadOptionalFieldRemoved : .payloadFieldRemoved,
        "was removed" + (name.map { "; \($0) may be its new name" } ?? ""), path: path, places: places)
    } else {
      report(
        .payloadFieldRequired, "is new and required" + (name.map { "; it may be the earlier \($0)" } ?? ""),
        path: path, places: places)
    }
  }

  /// The number of fields of an object among which a renamed one is sought.
  private static let maximumHints = 50

  /// The writer's field of the same type that the reader lacks and whose name is similar.
  private func renamed(_ field: Field, in parent: Int) -> Field? {
    let members = writer.members[parent] ?? []
    guard members.count <= Self.maximumHints else { return nil }
    let type = reader.type(of: field)
    let candidates = members.map { writer.fields[$0] }.filter {
      $0.isList == field.isList && writer.type(of: $0) == type
        && reader.member(writer.names.bytes($0.name), of: field.parent) == nil
    }
    let near = NearName.best(
      for: reader.names.bytes(field.name), among: candidates.lazy.map { writer.names.bytes($0.name) })
    return near.flatMap { near in candidates.first { writer.names.bytes($0.name).elementsEqual(near) } }
  }

  private mutating func comparePresence(_ field: Field, _ other: Field, path: Int) {
    let places = (field.place, other.place)
    if !Self.isSometimesMissing(field), Self.isSometimesMissing(other) {
      report(
        isForward ? .payloadNowOptional : .payloadNowRequired,
        isForward ? "was always present and may now be missing" : "was optional and is now required", path: path,
        places: places)
    }
    if !field.isNullable, other.isNullable, field.kind != .unknown, field.kind != .opaque {
      report(
        isForward ? .payloadNowNullable : .payloadNoLongerNullable,
        isForward ? "may now be null" : "may no longer be null", path: path, places: places)
    }
  }

  private mutating func compareTypes(_ field: Field, _ other: Field, path: Int) {
    let (left, right) = (reader.type(of: field), writer.type(of: other))
    let (old, new) = isForward ? (field, other) : (other, field)
    let places = (field.place, other.place)
    let isKnown = ![.unstated, .opaque].contains(left) && ![.unstated, .opaque].contains(right)
    if isKnown, field.isList != other.isList {
      return report(
        .payloadTypeChanged, new.isList ? "is now a list" : "is no longer a list", path: path, places: places)
    }
    switch left.reading(of: right) {
    case .reads: break
    case .breaks(let kind):
      let types = isForward ? (old: left, new: right) : (old: right, new: left)
      let whole = old.isList ? "a list of " : ""
      report(
        kind, "changed from \(whole)\(types.old.words) to \(whole)\(types.new.words)", path: path, places: places)
    case .undecided(let reason):
      verdict.undecided.append(
        UndecidedPart(path: paths[path], reason: reason, old: old.place, new: new.place))
    }
  }
}
