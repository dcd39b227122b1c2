import Catalog
import Findings

/// The flow of a process beyond its sequence flows: into sub-processes, along links, past time limits and failures.
extension BPMNReader.Builder {
  /// Connects sub-processes: the flow enters at their starts and leaves at their ends. Without a start event, it enters
  /// at all steps that no other step precedes; the steps of an ad-hoc sub-process follow one another in any order.
  func enterScopes(_ nodes: inout [ProcessModel.Node], _ elementOf: [Int]) {
    var members: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() where node.scope >= 0 { members[node.scope, default: []].append(index) }
    // Outer scopes first: the outgoing flow of an inner scope includes that of the scopes around it.
    for scope in members.keys.sorted() where !isEventSubProcess(elementOf[scope]) {
      let inside = (members[scope] ?? []).filter {
        nodes[$0].attachedTo < 0 && !isEventSubProcess(elementOf[$0])
          && elements[elementOf[$0]].attributes["isForCompensation"] != "true"
      }
      let explicit = inside.filter { nodes[$0].kind == .start }
      let starts = explicit.isEmpty ? inside.filter { nodes[$0].before.isEmpty } : explicit
      let out = nodes[scope].next
      let isAdHoc = elements[elementOf[scope]].name == "adHocSubProcess"
      nodes[scope].next = starts + (isAdHoc || starts.isEmpty ? out : [])
      for start in starts {
        if nodes[start].kind == .start { nodes[start].kind = .other }
        nodes[start].before.append(scope)
      }
      for last in inside where nodes[last].next.isEmpty {
        nodes[last].next = isAdHoc ? [scope] : out
        for next in nodes[last].next { nodes[next].before.append(last) }
      }
    }
  }

  /// Continues the flow from each link event that throws to the one that catches the same link in its scope.
  func connectLinks(_ nodes: inout [ProcessModel.Node], _ elementOf: [Int]) {
    var targets: [String: Int] = [:]
    func link(_ index: Int, thrown: Bool) -> String? {
      let element = elementOf[index]
      guard (elements[element].name == "intermediateThrowEvent") == thrown, nodes[index].attachedTo < 0,
        let name = definition(element, "linkEventDefinition").flatMap({ elements[$0].attributes["name"] })
      else { return nil }
      return "\(nodes[index].scope) \(name)"
    }
    for index in nodes.indices { if let link = link(index, thrown: false) { targets[link] = index } }
    guard !targets.isEmpty else { return }
    for index in nodes.indices {
      guard let target = link(index, thrown: true).flatMap({ targets[$0] }) else { continue }
      nodes[index].next.append(target)
      nodes[target].before.append(index)
    }
  }

  /// Turns the waits behind a gateway that starts the process into its starts.
  func startAtGateways(_ nodes: inout [ProcessModel.Node], _ elementOf: [Int]) {
    for index in nodes.indices where isInstantiating(elements[elementOf[index]]) {
      for next in nodes[index].next where nodes[next].kind == .wait { nodes[next].kind = .start }
    }
  }

  // MARK: Time limits and failures

  /// Marks waits with a timeout: a timer on the wait or an enclosing scope, an alternative timer behind an event
  /// gateway, or an event sub-process with a timer in an enclosing scope.
  func markTimed(_ nodes: inout [ProcessModel.Node], _ elementOf: [Int]) {
    var isLimited: Set<Int> = []
    for (index, node) in nodes.enumerated() where node.timer != nil {
      if node.attachedTo >= 0 { isLimited.insert(node.attachedTo) }
      let element = elements[elementOf[index]]
      // An event with a message and a timer continues at the first of the two.
      if node.kind == .wait, !node.isBeside, element.attributes["parallelMultiple"] != "true" {
        isLimited.insert(index)
      }
      // An event sub-process that starts with a timer limits its enclosing scope.
      if element.name == "startEvent", isEventSubProcess(element.parent) {
        isLimited.insert(node.scope >= 0 ? nodes[node.scope].scope : -1)
      }
    }
    let timedGateways = Set(
      nodes.indices.filter { nodes[$0].kind == .eventGateway && nodes[$0].next.contains { nodes[$0].kind == .timer } }
    )
    for index in nodes.indices where nodes[index].kind == .wait || nodes[index].calls != nil {
      var scope = index
      var isTimed = isLimited.contains(index) || isLimited.contains(-1)
      while !isTimed, scope >= 0 {
        isTimed = isLimited.contains(scope)
        scope = nodes[scope].scope
      }
      nodes[index].isTimed = isTimed || nodes[index].before.contains { timedGateways.contains($0) }
    }
  }

