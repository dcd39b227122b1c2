import Catalog
import Findings
import Linking

/// The reading of one file in which every property of the model is set. No word and no place occurs twice.
struct Everything {
  private let file: FileID
  private(set) var reading = PartialCatalog()
  private var words = 0
  private var offset: UInt32 = 0

  init(file: UInt32) {
    self.file = FileID(file)
    addMessage()
    addService()
    addOthers()
  }

  private mutating func word() -> Name {
    words += 1
    return reading.names.intern("word \(words) of file \(file.rawValue)")
  }

  private mutating func place() -> Place {
    offset += 10
    return Place(file: file, start: offset, end: offset + 5)
  }

  private mutating func spot() -> NamePlace {
    let name = word()
    return NamePlace(name, at: place())
  }

  private mutating func list() -> NameList {
    let names = [spot(), spot()]
    return reading.list(names)
  }

  private mutating func field(_ kind: Field.Kind) -> Field {
    let name = word()
    let type = kind == .named ? word() : nil
    return Field(name: name, kind: kind, typeName: type, parent: -1, place: place())
  }

  /// A payload with an object whose fields are shared with others, and a field of a named type.
  private mutating func payload() -> FieldRange {
    let inner = [field(.named), field(.string)]
    var object = field(.object)
    object.shared = reading.fields.packShared(inner)
    var own = field(.named)
    own.isNullable = true
    own.isConditional = true
    return reading.fields.pack([object, own])
  }

  // MARK: Messages

  private mutating func addMessage() {
    let name = word()
    var message = Message(name: name, place: place(), kind: .event, isDefined: true)
    message.hasContent = true
    message.context = word()
    message.team = word()
    message.pattern = .delta
    message.patternPlace = place()
    message.visibility = .outside
    message.audience = .partner
    message.subject = reading.list(spot())
    message.key = reading.list(spot())
    message.version = 3
    message.channel = reading.list(spot())
    message.correlation = list()
    message.personal = list()
    message.tags = list()
    message.fields = payload()
    message.payloadPlace = place()
    message.schema = reading.list(spot())
    message.reason = word()
    message.inferredFrom = word()
    reading.messages.append(message)
    reading.messageTraits[message.place] = messageTraits()
  }

  private mutating func messageTraits() -> MessageTraits {
    var traits = MessageTraits()
    let key = place()
    traits.deprecation = MessageTraits.Deprecation(place: key, since: spot(), sunset: spot(), replacement: spot())
    traits.identity = spot()
    traits.delivery = .atLeastOnce
    traits.deliveryPlace = place()
    traits.compatibility = .full
    traits.source = .cdc
    traits.sourcePlace = place()
    traits.untracked = word()
    traits.protection = word()
    traits.size = 1024
    traits.sizePlace = place()
    traits.asOf = [spot(), spot()]
    traits.staleness = word()
    traits.servedBy = spot()
    traits.headers = payload()
    return traits
  }

  // MARK: Services

  private mutating func addService() {
    let name = word()
    var service = Service(name: name, place: place(), isDefined: true)
    service.hasContent = true
    service.context = spot()
    service.furtherContexts = [spot()]
    service.team = word()
    service.role = .generic
    service.owns = [spot(), spot()]
    service.vocabulary = [word(), word()]
    service.stores = [store()]
    service.outbox = .polling
    service.processes = [spot()]
    service.jobs = [Service.Job(type: spot(), message: spot())]
    service.expectations = [expectation()]
    service.statedLists = [Service.StatedList(verb: .publishes, place: place(), isEmpty: true)]
    service.observesAll = place()
    service.consumesAll = place()
    service.tags = [word()]
    service.idempotence = .byField(word())
    service.inbox = spot()
    reading.services.append(service)
    addReactions(of: name)
  }

  private mutating func store() -> Service.Store {
    var store = Service.Store(name: spot(), kind: .log, role: .readModel)
    store.consistency = .eventual
    store.staleness = word()
    store.holds = [spot(), spot()]
    store.fedBy = [spot()]
    store.loadedBy = word()
    return store
  }

  private mutating func expectation() -> Service.Expectation {
    let message = spot()
    let replies = [spot(), spot()]
    var expectation = Service.Expectation(message: message, replies: replies, isTimed: true, otherwise: [spot()])
    expectation.within = word()
    return expectation
  }

  /// A reaction to a message with two outputs, one to a timer without, and a mention without a cause.
  private mutating func addReactions(of service: Name) {
    let (trigger, first, second) = (word(), word(), word())
    let cause = place()
    reading.mentions.append(Mention(service: service, message: trigger, verb: .consumes, place: cause, reaction: 0))
    var reaction = Reaction(service: service, trigger: .message(trigger), place: cause, certainty: .observed)
    for output in [first, second] {
      reading.mentions.append(
        Mention(service: service, message: output, verb: .publishes, place: place(), reaction: 0, alternative: 1))
    }
    reaction.outputs = 1..<3
    reaction.needs = list()
    reaction.idempotence = .byField(word())
    reaction.effect = word()
    reaction.calls = list()
    reaction.replicates = list()
    reaction.compensation = reading.list(spot())
    reaction.handler = reading.list(spot())
    reading.reactions.append(reaction)
    var traits = ReactionTraits()
    traits.optionalNeeds = [word(), word()]
    traits.handled = [ReactionTraits.Handled(field: word(), values: [word(), word()], copesWithOthers: true)]
    traits.reader = .version(word())
    traits.copyFile = spot()
    traits.transaction = [spot(), spot()]
    traits.migratingUntil = spot()
    traits.triggers = [spot(), spot()]
    traits.within = word()
    traits.copy = payload()
    reading.reactionTraits[reaction.place] = traits
    let label = word()
    let timer = Reaction.Trigger.outside(label, kind: .timer, after: list())
    reading.reactions.append(Reaction(service: service, trigger: timer, place: place(), certainty: .declared))
    let other = word()
    reading.mentions.append(Mention(service: service, message: other, verb: .observes, place: place()))
  }

  // MARK: Others

  private mutating func addOthers() {
    var channel = Channel(name: word(), place: place())
    channel.transport = word()
    channel.role = .sourceOfTruth
    channel.orderedBy = word()
    channel.partitions = 4
    channel.retention = word()
    channel.archive = word()
    reading.channels.append(channel)
    var context = Context(name: word(), place: place())
    context.kind = .core
    reading.contexts.append(context)
    var entity = Entity(name: word(), place: place())
    entity.context = spot()
    entity.fields = [word(), word()]
    reading.entities.append(entity)
    addFlow()
  }

  private mutating func addFlow() {
    var flow = Flow(name: word(), place: place())
    flow.starts = spot()
    flow.ends = [spot(), spot()]
    flow.owner = spot()
    flow.reason = word()
    flow.trackers = [spot()]
    flow.visibility = [.tracking, .mining]
    flow.kind = .pipeline
    flow.joins = [Flow.Join(outcome: spot(), prerequisites: [spot(), spot()])]
    flow.duties = [Flow.Duty(outcome: spot(), service: spot())]
    var step = FlowStep(id: "one", place: place(), subject: .message("a"), subjectPlace: place())
    step.next = [FlowStep.Next(id: "two", place: place())]
    flow.steps = [step]
    reading.flows.append(flow)
  }
}
