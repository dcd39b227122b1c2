import Catalog
import Findings
import Linking
import YAMLTree

/// Sagas, and what follows a request that succeeded or failed. Both are written again as the reactions that they stand
/// for.
extension DocumentReader {
  mutating func readSagas(_ id: NodeID, of service: Name) {
    for (name, value) in namedEntries("sagas", id) {
      var saga = Saga(name: name, service: service)
      for entry in mapping("saga", value) {
        guard let key: SagaKey = key(entry) else { continue }
        switch key {
        case .starts: saga.starts = self.name("starts", entry.value)
        case .within: saga.within = duration("within", entry.value, or: [Durations.forever])
        case .steps: saga.steps = steps(entry.value)
        case .ends: saga.ends = nameList("ends", entry.value)
        case .summary: text("summary", entry.value)
        }
      }
      reading.sagas.append(saga)
    }
  }

  private mutating func steps(_ id: NodeID) -> [Saga.Step] {
    let target = tree.resolved(id)
    guard tree[target].kind == .sequence else {
      wrongType("steps", "a list of steps", at: id)
      return []
    }
    var steps: [Saga.Step] = []
    for child in tree.children(target) {
      guard budget.spend() else { break }
      guard kind(child) == .mapping else {
        if let action = name("steps", child) { steps.append(Saga.Step(action: action, undo: nil)) }
        continue
      }
      var step = Saga.Step(action: nil, undo: nil)
      for entry in entries(child) {
        guard let key: StepKey = key(entry) else { continue }
        switch key {
        case .do: step.action = name("do", entry.value)
        case .undo: step.undo = name("undo", entry.value)
        case .pivot: step.isPivot = flag("pivot", entry.value)
        case .within: step.within = duration("within", entry.value, or: [Durations.forever])
        case .summary: text("summary", entry.value)
        }
      }
      steps.append(step)
    }
    return steps
  }

  /// `on-success` and `on-failure` of an expectation: a command, or what goes out by kind.
  mutating func readOutcome(_ id: NodeID, of request: NamePlace, isFailure: Bool, at service: Name) {
    let first = reading.mentions.count
    if kind(id) == .mapping {
      for entry in entries(id) {
        guard let key: BranchKey = key(entry) else { continue }
        _ = readOutputs(key.verb, entry.value, service: service, reaction: 0)
      }
    } else {
      _ = readOutputs(.sends, id, service: service, reaction: 0)
    }
    let outputs = Array(reading.mentions[first...])
    reading.mentions.removeLast(outputs.count)
    reading.outcomes.append(
      Outcome(service: service, request: request, isFailure: isFailure, outputs: outputs))
  }
}
