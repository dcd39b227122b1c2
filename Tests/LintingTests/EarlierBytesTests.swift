import Configuration
import Files
import Linting
import Loading
import TestSupport
import Testing

private let catalog = """
  eventlint: 1
  messages:
    OrderPlaced: {schema: order.json}
  services:
    orders: {publishes: OrderPlaced}
  """

/// The text of a file of one side.
private func text(_ system: LoadedCatalog?, _ path: String) -> String? {
  system?.bytes(of: path).map { String(decoding: $0, as: UTF8.self) }
}

extension EarlierStateTests {
  @Suite struct BytesTests {
    @Test("files of both sides can be read again: inputs, what they refer to, changed or not, from disk or from git")
    func bothSides() async throws {
      try await offThePool {
        // A changed schema has both sides read separately; a changed catalog alone has them read as a pair.
        for isPair in [false, true] {
          try withTemporaryFolder { folder in
            let repository = try TestRepository(folder)
            try repository.commit(["catalog.yaml": catalog, "order.json": "{\"title\": \"a\"}\n", "gone.json": "{}\n"])
            try repository.remove("gone.json")
            try repository.write("catalog.yaml", catalog + "\n# changed\n")
            if !isPair { try repository.write("order.json", "{\"title\": \"b\"}\n") }
            var request = LintRequest()
            request.paths = [folder]
            request.newSince = "HEAD"
            let states = try Linter.states(request, Configuration(), isJudged: false)
            #expect(text(states.now, "\(folder)/catalog.yaml") == catalog + "\n# changed\n")
            #expect(text(states.before, "\(folder)/catalog.yaml") == catalog)
            #expect(text(states.now, "\(folder)/order.json") == "{\"title\": \"\(isPair ? "a" : "b")\"}\n")
            #expect(text(states.before, "\(folder)/order.json") == "{\"title\": \"a\"}\n")
            #expect(text(states.before, "\(folder)/gone.json") == "{}\n")
            #expect(text(states.now, "\(folder)/gone.json") == nil)
            #expect(text(states.before, "\(folder)/../outside.json") == nil)
          }
        }
      }
    }

    @Test("texts that are not files are read as they were given")
    func texts() {
      let system = LoadedCatalog.linking([("catalog.yaml", Array(catalog.utf8))])
      #expect(text(system, "catalog.yaml") == catalog)
      #expect(text(system, "/etc/passwd") == nil)
    }
  }
}
