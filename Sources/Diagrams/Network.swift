package import Catalog
package import Findings
import Graph
import Writing

/// The nodes and arrows of a picture, independent of layout; the source of every format that is not drawn by a view.
package struct Network: Sendable {
  /// The kinds of nodes; a group stands for merged services.
  package enum Kind: String, Sendable, CaseIterable {
    case service, event, command, query, reply, store, trigger, group
  }

  /// A node: a service, message, store, trigger or group.
  package struct Node: Sendable {
    /// Stable and readable: `svc:order`, `msg:OrderPlaced`, `db:orders`, `trg:shop:customer orders`, `grp:sales`.
    package var id: String
    /// The kind of the node, which determines its shape and colour.
    package var kind: Kind
    /// The name that is shown: of a message the local name if that is unique, see `wholeName`.
    package var name: String
    /// The small words below: a role, a team, counts.
    package var detail = ""
    /// The bounded context; empty if unknown.
    package var context = ""
    /// The team that owns it; empty if unknown.
    package var team = ""
    /// The role of a service, such as `orchestrator`; empty if it has none.
    package var role = ""
    /// The tags of a service or message.
    package var tags: [String] = []
    /// The version of a message; empty if unknown.
    package var version = ""
    /// The mechanism by which a service publishes reliably; nil if it has none.
    package var outbox: Service.Outbox?
    /// The reach of a message; nil if not set.
    package var visibility: Message.Visibility?
    /// The field by which a message is ordered and partitioned; empty if unknown.
    package var key = ""
    /// The number of partitions of the message's channel; nil if unknown.
    package var partitions: Int?
    /// The channel of a message; empty if unknown.
    package var channel = ""
    /// The role of that channel; nil if not set.
    package var channelRole: Channel.Role?
    /// The technical kind of a store; nil if not set.
    package var storeKind: Service.Store.Kind?
    /// The role of a store in its service; nil if not set.
    package var storeRole: Service.Store.Role?
    /// The consistency that readers of a store can rely on; nil if not set.
    package var consistency: Service.Store.Consistency?
    /// The maximum age of a store's data, as written; empty if not set.
    package var staleness = ""
    /// Whether several contexts use a store that is not published for reading.
    package var isShared = false
    /// The bounded context whose frame it is drawn in, when that is not its own: a trigger stands with its service, and
    /// a message without an owner with who sends it.
    var frame: String?
    /// Whether it observes every message.
    var tapsAll = false
    /// The fields of a message, or those that a service reads; a node with fields is drawn as a table.
    package var fields: [Field] = []
    /// The result of a comparison with an older state; `none` without one.
    package var change = Change.none

    /// A node without details.
    package init(id: String, kind: Kind, name: String) {
      self.id = id
      self.kind = kind
      self.name = name
    }

    /// What a service has for a detail when nothing more is said: `orchestrator, team sales`.
    package var roleAndTeam: String {
      [role, team.isEmpty ? "" : "team \(team)"].filter { !$0.isEmpty }.joined(separator: ", ")
    }

    var isMessage: Bool { kind == .event || kind == .command || kind == .query || kind == .reply }

    /// The name in the catalog; `name` may be the local part of it.
    package var wholeName: String { isMessage && id.hasPrefix("msg:") ? String(id.dropFirst(4)) : name }
  }

  /// A row of a node that is drawn as a table.
  package struct Field: Hashable, Sendable {
    /// The path of the field, such as `customer.name`.
    package var path: String
    /// The type, such as `list of string`; empty for a field that is only read.
    package var type = ""
    /// Whether the field may be absent.
    package var isOptional = false
    /// The services that need it, by name.
    package var readers: [String] = []
    /// Whether no reader names it, although others are named.
    package var isUnread = false
    /// Whether it is read and does not exist.
    package var isMissing = false

    /// A field that is only read, or that says how many there are more.
    package init(path: String) { self.path = path }

    /// A field of a payload, by its number.
    init(_ index: Int, of shape: Shape, in catalog: Catalog) {
      let field = shape.fields[index]
      path = shape.path(index, names: catalog.names)
      type = (field.isList ? "list of " : "") + (field.typeName.map { catalog[$0] } ?? "\(field.kind)")
      isOptional = field.isOptional
    }

    /// The words beside its path: `string, optional`.
    var detail: String { type + (isOptional ? ", optional" : "") }
  }

  /// An arrow from one node to another.
  package struct Edge: Sendable {
    /// The id of the node at which the arrow starts.
    package var from: String
    /// The id of the node at which the arrow ends.
    package var to: String
    /// `publishes`, `consumes`, `depends on` and so on.
    package var label: String
    /// What it is about; several for arrows that stand for many messages.
    package var messages: [String] = []
    /// The text on the arrow in addition to its label.
    package var words = ""
    /// Of which kind these are; nil for no messages.
    package var kinds: Set<Message.Kind> = []
    /// The origin of what it rests on: declared, observed in traces, or only possible.
    package var certainty = Certainty.declared
    /// Whether the receiver only observes, so that no flow depends on it.
    package var looksOn = false
    /// Whether it includes synchronous calls, for which the caller waits.
    package var isCall = false
    /// Whether it leads from the only service that publishes a message or writes a store.
    package var isSingleWriter = false
    /// Part of a cycle of dependencies.
    package var isCycle = false
    /// Leads back to an earlier step: drawn turned round, so that Graphviz need not break cycles.
    var isTurned = false
    /// The numbers of the fields at its ends; nil for the whole node.
    package var fields: FieldEnds?
    /// The result of a comparison with an older state; `none` without one.
    package var change = Change.none

    /// A solid arrow without messages.
    package init(from: String, to: String, label: String) {
      self.from = from
      self.to = to
      self.label = label
    }

    /// Whether it is not declared, or the receiver only observes.
    package var isDashed: Bool { looksOn || certainty < .process }
  }

  /// The rows that an edge leads to; nil for the heading of a table.
  package struct FieldEnds: Sendable {
    /// The row of the node at which the edge starts.
    package var from: Int?
    /// The row of the node at which the edge ends.
    package var to: Int?

    /// An edge between headings, or between rows.
    package init(from: Int? = nil, to: Int? = nil) {
      self.from = from
      self.to = to
    }
  }

  /// How a network is laid out.
  package enum Layout: Sendable {
    /// In ranks that Graphviz finds, from left to right where messages stand between services, else from top to bottom.
    case layered
    /// The contexts side by side, each from top to bottom, and nodes in the order given.
    case columns
    /// A table: a row depends on a column.
    case matrix
    /// A column for each service, time from top to bottom.
    case sequence(SequenceCases)
    /// The legend: every sign once.
    case signs
  }

  /// What a comparison says of a node or an edge.
  package enum Change: String, Sendable {
    case none, added, removed, changed
  }

  /// The name of what is shown.
  package var title: String
  /// The name of the view; empty if it was not built from a catalog.
  package var view = ""
  /// The noun for nodes that stand for merged services.
  package var groupNoun = "group"
  /// How the arrows are to be read.
  package var rule: String
  /// The nodes in the order in which they are written.
  package var nodes: [Node] = []
  /// The arrows between the nodes, by their ids.
  package var edges: [Edge] = []
  /// Parts that a filter has taken out.
  package var hidden = 0
  /// How it is drawn.
  package var layout = Layout.layered
  /// Edges to observers of every message from messages that no other service takes; pictures draw them, other formats
  /// leave them out.
  var taps: [Edge] = []
  /// The kinds of the messages that edges name, as far as they are known.
  var messageKinds: [String: Message.Kind] = [:]
  /// The names by which pictures show messages that edges name, where these are not the whole names.
  var shownNames: [String: String] = [:]
  /// Whether services show how many depend on them and on how many they depend.
  var showsCoupling = false

  /// A network without nodes.
  package init(title: String, view: String = "", rule: String) {
    self.title = title
    self.view = view
    self.rule = rule
  }
}

