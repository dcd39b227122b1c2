import RuleBook

extension Rule {
  /// A channel address with a query or fragment.
  static let channelNoQueryNorFragment = Rule(.channelNoQueryNorFragment, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for channel in inspection.parts.addressed {
    let address = channel.address
    let plain = outsideBraces(address.name)
    guard plain.contains("?") || plain.contains("#") else { continue }
    inspection.report("the address `\(address.name)` has a query or fragment", at: address.place)
  }
}

/// An address without its parameters and their braces.
private func outsideBraces(_ address: String) -> String {
  var level = 0
  return String(
    address.filter { character in
      if character == "{" { level += 1 }
      defer { if character == "}" { level = max(0, level - 1) } }
      return level == 0
    })
}
