package import Catalog
package import Graph
import Writing

/// A trace as JSON, version 1: the tree and its totals.
///
/// | of | member | content |
/// | --- | --- | --- |
/// | a step | `after` | the answer after which its sender continues with it |
/// | a step | `alternative`, `branch` | of the steps of one sender with the same number, those of one branch happen |
/// | a step | `wait` | the answers, `timeout`, `within` (the limit as written), and what is sent `otherwise` |
/// | a step | `end`, `unheard` | a declared end of the flow; a message without a consumer that is none |
/// | a step | `observers` | the services that observe it; those that observe everything are in `seenBy` |
/// | a delivery | `within` | the time limit of the reaction as written |
/// | a delivery | `possible` | the number of messages that may follow, where the catalog does not define it |
/// | the trace | `ends`, `endsDeclared` | all ends that are reached, and those of them that the flow declares |
/// | the trace | `guessed` | the number of messages that may follow, each counted once |
package enum TraceJSON {
  /// The JSON text of a trace.
  package static func json(_ trace: Trace, _ catalog: Catalog) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.member("start", catalog[trace.start])
      json.list("triggers", trace.triggers) { json, trigger in
        json.object { json in
          json.member("label", catalog[trigger.label])
          json.member("kind", trigger.kind.rawValue)
          json.member("service", catalog[trigger.service])
        }
      }
      if let flow = trace.flow { json.member("flow", catalog[flow.name]) }
      if let owner = trace.owner { json.member("owner", catalog[owner]) }
      json.list("steps", trace.steps) { write($1, catalog, json: &$0) }
      names("services", trace.services, catalog: catalog, json: &json)
      names("messages", trace.messages, catalog: catalog, json: &json)
      names("seenBy", trace.sight.observers, catalog: catalog, json: &json)
      if !trace.sight.partial.isEmpty {
        names("partlySeenBy", trace.sight.partial, catalog: catalog, json: &json)
      }
      if !trace.sight.means.isEmpty {
        json.list("visibility", trace.sight.means) { $0.string($1.rawValue) }
      }
      names("ends", trace.ends, catalog: catalog, json: &json)
      let declared = Set(trace.flow?.ends.map(\.name) ?? [])
      if !declared.isEmpty {
        names("endsDeclared", trace.ends.filter(declared.contains), catalog: catalog, json: &json)
      }
      if !trace.missedEnds.isEmpty { names("endsNotReached", trace.missedEnds, catalog: catalog, json: &json) }
      json.member("handovers", trace.handovers)
      json.member("waits", trace.waits)
      json.member("waitsWithoutTimeout", trace.endlessWaits)
      json.member("guessed", trace.possible)
    }
    return json.bytes + [0x0A]
  }

  private static func names(_ member: String, _ names: [Name], catalog: Catalog, json: inout JSONWriter) {
    json.list(member, names) { $0.string(catalog[$1]) }
  }

  private static func write(_ step: Trace.Step, _ catalog: Catalog, json: inout JSONWriter) {
    json.object { json in
      json.member("number", step.number.map(String.init).joined(separator: "."))
      if let after = step.after { json.member("after", catalog[after]) }
      if let sender = step.sender { json.member("sender", catalog[sender]) }
      json.member("message", catalog[step.message])
      json.member("kind", step.kind.name)
      if step.isSometimes {
        json.member("sometimes", true)
      } else if step.alternative != 0 {
        json.member("alternative", Int(step.alternative))
        if step.branch > 0 { json.member("branch", Int(step.branch)) }
      }
      if let wait = step.wait {
        json.object("wait") { json in
          names("replies", wait.replies, catalog: catalog, json: &json)
          if let isTimed = wait.isTimed { json.member("timeout", isTimed) }
          if let within = wait.within { json.member("within", catalog[within]) }
          names("otherwise", wait.otherwise, catalog: catalog, json: &json)
        }
      }
      if !step.takenBackBy.isEmpty { json.list("takenBackBy", step.takenBackBy) { $0.string($1) } }
      if let seen = step.seen {
        json.member("see", seen.map(String.init).joined(separator: "."))
        json.member("cycle", step.isCycle)
      }
      if step.cut > 0 { json.member("cut", step.cut) }
      if step.isEnd { json.member("end", true) }
      if step.isUnheard { json.member("unheard", true) }
      if !step.observers.isEmpty { names("observers", step.observers, catalog: catalog, json: &json) }
      json.list("deliveries", step.deliveries) { json, delivery in
        json.object { json in
          json.member("receiver", catalog[delivery.receiver])
          json.member("verb", delivery.verb.name)
          if let trigger = delivery.trigger {
            json.object("trigger") { json in
              json.member("label", catalog[trigger.label])
              json.member("kind", trigger.kind.rawValue)
            }
          }
          if delivery.isConditional { json.member("conditional", true) }
          if !delivery.calls.isEmpty { json.list("calls", delivery.calls) { $0.string(catalog[$1]) } }
          if delivery.possible > 0 { json.member("possible", delivery.possible) }
          if delivery.isAwaited { json.member("awaited", true) }
          if let effect = delivery.effect { json.member("effect", catalog[effect]) }
          if let within = delivery.within { json.member("within", catalog[within]) }
          json.list("steps", delivery.steps) { write($1, catalog, json: &$0) }
        }
      }
    }
  }
}
