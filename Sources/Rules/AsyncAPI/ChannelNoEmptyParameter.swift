import RuleBook
import Writing

extension Rule {
  /// A channel address with an empty parameter.
  static let channelNoEmptyParameter = Rule(.channelNoEmptyParameter, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for channel in inspection.parts.addressed {
    let address = channel.address
    guard address.name.contains(ascii: "{}") else { continue }
    inspection.report("the address `\(address.name)` has an empty parameter", at: address.place)
  }
}