extension Network.Change {
  /// What stands before a name, for readers who see no colours.
  var sign: String {
    switch self {
    case .none: ""
    case .added: "+"
    case .removed: "\u{2212}"
    case .changed: "~"
    }
  }
}

extension Network {
  /// The words above a picture: what is shown, and how much of it, such as `eshop: flow, 6 services, 14 messages`.
  package var heading: String {
    guard !view.isEmpty else { return title }
    let shown = nodes.filter { $0.change != .removed }
    let fields = shown.first(where: \.isMessage)?.fields ?? []
    let messages = shown.count(where: \.isMessage)
    let named = messages > 0 ? messages : Set(edges.lazy.filter { $0.change != .removed }.flatMap(\.messages)).count
    let isOfMessage = view == View.message.name
    let counts = [
      (shown.count { $0.kind == .group }, groupNoun), (shown.count { $0.kind == .service }, "service"),
      isOfMessage ? (fields.count, "field") : (named, "message"),
    ]
    let words = ["dependency": "dependencies", "contexts": "context map"][view] ?? view
    let subject = isOfMessage ? shown.first(where: \.isMessage)?.name ?? words : words
    return "\(title): \(([subject] + counts.filter { $0.0 > 0 }.map { counted($0.0, $0.1) }).joined(separator: ", "))"
  }

  /// Whether contexts stand side by side as columns.
  package var isInColumns: Bool { if case .columns = layout { true } else { false } }

  /// The names of the contexts, in the order that they are drawn in.
  var contexts: [String] {
    guard isInColumns else { return Set(nodes.map(\.context)).filter { !$0.isEmpty }.sorted() }
    return nodes.map(\.context).filter { !$0.isEmpty }.unique
  }

  /// The services of a catalog as nodes.
  static func services(_ catalog: Catalog, where isWanted: (Service) -> Bool = { _ in true }) -> [Node] {
    catalog.services.filter(isWanted).map { service in
      var node = Node(id: NodeIDs.service(catalog[service.name]), kind: .service, name: catalog[service.name])
      node.context = catalog.contextTitle(of: service)
      node.team = service.team.map { catalog[$0] } ?? ""
      node.role = service.role?.rawValue ?? ""
      node.tags = service.tags.map { catalog[$0] }
      node.tapsAll = service.observesAll != nil
      node.outbox = service.outbox == Service.Outbox.none ? nil : service.outbox
      return node
    }
  }

  /// Keeps the kind of a message that edges name, and the name by which it is shown.
  mutating func note(_ message: Message, _ catalog: Catalog) {
    let (name, shown) = (catalog[message.name], catalog.shown(message.name))
    messageKinds[name] = message.kind
    if shown != name { shownNames[name] = shown }
  }

  /// The names by which a picture shows the messages of an edge.
  func shown(_ message: String) -> String { shownNames[message] ?? message }

  mutating func sort() {
    nodes.sort { $0.id < $1.id }
    edges.sort { ($0.from, $0.to, $0.label) < ($1.from, $1.to, $1.label) }
  }
}

extension Network.Kind {
  /// The kind of node that a message is.
  init(_ kind: Message.Kind) {
    switch kind {
    case .event: self = .event
    case .command: self = .command
    case .query: self = .query
    case .reply: self = .reply
    }
  }
}
