import Catalog
import Files
import Findings
import Foundation
import Loading
import Schemas
import TestSupport
import Testing

/// Files on the way from the disk to the facts.
@Suite struct FileReaderTests {
  /// Files of all kinds, some larger than those that are read together, some broken, some missing.
  private static let kinds: [(ending: String, text: @Sendable (Int) -> String?)] = [
    ("yaml", { "eventlint: 1\nevents: {Event\($0)Happened: {}} # eventlint: ignore name-style -- known\n" }),
    ("yaml", { "eventlint: 1\nservices: {service\($0): {publishes: [Event\($0)Happened}\n" }),
    ("yaml", { _ in nil }),
    (
      "yaml",
      { "asyncapi: 3.0.0\ninfo: {title: Service \($0), version: '1'}\nchannels: {a: {messages: {b: {name: B}}}}\n" }
    ),
    ("md", { "---\nid: Page\($0)\nname: Page\nversion: 1.0.0\n---\nText\n" }),
    ("yaml", { "eventlint: 1\n# \(String(repeating: "-", count: 300_000))\ncommands: {Do\($0): {}}\n" }),
    ("yaml", { "kind: Deployment\nname: \($0)\n" }),
    ("bpmn", { _ in "<definitions/>" }),
  ]

  @Test("files that are read together say what each says alone", arguments: [false, true])
  func together(isNamed: Bool) throws {
    var files: [String: String] = [:]
    let inputs = (0..<48).map { number -> String in
      let kind = Self.kinds[number * 5 % Self.kinds.count]
      let name = "\(number).\(kind.ending)"
      files[name] = kind.text(number)
      return name
    }
    try withTemporaryFolder(files) { folder in
      let inputs = InputList(inputs.map { Input(path: "\(folder)/\($0)", isNamed: isNamed) })
      var together = FileReader(ReadSettings()) { .failure(.missingFile($0)) }
      together.read(inputs, inputs.indices)
      let alone = inputs.indices.map { index in
        var reader = FileReader(ReadSettings()) { .failure(.missingFile($0)) }
        reader.read(inputs[index], FileID(UInt32(index)))
        return LoadedCatalog.Part(reader)
      }
      let table = FileTable(inputs: inputs.paths)
      let expected = LoadedCatalog.linking(alone, paths: table, texts: [:], files: nil)
      let system = LoadedCatalog.linking([.init(together)], paths: table, texts: [:], files: nil)
      #expect(said(system) == said(expected))
      #expect(system.counts == expected.counts)
      #expect(system.counts.all > 20)
      #expect(system.suppressions.count == 6)
    }
  }

  @Test("files are found in the order of their bytes, whatever their letters are composed of")
  func order() throws {
    let names = ["a", "ab", "abc/z", "abc.x", "e\u{301}", "f", "z"].map { "\($0).yaml" }
    try withTemporaryFolder(Dictionary(uniqueKeysWithValues: names.map { ($0, "eventlint: 1\n") })) { folder in
      // In a dictionary, it would be the same key as the letter with its accent apart.
      try AtomicFile.write(Array("eventlint: 1\n".utf8), to: "\(folder)/\u{e9}.yaml")
      let found = try Inputs.find([folder], exclude: []).inputs.map { String($0.path.dropFirst(folder.count + 1)) }
      // A folder stands among the files by its own name.
      let expected = [
        "a.yaml", "ab.yaml", "abc/z.yaml", "abc.x.yaml", "e\u{301}.yaml", "f.yaml", "z.yaml", "\u{e9}.yaml",
      ]
      #expect(found.map { Array($0.utf8) } == expected.map { Array($0.utf8) })
    }
  }

  private func said(_ system: LoadedCatalog) -> [String] {
    let catalog = system.catalog
    return catalog.problems.map { "\($0.rule) \($0.message) \($0.place)" }
      + catalog.messages.map { "\(catalog[$0.name]) \($0.place)" }
      + catalog.services.map { "\(catalog[$0.name]) \($0.place)" } + system.suppressions.map { "\($0)" }
  }
}
