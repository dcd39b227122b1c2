import ArgumentParser
import Configuration
import Corpus
import Files
import Findings
import Linting
import Loading
import RuleBook
import RulePages
import Rules

/// The measurement of the rule `disguised-command` against names labelled by the code they come from.
struct MeasureNames: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-names",
    abstract: "Report, for each source, how `disguised-command` judges labelled names.",
    discussion: """
      Each line of the file has name, label (event, command or query), source, original, split and note, separated by \
      tabs; the first line is a header, and split and note may be missing. Every event has one consumer in another \
      context. `own` is a catalog of each source; `guest` shows 20 names of a source at a time beside 60 plain facts. \
      A command is written among the events of its source, one at a time: recognised is reported at all, clear is \
      reported as a warning. Events with the note `misnomer` read like orders and are counted apart.
      """)

  @Argument(help: "The labelled names, tab-separated.") var file: String
  @Flag(help: "List the events that are reported as warnings and the commands that are not recognised.") var list =
    false
  @Option(help: "Measure only the sources of this split.") var split: String?

  func run() throws {
    guard let bytes = FileBytes.read(file) else { throw ValidationError("cannot read \(file)") }
    var sources: [LabelledSource] = []
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      guard columns.count >= 3 else { continue }
      let part = columns.count > 4 ? columns[4] : "all"
      guard split == nil || split == part else { continue }
      if sources.last?.name != columns[2] { sources.append(LabelledSource(name: columns[2], split: part)) }
      sources[sources.count - 1].add(columns[0], label: columns[1], note: columns.count > 5 ? columns[5] : "")
    }
    print("split     source".padded(56) + NameTally.header)
    var totals: [String: NameTally] = [:]
    for source in sources {
      let tally = NameTally(source)
      print("\(source.split.padded(9)) \(source.name)".padded(56) + tally.row)
      if list { for line in tally.lines { print("    \(line)") } }
      totals[source.split, default: NameTally()].add(tally)
    }
    for total in totals.sorted(by: { $0.key < $1.key }) { print(total.key.padded(56) + total.value.row) }
  }
}

/// The names of one source.
private struct LabelledSource {
  let name: String
  let split: String
  var events: [String] = []
  /// The events that any reader would take for an order.
  var misnomers: Set<String> = []
  var commands: [String] = []

  mutating func add(_ name: String, label: String, note: String) {
    switch label {
    case "event":
      events.append(name)
      if note == "misnomer" { misnomers.insert(name) }
    case "command": commands.append(name)
    default: break
    }
  }
}

/// The counts for the names of one source, or of several.
private struct NameTally {
  private var own = Rate(), guest = Rate(), misnomers = Rate(), recognised = Rate(), clear = Rate()
  /// The names that do not match their label.
  private(set) var lines: [String] = []

  static let header = ["own", "guest", "misnomers", "recognised", "clear"].map { $0.padded(17) }.joined()

  var row: String { [own, guest, misnomers, recognised, clear].map { $0.words.padded(17) }.joined() }

  init() {}

  init(_ source: LabelledSource) {
    let events = source.events.filter { !source.misnomers.contains($0) }
    let own = RuleRun(events: source.events)
    self.own.add(hits: events.count(where: own.warnings.contains), of: events.count)
    misnomers.add(hits: source.misnomers.count(where: own.warnings.contains), of: source.misnomers.count)
    lines += events.filter(own.warnings.contains).map { "own \($0)" }
    for start in stride(from: 0, to: source.events.count, by: 20) {
      let some = source.events[start..<min(start + 20, source.events.count)].filter { !source.misnomers.contains($0) }
      let guest = RuleRun(events: some + NamedEvents.plainFacts)
      self.guest.add(hits: some.count(where: guest.warnings.contains), of: some.count)
      lines += some.filter(guest.warnings.contains).map { "guest \($0)" }
    }
    for command in source.commands {
      // A command that is also listed as an event would be counted twice.
      let run = RuleRun(events: source.events.filter { $0 != command } + [command])
      recognised.add(hits: run.reported.contains(command) ? 1 : 0, of: 1)
      clear.add(hits: run.warnings.contains(command) ? 1 : 0, of: 1)
      if !run.reported.contains(command) {
        lines.append("missed \(command)")
      } else if !run.warnings.contains(command) {
        lines.append("unclear \(command)")
      }
    }
  }

  mutating func add(_ other: Self) {
    own.add(other.own)
    guest.add(other.guest)
    misnomers.add(other.misnomers)
    recognised.add(other.recognised)
    clear.add(other.clear)
  }
}

/// A part of a whole, summed over names, with the mean of the sources.
private struct Rate {
  private var hits = 0, all = 0
  /// The shares of the sources that have names of this kind.
  private var shares: [Double] = []

  mutating func add(hits: Int, of all: Int) {
    self.hits += hits
    self.all += all
  }

  mutating func add(_ source: Self) {
    add(hits: source.hits, of: source.all)
    if source.all > 0 { shares.append(source.share) }
  }

  private var share: Double { Double(hits) / Double(all) }

  /// `12/340 3.5 %`, for totals followed by the mean of the sources: `12/340 3.5 % ~4.1`.
  var words: String {
    guard all > 0 else { return "-" }
    let mean = shares.isEmpty ? "" : " ~\(Self.tenths(shares.reduce(0, +) / Double(shares.count)))"
    return "\(hits)/\(all) \(Self.tenths(share))%\(mean)"
  }

  private static func tenths(_ share: Double) -> String {
    let value = Int((share * 1000).rounded())
    return "\(value / 10).\(value % 10)"
  }
}

/// A run of `disguised-command` over a catalog of events, each with one consumer in another context.
private struct RuleRun {
  private(set) var reported: Set<String> = []
  private(set) var warnings: Set<String> = []

  init(events: [String]) {
    let text = NamedEvents.catalog(events)
    let system = LoadedCatalog.linking([(path: "catalog.yaml", text: Array(text.utf8))])
    for finding in Linter.findings(system, Self.configuration).findings {
      guard let name = finding.subjects.first else { continue }
      reported.insert(name)
      if finding.severity >= .warning { warnings.insert(name) }
    }
  }

  private static let configuration: Configuration = {
    var configuration = Configuration(presets: [])
    configuration.settings[RulePage.disguisedCommand.id]?.isOn = true
    return configuration
  }()
}

extension String {
  func padded(_ width: Int) -> String { count >= width ? self : self + String(repeating: " ", count: width - count) }
}
