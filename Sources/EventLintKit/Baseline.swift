package import Findings
import Writing
import YAMLTree

/// Findings that were there when somebody began to look: they are not reported until they change. Entries hold no lines, so moving
/// a definition does not make an old finding new.
package struct Baseline: Sendable {
  package struct Entry: Sendable, Hashable {
    package var fingerprint: String
    package var rule: String
    /// What the finding said, for readers of the file.
    package var summary: String
  }

  package var path: String
  package var entries: [Entry]

  /// Where a baseline is written when nothing else is said.
  package static let standardPath = ".eventlint-baseline.yml"

  package init(path: String, findings: [Finding]) {
    self.path = path
    entries = findings.map { Entry(fingerprint: $0.fingerprint.description, rule: $0.rule.name, summary: $0.message) }
  }

  /// The largest baseline that is read: some 200,000 findings.
  static let maximumSize = 32 << 20

  /// Refuses to replace a file that is no baseline: whoever names it means another one.
  private static func checkReplaceable(_ path: String) throws(UsageError) {
    guard OutputFile.isRegular(path) else { return }
    guard let bytes = FileBytes.read(path, limit: maximumSize), !bytes.isEmpty else {
      guard !FilePaths.exists(path) || FileBytes.stamp(path)?.size == 0 else {
        throw UsageError("\(path): is not a baseline and is not overwritten")
      }
      return
    }
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    var budget = MergeBudget(tree: tree)
    let keys = tree.roots.first.map { root in tree.entries(root, budget: &budget).map { tree.string($0.key) } } ?? []
    guard keys.contains("version"), keys.contains("findings") else {
      throw UsageError("\(path): is not a baseline and is not overwritten")
    }
  }

  /// Writes the file, over an older baseline only.
  func write() throws(UsageError) {
    try Self.checkReplaceable(path)
    try OutputFile.write(text, to: path, inputs: [])
  }

  /// Reads a baseline.
  package static func read(_ path: String) throws(UsageError) -> Baseline {
    guard FilePaths.exists(path) else {
      throw UsageError("\(path): there is no such file; `eventlint baseline` writes one")
    }
    return try parse(try FileBytes.named(path, limit: maximumSize), path: path)
  }

  /// Reads the text of a baseline.
  package static func parse(_ bytes: [UInt8], path: String) throws(UsageError) -> Baseline {
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    func error(_ message: String, _ offset: UInt32) -> UsageError {
      let position = SourceMap(text: tree.bytes).position(of: offset)
      return UsageError(message, path: path, line: position.line, column: position.column)
    }
    if let problem = tree.problems.first { throw error(problem.message, problem.start) }
    var baseline = Baseline(path: path, findings: [])
    var budget = MergeBudget(tree: tree)
    guard let root = tree.roots.first, !tree.isNull(root) else { return baseline }
    guard tree[root].kind == .mapping else {
      throw error("a baseline is a mapping with `version: 1` and `findings`", tree[root].start)
    }
    for entry in tree.entries(root, budget: &budget) {
      switch tree.string(entry.key) {
      case "version":
        guard tree.string(entry.value) == "1" else {
          throw error("version \(tree.string(entry.value)) of baselines is not known here", tree[entry.value].start)
        }
      case "findings":
        let list = tree.resolved(entry.value)
        if tree.isNull(list) { continue }
        guard tree[list].kind == .sequence else { throw error("`findings` is a list", tree[list].start) }
        for item in tree.children(list) {
          let item = tree.resolved(item)
          guard tree[item].kind == .mapping else {
            throw error("a finding is a mapping with `fingerprint`, `rule` and `summary`", tree[item].start)
          }
          var known = Entry(fingerprint: "", rule: "", summary: "")
          for field in tree.entries(item, budget: &budget) {
            switch tree.string(field.key) {
            case "fingerprint": known.fingerprint = tree.string(field.value)
            case "rule": known.rule = tree.string(field.value)
            case "summary": known.summary = tree.string(field.value)
            case let key:
              throw error("there is no key `\(key)`; there are fingerprint, rule, summary", tree[field.key].start)
            }
          }
          guard !known.fingerprint.isEmpty else { throw error("the finding has no `fingerprint`", tree[item].start) }
          baseline.entries.append(known)
        }
      case let key: throw error("there is no key `\(key)`; there are version, findings", tree[entry.key].start)
      }
    }
    return baseline
  }

  /// The file's text: sorted, one entry a finding.
  package var text: [UInt8] {
    var out =
      "# Findings that eventlint knows already. `eventlint baseline` writes this file, `eventlint baseline --prune` takes out what is mended.\nversion: 1\nfindings:"
    if entries.isEmpty { out += " []" }
    out += "\n"
    for entry in Set(entries).sorted(by: {
      ($0.rule, $0.summary, $0.fingerprint) < ($1.rule, $1.summary, $1.fingerprint)
    }) {
      out +=
        "  - fingerprint: \(YAMLText.quoted(entry.fingerprint))\n    rule: \(YAMLText.scalar(entry.rule))\n    summary: \(YAMLText.quoted(entry.summary))\n"
    }
    return Array(out.utf8)
  }

  /// The findings in two: those that it does not know, and those that it does; and its entries that nothing has any more.
  func parting(_ findings: [Finding]) -> (new: [Finding], known: [Finding], mended: [Entry]) {
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

extension Session {
  /// Writes the baseline of a request's findings.
  ///
  /// - Parameter prunes: only what is mended is taken out.
  /// - Returns: what was done, for standard error.
  public static func writeBaseline(_ request: LintRequest, to output: String?, prunes: Bool) throws(UsageError)
    -> [UInt8]
  {
    var request = request
    request.usesNoBaseline = true
    let judged = try judge(request)
    let configured = judged.configuration.baselinePath
    let path = output ?? request.baseline ?? configured ?? Baseline.standardPath
    var baseline = Baseline(path: path, findings: judged.findings)
    let shown = Escaping.terminal(path)
    var words = "\(shown): \(baseline.entries.count) finding\(baseline.entries.count == 1 ? "" : "s") written down"
    if prunes {
      let old = try Baseline.read(path)
      let mended = Set(old.parting(judged.findings).mended)
      baseline.entries = old.entries.filter { !mended.contains($0) }
      words =
        "\(shown): \(mended.count) mended entr\(mended.count == 1 ? "y" : "ies") taken out, \(baseline.entries.count) left"
    }
    try baseline.write()
    if configured == nil, !prunes {
      words += "; say `baseline: \(shown)` in .eventlint.yml, or lint --baseline \(shown)"
    }
    return Array((words + "\n").utf8)
  }
}
