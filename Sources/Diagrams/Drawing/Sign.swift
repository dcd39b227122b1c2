import Catalog
import Findings

/// A sign of the pictures with its meaning. The legend shows all, the foot of a picture those that it uses.
enum Sign: CaseIterable {
  case event, command, query, reply, inside
  case service, orchestrator, observer, external, group
  case store, log, sharedStore, trigger
  case direction, throughEvents, throughCommands, singleWriter, outbox, answer, call, looksOn, observed, possible, cycle
  case added, removed, error, warning

  /// The outline of a box.
  enum Outline { case plain, rounded, note, slanted, oval, cylinder, striped, double, words }

  /// The look of a line.
  enum Stroke { case plain, open, bold, outbox, answer, call, thin, dashed, dotted, cycle }

  enum Look {
    case box(Outline, Theme.Paint)
    case line(Stroke, color: String)
    /// A rule below a name, or the sign before one.
    case mark(String, Theme.Paint)
  }

  func look(_ theme: Theme) -> Look {
    switch self {
    case .event: .box(.note, theme.event)
    case .command: .box(.plain, theme.command)
    case .query: .box(.slanted, theme.query)
    case .reply: .box(.oval, theme.query)
    case .inside: .box(.note, theme.insideEvent)
    case .service: .box(.rounded, theme.service)
    case .orchestrator: .box(.rounded, theme.orchestrator)
    case .observer:
      .box(
        .rounded,
        Theme.Paint(fill: theme.service.fill, line: theme.orchestrator.line, text: theme.orchestrator.text))
    case .external: .box(.double, theme.external)
    case .group: .box(.rounded, theme.context)
    case .store: .box(.cylinder, theme.store)
    case .log: .box(.striped, theme.store)
    case .sharedStore:
      .box(.cylinder, Theme.Paint(fill: theme.store.fill, line: theme.error.line, text: theme.store.text))
    case .trigger: .box(.words, Theme.Paint(fill: theme.background, line: theme.background, text: theme.faint))
    case .direction: .line(.plain, color: theme.edge)
    case .throughEvents: .line(.open, color: theme.event.line)
    case .throughCommands: .line(.plain, color: theme.command.line)
    case .singleWriter: .line(.bold, color: theme.event.line)
    case .outbox: .line(.outbox, color: theme.event.line)
    case .answer: .line(.answer, color: theme.query.line)
    case .call: .line(.call, color: theme.edge)
    case .looksOn: .line(.thin, color: theme.event.line)
    case .observed: .line(.dotted, color: theme.edge)
    case .possible: .line(.dashed, color: theme.edge)
    case .cycle: .line(.cycle, color: theme.error.line)
    case .added: .mark("+", Theme.Paint(fill: theme.background, line: theme.query.line, text: theme.query.line))
    case .removed: .mark("\u{2212}", Theme.Paint(fill: theme.background, line: theme.edge, text: theme.faint))
    case .error: .mark("rule", theme.error)
    case .warning: .mark("rule", theme.warning)
    }
  }

  /// The words beside it at the foot of a picture.
  func words(groups: String) -> String {
    switch self {
    case .event: "event"
    case .command: "command"
    case .query: "query"
    case .reply: "reply"
    case .inside: "inside its context"
    case .service: "service"
    case .orchestrator: "orchestrator"
    case .observer: "observer or tracker"
    case .external: "external system"
    case .group: groups
    case .store: "store"
    case .log: "log"
    case .sharedStore: "shared by contexts"
    case .trigger: "trigger from outside"
    case .direction: "direction"
    case .throughEvents: "through events only"
    case .throughCommands: "through commands"
    case .singleWriter: "single writer"
    case .outbox: "through an outbox"
    case .answer: "the answer comes back"
    case .call: "synchronous call"
    case .looksOn: "only observes"
    case .observed: "observed in traces"
    case .possible: "possible"
    case .cycle: "part of a cycle"
    case .added: "added"
    case .removed: "removed"
    case .error: "error"
    case .warning: "warning"
    }
  }

  /// An example of its text in the legend; empty for lines.
  var example: String {
    switch self {
    case .event: "OrderPlaced"
    case .command: "ShipGoods"
    case .query: "GetOrder"
    case .reply: "OrderDetails"
    case .inside: "BasketPriced"
    case .service: "payment"
    case .orchestrator: "order"
    case .observer: "monitor"
    case .external: "bank"
    case .group: "sales"
    case .store, .sharedStore: "orders"
    case .log: "order-log"
    case .trigger: "the customer orders"
    case .error, .warning: "rule-name"
    default: ""
    }
  }

