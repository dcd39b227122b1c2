import Catalog
import Files
import Findings
import Graph
package import Linting
import Loading
import Readers
package import Writing
import YAMLTree

/// The options of `stats`.
package struct StatsRequest: Sendable {
  /// The catalogs to read and their configuration.
  package var input = LintRequest()
  /// `text`, `json` or `csv`.
  package var format = "text"
  /// The path of an earlier `--format json`, or an earlier catalog as for `LintRequest.against`; the run fails when a
  /// value is worse now.
  package var against: String?

  /// A request for text.
  package init() {}
}

extension Linter {
  /// The metrics of a system, and whether they are worse than earlier ones.
  package static func stats(_ request: StatsRequest) throws(UsageError) -> (
    output: [UInt8], notes: [UInt8], isWorse: Bool
  ) {
    try check(request.format, among: ["text", "json", "csv"])
    var input = request.input
    if let earlier = request.against, !isReport(earlier) { input.against = [earlier] }
    let states = try states(input, try configuration(for: input), isJudged: false)
    try checkArrows(states.now)
    let table = StatisticsTable(states.now)
    let output =
      switch request.format {
      case "json": table.json
      case "csv": table.csv
      default: table.text
      }
    guard let path = request.against else { return (output, [], false) }
    var worse: [String]
    var notes: [UInt8] = []
    if input.against.isEmpty {
      worse = try table.worse(than: try DataFile(path), path)
    } else {
      guard let previous = states.previous else { return (output, [], false) }
      try checkArrows(previous)
      worse = table.worse(than: StatisticsTable(previous))
      if !states.comparison.isEmpty { notes = Array("Compared with \(Escaping.terminal(states.comparison)).\n".utf8) }
    }
    return (output, notes + worse.flatMap { Array("worse: \($0)\n".utf8) }, !worse.isEmpty)
  }

  /// Whether a word names a file other than a catalog, which must be an earlier report.
  private static func isReport(_ path: String) -> Bool {
    guard FilePaths.exists(path) || FilePaths.isHidden(path), !FilePaths.isFolder(path) else { return false }
    guard let beginning = FileBytes.beginning(of: path, count: 64 << 10) else { return true }
    return InputFormat.claiming(InputText(beginning, path: path, file: FileID(0), isNamed: false)) == nil
  }
}

extension Linter {
  /// The values of an empty system that are worse than earlier ones; for the fuzzer.
  static func worse(than file: DataFile) throws(UsageError) -> [String] {
    let system = LoadedCatalog.linking([])
    return try StatisticsTable(system).worse(than: file, "x")
  }
}

/// Metrics with their names, the same in every format.
private struct StatisticsTable {
  private struct Row {
    var key: String
    var words: String
    /// Nil if unknown.
    var value: Double?
    /// Three decimal places, else none.
    var isShare = false
    /// Whether a higher value is worse.
    var ratchets = false
  }

  private let statistics: Statistics
  private let catalog: Catalog
  private let rows: [Row]

  init(_ system: LoadedCatalog) {
    let statistics = system.graph.statistics
    self.statistics = statistics
    catalog = system.catalog
    func count(_ key: String, _ words: String, value: Int, ratchets: Bool = false) -> Row {
      Row(key: key, words: words, value: Double(value), ratchets: ratchets)
    }
    rows = [
      count("services", "services", value: statistics.services.count),
      count("observers", "observers, which are not counted as services", value: statistics.observers),
      count("events", "events", value: statistics.events), count("commands", "commands", value: statistics.commands),
      count("queries", "queries", value: statistics.queries),
      count("replies", "replies", value: statistics.replies),
      count("dependencies", "dependencies between services", value: statistics.dependencies),
      count(
        "observedDependencies", "further dependencies of observers", value: statistics.observedDependencies),
      count(
        "possibleDependencies", "further dependencies that are only possible", value: statistics.possibleDependencies),
      count(
        "mutualPairs", "pairs of services that depend on each other", value: statistics.mutualPairs, ratchets: true),
      Row(
        key: "propagationCost", words: "propagation cost: share of the system that a change can reach",
        value: statistics.propagationCost, isShare: true, ratchets: true),
      count("longestChain", "messages in the longest chain", value: statistics.longestChain),
      count("depth50", "messages in a chain, median of all starts", value: statistics.depth50),
      count("depth95", "messages in a chain, 95th percentile of all starts", value: statistics.depth95),
      count("longestHandovers", "most handovers in a row", value: statistics.longestHandovers, ratchets: true),
      count(
        "unownedChains", "chains of three or more handovers without an owner", value: statistics.unownedChains,
        ratchets: true),
      count("flows", "named flows", value: statistics.flows),
      count("ownedFlows", "of them with an owner", value: statistics.ownedFlows),
      count("trackedFlows", "of them visible as a whole", value: statistics.trackedFlows),
      count("waits", "waits for a reply", value: statistics.waits),
      count("endlessWaits", "of them without a timeout", value: statistics.endlessWaits, ratchets: true),
      count("unheardEvents", "events without a dependent service", value: statistics.unheardEvents),
      count("fanOut95", "consumers of an event, 95th percentile", value: statistics.fanOut95),
      count(
        "mostMessages", "most messages used by one service", value: statistics.services.map(\.messages).max() ?? 0,
        ratchets: true),
    ]
  }

