import Catalog

/// The columns of a sequence: their order and their places from left to right, in pixels.
struct SequenceColumns: Sendable {
  /// A service with a column.
  struct Column: Sendable {
    var service: Name
    /// The lines of its heading.
    var lines: [String]
    var isOwner: Bool
    /// The middle.
    var x: Int
    /// The width of the heading.
    var width: Int

    var left: Int { x - width / 2 }
    var right: Int { left + width }
  }

  /// An arrow that wants room for the words on it.
  struct Arrow {
    var from: Name
    var to: Name
    /// The width of the words.
    var width: Int
  }

  private(set) var columns: [Column] = []
  /// The width of the picture.
  private(set) var width = 0
  private var positions: [Name: Int] = [:]

  /// The margin on the left, and the room for notes on the right.
  private static let (leftMargin, rightMargin) = (26, 132)

  /// - Parameters:
  ///   - services: the services in order.
  ///   - limit: the width that is kept where headings can be made as narrow as that needs.
  init(_ services: [(service: Name, name: String)], owner: Name?, arrows: [Arrow], limit: Int) {
    let room = limit - Self.leftMargin - Self.rightMargin
    // All columns side by side, or headings on two lines, or headings that are cut.
    let share = services.isEmpty ? room : max(100, room / services.count - 14)
    func heading(_ name: String, isOwner: Bool, most: Int) -> (lines: [String], width: Int) {
      let least = isOwner ? 110 : 84
      let width = TextWidth.of(name, tenths: 125, isBold: true) + 22
      if width <= most { return ([name], max(least, width)) }
      let lines = TextWidth.halves(name, tenths: 125).map {
        TextWidth.fitted($0, to: max(most, least) - 22, tenths: 125, isBold: true)
      }
      return (lines, max(least, (lines.map { TextWidth.of($0, tenths: 125, isBold: true) }.max() ?? 0) + 22))
    }
    var headings = services.map { heading($0.name, isOwner: $0.service == owner, most: 200) }
    if headings.reduce(0, { $0 + $1.width + 14 }) > room {
      headings = services.map { heading($0.name, isOwner: $0.service == owner, most: share) }
    }
    for (index, heading) in headings.enumerated() {
      let service = services[index].service
      positions[service] = index
      columns.append(
        Column(service: service, lines: heading.lines, isOwner: service == owner, x: 0, width: heading.width))
    }
    place(arrows, room: room)
    width = max(560, (columns.last?.right ?? 0) + Self.rightMargin)
  }

  /// Sets the gaps: what the headings need, more where arrows want room for their words, and no more than there is.
  private mutating func place(_ arrows: [Arrow], room: Int) {
    guard let first = columns.first, let last = columns.last else { return }
    let least = zip(columns, columns.dropFirst()).map { ($0.width + $1.width) / 2 + 14 }
    var wanted = least
    for arrow in arrows {
      guard let from = positions[arrow.from], let to = positions[arrow.to], from != to else { continue }
      let between = min(from, to)..<max(from, to)
      for gap in between { wanted[gap] = max(wanted[gap], (arrow.width + 26) / between.count) }
    }
    let extra = wanted.reduce(0, +) - least.reduce(0, +)
    let spare = max(0, room - (first.width + last.width) / 2 - least.reduce(0, +))
    var x = Self.leftMargin + first.width / 2
    for index in columns.indices {
      columns[index].x = x
      guard index < least.count else { break }
      x += least[index] + (extra == 0 ? 0 : (wanted[index] - least[index]) * min(spare, extra) / extra)
    }
  }

  subscript(service: Name) -> Column? { positions[service].map { columns[$0] } }

  func x(_ service: Name) -> Int? { self[service]?.x }
}

/// The search for an order of columns in which arrows pass over few other columns.
///
/// The cost of an order is the number of columns that arrows pass over without an arrival, 0.15 for each arrow to the
/// left, and 0.6 for each place of the service that starts behind the first. The search moves one column at a time
/// until nothing gets better, from several beginnings.
struct ColumnOrder {
  private let count: Int
  private let start: Int
  /// The columns that each arrow touches, the sender first; equal ones once.
  private let arrows: [(columns: [Int], times: Int)]
  /// The number of orders that may still be looked at: a search of many columns ends early.
  private var budget = 60_000

  /// The services in the best order found.
  static func sorted(_ services: [Name], arrows: [[Name]], start: Name?) -> [Name] {
    var search = ColumnOrder(services, arrows: arrows, start: start)
    return search.best().map { services[$0] }
  }

  private init(_ services: [Name], arrows: [[Name]], start: Name?) {
    count = services.count
    let positions = Dictionary(services.enumerated().map { ($1, $0) }) { first, _ in first }
    self.start = start.flatMap { positions[$0] } ?? 0
    var times: [[Int]: Int] = [:]
    var order: [[Int]] = []
    for arrow in arrows {
      let columns = arrow.compactMap { positions[$0] }.unique
      guard columns.count > 1 else { continue }
      if times[columns] == nil { order.append(columns) }
      times[columns, default: 0] += 1
    }
    self.arrows = order.map { ($0, times[$0] ?? 1) }
  }

  private mutating func best() -> [Int] {
    let given = Array(0..<count)
    var (best, least) = (given, Int.max)
    for first in 0..<min(max(count, 1), 8) {
      var order = given
      if first > 0 { order.insert(order.remove(at: first), at: 0) }
      let cost = improve(&order)
      if cost < least { (best, least) = (order, cost) }
    }
    return best
  }

  private mutating func improve(_ order: inout [Int]) -> Int {
    var least = cost(order)
    var isBetter = true
    while isBetter, budget > 0 {
      isBetter = false
      search: for from in order.indices {
        for to in order.indices where to != from {
          var moved = order
          moved.insert(moved.remove(at: from), at: to)
          let cost = cost(moved)
          guard cost < least else { continue }
          (order, least, isBetter) = (moved, cost, true)
          break search
        }
      }
    }
    return least
  }

  /// The cost of an order, in hundredths.
  private mutating func cost(_ order: [Int]) -> Int {
    budget -= 1
    var places = Array(repeating: 0, count: count)
    for (place, column) in order.enumerated() { places[column] = place }
    var cost = order.isEmpty ? 0 : 60 * places[start]
    for (columns, times) in arrows {
      var (low, high) = (count, -1)
      for column in columns {
        low = min(low, places[column])
        high = max(high, places[column])
      }
      var own = 100 * (high - low - (columns.count - 1))
      if places[columns[1]] < places[columns[0]] { own += 15 }
      cost += own * times
    }
    return cost
  }
}
