import Catalog
import Findings
import RuleBook

extension Rule {
  /// A channel that is the source of truth but has a finite retention.
  static let sourceOfTruthRetention = Rule(.sourceOfTruthRetention, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for channel in catalog.channels where channel.role == .sourceOfTruth && channel.archive == nil {
    guard let retention = channel.retention, Retention.isFinite(catalog[retention]) else { continue }
    inspection.report(
      "\(catalog[channel.name]) is the source of truth, but deletes messages after \(catalog[retention])",
      at: channel.place,
      about: [channel.name],
      help: "set `retention: forever` or `compact`, or declare where the rest is: `archive: …`")
  }
}