  /// Its meaning in the legend.
  var meaning: String {
    switch self {
    case .event: "event: something has happened; owned by its publisher"
    case .command: "command: a request to do something; owned by its handler"
    case .query: "query: a question without side effects; owned by its handler"
    case .reply: "reply: what a handler answers its caller; owned by the handler"
    case .inside: "a message for its own context only (visibility: inside); commands and queries are paler, too"
    case .service: "service"
    case .orchestrator: "\u{25C6} orchestrator: owns a flow"
    case .observer: "\u{25C7} tracker or observer: no service depends on it"
    case .external: "external system"
    case .group: "context or team: several services drawn as one"
    case .store: "store: current state in a table, or of unknown kind"
    case .log: "log: an append-only store"
    case .sharedStore: "a store that several contexts use"
    case .trigger: "external trigger"
    case .direction: "flow: direction of the message; dependency: from dependent to dependency"
    case .throughEvents: "dependency through events only"
    case .throughCommands: "dependency through a command"
    case .singleWriter: "from the only publisher of an event, or the only writer of a store"
    case .outbox: "published through an outbox"
    case .answer: "a query: the answer comes back"
    case .call: "a synchronous call: the caller waits"
    case .looksOn: "the receiver only observes"
    case .observed: "observed in traces, not declared"
    case .possible: "possible: neither declared nor observed"
    case .cycle: "a red line beside its own: part of a dependency cycle"
    case .added: "added since the revision of --diff"
    case .removed: "removed since the revision of --diff"
    case .error: "an error is reported for it"
    case .warning: "a warning is reported for it"
    }
  }
}

extension Canvas {
  /// The signs that the picture uses, in the order of the legend. Linear in nodes and edges.
  var signs: [Sign] { Sign.allCases.filter(isUsed) }

  private func isUsed(_ sign: Sign) -> Bool {
    let nodes = network.nodes
    let edges = network.edges + network.taps
    func hasEdge(_ kind: Message.Kind) -> Bool { edges.contains { $0.kinds.contains(kind) } }
    switch sign {
    case .event: return nodes.contains { $0.kind == .event && !$0.isInside } || hasChips && hasEdge(.event)
    case .command: return nodes.contains { $0.kind == .command } || hasChips && hasEdge(.command)
    case .query: return nodes.contains { $0.kind == .query } || hasChips && hasEdge(.query)
    case .reply: return nodes.contains { $0.kind == .reply } || hasChips && hasEdge(.reply)
    case .inside: return nodes.contains { $0.isMessage && $0.isInside }
    case .service: return nodes.contains { $0.kind == .service && $0.role != "external" && !$0.hasOwnSign }
    case .orchestrator: return nodes.contains { $0.kind == .service && $0.role == "orchestrator" }
    case .observer: return nodes.contains { $0.kind == .service && $0.isObserver }
    case .external: return nodes.contains { $0.role == "external" }
    case .group: return nodes.contains { $0.kind == .group }
    case .store: return nodes.contains { $0.kind == .store && $0.storeKind != .log && !$0.isShared }
    case .log: return nodes.contains { $0.storeKind == .log && !$0.isShared }
    case .sharedStore: return nodes.contains(where: \.isShared)
    case .trigger: return nodes.contains { $0.kind == .trigger }
    case .direction: return false
    case .throughEvents: return network.isInColumns && edges.contains { $0.kinds == [.event] }
    case .throughCommands: return network.isInColumns && edges.contains { $0.kinds == [.command] }
    case .singleWriter: return edges.contains(where: \.isSingleWriter)
    case .outbox: return nodes.contains { $0.outbox != nil } && nodes.contains(where: \.isMessage)
    case .answer: return edges.contains { $0.from.hasPrefix("msg:") && $0.kinds == [.query] }
    case .call: return edges.contains(where: \.isCall)
    case .looksOn: return edges.contains(where: \.looksOn)
    case .observed: return edges.contains { $0.certainty == .observed }
    case .possible: return edges.contains { $0.certainty == .possible }
    case .cycle: return edges.contains(where: \.isCycle)
    case .added: return nodes.contains { $0.change == .added } || edges.contains { $0.change == .added }
    case .removed: return nodes.contains { $0.change == .removed } || edges.contains { $0.change == .removed }
    case .error: return hasMark(.error)
    case .warning: return hasMark(.warning)
    }
  }

  /// Whether messages stand on edges, where they keep the colours of their kinds.
  private var hasChips: Bool { !network.isInColumns && !network.nodes.contains(where: \.isMessage) }
}

extension Network.Node {
  /// Whether a message does not leave its context.
  var isInside: Bool { visibility == .inside }

  var isObserver: Bool { role == "observer" || role == "tracker" }

  fileprivate var hasOwnSign: Bool { role == "orchestrator" || isObserver }
}
