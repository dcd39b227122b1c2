extension ProtobufFile {
  /// Gives each declaration the features that it inherits, now that the options of the whole file are known, and notes
  /// numbers and names that must not be used.
  mutating func settle(version: String, features: Features) {
    let features = features.inheriting(.of(version: version))
    for index in messages.indices {
      let own = messages[index].features.inheriting(features)
      for field in messages[index].fields.indices {
        messages[index].fields[field].features = messages[index].fields[field].features.inheriting(own)
      }
      check(messages[index])
    }
    for index in extensions.indices {
      var own = extensions[index].field.features
      own.presence = own.presence ?? .explicit
      extensions[index].field.features = own.inheriting(features)
    }
    for index in enums.indices {
      enums[index].features = enums[index].features.inheriting(features)
      if version == "proto3" { checkFirst(of: enums[index]) }
    }
  }

  /// Notes fields whose number or name the message must not use.
  private mutating func check(_ message: Message) {
    let numbers = NumberRanges(message.reserved.numbers.lazy.map(\.range))
    let names = Set(message.reserved.names.lazy.map(\.name))
    for field in message.fields {
      if let number = field.number {
        if number < 1 || number > 536_870_911 {
          note("field number \(number) is out of range: 1 to 536870911", span: field.numberSpan)
        } else if (19_000...19_999).contains(number) {
          note(
            "field numbers 19000 to 19999 are reserved by Protocol Buffers",
            subject: "field numbers 19000 to 19999 belong to Protocol Buffers", span: field.numberSpan)
        } else if numbers.contains(number) {
          note("field number \(number) is reserved", span: field.numberSpan)
        }
      }
      if names.contains(field.name) { note("field name \(field.name) is reserved", span: field.span) }
    }
  }

  private mutating func checkFirst(of values: Enumeration) {
    guard let first = values.values.first, first.number != 0 else { return }
    let number = first.number.map(String.init) ?? "not"
    note(
      "the first value of a proto3 enum must be 0, but \(first.name) is \(number)",
      subject: "the first value of a proto3 enum is 0, and \(first.name) is \(number)", span: first.span)
  }

  private mutating func note(_ message: String, subject: String? = nil, span: Range<Int>) {
    mistakes.append(.init(message: message, subject: subject, span: span, isFatal: false))
  }
}

extension ProtobufFile.Features {
  /// The features with those that options set.
  func taking(_ options: [ProtobufParser.Option]) -> Self {
    var features = self
    for option in options {
      switch (option.name, option.value) {
      case ("features.field_presence", "EXPLICIT"): features.presence = .explicit
      case ("features.field_presence", "IMPLICIT"): features.presence = .implicit
      case ("features.field_presence", "LEGACY_REQUIRED"): features.presence = .required
      case ("features.enum_type", let value): features.isOpenEnum = value != "CLOSED"
      case ("features.repeated_field_encoding", let value): features.isPacked = value != "EXPANDED"
      case ("features.message_encoding", let value): features.isDelimited = value == "DELIMITED"
      case ("features.utf8_validation", let value): features.checksText = value != "NONE"
      default: break
      }
    }
    return features
  }
}
