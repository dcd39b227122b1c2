import Findings
import Schemas

/// The comparison of types and listed values.
extension Inclusion {
  // MARK: Types

  /// The change of a writer's types that a reader does not admit.
  func typeChange(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    let further = writer.types.subtracting(reader.types)
    let (kind, words) = typeWords(sent: writer.types, read: reader.types, further: further)
    return broken(kind, "", words: words, writer: writer, reader: reader, writerKey: "type", readerKey: "type")
  }

  private func typeWords(sent: TypeSet, read: TypeSet, further: TypeSet) -> (ChangeKind, String) {
    if further == .null, sent != .null {
      return isForward ? (.nowNullable, "may now be null") : (.noLongerNullable, "may no longer be null")
    }
    if sent.isDisjoint(with: read) {
      return (.typeChanged, words(reader: read.words, writer: sent.words))
    }
    let kind: ChangeKind = isForward ? .typeWidened : .typeNarrowed
    if further == .fraction || sent == .all { return (kind, words(reader: read.words, writer: sent.words)) }
    return (kind, isForward ? "may now also be \(further.words)" : "may no longer be \(further.words)")
  }

  // MARK: Listed values

  /// Whether a reader admits each of the writer's listed values.
  func compareValues(_ values: [Datum], _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    if policy == .tolerant, isVersionMarker(values, reader) { return Outcome() }
    var admission = Admission(table: table, steps: 20_000 + values.count * 16)
    var refused: [Datum] = []
    var isCertain = true
    for value in values {
      switch admission.admits(reader, value) {
      case true?: break
      case false?: refused.append(value)
      case nil: isCertain = false
      }
    }
    var outcome = Outcome()
    if !refused.isEmpty { outcome.take(change(refused, of: values, writer: writer, reader: reader)) }
    if !isCertain { outcome.take(undecided("some of its values cannot be checked", writer, reader: reader)) }
    if outcome.isIncluded { outcome.take(compareDefaults(writer, reader)) }
    return outcome
  }

  /// The listed values of a schema, its own or those of the schema that it refers to.
  private func listed(_ schema: SchemaNode, depth: Int = 0) -> (schema: SchemaNode, values: [Datum])? {
    if let values = table.read(schema).values { return (schema, values) }
    guard depth < 8 else { return nil }
    return schema.parts.lazy.compactMap { self.listed($0, depth: depth + 1) }.first
  }

  private func change(
    _ refused: [Datum], of values: [Datum], writer: Conjunction, reader: SchemaNode
  ) -> Outcome {
    let sent = refused.reduce(into: TypeSet()) { $0.formUnion($1.type) }
    let read = types(of: reader)
    // Values of another type are not values that were added to a list.
    if sent.isDisjoint(with: read) {
      let (kind, words) = typeWords(sent: writer.types, read: read, further: sent)
      return broken(kind, "", words: words, writer: writer, reader: reader, writerKey: "type", readerKey: "type")
    }
    let names = table.words(refused)
    guard let list = listed(reader) else {
      let words = isForward ? "now admits \(names), which readers refuse" : "no longer admits \(names)"
      let kind: ChangeKind = isForward ? .constraintLoosened : .constraintTightened
      return broken(
        reader.strings?.patterns.isEmpty == false ? .patternChanged : kind, "", words: words, writer: writer,
        reader: reader,
        writerKey: "enum")
    }
    if values.count == 1, list.values.count == 1, let now = values.first, let before = list.values.first {
      return broken(
        .constChanged, "", words: words(reader: table.words(before), writer: table.words(now)),
        sent: place(of: now, in: writer.schemas), read: place(of: before, in: [list.schema]))
    }
    let words = isForward ? "now admits \(names), which readers do not know" : "no longer admits \(names)"
    return broken(
      isForward ? .enumValueAdded : .enumValueRemoved, "", words: words,
      sent: place(of: refused[0], in: writer.schemas) ?? place(of: writer), read: list.schema.place("enum"))
  }

  /// The place of a listed value.
  private func place(of value: Datum, in schemas: [SchemaNode]) -> Place? {
    for schema in schemas {
      if let constant = schema.origin?["const"], table.datum(constant) == value { return constant.place }
      guard let list = schema.origin?["enum"], list.isSequence, schema.values?.count ?? 0 < 2000 else { continue }
      if let item = list.items.first(where: { table.datum($0) == value }) { return item.place }
    }
    return schemas.first?.place()
  }

