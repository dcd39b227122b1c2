/// The keywords that decide which values a schema admits, in any dialect.
enum SchemaKeyword: String, CaseIterable {
  case reference = "$ref"
  case dynamicReference = "$dynamicRef"
  case recursiveReference = "$recursiveRef"
  case type, nullable, `enum`, const, `default`
  case otherNullable = "x-nullable"
  case minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf, divisibleBy
  case minLength, maxLength, pattern, format, contentEncoding, contentMediaType
  case items, prefixItems, additionalItems, unevaluatedItems, contains, minContains, maxContains
  case minItems, maxItems, uniqueItems
  case properties, required, additionalProperties, patternProperties, propertyNames, unevaluatedProperties
  case minProperties, maxProperties, dependencies, dependentRequired, dependentSchemas
  case allOf, anyOf, oneOf, not, `if`, then, `else`

  /// The first dialect that has the keyword.
  var since: SchemaDialect {
    switch self {
    case .const, .contains, .propertyNames: .draft6
    case .if, .then, .else: .draft7
    case .minContains, .maxContains, .unevaluatedItems, .unevaluatedProperties, .dependentRequired, .dependentSchemas,
      .dynamicReference, .recursiveReference:
      .draft2019
    case .prefixItems: .draft2020
    default: .draft4
    }
  }

  /// The keywords by their bytes, as documents have them.
  static let byText: [ArraySlice<UInt8>: SchemaKeyword] = Dictionary(
    uniqueKeysWithValues: allCases.map { (Array($0.rawValue.utf8)[...], $0) })
}
