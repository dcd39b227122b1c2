import Configuration
import Findings
import Linting
import Loading
import RuleBook
import RulePages
import Rules
import Testing

/// Which services a change breaks, and how severe that is: what the examples of the page cannot show one by one.
@Suite struct BreakingChangeTests {
  typealias Files = [(path: String, text: String)]

  private func changes(_ before: Files, _ after: Files, _ configuration: Configuration = Configuration()) -> [Finding] {
    func system(_ files: Files) -> LoadedCatalog { .linking(files.map { ($0.path, Array($0.text.utf8)) }) }
    return Linter.findings(system(after), configuration, previous: system(before)).findings.filter {
      $0.rule == RulePage.breakingChange.id
    }
  }

  private func changes(_ before: String, _ after: String, _ configuration: Configuration = Configuration()) -> [Finding]
  {
    changes([("a.yaml", "eventlint: 1\n\(before)\n")], [("a.yaml", "eventlint: 1\n\(after)\n")], configuration)
  }

  private func fates(_ finding: Finding?) -> [String] {
    finding?.impact?.parties.map { "\($0.service) \($0.fate.rawValue)" } ?? []
  }

  /// A shop, and a consumer with keys of its own.
  private func event(_ consumer: String, _ payload: String, _ more: String = "") -> String {
    """
    services: {shop: {publishes: OrderPlaced}, mail: {team: post, consumes: {OrderPlaced: {\(consumer)}}}}
    events: {OrderPlaced: {\(more)payload: {\(payload)}}}
    """
  }

  @Test(
    "the severity follows from the consumers that break",
    arguments: [
      ("needs: [id, total]", Severity.error, ["mail breaks"]), ("needs: [id]", .info, ["mail safe"]),
      ("needs: [id, total?]", .info, ["mail safe"]), ("effect: mail", .error, ["mail unknown"]),
      ("needs: [id], reader: strict", .error, ["mail breaks"]), ("needs: [id], reader: tolerant", .info, ["mail safe"]),
      ("needs: [id], reader: schema@1", .error, ["mail breaks"]),
    ])
  func severity(consumer: String, severity: Severity, fates expected: [String]) throws {
    let found = changes(event(consumer, "id: string, total: decimal"), event(consumer, "id: string"))
    #expect(found.map(\.message) == ["OrderPlaced: total was removed"])
    #expect(found.first?.severity == severity)
    #expect(fates(found.first) == expected)
    #expect(found.first?.subjects == ["OrderPlaced", "total", "payload-field-removed"])
  }

  @Test("a lost field is told once; a need that was never met is told still")
  func lostNeeds() {
    func rules(_ consumer: String, _ before: String, _ after: String) -> [String] {
      func system(_ payload: String) -> LoadedCatalog {
        .linking([("a.yaml", Array("eventlint: 1\n\(event(consumer, payload))\n".utf8))])
      }
      let found = Linter.findings(system(after), Configuration(), previous: system(before)).findings
      return found.map(\.rule.name).filter { ["breaking-change", "unmet-need"].contains($0) }
    }
    #expect(rules("needs: [id, total]", "id: string, total: decimal", "id: string") == ["breaking-change"])
    let both = rules("needs: [id, total, late]", "id: string, total: decimal", "id: string")
    #expect(both.sorted() == ["breaking-change", "unmet-need"])
    #expect(rules("needs: [id, total]", "id: string", "id: string") == ["unmet-need"])
  }

  @Test("a field that the old contract said may be missing is missed less")
  func optional() {
    let found = changes(event("effect: mail", "id: string, note?: string"), event("effect: mail", "id: string"))
    #expect(found.map(\.severity) == [.warning])
  }

  @Test("the team of a broken consumer stands at the place of its need")
  func team() {
    let found = changes(event("needs: [total]", "total: decimal"), event("needs: [total]", "total?: decimal"))
    #expect(found.flatMap(\.notes).map(\.message) == ["mail (post) needs total"])
  }

