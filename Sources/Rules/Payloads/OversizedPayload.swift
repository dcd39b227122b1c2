import Catalog
import Findings
import RuleBook

extension Rule {
  /// A message with too many fields or too large a size.
  static let oversizedPayload = Rule(.oversizedPayload, run: run)
}

private typealias Options = OversizedPayloadOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let (maxFields, maxBytes) = (inspection[Options.maxFields], inspection[Options.maxKibibytes] * 1024)
  var shared: [FieldRange: Int] = [:]
  for message in catalog.messages {
    if let size = catalog.traits(of: message)?.size, size > maxBytes, let place = catalog.traits(of: message)?.sizePlace
    {
      inspection.report(
        "\(catalog[message.name]) may have \(size / 1024) KiB (limit \(maxBytes / 1024))", at: place,
        about: [message.name],
        help: "send a reference, and store the document where it can be fetched")
    } else if let range = message.fields, range.count > maxFields || catalog.fields.hasShared {
      let leaves = catalog.fields.leafCount(of: range, shared: &shared)
      guard leaves > maxFields else { continue }
      inspection.report(
        "\(catalog[message.name]) has \(leaves) fields (limit \(maxFields))", at: message.payloadPlace ?? message.place,
        about: [message.name],
        help: "split it by the needs of its consumers, or send a reference")
    }
  }
}
