import Findings
import Foundation
import Testing
import YAMLTree

@testable import Schemas

private func document(_ text: [UInt8], path: String) -> Document {
  var tree = Tree()
  Parser().parse(text, into: &tree)
  return Document(path: path, file: FileID(0), tree: tree)
}

@Suite struct ValidatorTests {
  @Test("numbers are exact") func decimals() throws {
    func number(_ text: String) throws -> ExactNumber { try #require(ExactNumber(Array(text.utf8)[...])) }
    #expect(try number("1.0").key == number("10e-1").key)
    #expect(try number("0.1").isMultiple(of: number("0.01")) == true)
    #expect(try number("9007199254740993").key != number("9007199254740992").key)
    #expect(try number("1e1000000000") > number("-5"))
    #expect(try number("1e308").isMultiple(of: number("0.123456789")) == false)
    #expect(try number("0.0075").isMultiple(of: number("0.0001")) == true)
    #expect(try !number("1.5").isInteger)
    #expect(try number("-0.0").key == number("0").key)
  }

  @Test("patterns match in linear time") func patterns() throws {
    func matches(_ pattern: String, _ text: String) throws -> Bool? { try #require(Pattern(pattern)).matches(text) }
    #expect(try matches("^[a-z]+-\\d{2,3}$", "abc-12") == true)
    #expect(try matches("^[a-z]+-\\d{2,3}$", "abc-1234") == false)
    #expect(try matches("(foo|ba[rz])+?x?$", "bazfoo") == true)
    #expect(try matches("^(a+)+$", String(repeating: "a", count: 5000) + "b") == false)
    #expect(try matches("\\bcat\\b", "a cat!") == true)
    #expect(try matches("^\\p{Lu}\\u00e4.$", "Gä€") == true)
    #expect(try matches("", "") == true)
    #expect(Pattern("(?=a)") == nil)
    #expect(Pattern("(a)\\1") == nil)
    #expect(Pattern("[z-a]") == nil)
    #expect(Pattern("(((((a{1000}){1000}){1000})))") == nil)
  }

  @Test("violations say where and why") func violations() throws {
    let schema = document(
      Array(
        "{type: object, required: [id], properties: {n: {type: integer, minimum: 1}}, additionalProperties: false}".utf8
      ), path: "s")
    let value = document(Array("{n: 0, x: 1}".utf8), path: "v")
    var validator = SchemaValidator(documents: Documents { _ in .failure(.missingFile("")) }, dialect: .draft7)
    let found = validator.violations(of: try #require(value.root), against: try #require(schema.root))
    #expect(found.map(\.message) == ["`0` is below the minimum", "`x` is not among the properties", "`id` is missing"])
    #expect(found.map(\.place.start) == [4, 7, 0])
  }
}

@Suite struct SchemaSuiteTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent(
      "shared/corpora/schemas/suites/json-schema-org__JSON-Schema-Test-Suite")

  @Test(
    "the JSON Schema Test Suite",
    .enabled(if: FileManager.default.fileExists(atPath: root.path), "the suite is not here"),
    arguments: [
      ("draft7", Dialect.draft7, 0.98), ("draft2019-09", .draft2019, 0.95), ("draft2020-12", .draft2020, 0.98),
    ])
  func suite(_ folder: String, _ dialect: Dialect, _ share: Double) throws {
    let files = try FileManager.default.contentsOfDirectory(
      at: Self.root.appendingPathComponent("tests/\(folder)"), includingPropertiesForKeys: nil
    )
    .filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
    let remotes = try remotes(folder)
    var (passed, count) = (0, 0)
    var failed: [String] = []
    for file in files {
      let text = document(Array(try Data(contentsOf: file)), path: "http://localhost:1234/\(file.lastPathComponent)")
      for group in text.root?.items ?? [] {
        guard let schema = group["schema"] else { continue }
        var validator = SchemaValidator(documents: Documents { _ in .failure(.missingFile("")) }, dialect: dialect)
        for (uri, node) in remotes { validator.register(uri: uri, node) }
        validator.register(uri: "test:\(schema.id.index)", schema)
        for test in group["tests"]?.items ?? [] {
          guard let data = test["data"], let expected = test["valid"]?.boolean else { continue }
          count += 1
          if validator.violations(of: data, against: schema).isEmpty == expected {
            passed += 1
          } else {
            failed.append(
              "\(file.lastPathComponent): \(group["description"]?.string ?? ""): \(test["description"]?.string ?? "")")
          }
        }
      }
    }
    if ProcessInfo.processInfo.environment["EVENTLINT_LIST"] != nil {
      print("\(folder): \(passed) of \(count)\n" + failed.joined(separator: "\n"))
    }
    #expect(Double(passed) >= share * Double(count), "\(passed) of \(count)\n\(failed.joined(separator: "\n"))")
  }

  private func remotes(_ folder: String) throws -> [(String, DocumentNode)] {
    let root = Self.root.appendingPathComponent("remotes")
    var found: [(String, DocumentNode)] = []
    guard let all = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else { return [] }
    for case let url as URL in all where url.pathExtension == "json" {
      let path = url.path.dropFirst(root.path.count + 1)
      guard !path.hasPrefix("draft") || path.hasPrefix("\(folder)/"),
        let node = document(Array(try Data(contentsOf: url)), path: String(path)).root
      else { continue }
      found.append(("http://localhost:1234/\(path)", node))
    }
    return found.sorted { $0.0 < $1.0 }
  }
}
