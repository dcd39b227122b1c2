import Catalog

/// The roles of fields by their names, cached, since a catalog has few field names and many fields.
struct FieldRoles {
  private let names: Names
  /// The role of each name plus one, by the index of the name; 0 while unknown.
  private var known: [UInt8]

  /// The role of a field, judged by its name alone.
  enum Role: UInt8 {
    case state
    case key
    case envelope
  }

  init(_ catalog: Catalog) {
    names = catalog.names
    known = [UInt8](repeating: 0, count: catalog.names.count)
  }

  /// The role of a field name, computed at its first use.
  mutating func role(of name: Name) -> Role {
    let index = Int(name.index)
    if known[index] > 0 { return Role(rawValue: known[index] - 1) ?? .state }
    let word = names[name]
    let role: Role = PayloadClass.isEnvelope(word) ? .envelope : PayloadClass.isKey(word) ? .key : .state
    known[index] = role.rawValue + 1
    return role
  }

  /// Whether the top level of a payload consists of keys and envelope fields only; false for unreadable payloads.
  mutating func hasKeysOnly(_ range: FieldRange, _ catalog: Catalog) -> Bool {
    guard !range.hasUnseenFields else { return false }
    for head in catalog.heads(of: range) where head.isTopLevel && role(of: head.name) == .state { return false }
    return true
  }
}
