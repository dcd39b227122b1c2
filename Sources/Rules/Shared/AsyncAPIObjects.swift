/// The objects of the specification and their fields: https://www.asyncapi.com/docs/reference/specification, 2.6.0 and
/// 3.1.0.
enum AsyncAPIObject: Sendable {
  case root, info, contact, license, server, variable, channel, operation, reply, replyAddress, message, example,
    correlation
  case parameter, tag, documentation, components, security

  /// The type of a field's value; `any` is not checked.
  enum Value: Sendable {
    case text, any
    case object(AsyncAPIObject)
    case map(AsyncAPIObject)
    case list(AsyncAPIObject)
    case texts
    case reference, references
  }

  var name: String {
    switch self {
    case .root: "the document"
    case .info: "`info`"
    case .contact: "a contact"
    case .license: "a licence"
    case .server: "a server"
    case .variable: "a server variable"
    case .channel: "a channel"
    case .operation: "an operation"
    case .reply: "a reply"
    case .replyAddress: "the address of a reply"
    case .message: "a message"
    case .example: "an example of a message"
    case .correlation: "a correlation id"
    case .parameter: "a parameter"
    case .tag: "a tag"
    case .documentation: "external documentation"
    case .components: "`components`"
    case .security: "a security scheme"
    }
  }

  func required(isVersion2: Bool) -> [String] {
    switch self {
    case .root: isVersion2 ? ["info", "channels"] : ["info"]
    case .info: ["title", "version"]
    case .license, .tag: ["name"]
    case .server: isVersion2 ? ["url", "protocol"] : ["host", "protocol"]
    case .operation: isVersion2 ? [] : ["action", "channel"]
    case .replyAddress, .correlation: ["location"]
    case .documentation: ["url"]
    case .security: ["type"]
    default: []
    }
  }

  private static let common: [String: Value] = [
    "title": .text, "summary": .text, "description": .text, "tags": .list(.tag),
    "externalDocs": .object(.documentation),
    "bindings": .any,
  ]
  private static let fields2: [AsyncAPIObject: [String: Value]] = fields(isVersion2: true)
  private static let fields3: [AsyncAPIObject: [String: Value]] = fields(isVersion2: false)

  /// The fields of an object; nil if any field is allowed.
  func fields(isVersion2: Bool) -> [String: Value]? { (isVersion2 ? Self.fields2 : Self.fields3)[self] }

  private static func fields(isVersion2 two: Bool) -> [AsyncAPIObject: [String: Value]] {
    func with(_ fields: [String: Value], only keys: [String]) -> [String: Value] {
      fields.merging(common.filter { keys.contains($0.key) }) { own, _ in own }
    }
    let all = Array(common.keys)
    let described = ["summary", "description", "tags", "externalDocs", "bindings"]
    let message: [String: Value] = [
      "headers": .any, "payload": .any, "correlationId": .object(.correlation), "contentType": .text, "name": .text,
      "examples": .list(.example), "traits": .list(.message),
    ]
    let components: [String: Value] = [
      "schemas": .any, "servers": .map(.server), "serverVariables": .map(.variable), "channels": .map(.channel),
      "messages": .map(.message), "securitySchemes": .map(.security), "parameters": .map(.parameter),
      "correlationIds": .map(.correlation), "operationTraits": .any, "messageTraits": .map(.message),
      "serverBindings": .any,
      "channelBindings": .any, "operationBindings": .any, "messageBindings": .any,
    ]
    let components3: [String: Value] = [
      "operations": .map(.operation), "replies": .map(.reply), "replyAddresses": .map(.replyAddress),
      "externalDocs": .map(.documentation), "tags": .map(.tag),
    ]
    let root: [String: Value] = [
      "asyncapi": .text, "id": .text, "info": .object(.info), "servers": .map(.server), "defaultContentType": .text,
      "channels": .map(.channel), "components": .object(.components),
    ]
    return [
      .root: two
        ? with(root, only: ["tags", "externalDocs"]) : root.merging(["operations": .map(.operation)]) { own, _ in own },
      .info: with(
        ["version": .text, "termsOfService": .text, "contact": .object(.contact), "license": .object(.license)],
        only: two ? ["title", "description"] : ["title", "description", "tags", "externalDocs"]),
      .contact: ["name": .text, "url": .text, "email": .text],
      .license: ["name": .text, "url": .text],
      .server: with(
        ["protocol": .text, "protocolVersion": .text, "variables": .map(.variable), "security": .any].merging(
          two ? ["url": .text] : ["host": .text, "pathname": .text]
        ) { own, _ in own },
        only: two ? ["description", "tags", "bindings"] : all),
      .variable: ["enum": .any, "default": .text, "description": .text, "examples": .any],
      .channel: two
        ? with(
          [
            "servers": .texts, "subscribe": .object(.operation), "publish": .object(.operation),
            "parameters": .map(.parameter),
          ],
          only: ["description", "bindings"])
        : with(
          ["address": .text, "messages": .map(.message), "servers": .any, "parameters": .map(.parameter)], only: all),
      .operation: two
        ? with(["operationId": .text, "security": .any, "traits": .any, "message": .object(.message)], only: described)
        : with(
          [
            "action": .text, "channel": .reference, "security": .any, "traits": .any, "messages": .references,
            "reply": .object(.reply),
          ], only: all),
      .reply: ["address": .object(.replyAddress), "channel": .reference, "messages": .references],
      .replyAddress: ["location": .text, "description": .text],
      .message: with(
        two
          ? message.merging(["messageId": .text, "schemaFormat": .text, "oneOf": .list(.message)]) { own, _ in own }
          : message,
        only: all),
      .example: ["headers": .any, "payload": .any, "name": .text, "summary": .text],
      .correlation: ["location": .text, "description": .text],
      .parameter: two
        ? ["description": .text, "schema": .any, "location": .text]
        : ["enum": .any, "default": .text, "description": .text, "examples": .any, "location": .text],
      .tag: with(["name": .text], only: ["description", "externalDocs"]),
      .documentation: ["url": .text, "description": .text],
      .components: two ? components : components.merging(components3) { own, _ in own },
    ]
  }
}
