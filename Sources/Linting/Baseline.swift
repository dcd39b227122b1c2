package import Configuration
import Files
package import Findings
package import Writing
import YAMLTree

/// The recorded findings of an earlier run. They are not reported as long as their fingerprints stay the same. Entries
/// hold no locations, so moving a definition does not make an old finding new.
package struct Baseline: Sendable {
  /// One recorded finding.
  package struct Entry: Sendable, Hashable {
    /// The finding's fingerprint, 32 hexadecimal digits.
    package var fingerprint: String
    /// The id of the finding's rule; informative, only the fingerprint is compared.
    package var rule: String
    /// The finding's message, for readers of the file; not compared.
    package var summary: String
  }

  /// The file's path as the call or the configuration spells it.
  package var path: String
  /// The recorded findings, in the order of the file.
  package var entries: [Entry]

  /// A baseline that records these findings; nothing is written yet.
  package init(path: String, findings: [Finding]) {
    self.path = path
    entries = findings.map { Entry(fingerprint: $0.fingerprint.description, rule: $0.rule.name, summary: $0.message) }
  }

  /// The largest baseline that is read, in bytes: some 200,000 findings.
  static let maximumSize = 32 << 20

  /// Refuses to replace a file that is not a baseline: its path was most likely given by mistake.
  private static func checkReplaceable(_ path: String) throws(UsageError) {
    guard OutputFile.isRegular(path) else { return }
    guard let bytes = FileBytes.read(path, limit: maximumSize), !bytes.isEmpty else {
      guard !FilePaths.exists(path) || FileBytes.stamp(path)?.size == 0 else {
        throw UsageError("\(path): not a baseline; refusing to overwrite it")
      }
      return
    }
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    var budget = MergeBudget(tree: tree)
    let keys = tree.roots.first.map { root in tree.entries(root, budget: &budget).map { tree.string($0.key) } } ?? []
    guard keys.contains("version"), keys.contains("findings") else {
      throw UsageError("\(path): not a baseline; refusing to overwrite it")
    }
  }

  /// Writes the file; an existing file is replaced only if it is a baseline.
  func write() throws(UsageError) {
    try Self.checkReplaceable(path)
    try OutputFile.write(text, to: path, inputs: [])
  }

  /// Reads a baseline.
  ///
  /// - Throws: `UsageError` when the file is missing, unreadable, larger than `maximumSize` or not a baseline.
  package static func read(_ path: String) throws(UsageError) -> Baseline {
    guard FilePaths.exists(path) else {
      throw UsageError("\(path): no such baseline; create it with `eventlint baseline`")
    }
    return try parse(try FileBytes.named(path, limit: maximumSize), path: path)
  }

  /// Reads the text of a baseline.
  ///
  /// - Throws: `UsageError` with the position of the first error.
  package static func parse(_ bytes: [UInt8], path: String) throws(UsageError) -> Baseline {
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    func error(_ message: String, _ offset: UInt32) -> UsageError {
      let position = SourceMap(text: tree.bytes).position(of: offset)
      return UsageError(message, path: path, line: position.line, column: position.column)
    }
    if let problem = tree.problems.first { throw error(problem.words, problem.start) }
    var baseline = Baseline(path: path, findings: [])
    var budget = MergeBudget(tree: tree)
    guard let root = tree.roots.first, !tree.isNull(root) else { return baseline }
    guard tree[root].kind == .mapping else {
      throw error("a baseline must be a mapping with `version: 1` and `findings`", tree[root].start)
    }
    for entry in tree.entries(root, budget: &budget) {
      switch tree.string(entry.key) {
      case "version":
        guard tree.string(entry.value) == "1" else {
          throw error("unsupported baseline version '\(tree.string(entry.value))'; expected 1", tree[entry.value].start)
        }
      case "findings":
        let list = tree.resolved(entry.value)
        if tree.isNull(list) { continue }
        guard tree[list].kind == .sequence else { throw error("`findings` must be a list", tree[list].start) }
        for item in tree.children(list) {
          let item = tree.resolved(item)
          guard tree[item].kind == .mapping else {
            throw error("a finding must be a mapping with `fingerprint`, `rule` and `summary`", tree[item].start)
          }
          var known = Entry(fingerprint: "", rule: "", summary: "")
          for field in tree.entries(item, budget: &budget) {
            switch tree.string(field.key) {
            case "fingerprint": known.fingerprint = tree.string(field.value)
            case "rule": known.rule = tree.string(field.value)
            case "summary": known.summary = tree.string(field.value)
            case let key:
              throw error("unknown key '\(key)'; expected one of fingerprint, rule, summary", tree[field.key].start)
            }
          }
          guard !known.fingerprint.isEmpty else { throw error("missing `fingerprint`", tree[item].start) }
          baseline.entries.append(known)
        }
      case let key: throw error("unknown key '\(key)'; expected version or findings", tree[entry.key].start)
      }
    }
    return baseline
  }

  /// The file's text: YAML, sorted by rule, summary and fingerprint, without duplicates.
  package var text: [UInt8] {
    var out =
      "# Known findings that eventlint does not report. Written by `eventlint baseline`; "
      + "`eventlint baseline --prune` removes entries that no longer occur.\nversion: 1\nfindings:"
    if entries.isEmpty { out += " []" }
    out += "\n"
    for entry in Set(entries).sorted(by: {
      ($0.rule, $0.summary, $0.fingerprint) < ($1.rule, $1.summary, $1.fingerprint)
    }) {
      out +=
        "  - fingerprint: \(YAMLText.quoted(entry.fingerprint))\n    rule: \(YAMLText.scalar(entry.rule))\n"
        + "    summary: \(YAMLText.quoted(entry.summary))\n"
    }
    return Array(out.utf8)
  }

  /// The findings that are not recorded, those that are (marked as hidden), and the entries that no longer occur.
  func parting(_ findings: [Finding]) -> (new: [Finding], known: [Finding], outdated: [Entry]) {
    let fingerprints = Set(entries.map(\.fingerprint))
    var new: [Finding] = []
    var known: [Finding] = []
    for finding in findings {
      if fingerprints.contains(finding.fingerprint.description) {
        known.append(finding.hidden(by: .baseline))
      } else {
        new.append(finding)
      }
    }
    let found = Set(known.map(\.fingerprint.description))
    return (new, known, entries.filter { !found.contains($0.fingerprint) })
  }
}

