import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// Personal data or secrets that cross contexts without protection.
  static let personalData = Rule(.personalData, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let personal = PersonalNames(catalog, common: inspection.facts.commonFields)
  for (position, message) in catalog.messages.enumerated() where message.fields != nil || !message.personal.isEmpty {
    guard !message.personal.isEmpty || personal.areIn(message.fields, catalog),
      inspection.facts.isOutside(message, position), !isAskedDirectly(message, inspection)
    else { continue }
    let traits = catalog.traits(of: message)
    let declared = Array(catalog[message.personal])
    let secrets = personal.secrets(of: message, catalog)
    if let secret = secrets.first, traits?.protection == nil {
      inspection.report(
        "\(catalog[message.name]) carries a secret: \(listed(secrets.map { catalog[$0.name] }))", at: secret.place,
        about: [message.name, secret.name],
        help: "send a reference or a token instead; brokers and consumers store messages")
    }
    guard traits?.protection == nil, !isForOwner(message, inspection) else { continue }
    if let first = declared.first {
      inspection.report(
        "\(catalog[message.name]) carries personal data across contexts: \(listed(declared.map { catalog[$0.name] }))",
        at: first.place,
        about: [message.name],
        confidence: .medium, loweredBy: 1,
        help: "send only the key, or declare how it is protected: `protection: encryption`")
    } else if traits?.saysPersonal != true {
      let fields = personal.fields(of: message, catalog)
      guard let first = fields.first else { continue }
      let names = fields.map { catalog[$0.name] }
      inspection.report(
        "\(catalog[message.name]) seems to carry personal data across contexts: \(joined(names))",
        at: first.place, about: [message.name],
        confidence: .low, loweredBy: 2,
        help: "set `personal: [\(names.joined(separator: ", "))]` with a `protection`, or `personal: []`")
    }
  }
}

/// Whether a command or query goes from a user straight to its receiver, over HTTP or within one process: no broker
/// keeps it.
private func isAskedDirectly(_ message: Message, _ inspection: Inspection) -> Bool {
  let catalog = inspection.catalog
  guard message.kind == .command || message.kind == .query, message.channel.isEmpty else { return false }
  let senders = inspection.graph.mentions(of: message.name).filter(\.verb.isOutgoing)
  return !senders.isEmpty
    && senders.allSatisfy { sender in
      if catalog.role(of: sender.service) == .gateway { return true }
      guard sender.reaction >= 0,
        case .outside(_, let kind, _) = catalog.reactions[Int(sender.reaction)].trigger
      else { return false }
      return kind == .http || kind == .person
    }
}

/// Whether a message is a command to the service that owns the person's data.
private func isForOwner(_ message: Message, _ inspection: Inspection) -> Bool {
  guard message.kind == .command else { return false }
  let catalog = inspection.catalog
  return inspection.graph.consumers(of: message.name).contains { consumer in
    catalog.service(consumer.service)?.owns.contains {
      ["customer", "person", "user", "account", "member", "patient"].contains(catalog[$0.name].lowercased())
    } ?? false
  }
}

/// Field names that indicate personal data, and field names that indicate a secret.
private struct PersonalNames {
  private let names: NameSet
  private let secret: NameSet
  /// Names of fields that are personal in a message about a person only: `name`.
  private let ofPeople: NameSet

  /// Whether `name` is a field of every event, and so of none in particular.
  private let isNameCommon: Bool

  init(_ catalog: Catalog, common: NameSet) {
    let table = catalog.names
    names = NameVariants.set(Self.personal, in: table)
    secret = NameVariants.set(Self.secrets, in: table)
    isNameCommon = table.find("name").map(common.contains) ?? false
    ofPeople = NameVariants.set(["name", "login", "user name", "username", "address"], in: table)
  }

  /// Whether a payload has any field with which the rule may be concerned.
  func areIn(_ fields: FieldRange?, _ catalog: Catalog) -> Bool {
    catalog.firstField(of: fields, among: secret) != nil || catalog.firstField(of: fields, among: names) != nil
      || catalog.firstField(of: fields, among: ofPeople) != nil
  }

  /// The fields of a message that seem to be secrets, each name once.
  func secrets(of message: Message, _ catalog: Catalog) -> [NamePlace] {
    guard catalog.firstField(of: message.fields, among: secret) != nil else { return [] }
    return all(of: message, catalog) { secret.contains($0) }
  }

  /// The fields of a message that seem to be personal data, each name once.
  func fields(of message: Message, _ catalog: Catalog) -> [NamePlace] {
    let isAboutPerson =
      !isNameCommon && catalog.firstField(of: message.fields, among: ofPeople) != nil
      && Words(catalog.names.localBytes(message.name)).strings.contains(where: Self.people.contains)
    guard isAboutPerson || catalog.firstField(of: message.fields, among: names) != nil else { return [] }
    return all(of: message, catalog) { names.contains($0) || isAboutPerson && ofPeople.contains($0) }
  }

  private func all(of message: Message, _ catalog: Catalog, where isWanted: (Name) -> Bool) -> [NamePlace] {
    guard let range = message.fields else { return [] }
    var seen: Set<Name> = []
    return catalog.fields(of: range).filter { isWanted($0.name) && seen.insert($0.name).inserted }.map {
      NamePlace($0.name, at: $0.place)
    }
  }

  private static let secrets = [
    "card number", "credit card number", "credit number", "card cvc", "card cvv", "card code", "cvv", "cvc", "cvv2",
    "card security number", "security code",
    "card security code", "password",
    "password hash", "secret", "client secret", "private key", "api key", "access token", "refresh token",
  ]
  private static let personal = [
    "email", "email address", "phone", "phone number", "sms number", "mobile", "mobile number", "first name",
    "last name", "surname",
    "given name",
    "family name", "full name", "birth date", "birthdate", "date of birth", "birthday", "ssn",
    "social security number", "iban", "passport", "passport number", "tax id", "tax id number", "national id",
    "home address", "street address", "delivery address", "shipping address", "billing address", "postal address",
    "card holder name", "cardholder name", "blood type", "diagnosis",
  ]
  private static let people: Set<String> = [
    "customer", "user", "member", "person", "patient", "employee", "guest", "passenger", "attendee", "contact",
    "subscriber", "student", "driver", "applicant", "claimant", "payer", "buyer", "visitor", "resident", "tenant",
  ]
}
