import Catalog
import Diagrams
import Writing

extension FormatSchemas {
  /// The network written by `graph --format json`, version 1.
  static var graph: [UInt8] {
    schema("eventlint's network, graph --format json") { json in
      closed(&json, required: ["version", "title", "rule", "hidden", "nodes", "edges"]) { json in
        json.object("version") { $0.member("const", 1) }
        json.object("title") { typed("string", "Name of what is shown.", json: &$0) }
        json.object("view") { typed("string", "View that was built: flow, dependency and so on.", json: &$0) }
        json.object("rule") { typed("string", "Meaning of the arrows.", json: &$0) }
        json.object("hidden") { typed("integer", "Number of nodes removed by filters.", json: &$0) }
        json.object("columns") { typed("boolean", "Whether the contexts are laid out side by side.", json: &$0) }
        json.object("groups") { typed("string", "Noun for nodes of kind group: context, team or group.", json: &$0) }
        json.object("nodes") { json in
          items(&json) { json in closed(&json, required: ["id", "kind", "name"]) { node(&$0) } }
        }
        json.object("edges") { json in
          items(&json) { json in closed(&json, required: ["from", "to", "label"]) { edge(&$0) } }
        }
      }
    }
  }

  private static func node(_ json: inout JSONWriter) {
    json.object("id") {
      typed("string", "Stable id, such as svc:order, msg:OrderPlaced, db:orders or ctx:sales.", json: &$0)
    }
    json.object("kind") { choice(Network.Kind.allCases.map(\.rawValue), "Kind of the node.", json: &$0) }
    for (key, words) in [
      ("name", "Name of the node."), ("detail", "Second line of its label."),
      ("context", "Bounded context of the node."), ("team", "Team that owns the node."),
      ("role", "Role of the service."), ("version", "Version of the message."),
      ("key", "Field by which the message is ordered and partitioned."), ("channel", "Channel of the message."),
      ("staleness", "Maximum age of the store's data."),
    ] {
      json.object(key) { typed("string", words, json: &$0) }
    }
    json.object("outbox") {
      choice(
        Service.Outbox.allCases.filter { $0 != .none }.map(\.rawValue), "How the service publishes reliably.",
        json: &$0)
    }
    json.object("visibility") {
      choice(Message.Visibility.allCases.map(\.rawValue), "Reach of the message.", json: &$0)
    }
    json.object("partitions") { typed("integer", "Number of partitions of the message's channel.", json: &$0) }
    json.object("channelRole") {
      choice(Channel.Role.allCases.map(\.rawValue), "Role of the message's channel.", json: &$0)
    }
    json.object("storeKind") {
      choice(Service.Store.Kind.allCases.map(\.rawValue), "Technical kind of the store.", json: &$0)
    }
    json.object("storeRole") {
      choice(Service.Store.Role.allCases.map(\.rawValue), "Role of the store in its service.", json: &$0)
    }
    json.object("consistency") {
      choice(Service.Store.Consistency.allCases.map(\.rawValue), "Consistency that readers can rely on.", json: &$0)
    }
    json.object("shared") {
      typed("boolean", "Whether several contexts use the store, which is not published for reading.", json: &$0)
    }
    json.object("tags") { json in items(&json) { $0.member("type", "string") } }
    json.object("fields") { json in
      items(&json) { json in closed(&json, required: ["path"]) { field(&$0) } }
    }
    json.object("change") { choice(["added", "removed", "changed"], "Change since the --diff revision.", json: &$0) }
  }

  private static func field(_ json: inout JSONWriter) {
    json.object("path") { typed("string", "Path of the field, such as customer.name.", json: &$0) }
    json.object("type") { typed("string", "Type; absent for a field that a service reads.", json: &$0) }
    json.object("optional") { typed("boolean", "Whether the field may be absent.", json: &$0) }
    json.object("readers") { json in items(&json) { typed("string", "Service that needs the field.", json: &$0) } }
    json.object("unread") { typed("boolean", "Whether no service needs it, although others are needed.", json: &$0) }
    json.object("missing") { typed("boolean", "Whether a service reads it and it does not exist.", json: &$0) }
  }

  private static func edge(_ json: inout JSONWriter) {
    json.object("from") { typed("string", "Id of the source node.", json: &$0) }
    json.object("to") { typed("string", "Id of the target node.", json: &$0) }
    json.object("label") { typed("string", "Relation: publishes, consumes, depends on and so on.", json: &$0) }
    json.object("words") { typed("string", "Additional label of the edge.", json: &$0) }
    json.object("messages") { json in items(&json) { $0.member("type", "string") } }
    json.object("kinds") { json in
      items(&json) { choice(Message.Kind.allCases.map(\.name), "Kind of the messages.", json: &$0) }
    }
    json.object("fromField") { typed("integer", "Position in the fields of the source node.", json: &$0) }
    json.object("toField") { typed("integer", "Position in the fields of the target node.", json: &$0) }
    json.object("dashed") { typed("boolean", "Whether it has a certainty below declared, or looksOn.", json: &$0) }
    json.object("certainty") {
      choice(["observed", "possible"], "Origin of the relation; absent if it is declared.", json: &$0)
    }
    json.object("looksOn") { typed("boolean", "Whether the receiver only observes.", json: &$0) }
    json.object("calls") { typed("boolean", "Whether it includes synchronous calls.", json: &$0) }
    json.object("singleWriter") {
      typed("boolean", "Whether it starts at the only publisher of an event or writer of a store.", json: &$0)
    }
    json.object("cycle") { typed("boolean", "Whether the edge is part of a dependency cycle.", json: &$0) }
    json.object("change") { choice(["added", "removed"], "Change since the --diff revision.", json: &$0) }
  }
}
