import Catalog
import Diagrams
import Files
import Graph
package import Linting
import Loading
package import Writing

/// The options of `trace`.
package struct TraceRequest: Sendable {
  /// The catalogs to read and their configuration.
  package var input = LintRequest()
  /// `text`, `mermaid`, `plantuml`, `eventcatalog` or `json`.
  package var format = "text"
  /// The number of steps to follow after the first.
  package var depth = 12

  /// A request for text.
  package init() {}
}

extension Linter {
  private static let traceFormats = ["text", "mermaid", "plantuml", "eventcatalog", "json"]

  /// The trace of a message, a trigger or a named flow.
  ///
  /// - Throws: `UsageError` for an unknown or ambiguous name or format.
  package static func trace(_ start: String, _ request: TraceRequest) throws(UsageError) -> [UInt8] {
    try check(request.format, among: traceFormats)
    return try trace(start, request, system: try load(request.input, try configuration(for: request.input)))
  }

  private static func trace(_ start: String, _ request: TraceRequest, system: LoadedCatalog) throws(UsageError)
    -> [UInt8]
  {
    let catalog = system.catalog
    let found = try resolve(start, catalog)
    let trace = system.graph.trace(found.start, of: found.flow, depth: request.depth)
    return switch request.format {
    case "mermaid": Sequence.mermaid(trace, catalog)
    case "plantuml": Sequence.plantUML(trace, catalog)
    case "eventcatalog": EventCatalogFlow.page(trace, catalog)
    case "json": TraceJSON.json(trace, catalog)
    default: TraceText.text(trace, catalog, usesColor: request.input.usesColor)
    }
  }

  /// The backtrace of a message: what leads to it, as text or JSON.
  package static func trace(to message: String, _ request: TraceRequest) throws(UsageError) -> [UInt8] {
    try check(request.format, among: ["text", "json"])
    let system = try load(request.input, try configuration(for: request.input))
    let name = try resolve(message, system.catalog).start
    guard system.catalog.position(ofMessage: name) != nil else {
      throw UsageError("'\(message)' is not a message; external triggers have no cause")
    }
    let trace = system.graph.backtrace(name, depth: request.depth)
    return request.format == "json"
      ? BacktraceText.json(trace, system.catalog) : BacktraceText.text(trace, system.catalog)
  }

  static func check(_ format: String, among known: [String]) throws(UsageError) {
    guard known.contains(format) else { throw .unknown("format", format, among: known) }
  }

  /// What a trace starts with: a message, a trigger or the start of a flow, by its name.
  /// The flow is nil if the word names another thing.
  static func resolve(_ word: String, _ catalog: Catalog) throws(UsageError) -> (start: Name, flow: Flow?) {
    let lookup = Lookup(catalog, [.message, .trigger, .flow])
    let found = lookup.entries(for: word)
    guard !found.isEmpty else { throw lookup.unknown(word, hint: "see `eventlint trace --list`") }
    let starts = Set(found.compactMap { $0.kind == .flow ? catalog.flow($0.name).flatMap(catalog.start) : $0.name })
    guard let start = starts.first else { throw UsageError("flow '\(word)' does not declare what it starts with") }
    guard starts.count == 1 else { throw lookup.ambiguous(word, found) }
    let flow = found.count == 1 && found[0].kind == .flow ? catalog.flow(found[0].name) : nil
    return (start, flow)
  }

  // MARK: Lists

