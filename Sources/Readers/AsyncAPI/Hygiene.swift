import Findings
import Schemas

/// Checks of a single AsyncAPI document that users know from other linters, under the same rule names. All checks
/// always run; the configuration decides which findings are reported.
extension AsyncAPIDocument {
  var isVersion2: Bool { version.hasPrefix("2.") }

  mutating func checkHygiene() {
    let operations = foundOperations
    let messages = foundMessages
    checkStructure()
    checkInfo()
    checkServers()
    checkChannels()
    checkOperations(operations)
    checkMessages(messages)
    checkTags(operations, messages)
    checkUnused(operations)
  }

  /// Reports a problem, with a note at the first use if there is one; does nothing without a place.
  ///
  /// `subject` is the part of the fingerprint that stays the same when a message is reworded, so that baselines remain
  /// valid; by default it is the message.
  mutating func tell(_ rule: String, _ message: String, at place: Place?, first: Place? = nil, subject: String? = nil) {
    guard let place else { return }
    report(
      RuleID(rule), message, at: place, notes: first.map { [Note("first used here", at: $0)] } ?? [],
      subjects: subject.map { [serviceName.name, $0] } ?? [])
  }

  // MARK: Info

  private mutating func checkInfo() {
    let version = root["asyncapi"]?.place
    let info = followed(root["info"])
    let key = root.place(ofKey: "info")
    if let contact = followed(info?["contact"]) {
      let missing = ["name", "url", "email"].filter { contact.word($0) == nil }
      if !missing.isEmpty {
        let words =
          missing.count == 1
          ? missing[0] : "\(missing.dropLast().joined(separator: ", ")) and \(missing[missing.count - 1])"
        tell("info-contact-properties", "the contact has no \(words)", at: info?.place(ofKey: "contact"))
      }
    } else {
      tell("info-contact", "the document names no contact", at: key)
    }
    if info?.word("description") == nil { tell("info-description", "the document has no description", at: key) }
    if let license = followed(info?["license"]) {
      if license.word("url") == nil {
        tell("info-license-url", "the licence has no url", at: info?.place(ofKey: "license"))
      }
    } else {
      tell("info-license", "the document names no licence", at: key)
    }
    if self.version != "3.1.0" {
      tell("latest-version", "the document follows AsyncAPI \(self.version); the newest version is 3.1.0", at: version)
    }
    if followed(root["servers"])?.members.isEmpty ?? true {
      tell("servers", "the document names no servers", at: version)
    }
    let tags = isVersion2 ? root["tags"] : info?["tags"]
    if tags?.items.isEmpty ?? true { tell("tags", "the document has no tags", at: isVersion2 ? version : key) }
  }

  // MARK: Servers

  private mutating func checkServers() {
    for member in followed(root["servers"])?.members ?? [] {
      guard let server = followed(member.value), server.isMapping else { continue }
      let name = member.key
      let addresses = (isVersion2 ? ["url"] : ["host", "pathname"]).compactMap { server[$0] }.filter { $0.isScalar }
      for address in addresses {
        let text = address.string
        if text.contains("{}") {
          tell("server-no-empty-variable", "the address of server \(name) has an empty variable", at: address.place)
        }
        if text.hasSuffix("/"), text != "/" {
          tell("server-no-trailing-slash", "the address of server \(name) ends in a slash", at: address.place)
        }
        if text.contains("example.com") {
          tell(
            "server-not-example-com", "server \(name) points to example.com", at: address.place,
            subject: "server \(name) lies at example.com")
        }
      }
      checkVariables(of: server, name, addresses)
      for (scheme, place) in schemes(server["security"]) where !isKnownScheme(scheme) {
        tell("server-security", "server \(name) asks for security scheme \(scheme), which is not defined", at: place)
      }
    }
  }

  private mutating func checkVariables(of server: DocumentNode, _ name: String, _ addresses: [DocumentNode]) {
    let defined = followed(server["variables"])?.members ?? []
    let known = Set(defined.map(\.key))
    var used: Set<String> = []
    for address in addresses {
      for parameter in Self.parameters(address.string)
      where used.insert(parameter).inserted && !known.contains(parameter) {
        tell(
          "server-variables", "server \(name) uses {\(parameter)}, which `variables` does not define", at: address.place
        )
      }
    }
    for variable in defined where !used.contains(variable.key) {
      tell(
        "server-variables", "variable \(variable.key) is defined and server \(name) does not use it",
        at: variable.keyPlace)
    }
  }

