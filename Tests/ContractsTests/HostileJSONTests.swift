import Testing

@testable import Contracts

/// Schemas that are made to hang, to overflow the stack or to exhaust memory.
@Suite struct HostileJSONTests {
  @Test(.timeLimit(.minutes(1))) func referencesThatShareEachOtherAreFollowedOnce() {
    let count = 60
    let parts = (0..<count).map { index in
      "d\(index): {type: object, properties: {a: {$ref: '#/$defs/d\(index + 1)'}, b: {$ref: '#/$defs/d\(index + 1)'}}}"
    }
    func schema(_ type: String) -> String {
      "{$ref: '#/$defs/d0', $defs: {\(parts.joined(separator: ", ")), d\(count): {type: \(type)}}}"
    }
    #expect(JSONPair(schema("string"), schema("string")).lines(.forward, .strict) == [])
    #expect(JSONPair(schema("string"), schema("integer")).verdict(.forward).changes.count == 1)
  }

  @Test(.timeLimit(.minutes(1)), arguments: ["allOf", "anyOf", "oneOf"]) func combinationsHaveABudget(_ key: String) {
    let parts = (0..<40).map { index in
      "d\(index): {\(key): [{$ref: '#/$defs/d\(index + 1)'}, {$ref: '#/$defs/d\(index + 1)'}, {minProperties: \(index)}]}"
    }
    let schema = "{$ref: '#/$defs/d0', $defs: {\(parts.joined(separator: ", ")), d40: {type: string}}}"
    _ = JSONPair(schema, "{type: integer}").verdict(.forward)
    _ = JSONPair("{type: integer}", schema).verdict(.forward)
    _ = JSONPair(schema, schema + " ").verdict(.forward)
  }

  @Test(.timeLimit(.minutes(1))) func alternativesWithoutANameForThemHaveABudget() {
    func schema(_ offset: Int) -> String {
      let branches = (0..<120).map { "{type: object, properties: {p\($0 + offset): {type: string, minLength: \($0)}}}" }
      return "{oneOf: [\(branches.joined(separator: ", "))]}"
    }
    _ = JSONPair(schema(0), schema(3)).verdict(.forward)
    _ = JSONPair("{allOf: [\(schema(0)), \(schema(1)), \(schema(2))]}", schema(3)).verdict(.forward)
  }

  @Test(arguments: [
    "{$ref: '#'}", "{allOf: [{$ref: '#'}]}", "{anyOf: [{$ref: '#'}, {type: string}]}", "{not: {$ref: '#'}}",
    "{if: {$ref: '#'}, then: {$ref: '#'}, else: {$ref: '#'}}", "{properties: {a: {$ref: '#'}}, required: [a]}",
    "{additionalProperties: {$ref: '#'}, propertyNames: {$ref: '#'}}", "{items: {not: {$ref: '#'}}}",
    "{unevaluatedProperties: {$ref: '#'}, allOf: [{$ref: '#'}]}", "{contains: {$ref: '#'}, items: {$ref: '#'}}",
    "{patternProperties: {'(': {$ref: '#'}}}", "{$dynamicRef: '#x'}", "{type: 3, enum: 4, required: {a: 1}}",
    "{properties: [1], allOf: 3, items: 4, minimum: x, const: }", "{minItems: 1e400, maxLength: -1, multipleOf: 0}",
  ])
  func schemasThatLeadToThemselvesEnd(_ schema: String) {
    for other in ["{}", "{type: object}", "false", schema + " "] {
      for policy in [CompatibilityPolicy.tolerant, .strict] {
        _ = JSONPair(schema, other).verdict(.forward, policy)
        _ = JSONPair(other, schema).verdict(.forward, policy)
      }
    }
  }

  @Test(.timeLimit(.minutes(1))) func chainsOfReferencesDoNotOverflowTheStack() {
    func schema(_ type: String, _ step: (Int) -> String) -> String {
      let parts = (0..<5000).map { "d\($0): \(step($0 + 1))" }
      return "{$ref: '#/$defs/d0', $defs: {\(parts.joined(separator: ", ")), d5000: {type: \(type)}}}"
    }
    for step in [
      { "{properties: {a: {$ref: '#/$defs/d\($0)'}}}" }, { "{$ref: '#/$defs/d\($0)'}" },
      { "{allOf: [{$ref: '#/$defs/d\($0)'}]}" }, { "{not: {$ref: '#/$defs/d\($0)'}}" },
      { "{anyOf: [{$ref: '#/$defs/d\($0)'}, {type: 'null'}]}" },
    ] as [(Int) -> String] {
      let verdict = JSONPair(schema("string", step), schema("integer", step)).verdict(.forward)
      #expect(!verdict.isCompatible)
    }
  }

  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      "if: NEXT, then: NEXT, else: {properties: {a: NEXT}}", "allOf: [{not: NEXT}, {not: {properties: {a: NEXT}}}]",
      "oneOf: [{properties: {a: NEXT}}, {properties: {b: NEXT}}]", "dependentSchemas: {a: NEXT, b: NEXT}",
      "anyOf: [{not: NEXT}, NEXT]", "contains: NEXT, items: NEXT",
      "allOf: [NEXT, {properties: {INDEX: {}}}], unevaluatedProperties: false",
    ])
  func sharedSchemasInEveryKeywordHaveABudget(_ keywords: String) {
    func schema(_ type: String) -> String {
      let parts = (0..<300).map { index in
        let step = keywords.replacing("NEXT", with: "{$ref: '#/$defs/d\(index + 1)'}")
        return "d\(index): {\(step.replacing("INDEX", with: "p\(index)"))}"
      }
      return "{$ref: '#/$defs/d0', $defs: {\(parts.joined(separator: ", ")), d300: {type: \(type)}}}"
    }
    _ = JSONPair(schema("string"), schema("integer")).verdict(.forward)
    #expect(JSONPair(schema("string"), schema("string")).verdict(.forward, .strict).changes.isEmpty)
    _ = JSONPair(schema("string"), "{}").verdict(.forward, .strict)
  }

  @Test(.timeLimit(.minutes(1))) func cyclesOfDifferentLengthsHaveABudget() {
    func schema(_ length: Int) -> String {
      let parts = (0..<length).map { "d\($0): {properties: {n: {$ref: '#/$defs/d\(($0 + 1) % length)'}}}" }
      return "{$ref: '#/$defs/d0', $defs: {\(parts.joined(separator: ", "))}}"
    }
    #expect(JSONPair(schema(997), schema(991)).verdict(.forward).changes.isEmpty)
  }

  @Test(.timeLimit(.minutes(1))) func similarNamesAreSearchedWithinABudget() {
    func schema(_ name: String) -> String {
      let names = (0..<2000).map { "\(name)_name_\($0)" }
      let properties = names.map { "\($0): {type: string}" }.joined(separator: ", ")
      return "{properties: {\(properties)}, required: [\(names.joined(separator: ", "))], additionalProperties: false}"
    }
    #expect(!JSONPair(schema("user"), schema("customer")).verdict(.forward).isCompatible)
  }

  @Test(.timeLimit(.minutes(1))) func longListsOfValuesAreComparedInOnePass() {
    let values = (0..<50_000).map { "v\($0)" }.joined(separator: ", ")
    #expect(JSONPair("{enum: [\(values)]}", "{enum: [\(values), last]}").kinds(.forward) == ["enum-value-added"])
  }
}
