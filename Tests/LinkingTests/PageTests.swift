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

  /// A service is listed by the pages of two domains, neither of which is inside the other.
  @Test("a service keeps all of its domains")
  func severalContexts() {
    func domain(_ id: String, at start: UInt32, _ services: [String]) -> Pages.Group {
      var head = head(id, "1.0.0", at: start, domains: [id])
      head.folder = "domains/\(id)"
      var group = Pages.Group(head: head, isSystem: false)
      group.services = services.map { Pages.Reference(id: $0, version: nil, place: place(start)) }
      return group
    }
    let catalog = linked { pages in
      pages.groups = [
        domain("team", at: 10, ["bot", "back"]), domain("plan", at: 20, ["bot", "web"]), domain("log", at: 30, ["tap"]),
      ]
      pages.services = ["bot", "back", "web", "tap"].enumerated().map { number, id in
        Pages.Service(head: head(id, "1.0.0", at: UInt32(100 + number)))
      }
    }
    #expect(catalog.services.map { catalog.contextTitle(of: $0) } == ["team, plan", "team", "plan", "log"])
    let (bot, back, web, tap) = (
      catalog.services[0].name, catalog.services[1].name, catalog.services[2].name, catalog.services[3].name
    )
    #expect(catalog.shareContext(bot, back) && catalog.shareContext(web, bot) && !catalog.shareContext(back, web))
    #expect(!catalog.spanContexts([bot, web]) && catalog.spanContexts([bot, back, web]) && !catalog.spanContexts([]))
    #expect(catalog.spanContexts([bot, tap]))
  }

  /// An event and a command of one id, and one page copied; versions are told apart by number.
  @Test("two pages of one id are told where they are no versions")
  func duplicates() {
    let catalog = linked { pages in
      pages.messages = [
        event("1.0.0", at: 10), event("1.0", at: 20), event("0.9.0", at: 30), event("1.0.0", at: 40, isOld: true),
        Pages.Message(head: head("order-placed", "0.5.0", at: 50), kind: .command),
      ]
      pages.services = [
        Pages.Service(head: head("shop", "", at: 60)), Pages.Service(head: head("shop", "", at: 70)),
        Pages.Service(head: head("till", "1.0.0", at: 80)), Pages.Service(head: head("till", "2.0.0", at: 90)),
      ]
    }
    #expect(
      catalog.problems.map(\.message) == [
        "event order-placed is defined twice in version 1.0", "order-placed is defined as command and as event",
        "service shop is defined twice",
      ])
    #expect(catalog.problems.map(\.place.start) == [20, 50, 70])
    #expect(catalog.problems.map { $0.notes.map(\.place.start) } == [[10], [10], [60]])
  }

  /// A container that no page uses belongs to the service in whose folder it is.
  @Test("containers are stores of the services that use them")
  func containers() {
    let catalog = linked { pages in
      func container(_ id: String, at start: UInt32, _ kind: Service.Store.Kind?) -> Pages.Container {
        var container = Pages.Container(head: head(id, "1.0.0", at: start), service: "services/Shop")
        container.kind = kind
        return container
      }
      func reference(_ id: String) -> Pages.Reference { Pages.Reference(id: id, version: nil, place: place(5)) }
      pages.containers = [
        container("orders", at: 10, .table), container("journal", at: 20, .log), container("cache", at: 30, nil),
      ]
      var shop = Pages.Service(head: head("shop", "1.0.0", at: 40))
      shop.head.folder = "services/Shop"
      shop.writesTo = [reference("orders")]
      var till = Pages.Service(head: head("till", "1.0.0", at: 50))
      till.readsFrom = [reference("journal")]
      pages.services = [shop, till]
    }
    let stores = catalog.services.map { service in service.stores.map { (catalog[$0.name.name], $0.kind, $0.role) } }
    #expect(stores[0].map(\.0) == ["orders", "cache"] && stores[1].map(\.0) == ["journal"])
    #expect(stores[0].map(\.1) == [.table, nil] && stores[1].map(\.1) == [.log])
    #expect(stores[0].map(\.2) == [.write, nil] && stores[1].map(\.2) == [nil])
  }

  /// `services/Shop/runbooks/Outage` is in a collection of the user's own; a folder without a page of its own only
  /// groups services.
  @Test("a page inside the folder of a service is no service")
  func nested() {
    func service(_ id: String, at start: UInt32, in folder: String, _ enclosing: [String] = []) -> Pages.Service {
      var page = Pages.Service(head: head(id, "1.0.0", at: start))
      (page.head.folder, page.head.enclosing) = (folder, enclosing)
      return page
    }
    let catalog = linked { pages in
      pages.services = [
        service("outage", at: 10, in: "services/Shop/runbooks/Outage", ["services/Shop", "services/Shop/runbooks"]),
        service("shop", at: 20, in: "services/Shop"),
        service("till", at: 30, in: "services/Sales/Till", ["services/Sales"]),
      ]
    }
    #expect(catalog.services.map { catalog[$0.name] } == ["shop", "till"])
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
