import Findings
import Schemas

/// The comparison of the keywords for objects.
extension Inclusion {
  /// Compares the properties that readers require, describe or refuse with those that a writer may send.
  func compareObjects(_ writer: Conjunction, _ read: ObjectFacet, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    let expressions = read.patterns.count + writer.objects.reduce(0) { $0 + $1.patterns.count }
    table.budget.spend((read.properties.count + writer.names.count) * expressions)
    table.budget.spend(writer.objects.count * (read.properties.count + read.required.count + 4))
    guard !table.budget.isSpent else { return undecided(Self.tooMany, writer, reader: reader) }
    var told: Set<Int> = []
    for name in read.required where !writer.required.contains(name) {
      told.insert(name)
      outcome.take(missing(name, writer, read: read, reader: reader), at: segment(name))
    }
    for name in read.forbidden where !writer.forbidden.contains(name) {
      outcome.take(compareForbidden(name, writer, reader: reader), at: segment(name))
    }
    for property in read.properties {
      let isTold = told.contains(property.name) && !isDescribed(property.name, writer)
      if isTold || !mayHave(property.name, writer) { continue }
      outcome.take(
        compareProperty(property.name, property.schema, writer: writer, reader: reader), at: segment(property.name))
    }
    outcome.take(compareFurther(writer, read, reader: reader))
    outcome.take(compareOpenNames(writer, read, reader: reader))
    if let names = read.names { outcome.take(compareNames(writer, names, reader: reader)) }
    outcome.take(compareCounts(writer, read, reader: reader))
    return outcome
  }

  /// Whether a writer's schemas describe a property by its name or by an expression.
  private func isDescribed(_ name: Int, _ writer: Conjunction) -> Bool {
    writer.objects.contains { facet in
      facet.property(name) != nil
        || facet.patterns.contains { $0.pattern?.matches(table.text(name)) == true }
    }
  }

  /// Whether a writer's schemas admit a property's name.
  private func mayHave(_ name: Int, _ writer: Conjunction) -> Bool {
    if writer.forbidden.contains(name) { return false }
    let names = writer.objects.compactMap(\.names)
    guard !names.isEmpty else { return true }
    var admission = Admission(table: table)
    return admission.admits(names, .string(table.text(name))) != false
  }

  private func isDescribed(_ name: Int, by read: ObjectFacet) -> Bool {
    read.property(name) != nil || read.patterns.contains { $0.pattern?.matches(table.text(name)) == true }
  }

  // MARK: Required properties

  /// The change of a property that a reader requires and a writer need not send.
  private func missing(
    _ name: Int, _ writer: Conjunction, read: ObjectFacet, reader: SchemaNode
  ) -> Outcome {
    let isDescribed = isDescribed(name, writer)
    let sent = place(of: name, in: writer.schemas) ?? place(of: writer)
    let required = place(of: name, in: [reader]) ?? reader.place()
    if isForward {
      if isDescribed {
        return broken(.nowOptional, "", words: "was required and may now be missing", sent: sent, read: required)
      }
      let hint = newName(of: name, writer, read: read).map { "; `\(table.text($0))` looks like its new name" } ?? ""
      // A property that was required but not described is only no longer required.
      if read.property(name) == nil {
        return broken(.nowOptional, "", words: "was required and may now be missing\(hint)", sent: sent, read: required)
      }
      return broken(.requiredRemoved, "", words: "was removed\(hint)", sent: place(of: writer), read: required)
    }
    if isDescribed {
      return broken(.nowRequired, "", words: "was optional and is now required", sent: sent, read: required)
    }
    let hint = oldName(of: name, writer, read: read).map { "; it looks like the new name of `\(table.text($0))`" } ?? ""
    return broken(.requiredAdded, "", words: "is new and required\(hint)", sent: place(of: writer), read: required)
  }

