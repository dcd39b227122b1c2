import Catalog
import Findings
import Graph
package import Loading
import Platform
import RuleBook
import RulePages
import Rules

/// The cost of each rule over a system, for the benchmark.
package enum RuleCosts {
  /// CPU seconds of one worker, the best of five runs: for the shared facts, and for each rule by itself, slowest
  /// first.
  package static func measure(_ system: LoadedCatalog) -> (
    facts: Double, rules: [(name: String, seconds: Double, findings: Int)]
  ) {
    func seconds(_ rules: [Rule]) -> (Double, Int) {
      var best = Double.infinity
      var findings = 0
      for _ in 0..<5 {
        let start = clock()
        findings =
          Runner.run(system.graph, rules: rules, settings: [:], today: "2026-01-01") { count, body in
            for number in 0..<count { body(number) }
          }.count
        best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC))
      }
      return (best, findings)
    }
    // Once for the caches and the allocator.
    _ = seconds(Rule.all)
    let facts = seconds([]).0
    let rules = Rule.all.map { rule in
      let (time, count) = seconds([rule])
      return (name: rule.page.id.name, seconds: max(0, time - facts), findings: count)
    }
    return (facts, rules.sorted { $0.seconds > $1.seconds })
  }
}
