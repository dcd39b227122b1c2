import Findings
import Linting
import Loading
import Testing

@Suite struct SuppressionSweepTests {
  @Test("one pass over places hides what each suppression looked at alone would hide, and uses as many")
  func sweep() {
    var random = SystemRandomNumberGenerator()
    func below(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }
    let rules = ["a", "b", "c"]
    for _ in 0..<200 {
      let suppressions = (0..<below(12)).map { index in
        let start = UInt32(below(40))
        let file = FileID(UInt32(below(2)))
        let cover =
          below(5) == 0
          ? Place(file: file, start: 0, end: .max) : Place(file: file, start: start, end: start + UInt32(below(20)))
        return Suppression(
          rules: (0...below(2)).map { _ in rules[below(3)] },
          place: Place(file: file, start: UInt32(100 + index), end: UInt32(101 + index)), cover: cover,
          reason: "r\(index)")
      }
      let findings = (0..<below(20)).map { _ in
        Finding(
          rule: RuleID(rules[below(3)]), severity: .warning, message: "m",
          place: Place(file: FileID(UInt32(below(2))), start: UInt32(below(60)), end: 61))
      }.sorted(by: Finding.inReportOrder)
      let known = SuppressionRules(
        unused: .info, unexplained: nil, isKnown: { rules.contains($0) }, isOn: { _ in true }, today: "2026-01-01")
      let outcome = suppressions.applied(to: findings, known) { _ in [] }
      func covering(_ finding: Finding) -> [Suppression] {
        suppressions.filter {
          $0.cover.file == finding.place.file && $0.cover.start <= finding.place.start
            && finding.place.start < $0.cover.end && $0.rules.contains(finding.rule.name)
        }
      }
      let hidden = findings.filter { !covering($0).isEmpty }
      #expect(outcome.hidden.map(\.hidden) == hidden.map { .comment(reason: covering($0).last?.reason ?? "") })
      var unused = 0
      for suppression in suppressions {
        for rule in suppression.rules
        where !findings.contains(where: { finding in
          finding.rule.name == rule && covering(finding).contains { $0.reason == suppression.reason }
        }) { unused += 1 }
      }
      #expect(outcome.findings.count { $0.rule.name == "unused-suppression" } == unused)
    }
  }
}
