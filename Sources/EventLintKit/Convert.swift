import Catalog
import Reports
import Writing

/// Writes a system, whatever it was read from, as one catalog in eventlint's own format.
public enum Convert {
  /// The text of the catalog, in the order of names.
  public static func catalog(_ request: LintRequest) throws(UsageError) -> [UInt8] {
    var writer = CatalogWriter(try Session.load(request, try Session.configuration(for: request)).catalog)
    return writer.text()
  }
}

struct CatalogWriter {
  private let catalog: Catalog
  private let mentions: [Name: [Mention]]
  private var out = ByteBuffer()

  init(_ catalog: Catalog) {
    self.catalog = catalog
    mentions = Dictionary(grouping: catalog.mentions, by: \.service)
  }

  mutating func text() -> [UInt8] {
    out.append("eventlint: 1\n")
    let services = catalog.services.sorted { catalog.names.areInOrder($0.name, $1.name) }
    if !services.isEmpty { out.append("\nservices:\n") }
    for service in services { write(service) }
    for (kind, section) in [(Message.Kind.event, "events"), (.command, "commands"), (.query, "queries")] {
      let messages = catalog.messages.filter { $0.kind == kind && !$0.isUnknown }.sorted {
        catalog.names.areInOrder($0.name, $1.name)
      }
      if !messages.isEmpty { out.append("\n\(section):\n") }
      for message in messages { write(message) }
    }
    let channels = catalog.channels.sorted { catalog.names.areInOrder($0.name, $1.name) }
    if !channels.isEmpty { out.append("\nchannels:\n") }
    for channel in channels {
      let facts = [
        channel.transport.map { "transport: \(word($0))" }, channel.role.map { "role: \($0.rawValue)" },
        channel.orderedBy.map { "ordered-by: \(word($0))" }, channel.partitions.map { "partitions: \($0)" },
        channel.retention.map { "retention: \(word($0))" },
      ]
      out.append("  \(word(channel.name)): {\(facts.compactMap { $0 }.joined(separator: ", "))}\n")
    }
    return out.bytes
  }

  /// A name as a scalar that reads back as the same text, in JSON's quotes where it is anything but letters and digits.
  private func word(_ name: Name) -> String { YAMLText.scalar(catalog[name]) }

  private mutating func write(_ service: Service) {
    out.append("  \(word(service.name)):\n")
    let start = out.bytes.count
    if let context = service.context { out.append("    context: \(word(context.name))\n") }
    if let team = service.team { out.append("    team: \(word(team))\n") }
    if let role = service.role { out.append("    role: \(role.rawValue)\n") }
    let own = mentions[service.name] ?? []
    for verb in Mention.Verb.allCases where verb != .replies {
      let mentions = own.filter { $0.verb == verb && !(verb.isOutgoing && $0.reaction >= 0) }
      guard !mentions.isEmpty else { continue }
      if verb.isOutgoing || verb == .observes || mentions.allSatisfy({ $0.reaction < 0 }) {
        out.append("    \(verb.name): [\(names(mentions))]\n")
      } else {
        out.append("    \(verb.name):\n")
        for mention in mentions { write(mention) }
      }
    }
    if out.bytes.count == start { out.append("    summary: no messages are known\n") }
  }

  private func names(_ mentions: [Mention]) -> String {
    var seen: Set<Name> = []
    return mentions.filter { seen.insert($0.message).inserted }.map { word($0.message) }.joined(separator: ", ")
  }

  /// An incoming message with its reaction, where there is one.
  private mutating func write(_ mention: Mention) {
    guard mention.reaction >= 0 else { return out.append("      \(word(mention.message)):\n") }
    let reaction = catalog.reactions[Int(mention.reaction)]
    let outputs = reaction.outputs.map { catalog.mentions[Int($0)] }
    var parts: [String] = []
    for verb in Mention.Verb.allCases where verb.isOutgoing {
      let own = outputs.filter { $0.verb == verb }
      guard !own.isEmpty else { continue }
      let isChoice =
        own.count > 1 && own.allSatisfy { $0.alternative > 0 }
        && own.allSatisfy { YAMLText.scalar(catalog[$0.message]) == catalog[$0.message] }
      parts.append(
        "\(verb.name): \(isChoice ? own.map { word($0.message) }.joined(separator: " | ") : "[\(names(own))]")")
    }
    if let needs = reaction.needs {
      parts.append("needs: [\(catalog[needs].map { word($0.name) }.joined(separator: ", "))]")
    }
    out.append("      \(word(mention.message)): {\(parts.joined(separator: ", "))}\n")
  }

  private mutating func write(_ message: Message) {
    out.append("  \(word(message.name)):\n")
    let start = out.bytes.count
    if let reason = message.inferredFrom { out.append("    # inferred: \(catalog[reason])\n") }
    if let channel = catalog[message.channel].first { out.append("    channel: \(word(channel.name))\n") }
    if message.isExternal { out.append("    external: true\n") }
    if let shape = catalog.shape(of: message) {
      out.append("    payload:\(shape.fields.isEmpty ? " {}" : "")\n")
      write(shape)
    }
    if out.bytes.count == start { out.append("    summary: \(YAMLText.scalar(catalog[message.name]))\n") }
  }

  private mutating func write(_ shape: Shape) {
    var depths: [Int] = []
    var hasChildren = [Bool](repeating: false, count: shape.fields.count)
    for field in shape.fields where field.parent >= 0 { hasChildren[field.parent] = true }
    for (index, field) in shape.fields.enumerated() {
      let depth = field.parent < 0 ? 0 : depths[field.parent] + 1
      depths.append(depth)
      let indent = String(repeating: "  ", count: 3 + depth + listsAbove(field, shape))
      let optional = field.isOptional || field.isConditional ? "?" : ""
      let name = YAMLText.scalar(catalog[field.name] + optional)
      let key = optional.isEmpty ? word(field.name) : name
      guard !hasChildren[index] else {
        out.append("\(indent)\(key):\(field.isList ? "\n\(indent)  -" : "")\n")
        continue
      }
      let type = field.typeName.map { word($0) } ?? Self.word(field.kind)
      out.append("\(indent)\(key): \(field.isList ? "[\(type)]" : type)\n")
    }
  }

  /// How many of the objects around a field are items of lists, which are written one step further in.
  private func listsAbove(_ field: Field, _ shape: Shape) -> Int {
    var count = 0
    var parent = field.parent
    while parent >= 0 {
      if shape.fields[parent].isList { count += 1 }
      parent = shape.fields[parent].parent
    }
    return count
  }

  private static func word(_ kind: Field.Kind) -> String {
    switch kind {
    case .string: "string"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .object, .map, .named, .unknown, .opaque: "any"
    }
  }
}
