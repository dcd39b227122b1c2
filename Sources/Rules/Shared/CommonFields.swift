import Catalog

extension Catalog {
  /// The plain top-level fields that all of at least five events have: the envelope of a framework, which no event
  /// states by itself. Objects are none of it: they are what services hand on to one another.
  ///
  /// Linear in the fields until no field is left, which is mostly after two events.
  var commonFields: Set<Name> {
    var common: Set<Name>?
    var events = 0
    for message in messages where message.kind == .event {
      guard let range = message.fields, range.count > 0 else { continue }
      events += 1
      let own = Set(fields(of: range).lazy.filter { $0.parent < 0 && $0.kind != .object }.map(\.name))
      common = common?.intersection(own) ?? own
      if common?.isEmpty ?? false { return [] }
    }
    return events >= 5 ? common ?? [] : []
  }
}
