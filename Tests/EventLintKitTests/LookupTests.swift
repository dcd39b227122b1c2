import Commands
import Diagrams
import Linting
import TestSupport
import Testing
import Writing

/// What words of a call name, the same for every verb, and what `show` prints of it.
@Suite struct LookupTests {
  private static let files = [
    "crm.yaml": """
    eventlint: 1
    context: Crm
    services:
      crm-service:
        role: orchestrator
        team: sales
        owns: Customer
        stores: {customers: {kind: table}}
        triggers: {a visitor signs up: {kind: person, sends: Crm::RegisterCustomer}}
        handles: {Crm::RegisterCustomer: {publishes: Crm::CustomerRegistered}}
        expects: {Crm::RegisterCustomer: {replies: Mail::WelcomeMailSent}}
        consumes: [Mail::WelcomeMailSent, Gone::WordGiven]
    events:
      Crm::CustomerRegistered: {payload: {customerId: uuid, name: string}}
    flows: {sign-up: {starts: a visitor signs up, owner: crm-service, ends: Mail::WelcomeMailSent}}

    """,
    "others.yaml": """
    eventlint: 1
    services:
      stores: {context: Stores, publishes: Stores::CustomerRegistered}
      mail: {consumes: {Crm::CustomerRegistered: {publishes: Mail::WelcomeMailSent}}}
      audit: {role: observer, observes: Crm::CustomerRegistered}
    events:
      Gone::WordGiven: {external: true}

    """,
  ]

  private func show(_ word: String) throws -> String {
    try withTemporaryFolder(Self.files) { folder in
      var request = LintRequest()
      (request.paths, request.isIsolated) = ([folder], true)
      return String(decoding: try Show.text(word, request), as: UTF8.self).replacing("\(folder)/", with: "")
    }
  }

  private func trace(_ word: String, format: String = "text") throws -> String {
    try withTemporaryFolder(Self.files) { folder in
      var request = TraceRequest()
      (request.input.paths, request.input.isIsolated, request.format) = ([folder], true, format)
      return String(decoding: try Linter.trace(word, request), as: UTF8.self)
    }
  }

  private func picture(_ change: (inout PictureRequest) -> Void) throws -> String {
    try withTemporaryFolder(Self.files) { folder in
      var request = PictureRequest()
      (request.input.paths, request.input.isIsolated) = ([folder], true)
      change(&request)
      return String(decoding: try Linter.draw(request).output, as: UTF8.self)
    }
  }

  @Test("who sees a flow is the same for trace as for the rule", arguments: ["mining", "tracing", "data-lake"])
  func visibility(_ word: String) throws {
    let text = """
      eventlint: 1
      services: {shop: {publishes: OrderPlaced}, bank: {consumes: {OrderPlaced: {publishes: OrderPaid}}}}
      flows: {buy: {starts: OrderPlaced, visibility: \(word)}}

      """
    let trace = try withTemporaryFolder(["a.yaml": text]) { folder in
      var request = TraceRequest()
      (request.input.paths, request.input.isIsolated) = ([folder], true)
      return String(decoding: try Linter.trace("buy", request), as: UTF8.self)
    }
    #expect(trace.contains("visible by \(word)") == (word != "tracing"))
    #expect(trace.contains("no tracker") == (word == "tracing"))
  }

  @Test("a service of several contexts shows them all")
  func contexts() throws {
    let text = try withTemporaryFolder([
      "a.yaml": "eventlint: 1\nservices: {bot: {context: [plan, team], publishes: A}}\n"
    ]) { folder in
      var request = LintRequest()
      (request.paths, request.isIsolated) = ([folder], true)
      return String(decoding: try Show.text("bot", request), as: UTF8.self)
    }
    #expect(text.contains("  context     plan, team   "))
  }

