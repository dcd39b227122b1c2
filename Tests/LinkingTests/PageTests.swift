import Catalog
import Findings
import Testing

@testable import Linking

/// Pages of an EventCatalog, as its reader lowers them.
@Suite struct PageTests {
  private func head(_ id: String, _ version: String, at start: UInt32, isOld: Bool = false, domains: [String] = [])
    -> Pages.Head
  {
    Pages.Head(id: id, version: version, place: place(start), isOld: isOld, owners: [], domains: domains)
  }

  private func place(_ start: UInt32) -> Place { Place(file: FileID(0), start: start, end: start + 1) }

  private func event(_ version: String, at start: UInt32, isOld: Bool = false) -> Pages.Message {
    Pages.Message(head: head("order-placed", version, at: start, isOld: isOld), kind: .event)
  }

  private func linked(_ change: (inout Pages) -> Void) -> Catalog {
    var reading = PartialCatalog()
    change(&reading.pages)
    return Catalog.linking([reading])
  }

  /// Versions are compared by numbers, not by letters, and a page outside of `versioned` is the current one whatever
  /// its number.
  @Test("one page of a message counts, in whatever order they are read")
  func versions() {
    let pages = [event("1.9.0", at: 10), event("1.10.0", at: 20), event("v1.2.0", at: 30)]
    for order in [[0, 1, 2], [1, 2, 0], [2, 1, 0]] {
      let catalog = linked { $0.messages = order.map { pages[$0] } }
      #expect(catalog.messages.map(\.place.start) == [20])
    }
    let withOld = [event("2.0.0", at: 10, isOld: true), event("1.0.0", at: 20), event("3.0.0", at: 30, isOld: true)]
    for order in [[0, 1, 2], [1, 2, 0], [2, 0, 1]] {
      let catalog = linked { $0.messages = order.map { withOld[$0] } }
      #expect(catalog.messages.map(\.place.start) == [20])
    }
  }

  /// A reference without a page is told once, with the nearest id; the service keeps what is right.
  @Test("references to pages and versions that do not exist are told")
  func missing() {
    let catalog = linked { pages in
      pages.messages = [event("1.9.0", at: 10, isOld: true), event("1.10.0", at: 20)]
      var shop = Pages.Service(head: head("shop", "1.0.0", at: 30))
      shop.sends = [
        Pages.Exchange(message: Pages.Reference(id: "order-plcaed", version: nil, place: place(40))),
        Pages.Exchange(message: Pages.Reference(id: "order-placed", version: "3.0.0", place: place(50))),
      ]
      pages.services = [shop]
    }
    #expect(
      catalog.problems.map(\.message) == [
        "shop sends order-plcaed, which has no page", "shop sends order-placed in version 3.0.0, which does not exist",
      ])
    #expect(catalog.problems.map(\.help) == ["did you mean `order-placed`?", "the latest version is 1.10.0"])
    #expect(catalog.mentions.map { catalog[$0.message] } == ["order-placed"])
  }

  /// A subdomain is inside its domain, so both list its services; a service belongs to the inner one. Systems stand
  /// between them, and the folder counts where no page lists the service.
  @Test("a service belongs to the innermost domain that lists it")
  func contexts() {
    func group(_ id: String, at start: UInt32, in domains: [String], _ services: [String], isSystem: Bool = false)
      -> Pages.Group
    {
      var group = Pages.Group(head: head(id, "1.0.0", at: start, domains: domains), isSystem: isSystem)
      group.services = services.map { Pages.Reference(id: $0, version: nil, place: place(start)) }
      return group
    }
    var sales = group("sales", at: 10, in: [], ["shop", "till"])
    sales.systems = [Pages.Reference(id: "legacy", version: nil, place: place(11))]
    let orders = group("orders", at: 20, in: ["sales"], ["shop"])
    let legacy = group("legacy", at: 30, in: ["sales"], ["host"], isSystem: true)
    for groups in [[sales, orders, legacy], [legacy, orders, sales]] {
      let catalog = linked { pages in
        pages.groups = groups
        pages.services = ["shop", "till", "host", "web"].enumerated().map { number, id in
          let domains = id == "web" ? ["inner", "sales"] : []
          return Pages.Service(head: head(id, "1.0.0", at: UInt32(100 + number), domains: domains))
        }
      }
      #expect(
        catalog.services.map { $0.context.map { catalog[$0.name] } } == ["orders", "sales", "sales", "inner"])
    }
  }

  /// The ranges of package files: of `^` the first number that is not 0 stays, of `~` the first two.
  @Test(
    "versions lie in ranges",
    arguments: [
      ("1.2.3", "^1.2.3", true), ("1.9.0", "^1.2.3", true), ("1.2.2", "^1.2.3", false), ("2.0.0", "^1.2.3", false),
      ("0.2.9", "^0.2.3", true), ("0.3.0", "^0.2.3", false), ("0.0.3", "^0.0.3", true), ("0.0.4", "^0.0.3", false),
      ("1.2.9", "~1.2.3", true), ("1.3.0", "~1.2.3", false), ("1.2.2", "~1.2.3", false), ("1.9.0", "~1", true),
      ("2.0.0", "~1", false), ("1.10.0", "1.x", true), ("1.2.9", "1.2.X", true), ("1.3.0", "1.2.x", false),
      ("5.0.0", "*", true), ("5.0.0", "latest", true), ("1.2.3", "v1.2.3", true), ("v1.2.3", "1.2.3", true),
      ("1.2.3", "1.2.4", false), ("10", "10", true), ("10", "1", false), ("1.0.0", ">=0.5", true),
    ])
  func ranges(version: String, range: String, isIn: Bool) { #expect(Semantic(version).isIn(range) == isIn) }

  /// EventCatalog asks semver's `satisfies`, for which a version of fewer parts is a range.
  @Test("a version of fewer parts stands for all that begin with it", arguments: ["1", "1.2", "v1", "1.2.3"])
  func partial(range: String) { #expect(Semantic("1.2.3").isIn(range) && !Semantic("2.2.3").isIn(range)) }
}
