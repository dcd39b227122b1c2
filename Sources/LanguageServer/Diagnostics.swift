import Findings
import Loading
import Reports

/// Findings as diagnostics.
extension CatalogView {
  /// Diagnostics by path, for files with at least one.
  func diagnostics() -> [PathKey: [JSONValue]] {
    let sources = system.sources
    var byPath: [PathKey: [JSONValue]] = [:]
    for finding in findings {
      let path = system.paths[finding.place.file]
      guard !path.isEmpty else { continue }
      byPath[PathKey(path), default: []].append(diagnostic(finding, sources))
    }
    return byPath
  }

  func diagnostic(_ finding: Finding, _ sources: Sources) -> JSONValue {
    var members: [String: JSONValue] = [
      "range": range(finding.place, sources.map(finding.place.file)),
      "severity": .number(finding.severity == .error ? 1 : finding.severity == .warning ? 2 : 4),
      "code": .text(finding.rule.name),
      "source": "eventlint", "message": .text(finding.message + (finding.help.map { "\nhelp: \($0)" } ?? "")),
    ]
    let notes = (finding.notes + finding.steps).prefix(20)
    if !notes.isEmpty {
      members["relatedInformation"] = .list(
        notes.map { ["location": location($0.place, sources), "message": .text($0.message)] })
    }
    // Tag 1 is `Unnecessary`; editors fade such ranges.
    if ["unused-definition", "unused-suppression"].contains(finding.rule.name) { members["tags"] = [1] }
    if finding.rule.name == "deprecated-still-used" { members["tags"] = [2] }
    return .object(members)
  }
}
