import Testing

@testable import Contracts

@Suite struct JSONReferenceTests {
  @Test func anExtractedSchemaIsTheSameSchema() {
    let inline = "{type: object, required: [o], properties: {o: {type: object, properties: {a: {type: string}}}}}"
    let extracted =
      "{$ref: '#/definitions/T', definitions: {T: {type: object, required: [o], properties: {o: {$ref: '#/definitions/O'}}}, O: {type: object, properties: {a: {type: string}}}}}"
    #expect(JSONPair(inline, extracted).lines(.forward, .strict) == [])
    #expect(JSONPair(inline, extracted).lines(.backward, .strict) == [])
  }

  @Test func aRecursiveSchemaIsComparedToTheEnd() {
    func tree(_ required: String, _ value: String) -> String {
      """
      {$ref: '#/$defs/T', $defs: {T: {type: object, required: [\(required)], properties: {n: {type: \(value)},
      m: {type: string}, next: {$ref: '#/$defs/T'}, all: {type: array, items: {$ref: '#/$defs/T'}}}}}}
      """
    }
    #expect(JSONPair(tree("n, m", "string"), tree("n, m", "string")).lines(.forward, .strict) == [])
    #expect(
      JSONPair(tree("n, m", "string"), tree("n", "string")).lines(.forward) == [
        "m: was required and may now be missing"
      ])
    #expect(JSONPair(tree("n", "string"), tree("n", "integer")).lines(.forward) == ["n: was string and is now integer"])
  }

  @Test func aBreakBehindARecursionIsNotHiddenByTheFirstLook() {
    // `b` is compared while `a` is underway, and rests on `a`, which turns out to be broken.
    func schema(_ type: String) -> String {
      """
      {type: object, properties: {x: {$ref: '#/$defs/a'}, y: {$ref: '#/$defs/b'}}, $defs: {
      a: {type: object, properties: {b: {$ref: '#/$defs/b'}, v: {type: \(type)}}},
      b: {type: object, properties: {a: {$ref: '#/$defs/a'}}}}}
      """
    }
    #expect(JSONPair(schema("string"), schema("integer")).lines(.forward) == ["x.v: was string and is now integer"])
  }

  @Test func aSharedSchemaIsToldOnce() {
    func schema(_ type: String) -> String {
      "{type: object, properties: {a: {$ref: '#/$defs/T'}, b: {$ref: '#/$defs/T'}}, $defs: {T: {type: \(type)}}}"
    }
    #expect(JSONPair(schema("string"), schema("boolean")).lines(.forward) == ["a: was string and is now boolean"])
  }

  @Test func keywordsBesideAReferenceCountFrom2019() {
    let old =
      "{$schema: 'http://json-schema.org/draft-07/schema#', definitions: {T: {type: string}}, $ref: '#/definitions/T', maxLength: 3}"
    let new =
      "{$schema: 'https://json-schema.org/draft/2020-12/schema', $defs: {T: {type: string}}, $ref: '#/$defs/T', maxLength: 3}"
    #expect(JSONPair(old, new).lines(.forward, .strict) == [])
    #expect(JSONPair(old, new).kinds(.backward) == ["constraint-tightened"])
  }

  @Test func whatCannotBeFollowedIsUndecidedAndHidesNothingElse() {
    let old =
      "{type: object, required: [a, b], properties: {a: {type: string}, b: {$ref: 'https://example.com/b.json'}}}"
    let new = "{type: object, required: [b], properties: {b: {$ref: 'https://example.com/c.json'}}}"
    #expect(JSONPair(old, new).lines(.forward) == ["a: was removed", "b? its reference leads to the network"])
    #expect(JSONPair(old, old).lines(.forward) == [])
    let nowhere = "{properties: {b: {$ref: '#/definitions/B'}}}"
    #expect(JSONPair(nowhere, nowhere).lines(.forward) == ["b? its reference does not resolve"])
  }

  @Test func identifiersLeadToFilesAndParts() {
    let links = "{$id: 'https://example.com/v1/links/array', type: array, items: {type: string}}"
    let old = "{$id: 'https://example.com/v1/order', type: object, properties: {links: {$ref: links/array}}}"
    let new = "{type: object, properties: {links: {type: array, items: {type: integer}}}}"
    let pair = JSONPair(old, new, oldFiles: ["schemas/links/array.json": links])
    #expect(pair.lines(.forward) == ["links[]: was string and is now integer"])
    let file = JSONPair(
      "{properties: {a: {$ref: 'file://common.json#/definitions/A'}}}", "{properties: {a: {type: integer}}}",
      oldFiles: ["schemas/common.json": "{definitions: {A: {type: string}}}"])
    #expect(file.lines(.forward) == ["a: was string and is now integer"])
    let anchor = JSONPair(
      "{properties: {a: {$ref: '#A'}}, definitions: {A: {$id: '#A', type: string}}}",
      "{properties: {a: {$ref: '#A'}}, $defs: {A: {$anchor: A, type: integer}}}")
    #expect(anchor.lines(.forward) == ["a: was string and is now integer"])
  }
}