  private static func written(_ row: Row) -> String { row.value.map { written($0, isShare: row.isShare) } ?? "unknown" }

  /// Shares with three places.
  private static func written(_ value: Double, isShare: Bool) -> String {
    guard let whole = Int(exactly: value.rounded(.towardZero)), let thousandths = Int(exactly: (value * 1000).rounded())
    else { return "\(value)" }
    guard isShare else { return String(whole) }
    let digits = String(thousandths % 1000)
    return "\(thousandths / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits)"
  }

  private var patterns: [(String, Int)] {
    let named = Message.Pattern.allCases.map { ($0.rawValue, statistics.patterns[$0] ?? 0) }
    return named + [("unknown", statistics.patterns[.none] ?? 0)]
  }

  var text: [UInt8] {
    var out = TextTable.text(rows.map { [Self.written($0), $0.words] }, numbers: [0])
    let shares = patterns.filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
    if !shares.isEmpty { out += "\nEvents by pattern: \(shares.joined(separator: ", "))\n" }
    let header = ["service", "in", "out", "instability", "contexts", "messages", "foreign fields"]
    let services = statistics.services.map { service in
      [
        Escaping.terminal(catalog[service.service]), "\(service.dependents)", "\(service.dependencies)",
        service.instability.map { Self.written($0, isShare: true) } ?? "-", "\(service.contexts)",
        "\(service.messages)", "\(service.foreignFields)",
      ]
    }
    if !services.isEmpty { out += "\n" + TextTable.text([header] + services, numbers: [1, 2, 3, 4, 5, 6]) }
    return Array(out.utf8)
  }

  var json: [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.object("system") { json in
        for row in rows {
          guard let value = row.value else { continue }
          json.member(row.key) { $0.literal(Self.written(value, isShare: row.isShare)) }
        }
        json.object("patterns") { json in
          for (pattern, count) in patterns { json.member(pattern, count) }
        }
      }
      json.list("services", statistics.services) { json, service in
        json.object { json in
          json.member("service", catalog[service.service])
          json.member("in", service.dependents)
          json.member("out", service.dependencies)
          if let instability = service.instability {
            json.member("instability") { $0.literal(Self.written(instability, isShare: true)) }
          }
          json.member("contexts", service.contexts)
          json.member("messages", service.messages)
          json.member("foreignFields", service.foreignFields)
        }
      }
    }
    return json.bytes + [0x0A]
  }

  /// The services as CSV (RFC 4180), one per line.
  var csv: [UInt8] {
    var out = "service,in,out,instability,contexts,messages,foreign fields\r\n"
    for service in statistics.services {
      let instability = service.instability.map { Self.written($0, isShare: true) } ?? ""
      out +=
        """
        \(Escaping.csv(catalog[service.service])),\(service.dependents),\(service.dependencies),\(instability)\
        ,\(service.contexts),\(service.messages),\(service.foreignFields)\r\n
        """
    }
    return Array(out.utf8)
  }

  /// The values that are worse than in an earlier JSON report.
  func worse(than file: DataFile, _ path: String) throws(UsageError) -> [String] {
    var file = file
    guard let system = file.members(file.root)["system"] else {
      throw UsageError("\(path): not output of `eventlint stats --format json`")
    }
    let values = file.members(system)
    var worse: [String] = []
    for row in rows where row.ratchets && row.value != nil {
      guard let word = file.text(values[row.key]) else { continue }
      guard let before = Double(word), before.isFinite else {
        throw UsageError("\(path): `\(row.key)` is not a number")
      }
      if let words = Self.worse(row, than: before) { worse.append(words) }
    }
    return worse
  }

  /// The values that are worse than in an earlier system.
  func worse(than earlier: StatisticsTable) -> [String] {
    zip(rows, earlier.rows).compactMap { now, before in
      now.ratchets ? before.value.flatMap { Self.worse(now, than: $0) } : nil
    }
  }

  private static func worse(_ row: Row, than before: Double) -> String? {
    // Shares in a report are rounded to three decimal places.
    guard let now = row.value, now > before + (row.isShare ? 0.0005 : 0) else { return nil }
    return "\(row.words): \(written(now, isShare: row.isShare)), was \(written(before, isShare: row.isShare))"
  }
}
