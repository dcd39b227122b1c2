import Configuration
import Findings
import Linting
import Loading
import RuleBook
import RulePages
import Rules
import Testing

/// What consumers hear of the ends of an entity, beyond the examples of the page.
@Suite struct CancellationTests {
  private func messages(_ services: String) -> [String] {
    let system = LoadedCatalog.linking([("a.yaml", Array("eventlint: 1\nservices: {\(services)}\n".utf8))])
    return Linter.findings(system, Configuration()).findings.filter { $0.rule == RulePage.cancellationIgnored.id }
      .map(\.message)
  }

  @Test("of an entity with very many ends, the first are looked at", arguments: [5, 64, 65, 2_000])
  func manyEnds(count: Int) {
    let ends = (1...count).map { "OrderCancelled\($0)" }.joined(separator: ", ")
    let rest = count > 64 ? "others" : "\(count - 4) more"
    #expect(
      messages("order: {publishes: [OrderPlaced, \(ends)]}, stock: {consumes: {OrderPlaced: {effect: reserve}}}")
        == [
          "stock acts on OrderPlaced and does not consume OrderCancelled1, OrderCancelled2, OrderCancelled3, "
            + "OrderCancelled4 and \(rest)"
        ])
  }

  @Test("each entity and each consumer is judged by its own ends")
  func severalEntities() {
    let services = """
      order: {publishes: [OrderPlaced, OrderCancelled]}, tour: {publishes: [TourBooked, TourCancelled]},
      stock: {consumes: {OrderPlaced: {effect: reserve}, TourCancelled: {effect: none}}},
      guide: {consumes:
        {TourBooked: {effect: reserve}, OrderPlaced: {effect: reserve}, OrderCancelled: {effect: none}}}
      """
    // A message of a like word is heard for every entity, as the page says.
    #expect(messages(services) == [])
    #expect(
      messages(services.replacing("TourCancelled: {effect: none}", with: "TourBooked: {effect: reserve}")) == [
        "stock acts on OrderPlaced and does not consume OrderCancelled",
        "stock acts on TourBooked and does not consume TourCancelled",
      ])
  }

  @Test("what follows from an end is heard, too")
  func consequences() {
    let services = """
      order: {publishes: [OrderPlaced, OrderCancelled]},
      desk: {consumes: {OrderCancelled: {publishes: [ShelfCleared]}}},
      stock: {consumes: {OrderPlaced: {effect: reserve}, ShelfCleared: {effect: none}}}
      """
    #expect(messages(services) == [])
  }
}
