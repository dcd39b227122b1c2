extension Catalog {
  /// The plain top-level fields that all of at least five events have: the envelope of a framework, which no event
  /// states by itself. Objects are none of it: they are what services hand on to one another.
  ///
  /// Linear in the fields until no name is left, which is mostly after two events.
  package func commonFields() -> NameSet {
    var common: [Name] = []
    // The last event with a field of each name, counted from 1.
    var last = [Int32](repeating: 0, count: names.count)
    var events: Int32 = 0
    for message in messages where message.kind == .event {
      guard let range = message.fields, range.count > 0 else { continue }
      events += 1
      for head in heads(of: range) where head.isTopLevel && !head.isObject {
        let name = head.name
        if events == 1, last[Int(name.index)] == 0 { common.append(name) }
        last[Int(name.index)] = events
      }
      common.removeAll { last[Int($0.index)] != events }
      if common.isEmpty { break }
    }
    var result = NameSet(count: names.count)
    if events >= 5 { for name in common { result.insert(name) } }
    return result
  }
}
