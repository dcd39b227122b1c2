import Catalog
import Findings
import Graph
import Loading
import RuleBook
import RulePages
import Rules

/// The work of each rule over a system, for the benchmark: it counts the instructions between calls of a marker.
package enum RuleCosts {
  /// A part of the symbol of the marker.
  package static let marker = "endOfMeasuredPart"

  /// Reads and links catalogs with one worker, runs all rules (for caches and the allocator), none (the shared facts),
  /// and then each rule by itself, in the order of `Rule.all`. The marker is called after each of these.
  package static func run(_ paths: [String]) throws {
    let system = try LoadedCatalog.load(paths, jobs: 1)
    endOfMeasuredPart(system.graph.catalog.messages.count)
    for rules in [Rule.all, []] + Rule.all.map({ [$0] }) {
      let findings = Runner.run(
        system.graph, rules: rules, settings: [:], today: "2026-01-01", sideBySide: oneByOne)
      endOfMeasuredPart(findings.count)
    }
  }

  /// - Parameter count: keeps the compiler from merging or removing calls.
  @inline(never) @_optimize(none)
  private static func endOfMeasuredPart(_ count: Int) { _ = count }
}