  /// Whether a search for a similar name is worth its steps.
  private func searchesNames(_ count: Int) -> Bool {
    nameSteps -= count
    return nameSteps > 0
  }

  /// A new required property beside a removed one, with the same type and a similar name.
  private func newName(of name: Int, _ writer: Conjunction, read: ObjectFacet) -> Int? {
    guard let before = read.property(name), searchesNames(writer.names.count) else { return nil }
    return writer.names.first { candidate in
      writer.required.contains(candidate) && !isDescribed(candidate, by: read)
        && isSimilar(table.text(name), table.text(candidate))
        && types(of: before) == sent(candidate, writer).together.types
    }
  }

  /// A removed required property beside a new one, with the same type and a similar name.
  private func oldName(of name: Int, _ writer: Conjunction, read: ObjectFacet) -> Int? {
    guard let now = read.property(name), searchesNames(writer.names.count) else { return nil }
    return writer.names.first { candidate in
      writer.required.contains(candidate) && !isDescribed(candidate, by: read)
        && isSimilar(table.text(candidate), table.text(name))
        && types(of: now) == sent(candidate, writer).together.types
    }
  }

  private func compareForbidden(_ name: Int, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    let found = writer.property(name, text: table.text(name))
    if found.isCertain, isEmpty(conjunction(found.schemas)) { return Outcome() }
    return broken(
      .conditionChanged, "", words: isForward ? "may now be present" : "must now be missing", writer: writer,
      reader: reader)
  }

  // MARK: Described properties

  /// Compares what a writer sends under a name with the schema of a reader.
  private func compareProperty(
    _ name: Int, _ schema: SchemaNode, writer: Conjunction, reader: SchemaNode
  ) -> Outcome {
    let (found, sent) = sent(name, writer)
    let isRequired = writer.required.contains(name)
    if isEmpty(sent) {
      // A closed object can no longer send the property, which only its users notice.
      let isGone = policy == .tolerant && isForward && !isRequired && !isDescribed(name, writer)
      return isGone ? removed(name, schema, writer: writer, reader: reader) : Outcome()
    }
    let isFree = !isDescribed(name, writer) && !isRequired
    if isFree, policy == .tolerant, isAnything(found) {
      return isForward ? removed(name, schema, writer: writer, reader: reader) : Outcome()
    }
    let outcome = compare(sent, schema)
    if outcome.isIncluded { return outcome }
    guard found.isCertain else {
      return undecided("which expressions its name matches is unknown", writer, reader: reader)
    }
    guard isFree, isAnything(found) else { return outcome }
    if outcome.changes.isEmpty { return outcome }
    if isForward { return removed(name, schema, writer: writer, reader: reader) }
    return broken(
      .optionalAdded, "", words: "is new, and writers of the old schema were free to use the name",
      sent: place(of: writer),
      read: place(of: name, in: [reader]) ?? reader.place())
  }

  private func isAnything(_ found: Conjunction.Lookup) -> Bool {
    found.isCertain && found.schemas.allSatisfy { table.read($0).isTrivial }
  }

  private func removed(_ name: Int, _ schema: SchemaNode, writer: Conjunction, reader: SchemaNode) -> Outcome {
    if policy == .tolerant, isEmpty(conjunction([schema])) { return Outcome() }
    // A required property beside it is told with its new name; an optional one may have been renamed as well.
    let hint =
      (reader.objects.flatMap { renamed(name, schema, writer: writer, read: $0) })
      .map { "; `\(table.text($0))` looks like its new name" } ?? ""
    return broken(
      .optionalRemoved, "", words: "was removed\(hint)", sent: place(of: writer),
      read: place(of: name, in: [reader]) ?? reader.place())
  }

  private func renamed(_ name: Int, _ schema: SchemaNode, writer: Conjunction, read: ObjectFacet) -> Int? {
    guard searchesNames(writer.names.count) else { return nil }
    return writer.names.first { candidate in
      !isDescribed(candidate, by: read) && isSimilar(table.text(name), table.text(candidate))
        && types(of: schema) == sent(candidate, writer).together.types
    }
  }

