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

  /// Reads and links catalogs with one worker, runs all rules (for caches and the allocator), computes the shared
  /// facts, and then runs each rule by itself, in the order of `Rule.all`. The marker is called after each of these.
  ///
  /// - Returns: the number of findings of each rule, in the same order.
  package static func run(_ paths: [String]) throws -> [Int] {
    let system = try LoadedCatalog.load(paths, jobs: 1)
    endOfMeasuredPart()
    _ = Runner.run(system.graph, settings: [:], today: today, sideBySide: oneByOne)
    endOfMeasuredPart()
    let facts = Facts(system.graph, sideBySide: oneByOne)
    endOfMeasuredPart()
    return Rule.all.map { rule in
      defer { endOfMeasuredPart() }
      return Runner.findings(of: rule, system.graph, facts: facts, today: today).count
    }
  }

  private static let today = "2026-01-01"

  @inline(never) @_optimize(none)
  private static func endOfMeasuredPart() {}
}
