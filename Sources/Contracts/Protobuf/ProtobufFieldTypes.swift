import Findings
import Schemas

extension ProtobufPairs {
  private typealias Change = (kind: ChangeKind, words: String)

  /// Compares a field that both sides have under one number.
  mutating func compare(_ before: ProtobufMember, _ after: ProtobufMember) {
    let name = before.field.name
    let spans = (
      old: old[before.source].place(before.field.typeSpan), new: new[after.source].place(after.field.typeSpan)
    )
    let names = (old: old[before.source].place(before.field.span), new: new[after.source].place(after.field.span))
    if after.field.name != name {
      add(
        ProtobufChanges.fieldRenamed, path: name, words: "is now called `\(after.field.name)`",
        places: (names.old, names.new))
    } else if before.jsonName != after.jsonName {
      add(
        ProtobufChanges.jsonNameChanged, path: name,
        words: "was `\(before.jsonName)` in JSON and is now `\(after.jsonName)`", places: (names.old, names.new))
    }
    let types = (old: old.type(of: before), new: new.type(of: after))
    switch (before.shape, after.shape) {
    case (.map, .map):
      compare((old.keyType(of: before), new.keyType(of: after)), path: "\(name){}", part: "keys", places: spans)
      compare(types, path: name, part: "values", step: "{}", places: spans)
    case (.map, .list), (.list, .map):
      if !compareEntries(before, after, places: spans) { addTypeChanged(before, after, places: spans) }
    case (.map, .single), (.single, .map): addTypeChanged(before, after, places: spans)
    case (.single, .single), (.list, .list), (.single, .list), (.list, .single):
      guard compare(types, path: name, step: after.shape == .list ? "[]" : "", places: spans) else { return }
      if let change = change(of: before, after, types: types) {
        add(change.kind, path: name, words: change.words, places: (names.old, names.new))
      }
      compareText(before, after, places: spans)
      compareDefaults(before, after, types: types)
    }
  }

  /// A type in words: `repeated int32`.
  private func words(_ member: ProtobufMember) -> String {
    switch member.shape {
    case .single: member.field.type
    case .list: "a list of \(member.field.type)"
    case .map: "a map of \(member.field.type)"
    }
  }

  private mutating func addTypeChanged(
    _ before: ProtobufMember, _ after: ProtobufMember, places: (old: Place, new: Place)
  ) {
    add(
      ProtobufChanges.typeChanged, path: before.field.name,
      words: "was \(words(before)) and is now \(words(after))", places: (places.old, places.new))
  }

  // MARK: Types

  /// Compares two types; false if values of one cannot be read as the other.
  ///
  /// - Parameters:
  ///   - part: the part of a map that has the types.
  ///   - step: what leads from the field to its elements: `[]` or `{}`.
  @discardableResult
  private mutating func compare(
    _ types: (old: ProtobufType, new: ProtobufType), path: String, part: String = "", step: String = "",
    places: (old: Place, new: Place)
  ) -> Bool {
    let (reader, writer) = direction == .forward ? (types.old, types.new) : (types.new, types.old)
    let element = part == "keys" ? path : path + step
    let places = (old: Optional(places.old), new: Optional(places.new))
    let subject = part.isEmpty ? "" : "\(part) "
    let verb = part.isEmpty ? "was" : "were"
    let change = "\(subject)\(verb) \(types.old.name) and \(part.isEmpty ? "is" : "are") now \(types.new.name)"
    switch reader.reading(writer) {
    case .same: return true
    case .otherForm:
      // Parsers of Protocol Buffers take both forms; other readers of the JSON do not.
      if direction == .forward {
        add(ProtobufChanges.jsonFormChanged, path: element, words: change, places: places)
      }
      return true
    case .narrowed:
      add(
        ProtobufChanges.integerNarrowed, path: element,
        words: "\(change): \(reader.name) cannot hold all its values", places: places)
      return true
    case .reinterpreted:
      add(ProtobufChanges.reinterpreted, path: element, words: change, places: places)
      return true
    case .undecided:
      addUnknown(path: element, types: (types.old.name, types.new.name), places: places)
      return true
    case .broken:
      let isEncoding = types.old.isDelimited != types.new.isDelimited && types.old.isMessage && types.new.isMessage
      let kind = isEncoding ? ProtobufChanges.encodingChanged : ProtobufChanges.typeChanged
      let encoding = "was \(types.old.isDelimited ? "a group" : "no group") and is now "
      add(
        kind, path: element, words: isEncoding ? encoding + (types.new.isDelimited ? "one" : "none") : change,
        places: places)
      return false
    case .byContent:
      return compareContent(types, path: element, words: change, places: places)
    }
  }

  private mutating func compareContent(
    _ types: (old: ProtobufType, new: ProtobufType), path: String, words: String, places: (old: Place?, new: Place?)
  ) -> Bool {
    switch (types.old.kind, types.new.kind) {
    case (.message(let before), .message(let after)):
      let isRenamed = old.message(before).name != new.message(after).name
      if isRenamed, !sharesFields(before, after) {
        add(
          ProtobufChanges.messageReplaced, path: path, words: "\(words), which shares no field with it",
          places: places)
        return false
      }
      addPair(before, after, path: path)
    case (.enumeration(let before), .enumeration(let after)): addPair(before, after, path: path)
    default: break
    }
    return true
  }

