import Catalog
import Graph
import TestSupport
import Testing

@Suite struct ConsumerTests {
  @Test("a service that depends on a message counts once, and an observer does not")
  func consumers() throws {
    let graph = graph(
      """
      eventlint: 1
      services:
        shop: {publishes: OrderPlaced}
        mail: {consumes: {OrderPlaced: [{effect: mail}, {effect: write}]}}
        bank: {consumes: [OrderPlaced]}
        monitor: {role: observer, consumes: [OrderPlaced]}
      """)
    let order = try #require(graph.catalog.names.find("OrderPlaced"))
    #expect(graph.consumers(of: order).map { graph.catalog[$0.service] } == ["mail", "bank"])
    #expect(graph.consumerCount(of: order) == 2)
    #expect(graph.hasConsumer(of: order) { graph.catalog[$0.service] == "bank" })
    #expect(!graph.hasConsumer(of: order) { graph.catalog[$0.service] == "monitor" })
    #expect(graph.hasProducer(of: order) { graph.catalog[$0.service] == "shop" })
    #expect(!graph.hasProducer(of: order) { graph.catalog[$0.service] == "mail" })
  }
}
