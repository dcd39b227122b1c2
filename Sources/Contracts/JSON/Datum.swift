import Schemas
import YAMLTree

/// A JSON value, equal to others as JSON Schema has it: `1.0` is `1`, and the order of keys does not matter.
indirect enum Datum: Hashable {
  case null
  case boolean(Bool)
  case number(ExactNumber)
  case string(String)
  case array([Datum])
  case object([Member])

  /// A property of an object, by the number of its name; members are sorted by it.
  struct Member: Hashable {
    var name: Int
    var value: Datum
  }

  /// The type of the value, which is one of `TypeSet`'s seven.
  var type: TypeSet {
    switch self {
    case .null: .null
    case .boolean: .boolean
    case .number(let number): number.isInteger ? .integer : .fraction
    case .string: .string
    case .array: .array
    case .object: .object
    }
  }

  /// An object with its members in any order; of equal names the last counts.
  static func object(of members: [Int: Datum]) -> Datum {
    .object(members.sorted { $0.key < $1.key }.map { Member(name: $0.key, value: $0.value) })
  }

  /// The value of a member; nil if this is not an object or lacks it.
  subscript(_ name: Int) -> Datum? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }
}

extension SchemaTable {
  /// The value of a node; deeper than 60 levels counts as null.
  func datum(_ node: DocumentNode, depth: Int = 0) -> Datum {
    guard depth < 60 else { return .null }
    if node.isSequence { return .array(node.items.map { datum($0, depth: depth + 1) }) }
    if node.isMapping {
      var members: [Int: Datum] = [:]
      for entry in node.document.entries(node.id) {
        let value = DocumentNode(node.document, node.tree.resolved(entry.value))
        members[name(node.tree.text(node.tree.resolved(entry.key)))] = datum(value, depth: depth + 1)
      }
      return .object(of: members)
    }
    switch node.tree.scalarType(node.id) {
    case .null: return .null
    case .boolean: return .boolean(node.boolean == true)
    case .integer, .float:
      return ExactNumber(node.tree.text(node.id)).map { .number($0) } ?? .string(node.string)
    case .string: return .string(node.string)
    }
  }

  /// A value as shown in messages.
  func words(_ datum: Datum) -> String {
    switch datum {
    case .null: return "null"
    case .boolean(let value): return "`\(value)`"
    case .number(let number): return "`\(number.words)`"
    case .string(let text):
      return text.isEmpty ? "an empty text" : "`\(text.count > 40 ? text.prefix(37) + "..." : text)`"
    case .array: return "a list"
    case .object: return "an object"
    }
  }

  /// Up to three values as shown in messages.
  func words(_ data: [Datum]) -> String {
    let shown = data.prefix(3).map(words)
    if data.count > 3 { return shown.joined(separator: ", ") + " and \(data.count - 3) more" }
    guard let last = shown.last, shown.count > 1 else { return shown.first ?? "" }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }
}