  /// Compares the properties that only the writer names.
  private func compareFurther(_ writer: Conjunction, _ read: ObjectFacet, reader: SchemaNode) -> Outcome {
    guard read.additional != nil || !read.patterns.isEmpty else { return Outcome() }
    var outcome = Outcome()
    for name in writer.names where read.property(name) == nil && mayHave(name, writer) {
      let expected = read.schemas(of: name, text: table.text(name))
      guard !expected.schemas.isEmpty else { continue }
      let (found, sent) = sent(name, writer)
      if isEmpty(sent) { continue }
      for schema in expected.schemas {
        var result = compare(sent, schema)
        if table.read(schema).isFalse, !result.changes.isEmpty {
          result = refused(name, writer, read: read, reader: reader)
        }
        if !result.changes.isEmpty, !(found.isCertain && expected.isCertain) {
          result = undecided("which properties are described depends on the value", writer, reader: reader)
        }
        outcome.take(result, at: segment(name))
      }
    }
    return outcome
  }

  private func refused(_ name: Int, _ writer: Conjunction, read: ObjectFacet, reader: SchemaNode) -> Outcome {
    let sent = place(of: name, in: writer.schemas) ?? place(of: writer)
    let words: String
    if isForward {
      words = "was added, and readers admit no further properties"
    } else if searchesNames(read.properties.count),
      let new = read.properties.first(where: {
        !isDescribed($0.name, writer) && isSimilar(table.text(name), table.text($0.name))
      })
    {
      words = "was removed, and is no longer admitted; `\(table.text(new.name))` looks like its new name"
    } else {
      words = "was removed, and is no longer admitted"
    }
    return broken(
      isForward ? .addedToClosed : .removedFromClosed, "", words: words, sent: sent,
      read: reader.place("additionalProperties"))
  }

  // MARK: Names that neither side lists

  /// Compares properties with further names: those of expressions, and any other ones.
  private func compareOpenNames(_ writer: Conjunction, _ read: ObjectFacet, reader: SchemaNode) -> Outcome {
    let patterns = read.patterns.filter { !table.read($0.schema).isTrivial }
    let additional = read.additional.flatMap { table.read($0).isTrivial ? nil : $0 }
    guard !patterns.isEmpty || additional != nil else { return Outcome() }
    if let limit = writer.maxProperties, limit <= writer.required.count { return Outcome() }
    var outcome = Outcome()
    let samples = sampleNames(writer, read)
    for sample in samples {
      let name = table.name(sample)
      if read.property(name) != nil || writer.names.contains(name) { continue }
      let found = writer.property(name, text: sample)
      let expected = read.schemas(of: name, text: sample)
      guard found.isCertain, expected.isCertain else { continue }
      let sent = conjunction(found.schemas)
      if isEmpty(sent) { continue }
      let isFree = found.schemas.allSatisfy { table.read($0).isTrivial }
      for schema in expected.schemas {
        outcome.take(compareOpen(sent, schema, isFree: isFree, writer: writer, reader: reader))
      }
    }
    if outcome.changes.isEmpty, !isProved(writer, read, patterns: patterns, additional: additional) {
      outcome.take(undecided("the expressions for its properties cannot be compared", writer, reader: reader))
    }
    return outcome
  }

  private func compareOpen(
    _ sent: Conjunction, _ schema: SchemaNode, isFree: Bool, writer: Conjunction, reader: SchemaNode
  ) -> Outcome {
    if table.read(schema).isFalse {
      if isFree, isForward, policy == .tolerant { return Outcome() }
      let words =
        isForward ? "may now have further properties, which readers refuse" : "no longer admits further properties"
      return broken(
        isForward ? .contentOpened : .contentClosed, "", words: words, writer: writer, reader: reader,
        writerKey: "additionalProperties",
        readerKey: "additionalProperties")
    }
    // An object with named properties is not used as a map, however open it is.
    let isMap = reader.objects?.additional === schema && writer.names.isEmpty
    if isFree, policy == .tolerant, !isMap { return Outcome() }
    var outcome = Outcome()
    outcome.take(compare(sent, schema), at: "{}")
    return outcome
  }

