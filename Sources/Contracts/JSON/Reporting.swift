import Findings
import Schemas

/// The making of changes and doubts.
extension Inclusion {
  /// A change with the places of both sides.
  ///
  /// - Parameters:
  ///   - writerKey: the keyword of the writer's schema, if the change lies there.
  ///   - readerKey: the keyword of the reader's schema, if the change lies there.
  func broken(
    _ kind: ChangeKind, _ path: String, words: String, writer: Conjunction, reader: SchemaNode,
    writerKey: String? = nil, readerKey: String? = nil
  ) -> Outcome {
    let sent = writerKey.flatMap { place(of: $0, in: writer) } ?? place(of: writer)
    return broken(kind, path, words: words, sent: sent, read: reader.place(readerKey))
  }

  /// A change at places that are known.
  func broken(_ kind: ChangeKind, _ path: String, words: String, sent: Place?, read: Place?) -> Outcome {
    var outcome = Outcome()
    let (old, new) = isForward ? (read, sent) : (sent, read)
    // Whether values are possible at all is not known without a budget.
    if table.budget.isSpent {
      outcome.undecided.append(UndecidedPart(path: "", reason: Self.tooMany, old: old, new: new))
      return outcome
    }
    outcome.changes.append(ContractChange(kind, path: path, words: words, old: old, new: new))
    return outcome
  }

  /// A doubt.
  func undecided(_ reason: String, _ writer: Conjunction, reader: SchemaNode) -> Outcome {
    var outcome = Outcome()
    let (sent, read) = (place(of: writer), reader.place())
    let (old, new) = isForward ? (read, sent) : (sent, read)
    outcome.undecided.append(UndecidedPart(path: "", reason: reason, old: old, new: new))
    return outcome
  }

  private var writerSide: SchemaSide { isForward ? .new : .old }

  /// The place of the writer's schema: of the first that is not one of the reader's conditions.
  func place(of writer: Conjunction) -> Place? {
    let own = writer.schemas.first { $0.origin != nil && $0.side == writerSide }
    return (own ?? writer.main).place()
  }

  /// The place of the first of the writer's schemas that has a keyword.
  private func place(of key: String, in writer: Conjunction) -> Place? {
    writer.schemas.lazy.compactMap { $0.origin?.place(ofKey: key) }.first
  }

  /// Words in the order of time: from what was to what is.
  func words(reader: String, writer: String) -> String {
    isForward ? "was \(reader) and is now \(writer)" : "was \(writer) and is now \(reader)"
  }

  var notAllowedWords: String {
    isForward ? "may now be sent, and readers admit no value here" : "is no longer admitted"
  }

  // MARK: Properties

  /// The place of a property's name in the schema that describes or requires it.
  func place(of name: Int, in schemas: [SchemaNode]) -> Place? {
    let text = table.text(name)
    for schema in schemas {
      if let place = schema.origin?["properties"]?.place(ofKey: text) { return place }
    }
    for schema in schemas {
      guard let required = schema.origin?["required"], required.isSequence else { continue }
      if let item = required.items.first(where: { $0.string == text }) { return item.place }
    }
    return nil
  }

  /// A segment of a path; a name with a dot or bracket of its own is quoted.
  func segment(_ name: Int) -> String {
    let text = table.text(name)
    let isPlain = !text.isEmpty && !text.utf8.contains { ".[]{}<> \"".utf8.contains($0) }
    return isPlain ? "." + text : ".\"\(text)\""
  }

  // MARK: Alternatives

  /// The label of a branch in a path: `<Card>`; empty for a branch that needs none, since it is the only object.
  func label(_ union: SchemaUnion, _ index: Int) -> String {
    guard union.key == "oneOf" || union.key == "anyOf" else { return "" }
    let isLabelled =
      labelled[union.id] ?? (union.branches.count { !types(of: $0).isDisjoint(with: .object) } > 1)
    labelled[union.id] = isLabelled
    guard isLabelled, !types(of: union.branches[index]).isDisjoint(with: .object) else { return "" }
    return "<\(name(of: union.branches[index]) ?? "\(index + 1)")>"
  }

  /// The name of an alternative: its title, the name that it is referred to by, or its discriminator.
  func name(of branch: SchemaNode) -> String? {
    table.read(branch)
    if let reference = branch.reference {
      let last = reference.utf8.split(whereSeparator: { $0 == 0x2F || $0 == 0x23 }).last
      if let last { return String(decoding: last, as: UTF8.self) }
    }
    if let title = branch.origin?.word("title"), title.utf8.count <= 60 { return title }
    for part in branch.parts.prefix(8) where part !== branch {
      if part.reference != nil, let name = name(of: part) { return name }
    }
    for property in branch.objects?.properties.prefix(40) ?? [] {
      if case .string(let text)? = table.read(property.schema).values?.first, property.schema.values?.count == 1 {
        return text
      }
    }
    return nil
  }
}
