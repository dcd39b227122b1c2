package import Catalog
package import Findings
import Writing

/// A reader of BPMN 2.0 as written by Camunda 7, Camunda 8 (Zeebe) and other modellers: what a process waits for, its
/// timeouts, and what it sends.
///
/// Sources: OMG BPMN 2.0.2, chapters 10 and 13; Zeebe's and Camunda 7's extension elements.
package enum BPMNReader {
  /// The namespace of BPMN.
  static let bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL"
  private static let camunda = "http://camunda.org/schema/1.0/bpmn"
  private static let zeebe = "http://camunda.org/schema/zeebe/1.0"

  /// The processes of a file.
  ///
  /// - Parameter service: the service that owns the processes.
  /// - Returns: a model for each process or the problem that prevents reading the file, and directives in comments.
  package static func read(_ bytes: [UInt8], file: FileID, service: Name) -> (
    processes: [ProcessModel], problem: Problem?, directives: [XMLDirective]
  ) {
    switch XMLReader.read(bytes) {
    case .failure(let problem):
      let place = Place(file: file, start: problem.offset, end: problem.offset + 1)
      return (
        [], Problem(.syntax, "the process cannot be read: \(problem.message)", at: place, subjects: [problem.message]),
        []
      )
    case .success(let (elements, directives)):
      let root = elements.first
      guard root?.name == "definitions", root?.space == bpmn else {
        return (
          [],
          Problem(
            .invalidValue, "not BPMN 2.0: the root element is not `definitions` in the BPMN namespace",
            at: Place(
              file: file, start: root?.start ?? 0, end: root.map { $0.start + UInt32($0.name.utf8.count) } ?? 1),
            subjects: ["process"]), []
        )
      }
      let builder = Builder(elements, bytes, file: file)
      let processes = elements.indices.filter { elements[$0].name == "process" && elements[$0].space == bpmn }.map {
        builder.process($0, service)
      }
      if let large = processes.first(where: { $0.nodes.count > ProcessModel.maximumNodes }),
        let first = large.nodes.first
      {
        return (
          [],
          Problem(
            .invalidValue, "\(large.label) has more than \(ProcessModel.maximumNodes) steps", at: first.place,
            subjects: ["process"]), directives
        )
      }
      return (processes, nil, directives)
    }
  }

  /// The conversion of XML elements to process nodes.
  struct Builder {
    /// The elements of the file, parents before children.
    let elements: [XMLElement]
    private let bytes: [UInt8]
    private let file: FileID
    /// Messages by id: the name, and the correlation key by which the engine finds the process instance.
    private var messages: [String: (name: String?, key: WrittenText?)] = [:]
    private var isZeebe = false
    /// Names of pools by the process they contain.
    private var participants: [String: String] = [:]

    /// A converter for the elements of a file.
    init(_ elements: [XMLElement], _ bytes: [UInt8], file: FileID) {
      self.elements = elements
      self.bytes = bytes
      self.file = file
      for (index, element) in elements.enumerated() {
        if element.space == BPMNReader.zeebe { isZeebe = true }
        if element.name == "participant", element.space == BPMNReader.bpmn,
          let process = element.attributes["processRef"], let name = element.attributes["name"]
        {
          participants[process.split(separator: ":").last.map(String.init) ?? process] = name
        }
        guard element.name == "message", element.space == BPMNReader.bpmn, let id = element.attributes["id"] else {
          continue
        }
        let key = below(index) { $0.name == "subscription" && $0.space == BPMNReader.zeebe }.flatMap { subscription in
          subscription.attributes["correlationKey"].map {
            WrittenText(text: $0, place: place(of: "correlationKey", in: subscription))
          }
        }
        messages[id] = (element.attributes["name"], key)
      }
    }

    /// The process of an element.
    func process(_ index: Int, _ service: Name) -> ProcessModel {
      var nodes: [ProcessModel.Node] = []
      var ids: [String: Int] = [:]
      var elementOf: [Int] = []
      var flows: [(from: String, to: String)] = []
      var attached: [(node: Int, to: String)] = []
      collect(index, scope: -1, nodes: &nodes, elementOf: &elementOf, ids: &ids, flows: &flows, attached: &attached)
      guard nodes.count <= ProcessModel.maximumNodes else {
        return ProcessModel(service: service, id: "", label: label(elements[index]), nodes: nodes)
      }
      for flow in flows {
        guard let from = ids[flow.from], let to = ids[flow.to] else { continue }
        nodes[from].next.append(to)
        nodes[to].before.append(from)
      }
      for (node, to) in attached { nodes[node].attachedTo = ids[to] ?? -1 }
      connectLinks(&nodes, elementOf)
      startAtGateways(&nodes, elementOf)
      enterScopes(&nodes, elementOf)
      markTimed(&nodes, elementOf)
      markFailures(&nodes, elementOf)
      markCompensation(index, &nodes, elementOf: elementOf, ids: ids)
      let id = elements[index].attributes["id"] ?? "process"
      var model = ProcessModel(service: service, id: id, label: elements[index].attributes["name"] ?? id, nodes: nodes)
      model.isExecutable = elements[index].attributes["isExecutable"].map { $0 == "true" || $0 == "1" }
      model.isZeebe = isZeebe
      model.participant = elements[index].attributes["id"].flatMap { participants[$0] }
      model.deadBranches = deadBranches(below: index)
      return model
    }

    private func collect(
      _ parent: Int, scope: Int, nodes: inout [ProcessModel.Node], elementOf: inout [Int],
      ids: inout [String: Int], flows: inout [(from: String, to: String)],
      attached: inout [(node: Int, to: String)]
    ) {
      for child in elements[parent].children {
        let element = elements[child]
        guard element.space == bpmn else { continue }
        if element.name == "sequenceFlow" {
          if let from = element.attributes["sourceRef"], let to = element.attributes["targetRef"],
            !isConstantlyFalse(child)
          {
            flows.append((from, to))
          }
          continue
        }
        guard let kind = kind(child) else { continue }
        let number = nodes.count
        var node = ProcessModel.Node(kind: kind, label: label(element), place: place(element))
        node.scope = scope
        node.isLabelled = isLabelled(element)
        node.isBeside = kind == .wait && (element.name == "boundaryEvent" || element.name == "startEvent")
        (node.message, node.correlationKey) = message(child)
        (node.message, node.isComputed) = constant(node.message)
        node.isUnnamedExchange = node.message == nil && exchanges(child)
        let job = job(child)
        if kind == .task, job != nil { node.kind = .job }
        node.job = constant(job).text
        node.timer = timer(child)
        node.calls = element.name == "callActivity" ? called(child) : nil
        nodes.append(node)
        elementOf.append(child)
        if let id = element.attributes["id"] { ids[id] = number }
        if element.name == "boundaryEvent", let target = element.attributes["attachedToRef"] {
          attached.append((number, target))
        }
        if Self.scopes.contains(element.name) {
          collect(
            child, scope: number, nodes: &nodes, elementOf: &elementOf, ids: &ids, flows: &flows, attached: &attached)
        }
      }
    }

    /// The elements that have steps of their own.
    static let scopes: Set = ["subProcess", "transaction", "adHocSubProcess"]

    /// The process that a call activity starts; nil if an expression determines it.
    private func called(_ index: Int) -> String? {
      let name =
        below(index) { $0.name == "calledElement" && $0.space == BPMNReader.zeebe }?.attributes["processId"]
        ?? elements[index].attributes["calledElement"]
      return constant(name).text?.split(separator: ":").last.map(String.init)
    }

    /// A name as the file states it, nil if an expression computes it: `=name`, `${name}`, `#{name}`. The expression
    /// `="PaymentReceived"` computes nothing.
    private func constant(_ text: String?) -> (text: String?, isComputed: Bool) {
      guard let text, isExpression(text) else { return (text, false) }
      let value = text.drop { $0 == "=" || $0 == " " }
      let quoted = value.dropFirst().dropLast()
      guard text.hasPrefix("="), value.count > 2, value.first == "\"", value.last == "\"", !quoted.contains("\""),
        !quoted.contains("\\")
      else { return (nil, true) }
      return (String(quoted), false)
    }

    /// Whether the engine evaluates a text.
    private func isExpression(_ text: String) -> Bool {
      text.hasPrefix("=") || text.contains(ascii: "${") || text.contains(ascii: "#{")
    }

    private func label(_ element: XMLElement) -> String {
      let name =
        element.attributes["name"].map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } ?? ""
      return name.isEmpty ? element.attributes["id"] ?? element.name : name
    }

    private func isLabelled(_ element: XMLElement) -> Bool {
      element.attributes["name"]?.contains { !$0.isWhitespace } ?? false
    }

    private func place(_ element: XMLElement) -> Place {
      // Only the name with its prefix: the tag may span several lines.
      let tag = tag(element)
      let end =
        tag.firstIndex { [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "/"), UInt8(ascii: ">")].contains($0) } ?? tag.endIndex
      return Place(file: file, start: element.start, end: max(element.start, UInt32(end)))
    }

    /// The place of an attribute value without quotes; the place of the element if the attribute is not found.
    private func place(of attribute: String, in element: XMLElement) -> Place {
      let tag = tag(element)
      guard let name = tag.firstRange(of: attribute.utf8),
        let open = tag[name.upperBound...].firstIndex(where: { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "'") }),
        let close = tag[(open + 1)...].firstIndex(of: tag[open])
      else { return place(element) }
      return Place(file: file, start: UInt32(open + 1), end: UInt32(close))
    }

    private func tag(_ element: XMLElement) -> ArraySlice<UInt8> {
      bytes[min(Int(element.start), bytes.count)..<min(max(Int(element.start), Int(element.end)), bytes.count)]
    }

    /// The first child of an element with this name.
    func definition(_ index: Int, _ name: String) -> Int? {
      elements[index].children.first { elements[$0].name == name && elements[$0].space == BPMNReader.bpmn }
    }

    private func kind(_ index: Int) -> ProcessModel.Kind? {
      let element = elements[index]
      let hasMessage = definition(index, "messageEventDefinition") != nil
      switch element.name {
      case "startEvent": return hasMessage && isEventSubProcess(element.parent) ? .wait : .start
      case "receiveTask": return isInstantiating(element) ? .start : .wait
      case "intermediateCatchEvent", "boundaryEvent":
        return hasMessage ? .wait : definition(index, "timerEventDefinition") != nil ? .timer : .other
      case "sendTask", "intermediateThrowEvent": return element.name == "sendTask" || hasMessage ? .send : .other
      case "endEvent": return .end
      case "eventBasedGateway": return .eventGateway
      case "serviceTask", "task", "userTask", "scriptTask", "businessRuleTask", "manualTask", "callActivity":
        return .task
      case "subProcess", "transaction", "adHocSubProcess", "inclusiveGateway", "parallelGateway", "complexGateway":
        return .other
      case "exclusiveGateway": return .choice
      default: return nil
      }
    }

    /// Whether an element starts the process when its message arrives.
    func isInstantiating(_ element: XMLElement) -> Bool { element.attributes["instantiate"] == "true" }

    /// Whether an element is a sub-process that an event starts, beside the flow around it.
    func isEventSubProcess(_ index: Int) -> Bool {
      index >= 0 && elements[index].attributes["triggeredByEvent"] == "true"
    }

    /// Whether an event or a task receives or sends a message, named or not.
    private func exchanges(_ index: Int) -> Bool {
      ["receiveTask", "sendTask"].contains(elements[index].name) || definition(index, "messageEventDefinition") != nil
    }

    /// The message of an event or a task; flowing-retail sets it by a header `eventName`.
    private func message(_ index: Int) -> (name: String?, key: WrittenText?) {
      let holder = definition(index, "messageEventDefinition") ?? index
      if let reference = elements[holder].attributes["messageRef"] {
        let id = reference.split(separator: ":").last.map(String.init) ?? reference
        guard let message = messages[reference] ?? messages[id] else { return (id, nil) }
        return (message.name, message.key)
      }
      return (below(index) { $0.name == "header" && $0.attributes["key"] == "eventName" }?.attributes["value"], nil)
    }

    /// A descendant that fulfils a condition, except inside nested flow nodes.
    private func below(_ index: Int, where isWanted: (XMLElement) -> Bool) -> XMLElement? {
      var pending = elements[index].children
      while let child = pending.popLast() {
        if isWanted(elements[child]) { return elements[child] }
        if elements[child].space != bpmn || elements[child].name == "extensionElements"
          || elements[child].name.hasSuffix("EventDefinition")
        {
          pending += elements[child].children
        }
      }
      return nil
    }

    private func job(_ index: Int) -> String? {
      let element = elements[index]
      guard
        ["serviceTask", "sendTask", "businessRuleTask", "endEvent", "intermediateThrowEvent"].contains(element.name)
      else { return nil }
      if let type = below(index, where: { $0.name == "taskDefinition" })?.attributes["type"] { return type }
      for holder in [element] + (definition(index, "messageEventDefinition").map { [elements[$0]] } ?? []) {
        for key in ["topic", "delegateExpression", "class", "expression", "type"] {
          guard let value = holder.attributes["\(BPMNReader.camunda)|\(key)"] else { continue }
          if key == "topic" { return value }
          // `#{sendOrder}`, `org.example.SendOrderAdapter`: the last word names the action.
          return value.filter { !"#${}()".contains($0) }.split(separator: ".").last.map(String.init) ?? value
        }
      }
      return nil
    }

    private func timer(_ index: Int) -> ProcessModel.Timer? {
      guard let timer = definition(index, "timerEventDefinition") else { return nil }
      // A drawing may show a timer without its duration.
      guard let time = elements[timer].children.first(where: { elements[$0].name.hasPrefix("time") }) else {
        return ProcessModel.Timer(text: "", isExpression: false, place: place(elements[timer]))
      }
      let text = elements[time].text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return ProcessModel.Timer(text: text, isExpression: isExpression(text), place: place(elements[time]))
    }

    private func isConstantlyFalse(_ index: Int) -> Bool {
      guard let condition = definition(index, "conditionExpression") else { return false }
      return ["=false", "= false", "${false}", "#{false}", "false"].contains(
        elements[condition].text.split(whereSeparator: \.isWhitespace).joined(separator: " "))
    }

    private func deadBranches(below index: Int) -> [WrittenText] {
      var found: [WrittenText] = []
      var pending = Array(elements[index].children.reversed())
      while let child = pending.popLast() {
        let element = elements[child]
        guard element.space == bpmn else { continue }
        if element.name == "sequenceFlow", isConstantlyFalse(child),
          let condition = definition(child, "conditionExpression")
        {
          found.append(WrittenText(text: label(element), place: place(elements[condition])))
        }
        if Self.scopes.contains(element.name) { pending += element.children.reversed() }
      }
      return found
    }
  }
}
