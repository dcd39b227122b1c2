/// The declarations of a `.proto` file, as far as payloads and their wire format need them. Spans are byte ranges of
/// its text.
package struct ProtobufFile {
  /// The field presence discipline (https://protobuf.dev/programming-guides/field_presence/).
  package enum Presence: Sendable {
    /// An absent field cannot be distinguished from its zero value: proto3 without `optional`.
    case implicit
    /// An absent field can be distinguished from its zero value: `optional`.
    case explicit
    /// The field must be set: `required` of proto2.
    case required
  }

  /// The features that decide the wire format (https://protobuf.dev/editions/features/); nil is inherited from the
  /// file, and there from the syntax.
  package struct Features {
    var presence: Presence?
    var isOpenEnum: Bool?
    var isPacked: Bool?
    var isDelimited: Bool?
    var checksText: Bool?

    /// The features with those of the enclosing declaration for what these leave open.
    func inheriting(_ outer: Features) -> Features {
      Features(
        presence: presence ?? outer.presence, isOpenEnum: isOpenEnum ?? outer.isOpenEnum,
        isPacked: isPacked ?? outer.isPacked, isDelimited: isDelimited ?? outer.isDelimited,
        checksText: checksText ?? outer.checksText)
    }

    /// The features that a `syntax` or `edition` stands for.
    static func of(version: String) -> Features {
      switch version {
      case "proto2":
        Features(presence: .explicit, isOpenEnum: false, isPacked: false, isDelimited: false, checksText: false)
      case "proto3":
        Features(presence: .implicit, isOpenEnum: true, isPacked: true, isDelimited: false, checksText: true)
      default:
        Features(presence: .explicit, isOpenEnum: true, isPacked: true, isDelimited: false, checksText: true)
      }
    }
  }

  /// A field of a message.
  package struct Field {
    /// The name; of an extension, its full name in brackets.
    package var name: String
    /// The name in the text.
    package var span: Range<Int>
    /// The type as written; of a map, the type of its values.
    package var type: String
    /// The type in the text.
    package var typeSpan: Range<Int>
    /// The number; nil where it is larger than any integer.
    package var number: Int?
    /// The number in the text.
    package var numberSpan: Range<Int>
    /// Whether the field is a list.
    package var isRepeated = false
    /// The type of the keys of a map; nil for other fields.
    package var keyType: String?
    /// The index of the oneof that holds the field, in those of the message.
    package var oneof: Int?
    /// Whether it is no longer to be used.
    package var isDeprecated = false
    /// The name in JSON, if the field sets one.
    package var jsonName: String?
    /// The default value, if the field sets one: a string without its quotes.
    package var defaultValue: (text: String, span: Range<Int>)?
    /// The presence discipline.
    package var presence: Presence { features.presence ?? .explicit }
    /// Whether the numbers of a list are sent as one block.
    package var isPacked: Bool { features.isPacked ?? false }
    /// Whether messages are sent between two tags instead of behind their length: a group.
    package var isDelimited: Bool { features.isDelimited ?? false }
    /// Whether a string must be UTF-8.
    package var checksText: Bool { features.checksText ?? false }
    var features = Features()

    /// Whether the field is a map.
    package var isMap: Bool { keyType != nil }
  }

  /// A `oneof` of a message.
  package struct Oneof {
    /// The name.
    package var name: String
    /// The name in the text.
    package var span: Range<Int>
  }

  /// The numbers and names that a message or an enum must not use.
  package struct Reserved {
    /// The ranges of numbers, with their places in the text.
    package var numbers: [(range: ClosedRange<Int>, span: Range<Int>)] = []
    /// The names, with their places in the text.
    package var names: [(name: String, span: Range<Int>)] = []
  }

  /// A message type.
  package struct Message {
    /// The name with its package and enclosing messages.
    package var fullName: String
    /// The name in the text.
    package var span: Range<Int>
    /// The fields in the order of the text.
    package var fields: [Field] = []
    /// The oneofs in the order of the text.
    package var oneofs: [Oneof] = []
    /// The numbers and names that fields must not use.
    package var reserved = Reserved()
    var features = Features()
  }

  /// A value of an enum.
  package struct Value {
    /// The name.
    package var name: String
    /// The name in the text.
    package var span: Range<Int>
    /// The number; nil where it is larger than any integer.
    package var number: Int?
    /// The number in the text.
    package var numberSpan: Range<Int>
  }

  /// An enum type.
  package struct Enumeration {
    /// The name with its package and enclosing messages.
    package var fullName: String
    /// The name in the text.
    package var span: Range<Int>
    /// The values in the order of the text; the first is the default.
    package var values: [Value] = []
    /// The numbers and names that values must not use.
    package var reserved = Reserved()
    /// Whether a field may hold numbers that have no name.
    package var isOpen: Bool { features.isOpenEnum ?? true }
    var features = Features()
  }

  /// A field that an `extend` block adds to a message.
  package struct Extension {
    /// The message as written.
    package var extended: String
    /// The full name of the message or package that holds the block.
    package var scope: String
    /// The field.
    package var field: Field
  }

  /// An `import` statement.
  package struct Import {
    /// The path as written.
    package var path: String
    /// The path in the text.
    package var span: Range<Int>
    /// Whether importers of this file see the declarations of the imported one.
    package var isPublic: Bool
  }

  /// An error in the text.
  struct Mistake {
    var message: String
    /// The text that identifies the finding in baselines; nil if it is the message.
    var subject: String?
    var span: Range<Int>
    /// Whether the rest of the file cannot be parsed.
    var isFatal: Bool
  }

  /// The package; empty without one.
  package var package = ""
  /// The package in the text.
  package var packageSpan = 0..<0
  /// The imports in the order of the text.
  package var imports: [Import] = []
  /// All messages, also those inside others, which come before the ones that hold them.
  package var messages: [Message] = []
  /// All enums.
  package var enums: [Enumeration] = []
  /// The fields that the file adds to messages.
  package var extensions: [Extension] = []
  var mistakes: [Mistake] = []

  /// The error at which parsing stopped, with its place in the text.
  package var fatalMistake: (message: String, span: Range<Int>)? {
    mistakes.first(where: \.isFatal).map { ($0.message, $0.span) }
  }

  /// Whether parsing stopped at a fatal error.
  package var isBroken: Bool { mistakes.contains(where: \.isFatal) }
}

/// A set of whole numbers, as ranges in ascending order. A look-up is logarithmic in the ranges.
package struct NumberRanges {
  private var ranges: [ClosedRange<Int>] = []

  /// The union of ranges.
  package init(_ ranges: some Sequence<ClosedRange<Int>>) {
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = self.ranges.last, range.lowerBound == Int.min || range.lowerBound - 1 <= last.upperBound {
        self.ranges[self.ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        self.ranges.append(range)
      }
    }
  }

  /// Whether all numbers of a range are in the set.
  package func contains(_ range: ClosedRange<Int>) -> Bool {
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].lowerBound <= range.lowerBound
      && range.upperBound <= ranges[low].upperBound
  }

  /// Whether a number is in the set.
  package func contains(_ number: Int) -> Bool { contains(number...number) }
}
