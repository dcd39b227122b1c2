import Catalog
import Diagrams
import Findings
import Foundation
import Graph
import Loading
import Testing

/// Workflow files: what becomes of them, and that no bytes do harm.
@Suite struct ProcessTests {
  static let catalogText = """
    eventlint: 1
    services:
      order: {process: order.bpmn, consumes: [OrderPlaced, PaymentReceived, PaymentRefused, GoodsShipped], sends: [RetrievePayment, ShipGoods], publishes: [OrderCompleted, OrderCancelled]}
      payment: {handles: {RetrievePayment: {publishes: PaymentReceived | PaymentRefused}}}
      shipping: {handles: {ShipGoods: {publishes: GoodsShipped}}}
      shop: {triggers: {somebody orders: {publishes: OrderPlaced}}}
    """

  static let process = """
    <?xml version="1.0"?>
    <b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
      <b:message id="m1" name="OrderPlaced"/><b:message id="m2" name="PaymentReceived"/><b:message id="m3" name="PaymentRefused"/>
      <b:message id="m4" name="GoodsShipped"/><b:message id="m5" name="OrderCompleted"/><b:message id="m6" name="OrderCancelled"/>
      <b:process id="p" name="the order">
        <b:startEvent id="s"><b:messageEventDefinition messageRef="m1"/></b:startEvent>
        <b:serviceTask id="pay" camunda:delegateExpression="#{retrievePaymentAdapter}"/>
        <b:eventBasedGateway id="g"/>
        <b:intermediateCatchEvent id="paid"><b:messageEventDefinition messageRef="m2"/></b:intermediateCatchEvent>
        <b:intermediateCatchEvent id="refused"><b:messageEventDefinition messageRef="m3"/></b:intermediateCatchEvent>
        <b:intermediateCatchEvent id="late"><b:timerEventDefinition><b:timeDuration>P2D</b:timeDuration></b:timerEventDefinition></b:intermediateCatchEvent>
        <b:subProcess id="ship">
          <b:startEvent id="ss"/><b:serviceTask id="send" camunda:topic="ship-goods"/><b:receiveTask id="wait" messageRef="m4"/>
          <b:sequenceFlow sourceRef="ss" targetRef="send"/><b:sequenceFlow sourceRef="send" targetRef="wait"/>
        </b:subProcess>
        <b:boundaryEvent id="shiplate" attachedToRef="ship"><b:timerEventDefinition><b:timeDuration>${patience}</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
        <b:endEvent id="done"><b:messageEventDefinition messageRef="m5"/></b:endEvent>
        <b:endEvent id="cancelled"><b:messageEventDefinition messageRef="m6"/></b:endEvent>
        <b:sequenceFlow sourceRef="s" targetRef="pay"/><b:sequenceFlow sourceRef="pay" targetRef="g"/>
        <b:sequenceFlow sourceRef="g" targetRef="paid"/><b:sequenceFlow sourceRef="g" targetRef="refused"/><b:sequenceFlow sourceRef="g" targetRef="late"/>
        <b:sequenceFlow sourceRef="paid" targetRef="ship"/><b:sequenceFlow sourceRef="refused" targetRef="cancelled"/><b:sequenceFlow sourceRef="late" targetRef="cancelled"/>
        <b:sequenceFlow sourceRef="ship" targetRef="done"/><b:sequenceFlow sourceRef="shiplate" targetRef="cancelled"/>
      </b:process>
    </b:definitions>
    """

  private func system(_ bpmn: String) -> LoadedCatalog {
    LoadedCatalog.linking([("catalog.yaml", Array(Self.catalogText.utf8)), ("order.bpmn", Array(bpmn.utf8))])
  }

