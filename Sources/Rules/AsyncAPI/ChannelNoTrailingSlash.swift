import RuleBook

extension Rule {
  /// A channel address with a trailing slash.
  static let channelNoTrailingSlash = Rule(.channelNoTrailingSlash, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for channel in inspection.parts.addressed {
    let address = channel.address
    guard address.name.hasSuffix("/"), address.name != "/" else { continue }
    inspection.report("the address `\(address.name)` ends in a slash", at: address.place)
  }
}
