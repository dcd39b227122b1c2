import Catalog
import Findings
import Linking
import Testing

/// Documents of two services, each with its half of the messages, as the reader of AsyncAPI lowers them. What is joined
/// must not depend on which file comes first: every test links its documents in both orders.
@Suite struct DocumentTests {
  /// The plainest case; the document that comes second says why it was joined.
  @Test("a sender's and a receiver's half meet at a channel and a name", arguments: [false, true])
  func halves(isReversed: Bool) {
    let catalog = linked([shop(Half("OrderPlaced")), mail(Half("OrderPlaced"))], isReversed)
    #expect(facts(catalog) == ["Mail consumes OrderPlaced", "Shop publishes OrderPlaced"])
    #expect(catalog.messages.map { catalog[$0.name] } == ["OrderPlaced"])
    #expect(catalog.joins.map(\.reason) == ["same channel orders and same name OrderPlaced"])
    #expect(catalog.joins.map { catalog[$0.service] } == [isReversed ? "Shop" : "Mail"])
    #expect(catalog.unjoined == [] && catalog.messages.allSatisfy { !$0.isExternal })
  }

  /// What identifies a message on a channel in addition to its name.
  enum Identity: String, CaseIterable, Sendable {
    case messageID = "same channel orders and same messageId m1"
    case cloudType = "same channel orders and same CloudEvents type com.example.placed"
    case schema = "same channel orders and same schema"

    func mark(_ use: inout Interface.MessageUse) {
      switch self {
      case .messageID: use.messageID = "m1"
      case .cloudType: use.cloudType = "com.example.placed"
      case .schema: use.schema = Place(file: FileID(9), start: 5, end: 9)
      }
    }
  }

  /// Two messages on each side, so that none is joined because it is the only one. The sender owns the name.
  @Test("identities join messages of different names, under the sender's name", arguments: Identity.allCases)
  func identities(identity: Identity) {
    let sent = shop(Half("Placed") { identity.mark(&$0) }, Half("Other"))
    let received = mail(Half("Ordered") { identity.mark(&$0) }, Half("More"))
    for isReversed in [false, true] {
      let catalog = linked([sent, received], isReversed)
      let received = ["Mail consumes More", "Mail consumes Placed"]
      #expect(facts(catalog) == received + ["Shop publishes Other", "Shop publishes Placed"])
      #expect(catalog.joins.map(\.reason) == [identity.rawValue])
    }
  }

  /// Behind a bridge a message has another channel. Then its name must be specific, and its payload as large.
  @Test(
    "across channels a telling name joins, if the payloads agree",
    arguments: [
      ("OrderPlaced", ["id"], ["id"], true), ("OrderPlaced", ["id"], ["id", "total"], false),
      ("order.placed", ["id"], ["id"], true), ("Placed", ["id"], ["id"], false), ("ORDER", ["id"], ["id"], false),
    ])
  func bridges(name: String, sent: [String], received: [String], isJoined: Bool) {
    let sender = shop(Half(name, fields: sent))
    let receiver = mail(Half(name, on: "bridge/orders", fields: received))
    for isReversed in [false, true] {
      let catalog = linked([sender, receiver], isReversed)
      #expect(catalog.messages.count == (isJoined ? 1 : 2))
      #expect(catalog.joins.isEmpty != isJoined)
      #expect(catalog.unjoined.count == (isJoined ? 0 : 2))
    }
  }

  /// Messages of one name that are not one message need names of their own, or the linker would merge them after all.
  @Test("messages that share a name without being joined are told apart by their channels")
  func names() {
    let documents = [
      Document("A", isSending: true, [Half("Event", on: "c1")]),
      Document("B", isSending: true, [Half("Event", on: "c2")]),
      Document("B", isSending: true, [Half("Event", on: "c3")]),
      Document("C", isSending: true, [Half("Event (B)", on: "c4")]),
    ]
    let catalog = linked(documents, false)
    #expect(catalog.messages.map { catalog[$0.name] } == ["Event", "Event (c2)", "Event (c3)", "Event (B)"])
    #expect(catalog.problems.isEmpty)
  }

