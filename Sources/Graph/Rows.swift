/// A list of numbers for each of n rows, in compressed form: two flat arrays and no storage per row.
@usableFromInline package struct Rows: Sendable {
  @usableFromInline var starts: ContiguousArray<Int32>
  @usableFromInline var items: ContiguousArray<Int32>

  /// The items grouped by row in the order of the calls: a counting sort, linear in rows and items.
  ///
  /// - Parameters:
  ///   - rows: the number of rows.
  ///   - each: calls its argument once for each (row, item). It is called twice and must make the same calls both
  ///     times.
  @inlinable package init(rows: Int, each: ((Int, Int32) -> Void) -> Void) {
    // Shifted by one: what counts the items of a row becomes the place of its next one, and so the start of the row
    // behind it.
    var starts = ContiguousArray<Int32>(repeating: 0, count: rows + 2)
    var count = 0
    each { row, _ in
      starts[row + 2] += 1
      count += 1
    }
    for row in 0..<rows { starts[row + 2] += starts[row + 1] }
    var items = ContiguousArray<Int32>(repeating: 0, count: count)
    each { row, item in
      items[Int(starts[row + 1])] = item
      starts[row + 1] += 1
    }
    starts.removeLast()
    self.starts = starts
    self.items = items
  }

  /// No rows.
  init() { (starts, items) = ([0], []) }

  private init(starts: ContiguousArray<Int32>, items: ContiguousArray<Int32>) {
    self.starts = starts
    self.items = items
  }

  /// Two lists of the same form: each item of the first has a counterpart in the second. Linear in rows and items.
  static func pair(rows: Int, each: ((Int, Int32, Int32) -> Void) -> Void) -> (Rows, Rows) {
    var starts = ContiguousArray<Int32>(repeating: 0, count: rows + 2)
    var count = 0
    each { row, _, _ in
      starts[row + 2] += 1
      count += 1
    }
    for row in 0..<rows { starts[row + 2] += starts[row + 1] }
    var first = ContiguousArray<Int32>(repeating: 0, count: count)
    var second = first
    each { row, item, beside in
      let index = Int(starts[row + 1])
      first[index] = item
      second[index] = beside
      starts[row + 1] += 1
    }
    starts.removeLast()
    return (Rows(starts: starts, items: first), Rows(starts: starts, items: second))
  }

  /// The number of rows.
  @inlinable package var count: Int { starts.count - 1 }

  /// The items of a row, as a copy.
  package subscript(_ row: Int) -> ArraySlice<Int32> {
    ArraySlice(items[Int(starts[row])..<Int(starts[row + 1])])
  }

  /// Calls a function for each item of a row, without a copy.
  @inlinable package func forEach(in row: Int, _ body: (Int32) -> Void) {
    for index in Int(starts[row])..<Int(starts[row + 1]) { body(items[index]) }
  }

  /// The range of a row's items for `item(_:)`.
  @inlinable @inline(__always) package func range(_ row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

  /// The item at an index of the whole list.
  @inlinable @inline(__always) package func item(_ index: Int) -> Int32 { items[index] }
}
