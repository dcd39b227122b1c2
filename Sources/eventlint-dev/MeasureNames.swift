import ArgumentParser
import Files
import Naming

/// The measurement of moods of names against labels assigned by people.
struct MeasureNames: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure-names",
    abstract: "Report, for each source, how many labelled names are recognised.",
    discussion: """
      A directive is an imperative, an obligation or, for commands, a name that starts with a noun-verb homograph. \
      A bare verb (`Authorize`, `Job.CANCEL`) is an imperative in form, with low confidence, since whole families of \
      events are named like this. Each line of the file has name, label (event, command or query) and source, \
      separated by tabs; the first line is a header.
      """)

  @Argument(help: "The labelled names, tab-separated.") var file: String
  @Flag(help: "List the names that do not match their label.") var list = false

  func run() throws {
    guard let bytes = FileBytes.read(file) else { throw ValidationError("cannot read \(file)") }
    var sources: [String: Tally] = [:]
    var total = Tally()
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst() {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 3 else { continue }
      let mood = Words(String(columns[0])).mood
      sources[String(columns[2]), default: Tally()].add(label: columns[1], mood: mood)
      let isWrong = total.add(label: columns[1], mood: mood)
      if list, isWrong { print("\(columns[1])\t\(columns[0])\t\(mood)\t\(columns[2])") }
    }
    print("source".padded(44), "events  directive    commands directive    ... or bare verb    queries query")
    for source in sources.keys.sorted() { print(source.padded(44), sources[source, default: Tally()].row) }
    print("all".padded(44), total.row)
  }
}

/// The counts for the names of one source.
private struct Tally {
  var events = 0, directiveEvents = 0
  var commands = 0, clearCommands = 0, directiveCommands = 0
  var queries = 0, readAsQueries = 0

  /// - Returns: whether the mood contradicts the label.
  @discardableResult
  mutating func add(label: Substring, mood: Mood) -> Bool {
    switch label {
    case "event":
      events += 1
      directiveEvents += mood.isDirective ? 1 : 0
      return mood.isDirective
    case "command":
      commands += 1
      clearCommands += mood.isDirective || mood == .homograph ? 1 : 0
      directiveCommands += mood.canBeDirective ? 1 : 0
      return !mood.canBeDirective
    default:
      queries += 1
      readAsQueries += mood == .query ? 1 : 0
      return mood != .query
    }
  }

  var row: String {
    [
      (events, directiveEvents), (commands, clearCommands), (commands, directiveCommands), (queries, readAsQueries),
    ].map { count, hits in
      "\(String(count).padded(7)) \((count == 0 ? "-" : "\(hits) (\(tenths(hits, of: count)) %)").padded(12))"
    }.joined(separator: " ")
  }

  private func tenths(_ part: Int, of whole: Int) -> String {
    let value = (part * 1000 + whole / 2) / whole
    return "\(value / 10).\(value % 10)"
  }
}

extension String {
  func padded(_ width: Int) -> String { count >= width ? self : self + String(repeating: " ", count: width - count) }
}