  @Test("old events are read again where they are kept, so a new required field breaks")
  func kept() {
    let more = "pattern: sourced, "
    let old = event("effect: mail, replayable: true", "id: string", more)
    let new = event("effect: mail, replayable: true", "id: string, total: decimal", more)
    #expect(changes(old, new).map(\.message) == ["OrderPlaced: total is new and required"])
    #expect(
      changes(
        old.replacing(more, with: "").replacing(", replayable: true", with: ""),
        event("effect: mail", "id: string, total: decimal")
      ).isEmpty)
  }

  @Test("a command must be understood by its receiver, whatever its senders need")
  func command() {
    func catalog(_ payload: String) -> String {
      """
      services: {shop: {sends: TakeMoney}, payment: {handles: [TakeMoney]}}
      commands: {TakeMoney: {payload: {\(payload)}}}
      """
    }
    #expect(changes(catalog("amount: decimal, note: string"), catalog("amount: decimal")).isEmpty)
    let found = changes(catalog("amount: decimal, note?: string"), catalog("amount: decimal, note: string"))
    #expect(found.map(\.message) == ["TakeMoney: note was optional and is now required"])
    #expect(fates(found.first) == ["shop breaks"])
    #expect(found.first?.impact?.direction == "backward")
  }

  @Test("a reply is read by who asked")
  func reply() {
    func catalog(_ payload: String) -> String {
      """
      services:
        shop: {asks: GetPrice}
        pricing: {answers: {GetPrice: {replies: Price}}}
      replies: {Price: {payload: {\(payload)}}}
      """
    }
    let found = changes(catalog("amount: decimal, currency: string"), catalog("amount: decimal"))
    #expect(found.map(\.message) == ["Price: currency was removed"])
    #expect(fates(found.first) == ["shop unknown"])
  }

  @Test("a promise of the author decides, and a weaker one is a change")
  func promise() {
    let (old, new) = ("id: string, note: string", "id: string")
    let consumer = "effect: mail"
    #expect(
      changes(event(consumer, old, "compatibility: none, "), event(consumer, new, "compatibility: none, ")).isEmpty)
    #expect(
      changes(event(consumer, old, "compatibility: backward, "), event(consumer, new, "compatibility: backward, "))
        .isEmpty)
    let weaker = changes(event(consumer, new, "compatibility: full, "), event(consumer, new, "compatibility: none, "))
    #expect(weaker.map(\.message) == ["OrderPlaced: its compatibility was full and is now none"])
  }

  private func document(_ operation: String, _ messages: String = "OrderPlaced: {payload: {type: object}}") -> String {
    """
    asyncapi: 3.0.0
    info: {title: Shop, version: 1.0.0}
    channels: {orders: {address: orders, messages: {\(messages)}}}
    operations: {\(operation)}
    """
  }

  @Test("what a document publishes is a contract with an end that it does not know")
  func producerAlone() {
    let sends = "place: {action: send, channel: {$ref: '#/channels/orders'}}"
    let before: Files = [
      ("shop.yaml", document(sends, "OrderPlaced: {payload: {type: object}}, OrderPaid: {payload: {type: object}}"))
    ]
    let after: Files = [("shop.yaml", document(sends))]
    let found = changes(before, after)
    #expect(found.map(\.message) == ["OrderPaid was removed, although others depend on it"])
    #expect(changes(after, after).isEmpty)
  }

  private func page(_ path: String, _ head: String) -> (String, String) { ("\(path)/index.mdx", "---\n\(head)\n---\n") }

  @Test("a consumer that names a version which is kept is safe; one that takes the latest is not")
  func versions() {
    let shop = page("services/Shop", "id: Shop\nname: Shop\nversion: 1.0.0\nsends: [{id: OrderPlaced}]")
    let mail = page(
      "services/Mail", "id: Mail\nname: Mail\nversion: 1.0.0\nreceives: [{id: OrderPlaced, version: 1.0.0}]")
    let search = page("services/Search", "id: Search\nname: Search\nversion: 1.0.0\nreceives: [{id: OrderPlaced}]")
    func event(_ folder: String, _ version: String) -> (String, String) {
      page(folder, "id: OrderPlaced\nname: Order placed\nversion: \(version)\nschemaPath: schema.json")
    }
    let old = "{\"type\": \"object\", \"required\": [\"id\", \"total\"], \"properties\": {\"id\": {}, \"total\": {}}}"
    let new = "{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {}}}"
    let current = "events/OrderPlaced"
    let before: Files = [shop, mail, search, event(current, "1.0.0"), ("\(current)/schema.json", old)]
    let after: Files = [
      shop, mail, search, event(current, "2.0.0"), ("\(current)/schema.json", new),
      event("\(current)/versioned/1.0.0", "1.0.0"), ("\(current)/versioned/1.0.0/schema.json", old),
    ]
    let found = changes(before, after)
    #expect(found.map(\.message) == ["OrderPlaced: total was removed"])
    #expect(Set(fates(found.first)) == ["Search unknown", "Mail safe"])
    #expect(found.first?.severity == .error)
  }

  private func schema(_ required: [String], _ fields: [String]) -> String {
    let properties = fields.map { "\"\($0)\": {\"type\": \"string\"}" }.joined(separator: ", ")
    return "{\"type\": \"object\", \"required\": \(required), \"properties\": {\(properties)}}"
  }

  /// A catalog with an event in its versions, the current one first.
  private func catalog(_ versions: [(version: String, schema: String)], consumer: String) -> Files {
    let head = "id: OrderPlaced\nname: Order placed"
    let current = "events/OrderPlaced"
    var files: Files = [
      page("services/Shop", "id: Shop\nname: Shop\nversion: 1.0.0\nsends: [{id: OrderPlaced}]"),
      page("services/Mail", "id: Mail\nname: Mail\nversion: 1.0.0\nreceives: [\(consumer)]"),
    ]
    for (index, version) in versions.enumerated() {
      let folder = index == 0 ? current : "\(current)/versioned/\(version.version)"
      files.append(page(folder, "\(head)\nversion: \(version.version)\nschemaPath: schema.json"))
      files.append(("\(folder)/schema.json", version.schema))
    }
    return files
  }

  @Test("an older version that is kept is a contract with those who read it, whether it moved or stayed")
  func editedVersion() {
    let (whole, part) = (schema(["id", "total"], ["id", "total"]), schema(["id"], ["id"]))
    let pinned = "{id: OrderPlaced, version: ^1.0.0}"
    for before in [[("1.1.0", whole)], [("2.0.0", whole), ("1.1.0", whole)]] {
      let after = catalog([("2.0.0", whole), ("1.1.0", part)], consumer: pinned)
      let found = changes(catalog(before, consumer: pinned), after)
      #expect(found.map(\.message) == ["OrderPlaced 1.1.0: total was removed"], "\(before)")
      #expect(fates(found.first) == ["Mail unknown"])
      #expect(found.first?.severity == .error)
    }
    // The consumer reads the current version: what becomes of the older one is not its concern.
    let latest = "{id: OrderPlaced}"
    let before = catalog([("2.0.0", whole), ("1.1.0", whole)], consumer: latest)
    #expect(changes(before, catalog([("2.0.0", whole), ("1.1.0", part)], consumer: latest)).isEmpty)
    #expect(changes(before, before).isEmpty)
  }

  @Test("where old events are read again, the current version must read each version that is kept")
  func transitive() {
    let (first, second) = (schema(["id"], ["id"]), schema(["id"], ["id", "note"]))
    let third = schema(["id", "note"], ["id", "note"])
    let replay = ("a.yaml", "eventlint: 1\nservices: {Audit: {consumes: {OrderPlaced: {replayable: true}}}}\n")
    func files(_ versions: [(version: String, schema: String)]) -> Files {
      catalog(versions, consumer: "{id: OrderPlaced}") + [replay]
    }
    let found = changes(
      files([("1.2.0", third), ("1.0.0", third)]), files([("1.3.0", third), ("1.2.0", third), ("1.0.0", first)]))
    #expect(
      found.map(\.message) == ["OrderPlaced, compared with version 1.0.0, which is kept: note is new and required"],
      "\(found.map(\.message))")
    #expect(found.first?.notes.map(\.message).last == "version 1.0.0")
    // A change that was told or that stood before is not told again.
    let again = changes(
      files([("1.1.0", second), ("1.0.0", first)]), files([("1.2.0", third), ("1.1.0", second), ("1.0.0", first)]))
    #expect(again.map(\.message) == ["OrderPlaced: note was optional and is now required"], "\(again.map(\.message))")
    let stood = files([("1.2.0", third), ("1.0.0", first)])
    #expect(changes(stood, stood).isEmpty)
  }

  @Test("one change is accepted by its field and kind, and an entry without an earlier state is not idle")
  func accepted() throws {
    let (old, new) = (event("effect: mail", "id: string, a: string, b: string"), event("effect: mail", "id: string"))
    func configuration(_ entry: String) throws -> Configuration {
      try Configuration.parse(Array("ignore: [{\(entry), reason: agreed}]".utf8), path: ".eventlint.yml")
    }
    let entry = "rule: breaking-change, message: OrderPlaced, field: a"
    #expect(try changes(old, new, configuration(entry)).map(\.message) == ["OrderPlaced: b was removed"])
    let kind = "\(entry), change: payload-now-optional"
    #expect(try changes(old, new, configuration(kind)).count == 2)
    #expect(throws: (any Error).self) { try configuration("\(entry), change: payload-gone") }
  }

  @Test("the rules that compare states are those whose examples have an earlier one")
  func comparingRules() throws {
    for page in RuleBook.pages {
      let hasEarlier = try RuleBook.details(page).examples.contains { !$0.before.isEmpty }
      #expect(page.comparesStates == hasEarlier, "\(page.id)")
    }
  }
}
