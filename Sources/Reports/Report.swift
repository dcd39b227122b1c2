package import Findings
import Writing

/// The formats findings can be written in.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text
  case compact
  case json
  case jsonl
  case sarif
  case github
  case gitlab
  case junit
  case checkstyle
  case azure
  case teamcity
  case rdjson
  case rdjsonl
  case markdown

  /// The bytes of a report. Findings come in report order and go out in it.
  package func report(_ findings: [Finding], summary: Summary, sources: inout Sources, style: TextStyle) -> [UInt8] {
    // The formats that CI systems read have no way to say that a finding does not count.
    let open = findings.filter { $0.hidden == nil }
    return switch self {
    case .text: Escaping.log(TextReport(style: style).report(findings, sources: &sources))
    case .compact: Escaping.log(CompactReport.report(findings, sources: &sources))
    case .json: JSONReport.report(findings, summary: summary, sources: &sources)
    case .jsonl: JSONReport.lines(findings, sources: &sources)
    case .sarif: SARIFReport.report(findings, summary: summary, sources: &sources)
    case .github:
      AnnotationReport.github(open, sources: &sources)
        + Escaping.log(TextReport(style: style).report(findings, sources: &sources))
    case .gitlab: GitLabReport.report(open, sources: &sources)
    case .junit: JUnitReport.report(open, sources: &sources)
    case .checkstyle: CheckstyleReport.report(open, sources: &sources)
    case .azure: AnnotationReport.azure(open, sources: &sources)
    case .teamcity: AnnotationReport.teamCity(open, sources: &sources)
    case .rdjson: ReviewdogReport.report(open, sources: &sources)
    case .rdjsonl: ReviewdogReport.lines(open, sources: &sources)
    case .markdown: MarkdownReport.report(findings, summary: summary, sources: &sources)
    }
  }
}

/// How text looks on this output.
package struct TextStyle: Sendable {
  package var usesColor: Bool
  /// Columns that source lines are cut to.
  package var width: Int
  /// Rules and places are links (OSC 8).
  package var usesLinks = false

  package init(usesColor: Bool, width: Int) {
    self.usesColor = usesColor
    self.width = width
  }
}

/// What a run looked at.
package struct Summary: Sendable {
  package var files: Int
  package var services: Int
  package var messages: Int
  package var rules: Int
  package var suppressed: Int
  /// What the files are, when they are not all catalogs: `2 catalogs, 5 AsyncAPI documents`.
  package var formats = ""
  /// Findings that a baseline knows and that are not shown.
  package var known = 0
  /// The baseline's path.
  package var baseline = ""
  /// The rules that ran, by name.
  package var ran: [RuleID] = []
  /// The team's own rules: what each says, by name.
  package var policies: [(name: String, message: String)] = []
  /// What the configuration is called, to tell runs apart.
  package var configuration = "default"
  package var version = ""

  package init(files: Int, services: Int, messages: Int, rules: Int, suppressed: Int) {
    self.files = files
    self.services = services
    self.messages = messages
    self.rules = rules
    self.suppressed = suppressed
  }

  /// The closing line for people.
  package func line(_ findings: [Finding], style: TextStyle) -> [UInt8] {
    let scope =
      "\(formats.isEmpty ? Self.counted(files, "file") : formats) (\(Self.counted(services, "service")), \(Self.counted(messages, "message")))"
    var hidden = suppressed == 0 ? "" : " \(Self.counted(suppressed, "finding")) suppressed."
    if known > 0 { hidden += " \(Self.counted(known, "known finding")) in \(Escaping.terminal(baseline)) hidden." }
    let findings = findings.filter { $0.hidden == nil }
    guard !findings.isEmpty else {
      let clear = "All clear: \(scope), \(Self.counted(rules, "rule")).\(hidden)\n"
      return Array(clear.utf8)
    }
    let counts = [Severity.error, .warning, .info].compactMap { severity -> String? in
      let count = findings.count { $0.severity == severity }
      return count == 0 ? nil : Self.counted(count, severity.name)
    }
    let list =
      counts.count > 1 ? counts.dropLast().joined(separator: ", ") + " and " + counts[counts.count - 1] : counts[0]
    let rule = findings.max { $0.severity < $1.severity }?.rule.name ?? ""
    let fixable = findings.count { $0.fix?.safety == .safe }
    if fixable > 0 { hidden += " [*] \(fixable) fixable with --fix." }
    return Array("Found \(list) in \(scope).\(hidden) More: eventlint explain \(rule)\n".utf8)
  }

  private static func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
}

/// The texts that findings point into, read again when something of them is printed.
package struct Sources {
  private let paths: FileTable
  private let load: (String) -> [UInt8]?
  private var maps: [FileID: SourceMap] = [:]
  private var order: [FileID] = []

  /// - Parameter load: the text of a file as UTF-8, nil when it cannot be read any more.
  package init(paths: FileTable, load: @escaping (String) -> [UInt8]?) {
    self.paths = paths
    self.load = load
  }

  /// The folder that shown paths are relative to, absolute; nil shows them as they were found.
  package var root: String?

  package func path(_ file: FileID) -> String {
    let path = paths[file]
    guard let root, let working else { return path }
    let absolute = path.hasPrefix("/") ? path : "\(working)/\(path)"
    return absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.count + 1)) : path
  }

  /// The working folder, for `root` and for links.
  package var working: String?

  /// The text of a file; empty when it cannot be read.
  package func text(_ file: FileID) -> [UInt8] { load(paths[file]) ?? [] }

  /// The lines of a file. The last few are kept: findings come file by file, their notes lead back to some.
  package mutating func map(_ file: FileID) -> SourceMap {
    if let known = maps[file] { return known }
    let map = SourceMap(text: text(file))
    if order.count >= 64 { maps[order.removeFirst()] = nil }
    order.append(file)
    maps[file] = map
    return map
  }

  /// Where a file is, from the file system's root; nil when that is not known.
  package func absolutePath(_ file: FileID) -> String? {
    paths[file].hasPrefix("/") ? paths[file] : working.map { "\($0)/\(paths[file])" }
  }

  package mutating func position(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.start) }

  package mutating func end(_ place: Place) -> SourceMap.Position { map(place.file).position(of: place.end) }
}