  /// Correlation and key are stated by one document only; whether it is the first by name must not matter.
  @Test("what one document states of a message holds, whichever comes first", arguments: [false, true])
  func stated(isReversed: Bool) {
    let sender = shop(
      Half("OrderPlaced") {
        $0.correlation = "cid"
        $0.isKeyed = true
      })
    let catalog = linked([sender, mail(Half("OrderPlaced"))], isReversed)
    #expect(catalog.messages.map { catalog[$0.correlation].map { catalog[$0.name] } } == [["cid"]])
    #expect(catalog.channels.map { $0.orderedBy.map { catalog[$0] } } == ["key"])
  }

  /// A receiver describes what it needs, the sender what there is: the contract is the sender's. Only if the sender
  /// says nothing does the receiver's word count.
  @Test("the payload is the sender's, whichever document comes first", arguments: [false, true])
  func payload(isReversed: Bool) {
    func names(_ sent: [String]?) -> [[String]?] {
      let documents = [shop(Half("OrderPlaced", fields: sent)), mail(Half("OrderPlaced", fields: ["id"]))]
      let catalog = linked(documents, isReversed)
      return catalog.messages.map { catalog.shape(of: $0)?.fields.map { catalog[$0.name] } }
    }
    #expect(names(nil) == [["id"]])
    #expect(names(["id", "total"]) == [["id", "total"]])
  }

  /// A catalog may say more of a service than its document does; what the document says stays true.
  @Test("a wait that a document states survives a definition of its service", arguments: [false, true])
  func expectations(isDefined: Bool) throws {
    var readings = [shop(Half("GetStock", reply: "StockFound")).reading(file: 1)]
    if isDefined {
      var catalog = PartialCatalog()
      let name = catalog.names.intern("Shop")
      var service = Service(name: name, place: Place(file: FileID(0), start: 0, end: 4), isDefined: true)
      service.hasContent = true
      service.team = catalog.names.intern("sales")
      catalog.services = [service]
      let message = catalog.names.intern("GetStock")
      catalog.mentions = [Mention(service: name, message: message, verb: .sends, place: place(0, 10))]
      readings.insert(catalog, at: 0)
    }
    let catalog = Catalog.linking(readings)
    let service = try #require(catalog.services.first)
    #expect(catalog.services.count == 1 && service.team.map { catalog[$0] } == (isDefined ? "sales" : nil))
    #expect(service.expectations.map { catalog[$0.message.name] } == ["GetStock"])
    #expect(service.expectations.flatMap(\.replies).map { catalog[$0.name] } == ["StockFound"])
  }

  /// A process waits on behalf of its service, in whichever file the service is described. A file that only lists the
  /// service must not take that away because its name comes first.
  @Test("a wait of a process survives a list of services, wherever it stands", arguments: [false, true])
  func processes(isListedFirst: Bool) throws {
    var list = PartialCatalog()
    list.services = [Service(name: list.names.intern("order"), place: place(isListedFirst ? 0 : 1, 0), isDefined: true)]
    let described = processOfOrder(file: isListedFirst ? 1 : 0)
    let catalog = Catalog.linking(isListedFirst ? [list, described] : [described, list])
    let order = try #require(catalog.names.find("order").flatMap { catalog.service($0) })
    #expect(order.hasContent)
    #expect(order.expectations.map { catalog[$0.message.name] } == ["Pay"])
    #expect(order.expectations.flatMap(\.replies).map { catalog[$0.name] } == ["Paid"])
  }