  /// Marks steps that are reached only from errors and timeouts.
  func markFailures(_ nodes: inout [ProcessModel.Node], _ elementOf: [Int]) {
    func walk(_ starts: [Int], _ nodes: [ProcessModel.Node]) -> Set<Int> {
      var seen = Set(starts)
      var pending = starts
      while let index = pending.popLast() {
        for next in nodes[index].next where seen.insert(next).inserted { pending.append(next) }
      }
      return seen
    }
    for index in nodes.indices {
      let element = elementOf[index]
      let hasFailed =
        definition(element, "errorEventDefinition") != nil || definition(element, "escalationEventDefinition") != nil
        || nodes[index].timer != nil
      // A non-interrupting timer, such as a reminder, does not stop the activity it is attached to.
      nodes[index].isTrouble =
        hasFailed
        && (nodes[index].attachedTo >= 0 && elements[element].attributes["cancelActivity"] != "false"
          || elements[element].name == "startEvent" && isEventSubProcess(elements[element].parent)
            && elements[element].attributes["isInterrupting"] != "false")
    }
    let failures = walk(nodes.indices.filter { nodes[$0].isTrouble }, nodes)
    let regular = walk(
      nodes.indices.filter { !nodes[$0].isTrouble && (nodes[$0].kind == .start || nodes[$0].attachedTo >= 0) }, nodes)
    for index in failures.subtracting(regular) { nodes[index].isFailure = true }
  }

  /// Connects compensation: the handler of a step is associated with its boundary event, that of a scope is an event
  /// sub-process in it. The flow continues at the handlers where compensation is thrown.
  func markCompensation(
    _ process: Int, _ nodes: inout [ProcessModel.Node], elementOf: [Int], ids: [String: Int]
  ) {
    let numberOf = Dictionary(elementOf.enumerated().map { ($1, $0) }) { first, _ in first }
    for parent in [process]
      + nodes.indices.filter({ Self.scopes.contains(elements[elementOf[$0]].name) }).map({ elementOf[$0] })
    {
      for child in elements[parent].children
      where elements[child].name == "association" && elements[child].space == BPMNReader.bpmn {
        guard let event = elements[child].attributes["sourceRef"].flatMap({ ids[$0] }),
          let handler = elements[child].attributes["targetRef"].flatMap({ ids[$0] }),
          definition(elementOf[event], "compensateEventDefinition") != nil, nodes[event].attachedTo >= 0
        else { continue }
        nodes[nodes[event].attachedTo].compensation = handler
      }
    }
    var throwing: [(node: Int, activity: Int?)] = []
    for index in nodes.indices {
      let element = elements[elementOf[index]]
      let compensation = definition(elementOf[index], "compensateEventDefinition")
      if element.name == "startEvent", compensation != nil, let handler = numberOf[element.parent],
        nodes[handler].scope >= 0
      {
        nodes[nodes[handler].scope].compensation = handler
      }
      guard element.name == "endEvent" || element.name == "intermediateThrowEvent" else { continue }
      // Cancelling a transaction compensates all of it.
      guard compensation != nil || definition(elementOf[index], "cancelEventDefinition") != nil else { continue }
      throwing.append((index, compensation.flatMap { elements[$0].attributes["activityRef"] }.flatMap { ids[$0] }))
    }
    connect(throwing, &nodes)
  }

  /// Connects events that throw compensation with the handlers of their scope and the enclosing ones.
  ///
  /// One intermediate node for each scope keeps the number of edges linear in the nodes.
  private func connect(_ throwing: [(node: Int, activity: Int?)], _ nodes: inout [ProcessModel.Node]) {
    var handlers: [Int: [Int]] = [:]
    for node in nodes where node.compensation >= 0 { handlers[node.scope, default: []].append(node.compensation) }
    var joints: [Int: Int] = [:]
    func joint(_ scope: Int, _ place: Place) -> Int? {
      if let known = joints[scope] { return known }
      let outer = scope >= 0 ? joint(nodes[scope].scope, place) : nil
      guard let own = handlers[scope] else { return outer }
      let number = nodes.count
      var node = ProcessModel.Node(kind: .other, label: "compensation", place: place)
      node.scope = scope
      nodes.append(node)
      joints[scope] = number
      nodes[number].next = own + [outer].compactMap { $0 }
      return number
    }
    for (index, activity) in throwing {
      if let activity {
        if nodes[activity].compensation >= 0 { nodes[index].undoing = [nodes[activity].compensation] }
      } else if let joint = joint(nodes[index].scope, nodes[index].place) {
        nodes[index].undoing = [joint]
      }
    }
  }
}