  /// All starts with the size of what follows: external triggers, messages without a declared cause, and the starts of
  /// named flows.
  package static func traces(_ request: TraceRequest) throws(UsageError) -> [UInt8] {
    try check(request.format, among: ["text", "json"])
    let system = try load(request.input, try configuration(for: request.input))
    let catalog = system.catalog
    var flows: [Name: [String]] = [:]
    for flow in catalog.flows {
      if let start = catalog.start(of: flow) { flows[start, default: []].append(catalog[flow.name]) }
    }
    func flowsBegun(by trace: Trace) -> [String] {
      Set([trace.start] + trace.steps.map(\.message)).flatMap { flows[$0] ?? [] }.sorted()
    }
    func words(_ names: [String]) -> String {
      names.isEmpty ? "-" : names.map(Escaping.terminal).joined(separator: ", ")
    }
    let (traces, left) = cases(system, depth: request.depth)
    guard request.format != "json" else {
      var json = JSONWriter()
      json.object { json in
        json.member("version", 1)
        if left > 0 { json.member("notFollowed", left) }
        json.list("starts", traces) { json, trace in
          json.object { json in
            json.member("start", catalog[trace.start])
            json.member("messages", trace.messages.count)
            json.member("services", trace.services.count)
            json.member("handovers", trace.handovers)
            if let owner = trace.owner { json.member("owner", catalog[owner]) }
            let flows = flowsBegun(by: trace)
            if !flows.isEmpty { json.list("flows", flows) { $0.string($1) } }
            json.list("seenBy", trace.sight.observers) { $0.string(catalog[$1]) }
            if !trace.sight.partial.isEmpty {
              json.list("partlySeenBy", trace.sight.partial) { $0.string(catalog[$1]) }
            }
            if !trace.sight.means.isEmpty { json.list("visibility", trace.sight.means) { $0.string($1.rawValue) } }
            if trace.waits > 0 {
              json.member("waits", trace.waits)
              json.member("waitsWithoutTimeout", trace.endlessWaits)
            }
            if trace.possible > 0 { json.member("guessed", trace.possible) }
          }
        }
      }
      return json.bytes + [0x0A]
    }
    let header = ["start", "messages", "services", "handovers", "owner", "seen by"] + (flows.isEmpty ? [] : ["flow"])
    let rows =
      [header]
      + traces.map { trace in
        [
          Escaping.terminal(catalog.shown(trace.start)), "\(trace.messages.count)", "\(trace.services.count)",
          "\(trace.handovers)",
          trace.owner.map { Escaping.terminal(catalog[$0]) } ?? "-",
          words(
            trace.sight.observers.map { catalog[$0] } + trace.sight.means.map(\.rawValue)
              + trace.sight.partial.map { "\(catalog[$0]) (partly)" }),
        ] + (flows.isEmpty ? [] : [words(flowsBegun(by: trace))])
      }
    let note =
      left == 0
      ? "" : "\(counted(left, "more start")) not followed: the starts above already have too many steps\n"
    return Array((TextTable.text(rows, numbers: [1, 2, 3]) + note).utf8)
  }

  /// The traces of all starts, those with the most messages first, and the number of starts that are not followed.
  ///
  /// - Parameter first: starts that come before all others.
  static func cases(
    _ system: LoadedCatalog, first: [Name] = [], depth: Int = 12
  ) -> (traces: [Trace], left: Int) {
    let starts = (first + starts(system)).unique
    let followed = system.graph.traces(starts, depth: depth)
    let traces = followed.sorted { left, right in
      let (isLeft, isRight) = (first.contains(left.start), first.contains(right.start))
      if isLeft != isRight { return isLeft }
      return (right.messages.count, system.catalog[left.start]) < (left.messages.count, system.catalog[right.start])
    }
    return (traces, starts.count - followed.count)
  }

