import Catalog
import Findings
import RuleBook

extension Rule {
  /// A channel that is the source of truth and forgets.
  static let sourceOfTruthRetention = Rule(.sourceOfTruthRetention, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for channel in catalog.channels where channel.role == .sourceOfTruth && channel.archive == nil {
    guard let retention = channel.retention, Retention.isFinite(catalog[retention]) else { continue }
    inspection.report(
      "\(catalog[channel.name]) is the source of truth and forgets after \(catalog[retention])", at: channel.place,
      about: [channel.name],
      help: "keep it for ever or compacted, or say where the rest is: `archive: …`")
  }
}
