import Naming

/// Marks for single words of a message's name, beyond its grammar, and for its length.
struct NameMarks: OptionSet, Sendable {
  let rawValue: UInt16

  /// Ends in changed, updated or modified: states a change, but not what happened.
  static let change = NameMarks(rawValue: 1)
  /// Ends in created, updated, deleted or saved: an operation on data.
  static let crud = NameMarks(rawValue: 2)
  /// Ends in failed, rejected, declined, …
  static let failure = NameMarks(rawValue: 4)
  /// Ends in cancelled or aborted, which may be a regular end.
  static let cancellation = NameMarks(rawValue: 8)
  /// Ends in checked, verified, approved, …: the outcome of a check.
  static let outcome = NameMarks(rawValue: 16)
  /// Contains a word for a transport or format: kafka, topic, queue, …
  static let transport = NameMarks(rawValue: 32)
  /// Contains status or state.
  static let status = NameMarks(rawValue: 64)
  /// Ends in a step of a life cycle: created, placed, completed, cancelled, …
  static let lifecycle = NameMarks(rawValue: 128)

  /// Ends in how something went: completed, failed, started, …
  static let progress = NameMarks(rawValue: 256)
  /// Ends in a word for pending work: initiated, queued, due, …
  static let openEnd = NameMarks(rawValue: 512)
  /// Contains a word that speaks of a cancellation, such as cancel, void or refund; see `Lifecycles.Ending`.
  static let cancelling = NameMarks(rawValue: 1024)
  /// Contains a word that speaks of a rejection.
  static let rejecting = NameMarks(rawValue: 2048)
  /// Contains a word that speaks of the end of a time.
  static let expiring = NameMarks(rawValue: 4096)
  /// Contains a word that speaks of a failure.
  static let failing = NameMarks(rawValue: 8192)
  /// Contains the word for.
  static let isFor = NameMarks(rawValue: 16384)
  /// Has three words or more.
  static let isLong = NameMarks(rawValue: 32768)

  /// The marks that count wherever their word stands; the others are those of the last word.
  static let anywhere: NameMarks = [.status, .transport, .cancelling, .rejecting, .expiring, .failing, .isFor]

  init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The marks of a word at the end of a name.
  init(_ word: ArraySlice<UInt8>) {
    self = []
    if Self.lengths.contains(word.count) {
      let text = String(decoding: word, as: UTF8.self)
      for (mark, words) in Self.table where words.contains(text) { formUnion(mark) }
    }
    for ending in Lifecycles.Ending.allCases where ending.isMeant(by: word) { formUnion(ending.mark) }
  }

  private static let lengths = 3...12
  /// The words of each mark: a list, since a catalog asks for few words.
  private static let table: [(mark: NameMarks, words: [String])] = [
    (.change, ["changed", "updated", "modified"]),
    (.crud, ["created", "updated", "deleted", "saved"]),
    (.failure, ["failed", "rejected", "declined", "denied", "refused", "expired"]),
    (.cancellation, ["cancelled", "canceled", "aborted"]),
    (
      .outcome,
      ["checked", "verified", "validated", "approved", "screened", "scored", "assessed", "reviewed", "passed"]
    ),
    (
      .transport,
      [
        "kafka", "rabbit", "rabbitmq", "sqs", "sns", "topic", "queue", "http", "rest", "webhook", "json", "avro",
        "record", "dto",
      ]
    ),
    (.status, ["status", "state"]),
    (.isFor, ["for"]),
    (
      .progress,
      [
        "failed", "rejected", "declined", "denied", "refused", "expired", "cancelled", "canceled", "aborted",
        "completed", "succeeded", "finished", "initiated", "triggered", "queued",
      ]
    ),
    (.openEnd, ["initiated", "triggered", "queued", "pending", "awaiting", "due"]),
    (
      .lifecycle,
      [
        "created", "placed", "opened", "registered", "submitted", "completed", "cancelled", "canceled", "closed",
        "deleted", "removed", "archived", "renamed",
      ]
    ),
  ]
}

/// The naming style of most events of a notation when it is not the past tense. Some published standards have one:
/// `orders/create`, `UPDATE_PROFILE`, `ProductOrderCreateEvent`.
enum HouseStyle: UInt8, Sendable, CaseIterable {
  /// Bare or leading verbs: `orders/create`.
  case verbs
  case nouns
  case states
  case progressive

  /// The style of a mood; nil for facts, obligations, requests and queries, which belong to no style.
  init?(_ mood: Mood) {
    switch mood {
    case .baseOperation, .imperative, .homograph: self = .verbs
    case .noun: self = .nouns
    case .state: self = .states
    case .progressive: self = .progressive
    case .past, .requested, .obligation, .weakObligation, .future, .query: return nil
    }
  }

  /// The style as words for a message.
  var words: String {
    switch self {
    case .verbs: "bare verbs"
    case .nouns: "nouns"
    case .states: "states"
    case .progressive: "what is going on"
    }
  }
}
