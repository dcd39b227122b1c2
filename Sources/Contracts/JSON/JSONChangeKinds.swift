/// The kinds of changes of JSON Schemas.
extension ChangeKind {
  /// All kinds, in the order of their documentation.
  static let json: [ChangeKind] = [
    requiredRemoved, optionalRemoved, requiredAdded, optionalAdded, nowOptional, nowRequired, addedToClosed,
    removedFromClosed, typeChanged, typeWidened, typeNarrowed, nowNullable, noLongerNullable, notAllowed,
    enumValueAdded, enumValueRemoved, enumAdded, enumDropped, constChanged, constraintLoosened, constraintTightened,
    patternChanged, formatChanged, contentOpened, contentClosed, namesChanged, itemsChanged, variantAdded,
    variantRemoved, conditionChanged, defaultChanged, notComparable,
  ]

  static let notComparable = ChangeKind(
    "json-not-comparable", .validation,
    summary: "A part cannot be compared, which the strict policy takes for a break, as registries do.")

  static let requiredRemoved = ChangeKind(
    "json-required-property-removed", .field,
    summary: "A property that readers could rely on is no longer described, so writers need not send it.")
  static let optionalRemoved = ChangeKind(
    "json-optional-property-removed", .field,
    summary: "An optional property is no longer described: readers that use it will not find it any more.")
  static let requiredAdded = ChangeKind(
    "json-required-property-added", .field,
    summary: "Readers require a property that writers of the old schema do not know.")
  static let optionalAdded = ChangeKind(
    "json-optional-property-added", .validation,
    summary: "A property is described that writers of the old schema were free to use for something else.")
  static let nowOptional = ChangeKind(
    "json-now-optional", .field, summary: "A property that was always there may be missing.")
  static let nowRequired = ChangeKind(
    "json-now-required", .field, summary: "Readers require a property that writers of the old schema may leave out.")
  static let addedToClosed = ChangeKind(
    "json-property-added-to-closed", .validation,
    summary: "A property is added to an object whose readers admit no others than they know.")
  static let removedFromClosed = ChangeKind(
    "json-property-removed-from-closed", .validation,
    summary: "A property that writers of the old schema send is no longer admitted.")
  static let typeChanged = ChangeKind(
    "json-type-changed", .field, summary: "Values have another type than readers expect.")
  static let typeWidened = ChangeKind(
    "json-type-widened", .field, summary: "Values may have a further type, which readers do not expect.")
  static let typeNarrowed = ChangeKind(
    "json-type-narrowed", .field, summary: "Readers no longer expect a type that writers of the old schema send.")
  static let nowNullable = ChangeKind("json-now-nullable", .field, summary: "A value may be null that never was.")
  static let noLongerNullable = ChangeKind(
    "json-no-longer-nullable", .field, summary: "Readers no longer expect null, which writers of the old schema send.")
  static let notAllowed = ChangeKind(
    "json-not-allowed", .validation, summary: "A value is sent where the reader's schema is `false`.")
  static let enumValueAdded = ChangeKind(
    "json-enum-value-added", .validation, summary: "An enumeration has a value that readers do not know.")
  static let enumValueRemoved = ChangeKind(
    "json-enum-value-removed", .validation,
    summary: "An enumeration lacks a value that writers of the old schema send.")
  static let enumAdded = ChangeKind(
    "json-enum-added", .validation, summary: "Readers admit only listed values, writers of the old schema send any.")
  static let enumDropped = ChangeKind(
    "json-enum-dropped", .validation, summary: "Values are no longer limited to those that readers know.")
  static let constChanged = ChangeKind(
    "json-const-changed", .field, summary: "A fixed value is another one, so readers take it for something else.")
  static let constraintLoosened = ChangeKind(
    "json-constraint-loosened", .validation,
    summary: "A limit on a number, a length, a count or a uniqueness is wider than readers expect.")
  static let constraintTightened = ChangeKind(
    "json-constraint-tightened", .validation,
    summary: "A limit on a number, a length, a count or a uniqueness is narrower than what old writers send.")
  static let patternChanged = ChangeKind(
    "json-pattern-changed", .validation, summary: "Texts may have a form that the reader's `pattern` refuses.")
  static let formatChanged = ChangeKind(
    "json-format-changed", .meaning,
    summary: "`format`, `contentEncoding` or `contentMediaType` differs, so readers understand the text differently.")
  static let contentOpened = ChangeKind(
    "json-content-opened", .validation, summary: "An object may have further properties, which readers refuse.")
  static let contentClosed = ChangeKind(
    "json-content-closed", .validation,
    summary: "Readers refuse further properties, which writers of the old schema may send.")
  static let namesChanged = ChangeKind(
    "json-property-names-changed", .validation,
    summary: "Properties may have names that the reader's `propertyNames` or `patternProperties` refuses.")
  static let itemsChanged = ChangeKind(
    "json-items-changed", .validation, summary: "A list need not contain the items that readers expect in it.")
  static let variantAdded = ChangeKind(
    "json-variant-added", .field, summary: "A value may have an alternative form that readers do not know.")
  static let variantRemoved = ChangeKind(
    "json-variant-removed", .field,
    summary: "Readers no longer know an alternative form that writers of the old schema send.")
  static let conditionChanged = ChangeKind(
    "json-conditional-changed", .validation,
    summary: "A value may break a rule of the reader's schema: `not`, `if`, `dependentRequired` or another condition.")
  static let defaultChanged = ChangeKind(
    "json-default-changed", .meaning, summary: "A missing value stands for another default.")
}