  /// The change of a reader that admits only listed values while the writer sends others.
  func valuesLimited(_ values: [Datum], _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    let shown = table.words(values)
    let words = isForward ? "is no longer limited to \(shown)" : "is now limited to \(shown)"
    return broken(
      isForward ? .enumDropped : .enumAdded, "", words: words, writer: writer, reader: reader, readerKey: "enum")
  }

  /// Whether the writer may send a value that the reader excludes.
  func compareExcluded(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    let known = Set(writer.excluded)
    var admission = Admission(table: table)
    let sent = reader.excluded.filter { value in
      writer.types.contains(value.type) && !known.contains(value) && admission.admits(writer.schemas, value) != false
    }
    guard !sent.isEmpty else { return Outcome() }
    let words =
      isForward ? "now admits \(table.words(sent)), which readers refuse" : "no longer admits \(table.words(sent))"
    return broken(.conditionChanged, "", words: words, writer: writer, reader: reader)
  }

  // MARK: Defaults and versions

  /// Whether a missing value stands for another default. Registries do not compare defaults.
  func compareDefaults(_ writer: Conjunction, _ reader: SchemaNode) -> Outcome {
    guard policy == .tolerant, trials == 0, let read = reader.defaultValue else { return Outcome() }
    guard let source = writer.schemas.first(where: { $0.defaultValue != nil }), let sent = source.defaultValue,
      sent != read, !differsByVersion(sent, read)
    else { return Outcome() }
    let (old, new) = isForward ? (read, sent) : (sent, read)
    return broken(
      .defaultChanged, "", words: "its default changed from \(table.words(old)) to \(table.words(new))",
      sent: source.place("default"), read: reader.place("default"))
  }

  /// Whether two fixed values are a version marker, such as `"type": "dev.cdevents.change.created.0.2.0"`.
  private func isVersionMarker(_ values: [Datum], _ reader: SchemaNode) -> Bool {
    guard values.count == 1, let read = listed(reader)?.values, read.count == 1 else { return false }
    return differsByVersion(values[0], read[0])
  }

  /// Whether two texts (or two numbers that are versions) differ only in a version number.
  func differsByVersion(_ left: Datum, _ right: Datum) -> Bool {
    guard case .string(let left) = left, case .string(let right) = right, left != right else { return false }
    let (first, second) = (VersionText(left), VersionText(right))
    return first.hasVersion && second.hasVersion && first.rest == second.rest
  }
}

/// A text without its version numbers: `1.2.0`, `v2`, `0.1.0-draft`.
struct VersionText {
  /// The text in which each version is a single mark.
  private(set) var rest: [UInt8] = []
  private(set) var hasVersion = false

  init(_ text: String) {
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      let isStart = index == 0 || !Self.isWord(bytes[index - 1])
      guard isStart, let end = Self.version(bytes, from: index) else {
        rest.append(bytes[index])
        index += 1
        continue
      }
      hasVersion = true
      rest.append(0)
      index = end
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  /// The end of a version: numbers joined by dots or a number after `v`, with a word behind a hyphen.
  private static func version(_ bytes: [UInt8], from start: Int) -> Int? {
    var index = start
    let hasLetter = bytes[index] | 0x20 == UInt8(ascii: "v")
    if hasLetter { index += 1 }
    var parts = 0
    while index < bytes.count, isDigit(bytes[index]) {
      while index < bytes.count, isDigit(bytes[index]) { index += 1 }
      parts += 1
      guard index + 1 < bytes.count, bytes[index] == UInt8(ascii: "."), isDigit(bytes[index + 1]) else { break }
      index += 1
    }
    guard parts >= 2 || hasLetter && parts == 1 else { return nil }
    let words = ["draft", "alpha", "beta", "rc", "snapshot", "dev", "pre"]
    if index < bytes.count, bytes[index] == UInt8(ascii: "-") {
      let tail = bytes[(index + 1)...].prefix { isWord($0) }
      let lower = tail.map { $0 | 0x20 }
      if words.contains(where: { lower.starts(with: $0.utf8) }) { index = tail.endIndex }
    }
    guard index == bytes.count || !isWord(bytes[index]) else { return nil }
    return index
  }
}
