import Findings
import Schemas
import Testing
import YAMLTree

@Suite struct DocumentTests {
  private func documents(_ files: [String: String]) -> Documents {
    Documents { path in
      guard let text = files[path] else { return .failure(.missingFile(path)) }
      return .success(.init(path: path, file: FileID(1), bytes: Array(text.utf8)))
    }
  }

  private func document(_ text: String, path: String = "api/main.yaml") -> Document {
    var tree = Tree()
    Parser().parse(Array(text.utf8), into: &tree)
    return Document(path: path, file: FileID(0), tree: tree)
  }

  @Test("pointers with escapes lead to their nodes") func escapes() throws {
    let main = document("{a/b: {'m~n': {'c d': 1}}, list: [x, {y: 2}], '': {'': 3}}")
    let store = documents([:])
    func value(_ reference: String) -> String? { try? store.resolve(reference, from: main).get().string }
    #expect(value("#/a~1b/m~0n/c%20d") == "1")
    #expect(value("#/list/1/y") == "2")
    #expect(value("#//") == "3")
    #expect(value("#/list/2") == nil)
    #expect(value("#/list/-1") == nil)
  }

  @Test("references are followed through files, and cycles end") func files() throws {
    let main = document(
      """
      {a: {$ref: '#/b'}, b: {$ref: '../shared/types.yaml#/t'}, c: {$ref: '#/d'}, d: {$ref: '#/c'}, e: {$ref: \
      'http://x/y'}}
      """
    )
    let store = documents(["shared/types.yaml": "t: {type: string}"])
    #expect(try store.resolve("#/a", from: main).get()["type"]?.string == "string")
    #expect(store.resolve("#/c", from: main) == .failure(.cycle))
    #expect(store.resolve("#/e", from: main) == .failure(.remote))
    #expect(store.resolve("nothing.yaml", from: main) == .failure(.missingFile("api/nothing.yaml")))
    #expect(store.resolve("#/nothing", from: main) == .failure(.missingTarget))
  }

  @Test("identifiers lead to parts of the document, and to files beside it") func identifiers() throws {
    let main = document(
      """
      {$id: 'https://x.org/v1/order', a: {$anchor: A, type: string}, b: {$id: '#B', type: integer}, \
      c: {$id: parts/line, type: array}, d: {$id: id of a value}}
      """)
    let store = documents([
      "api/links/list.json": "{$id: 'https://x.org/v1/links/list', type: object}",
      "api/other.json": "{$id: 'https://x.org/v2/other'}", "api/common.json": "{t: {type: 'null'}}",
    ])
    func type(_ reference: String) -> String? { try? store.resolve(reference, from: main).get()["type"]?.string }
    #expect(type("#A") == "string")
    #expect(type("#B") == "integer")
    #expect(type("parts/line") == "array")
    #expect(type("https://x.org/v1/parts/line") == "array")
    #expect(type("links/list") == "object")
    #expect(type("https://x.org/v1/links/list#") == "object")
    #expect(type("file://common.json#/t") == "null")
    #expect(store.resolve("https://x.org/v1/other", from: main) == .failure(.remote))
    #expect(store.resolve("#C", from: main) == .failure(.missingTarget))
  }
}
