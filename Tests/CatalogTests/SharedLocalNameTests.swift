import Catalog
import Findings
import TestSupport
import Testing

/// Qualified names that differ in nothing but their namespace.
@Suite struct SharedLocalNameTests {
  private func told(_ events: String, services: String? = nil, kind: String = "events") -> [String] {
    let owners =
      services ?? "{a: {context: A, publishes: A::ThingDone}, b: {context: B, publishes: B::ThingDone}}"
    let catalog = catalog("eventlint: 1\nservices: \(owners)\n\(kind): \(events)\n")
    return problems(catalog).filter { $0.hasPrefix("same-name") }
  }

  @Test(
    "what makes two meanings is told",
    arguments: [
      (
        "{A::ThingDone: {payload: {x: uuid}}, B::ThingDone: {payload: {y: uuid}}}",
        "its fields: it has y and lacks x"
      ),
      ("{A::ThingDone: {payload: {x: uuid}}, B::ThingDone: {payload: {x: uuid, y: uuid}}}", "its fields: it has y"),
      ("{A::ThingDone: {payload: {x: uuid, y: uuid}}, B::ThingDone: {payload: {x: uuid}}}", "its fields: it lacks y"),
      (
        "{A::ThingDone: {payload: {x: a, p: a, q: a, r: a, s: a}}, B::ThingDone: {payload: {x: a}}}",
        "its fields: it lacks p, q, r, 1 more"
      ),
      ("{A::ThingDone: {key: x}, B::ThingDone: {key: y}}", "its key: y, not x"),
      ("{A::ThingDone: {subject: Order}, B::ThingDone: {subject: Parcel}}", "its subject: Parcel, not Order"),
    ])
  func differ(events: String, words: String) {
    #expect(told(events) == ["same-name-other-meaning: B::ThingDone differs from A::ThingDone in \(words)"])
  }

  @Test(
    "names that agree, or of which too little is known, are silent",
    arguments: [
      "{A::ThingDone: {payload: {x: uuid}}, B::ThingDone: {payload: {x: uuid}}}",
      "{A::ThingDone: {payload: {id: uuid, x: uuid, occurred_on: string}}, B::ThingDone: {payload: {x: uuid}}}",
      "{A::ThingDone: {payload: {x: uuid}}, B::ThingDone: {version: 2}}",
      "{A::ThingDone: {key: x}, B::ThingDone: {subject: Order}}", "[A::ThingDone, B::ThingDone]",
      "{A::ThingDone: {payload: {x: uuid}}, B::OtherThingDone: {payload: {y: uuid}}}",
    ])
  func agree(events: String) { #expect(told(events).isEmpty) }

  @Test(
    "one context, versions of a namespace and a consumer's copy are not two meanings",
    arguments: [
      "{a: {context: A, publishes: [A::ThingDone, B::ThingDone]}}",
      "{a: {publishes: A::ThingDone}, b: {consumes: B::ThingDone}}",
    ])
  func related(services: String) {
    let events = "{A::ThingDone: {payload: {x: uuid, y: uuid}}, B::ThingDone: {payload: {x: uuid}}}"
    #expect(told(events, services: services).isEmpty)
  }

  @Test("namespaces that differ in a version")
  func versions() {
    let events = "{acme.v1.ThingDone: {payload: {x: uuid}}, acme.v2.ThingDone: {payload: {y: uuid}}}"
    #expect(told(events, services: "{a: {publishes: acme.v1.ThingDone}, b: {publishes: acme.v2.ThingDone}}").isEmpty)
  }

  @Test("each further meaning is told once, commands like events")
  func many() {
    let events = (1...5).map { "N\($0)::ThingDone: {payload: {f\($0): uuid}}" }.joined(separator: ", ")
    let services = (1...5).map { "s\($0): {publishes: N\($0)::ThingDone}" }.joined(separator: ", ")
    #expect(told("{\(events)}", services: "{\(services)}").count == 4)
    let handlers = (1...5).map { "s\($0): {handles: N\($0)::ThingDone}" }.joined(separator: ", ")
    #expect(told("{\(events)}", services: "{\(handlers)}", kind: "commands").count == 4)
  }
}
