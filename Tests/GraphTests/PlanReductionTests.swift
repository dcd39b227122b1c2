import Graph
import Testing

@Suite struct PlanReductionTests {
  @Test("what follows from the rest is left out, whatever the order of steps")
  func reduction() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<50 {
      let count = Int(random.next() % 12) + 2
      let names = (0..<count).map { "s\($0)" }
      let steps = names.indices.map { index in
        (name: names[index], after: Set(names[..<index].filter { _ in random.next() % 3 == 0 }))
      }
      func ancestors(_ name: String) -> Set<String> {
        let own = steps.first { $0.name == name }?.after ?? []
        return own.union(own.flatMap(ancestors))
      }
      let plan = FlowPlan(steps: steps.shuffled())
      // A condition changes nothing of the order, so that what comes back is the same order without what follows from
      // it.
      let reduced = try plan.changed(by: .conditional("s0", when: "x"))
      for step in steps {
        #expect(reduced.before[step.name] == step.after.subtracting(step.after.flatMap(ancestors)), "\(steps)")
      }
    }
  }

  @Test("steps that wait for one another have no order")
  func cycle() {
    let plan = FlowPlan(steps: [("a", ["c"]), ("b", ["a"]), ("c", ["b"]), ("d", [])])
    #expect(throws: FlowPlan.Impossible.self) { try plan.changed(by: .conditional("d", when: "x")) }
  }
}
