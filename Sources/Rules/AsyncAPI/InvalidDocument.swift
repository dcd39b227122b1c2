import Findings
import Readers
import RuleBook
import Schemas
import Writing

extension Rule {
  /// An invalid AsyncAPI document.
  static let invalidDocument = Rule(.invalidDocument, document: { $0.check($0.root, .root) })
}

/// The check of required fields, unknown fields and types of values against the specification.
extension DocumentInspection {
  fileprivate mutating func check(_ node: DocumentNode, _ kind: AsyncAPIObject) {
    // The target of a reference is checked in its own place.
    if node.isMapping, node["$ref"] != nil, kind != .channel { return }
    guard node.isMapping else {
      return report(
        "\(kind.name) must be a mapping, not \(node.isScalar ? "a scalar" : "a list")",
        at: node.place, subject: "\(kind.name) is a mapping, this is \(node.isScalar ? "a scalar" : "a list")")
    }
    let missing =
      kind == .root && document.isLibrary
      ? [] : kind.required(isVersion2: document.isVersion2).filter { node[$0] == nil }
    if !missing.isEmpty {
      let words = missing.map { "`\($0)`" }.joined(separator: " and no ")
      report(
        "\(kind.name) has no \(words)",
        at: kind == .root ? root["asyncapi"]?.place : start(of: node))
    }
    guard let fields = kind.fields(isVersion2: document.isVersion2) else { return }
    for member in node.members where !member.key.hasPrefix("x-") && member.key != "$ref" {
      guard let value = fields[member.key] else {
        unknown(member, kind, fields: fields)
        continue
      }
      check(member.value, value, key: member.key)
    }
    if kind == .operation, !document.isVersion2, let action = node["action"], action.isScalar,
      !["send", "receive"].contains(action.string)
    {
      report(
        "`action` must be `send` or `receive`, not `\(action.string)`", at: action.place,
        subject: "`action` is `send` or `receive`, this is `\(action.string)`")
    }
    switch kind {
    case .reply: checkReply(node)
    case .replyAddress, .correlation: checkLocation(node)
    default: break
    }
  }

  /// Reports a reply with two addresses: its own, which each request gives, and one of its channel.
  private mutating func checkReply(_ reply: DocumentNode) {
    guard let place = reply.place(ofKey: "address"), reply["address"]?.isNull == false,
      let address = document.followed(reply["channel"])?.word("address")
    else { return }
    report("a reply has an `address` of its own, but its channel has the address \(address)", at: place)
  }

  /// Reports a location that is not a runtime expression.
  private mutating func checkLocation(_ node: DocumentNode) {
    guard let location = node["location"], location.isScalar, !location.isNull else { return }
    let word = location.string
    guard !["$message.header#", "$message.payload#"].contains(where: { word == $0 || word.hasPrefix("\($0)/") }) else {
      return
    }
    report(
      "invalid `location` \(word); expected a runtime expression", at: location.place,
      help: "write `$message.header#/field` or `$message.payload#/field`")
  }

  private mutating func check(_ node: DocumentNode, _ value: AsyncAPIObject.Value, key: String) {
    switch value {
    case .any: return
    case .text:
      // A broken reference is reported by itself.
      if !node.isScalar, followed(node) != nil {
        report(
          "`\(key)` must be a string, not \(node.isMapping ? "a mapping" : "a list")",
          at: start(of: node), subject: "`\(key)` is a text, this is \(node.isMapping ? "a mapping" : "a list")")
      }
    case .object(let kind): check(node, kind)
    case .reference:
      if node["$ref"] == nil {
        report("`\(key)` must be a reference: `{$ref: ...}`", at: start(of: node), subject: "`\(key)` is a reference")
      }
    case .map(let kind):
      guard node.isMapping else {
        if node.isScalar, node.isNull { return }
        return report(
          "`\(key)` must be a mapping, not \(node.isScalar ? "a scalar" : "a list")",
          at: start(of: node), subject: "`\(key)` is a mapping, this is \(node.isScalar ? "a scalar" : "a list")")
      }
      guard node["$ref"] == nil else { return }
      for member in node.members where !member.key.hasPrefix("x-") { check(member.value, kind) }
    case .list, .texts, .references:
      if node.isMapping, node["$ref"] != nil { return }
      guard node.isSequence else {
        return report(
          "`\(key)` must be a list, not \(node.isMapping ? "a mapping" : "a scalar")",
          at: start(of: node), subject: "`\(key)` is a list, this is \(node.isMapping ? "a mapping" : "a scalar")")
      }
      for part in node.items {
        switch value {
        case .list(let kind): check(part, kind)
        case .references: check(part, .reference, key: key)
        default: check(part, .text, key: key)
        }
      }
    }
  }

  private mutating func unknown(
    _ member: DocumentNode.Member, _ kind: AsyncAPIObject, fields: [String: AsyncAPIObject.Value]
  ) {
    let message = "\(kind.name) has no field `\(member.key)`"
    if kind.fields(isVersion2: !document.isVersion2)?[member.key] != nil {
      let other = document.isVersion2 ? "3.x" : "2.x"
      report(
        "\(message) in AsyncAPI \(document.version)", at: member.keyPlace,
        help: "the field exists in AsyncAPI \(other) only")
    } else {
      let near = NearName.best(for: member.key, among: fields.keys.sorted())
      report(
        message, at: member.keyPlace,
        help: near.map { NearName.question($0) } ?? "custom fields start with `x-`")
    }
  }

  /// The place of the first key of a mapping, which is short enough to underline; else the place of the node.
  private func start(of node: DocumentNode) -> Place {
    guard node.isMapping, let first = node.members.first else { return node.place }
    return first.keyPlace
  }
}
