import Catalog

extension Catalog {
  /// Whether a payload has fields beyond those that are looked at one by one: in parts that payloads share, or behind what could not be
  /// read. What it seems to lack may be there.
  func hasUnseenFields(_ message: Message) -> Bool {
    message.fields.map { fields(of: $0).contains { $0.kind == .opaque || $0.shared != nil } } ?? false
  }
}

/// What a field carries by its name, remembered: a catalog has few field names and many fields.
struct FieldRoles {
  private let names: Names
  /// 0 not known yet, else one more than the role.
  private var known: [UInt8]

  /// What a name alone tells.
  enum Role: UInt8 {
    case state
    case key
    case envelope
  }

  init(_ catalog: Catalog) {
    names = catalog.names
    known = [UInt8](repeating: 0, count: catalog.names.count)
  }

  mutating func role(of name: Name) -> Role {
    let index = Int(name.index)
    if known[index] > 0 { return Role(rawValue: known[index] - 1) ?? .state }
    let word = names[name]
    let role: Role = PayloadClass.isEnvelope(word) ? .envelope : PayloadClass.isKey(word) ? .key : .state
    known[index] = role.rawValue + 1
    return role
  }

  /// Whether a payload has nothing but keys and envelope at its top; false when it cannot be read.
  mutating func hasKeysOnly(_ range: FieldRange, _ catalog: Catalog) -> Bool {
    for field in catalog.fields(of: range) {
      if field.kind == .opaque || field.shared != nil { return false }
      if field.parent < 0, role(of: field.name) == .state { return false }
    }
    return true
  }
}