  /// Compares a map with a list of messages that have its key and its value; false if the list holds anything else.
  private mutating func compareEntries(
    _ before: ProtobufMember, _ after: ProtobufMember, places: (old: Place, new: Place)
  ) -> Bool {
    let isMap = (old: before.shape == .map, new: after.shape == .map)
    guard let left = isMap.old ? entry(before, in: old) : entry(listed: before, in: old),
      let right = isMap.new ? entry(after, in: new) : entry(listed: after, in: new)
    else { return false }
    guard left.key.reading(right.key) != .broken, left.value.reading(right.value) != .broken else { return false }
    add(
      ProtobufChanges.listToMap, path: before.field.name,
      words: isMap.new ? "was a list of entries and is now a map" : "was a map and is now a list of entries",
      places: (places.old, places.new))
    compare((left.key, right.key), path: before.field.name + "{}", part: "keys", places: places)
    compare((left.value, right.value), path: before.field.name, part: "values", step: "{}", places: places)
    return true
  }

  private func entry(
    _ map: ProtobufMember, in sources: ProtobufSources
  ) -> (key: ProtobufType, value: ProtobufType)? {
    (sources.keyType(of: map), sources.type(of: map))
  }

  private func entry(
    listed list: ProtobufMember, in sources: ProtobufSources
  ) -> (key: ProtobufType, value: ProtobufType)? {
    guard case .message(let id) = sources.type(of: list).kind, !list.field.isDelimited else { return nil }
    let message = sources.message(id)
    // What else the messages hold has no place in a map.
    guard message.fields.count == 2, !message.fields.contains(where: { $0.isRepeated || $0.isMap }) else { return nil }
    let fields = message.fields.map { ProtobufMember(field: $0, source: id.source, scope: message.fullName) }
    guard let key = fields.first(where: { $0.field.number == 1 }),
      let value = fields.first(where: { $0.field.number == 2 })
    else { return nil }
    return (sources.type(of: key), sources.type(of: value))
  }

  // MARK: Cardinality and presence

  /// The change from one value to several, or from always to sometimes.
  private func change(
    of before: ProtobufMember, _ after: ProtobufMember, types: (old: ProtobufType, new: ProtobufType)
  ) -> Change? {
    let isForward = direction == .forward
    let (reader, writer) = isForward ? (before, after) : (after, before)
    if reader.isRequired, !writer.isRequired {
      return isForward
        ? (ProtobufChanges.nowOptional, "was required and may now be missing")
        : (ProtobufChanges.nowRequired, "is now required")
    }
    switch (reader.shape, writer.shape) {
    case (.single, .list):
      let words = isForward ? "was one value and is now a list" : "was a list and is now one value"
      let isPacked = writer.field.isPacked && (isForward ? types.new : types.old).isPackable
      return isPacked
        ? (ProtobufChanges.nowPacked, "\(words), sent as one block that readers of one value skip")
        : (ProtobufChanges.nowRepeated, "\(words), of which readers of one value keep the last")
    case (.list, .single) where isForward:
      return (ProtobufChanges.nowSingular, "was a list and is now one value")
    case (.single, .single)
    where isForward && reader.field.oneof == nil && reader.hasPresence && !writer.hasPresence && !types.new.isMessage:
      return (ProtobufChanges.zeroNotSent, "is no longer `optional`, and its zero value is no longer sent")
    default: return nil
    }
  }

  // MARK: Strings and defaults

  private mutating func compareText(
    _ before: ProtobufMember, _ after: ProtobufMember, places: (old: Place, new: Place)
  ) {
    let (reader, writer) = direction == .forward ? (before, after) : (after, before)
    guard !toldUncheckedText, before.field.type == "string", after.field.type == "string" else { return }
    guard reader.field.checksText, !writer.field.checksText else { return }
    toldUncheckedText = true
    add(
      ProtobufChanges.textNotChecked, path: before.field.name,
      words: direction == .forward
        ? "need no longer be UTF-8, which readers check" : "must now be UTF-8, which senders do not check",
      places: (places.old, places.new))
  }

  private mutating func compareDefaults(
    _ before: ProtobufMember, _ after: ProtobufMember, types: (old: ProtobufType, new: ProtobufType)
  ) {
    guard before.shape == .single, after.shape == .single, !types.old.isMessage, !types.new.isMessage else { return }
    let left = defaultValue(of: before, types.old, isOld: true)
    let right = defaultValue(of: after, types.new, isOld: false)
    guard left != right else { return }
    if policy == .tolerant, case .text(let first) = left, case .text(let second) = right,
      ProtobufDefault.isVersionMarker(first, second)
    {
      return
    }
    func place(_ member: ProtobufMember, _ sources: ProtobufSources) -> Place {
      sources[member.source].place(member.field.defaultValue?.span ?? member.field.span)
    }
    add(
      ProtobufChanges.defaultChanged, path: before.field.name,
      words: "default changed from \(left.words) to \(right.words)", places: (place(before, old), place(after, new)))
  }
}

extension ProtobufPairs {
  fileprivate mutating func defaultValue(
    of member: ProtobufMember, _ type: ProtobufType, isOld: Bool
  ) -> ProtobufDefault {
    guard case .enumeration(let id) = type.kind else {
      return ProtobufDefault(member, type, values: [:], first: nil)
    }
    let isWritten = member.field.defaultValue != nil
    let values = isWritten ? isOld ? oldValues(of: id) : newValues(of: id) : [:]
    return ProtobufDefault(
      member, type, values: values, first: (isOld ? old : new).enumeration(id).values.first)
  }
}

extension ProtobufFile.Message {
  /// The name without package and enclosing messages.
  var name: Substring { fullName[(fullName.lastIndex(of: ".").map(fullName.index(after:)) ?? fullName.startIndex)...] }
}

extension ProtobufType {
  var isMessage: Bool {
    switch kind {
    case .message, .wellKnown, .common, .unknown: true
    case .scalar, .enumeration: false
    }
  }
}
