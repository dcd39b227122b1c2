/// A generator of catalogs of any size for benchmarks and tests; the same seed gives the same bytes.
///
/// The files resemble real catalogs: two to four kilobytes with one definition each, eleven bytes a node; block and
/// flow style, comments, quoted, literal and folded text, some of it not ASCII. Every event has existing producers and
/// consumers, and services only consume from services with lower numbers, so that there are no cycles.
package struct Corpus: Sendable {
  /// A generated file.
  package struct File: Sendable {
    /// The path relative to the folder of the corpus.
    package var path: String
    /// The content.
    package var text: String
  }

  /// - Parameters:
  ///   - files: the number of files; one in nine is a service, the others are events.
  ///   - seed: the seed of the random generator.
  ///   - fields: the average number of payload fields of an event.
  package init(files: Int, seed: UInt64 = 1, fields: Int = 20) {
    random = Random(seed)
    eventCount = max(1, files * 8 / 9)
    serviceCount = max(1, files - files * 8 / 9)
    self.fields = fields
    consumers = [[Int]](repeating: [], count: serviceCount)
    for event in 0..<eventCount {
      let producer = event % serviceCount
      for _ in 0..<(1 + random.below(3)) {
        let consumer = producer + 1 + random.below(40)
        guard consumer < serviceCount, consumers[consumer].last != event else { continue }
        consumers[consumer].append(event)
      }
    }
  }

  private var random: Random
  private let eventCount: Int
  private let serviceCount: Int
  private let fields: Int
  private var consumers: [[Int]]

  /// Calls `body` with each file in order, so that a large corpus does not have to fit in memory.
  package mutating func eachFile(_ body: (File) throws -> Void) rethrows {
    for event in 0..<eventCount {
      let domain = Self.domains[event % Self.domains.count]
      try body(
        File(path: "events/\(domain)/\(name(event)).yaml", text: "eventlint: 1\n" + eventText(event, inSection: true)))
    }
    for service in 0..<serviceCount {
      let domain = Self.domains[service % Self.domains.count]
      try body(
        File(
          path: "services/\(domain)/service-\(service).yaml",
          text: "eventlint: 1\n" + serviceText(service, inSection: true)))
    }
  }

  /// Calls `body` with consecutive parts of one file that has the whole corpus.
  package mutating func forEachPartOfOneFile(_ body: (String) throws -> Void) rethrows {
    try body("# Generated catalog\neventlint: 1\nevents:\n")
    for event in 0..<eventCount { try body(eventText(event, inSection: false)) }
    try body("services:\n")
    for service in 0..<serviceCount { try body(serviceText(service, inSection: false)) }
  }

  private func name(_ event: Int) -> String {
    let noun = Self.nouns[event % Self.nouns.count]
    let verb = Self.verbs[event / Self.nouns.count % Self.verbs.count]
    return "\(noun)\(verb)\(event)"
  }

  private mutating func eventText(_ event: Int, inSection: Bool) -> String {
    var text = inSection ? "events:\n" : ""
    if random.below(10) < 3 {
      text += "  # owned by team-\(Self.domains[event % Self.domains.count]); see ADR-\(random.below(400))\n"
    }
    text += "  \(name(event)):\n"
    switch random.below(4) {
    case 0, 1: text += "    summary: \(sentence(12))\n"
    case 2: text += "    summary: >-\n      \(sentence(10))\n      \(sentence(11))\n"
    default: text += "    summary: |\n      \(sentence(8))\n      \(sentence(9))\n      \(sentence(7))\n"
    }
    text += "    version: \(random.below(4) + 1)\n"
    text += "    visibility: \(random.below(2) == 0 ? "outside" : "\"outside\"")\n"
    text += "    key: id\n    correlation: [traceid, correlationid]\n"
    text +=
      "    tags: [\(Self.domains[random.below(Self.domains.count)]), 'generated']\n\n    payload:\n      id: string\n"
    for field in 0..<(fields / 2 + random.below(fields)) {
      let name = Self.fieldNames[field % Self.fieldNames.count] + (field < Self.fieldNames.count ? "" : String(field))
      switch random.below(8) {
      case 0: text += "      \(name): {code: string, label: string, rank: integer}\n"
      case 1: text += "      \(name)?: [string]\n"
      case 2: text += "      \(name): \"date-time\"   # \(words(3))\n"
      case 3: text += "      \(name):\n        value: decimal\n        currency?: string\n"
      case 4: text += "      \(name)?: integer\n"
      default: text += "      \(name): string\n"
      }
    }
    text +=
      "    x-docs:\n      note: \(sentence(16))\n      reviewed: 2026-0\(random.below(9) + 1)-1\(random.below(9))\n"
    text += "      examples:\n        - {id: \"\(random.below(1_000_000))\", note: '\(words(6))'}\n"
    text += "        - {id: \"\(random.below(1_000_000))\", note: '\(words(9))'}\n"
    text += "      history: |\n        \(sentence(14))\n        \(sentence(15))\n"
    text += "        \(sentence(13))\n        \(sentence(14))\n"
    text += "      # reviewed with the teams that consume it\n      rationale: >-\n"
    text += "        \(sentence(15))\n        \(sentence(16))\n        \(sentence(14))\n"
    return text
  }

  private mutating func serviceText(_ service: Int, inSection: Bool) -> String {
    var text = inSection ? "services:\n" : ""
    text += "  service-\(service):\n    summary: \(sentence(10))\n"
    text += "    team: team-\(Self.domains[service % Self.domains.count])\n"
    text += "    context: \(Self.domains[service % Self.domains.count])\n"
    text += "    publishes:\n"
    for event in stride(from: service, to: eventCount, by: serviceCount) { text += "      - \(name(event))\n" }
    if !consumers[service].isEmpty { text += "    consumes:\n" }
    for event in consumers[service] {
      // As in real catalogs, most consumers do not declare `needs`, so that unused fields cannot be determined.
      text += "      \(name(event)): {\(service % 16 == 0 ? "needs: [id], " : "")effect: write, idempotent: by id}\n"
    }
    text += "    x-repository: https://git.example.test/service-\(service)#main\n"
    text += "    x-runbook: |\n      \(sentence(12))\n      \(sentence(12))\n"
    return text
  }

  private mutating func sentence(_ count: Int) -> String {
    var text = words(count)
    text = text.prefix(1).uppercased() + text.dropFirst() + "."
    if random.below(40) == 0 { text += " Größe in €, naïve — 注文." }
    return text
  }

  private mutating func words(_ count: Int) -> String {
    (0..<count).map { _ in Self.wordList[random.below(Self.wordList.count)] }.joined(separator: " ")
  }

  private static let domains = split(
    """
    billing catalog checkout customer fulfilment identity inventory loyalty notify orders payments \
    pricing returns search shipping support tax warehouse
    """)
  private static let nouns = split(
    """
    Order Payment Invoice Shipment Customer Cart Refund Price Stock Coupon Account Address Parcel Ticket \
    Session Subscription Ledger Quote Voucher
    """)
  private static let verbs = split(
    """
    Created Updated Cancelled Accepted Rejected Shipped Expired Settled Reserved Released Merged \
    Archived Verified Failed
    """)
  private static let fieldNames = split(
    """
    orderId customerId accountId amount currency occurredAt reason status lines sku quantity contact \
    country postalCode warehouse carrier trackingCode discount taxRate region note origin priority limit
    """)
  private static let wordList = split(
    """
    the event is emitted when a customer order changes state and downstream services must update their \
    read models before the next settlement window closes so that totals stay consistent across regions \
    and currencies retries are idempotent by key partial failures are reported to owning team on call
    """)

  private static func split(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}

/// A seeded random generator: SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
package struct Random: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator whose sequence depends only on the seed.
  package init(_ seed: UInt64) {
    state = seed
  }

  /// The next 64 random bits.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
    return value ^ value >> 31
  }

  /// A random number from 0 up to, but not including, a bound above 0.
  package mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
}
