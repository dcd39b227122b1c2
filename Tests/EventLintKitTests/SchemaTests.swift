import Catalog
import Commands
import Findings
import Foundation
import Reports
import RuleBook
import RulePages
import TestSupport
import Testing
import YAMLTree

@testable import Schemas

/// The catalog schema and the native reader say the same: what one takes, the other takes.
@Suite struct CatalogSchemaTests {
  private func document(_ text: some Sequence<UInt8>, path: String) throws -> Document {
    var tree = Tree()
    Parser().parse(Array(text), into: &tree)
    return Document(path: path, file: FileID(0), tree: tree)
  }

  /// The schema with a validator that knows it.
  private struct Checker {
    var root: DocumentNode
    var validator: SchemaValidator
  }

  private func checker() throws -> Checker {
    let schema = try document(FormatSchemas.text(of: "catalog"), path: "schema.json")
    return Checker(
      root: try #require(schema.root),
      validator: SchemaValidator(documents: Documents { .failure(.missingFile($0)) }, dialect: .draft7))
  }

  /// What the schema has against a catalog.
  private func violations(_ text: some Sequence<UInt8>, _ checker: inout Checker) throws -> [String] {
    guard let root = try document(text, path: "catalog.yaml").root else { return [] }
    return checker.validator.violations(of: root, against: checker.root).map(\.message)
  }

  /// What the reader has against the shape of a catalog; references and the rules are another matter.
  private func problems(_ text: some Sequence<UInt8>) -> [Problem] {
    linked([String(decoding: Array(text), as: UTF8.self)]).problems.filter {
      ["unknown-field", "invalid-value"].contains($0.rule.name)
    }
  }

  @Test("every sample and every example of the rule book that the reader takes is valid")
  func examples() throws {
    var checker = try checker()
    var count = 0
    func check(_ text: [UInt8], _ name: String) throws {
      guard String(decoding: text, as: UTF8.self).contains("eventlint: 1"), problems(text).isEmpty else { return }
      var tree = Tree()
      Parser().parse(text, into: &tree)
      guard tree.problems.isEmpty, tree.roots.count == 1 else { return }
      count += 1
      let found = try violations(text, &checker)
      #expect(found.isEmpty, "\(name)")
    }
    for page in RuleBook.pages {
      for example in try RuleBook.details(page).examples {
        for file in example.files { try check(Array(file.text.utf8), "\(page.id): \(example.title)") }
      }
    }
    let samples = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
      .appendingPathComponent("samples")
    let files = try #require(FileManager.default.enumerator(at: samples, includingPropertiesForKeys: nil)).compactMap {
      $0 as? URL
    }
    for file in files where file.pathExtension == "yaml" { try check(Array(Data(contentsOf: file)), file.path) }
    #expect(count > 400)
  }

  /// A catalog for each kind of mapping, where `%` stands for its content.
  private static let hosts = [
    ("catalog", "{eventlint: 1, %}"), ("service", "{eventlint: 1, services: {a: {%}}}"),
    ("store", "{eventlint: 1, services: {a: {stores: {s: {%}}}}}"),
    ("trigger", "{eventlint: 1, services: {a: {triggers: {t: {%}}}}}"),
    ("reaction", "{eventlint: 1, services: {a: {consumes: {E: {%}}}}}"),
    ("reaction", "{eventlint: 1, services: {a: {handles: [{E: {%}}]}}}"),
    ("expectation", "{eventlint: 1, services: {a: {expects: {C: {%}}}}}"),
    ("message", "{eventlint: 1, events: {E: {%}}}"),
    ("message", "{eventlint: 1, commands: {E: {%}}}"), ("message", "{eventlint: 1, queries: {E: {%}}}"),
    ("channel", "{eventlint: 1, channels: {c: {%}}}"), ("context", "{eventlint: 1, contexts: {c: {%}}}"),
    ("entity", "{eventlint: 1, entities: {c: {%}}}"), ("flow", "{eventlint: 1, flows: {f: {%}}}"),
  ]

  @Test("schema and reader know the same keys", arguments: hosts)
  func keys(_ kind: String, _ host: String) throws {
    var checker = try checker()
    let definition = try #require(
      JSONSerialization.jsonObject(with: Data(FormatSchemas.text(of: "catalog"))) as? [String: Any])
    let definitions = try #require(definition["definitions"] as? [String: [String: Any]])
    let described = try #require(definitions[kind]?["properties"] as? [String: [String: Any]])
    // The reader's own words for a key that it does not know list all that it knows.
    let unknown = host.replacingOccurrences(of: "%", with: "qqqqqqqqqq: 1")
    let help = try #require(problems(unknown.utf8).first?.help)
    let known = help.dropFirst("expected one of ".count).prefix { $0 != ";" }.split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespaces)
    }
    #expect(Set(known).subtracting(["reply", "replies"]) == Set(described.keys).subtracting(["reply", "replies"]))
    #expect(try !violations(unknown.utf8, &checker).isEmpty)
    #expect(try violations(host.replacingOccurrences(of: "%", with: "x-mine: {a: [1]}").utf8, &checker).isEmpty)
    for (key, property) in described {
      #expect(property["description"] is String, "\(kind).\(key) has no words for its hover")
      // Values of every shape: where the schema takes one, the reader must take it, and what it refuses, the reader
      // refuses.
      for value in [
        "word", "[a, b]", "{k: v}", "{k: {}}", "true", "false", "3", "no", "~", "[[a]]", "'!'", "[{k: v}]", "by id",
        "12 KiB",
      ] {
        guard key != "eventlint" else { continue }
        let text = host.replacingOccurrences(of: "%", with: "\(key): \(value)")
        let isTaken = problems(text.utf8).isEmpty
        let isValid = try violations(text.utf8, &checker).isEmpty
        #expect(
          isTaken == isValid,
          "\(text): the reader \(isTaken ? "takes" : "refuses") it, the schema \(isValid ? "takes" : "refuses") it")
      }
    }
  }

  @Test("a catalog names its version") func version() throws {
    var checker = try checker()
    for text in ["{services: {}}", "{eventlint: 2}", "[a]", "x"] {
      #expect(try !violations(text.utf8, &checker).isEmpty)
    }
    #expect(try violations("{eventlint: 1}".utf8, &checker).isEmpty)
  }
}
