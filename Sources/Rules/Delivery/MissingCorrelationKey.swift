import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that correlates a message by another value than the catalog declares, or by none.
  static let missingCorrelationKey = Rule(.missingCorrelationKey, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for process in catalog.processes {
    for node in process.nodes where node.kind == .wait {
      guard let name = node.known, let message = catalog.message(name), !message.correlation.isEmpty else { continue }
      let fields = catalog[message.correlation].map { catalog[$0.name] }
      let notes = [
        Note(
          "\(catalog[name]) is correlated by \(joined(fields)) here",
          at: catalog[message.correlation].first?.place ?? message.place)
      ]
      guard let key = node.correlationKey else {
        guard process.isZeebe, process.isExecutable == true else { continue }
        inspection.report(
          "\(process.label) waits for \(catalog[name]) without a correlation key", at: node.place,
          about: [name, process.service], notes: notes,
          help: "give the message a `zeebe:subscription` with the variable that holds \(joined(fields))")
        continue
      }
      guard let variable = variable(key.text), !fields.contains(where: { isSame(variable, PlainName.of($0)) }) else {
        continue
      }
      // A variable may have any name, but one with the name of another field of the message holds that field.
      let other = catalog.shape(of: message)?.fields.lazy.map { catalog[$0.name] }.first {
        PlainName.of($0) == variable
      }
      inspection.report(
        other.map {
          "\(process.label) correlates \(catalog[name]) by \($0), but the catalog declares \(joined(fields))"
        }
          ?? "\(process.label) correlates \(catalog[name]) by `\(key.text)`, which may not be its \(joined(fields))",
        at: key.place, about: [name, process.service], confidence: other == nil ? .low : .high,
        loweredBy: other == nil ? 2 : 0, notes: notes,
        help: "correlate by the field that the catalog declares, or correct the catalog")
    }
  }
}

/// The variable of a key, in plain letters: `traceid` for `= order.traceId`; nil for computed keys.
private func variable(_ text: String) -> String? {
  let path = text.drop { $0 == "=" || $0 == " " }
  guard path.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }),
    let last = path.split(separator: ".").last
  else { return nil }
  return PlainName.of(String(last))
}

/// Whether two names may mean the same: `correlationId` and `CorrelationId_RetrievePayment`, `id` and `orderId`.
private func isSame(_ one: String, _ other: String) -> Bool { one.contains(other) || other.contains(one) }
