import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// Personal data or secrets that cross contexts without protection.
  static let personalData = Rule(.personalData, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let personal = PersonalNames(catalog.names)
  for (position, message) in catalog.messages.enumerated() where message.fields != nil || !message.personal.isEmpty {
    guard inspection.facts.isOutside(message, position) else { continue }
    let traits = catalog.traits(of: message)
    let declared = Array(catalog[message.personal])
    if let secret = personal.first(of: message, in: \.secrets, catalog: catalog), traits?.protection == nil {
      inspection.report(
        "\(catalog[message.name]) carries a secret: \(catalog[secret.name])", at: secret.place,
        about: [message.name, secret.name],
        help: "send a reference or a token instead; brokers and consumers store messages")
    }
    guard traits?.protection == nil, !isForOwner(message, inspection) else { continue }
    if let first = declared.first {
      let names =
        declared.prefix(4).map { catalog[$0.name] } + (declared.count > 4 ? ["\(declared.count - 4) more"] : [])
      inspection.report(
        "\(catalog[message.name]) carries personal data across contexts: \(joined(names))", at: first.place,
        about: [message.name],
        confidence: .medium, loweredBy: 1,
        help: "send only the key, or declare how it is protected: `protection: encryption`")
    } else if traits?.saysPersonal != true, let field = personal.first(of: message, in: \.names, catalog: catalog) {
      inspection.report(
        "\(catalog[message.name]) seems to carry personal data across contexts: \(catalog[field.name])",
        at: field.place, about: [message.name],
        confidence: .low, loweredBy: 2,
        help: "set `personal: [\(catalog[field.name])]` with a `protection`, or `personal: []`")
    }
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
  let names: NameSet
  let secrets: NameSet

  init(_ table: Names) {
    names = NameVariants.set(Self.personal, in: table)
    secrets = NameVariants.set(Self.secret, in: table)
  }

  func first(of message: Message, in set: KeyPath<PersonalNames, NameSet>, catalog: Catalog) -> (
    name: Name, place: Place
  )? {
    guard let name = catalog.firstField(of: message, among: self[keyPath: set]), let range = message.fields else {
      return nil
    }
    return catalog.fields(of: range).first { $0.name == name }.map { (name, $0.place) }
  }

  private static let secret = [
    "card number", "credit card number", "cvv", "cvc", "cvv2", "card security number", "security code",
    "card security code", "password",
    "password hash", "secret", "client secret", "private key", "api key", "access token", "refresh token",
  ]
  private static let personal = [
    "email", "email address", "phone", "phone number", "mobile", "mobile number", "first name", "last name", "surname",
    "given name",
    "family name", "birth date", "birthdate", "date of birth", "birthday", "ssn", "social security number", "iban",
    "passport",
    "passport number", "tax id", "national id", "home address", "street address", "card holder name", "cardholder name",
    "blood type",
    "diagnosis",
  ]
}
