import Configuration
import Findings
import Linting
import Loading
import RulePages
import Rules
import Testing

/// What help texts propose for names.
@Suite struct NameHelpTests {
  @Test(
    "a disguised command gets the name of the command, never its own",
    arguments: [
      ("TheCustomerNeedsToBeSentAMessageToConfirmAddressChange", "SendMessage"), ("InvoiceMustBePaid", "PayInvoice"),
      ("ClerkMustConfirmAddressBeforeDelivery", "ConfirmAddress"), ("AddressCheckRequired", "CheckAddress"),
      ("SendWelcomeLetterEvent", "SendWelcomeLetter"),
    ])
  func commandName(event: String, command: String) {
    let help = help(of: "disguised-command", event)
    #expect(help.contains("`\(command)`"), "\(help)")
  }

  @Test("no help without another name", arguments: ["SendWelcomeLetter", "UpdateCustomer", "ApprovalNeeded"])
  func noName(event: String) {
    #expect(!help(of: "disguised-command", event).contains("`"))
  }

  @Test("an event that is not in the past tense gets its own verb in the past")
  func past() {
    let help = help(of: "event-not-past-tense", "AdmitPatient")
    #expect(help.contains("`PatientAdmitted`"), "\(help)")
  }

  @Test("a cycle over a declared fact is not blamed on a command in disguise")
  func cycle() {
    func text(_ intent: String) -> String {
      """
      eventlint: 1
      events: {PayInvoice: {\(intent)}, InvoicePaid: {}}
      services:
        order: {context: sales, publishes: PayInvoice, consumes: [InvoicePaid]}
        payment: {context: money, consumes: {PayInvoice: {publishes: InvoicePaid}}}
      """
    }
    #expect(helps(of: "dependency-cycle", text("")).contains { $0.contains("command in disguise") })
    #expect(!helps(of: "dependency-cycle", text("intent: fact")).contains { $0.contains("command in disguise") })
    #expect(!helps(of: "dependency-cycle", text("intent: fact")).isEmpty)
  }

  private func help(of rule: String, _ event: String) -> String {
    // `hides` would leave out what `disguised-command` says better, so no service consumes the event of another rule.
    let consumer = rule == "disguised-command" ? "desk: {consumes: [\(event)]}" : ""
    return helps(
      of: rule,
      """
      eventlint: 1
      services:
        office: {publishes: [\(event), GuestArrived, RoomCleaned]}
        door: {consumes: [GuestArrived, RoomCleaned]}
        \(consumer)
      """
    ).joined()
  }

  private func helps(of rule: String, _ text: String) -> [String] {
    let system = LoadedCatalog.linking([(path: "catalog.yaml", text: Array(text.utf8))])
    var configuration = Configuration(presets: [.strict])
    for id in configuration.settings.keys where id.name != rule { configuration.settings[id]?.isOn = false }
    return Linter.findings(system, configuration).findings.compactMap(\.help)
  }
}