  /// The names in braces, without empty ones.
  static func parameters(_ address: String) -> [String] {
    address.split(separator: "{").dropFirst(address.hasPrefix("{") ? 0 : 1).compactMap { part in
      part.firstIndex(of: "}").map { String(part[..<$0]) }.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// The security schemes that the requirements of 2.x name; empty in 3.x, where requirements are references.
  private func schemes(_ security: DocumentNode?) -> [(name: String, place: Place)] {
    guard isVersion2 else { return [] }
    return (security?.items ?? []).flatMap { requirement in requirement.members.map { ($0.key, $0.keyPlace) } }
  }

  private func isKnownScheme(_ name: String) -> Bool { followed(root["components"]?["securitySchemes"])?[name] != nil }

  // MARK: Channels

  private mutating func checkChannels() {
    for member in followed(root["channels"])?.members ?? [] {
      guard let channel = followed(member.value), channel.isMapping else { continue }
      guard let (address, place) = address(of: member, channel) else { continue }
      if address.contains("{}") {
        tell("channel-no-empty-parameter", "the address `\(address)` has an empty parameter", at: place)
      }
      if address.hasSuffix("/"), address != "/" {
        tell("channel-no-trailing-slash", "the address `\(address)` ends in a slash", at: place)
      }
      let plain = Self.outsideBraces(address)
      if plain.contains("?") || plain.contains("#") {
        tell("channel-no-query-nor-fragment", "the address `\(address)` has a query or fragment", at: place)
      }
      checkParameters(of: channel, address, place)
      guard isVersion2 else { continue }
      let servers = followed(root["servers"])
      for server in channel["servers"]?.items ?? [] where server.isScalar && servers?[server.string] == nil {
        tell(
          "channel-servers", "channel \(member.key) names server \(server.string), which is not defined",
          at: server.place)
      }
    }
    if !isVersion2 { checkServerReferences() }
  }

  /// An address without its parameters and their braces.
  private static func outsideBraces(_ address: String) -> String {
    var level = 0
    return String(
      address.filter { character in
        if character == "{" { level += 1 }
        defer { if character == "}" { level = max(0, level - 1) } }
        return level == 0
      })
  }

  private func address(of member: DocumentNode.Member, _ channel: DocumentNode) -> (text: String, place: Place)? {
    if isVersion2 { return (member.key, member.keyPlace) }
    guard let address = channel["address"], address.isScalar, !address.isNull else { return nil }
    return (address.string, address.place)
  }

  private mutating func checkParameters(of channel: DocumentNode, _ address: String, _ place: Place) {
    let defined = followed(channel["parameters"])?.members ?? []
    let known = Set(defined.map(\.key))
    let used = Self.parameters(address)
    for parameter in used where !known.contains(parameter) {
      tell("channel-parameters", "\(address) uses {\(parameter)}, which `parameters` does not define", at: place)
    }
    for parameter in defined {
      if !used.contains(parameter.key) {
        tell(
          "channel-parameters", "parameter \(parameter.key) is defined and \(address) does not use it",
          at: parameter.keyPlace)
      }
      if followed(parameter.value)?.word("description") == nil {
        tell("parameter-description", "parameter \(parameter.key) has no description", at: parameter.keyPlace)
      }
    }
  }

  /// Reports servers of channels in 3.x that are not references to `#/servers`.
  private mutating func checkServerReferences() {
    for member in followed(root["channels"])?.members ?? [] {
      guard let channel = followed(member.value), channel.document === root.document else { continue }
      for item in channel["servers"]?.items ?? [] {
        guard let reference = item["$ref"], reference.isScalar, !reference.string.hasPrefix("#/servers/") else {
          continue
        }
        let name = reference.string.split(separator: "/").last.map(String.init) ?? reference.string
        tell("channel-servers", "channel \(member.key) names server \(name), which is not defined", at: reference.place)
      }
    }
  }

  // MARK: Operations

  /// An operation with its name in messages, its place, and its channel in 2.x (empty in 3.x).
  struct FoundOperation {
    var node: DocumentNode
    var name: String
    var place: Place
    var channel: String
  }

  private var foundOperations: [FoundOperation] {
    guard isVersion2 else {
      return (followed(root["operations"])?.members ?? []).compactMap { member in
        followed(member.value).map { FoundOperation(node: $0, name: member.key, place: member.keyPlace, channel: "") }
      }
    }
    var found: [FoundOperation] = []
    for channel in followed(root["channels"])?.members ?? [] {
      guard let item = followed(channel.value) else { continue }
      for verb in ["publish", "subscribe"] {
        guard let operation = followed(item[verb]), operation.isMapping, let place = item.place(ofKey: verb) else {
          continue
        }
        found.append(
          FoundOperation(
            node: operation, name: first("operationId", of: operation)?.string ?? "\(verb) of \(channel.key)",
            place: place, channel: channel.key))
      }
    }
    return found
  }

  private mutating func checkOperations(_ operations: [FoundOperation]) {
    var ids: [String: Place] = [:]
    for operation in operations {
      if first("description", of: operation.node) == nil, first("summary", of: operation.node) == nil {
        tell("operation-description", "operation \(operation.name) has no description", at: operation.place)
      }
      for (scheme, place) in schemes(first("security", of: operation.node)) where !isKnownScheme(scheme) {
        tell(
          "operation-security", "operation \(operation.name) asks for security scheme \(scheme), which is not defined",
          at: place)
      }
      guard isVersion2 else {
        checkListedMessages(of: operation.node, operation.name)
        continue
      }
      guard let id = first("operationId", of: operation.node), id.isScalar else {
        tell("operation-id", "an operation of channel \(operation.channel) has no operationId", at: operation.place)
        continue
      }
      if let first = ids[id.string], first != id.place {
        tell("operation-id-uniqueness", "operationId \(id.string) is used twice", at: id.place, first: first)
      } else {
        ids[id.string] = id.place
      }
    }
  }

  /// Reports messages that an operation of 3.x lists and its channel does not have.
  private mutating func checkListedMessages(of operation: DocumentNode, _ name: String) {
    guard let channel = operation["channel"].flatMap(named) else { return }
    let own =
      messagesOfChannels[channel.target]
      ?? Set((followed(channel.target["messages"])?.members ?? []).compactMap { followed($0.value) })
    messagesOfChannels[channel.target] = own
    for item in operation["messages"]?.items ?? [] {
      guard let reference = item["$ref"], reference.isScalar, let target = followed(item), !own.contains(target) else {
        continue
      }
      tell(
        "operation-messages-from-channel",
        "operation \(name) lists a message that its channel \(channel.name ?? "") does not have",
        at: reference.place)
    }
  }

  // MARK: Tags

  private mutating func checkTags(_ operations: [FoundOperation], _ messages: [FoundMessage]) {
    var lists = [root["tags"], followed(root["info"])?["tags"]].compactMap { $0 }
    lists += (followed(root["servers"])?.members ?? []).compactMap { followed($0.value)?["tags"] }
    lists += (operations.map(\.node) + messages.map(\.node)).compactMap { $0["tags"] }
    for list in lists {
      var seen: [String: Place] = [:]
      var last: String?
      for item in list.items {
        guard let tag = followed(item), let name = tag["name"], name.isScalar else { continue }
        if let first = seen[name.string] {
          tell(
            "tags-uniqueness", "tag \(name.string) is listed twice", at: name.place, first: first,
            subject: "tag \(name.string) stands twice in one list")
        } else {
          seen[name.string] = name.place
        }
        if tag.word("description") == nil {
          tell("tag-description", "tag \(name.string) has no description", at: name.place)
        }
        if let last, name.string < last {
          tell(
            "tags-alphabetical", "tag \(name.string) is listed after \(last)", at: name.place,
            subject: "tag \(name.string) stands behind \(last)")
        }
        last = name.string
      }
    }
  }
}
