import Configuration
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
    var falseAlarms: [String] = []
    var missed: [String] = []
    var (events, commands) = (0, 0)
    for (name, source) in sources.sorted(by: { $0.key < $1.key }) {
      events += source.events.count
      commands += source.commands.count
      falseAlarms += flagged(source.events, consumed: []).map { "\(name): \($0)" }
      // One at a time: a catalog of commands alone would be a custom of its own.
      for command in source.commands
      where flagged(source.events + [command], consumed: [command]).contains(command) == false {
        missed.append("\(name): \(command)")
      }
    }
    if ProcessInfo.processInfo.environment["EVENTLINT_LIST"] != nil {
      print(
        """
        false alarms \(falseAlarms.count) of \(events)\n\(falseAlarms.joined(separator: "\n"))\nmissed \(missed.count)\
         of \(commands)\n\(missed.joined(separator: "\n"))
        """
      )
    }
    #expect(Double(falseAlarms.count) <= 0.01 * Double(events), "\(falseAlarms)")
    #expect(Double(missed.count) <= 0.1 * Double(commands), "\(missed)")
  }

  /// The names that are warned of when they are events.
  private func flagged(_ names: [String], consumed: [String]) -> Set<String> {
    func quoted(_ name: String) -> String { "'\(name.replacing("'", with: "''"))'" }
    let list = Set(names).sorted().map(quoted).joined(separator: ", ")
    let services =
      consumed.isEmpty
      ? "" : "services: {sender: {publishes: \(quoted(consumed[0]))}, receiver: {consumes: [\(quoted(consumed[0]))]}}\n"
    let system = LoadedCatalog.linking([
      (path: "catalog.yaml", text: Array("eventlint: 1\nevents: [\(list)]\n\(services)".utf8))
    ])
    let found = Linter.findings(system, Configuration()).findings
    return Set(
      found.filter { $0.rule.name == "disguised-command" && $0.severity >= .warning }.compactMap(\.subjects.first))
  }
}