  /// Names that stand for all that neither side lists, as far as the writer's `propertyNames` admits them.
  private func sampleNames(_ writer: Conjunction, _ read: ObjectFacet) -> [String] {
    var samples: [String] = []
    var seen: Set<String> = []
    let names = writer.objects.compactMap(\.names)
    let own = names.isEmpty ? [] : texts(conjunction(names)) + listedTexts(conjunction(names))
    let expressions = (writer.objects.flatMap(\.patterns) + read.patterns).prefix(60).map(\.text)
    let examples = expressions.flatMap { (table.shape($0)?.examples ?? []).prefix(12) }
    var admission = Admission(table: table, steps: 50_000)
    for text in own + examples + ["zz extra", "zzExtra", "x", "X9", "0", "_", "a", "é", ""] {
      guard seen.insert(text).inserted else { continue }
      if names.isEmpty || admission.admits(names, .string(text)) == true { samples.append(text) }
    }
    return samples
  }

  private func listedTexts(_ names: Conjunction) -> [String] {
    (names.values ?? []).prefix(200).compactMap { if case .string(let text) = $0 { text } else { nil } }
  }

  /// Whether the examples cover all names: each of the reader's expressions is one of the writer's, or what the writer
  /// may send under it is admitted whatever else it matches.
  private func isProved(
    _ writer: Conjunction, _ read: ObjectFacet, patterns: [ObjectFacet.NamePattern], additional: SchemaNode?
  ) -> Bool {
    let own = writer.objects.flatMap(\.patterns)
    if own.isEmpty, patterns.isEmpty { return true }
    if writer.objects.contains(where: { $0.names != nil && listedAll($0.names) }) { return true }
    let sent = own.map { ($0.text, conjunction([$0.schema])) }
    let rest = writer.objects.compactMap(\.additional)
    let isRestEmpty = rest.contains { table.read($0).isFalse }
    for pattern in patterns where !own.contains(where: { $0.text == pattern.text }) {
      for (text, schema) in sent where !areDisjoint(text, pattern.text) {
        guard trial(schema, pattern.schema).isIncluded else { return false }
      }
      if !isRestEmpty, policy == .strict || !rest.isEmpty {
        guard trial(conjunction(rest), pattern.schema).isIncluded else { return false }
      }
    }
    guard let additional else { return true }
    for (text, schema) in sent where !read.patterns.contains(where: { $0.text == text }) {
      guard trial(schema, additional).isIncluded || isEmpty(schema) else { return false }
    }
    return true
  }

  private func listedAll(_ names: SchemaNode?) -> Bool {
    names.map { conjunction([$0]).values?.count ?? .max <= 200 } ?? false
  }

  /// Whether no text can match both expressions, since they begin differently.
  private func areDisjoint(_ left: String, _ right: String) -> Bool {
    guard let first = table.shape(left)?.start, let second = table.shape(right)?.start else { return false }
    return !zip(first.unicodeScalars, second.unicodeScalars).allSatisfy { $0 == $1 }
  }

