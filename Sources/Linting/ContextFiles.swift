import Files
import Findings
import Loading

extension SuppressionOutcome {
  /// Leaves out findings whose places are all in files that are read for their facts only, and fixes that would change
  /// such a file.
  mutating func leaveOut(context patterns: [FilePattern], in system: LoadedCatalog) {
    guard !patterns.isEmpty else { return }
    var known: [FileID: Bool] = [:]
    func isContext(_ place: Place) -> Bool {
      if let known = known[place.file] { return known }
      let path = system.paths[place.file]
      let isContext = patterns.contains { $0.covers(path) }
      known[place.file] = isContext
      return isContext
    }
    func kept(_ findings: [Finding]) -> [Finding] {
      findings.compactMap { finding in
        let places = [finding.place] + finding.notes.map(\.place) + finding.steps.map(\.place)
        // What cannot be read gives no facts, which is said.
        guard finding.rule == .syntax || !places.allSatisfy(isContext) else { return nil }
        var finding = finding
        if finding.fix?.edits.contains(where: { isContext($0.place) }) ?? false { finding.fix = nil }
        return finding
      }
    }
    findings = kept(findings)
    hidden = kept(hidden)
  }
}
