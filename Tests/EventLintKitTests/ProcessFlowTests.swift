import Catalog
import Findings
import Foundation
import Loading
import Testing

/// The flows that workflow files declare.
@Suite struct ProcessFlowTests {
  /// The flows of a catalog with a process, each with name, owner, start and ends.
  private func flows(_ catalog: String, _ process: String = ProcessTests.process) -> [String] {
    flows(
      LoadedCatalog.linking([("catalog.yaml", Array(catalog.utf8)), ("order.bpmn", Array(process.utf8))]).catalog)
  }

  private func flows(_ catalog: Catalog) -> [String] {
    catalog.flows.map { flow in
      """
      \(catalog[flow.name]): \(flow.owner.map { catalog[$0.name] } ?? "-"), \
      \(flow.starts.map { catalog[$0.name] } ?? "-") → \(flow.ends.map { catalog[$0.name] }.joined(separator: ", "))
      """
    }
  }

  @Test("a process declares the flow that a saga declares: owner, start and ends") func declaresFlow() {
    let steps = "steps: [{do: RetrievePayment}, {do: ShipGoods}], ends: [OrderCompleted, OrderCancelled]"
    let saga = ProcessTests.catalogText.replacingOccurrences(
      of: "process: order.bpmn,", with: "sagas: {the order: {starts: OrderPlaced, \(steps)}},")
    let sagas = LoadedCatalog.linking([("catalog.yaml", Array(saga.utf8))]).catalog
    #expect(sagas.problems.map(\.message) == [])
    let expected = ["the order: order, OrderPlaced → OrderCompleted, OrderCancelled"]
    #expect(flows(sagas) == expected)
    #expect(flows(ProcessTests.catalogText) == expected)
    // A start that no message makes is an outside trigger, named after the process.
    let manual = ProcessTests.process.replacingOccurrences(
      of: "<b:messageEventDefinition messageRef=\"m1\"/>", with: "")
    let listed = ProcessTests.catalogText.replacingOccurrences(of: "consumes: [OrderPlaced, ", with: "consumes: [")
    #expect(flows(listed, manual) == ["the order: order, the order → OrderCompleted, OrderCancelled"])
  }

  @Test("a flow that the catalog declares is completed by its process, and said once") func completesFlow() {
    func declared(_ flow: String) -> [String] { flows(ProcessTests.catalogText + "\nflows: {\(flow)}\n") }
    #expect(
      declared("the order: {ends: [OrderCompleted]}") == ["the order: order, OrderPlaced → OrderCompleted"])
    #expect(
      declared("fulfilment: {owner: order, starts: OrderPlaced}") == [
        "fulfilment: order, OrderPlaced → OrderCompleted, OrderCancelled"
      ])
    #expect(declared("other: {owner: payment, starts: OrderPlaced}").count == 2)
  }
}
