import RuleBook
import Schemas

extension Rule {
  /// Channel parameters that do not match the address.
  static let channelParameters = Rule(.channelParameters, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for channel in inspection.parts.addressed {
    let address = channel.address
    let known = Set(channel.parameters.map(\.key))
    let used = DocumentParts.parameters(address.name)
    for parameter in used where !known.contains(parameter) {
      inspection.report(
        "\(address.name) uses {\(parameter)}, which `parameters` does not define", at: address.place)
    }
    for parameter in channel.parameters where !used.contains(parameter.key) {
      inspection.report(
        "parameter \(parameter.key) is defined and \(address.name) does not use it", at: parameter.keyPlace)
    }
  }
}
