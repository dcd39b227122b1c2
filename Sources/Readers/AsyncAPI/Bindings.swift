import Catalog
import Schemas

/// Queues, exchanges, partitions, retention and consumer groups from bindings (https://github.com/asyncapi/bindings).
extension AsyncAPIDocument {
  /// The bindings of a channel, operation or message, by protocol.
  func bindings(of node: DocumentNode) -> [DocumentNode.Member] {
    (followed(node["bindings"])?.members ?? []).filter { !$0.key.hasPrefix("x-") && !$0.key.hasPrefix("$") }
  }

  /// Adds address, partitions, retention, queue and exchange from a channel's bindings to `use`.
  func readBindings(of channel: DocumentNode, into use: inout Interface.ChannelUse) {
    if let address = boundAddress(of: channel, transport: use.transport) {
      use.address = address.string
      use.place = address.place
    }
    for member in bindings(of: channel) {
      guard let binding = followed(member.value), binding.isMapping else { continue }
      switch member.key {
      case "kafka":
        use.partitions = binding["partitions"].flatMap { Int($0.string) } ?? use.partitions
        let settings = followed(binding["topicConfiguration"])
        let policies = settings?["cleanup.policy"]?.items.map(\.string) ?? []
        if policies.contains("compact") {
          use.retention = "compact"
        } else if let time = settings?.word("retention.ms").flatMap({ Int($0) }) {
          use.retention = time < 0 ? "forever" : "\(time)ms"
        }
      case "amqp":
        use.isQueue = use.isQueue || binding.word("is") == "queue"
        use.exchange = followed(binding["exchange"])?.word("name") ?? use.exchange
      case "sqs", "ironmq":
        use.isQueue = true
      case "jms", "ibmmq", "anypointmq", "solace":
        use.isQueue = use.isQueue || binding.word("destinationType")?.hasSuffix("queue") == true
      default: continue
      }
    }
  }

  /// The name of the topic or queue in a channel's bindings, which is the channel's address where it is given. Of
  /// several protocols the one of the transport counts; nil if that leaves several names.
  private func boundAddress(of channel: DocumentNode, transport: String?) -> DocumentNode? {
    var found: [(transport: String, name: DocumentNode)] = []
    for member in bindings(of: channel) {
      guard let name = address(in: followed(member.value), protocol: member.key) else { continue }
      found.append((Self.transport(member.key), name))
    }
    // The bindings of a broker say nothing about another one.
    let fitting = transport.map { Self.addressedTransports.contains($0) } == true
    if fitting { found.removeAll { $0.transport != transport } }
    return Set(found.map(\.name.string)).count == 1 ? found.first?.name : nil
  }

  /// The transports in whose bindings a channel has an address.
  private static let addressedTransports: Set<String> = [
    "kafka", "amqp", "sqs", "sns", "googlepubsub", "jms", "anypointmq", "ibmmq",
  ]

  private func address(in binding: DocumentNode?, protocol word: String) -> DocumentNode? {
    guard let binding, binding.isMapping else { return nil }
    func value(_ keys: String...) -> DocumentNode? {
      guard let node = followed(keys.reduce(binding) { followed($0)?[$1] }), node.isScalar, !node.isNull else {
        return nil
      }
      return node.string.isEmpty ? nil : node
    }
    switch Self.transport(word) {
    case "kafka", "googlepubsub": return value("topic")
    case "amqp": return binding.word("is") == "queue" ? value("queue", "name") : nil
    case "sqs": return value("queue", "name")
    case "sns": return value("name")
    case "jms", "anypointmq": return value("destination")
    case "ibmmq": return value("queue", "objectName") ?? value("topic", "string") ?? value("topic", "objectName")
    default: return nil
    }
  }

  /// A protocol without its security and version variants, so that both ends of a channel match: `kafka-secure` is
  /// `kafka`, `mqtt5` is `mqtt`.
  static func transport(_ word: String) -> String {
    switch word.lowercased() {
    case "kafka-secure": "kafka"
    case "wss": "ws"
    case "amqps", "amqp1": "amqp"
    case "mqtts", "mqtt5", "secure-mqtt": "mqtt"
    case "https": "http"
    case "stomps": "stomp"
    case let word: word
    }
  }

  /// The consumer group of an operation, or else the name of the queue in its own or its channel's bindings.
  func group(of operation: DocumentNode, channel: DocumentNode) -> String? {
    for part in parts(of: operation) {
      for member in bindings(of: part) {
        let binding = followed(member.value)
        if let group = followed(binding?["groupId"]) { return group.isScalar ? group.string : constant(group) }
        if let queue = binding?.word("queue") { return queue }
      }
    }
    return bindings(of: channel).lazy.compactMap { followed(followed($0.value)?["queue"])?.word("name") }.first
  }
}