  @Test(
    "a message is found by its whole name, its local name and its plain name",
    arguments: ["Mail::WelcomeMailSent", "WelcomeMailSent", "welcome-mail-sent", "mail.welcomeMailSent"])
  func words(word: String) throws {
    #expect(try show(word).hasPrefix("WelcomeMailSent   event\n  whole name  Mail::WelcomeMailSent\n"))
    #expect(try trace(word).hasPrefix("WelcomeMailSent  event of mail"))
    #expect(
      try picture { ($0.view, $0.focus, $0.format) = (.flow, [word], .json) }.contains("msg:Mail::WelcomeMailSent"))
    #expect(try picture { ($0.view, $0.focus) = (.message, [word]) }.contains("msg:Mail::WelcomeMailSent"))
    #expect(try picture { ($0.view, $0.focus) = (.sequence, [word]) }.contains(": WelcomeMailSent<"))
  }

  @Test("a word with several meanings is told with its candidates, whatever the verb")
  func ambiguous() throws {
    let words = "'CustomerRegistered' is ambiguous: Crm::CustomerRegistered, Stores::CustomerRegistered"
    for run in [
      { try show($0) }, { try trace($0) }, { word in try picture { ($0.view, $0.focus) = (.message, [word]) } },
    ] {
      let error = #expect(throws: UsageError.self) { try run("CustomerRegistered") }
      #expect(error?.message == words)
    }
    #expect(try trace("Crm::CustomerRegistered").hasPrefix("Crm::CustomerRegistered  event of crm-service"))
  }

  @Test(
    "a word that names nothing is told with what is near",
    arguments: [
      ("WelcomMailSent", "unknown message, service, flow or trigger 'WelcomMailSent'; did you mean 'WelcomeMailSent'?"),
      ("stors", "unknown message, service, flow or trigger 'stors'; did you mean 'stores'?"),
    ])
  func unknown(word: String, words: String) throws {
    let error = #expect(throws: UsageError.self) { try show(word) }
    #expect(error?.message == words)
  }

  @Test("a service is shown with its messages, who is at their other end, and all that it takes part in")
  func service() throws {
    #expect(
      try show("CRMService") == """
        crm-service   service
          defined        crm.yaml:4:3
          role        orchestrator
          team        sales
          context     Crm   crm.yaml:2:10
          handles     RegisterCustomer from crm-service   crm.yaml:10:15
          consumes    WelcomeMailSent from mail   crm.yaml:12:16
          consumes    WordGiven from outside the catalog   crm.yaml:12:39
          starts on   a visitor signs up (person)   crm.yaml:9:16
          sends       RegisterCustomer to crm-service   crm.yaml:9:58
          publishes   CustomerRegistered to mail, observed by audit   crm.yaml:10:50
          waits       for WelcomeMailSent after RegisterCustomer, without a timeout   crm.yaml:11:15
          owns        Customer   crm.yaml:7:11
          store       customers, table   crm.yaml:8:14
          flow        sign-up, as owner   crm.yaml:15:9

        """)
    #expect(
      try show("mail") == """
        mail   service
          defined        others.yaml:4:3
          consumes    Crm::CustomerRegistered from crm-service   others.yaml:4:21
          publishes   WelcomeMailSent to crm-service   others.yaml:4:58
          flow        sign-up   crm.yaml:15:9

        """)
  }

  @Test("a flow and a trigger are shown, too")
  func flow() throws {
    #expect(
      try show("Sign up") == """
        sign-up   flow
          defined        crm.yaml:15:9
          starts with a visitor signs up   crm.yaml:15:27
          owner       crm-service   crm.yaml:15:54
          partly seen audit
          services    crm-service, mail
          messages    RegisterCustomer, Crm::CustomerRegistered, WelcomeMailSent
          ends with   WelcomeMailSent   crm.yaml:15:73

        """)
    #expect(
      try show("a visitor signs up") == """
        a visitor signs up   person
          starts      crm-service, which sends RegisterCustomer   crm.yaml:9:16

        """)
  }

  @Test("pictures show local names, their ids and machine-readable messages are whole names")
  func pictures() throws {
    let dot = try picture { $0.view = .flow }
    #expect(dot.contains("\"msg:Mail::WelcomeMailSent\""))
    #expect(dot.contains("label=<WelcomeMailSent"))
    // Each inside its own context.
    #expect(dot.contains("label=<CustomerRegistered"))
    #expect(!dot.contains("label=<Crm::CustomerRegistered"))
    let json = try picture { ($0.view, $0.format) = (.dependency, .json) }
    #expect(json.contains("\"Mail::WelcomeMailSent\""))
    let mermaid = try picture { ($0.view, $0.format) = (.dependency, .mermaid) }
    #expect(mermaid.contains("|\"WelcomeMailSent\"|") && mermaid.contains("Crm#58;#58;CustomerRegistered"))
    #expect(try picture { ($0.view, $0.exclude) = (.flow, ["Mail::*"]) }.contains("WelcomeMailSent") == false)
    #expect(try trace("sign-up", format: "json").contains("\"Mail::WelcomeMailSent\""))
    #expect(try trace("sign-up", format: "mermaid").contains(": WelcomeMailSent\n"))
  }
}
