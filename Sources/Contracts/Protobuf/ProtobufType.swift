import Schemas

/// The type of a field, of the elements of a list, or of the keys or values of a map.
struct ProtobufType {
  enum Kind: Equatable {
    case scalar(Scalar)
    case message(ProtobufSources.TypeID)
    case enumeration(ProtobufSources.TypeID)
    /// A type of `google.protobuf`, by its name there.
    case wellKnown(String)
    /// A type of Google's common packages that no file in reach declares, by its full name; they are never changed.
    case common(String)
    /// A type that no file in reach declares.
    case unknown
  }

  /// A type without a declaration.
  enum Scalar: String {
    case double, float, int32, int64, uint32, uint64, sint32, sint64, fixed32, fixed64, sfixed32, sfixed64
    case bool, string, bytes

    /// The formats in which values are written; scalars of one format can be read as each other.
    enum Wire {
      case varint, zigzag, fixed32, fixed64, float, double, string, bytes
    }

    var wire: Wire {
      switch self {
      case .int32, .int64, .uint32, .uint64, .bool: .varint
      case .sint32, .sint64: .zigzag
      case .fixed32, .sfixed32: .fixed32
      case .fixed64, .sfixed64: .fixed64
      case .float: .float
      case .double: .double
      case .string: .string
      case .bytes: .bytes
      }
    }

    /// Whether all values of another integer type of the same wire format are values of this one.
    func holds(_ other: Scalar) -> Bool {
      switch (self, other) {
      case (.int64, .int32), (.int64, .uint32), (.uint64, .uint32), (.sint64, .sint32): true
      default: self == other
      }
    }

    /// Whether JSON writes the values as strings, as it does with integers of 64 bits.
    var isLong: Bool {
      switch self {
      case .int64, .uint64, .sint64, .fixed64, .sfixed64: true
      default: false
      }
    }
  }

  /// What a reader of one type makes of values of another.
  enum Reading: Equatable {
    /// It reads them as they were written.
    case same
    /// It reads them as they were written, but their form in JSON differs.
    case otherForm
    /// It reads a part of them as they were written, and cuts off what it cannot hold.
    case narrowed
    /// It reads them, and they mean something else.
    case reinterpreted
    /// It refuses, loses or misreads them.
    case broken
    /// The contents of the two messages or enums decide.
    case byContent
    /// One of the types is not known.
    case undecided
  }

  var kind: Kind
  /// The name as written.
  var name: String
  var isDelimited = false

  /// What readers of this type make of values of another.
  func reading(_ written: ProtobufType) -> Reading {
    switch (kind, written.kind) {
    case (.common(let own), .common(let other)) where own == other: .same
    case (.unknown, _), (_, .unknown), (.common, _), (_, .common): .undecided
    case (.scalar(let own), .scalar(let other)): Self.reading(own, other)
    case (.message, .message): isDelimited == written.isDelimited ? .byContent : .broken
    case (.enumeration, .enumeration): .byContent
    case (.enumeration, .scalar(let scalar)), (.scalar(let scalar), .enumeration):
      scalar.wire == .varint ? .reinterpreted : .broken
    case (.wellKnown(let own), .wellKnown(let other)): own == other ? .same : .broken
    default: .broken
    }
  }

  private static func reading(_ own: Scalar, _ written: Scalar) -> Reading {
    if own == written { return .same }
    if own == .bytes, written == .string { return .reinterpreted }
    guard own.wire == written.wire else { return .broken }
    if own == .bool || written == .bool || own.wire == .fixed32 || own.wire == .fixed64 { return .reinterpreted }
    guard own.holds(written) else { return .narrowed }
    return own.isLong == written.isLong ? .same : .otherForm
  }

  /// Whether the values of a list can be sent as one block: numbers, truth values, enums.
  var isPackable: Bool {
    switch kind {
    case .scalar(let scalar): scalar != .string && scalar != .bytes
    case .enumeration: true
    case .message, .wellKnown, .common, .unknown: false
    }
  }
}

/// A field of one of two compared messages.
struct ProtobufMember {
  var field: ProtobufFile.Field
  /// The file that declares it: for an extension not that of the message.
  var source: Int
  /// The innermost scope in which its type is sought.
  var scope: String

  enum Shape { case single, list, map }

  var shape: Shape { field.isMap ? .map : field.isRepeated ? .list : .single }
  var isRequired: Bool { field.presence == .required && shape == .single }
  /// Whether an absent value is told from a zero value.
  var hasPresence: Bool { field.presence != .implicit || field.oneof != nil }

  /// The name in JSON.
  var jsonName: String {
    if let name = field.jsonName { return name }
    var result = ""
    var isUpper = false
    for scalar in field.name.unicodeScalars {
      if scalar == "_" {
        isUpper = true
      } else {
        result += isUpper ? String(scalar).uppercased() : String(scalar)
        isUpper = false
      }
    }
    return result
  }
}

extension ProtobufSources {
  /// The type of a field's values; of a map, that of its values.
  func type(of member: ProtobufMember) -> ProtobufType {
    type(
      named: member.field.type, in: member.scope, of: member.source,
      isDelimited: member.field.isDelimited && !member.field.isMap)
  }

  /// The type of a map's keys.
  func keyType(of member: ProtobufMember) -> ProtobufType {
    type(named: member.field.keyType ?? "string", in: member.scope, of: member.source, isDelimited: false)
  }

  /// The full name of a type of Google's common packages; nil for other types.
  private static func common(_ type: String) -> String? {
    let name = type.hasPrefix(".") ? type.dropFirst() : type[...]
    let packages = ["google.type.", "google.rpc.", "google.api.", "google.longrunning.", "google.logging."]
    return packages.contains { name.hasPrefix($0) } ? String(name) : nil
  }

  private func type(named name: String, in scope: String, of source: Int, isDelimited: Bool) -> ProtobufType {
    let kind: ProtobufType.Kind
    if let scalar = ProtobufType.Scalar(rawValue: name) {
      kind = .scalar(scalar)
    } else if let id = resolve(name, in: scope, of: source) {
      kind = id.isEnum ? .enumeration(id) : .message(id)
    } else if let known = Self.wellKnown(name) {
      kind = .wellKnown(known)
    } else if let common = Self.common(name) {
      kind = .common(common)
    } else {
      kind = .unknown
    }
    return ProtobufType(kind: kind, name: name, isDelimited: isDelimited)
  }
}
