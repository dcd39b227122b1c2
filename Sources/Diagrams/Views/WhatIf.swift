import Catalog
package import Graph

extension Network {
  /// One flow before and after some changes, in two columns: each service reacts to those before, and an owner asks for
  /// each step.
  ///
  /// Services that change are filled, new ones are yellow, and what goes is struck out.
  ///
  /// - Parameters:
  ///   - start: the message or trigger that the flow starts with.
  ///   - owner: who owns the flow, or would.
  package static func whatIf(
    _ changes: [(change: FlowPlan.Change, impact: FlowPlan.Impact)], of plan: FlowPlan, start: String, owner: String,
    title: String
  ) -> Network {
    var network = Network(title: title, rule: "what if: + added, ~ changed, \u{2212} removed")
    network.layout = .columns
    guard let last = changes.last?.impact.plan else { return network }
    let (reacts, owned) = plan.owner == nil ? (" (today)", "") : ("", " (today)")
    let columns = [
      WhatIfColumn(
        "reacts", "choreographed\(reacts)", costs: changes.map(\.impact.choreography), old: plan, new: last),
      WhatIfColumn(
        "owned", "with an owner\(owned)", costs: changes.map(\.impact.orchestration), old: plan,
        new: last),
    ]
    columns[0].addSteps(to: &network, start: start, except: nil)
    columns[1].addSteps(to: &network, start: start, except: owner)
    columns[0].addReactions(to: &network, changes.map(\.change))
    columns[1].addCommands(to: &network, changes.map(\.change), owner: owner)
    return network
  }
}

/// The flow in one style.
private struct WhatIfColumn {
  private let prefix: String
  private let context: String
  private let old: FlowPlan
  private let new: FlowPlan
  /// Services that are there and must change.
  private let changed: Set<String>
  private let foreign: Set<String>
  private let steps: [String]

  init(_ prefix: String, _ words: String, costs: [FlowPlan.Cost], old: FlowPlan, new: FlowPlan) {
    (self.prefix, self.old, self.new) = (prefix, old, new)
    steps = old.steps + new.steps.filter { old.before[$0] == nil }
    foreign = Set(costs.flatMap(\.foreign))
    let added = new.steps.filter { old.before[$0] == nil }
    let gone = old.steps.filter { new.before[$0] == nil }
    // What one change adds or takes away is not changed by another.
    changed = Set(costs.flatMap(\.changed)).subtracting(added + gone).subtracting(costs.flatMap(\.new))
    let going = gone.isEmpty ? "" : ", \(gone.count) \(gone.count == 1 ? "goes" : "go")"
    context = "\(words): \(added.count) new, \(changed.count) change\(changed.count == 1 ? "s" : "")\(going)"
  }

  private func id(_ step: String) -> String { "\(prefix):\(step)" }

  private func node(_ name: String, _ kind: Network.Kind) -> Network.Node {
    var node = Network.Node(id: kind == .trigger ? "\(prefix) start:\(name)" : id(name), kind: kind, name: name)
    node.context = context
    return node
  }

  func addSteps(to network: inout Network, start: String, except owner: String?) {
    network.nodes.append(node(start, .trigger))
    if let owner {
      var node = node(owner, .service)
      node.role = "orchestrator"
      if changed.contains(owner) { node.change = .changed }
      network.nodes.append(node)
      network.edges.append(arrow("\(prefix) start:\(start)", id(owner), label: "starts", change: .none))
    }
    for step in steps where step != owner {
      var node = node(step, .service)
      node.change =
        old.before[step] == nil
        ? .added : new.before[step] == nil ? .removed : changed.contains(step) ? .changed : .none
      if foreign.contains(step) { node.detail = "learns a foreign condition" }
      network.nodes.append(node)
      guard owner == nil else { continue }
      let (was, becomes) = (old.before[step].map(\.isEmpty) ?? false, new.before[step].map(\.isEmpty) ?? false)
      if was || becomes {
        network.edges.append(arrow("\(prefix) start:\(start)", node.id, label: "starts", change: change(was, becomes)))
      }
    }
  }

  /// An arrow from a service to whom it makes react.
  func addReactions(to network: inout Network, _ changes: [FlowPlan.Change]) {
    for step in steps {
      let (was, becomes) = (old.before[step] ?? [], new.before[step] ?? [])
      for other in was.union(becomes).sorted() {
        network.edges.append(
          arrow(
            id(other), id(step), label: "reacted to by", change: change(was.contains(other), becomes.contains(other)),
            kinds: [.event])
        )
      }
    }
    for case .add(let step, _, _, _, _, let undo) in changes {
      for other in undo where new.before[step] != nil && new.before[other] != nil {
        network.edges.append(
          arrow(id(step), id(other), label: "on failure", change: .added, kinds: [.event], words: "on failure, undo"))
      }
    }
  }

  /// An arrow from the owner to whom it asks, with the number of the step. Who only listens is told.
  func addCommands(to network: inout Network, _ changes: [FlowPlan.Change], owner: String) {
    let (was, becomes) = (numbers(old, owner), numbers(new, owner))
    var conditions: [String: String] = [:]
    for case .conditional(let step, let when) in changes { conditions[step] = when }
    for step in steps where step != owner {
      let (before, after) = (was[step], becomes[step])
      let listens = new.before[step] == [owner] || isListener(step, owner)
      var words = [before.map(String.init), before == after ? nil : after.map(String.init)].compactMap { $0 }.joined(
        separator: " \u{2192} ")
      if let when = conditions[step] { words += ", only if \(when)" }
      let kind = change(before != nil, after != nil)
      network.edges.append(
        arrow(
          id(owner), id(step), label: listens ? "told" : "asks", change: kind, kinds: listens ? [.event] : [.command],
          words: listens ? "" : words))
    }
    for case .add(let step, _, _, _, _, let undo) in changes {
      for other in undo where other != owner && new.before[step] != nil && new.before[other] != nil {
        network.edges.append(
          arrow(
            id(owner), id(other), label: "asks to undo", change: .added, kinds: [.command], words: "on failure, undo"))
      }
    }
  }

  /// Whether a step is new and no other step waits for its outcome, so that no plan has to know it.
  private func isListener(_ step: String, _ owner: String) -> Bool {
    old.before[step] == nil && !changed.contains(owner)
      && !new.steps.contains { new.before[$0]?.contains(step) ?? false }
  }

  /// Which steps are done at the same time, counted from 1.
  private func numbers(_ plan: FlowPlan, _ owner: String) -> [String: Int] {
    var numbers: [String: Int] = [:]
    func number(_ step: String) -> Int {
      if let known = numbers[step] { return known }
      // A plan that goes in circles ends here.
      numbers[step] = 1
      let number = 1 + ((plan.before[step] ?? []).filter { $0 != owner }.map(number).max() ?? 0)
      numbers[step] = number
      return number
    }
    for step in plan.steps where step != owner { _ = number(step) }
    return numbers
  }

  private func change(_ was: Bool, _ becomes: Bool) -> Network.Change {
    was == becomes ? .none : was ? .removed : .added
  }

  private func arrow(
    _ from: String, _ to: String, label: String, change: Network.Change, kinds: Set<Message.Kind> = [],
    words: String = ""
  ) -> Network.Edge {
    var edge = Network.Edge(from: from, to: to, label: label)
    (edge.change, edge.kinds, edge.words) = (change, kinds, words)
    return edge
  }
}
