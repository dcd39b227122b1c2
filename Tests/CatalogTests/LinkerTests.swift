import Catalog
import Findings
import TestSupport
import Testing
import Writing

@Suite struct LinkerTests {
  @Test(
    "names that nothing makes known are told, with the nearest known one",
    arguments: [
      (
        "{a: {publishes: OrderPlaced}, b: {consumes: OrderPlcaed}}", "b consumes OrderPlcaed, which is not defined",
        "did you mean `OrderPlaced`?"
      ),
      (
        "{b: {consumes: OrderPlaced}}", "b consumes OrderPlaced, which is not defined or published",
        "define it, or set `external: true` in its definition"
      ),
      (
        "{b: {asks: GetStock}}", "b asks GetStock, which is not defined or answered",
        "define it, or set `external: true` in its definition"
      ),
      (
        "{b: {sends: ShipGoods}, c: {handles: ShipGood}}", "b sends ShipGoods, which is not defined",
        "did you mean `ShipGood`?"
      ),
    ])
  func unknown(services: String, message: String, help: String) {
    let catalog = catalog("eventlint: 1\nservices: \(services)\n")
    #expect(catalog.problems.map(\.message) == [message])
    #expect(catalog.problems.map(\.help) == [help])
  }

  @Test(
    "the owner's word makes a message known",
    arguments: [
      "{a: {publishes: A}, b: {consumes: A}}", "{a: {sends: A}, b: {handles: A}}", "{a: {handles: A}}",
      "{a: {sends: A}}", "{a: {consumes: SendMail}, b: {sends: SendMail}, c: {publishes: SentMail}}",
    ])
  func known(services: String) {
    #expect(problems(catalog("eventlint: 1\nservices: \(services)\n")) == [])
  }

  @Test("a partial catalog proves nothing by what it lacks")
  func partial() {
    #expect(problems(catalog("eventlint: 1\npartial: true\nservices: {b: {consumes: OrderPlaced}}\n")) == [])
  }

  @Test("an emission one letter off a defined event that nobody publishes")
  func misspeltEmission() {
    let catalog = catalog("eventlint: 1\nevents: [AddressChanged]\nservices: {a: {publishes: AdressChanged}}\n")
    #expect(catalog.problems.map(\.help) == ["did you mean `AddressChanged`?"])
  }

  @Test("definitions in two files are told, unless one says only the name")
  func duplicates() {
    let first = "eventlint: 1\nevents: {A: {version: 1}, B: }\nservices: {s: {team: x}}\nflows: {f: {kind: pipeline}}\n"
    let second =
      "eventlint: 1\nevents: {A: {version: 2}, B: {version: 1}}\ncommands: [A]\nservices: {s: {team: y}}\nflows: [f]\n"
    #expect(
      problems(catalog(first, second)) == [
        "duplicate-definition: event A is defined twice", "duplicate-definition: A is defined as command and as event",
        "duplicate-definition: service s is defined twice", "duplicate-definition: flow f is defined twice",
      ])
  }

  @Test(
    "further references are checked",
    arguments: [
      (
        "channels: [orders]\nevents: {A: {channel: order}}",
        "A is on channel order, which is not listed under `channels`"
      ),
      ("events: {A: {channel: order}}", ""),
      (
        "contexts: [ordering]\nservices: {a: {context: odering}}",
        "a belongs to context odering, which is not listed under `contexts`"
      ),
      (
        "services: {a: {triggers: {t: {kind: timer, after: X}}}}",
        "a timer of a starts after X, which is not defined or sent"
      ),
      (
        "flows: {f: {starts: X, owner: nobody}}",
        "flow f starts with X, which is not defined or sent|flow f names nobody, which is not a service"
      ),
      ("services: {a: {triggers: [order button]}}\nflows: {f: {starts: order button, owner: none}}", ""),
      (
        "events: {A: {key: orderID, payload: {orderId: string}}}",
        "`key` of A names orderID, which is not a field of its payload"
      ),
      ("events: {A: {personal: [customer.name], payload: {customer: {name: string}}}}", ""),
      ("entities: [Customer]\nevents: {A: {subject: Custommer}}", "A is about Custommer, which is not a known entity"),
      ("services: {a: {sends: B, expects: {B: {reply: Cc}}}}", "a expects Cc, which is not defined or sent"),
    ])
  func references(text: String, messages: String) {
    let catalog = catalog("eventlint: 1\n\(text)\n")
    #expect(catalog.problems.map(\.message).joined(separator: "|") == messages)
  }

  @Test("the catalog does not depend on which worker read which file")
  func shares() {
    let files = (0..<6).map { "eventlint: 1\nservices: {s\($0): {publishes: M\($0), consumes: M\(($0 + 1) % 6)}}\n" }
    let one = linked(files)
    #expect(one.messages.map { one[$0.name] } == ["M0", "M1", "M2", "M3", "M4", "M5"])
    #expect(one.mentions.map { one[$0.service] }.first == "s0")
  }
}

@Suite struct NamesTests {
  @Test("equal bytes are one name, whatever the number of names")
  func intern() {
    var names = Names()
    let all = (0..<5000).map { names.intern("name\($0)") }
    #expect(Set(all).count == 5000)
    #expect(names.intern("name4999") == all[4999])
    #expect(names[all[123]] == "name123")
    #expect(names.find(Array("name5000".utf8)[...]) == nil)
    #expect(names.find(Array("name7".utf8)[...]) == all[7])
  }
}

@Suite struct NearNameTests {
  @Test(
    "an opposite is not a slip, however near it is",
    arguments: [
      ("UnlockDoor", "LockDoor"), ("DoorLocked", "DoorUnlocked"), ("seat.reserved", "seat.released"),
      ("CreateStay", "DeleteStay"), ("stay_activated", "stay_deactivated"), ("ImportRooms", "ExportRooms"),
    ])
  func opposites(_ word: String, _ other: String) {
    #expect(NearName.best(for: word, among: [other]) == nil)
    #expect(NearName.best(for: other, among: [word]) == nil)
    // A slip in the same word is one.
    #expect(NearName.best(for: other.dropLast() + "x", among: [other]) == other)
  }

  @Test(
    "near names",
    arguments: [
      ("OrderPlcaed", "OrderPlaced"), ("consume", "consumes"), ("patern", "pattern"),
      ("AdresChanged", "AddressChanged"),
      ("orderplaced", "OrderPlaced"), ("abc", nil), ("Order", nil),
    ])
  func near(word: String, expected: String?) {
    #expect(
      NearName.best(for: word, among: ["OrderPlaced", "AddressChanged", "consumes", "pattern", "xyz"]) == expected)
  }

  @Test(
    "distances",
    arguments: [("", "", 0), ("a", "b", 1), ("ab", "ba", 1), ("kitten", "sitting", 3), ("a", "", 1), ("A", "a", 1)])
  func distances(left: String, right: String, expected: Int) {
    #expect(NearName.distance(Array(left.utf8)[...], Array(right.utf8)[...], limit: 5) == expected)
  }
}