  /// What flows can start with.
  private static func starts(_ system: LoadedCatalog) -> [Name] {
    let catalog = system.catalog
    var starts: [Name] = []
    var known: Set<Name> = []
    var caused: Set<Name> = []
    /// The messages that external triggers lead to at once: the flows that start with them are listed there.
    var begun: Set<Name> = []
    for reaction in catalog.reactions {
      let outputs = system.graph.outputs(of: reaction)
      caused.formUnion(outputs.map(\.message))
      guard case .outside(let label, _, let after) = reaction.trigger, after.isEmpty, !outputs.isEmpty else { continue }
      begun.formUnion(outputs.map(\.message))
      if known.insert(label).inserted { starts.append(label) }
    }
    for message in catalog.messages where !caused.contains(message.name) && system.graph.hasConsumer(message.name) {
      if known.insert(message.name).inserted { starts.append(message.name) }
    }
    for start in catalog.flows.compactMap(catalog.start(of:)) where !begun.contains(start) {
      guard !system.graph.messages(startedBy: start).isEmpty, known.insert(start).inserted else { continue }
      starts.append(start)
    }
    return starts
  }

  // MARK: Blocks in documents

  /// Compares the blocks `<!-- eventlint:trace START [FORMAT] -->` … `<!-- eventlint:end -->` of documents with the
  /// current traces.
  ///
  /// - Parameter writes: rewrites stale blocks.
  /// - Returns: the report, and whether a stale block remains.
  package static func checkTraces(_ files: [String], writes: Bool, request: TraceRequest) throws(UsageError) -> (
    report: [UInt8], isStale: Bool
  ) {
    let system = try load(request.input, try configuration(for: request.input))
    var report = ""
    var isStale = false
    for file in files {
      let bytes = try FileBytes.named(file)
      // Bytes outside the blocks stay as they are, so the text is cut at line feeds and put together again.
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      let closings = lines.indices.filter {
        String(decoding: lines[$0], as: UTF8.self).contains("<!-- eventlint:end -->")
      }[...]
      var fresh: [ArraySlice<UInt8>] = []
      var count = 0
      var index = 0
      var closing = closings
      while index < lines.count {
        fresh.append(lines[index])
        defer { index += 1 }
        guard let (start, format) = marker(lines[index]) else { continue }
        closing = closing.drop { $0 < index }
        guard let end = closing.first else {
          throw UsageError("\(file):\(index + 1): missing <!-- eventlint:end --> after this marker")
        }
        let hasReturns = lines[index].last == 0x0D
        let block = try block(start, format, request: request, system: system).map {
          ArraySlice(Array(($0 + (hasReturns ? "\r" : "")).utf8))
        }
        count += 1
        if !lines[index + 1..<end].elementsEqual(block) {
          isStale = true
          report +=
            "\(Escaping.terminal(file)):\(index + 1): \(writes ? "updated" : "stale"): \(Escaping.terminal(start))\n"
        }
        fresh += block
        fresh.append(lines[end])
        index = end
      }
      if count == 0 { throw UsageError("\(file): no <!-- eventlint:trace START --> found") }
      let new = Array(fresh.joined(separator: [0x0A]))
      if writes, new != bytes { try OutputFile.write(new, to: file, inputs: []) }
    }
    return (Array(report.utf8), isStale && !writes)
  }

  /// The lines of a block: a fence around the trace.
  private static func block(_ start: String, _ format: String, request: TraceRequest, system: LoadedCatalog)
    throws(UsageError) -> [String]
  {
    var own = request
    own.format = format
    own.input.usesColor = false
    try check(format, among: traceFormats)
    let text = String(decoding: try trace(start, own, system: system), as: UTF8.self)
    // A line of the text that looks like a fence would end the block.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
      $0.hasPrefix("```") ? " \($0)" : String($0)
    }
    return ["", "```\(format)"] + lines + ["```", ""]
  }

  /// Start and format of a marker; the last word is the format if it is the name of one.
  private static func marker(_ line: ArraySlice<UInt8>) -> (start: String, format: String)? {
    let words = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self).split(separator: " ")
    guard words.first == "<!--", words.count >= 4, words[1] == "eventlint:trace", words.last == "-->" else {
      return nil
    }
    var names = words[2..<words.count - 1].map(String.init)
    let format = names.count > 1 && traceFormats.contains(names[names.count - 1]) ? names.removeLast() : "text"
    return (names.joined(separator: " "), format)
  }
}
