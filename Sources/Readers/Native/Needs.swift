import Catalog
import Linking
import Writing
import YAMLTree

extension DocumentReader {
  /// The fields a receiver uses: a list of names, or a mapping from names to types and handled values. `amount?` may be
  /// missing.
  mutating func needs(_ id: NodeID, of reaction: Reaction) -> [NamePlace] {
    guard kind(id) == .mapping else {
      return nameList("needs", id).map { need($0, of: reaction) }
    }
    var needs: [NamePlace] = []
    var typed: [Field] = []
    for entry in entries(id) {
      guard let written = name("needs", entry.key) else { continue }
      let need = need(written, of: reaction)
      needs.append(need)
      let type = kind(entry.value) == .mapping ? readNeed(entry.value, need.name, of: reaction) : entry.value
      guard let type, !isNull(type), let read = readType(type) else { continue }
      var field = Field(
        name: need.name, kind: read.kind, typeName: read.name, parent: -1, isList: read.isList, place: need.place)
      field.isOptional = need.name != written.name
      typed.append(field)
    }
    // What has a type is what the consumer's code declares, like a copy.
    if !typed.isEmpty, reading.reactionTraits[reaction.place]?.copy == nil {
      reading.reactionTraits[reaction.place, default: ReactionTraits()].copy = reading.fields.pack(typed)
    }
    return needs
  }

  /// A name without its question mark, which is kept apart.
  private mutating func need(_ written: NamePlace, of reaction: Reaction) -> NamePlace {
    let word = reading.names.bytes(written.name)
    guard word.last == UInt8(ascii: "?"), word.count > 1 else { return written }
    var need = written
    need.name = reading.names.intern(word.dropLast())
    reading.reactionTraits[reaction.place, default: ReactionTraits()].optionalNeeds.append(need.name)
    return need
  }

  /// Reads the keys of a field.
  ///
  /// - Returns: the type, if one is written.
  private mutating func readNeed(_ id: NodeID, _ field: Name, of reaction: Reaction) -> NodeID? {
    var type: NodeID?
    var handled = ReactionTraits.Handled(field: field, values: [], copesWithOthers: false)
    for entry in entries(id) {
      guard let key: NeedKey = key(entry) else { continue }
      switch key {
      case .type: type = entry.value
      case .values: handled.values = nameList("values", entry.value).map(\.name)
      case .others: handled.copesWithOthers = flag("else", entry.value)
      }
    }
    if !handled.values.isEmpty || handled.copesWithOthers {
      reading.reactionTraits[reaction.place, default: ReactionTraits()].handled.append(handled)
    }
    return type
  }
}

extension CatalogWriter {
  /// The fields that a consumer needs, with the values that it handles.
  func needs(_ list: NameList, _ traits: ReactionTraits?) -> String {
    let optional = traits?.optionalNeeds ?? []
    func written(_ name: Name) -> String { YAMLText.scalar(catalog[name] + (optional.contains(name) ? "?" : "")) }
    let names = catalog[list].map(\.name)
    guard let handled = traits?.handled, !handled.isEmpty else {
      return "[\(names.map(written).joined(separator: ", "))]"
    }
    let pairs = names.map { name in
      let own = handled.first { $0.field == name }
      guard let own else { return "\(written(name)): any" }
      var keys = own.values.isEmpty ? [] : ["values: [\(own.values.map(word).joined(separator: ", "))]"]
      if own.copesWithOthers { keys.append("else: true") }
      return "\(written(name)): {\(keys.joined(separator: ", "))}"
    }
    return "{\(pairs.joined(separator: ", "))}"
  }

  /// How a consumer reads.
  func reader(_ reader: ReactionTraits.Reader) -> String {
    switch reader {
    case .tolerant: "tolerant"
    case .strict: "strict"
    case .version(let version): YAMLText.scalar("schema@\(catalog[version])")
    }
  }
}
