import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts whose name is not of the form `<functional-name>.<event-name>[.v<major>]`.
  static let eventTypeName = Rule(.eventTypeName, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var lack = Lack()
  for (position, message) in catalog.messages.enumerated()
  where message.kind == .event && inspection.facts.isOutside(message, position) && !message.isUnknown {
    lack.all += 1
    if !isTypeName(catalog.names.bytes(message.name)) {
      lack.add(message, "is not a valid event type name", at: message.place)
    }
  }
  inspection.report(
    lack, "events between contexts are not named by valid event type names",
    help:
      "use a name such as `transactions-order.order-placed` or `order.placed.v2`: lower case, "
      + "words joined by hyphens, parts by dots")
}

/// Two parts or more of lower-case letters, digits and inner hyphens, each beginning with a letter.
private func isTypeName(_ name: ArraySlice<UInt8>) -> Bool {
  guard name.contains(UInt8(ascii: ".")) else { return false }
  let parts = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  return parts.allSatisfy { part in
    guard let first = part.first, let last = part.last, first >= 0x61, first <= 0x7A, last != UInt8(ascii: "-") else {
      return false
    }
    return part.allSatisfy { $0 >= 0x61 && $0 <= 0x7A || $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: "-") }
  }
}