extension Linter {
  /// Writes the baseline of a request's findings.
  ///
  /// - Parameter prunes: only remove entries that no longer occur; add nothing.
  /// - Returns: a summary for standard error.
  package static func writeBaseline(_ request: LintRequest, to output: String?, prunes: Bool) throws(UsageError)
    -> [UInt8]
  {
    var request = request
    request.usesNoBaseline = true
    let judged = try judge(request)
    let standard = judged.configuration.baselinePath ?? standardBaseline(request, judged.configuration)
    let path = output ?? request.baseline ?? standard
    var baseline = Baseline(path: path, findings: judged.findings)
    let shown = Escaping.terminal(path)
    var words = "\(shown): \(counted(Set(baseline.entries).count, "finding")) recorded"
    if prunes {
      let old = try Baseline.read(path)
      let outdated = Set(old.parting(judged.findings).outdated.filter { judged.hasRun($0.rule) })
      baseline.entries = old.entries.filter { !outdated.contains($0) }
      words =
        "\(shown): \(counted(outdated.count, "entry")) removed, \(baseline.entries.count) left"
    }
    try baseline.write()
    if !prunes {
      words +=
        OutputFile.areSame(path, standard) && !request.isIsolated
        ? "; eventlint reads this file and reports only new findings"
        : "; to use it, set `baseline: \(shown)` in .eventlint.yml or run eventlint --baseline \(shown)"
    }
    return Array((words + "\n").utf8)
  }

  /// The path of the baseline of a request whose configuration sets none: beside the configuration. Without a
  /// configuration, the nearest existing one from the first path upwards, as far as its repository reaches, else one in
  /// the working folder if that is on this way, else beside the first path.
  package static func standardBaseline(_ request: LintRequest, _ configuration: Configuration) -> String {
    if let folder = configuration.folder { return FilePaths.joined(folder, Configuration.baselineName) }
    var folders: [String] = []
    for folder in FilePaths.upwards(from: start(of: request)) {
      folders.append(folder)
      if FilePaths.exists(FilePaths.joined(folder, ".git")) { break }
    }
    let paths = folders.map { FilePaths.joined($0, Configuration.baselineName) }
    if let found = paths.first(where: FilePaths.exists) { return found }
    let working = FilePaths.workingFolder
    let own = zip(folders, paths).first { PathKey(FilePaths.absolute($0.0)) == PathKey(working) }
    return own?.1 ?? paths[0]
  }
}
