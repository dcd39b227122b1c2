import Catalog
import Schemas

/// Queues, exchanges, partitions, retention and consumer groups from bindings (https://github.com/asyncapi/bindings).
extension AsyncAPIDocument {
  /// The bindings of a channel, operation or message, by protocol.
  func bindings(of node: DocumentNode) -> [DocumentNode.Member] {
    (followed(node["bindings"])?.members ?? []).filter { !$0.key.hasPrefix("x-") && !$0.key.hasPrefix("$") }
  }

  /// Adds partitions, retention, queue and exchange from a channel's bindings to `use`.
  func readBindings(of channel: DocumentNode, into use: inout Interface.ChannelUse) {
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