  @Test("between one wait and the next, what a process sends is its reaction") func reactions() throws {
    let catalog = system(Self.process).catalog
    let order = try #require(catalog.names.find("order"))
    let found = catalog.reactions.filter { $0.service == order }.map { reaction in
      """
      \(reaction.message.map { catalog[$0] } ?? "-") → \
      \(reaction.outputs.map { catalog[catalog.mentions[Int($0)].message] }.sorted().joined(separator: ", "))
      """
    }
    #expect(
      Set(found) == [
        "OrderPlaced → RetrievePayment", "PaymentReceived → ShipGoods", "PaymentRefused → OrderCancelled",
        "GoodsShipped → OrderCompleted", "- → OrderCancelled",
      ], "\(found)")
    #expect(catalog.reactions.filter { $0.service == order }.allSatisfy { $0.certainty == .process })
    let waits = try #require(catalog.service(order)).expectations
    #expect(
      waits.contains {
        catalog[$0.message.name] == "RetrievePayment" && $0.isTimed && $0.replies.count == 2
          && $0.otherwise.map { catalog[$0.name] } == ["OrderCancelled"]
      })
    #expect(
      waits.contains {
        catalog[$0.message.name] == "ShipGoods" && $0.isTimed
          && $0.otherwise.map { catalog[$0.name] } == ["OrderCancelled"]
      })
    #expect(catalog.processes.first?.nodes.filter { $0.kind == .wait }.allSatisfy(\.isTimed) == true)
  }

  @Test(
    "whatever a workflow file holds, the answer is a finding or none",
    arguments: [
      "", "<", "<a/>", "<definitions/>", "\u{0}\u{1}", "<a><b></a>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><a/>",
      "<!DOCTYPE a [<!ENTITY x \"y\"><!ENTITY z \"&x;&x;\">]><a>&z;</a>",
      "<!DOCTYPE a SYSTEM \"http://example.org/a.dtd\"><a/>",
      "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", String(repeating: "<a>", count: 5000),
      """
      <definitions xmlns=\"http://www.omg.org/spec/BPMN/20100524/MODEL\"><process><boundaryEvent \
      attachedToRef=\"no\"/><sequenceFlow sourceRef=\"a\" targetRef=\"b\"/></process></definitions>
      """,
    ])
  func hostile(_ text: String) {
    let problems = system(text).catalog.problems.filter { $0.rule == .syntax || $0.rule == .invalidValue }
    #expect(!problems.isEmpty || text.contains("MODEL"), "\(text.prefix(40))")
    #expect(problems.allSatisfy { Int($0.place.end) <= max(1, text.utf8.count) })
  }

  @Test("what Windows programs write is read, with its dashes and quotes") func windows() {
    let text = Self.process.replacingOccurrences(
      of: "<?xml version=\"1.0\"?>", with: "<?xml version=\"1.0\" encoding=\"windows-1252\"?>"
    ).replacingOccurrences(of: "the order", with: "the * order")
    let bytes = Array(text.utf8).map { $0 == UInt8(ascii: "*") ? 0x96 : $0 }
    let catalog = LoadedCatalog.linking([("catalog.yaml", Array(Self.catalogText.utf8)), ("order.bpmn", bytes)]).catalog
    #expect(catalog.processes.map(\.label) == ["the – order"])
    let unknown = LoadedCatalog.linking([
      ("catalog.yaml", Array(Self.catalogText.utf8)),
      ("order.bpmn", Array(text.replacingOccurrences(of: "1252", with: "31").utf8)),
    ]).catalog
    #expect(unknown.problems.contains { $0.message.contains("unknown encoding") })
  }

  @Test("a flow in a circle, and a file that is not there") func circles() {
    let circle = Self.process.replacingOccurrences(
      of: "<b:sequenceFlow sourceRef=\"refused\" targetRef=\"cancelled\"/>",
      with: "<b:sequenceFlow sourceRef=\"refused\" targetRef=\"pay\"/>")
    #expect(!system(circle).catalog.reactions.isEmpty)
    let missing = LoadedCatalog.linking([("catalog.yaml", Array(Self.catalogText.utf8))])
    #expect(missing.catalog.problems.contains { $0.rule == .unknownReference && $0.message.contains("order.bpmn") })
  }

  private func nodes(_ body: String, catalog: String = catalogText, others: [(String, String)] = []) -> (
    catalog: Catalog, nodes: [String: ProcessModel.Node]
  ) {
    let bpmn = """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
      <message id="m2" name="PaymentReceived"><extensionElements><zeebe:subscription correlationKey="=orderId"/></extensionElements></message>\(body)</definitions>
      """
    let catalog = LoadedCatalog.linking(
      [("catalog.yaml", Array(catalog.utf8)), ("order.bpmn", Array(bpmn.utf8))]
        + others.map { ($0.0, Array($0.1.utf8)) }
    ).catalog
    return (catalog, Dictionary(catalog.processes.flatMap(\.nodes).map { ($0.label, $0) }) { first, _ in first })
  }

  @Test("a reminder ends nothing, so what follows it is no failure") func reminders() {
    let body = { (interrupting: String) in
      """
      <process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="w"/><receiveTask id="w" messageRef="m2"/>
      <boundaryEvent id="t" attachedToRef="w"\(interrupting)><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
      <sequenceFlow sourceRef="t" targetRef="remind"/><userTask id="remind"/></process>
      """
    }
    #expect(nodes(body("")).nodes["remind"]?.isFailure == true)
    let reminder = nodes(body(" cancelActivity=\"false\"")).nodes
    #expect(reminder["remind"]?.isFailure == false)
    #expect(reminder["w"]?.isTimed == true)
    #expect(reminder["w"]?.correlationKey?.text == "=orderId")
    // Places have the prefix with them.
    let wait = system(Self.process).catalog.processes.first?.nodes.first { $0.label == "wait" }
    #expect(wait.map { $0.place.end - $0.place.start } == UInt32("b:receiveTask".utf8.count))
  }

  @Test("what limits a call limits the waits of what is called, in the same file and in another") func calls() throws {
    let calling = """
      <process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="call"/><callActivity id="call" calledElement="pay"/>
      <boundaryEvent id="t" attachedToRef="call"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
      <sequenceFlow sourceRef="call" targetRef="ship"/><serviceTask id="ship" camunda:topic="ship-goods"/></process>
      """
    let called = """
      <process id="pay"><startEvent id="ps"/><sequenceFlow sourceRef="ps" targetRef="w"/><receiveTask id="w" messageRef="m2"/></process>
      """
    let file = """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><message id="m2" name="PaymentReceived"/>\(called)</definitions>
      """
    let two = Self.catalogText.replacingOccurrences(of: "process: order.bpmn", with: "process: [order.bpmn, pay.bpmn]")
    for found in [nodes(calling + called), nodes(calling, catalog: two, others: [("pay.bpmn", file)])] {
      #expect(found.catalog.processes.map(\.id) == ["p"])
      #expect(found.nodes["w"]?.isTimed == true)
      let reaction = try #require(
        found.catalog.reactions.first { $0.message.map { found.catalog[$0] } == "PaymentReceived" })
      #expect(reaction.outputs.map { found.catalog[found.catalog.mentions[Int($0)].message] } == ["ShipGoods"])
    }
    // Not called, and called in a circle.
    #expect(nodes(called).nodes["w"]?.isTimed == false)
    let circle = nodes(
      called.replacingOccurrences(
        of: "<receiveTask",
        with:
          """
          <callActivity id=\"again\" calledElement=\"pay\"/><callActivity id=\"other\" \
          calledElement=\"q\"/><receiveTask
          """
      ) + "<process id=\"q\"><startEvent id=\"qs\"/><callActivity id=\"back\" calledElement=\"pay\"/></process>")
    #expect(circle.catalog.processes.count == 1)
    #expect(circle.nodes["w"] != nil)
  }

  @Test("in a drawing of several pools, each process is that of its pool") func pools() {
    let pool = { (id: String, name: String) in "<participant id=\"x\(id)\" name=\"\(name)\" processRef=\"\(id)\"/>" }
    let process = { (id: String) in "<process id=\"\(id)\"><startEvent id=\"s\(id)\"/></process>" }
    func services(_ pools: String, _ processes: String) -> [String] {
      let catalog = nodes("<collaboration id=\"c\">\(pools)</collaboration>\(processes)").catalog
      return catalog.processes.map { "\($0.id) \(catalog[$0.service])" }
    }
    #expect(
      services(
        pool("a", "Order") + pool("b", "Payment Service") + pool("c", "Customer"),
        process("a") + process("b") + process("c")) == ["a order", "b payment"])
    #expect(services(pool("a", "Customer"), process("a")) == ["a order"])
    #expect(services(pool("a", "Payment"), process("a")) == ["a order"])
    #expect(services(pool("a", "Customer") + pool("b", "Bank"), process("a") + process("b")) == ["a order", "b order"])
  }

  @Test("what is sent behind errors, time limits and one of several ways is a reaction, too") func failurePaths() throws
  {
    let text = """
      eventlint: 1
      services:
        order: {process: order.bpmn, consumes: [OrderPlaced, PaymentReceived], sends: [RetrievePayment, SendGift], publishes: [OrderCompleted, OrderCancelled, OrderRefused, OrderLate]}
        payment: {handles: {RetrievePayment: {publishes: PaymentReceived}}}
        shop: {triggers: {somebody orders: {publishes: OrderPlaced}}}
      """
    let found = nodes(
      """
      <message id="m1" name="OrderPlaced"/><message id="m3" name="OrderCompleted"/><message id="m4" name="OrderCancelled"/><message id="m5" name="OrderRefused"/><message id="m6" name="OrderLate"/>
      <process id="p"><startEvent id="s"><messageEventDefinition messageRef="m1"/></startEvent><sequenceFlow sourceRef="s" targetRef="check"/>
      <serviceTask id="check" camunda:topic="look-it-up"/><boundaryEvent id="e" attachedToRef="check"><errorEventDefinition/></boundaryEvent>
      <sequenceFlow sourceRef="e" targetRef="no"/><endEvent id="no"><messageEventDefinition messageRef="m5"/></endEvent>
      <sequenceFlow sourceRef="check" targetRef="pay"/><serviceTask id="pay" camunda:topic="retrieve-payment"/>
      <sequenceFlow sourceRef="pay" targetRef="w"/><receiveTask id="w" messageRef="m2"/>
      <boundaryEvent id="t" name="two days" attachedToRef="w"><timerEventDefinition><timeDuration>P2D</timeDuration></timerEventDefinition></boundaryEvent>
      <sequenceFlow sourceRef="t" targetRef="late"/><endEvent id="late"><messageEventDefinition messageRef="m6"/></endEvent>
      <sequenceFlow sourceRef="w" targetRef="x"/><exclusiveGateway id="x"/>
      <sequenceFlow sourceRef="x" targetRef="done"/><endEvent id="done"><messageEventDefinition messageRef="m3"/></endEvent>
      <sequenceFlow sourceRef="x" targetRef="gone"/><endEvent id="gone"><messageEventDefinition messageRef="m4"/></endEvent></process>
      """, catalog: text
    ).catalog
    let order = try #require(found.names.find("order"))
    let told = found.reactions.filter { $0.service == order }.map { reaction in
      let outputs = reaction.outputs.map { found.mentions[Int($0)] }.map {
        "\(found[$0.message])\($0.alternative > 0 ? "?" : "")"
      }.sorted()
      switch reaction.trigger {
      case .message(let name): return "\(found[name]) → \(outputs.joined(separator: ", "))"
      case .outside(let label, let kind, let after):
        return
          """
          \(kind) \(found[label]) after \(found.first(after).map { found[$0.name] } ?? "-") → \
          \(outputs.joined(separator: ", "))
          """
      }
    }
    #expect(
      Set(told) == [
        "OrderPlaced → OrderRefused?, RetrievePayment?", "timer two days after OrderPlaced → OrderLate",
        "PaymentReceived → OrderCancelled?, OrderCompleted?",
      ], "\(told)")
    #expect(
      found.mentions.filter { $0.reaction < 0 && $0.verb.isOutgoing && $0.service == order }.map { found[$0.message] }
        == ["SendGift"])
  }

  @Test("what a service says of a job counts more than the words of the job") func jobs() {
    let body = """
      <process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="pay"/><serviceTask id="pay"><extensionElements><zeebe:taskDefinition type="work-1"/></extensionElements></serviceTask>
      <sequenceFlow sourceRef="pay" targetRef="ship"/><serviceTask id="ship" camunda:class="org.example.ShipGoodsAdapter"/></process>
      """
    func known(_ jobs: String) -> [String?] {
      let found = nodes(
        body,
        catalog: Self.catalogText.replacingOccurrences(of: "process: order.bpmn", with: "process: order.bpmn, \(jobs)"))
      return ["pay", "ship"].map { found.nodes[$0]?.known.map { found.catalog[$0] } }
    }
    #expect(known("tags: []") == [nil, "ShipGoods"])
    #expect(known("jobs: {work-1: RetrievePayment}") == ["RetrievePayment", "ShipGoods"])
    #expect(known("jobs: {ship-goods: }") == [nil, nil])
    let problems = nodes(
      body,
      catalog: Self.catalogText.replacingOccurrences(
        of: "process: order.bpmn", with: "process: order.bpmn, jobs: {work-1: RetreivePayment}")
    ).catalog.problems
    #expect(problems.contains { $0.rule == .unknownReference && $0.message.contains("RetreivePayment") }, "\(problems)")
  }

  @Test("what takes a step back is found by its association, or in the scope") func compensation() {
    let found = nodes(
      """
      <process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="pay"/><serviceTask id="pay" camunda:topic="retrieve-payment"/>
      <boundaryEvent id="c" attachedToRef="pay"><compensateEventDefinition/></boundaryEvent><serviceTask id="refund" isForCompensation="true"/>
      <association sourceRef="c" targetRef="refund"/><sequenceFlow sourceRef="pay" targetRef="sub"/>
      <subProcess id="sub"><serviceTask id="inner" camunda:topic="ship-goods"/><subProcess id="undo" triggeredByEvent="true"><startEvent id="us"><compensateEventDefinition/></startEvent></subProcess></subProcess>
      <sequenceFlow sourceRef="sub" targetRef="e"/><endEvent id="e"><compensateEventDefinition/></endEvent></process>
      """)
    let nodes = found.catalog.processes.first?.nodes ?? []
    func label(_ index: Int?) -> String? { index.flatMap { $0 >= 0 ? nodes[$0].label : nil } }
    #expect(label(found.nodes["pay"]?.compensation) == "refund")
    #expect(label(found.nodes["sub"]?.compensation) == "undo")
    #expect(label(found.nodes["e"]?.compensation) == nil)
    #expect(found.nodes["e"]?.undoing.isEmpty == false)
    #expect(found.nodes["pay"]?.undoing.isEmpty == true)
  }

  @Test("where compensation is thrown, what takes the step back is sent, and a trace tells it") func takenBack() throws
  {
    let text = Self.catalogText.replacingOccurrences(
      of: "sends: [RetrievePayment, ShipGoods]", with: "sends: [RetrievePayment, ShipGoods, RefundPayment]"
    )
    .replacingOccurrences(of: "payment: {handles: {", with: "payment: {handles: {RefundPayment: , ")
    func body(_ thrown: String) -> String {
      """
      <message id="m1" name="OrderPlaced"/><message id="m4" name="GoodsShipped"/>
      <process id="p"><startEvent id="s"><messageEventDefinition messageRef="m1"/></startEvent><sequenceFlow sourceRef="s" targetRef="pay"/>
      <serviceTask id="pay" camunda:topic="retrieve-payment"/><boundaryEvent id="c" attachedToRef="pay"><compensateEventDefinition/></boundaryEvent>
      <serviceTask id="refund" isForCompensation="true" camunda:topic="refund-payment"/><association sourceRef="c" targetRef="refund"/>
      <sequenceFlow sourceRef="pay" targetRef="w"/><receiveTask id="w" messageRef="m2"/><sequenceFlow sourceRef="w" targetRef="ship"/>
      <serviceTask id="ship" camunda:topic="ship-goods"/><sequenceFlow sourceRef="ship" targetRef="w2"/><receiveTask id="w2" messageRef="m4"/>
      <boundaryEvent id="t" attachedToRef="w2"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>
      <sequenceFlow sourceRef="t" targetRef="e"/><endEvent id="e">\(thrown)</endEvent></process>
      """
    }
    for (thrown, sent) in [
      ("<compensateEventDefinition/>", ["RefundPayment"]),
      ("<compensateEventDefinition activityRef=\"pay\"/>", ["RefundPayment"]),
      ("<compensateEventDefinition activityRef=\"ship\"/>", []), ("", []),
    ] {
      let catalog = nodes(body(thrown), catalog: text).catalog
      let order = try #require(catalog.names.find("order"))
      let wait = try #require(catalog.service(order)?.expectations.first { catalog[$0.message.name] == "ShipGoods" })
      #expect(wait.otherwise.map { catalog[$0.name] } == sent, "\(thrown)")
    }
    let catalog = nodes(body("<compensateEventDefinition/>"), catalog: text).catalog
    let trace = ReactionGraph(catalog).trace(try #require(catalog.names.find("OrderPlaced")))
    #expect(
      trace.allSteps.filter { !$0.takenBackBy.isEmpty }.map { "\(catalog[$0.message]) \($0.takenBackBy)" } == [
        "RetrievePayment [\"RefundPayment\"]"
      ])
    #expect(
      String(decoding: TraceText.text(trace, catalog, usesColor: false), as: UTF8.self).contains(
        "compensated by RefundPayment"))
  }

  private static let header = """
    <message id="m1" name="OrderPlaced"/><message id="m4" name="GoodsShipped"/><message id="m7"/>
    <message id="m8" name="${messageName}"/><message id="m9" name="=&quot;PaymentReceived-&quot; + orderId"/>
    <message id="m10" name="=&quot;GoodsShipped&quot;"/>
    """

  @Test(
    "a process stops at receive tasks and catch events, not at events beside other work",
    arguments: [
      (
        "<boundaryEvent id=\"w\" attachedToRef=\"t\"><messageEventDefinition messageRef=\"m2\"/></boundaryEvent>", false
      ),
      (
        "<boundaryEvent id=\"w\" attachedToRef=\"t\" cancelActivity=\"false\"><messageEventDefinition messageRef=\"m2\"/></boundaryEvent>",
        false
      ),
      (
        "<subProcess id=\"t2\"/><boundaryEvent id=\"w\" attachedToRef=\"t2\"><messageEventDefinition messageRef=\"m2\"/></boundaryEvent>",
        false
      ),
      (
        "<subProcess id=\"sub\"><startEvent id=\"i\"/><subProcess id=\"e\" triggeredByEvent=\"true\"><startEvent id=\"w\"><messageEventDefinition messageRef=\"m2\"/></startEvent></subProcess></subProcess>",
        false
      ),
      ("<receiveTask id=\"w\" messageRef=\"m2\"/>", true),
      ("<receiveTask id=\"w\" messageRef=\"m2\"><multiInstanceLoopCharacteristics/></receiveTask>", true),
      ("<receiveTask id=\"w\" messageRef=\"m2\" instantiate=\"true\"/>", false),
      (
        "<receiveTask id=\"w\" messageRef=\"m2\"/><boundaryEvent id=\"b\" attachedToRef=\"w\"><messageEventDefinition messageRef=\"m4\"/></boundaryEvent>",
        true
      ),
      (
        "<receiveTask id=\"w\" messageRef=\"m2\"/><boundaryEvent id=\"b\" attachedToRef=\"w\"><timerEventDefinition/></boundaryEvent>",
        false
      ),
      (
        "<intermediateCatchEvent id=\"w\"><messageEventDefinition messageRef=\"m2\"/><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        false
      ),
      (
        "<intermediateCatchEvent id=\"w\" parallelMultiple=\"true\"><messageEventDefinition messageRef=\"m2\"/><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
        true
      ),
      (
        "<subProcess id=\"e\" triggeredByEvent=\"true\"><startEvent id=\"i\"><messageEventDefinition messageRef=\"m4\"/></startEvent><receiveTask id=\"w\" messageRef=\"m2\"/></subProcess>",
        true
      ),
    ]) func stops(body: String, stops: Bool) throws
  {
    let found = nodes(
      "\(Self.header)<process id=\"p\"><startEvent id=\"s\"/><serviceTask id=\"t\"/>\(body)</process>"
    ).nodes
    let wait = try #require(found["w"])
    #expect((wait.waits && !wait.isTimed) == stops)
    #expect(found["b"]?.waits != true)
  }

  @Test("a computed name is unknown, and a message without a name is the one that its label names") func computed()
    throws
  {
    let found = nodes(
      """
      \(Self.header)<process id="p"><startEvent id="s"><messageEventDefinition messageRef="m1"/></startEvent>
      <receiveTask id="a" messageRef="m8"/><receiveTask id="b" messageRef="m9"/><receiveTask id="c" messageRef="m10"/>
      <receiveTask id="d" name="Payment received" messageRef="m7"/><receiveTask id="e" messageRef="m7"/>
      <serviceTask id="f"><extensionElements><zeebe:taskDefinition type="=jobType"/></extensionElements></serviceTask>
      <serviceTask id="g" camunda:topic="${topic}"/><serviceTask id="h" camunda:delegateExpression="#{shipGoods}"/>
      <callActivity id="i" calledElement="#{process}"/></process>
      """)
    func known(_ label: String) -> String? { found.nodes[label]?.known.map { found.catalog[$0] } }
    #expect(["a", "b", "e"].map { found.nodes[$0]?.message } == [nil, nil, nil])
    #expect(["a", "b", "c", "Payment received", "e"].map(known) == [nil, nil, "GoodsShipped", "PaymentReceived", nil])
    #expect(["f", "g"].map { found.nodes[$0]?.kind } == [.job, .job])
    #expect(["f", "g", "h"].map { found.nodes[$0]?.job } == [nil, nil, "shipGoods"])
    #expect(found.nodes["i"]?.calls == nil)
  }

  @Test("what follows a wait for an unknown message has an outside trigger") func afterUnknown() throws {
    let catalog = nodes(
      """
      \(Self.header)<process id="p"><startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="a"/>
      <receiveTask id="a" name="Wait for customs" messageRef="m8"/><sequenceFlow sourceRef="a" targetRef="ship"/>
      <serviceTask id="ship" camunda:topic="ship-goods"/></process>
      """
    ).catalog
    let order = try #require(catalog.names.find("order"))
    let reactions = catalog.reactions.filter { $0.service == order }
    #expect(reactions.count == 1 && reactions[0].message == nil && reactions[0].certainty == .process)
    guard case .outside(let label, .external, _) = reactions[0].trigger else {
      Issue.record("no trigger")
      return
    }
    #expect(catalog[label] == "Wait for customs")
    #expect(reactions[0].outputs.map { catalog[catalog.mentions[Int($0)].message] } == ["ShipGoods"])
  }

  @Test("the steps of an ad-hoc sub-process happen in any order, and links lead on") func adHoc() throws {
    for (name, later) in [("adHocSubProcess", ["OrderCompleted", "ShipGoods"]), ("subProcess", ["OrderCompleted"])] {
      let catalog = nodes(
        """
        \(Self.header)<message id="m5" name="OrderCompleted"/><process id="p">
        <startEvent id="s"><messageEventDefinition messageRef="m1"/></startEvent><sequenceFlow sourceRef="s" targetRef="l1"/>
        <intermediateThrowEvent id="l1"><linkEventDefinition name="L"/></intermediateThrowEvent>
        <intermediateCatchEvent id="l2"><linkEventDefinition name="L"/></intermediateCatchEvent>
        <sequenceFlow sourceRef="l2" targetRef="x"/><subProcess id="x"><\(name) id="y">
        <serviceTask id="pay" camunda:topic="retrieve-payment"/><receiveTask id="w" messageRef="m2"/>
        <serviceTask id="ship" camunda:topic="ship-goods"/></\(name)></subProcess>
        <sequenceFlow sourceRef="x" targetRef="e"/><endEvent id="e"><messageEventDefinition messageRef="m5"/></endEvent></process>
        """
      ).catalog
      let order = try #require(catalog.names.find("order"))
      func outputs(_ message: String) -> [String] {
        catalog.reactions.first { $0.service == order && $0.message.map { catalog[$0] } == message }?.outputs.map {
          catalog[catalog.mentions[Int($0)].message]
        }.sorted() ?? []
      }
      #expect(outputs("OrderPlaced") == ["OrderCompleted", "RetrievePayment", "ShipGoods"])
      #expect(outputs("PaymentReceived").filter { $0 != "RetrievePayment" } == later)
    }
  }

  @Test("bytes taken out, put in and turned round do no harm") func mutations() {
    var seed: UInt64 = 42
    func random(_ bound: Int) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(seed >> 33) % bound
    }
    let original = Array(Self.process.utf8)
    for _ in 0..<400 {
      var bytes = original
      for _ in 0...random(4) {
        let position = random(bytes.count)
        switch random(4) {
        case 0: bytes.remove(at: position)
        case 1: bytes.insert(UInt8(random(256)), at: position)
        case 2: bytes[position] = UInt8(random(256))
        default: bytes.removeSubrange(position..<min(bytes.count, position + random(60)))
        }
      }
      let catalog = LoadedCatalog.linking([("catalog.yaml", Array(Self.catalogText.utf8)), ("order.bpmn", bytes)])
        .catalog
      #expect(catalog.problems.allSatisfy { $0.place.start <= $0.place.end })
    }
  }
}
