import Testing

@testable import Contracts

@Suite struct JSONComparisonTests {
  // MARK: Properties

  @Test func aRequiredPropertyThatIsRemovedBreaksReadersOfEvents() {
    let pair = JSONPair(
      "{type: object, required: [id, total], properties: {id: {type: string}, total: {type: number}}}",
      "{type: object, required: [id], properties: {id: {type: string}}}")
    #expect(pair.lines(.forward) == ["total: was removed"])
    #expect(pair.kinds(.forward) == ["required-property-removed"])
    #expect(pair.lines(.backward, .strict) == [])
  }

  @Test func aNewNameIsNamedWhereItStandsBesideTheOldOne() {
    let pair = JSONPair(
      "{type: object, required: [firstName], properties: {firstName: {type: string}}}",
      "{type: object, required: [givenName], properties: {givenName: {type: string}}}")
    #expect(pair.lines(.forward) == ["firstName: was removed; `givenName` looks like its new name"])
    #expect(
      pair.lines(.backward) == ["givenName: is new and required; it looks like the new name of `firstName`"])
  }

  @Test func anOptionalPropertyIsTheBusinessOfThoseWhoUseIt() {
    let pair = JSONPair(
      "{type: object, properties: {id: {type: string}}}",
      "{type: object, properties: {id: {type: string}, note: {type: string}}}")
    let back = JSONPair(pair.new, pair.old)
    #expect(pair.lines(.forward, .strict) == [])
    #expect(pair.lines(.backward) == [])
    #expect(pair.kinds(.backward, .strict) == ["optional-property-added"])
    #expect(back.lines(.forward) == ["note: was removed"])
    #expect(back.verdict(.forward).changes.map(\.kind.effect) == [.field])
    #expect(back.lines(.backward, .strict) == [])
  }

  @Test func aClosedObjectRefusesWhatItDoesNotKnow() {
    let pair = JSONPair(
      "{type: object, properties: {id: {type: string}}, additionalProperties: false}",
      "{type: object, properties: {id: {type: string}, note: {type: string}}, additionalProperties: false}")
    #expect(pair.kinds(.forward) == ["property-added-to-closed"])
    #expect(pair.lines(.backward, .strict) == [])
    #expect(JSONPair(pair.new, pair.old).kinds(.backward) == ["property-removed-from-closed"])
    #expect(JSONPair(pair.new, pair.old).lines(.forward, .strict) == [])
    // Those who use the property miss it all the same.
    #expect(JSONPair(pair.new, pair.old).kinds(.forward) == ["optional-property-removed"])
  }

  @Test func presenceIsToldInTheDirectionInWhichItBreaks() {
    let optional = "{type: object, properties: {id: {type: string}}}"
    let required = "{type: object, properties: {id: {type: string}}, required: [id]}"
    #expect(JSONPair(required, optional).lines(.forward) == ["id: was required and may now be missing"])
    #expect(JSONPair(required, optional).lines(.backward) == [])
    #expect(JSONPair(optional, required).lines(.backward) == ["id: was optional and is now required"])
    #expect(JSONPair(optional, required).lines(.forward) == [])
  }

  @Test func aRequiredNameThatIsNotDescribedCountsAsWell() {
    let pair = JSONPair("{type: object}", "{type: object, required: [id]}")
    #expect(pair.lines(.backward) == ["id: is new and required"])
  }

  @Test func aRequiredPropertyOfANewOptionalObjectBreaksNothing() {
    let pair = JSONPair(
      "{type: object, properties: {id: {type: string}}}",
      "{type: object, properties: {id: {type: string}, seal: {type: object, required: [alg]}}}")
    #expect(pair.lines(.backward) == [])
  }

  @Test func pathsLeadThroughListsAndMaps() {
    func schema(_ type: String) -> String {
      """
      {type: object, properties: {lines: {type: array, items: {type: object, properties: {sku: {type: \(type)}}}},
      labels: {type: object, additionalProperties: {type: \(type)}}}}
      """
    }
    #expect(
      JSONPair(schema("string"), schema("integer")).lines(.forward) == [
        "lines[].sku: was string and is now integer", "labels{}: was string and is now integer",
      ])
  }

  @Test func openingAndClosingAnObjectIsToldOnce() {
    let open = "{type: object, properties: {id: {type: string}}}"
    let closed = "{type: object, properties: {id: {type: string}}, additionalProperties: false}"
    #expect(JSONPair(open, closed).kinds(.backward) == ["content-closed"])
    #expect(JSONPair(closed, open).kinds(.forward, .strict) == ["content-opened"])
    #expect(JSONPair(closed, open).kinds(.forward) == [])
  }

  @Test func placesAreTheSmallestThatCanBeWrong() {
    let pair = JSONPair(
      "{type: object, required: [id], properties: {id: {type: string}}}",
      "{type: object, required: [id], properties: {id: {type: integer}}}")
    #expect(pair.places(.forward) == [["type", "type"]])
    let removed = JSONPair("{required: [id], properties: {id: {type: string}}}", "{type: object}")
    #expect(removed.places(.forward).first?.first == "id")
  }

  // MARK: Values

  @Test(arguments: [
    ("{type: string}", "{type: [string, 'null']}", ": may now be null", ""),
    ("{type: string}", "{type: string, nullable: true}", ": may now be null", ""),
    ("{type: [string, 'null']}", "{type: string}", "", ": may no longer be null"),
    ("{type: integer}", "{type: number}", ": was integer and is now number", ""),
    ("{type: number}", "{type: integer}", "", ": was number and is now integer"),
    ("{type: string}", "{}", ": was string and is now any value", ""),
    ("{enum: [a, b]}", "{enum: [a, b, c]}", ": now admits `c`, which readers do not know", ""),
    ("{enum: [a, b, c]}", "{enum: [a, b]}", "", ": no longer admits `c`"),
    ("{type: string}", "{type: string, enum: [a]}", "", ": is now limited to `a`"),
    ("{const: a}", "{const: b}", ": was `a` and is now `b`", ": was `a` and is now `b`"),
    ("{enum: [1]}", "{enum: [1.0]}", "", ""),
    ("{type: integer, minimum: 1}", "{type: integer, exclusiveMinimum: 0}", "", ""),
    ("{type: number, minimum: 1}", "{type: number, minimum: 0}", ": the minimum changed from 1 to 0", ""),
    ("{minimum: 0, exclusiveMinimum: true}", "{minimum: 0}", ": the minimum changed from above 0 to 0", ""),
    ("{multipleOf: 0.5}", "{multipleOf: 0.50}", "", ""),
    ("{multipleOf: 10}", "{multipleOf: 5}", ": the factor (`multipleOf`) changed from 10 to 5", ""),
    ("{type: integer, minimum: 4, maximum: 4}", "{type: number, minimum: 4, maximum: 4}", "", ""),
    ("{type: string, maxLength: 5}", "{type: string, maxLength: 9}", ": the maximum length changed from 5 to 9", ""),
    ("{type: string}", "{type: string, pattern: ^a}", "", ": must now match the pattern `^a`"),
    (
      "{type: string, maxLength: 3}", "{type: string, pattern: '^[A-Z]{3}$'}", "",
      ": must now match the pattern `^[A-Z]{3}$`"
    ),
    (
      "{type: string, format: date}", "{type: string, format: date-time}",
      ": format changed from `date` to `date-time`", ": format changed from `date` to `date-time`"
    ),
    ("{type: array, minItems: 1}", "{type: array}", ": the minimum number of items was 1 and is now unlimited", ""),
    ("{type: array, uniqueItems: true}", "{type: array}", ": may now have equal items", ""),
    (
      "{type: array, items: {type: string}, contains: {const: a}}", "{type: array, items: {type: string}}",
      ": need no longer contain the items that readers expect", ""
    ),
    (
      "{type: string, default: a}", "{type: string, default: b}", ": its default changed from `a` to `b`",
      ": its default changed from `a` to `b`"
    ),
    ("{const: shop.placed.0.1.0}", "{const: shop.placed.0.2.0-draft}", "", ""),
  ])
  func values(_ old: String, _ new: String, forward: String, backward: String) {
    let pair = JSONPair(old, new)
    #expect(pair.lines(.forward) == (forward.isEmpty ? [] : [forward]))
    #expect(pair.lines(.backward) == (backward.isEmpty ? [] : [backward]))
  }

  @Test func aVersionMarkerCountsForRegistries() {
    #expect(JSONPair("{const: 1.0.0}", "{const: 1.0.1}").kinds(.forward, .strict) == ["const-changed"])
    #expect(JSONPair("{const: v1}", "{const: v2}").kinds(.forward) == [])
    #expect(JSONPair("{const: order.v1}", "{const: invoice.v2}").kinds(.forward) == ["const-changed"])
  }

  @Test func expressionsThatCannotBeComparedAreNamed() {
    let pair = JSONPair("{type: string, pattern: '^(a|b)+$'}", "{type: string, pattern: '^[ab]+$'}")
    #expect(pair.verdict(.forward).changes.isEmpty)
    #expect(pair.verdict(.forward).undecided.count == 1)
  }

  // MARK: Combinations

  @Test func aPartOfAllOfIsAsIfItStoodThere() {
    let pair = JSONPair(
      "{type: object, properties: {a: {type: string}, b: {type: string}}, required: [a, b]}",
      "{allOf: [{type: object, properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}]}"
    )
    for policy in [CompatibilityPolicy.tolerant, .strict] {
      #expect(pair.lines(.forward, policy) == [])
      #expect(pair.lines(.backward, policy) == [])
    }
  }

  @Test func alternativesAreMatchedByTheirFixedValue() {
    func schema(_ branches: String...) -> String {
      "{type: object, properties: {payment: {oneOf: [\(branches.joined(separator: ", "))]}}}"
    }
    let card =
      "{title: Card, type: object, required: [kind, number], properties: {kind: {const: card}, number: {type: string}}}"
    let cash = "{title: Cash, type: object, required: [kind], properties: {kind: {const: cash}}}"
    let newCard = card.replacing("number: {type: string}", with: "number: {type: integer}")
    #expect(JSONPair(schema(card, cash), schema(cash, card)).lines(.forward, .strict) == [])
    #expect(
      JSONPair(schema(card, cash), schema(cash, newCard)).lines(.forward) == [
        "payment<Card>.number: was string and is now integer"
      ])
    let transfer = cash.replacing("Cash", with: "Transfer").replacing("cash", with: "transfer")
    #expect(
      JSONPair(schema(card, cash), schema(card, cash, transfer)).lines(.forward) == [
        "payment<Transfer>: is a new alternative, which readers do not know"
      ])
    #expect(JSONPair(schema(card, cash, transfer), schema(card, cash)).kinds(.backward) == ["variant-removed"])
  }

  @Test func whatOneAlternativeRefusesAnotherMayTake() {
    let whole = "{type: [integer, string], minimum: 0}"
    let parts = "{anyOf: [{type: string}, {type: integer, minimum: 0, maximum: 9}, {type: integer, minimum: 10}]}"
    #expect(JSONPair(parts, whole).lines(.forward, .strict) == [])
    #expect(JSONPair(whole, parts).lines(.forward, .strict) == [])
  }

  @Test func aValueThatFitsTwoAlternativesOfOneOfIsRefused() {
    let pair = JSONPair("{oneOf: [{type: integer}, {minimum: 5}]}", "{type: integer}")
    #expect(pair.kinds(.forward) == ["variant-added"])
  }

  @Test func aConditionHoldsForThoseWhoMeetIt() {
    let free = "{type: object, properties: {a: {type: string}, b: {type: string}}}"
    let bound =
      "{type: object, properties: {a: {type: string}, b: {type: string}}, if: {required: [a]}, then: {required: [b]}}"
    #expect(JSONPair(free, bound).lines(.backward) == [": must now keep the condition (`if`) for `b`"])
    #expect(JSONPair(free, bound).lines(.forward, .strict) == [])
    #expect(JSONPair(bound, bound).lines(.forward, .strict) == [])
    let both = "{type: object, required: [b], properties: {a: {type: string}, b: {type: string}}}"
    #expect(JSONPair(bound, both).lines(.forward, .strict) == [])
    let cases = "{type: object, if: {required: [a]}, then: {required: [b]}, else: {required: [b]}}"
    #expect(JSONPair("{type: object, required: [b]}", cases).lines(.forward, .strict) == [])
    let dependent = "{type: object, properties: {a: {type: string}, b: {type: string}}, dependentRequired: {a: [b]}}"
    #expect(JSONPair(free, dependent).kinds(.backward) == ["conditional-changed"])
    #expect(JSONPair(dependent, bound).lines(.backward, .strict) == [])
  }

  @Test func negationsAreComparedTheOtherWayRound() {
    #expect(JSONPair("{not: {type: string}}", "{not: {type: [string, 'null']}}").lines(.forward, .strict) == [])
    #expect(
      JSONPair("{not: {type: [string, 'null']}}", "{not: {type: string}}").kinds(.forward) == ["conditional-changed"])
  }

  @Test func namesAreComparedByExpressions() {
    let strings = "{type: object, patternProperties: {^x-: {type: string}}, additionalProperties: false}"
    let numbers = "{type: object, patternProperties: {^x-: {type: number}}, additionalProperties: false}"
    #expect(JSONPair(strings, strings).lines(.forward, .strict) == [])
    #expect(JSONPair(strings, numbers).lines(.forward) == ["{}: was string and is now number"])
    let short = "{type: object, additionalProperties: {type: string}, propertyNames: {maxLength: 5}}"
    let long = "{type: object, additionalProperties: {type: string}, propertyNames: {maxLength: 9}}"
    #expect(JSONPair(short, long).kinds(.forward) == ["property-names-changed"])
    #expect(JSONPair(long, short).lines(.forward, .strict) == [])
  }

  @Test func tuplesAreComparedItemByItem() {
    let old =
      "{$schema: 'https://json-schema.org/draft/2020-12/schema', type: array, prefixItems: [{type: string}], items: false}"
    let new =
      "{$schema: 'http://json-schema.org/draft-07/schema#', type: array, items: [{type: integer}], additionalItems: false}"
    #expect(JSONPair(old, new).lines(.forward) == ["[0]: was string and is now integer"])
    let longer = "{type: array, items: [{type: string}, {type: string}], additionalItems: false}"
    #expect(JSONPair(old, longer).kinds(.forward) == ["constraint-loosened"])
  }

  @Test func unevaluatedPropertiesCloseAnObjectWithItsParts() {
    func schema(_ rest: String) -> String {
      "{$schema: 'https://json-schema.org/draft/2020-12/schema', allOf: [{properties: {a: {type: string}}}], type: object, properties: {b: {type: string}}\(rest)}"
    }
    let closed = schema(", unevaluatedProperties: false")
    #expect(JSONPair(schema(""), closed).kinds(.backward) == ["content-closed"])
    #expect(JSONPair(closed, closed).lines(.forward, .strict) == [])
    #expect(
      JSONPair(
        closed, "{type: object, properties: {a: {type: string}, b: {type: string}}, additionalProperties: false}"
      )
      .lines(.forward, .strict) == [])
  }

  // MARK: Roots

  @Test(arguments: [
    ("true", "{type: string}", true, false), ("{}", "true", true, true), ("false", "{type: string}", false, true),
    ("{type: string}", "{enum: []}", true, false),
    ("{type: string}", "{type: integer, minimum: 2, maximum: 1}", true, false),
    ("{type: object, required: [a], properties: {a: false}}", "false", true, true),
  ])
  func rootsOfAnyKind(_ old: String, _ new: String, forward: Bool, backward: Bool) {
    let pair = JSONPair(old, new)
    #expect(pair.verdict(.forward, .strict).isCompatible == forward)
    #expect(pair.verdict(.backward, .strict).isCompatible == backward)
  }
}