  /// A service that sends `Pay` and waits for `Paid`, as its process says.
  private func processOfOrder(file: UInt32) -> PartialCatalog {
    var reading = PartialCatalog()
    let (order, bank) = (reading.names.intern("order"), reading.names.intern("bank"))
    let (pay, paid) = (reading.names.intern("Pay"), reading.names.intern("Paid"))
    for (number, name) in [order, bank].enumerated() {
      var service = Service(name: name, place: place(file, UInt32(10 + number * 10)), isDefined: true)
      service.hasContent = true
      reading.services.append(service)
    }
    reading.mentions = [
      Mention(service: order, message: pay, verb: .sends, place: place(file, 30)),
      Mention(service: order, message: paid, verb: .consumes, place: place(file, 40)),
      Mention(service: bank, message: pay, verb: .handles, place: place(file, 50)),
      Mention(service: bank, message: paid, verb: .publishes, place: place(file, 60)),
    ]
    var nodes = [ProcessModel.Kind.start, .send, .wait, .end].enumerated().map { number, kind in
      ProcessModel.Node(kind: kind, label: "node \(number)", place: place(file, UInt32(100 + number * 10)))
    }
    for number in 1..<nodes.count {
      nodes[number - 1].next = [number]
      nodes[number].before = [number - 1]
    }
    nodes[1].message = "Pay"
    nodes[2].message = "Paid"
    reading.processes = [ProcessModel(service: order, id: "p", label: "the order", nodes: nodes)]
    return reading
  }

  // MARK: Documents

  private func shop(_ halves: Half...) -> Document { Document("Shop", isSending: true, halves) }

  private func mail(_ halves: Half...) -> Document { Document("Mail", isSending: false, halves) }

  /// The catalog of documents, one a reader, in the given or in the opposite order of files.
  private func linked(_ documents: [Document], _ isReversed: Bool) -> Catalog {
    let files = isReversed ? Array(documents.reversed()) : documents
    return Catalog.linking(files.enumerated().map { $0.element.reading(file: UInt32($0.offset)) })
  }

  /// Who does what with which message, sorted.
  private func facts(_ catalog: Catalog) -> [String] {
    Set(catalog.mentions.map { "\(catalog[$0.service]) \($0.verb.name) \(catalog[$0.message])" }).sorted()
  }
}

private func place(_ file: UInt32, _ start: UInt32) -> Place {
  Place(file: FileID(file), start: start, end: start + 5)
}

/// What one document says of a message.
private struct Half {
  var name: String
  var channel: String
  var fields: [String]?
  var reply: String?
  var change: (inout Interface.MessageUse) -> Void

  init(
    _ name: String, on channel: String = "orders", fields: [String]? = nil, reply: String? = nil,
    change: @escaping (inout Interface.MessageUse) -> Void = { _ in }
  ) {
    self.name = name
    self.channel = channel
    self.fields = fields
    self.reply = reply
    self.change = change
  }
}

/// A document of one service that sends, or receives, some messages.
private struct Document {
  var service: String
  var isSending: Bool
  var halves: [Half]

  init(_ service: String, isSending: Bool, _ halves: [Half]) {
    self.service = service
    self.isSending = isSending
    self.halves = halves
  }

  func reading(file: UInt32) -> PartialCatalog {
    var reading = PartialCatalog()
    var interface = Interface(service: service, place: place(file, 0), path: "\(service) \(file).yaml")
    for (number, half) in halves.enumerated() {
      let start = UInt32(100 + number * 100)
      var use = Interface.MessageUse(name: half.name, place: place(file, start), origin: place(file, start + 10))
      if let names = half.fields {
        let fields = names.enumerated().map { index, name in
          Field(
            name: reading.names.intern(name), kind: .string, parent: -1,
            place: place(file, start + 20 + UInt32(index) * 6))
        }
        use.fields = reading.fields.pack(fields)
        use.schema = place(file, start + 20)
      }
      half.change(&use)
      let channel = Interface.ChannelUse(address: half.channel, place: place(file, start + 50))
      var operation = Interface.Operation(
        id: nil, place: place(file, start + 60), isSending: isSending, channel: channel, messages: [use])
      if let reply = half.reply {
        operation.reply = [
          Interface.MessageUse(name: reply, place: place(file, start + 70), origin: place(file, start + 80))
        ]
      }
      interface.operations.append(operation)
    }
    reading.interfaces = [interface]
    return reading
  }
}
