import Naming

/// How the events of a catalog are named, by notation: that one service writes `orders/create` says nothing about how
/// another means `CreateOrder`.
///
/// Subjects count, not names: twenty names about one thing are one voice.
struct NameHabits: Sendable {
  /// How the names of one notation are made.
  struct Habit: Sendable {
    /// The style of most subjects if it is not the past tense; a name in that style says nothing about intent.
    var style: HouseStyle?
    /// Whether most subjects are named in the past tense; a bare verb is then more likely an order.
    var statesFacts = false
    /// Whether there are at least five names, enough for a habit.
    var isSettled = false
  }

  /// The habit of each notation, by its number.
  private var habits = [Habit](repeating: Habit(), count: Words.Notation.allCases.count)
  /// The habit of all names, which applies to names of a single word.
  private(set) var all = Habit()
  /// Facts by the words of their names, to look up what a possible order would lead to.
  private var facts: [UInt64: Int] = [:]
  /// The number of facts that a word begins, by its hash.
  private var subjects: [UInt64: Int] = [:]

  init() {}

  /// The habits of events, given by their positions.
  init(_ names: ContiguousArray<NameFacts>, of events: [Int]) {
    var voices = [Voices](repeating: Voices(), count: Words.Notation.allCases.count)
    var allVoices = Voices()
    for position in events {
      let name = names[position]
      allVoices.add(name)
      if let notation = name.notation { voices[notation.rawValue].add(name) }
      guard name.mood == .past else { continue }
      if facts[name.wordsHash] == nil { facts[name.wordsHash] = position }
      subjects[name.firstWord, default: 0] += 1
    }
    habits = voices.map(\.habit)
    all = allVoices.habit
  }

  /// The habit that applies to a name.
  subscript(_ name: NameFacts) -> Habit { name.notation.map { habits[$0.rawValue] } ?? all }

  /// The position of the fact that says what a name would order: `OrderShipped` for `ShipOrder`.
  func fact(orderedBy name: NameFacts) -> Int? { facts[name.outcomeHash] }

  /// Whether a word begins a fact other than the given name.
  func isSubject(_ word: ArraySlice<UInt8>, beside name: NameFacts) -> Bool {
    let hash = NameFacts.hash(word)
    return subjects[hash, default: 0] > (name.mood == .past && name.firstWord == hash ? 1 : 0)
  }

  /// The first words that begin more facts than other names: subjects, not verbs, as `Plan` beside `PlanCreated`.
  ///
  /// What tells how something went (`CreateOrderFailed`) may begin with a verb and counts on neither side.
  static func subjects(_ names: ContiguousArray<NameFacts>, of events: [Int]) -> Set<UInt64> {
    var balance: [UInt64: Int] = [:]
    for position in events where !names[position].tellsProgress {
      balance[names[position].firstWord, default: 0] += names[position].mood == .past ? 1 : -1
    }
    return Set(balance.lazy.filter { $0.value > 0 }.map(\.key))
  }
}

/// The names of one notation by subject and style.
private struct Voices {
  private var subjects: [UInt64: Tally] = [:]
  private var count = 0

  /// The names about one subject.
  private struct Tally {
    var all = 0
    var facts = 0
    /// The names in each style, by its number.
    var styles = SIMD4<Int32>()

    mutating func add(_ mood: Mood) {
      all += 1
      if mood == .past { facts += 1 }
      if let style = HouseStyle(mood) { styles[Int(style.rawValue)] += 1 }
    }
  }

  mutating func add(_ name: NameFacts) {
    count += 1
    subjects[name.subject, default: Tally()].add(name.mood)
  }

  var habit: NameHabits.Habit {
    var shares = SIMD4<Double>()
    var facts = 0.0
    for (_, tally) in subjects.sorted(by: { $0.key < $1.key }) {
      shares += SIMD4<Double>(tally.styles) / Double(tally.all)
      facts += Double(tally.facts) / Double(tally.all)
    }
    let half = Double(subjects.count) / 2
    return NameHabits.Habit(
      style: count >= 5 ? HouseStyle.allCases.first { shares[Int($0.rawValue)] > half } : nil,
      statesFacts: facts > half, isSettled: count >= 5)
  }
}
