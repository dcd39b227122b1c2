import Configuration
import Corpus
import Findings
import Foundation
import Linting
import Loading
import Testing

/// What `disguised-command` makes of the names that real systems have: each source is one catalog.
@Suite struct RealNamesTests {
  private static let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora/names/dev.tsv")

  private struct Source {
    var events: [String] = []
    var commands: [String] = []
  }

  @Test(
    "names of events are no commands, names of commands are",
    .enabled(if: FileManager.default.fileExists(atPath: file.path), "the names are not here"))
  func names() throws {
    var sources: [String: Source] = [:]
    for line in try String(contentsOf: Self.file, encoding: .utf8).split(separator: "\n").dropFirst() {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard parts.count >= 3 else { continue }
      if parts[1] == "event" { sources[parts[2], default: Source()].events.append(parts[0]) }
      if parts[1] == "command" { sources[parts[2], default: Source()].commands.append(parts[0]) }
    }
    var (falseAlarms, guests, missed): ([String], [String], [String]) = ([], [], [])
    var (events, commands) = (0, 0)
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
      events += source.events.count
      commands += source.commands.count
      falseAlarms += reported(source.events, from: .warning).map { "\(name): \($0)" }
      for start in stride(from: 0, to: source.events.count, by: 20) {
        let some = source.events[start..<min(start + 20, source.events.count)]
        guests += reported(some + NamedEvents.plainFacts, from: .warning).map { "\(name): \($0)" }
      }
      // One at a time: a catalog of commands alone would be a custom of its own.
      for command in source.commands
      where !reported(source.events.filter { $0 != command } + [command], from: .info).contains(command) {
        missed.append("\(name): \(command)")
      }
    }
    #expect(Double(falseAlarms.count) <= 0.01 * Double(events), "\(falseAlarms)")
    #expect(Double(guests.count) <= 0.02 * Double(events), "\(guests)")
    #expect(Double(missed.count) <= 0.08 * Double(commands), "\(missed)")
  }

  /// The names that are reported when they are events with one consumer in another context.
  private func reported(_ names: [String], from severity: Severity) -> Set<String> {
    let text = NamedEvents.catalog(names)
    let system = LoadedCatalog.linking([(path: "catalog.yaml", text: Array(text.utf8))])
    let found = Linter.findings(system, Configuration()).findings
    return Set(
      found.filter { $0.rule.name == "disguised-command" && $0.severity >= severity }.compactMap(\.subjects.first))
  }
}
