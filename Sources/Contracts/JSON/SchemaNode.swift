import Findings
import Schemas

/// The types of JSON values that a schema admits. A whole number is an integer however it is written: `1.0` is one.
struct TypeSet: OptionSet, Hashable {
  let rawValue: UInt8

  static let null = TypeSet(rawValue: 1)
  static let boolean = TypeSet(rawValue: 2)
  static let integer = TypeSet(rawValue: 4)
  /// Numbers with decimal places.
  static let fraction = TypeSet(rawValue: 8)
  static let string = TypeSet(rawValue: 16)
  static let array = TypeSet(rawValue: 32)
  static let object = TypeSet(rawValue: 64)
  static let number: TypeSet = [.integer, .fraction]
  static let all = TypeSet(rawValue: 127)
  /// The types one by one; numbers stay together, since no keyword tells their halves apart more often than not.
  static let each: [TypeSet] = [.null, .boolean, .number, .string, .array, .object]

  /// The types as readers name them: `string or null`.
  var words: String {
    if self == .all { return "any value" }
    var names: [String] = []
    if contains(.object) { names.append("object") }
    if contains(.array) { names.append("array") }
    if contains(.string) { names.append("string") }
    if contains(.fraction) { names.append("number") } else if contains(.integer) { names.append("integer") }
    if contains(.boolean) { names.append("boolean") }
    if contains(.null) { names.append("null") }
    guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// The keywords of a schema for numbers.
struct NumberFacet {
  var low: ExactNumber?
  /// Whether the lower limit itself is not admitted.
  var isLowOpen = false
  var high: ExactNumber?
  /// Whether the upper limit itself is not admitted.
  var isHighOpen = false
  var multiples: [ExactNumber] = []
  /// Factors of which the number must not be a multiple, from `not`.
  var notMultiples: [ExactNumber] = []

  mutating func raiseLow(_ value: ExactNumber, isOpen: Bool) {
    guard let low, !(low < value), !(low == value && isOpen) else {
      (low, isLowOpen) = (value, isOpen)
      return
    }
  }

  mutating func dropHigh(_ value: ExactNumber, isOpen: Bool) {
    guard let high, !(value < high), !(high == value && isOpen) else {
      (high, isHighOpen) = (value, isOpen)
      return
    }
  }

  mutating func narrow(by other: NumberFacet) {
    if let low = other.low { raiseLow(low, isOpen: other.isLowOpen) }
    if let high = other.high { dropHigh(high, isOpen: other.isHighOpen) }
    for factor in other.multiples where !multiples.contains(factor) { multiples.append(factor) }
    for factor in other.notMultiples where !notMultiples.contains(factor) { notMultiples.append(factor) }
  }

  /// Replaces the limits by the whole numbers within them.
  mutating func roundInwards() {
    if let low, !(low.isInteger && !isLowOpen), let floor = low.floor {
      (self.low, isLowOpen) = (ExactNumber(floor + 1), false)
    }
    if let high, !(high.isInteger && !isHighOpen), let floor = high.floor {
      (self.high, isHighOpen) = (ExactNumber(high.isInteger ? floor - 1 : floor), false)
    }
  }

  var isEmpty: Bool {
    guard let low, let high else { return false }
    return high < low || low == high && (isLowOpen || isHighOpen)
  }

  /// Whether a number satisfies the keywords; nil if its multiples are too large to decide.
  func admits(_ number: ExactNumber) -> Bool? {
    if let low, number < low || number == low && isLowOpen { return false }
    if let high, high < number || number == high && isHighOpen { return false }
    var result: Bool? = true
    for factor in multiples {
      guard let isMultiple = number.isMultiple(of: factor) else {
        result = nil
        continue
      }
      if !isMultiple { return false }
    }
    for factor in notMultiples {
      guard let isMultiple = number.isMultiple(of: factor) else {
        result = nil
        continue
      }
      if isMultiple { return false }
    }
    return result
  }
}

/// The keywords of a schema for strings.
struct StringFacet {
  var minLength = 0
  var maxLength: Int?
  var patterns: [String] = []
  /// Expressions that the string must not match, from `not`.
  var notPatterns: [String] = []
  /// `format`, `contentEncoding` and `contentMediaType`, which say what the text means.
  var meanings: [(key: String, text: String)] = []

  mutating func narrow(by other: StringFacet) {
    minLength = max(minLength, other.minLength)
    if let limit = other.maxLength { maxLength = min(maxLength ?? limit, limit) }
    for pattern in other.patterns where !patterns.contains(pattern) { patterns.append(pattern) }
    for pattern in other.notPatterns where !notPatterns.contains(pattern) { notPatterns.append(pattern) }
    for meaning in other.meanings where !meanings.contains(where: { $0 == meaning }) { meanings.append(meaning) }
  }

  var isEmpty: Bool { maxLength.map { $0 < minLength } ?? false || patterns.contains(where: notPatterns.contains) }
}

/// A demand that some items of a list match a schema.
struct ContainedItems {
  var schema: SchemaNode
  var low = 1
  var high: Int?
}

/// The keywords of a schema for arrays.
final class ArrayFacet {
  var minItems = 0
  var maxItems: Int?
  var isUnique = false
  /// Whether two items must be equal, from `not`.
  var hasTwins = false
  /// The schemas of the first items, by position.
  var prefix: [SchemaNode] = []
  /// The schema of all further items; nil if anything is admitted.
  var rest: SchemaNode?
  var contains: [ContainedItems] = []

  /// The schema of an item by its position.
  func item(_ index: Int) -> SchemaNode? { index < prefix.count ? prefix[index] : rest }
}

/// The keywords of a schema for objects.
final class ObjectFacet {
  /// A named property.
  struct Property {
    var name: Int
    var schema: SchemaNode
  }

  /// Properties whose names match an expression.
  struct NamePattern {
    var text: String
    /// Nil for expressions that are not supported.
    var pattern: Pattern?
    var schema: SchemaNode
  }

  var minProperties = 0
  var maxProperties: Int?
  var required: [Int] = []
  /// Names that must be absent, from `not`.
  var forbidden: [Int] = []
  var properties: [Property] = []
  var patterns: [NamePattern] = []
  /// The schema of properties without a name or pattern here; nil if anything is admitted.
  var additional: SchemaNode?
  var names: SchemaNode?
  /// Further schemas whose names `additional` leaves alone: the neighbours of `unevaluatedProperties`.
  var neighbours: [ObjectFacet] = []
  /// Whether some neighbours count only if they match, so that `additional` may hold for their names too.
  var isConditional = false
  private var index: [Int: Int] = [:]

  /// Fills the index of properties, once they are all there.
  func finish() {
    guard properties.count > 8 else { return }
    for (position, property) in properties.enumerated() { index[property.name] = position }
  }

  /// The schema of a property by its name; nil if it is not named here.
  func property(_ name: Int) -> SchemaNode? {
    if properties.count > 8 { return index[name].map { properties[$0].schema } }
    return properties.first { $0.name == name }?.schema
  }
}

/// Schemas of which a value must match one (`oneOf`) or some (`anyOf`).
struct SchemaUnion {
  var id: Int
  var branches: [SchemaNode]
  var isExclusive: Bool
  /// The keyword as it is written, for places.
  var key: String
}

/// A schema that holds for values that match another: `if` with `then` and `else`, or a dependency on a property.
struct SchemaCondition {
  var condition: SchemaNode
  var then: SchemaNode?
  var otherwise: SchemaNode?
  var key: String
}

/// The version of JSON Schema that a schema is written in, as far as keywords differ.
enum SchemaDialect: Int, Comparable {
  case draft4 = 4
  case draft6 = 6
  case draft7 = 7
  case draft2019 = 2019
  case draft2020 = 2020

  static func < (left: SchemaDialect, right: SchemaDialect) -> Bool { left.rawValue < right.rawValue }
}

/// The side that a schema comes from.
enum SchemaSide {
  case old
  case new
}

/// A schema as its keywords, read once from its document, or made up of others while two schemas are compared.
final class SchemaNode {
  let id: Int
  /// The node that the keywords are read from; for a made-up schema, the one that it stands for.
  let origin: DocumentNode?
  let side: SchemaSide
  let dialect: SchemaDialect
  var isRead = false
  /// Whether everything is refused.
  var isFalse = false
  var types: TypeSet = .all
  /// The values of `enum` and `const`; nil if any value is admitted.
  var values: [Datum]?
  private(set) lazy var valueSet = Set(values ?? [])
  var excluded: [Datum] = []
  var numbers: NumberFacet?
  var strings: StringFacet?
  var arrays: ArrayFacet?
  var objects: ObjectFacet?
  /// The members of `allOf` and the target of `$ref`.
  var parts: [SchemaNode] = []
  var unions: [SchemaUnion] = []
  var nots: [SchemaNode] = []
  var conditions: [SchemaCondition] = []
  /// The reason why part of the schema is unknown, with the text that is the same wherever the same part is meant.
  var opaque: (reason: String, text: String)?
  /// The text of `default`; nil without one.
  var defaultValue: Datum?
  /// The text of the reference, a name for the schema in paths.
  var reference: String?

  init(id: Int, origin: DocumentNode?, side: SchemaSide, dialect: SchemaDialect) {
    self.id = id
    self.origin = origin
    self.side = side
    self.dialect = dialect
  }

  /// Whether every value is admitted.
  var isTrivial: Bool {
    !isFalse && types == .all && values == nil && excluded.isEmpty && numbers == nil && strings == nil
      && arrays == nil && objects == nil && parts.isEmpty && unions.isEmpty && nots.isEmpty && conditions.isEmpty
      && opaque == nil
  }

  /// Whether alternatives, negations or conditions are among the keywords.
  var hasCombinations: Bool { !unions.isEmpty || !nots.isEmpty || !conditions.isEmpty }

  /// The place of a keyword, or of the schema.
  func place(_ key: String? = nil) -> Place? {
    guard let origin else { return nil }
    return key.flatMap { origin.place(ofKey: $0) } ?? origin.place
  }
}