  /// Compares the names of a writer's properties with `propertyNames`.
  private func compareNames(_ writer: Conjunction, _ names: SchemaNode, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    var admission = Admission(table: table, steps: 100_000)
    for name in writer.names where !writer.forbidden.contains(name) {
      guard admission.admits(names, .string(table.text(name))) == false else { continue }
      let found = writer.property(name, text: table.text(name))
      if isEmpty(conjunction(found.schemas)) { continue }
      let words = isForward ? "has a name that readers refuse" : "has a name that is no longer admitted"
      outcome.take(
        broken(.namesChanged, "", words: words, writer: writer, reader: reader, readerKey: "propertyNames"),
        at: segment(name))
    }
    if !outcome.isIncluded || writer.maxProperties.map({ $0 <= writer.required.count }) ?? false { return outcome }
    let isClosed = writer.objects.contains {
      $0.additional.map { table.read($0).isFalse } ?? false && $0.patterns.isEmpty
    }
    if isClosed { return outcome }
    if policy == .tolerant,
      writer.objects.allSatisfy({ $0.names == nil && $0.patterns.isEmpty && $0.additional == nil }),
      !writer.names.isEmpty
    {
      return outcome
    }
    let text = table.made { $0.types = .string }
    let sent = conjunction([text] + writer.objects.compactMap(\.names))
    var result = trial(sent, names)
    if result.isIncluded { return outcome }
    // A closed object has only the names that its expressions match.
    let own = writer.objects.flatMap { $0.additional.map { table.read($0).isFalse } ?? false ? $0.patterns : [] }
    if !own.isEmpty {
      result = Outcome()
      for pattern in own {
        let matching = table.made { node in
          node.types = .string
          node.strings = StringFacet(patterns: [pattern.text])
        }
        result.take(trial(narrowed(sent, by: [matching]), names))
      }
    }
    if result.isIncluded { return outcome }
    if result.changes.isEmpty {
      return undecided("the names of its properties cannot be compared", writer, reader: reader)
    }
    let words =
      isForward ? "may now have properties with names that readers refuse" : "no longer admits all names of properties"
    return broken(
      .namesChanged, "", words: words, writer: writer, reader: reader, writerKey: "propertyNames",
      readerKey: "propertyNames")
  }

  // MARK: Counts

  private func compareCounts(_ writer: Conjunction, _ read: ObjectFacet, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    if read.minProperties > writer.minProperties {
      let sent = writer.minProperties > 0 ? "\(writer.minProperties)" : nil
      outcome.take(
        limitChange(
          Limit(
            key: "minProperties", name: "the minimum number of properties", sent: sent,
            read: "\(read.minProperties)"), writer, reader: reader))
    }
    if let limit = read.maxProperties, writer.maxProperties.map({ $0 > limit }) ?? true {
      outcome.take(
        limitChange(
          Limit(
            key: "maxProperties", name: "the maximum number of properties",
            sent: writer.maxProperties.map { "\($0)" }, read: "\(limit)"), writer, reader: reader))
    }
    return outcome
  }

  // MARK: Similar names

  /// Whether one name may be the other's successor: nearly the same letters, or a word in common.
  func isSimilar(_ left: String, _ right: String) -> Bool {
    let (first, second) = (Self.words(left), Self.words(right))
    if first.joined() == second.joined() { return true }
    let shared = first.count { word in
      second.contains { $0 == word || isTail(word, of: $0) || isTail($0, of: word) } && word.utf8.count >= 3
    }
    return shared > 0 && shared * 2 >= max(first.count, second.count)
  }

  private func isTail(_ tail: String, of word: String) -> Bool { tail.utf8.count >= 5 && word.hasSuffix(tail) }

  /// The words of a name in lower case: `givenName`, `given_name` and `given-name` have two.
  static func words(_ name: String) -> [String] {
    var words: [[UInt8]] = [[]]
    var wasLower = false
    for byte in name.utf8 {
      let isLetter = (0x61...0x7A).contains(byte | 0x20) || byte >= 0x80
      let isUpper = (0x41...0x5A).contains(byte)
      if isUpper && wasLower || !isLetter { words.append([]) }
      if isLetter { words[words.count - 1].append(isUpper ? byte | 0x20 : byte) }
      wasLower = isLetter && !isUpper
    }
    return words.filter { !$0.isEmpty }.map { String(decoding: $0, as: UTF8.self) }
  }
}
