/// A family of inputs whose shape may cause superlinear work: chains, fans, hubs, many of one kind, all on one line.
///
/// Inputs can have any size and grow linearly with it, so that growth of time is an exponent of the bytes.
package struct Family: Sendable {
  /// The name in reports of `eventlint-dev bench`.
  package var name: String
  /// A size that takes a few tenths of a second.
  package var size: Int
  /// The arguments for `eventlint`, run in the folder of the files.
  package var arguments: [String]
  /// The files of a given size.
  package var files: @Sendable (Int) -> [Corpus.File]

  private init(_ name: String, _ size: Int, arguments: [String], _ files: @escaping @Sendable (Int) -> [Corpus.File]) {
    (self.name, self.size, self.arguments, self.files) = (name, size, arguments, files)
  }

  private static let lint = ["lint", "--isolated", "--fail-on", "never", "."]

  /// Shapes that were once too slow, and related ones.
  package static let all: [Family] = [
    Family("lint of a chain", 80_000, arguments: lint) { catalog(chain($0)) },
    Family("trace of a fan", 80_000, arguments: ["trace", "--isolated", "E0Done", "."]) { catalog(fan($0)) },
    Family("trace --list of a fan", 80_000, arguments: ["trace", "--isolated", "--list", "."]) { catalog(fan($0)) },
    Family("trace --list of a hub and its answers", 40_000, arguments: ["trace", "--isolated", "--list", "."]) {
      catalog(hub($0))
    },
    Family("impact on a fan", 1_600, arguments: ["impact", "--isolated", "--remove", "c1", "E0Done", "."]) {
      catalog(fan($0))
    },
    Family("graph of a fan", 100_000, arguments: ["graph", "--isolated", "."]) { catalog(fan($0)) },
    Family("matrix of services", 4_000, arguments: ["graph", "--isolated", "--view", "matrix", "--format", "svg", "."])
    {
      catalog(chain($0))
    },
    Family("beginnings and ends of one entity", 40_000, arguments: lint) { catalog(beginnings($0)) },
    Family("flows of a ring", 20_000, arguments: lint) { catalog(flows($0)) },
    Family("sagas of an orchestrator", 8_000, arguments: lint) { count in
      catalog(
        "services:\n  boss:\n    sagas:\n" + lines(count) { "      g\($0): {steps: [Do\($0)A, Do\($0)B]}\n" }
          + "  worker: {handles: [\(list(count) { "Do\($0)A, Do\($0)B" })]}\n")
    },
    Family("needs of a payload", 40_000, arguments: lint) { count in
      catalog(
        "services:\n  a: {publishes: [Placed]}\n  b: {consumes: {Placed: {needs: [\(list(count) { "f\($0)" })]}}}\n"
          + "events:\n  Placed: {payload: {\(list(count) { "f\($0): string" })}}\n"
      )
    },
    Family("words of a name", 80_000, arguments: lint) { count in
      // Beside two names that differ by a slip, for which the uses of all words are counted.
      catalog(
        "services: {crm: {publishes: [AddressChecked, AddressChanged, AdressChanged, "
          + (0..<count).map { "W\(letters($0))" }.joined() + "]}}\n")
    },
    Family("findings on one line, text", 40_000, arguments: lint) { catalog(oneLine($0)) },
    Family("findings on one line, sarif", 40_000, arguments: lint + ["--format", "sarif"]) { catalog(oneLine($0)) },
    Family("findings on one line, rdjson", 40_000, arguments: lint + ["--format", "rdjson"]) { catalog(oneLine($0)) },
    Family("suppressions", 80_000, arguments: lint) { count in
      catalog(
        "services:\n"
          + lines(count) { "  s\($0): {publishes: [Told\($0)]} # eventlint: ignore event-without-consumer -- known\n" })
    },
    Family("entries of ignore", 40_000, arguments: ["lint", "--fail-on", "never", "."]) { count in
      catalog("services:\n" + lines(count / 10) { "  s\($0): {publishes: [Told\($0)]}\n" }) + [
        Corpus.File(
          path: ".eventlint.yml",
          text: "ignore:\n" + lines(count) { "  - {rule: event-without-consumer, message: Told\($0), reason: known}\n" }
        )
      ]
    },
    Family("overrides", 32_000, arguments: ["lint", "--fail-on", "never", "."]) { count in
      catalog("services:\n" + lines(count) { "  s\($0): {publishes: [Told\($0)]}\n" }) + [
        Corpus.File(
          path: ".eventlint.yml",
          text: "overrides:\n" + lines(count) { "  - {services: [s\($0)], rules: {event-without-consumer: warning}}\n" }
        )
      ]
    },
    Family("channels of an AsyncAPI document", 80_000, arguments: lint) { count in
      document(
        "channels:\n"
          + lines(count) { "  c\($0): {subscribe: {message: {name: Placed\($0), payload: {type: object}}}}\n" })
    },
    Family("servers of an AsyncAPI document", 40_000, arguments: lint) { count in
      document(
        "servers:\n" + lines(count) { "  s\($0): {url: 'h\($0)', protocol: kafka}\n" } + "channels:\n"
          + lines(100) { "  c\($0): {subscribe: {message: {name: P\($0)}}}\n" })
    },
    Family("schemas that share parts", 80_000, arguments: lint) { count in
      let schemas = lines(count) { number in
        let next = "{$ref: '#/components/schemas/S\(number + 1 < count && number % 50 != 0 ? number + 1 : 0)'}"
        return "    S\(number): {allOf: [\(next), \(next)]}\n"
      }
      return document(
        "channels: {c: {subscribe: {message: {name: Placed, payload: {$ref: '#/components/schemas/S1'}}}}}\n"
          + "components:\n  schemas:\n" + schemas)
    },
    Family("references to references", 160_000, arguments: lint) { count in
      let schemas = lines(count) {
        "    S\($0): \($0 + 1 < count ? "{$ref: '#/components/schemas/S\($0 + 1)'}" : "{type: object}")\n"
      }
      return document(
        "channels: {c: {subscribe: {message: {name: Placed, payload: {$ref: '#/components/schemas/S0'}}}}}\n"
          + "components:\n  schemas:\n" + schemas)
    },
  ]

  /// A number in letters from `a` to `p`, so that it is a part of a word.
  private static func letters(_ number: Int) -> String {
    String(decoding: String(number, radix: 16).utf8.map { $0 < 0x61 ? $0 - 0x30 + 0x67 : $0 }, as: UTF8.self)
  }

  private static func lines(_ count: Int, _ line: (Int) -> String) -> String { (0..<count).map(line).joined() }

  private static func list(_ count: Int, _ item: (Int) -> String) -> String {
    (0..<count).map(item).joined(separator: ", ")
  }

  private static func catalog(_ text: String) -> [Corpus.File] {
    [Corpus.File(path: "catalog.yaml", text: "eventlint: 1\n" + text)]
  }

  private static func document(_ text: String) -> [Corpus.File] {
    [Corpus.File(path: "api.yaml", text: "asyncapi: 2.6.0\ninfo: {title: Orders, version: 1.0.0}\n" + text)]
  }

  private static func chain(_ count: Int) -> String {
    "services:\n  s0: {triggers: {start: {kind: person, publishes: E1Done}}}\n"
      + lines(count) { "  s\($0 + 1): {consumes: {E\($0 + 1)Done: {publishes: E\($0 + 2)Done}}}\n" }
  }

  private static func fan(_ count: Int) -> String {
    "services:\n  hub: {triggers: {start: {kind: person, publishes: E0Done}}}\n"
      + lines(count) { "  c\($0): {consumes: {E0Done: {publishes: E\($0 + 1)Done}}}\n" }
  }

  private static func hub(_ count: Int) -> String {
    "services:\n  hub: {consumes: {\(list(count) { "E\($0)Done: {publishes: [HubTold]}" })}}\n"
      + lines(count) { "  c\($0): {consumes: {HubTold: {publishes: E\($0)Done}}}\n" }
  }

  private static func beginnings(_ count: Int) -> String {
    "services:\n  order: {publishes: [\(list(count) { "OrderPlaced\($0), OrderCancelled\($0)" })]}\n"
      + lines(count) { "  s\($0): {consumes: {OrderPlaced\($0): {effect: write}}}\n" }
  }

  private static func flows(_ count: Int) -> String {
    "services:\n" + lines(count) { "  s\($0): {consumes: {E\(($0 + 1) % count)Done: {publishes: E\($0)Done}}}\n" }
      + "flows:\n" + lines(count) { "  f\($0): {starts: E\($0)Done, ends: [E\(($0 + 5) % count)Done]}\n" }
  }

  private static func oneLine(_ count: Int) -> String {
    "services: {\(list(count) { "s\($0): {publishes: [Told\($0)]}" })}\n"
  }
}
