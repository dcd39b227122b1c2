import Findings
import Schemas

extension ProtobufPairs {
  /// Compares the values of two enums by number and by name.
  mutating func compareValues(_ before: ProtobufSources.TypeID, _ after: ProtobufSources.TypeID) {
    let (left, right) = (old.enumeration(before), new.enumeration(after))
    let places = (old[before.source].place(left.span), new[after.source].place(right.span))
    let (reader, writer) = direction == .forward ? (left, right) : (right, left)
    if !reader.isOpen, writer.isOpen {
      let words =
        direction == .forward
        ? "is now open, and readers drop numbers without a name"
        : "is now closed, and drops numbers without a name that senders may set"
      add(ProtobufChanges.enumClosed, path: "", words: words, places: places)
    }
    let names = (old: oldValues(of: before), new: newValues(of: after))
    let values = (old: Self.values(of: left), new: Self.values(of: right))
    let reserved = NumberRanges(right.reserved.numbers.lazy.map(\.range))
    for value in left.values {
      guard let number = value.number else { continue }
      let place = old[before.source].place(value.span)
      if let now = names.new[value.name] {
        guard now.number != number else { continue }
        add(
          ProtobufChanges.valueRenumbered, path: "",
          words: "number of `\(value.name)` changed from \(number) to \(now.number.map(String.init) ?? "another")",
          places: (old[before.source].place(value.numberSpan), new[after.source].place(now.numberSpan)))
      } else if let now = values.new[number] {
        let newPlace = new[after.source].place(now.span)
        if let former = names.old[now.name], former.number != number {
          add(
            ProtobufChanges.valueRenumbered, path: "",
            words: "`\(value.name)` was removed, and its number \(number) now means `\(now.name)`",
            places: (place, newPlace))
        } else {
          add(
            ProtobufChanges.valueRenamed, path: "", words: "value `\(value.name)` is now called `\(now.name)`",
            places: (place, newPlace))
        }
      } else if !reserved.contains(number) {
        let kind =
          direction == .backward && !right.isOpen ? ProtobufChanges.closedValueRemoved : ProtobufChanges.valueRemoved
        add(
          kind, path: "", words: "value `\(value.name)` was removed, and its number \(number) is not reserved",
          places: (place, places.1))
      }
    }
    if direction == .forward {
      for value in right.values {
        guard let number = value.number, values.old[number] == nil, names.old[value.name] == nil else { continue }
        add(
          left.isOpen ? ProtobufChanges.valueAdded : ProtobufChanges.closedValueAdded, path: "",
          words: "now admits `\(value.name)`, which readers do not know",
          places: (places.0, new[after.source].place(value.span)))
      }
    }
    tellReserved((left.reserved, before.source, left.span), (right.reserved, after.source, right.span))
  }

  /// The first value of each number.
  private static func values(of values: ProtobufFile.Enumeration) -> [Int: ProtobufFile.Value] {
    Dictionary(values.values.compactMap { value in value.number.map { ($0, value) } }) { first, _ in first }
  }
}
