import Catalog
import Findings
import Linking
import Readers
import Schemas
import Testing
import YAMLTree

/// Definitions of one name in several files, read by one reader or by one reader a file.
@Suite struct DefinitionTests {
  private static let three = (1...3).map { number in
    """
    eventlint: 1
    events: {A: {version: \(number)}}
    services: {s: {team: team \(number), publishes: A}}
    contexts: {c: {kind: \(["core", "supporting", "generic"][number - 1])}}
    channels: {q: {partitions: \(number)}}
    flows: {f: {owner: s, ends: [A], kind: \(number == 1 ? "process" : "pipeline")}}

    """
  }

  /// What is kept depends on the order of the files and on nothing else, and every further definition is told.
  @Test("of full definitions the first file's is kept, whoever reads which file", arguments: [false, true])
  func first(eachAlone: Bool) throws {
    let catalog = linked(Self.three, eachAlone)
    #expect(catalog.messages.map(\.version) == [1])
    #expect(catalog.services.map { $0.team.map { catalog[$0] } } == ["team 1"])
    #expect(catalog.contexts.map(\.kind) == [.core])
    #expect(catalog.channels.map(\.partitions) == [1])
    #expect(catalog.flows.map(\.kind) == [.process])
    let told = catalog.problems.sorted { $0.place < $1.place }
    #expect(told.allSatisfy { $0.rule == .duplicateDefinition && $0.notes.map(\.place.file) == [FileID(0)] })
    let words = ["event A", "service s", "context c", "channel q", "flow f"].map { "\($0) is defined twice" }
    #expect(told.map(\.message) == words + words)
    #expect(told.map(\.place.file.rawValue) == [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    // The same files by other names.
    let reversed = linked(Self.three.reversed(), eachAlone)
    #expect(reversed.messages.map(\.version) == [3])
    #expect(reversed.services.map { $0.team.map { reversed[$0] } } == ["team 3"])
    #expect(reversed.channels.map(\.partitions) == [3])
  }

  /// A list of names is no definition: the file that says more wins without a word, wherever it stands.
  @Test("a name alone gives way to a definition", arguments: [false, true], [false, true])
  func names(eachAlone: Bool, isReversed: Bool) throws {
    let files = [
      "eventlint: 1\nevents: [A]\nservices: [s]\n",
      "eventlint: 1\nevents: {A: {version: 2, deprecated: true}}\nservices: {s: {team: blue, publishes: A}}\n",
    ]
    let catalog = linked(isReversed ? files.reversed() : files, eachAlone)
    let message = try #require(catalog.messages.first)
    #expect(catalog.messages.count == 1 && message.version == 2 && message.hasContent)
    #expect(message.place.file == FileID(isReversed ? 0 : 1))
    #expect(catalog.traits(of: message)?.deprecation?.place != nil)
    #expect(catalog.services.map { $0.team.map { catalog[$0] } } == ["blue"])
    #expect(catalog.problems.map(\.message) == [])
  }

  /// Rare keys are stored apart, by place. Those of a definition that is not kept must not appear at the one that is.
  @Test("rare keys of a definition that is dropped are dropped with it", arguments: [false, true])
  func traits(eachAlone: Bool) throws {
    let catalog = linked(
      [
        "eventlint: 1\nevents: {A: {version: 1}}\n", "eventlint: 1\nevents: {A: {version: 2, deprecated: true}}\n",
      ], eachAlone)
    let message = try #require(catalog.messages.first)
    #expect(message.version == 1 && catalog.traits(of: message)?.deprecation?.place == nil)
    #expect(catalog.messageTraits.isEmpty)
  }

  /// Links files, read by one reader or by one reader a file.
  private func linked(_ files: [String], _ eachAlone: Bool) -> Catalog {
    var states: [ReadingState] = []
    for (index, text) in files.enumerated() {
      if eachAlone || index == 0 { states.append(ReadingState { .failure(.missingFile($0)) }) }
      Parser().parse(Array(text.utf8), into: &states[states.count - 1].tree)
      NativeReader.read(FileID(UInt32(index)), &states[states.count - 1])
    }
    return Catalog.linking(states.map(\.reading))
  }
}
