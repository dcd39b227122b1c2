import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that finds its instance by another value than the catalog says the message is correlated by.
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
      // A variable may have a name of its own. One that is called as another field of the message holds that field.
      let other = catalog.shape(of: message)?.fields.lazy.map { catalog[$0.name] }.first {
        PlainName.of($0) == variable
      }
      inspection.report(
        other.map {
          "\(process.label) finds its instance by \($0), and \(catalog[name]) is correlated by \(joined(fields))"
        }
          ?? "\(process.label) finds its instance by `\(key.text)`, and nothing says that it is the \(joined(fields)) of \(catalog[name])",
        at: key.place, about: [name, process.service], confidence: other == nil ? .low : .high,
        loweredBy: other == nil ? 2 : 0, notes: notes,
        help: "correlate by the field that the message is correlated by, or correct the catalog")
    }
  }
}

/// The variable that a key is made of, in plain letters: `= order.traceId` is `traceid`. Nil for what is computed.
private func variable(_ text: String) -> String? {
  let path = text.drop { $0 == "=" || $0 == " " }
  guard path.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" || $0 == "." }),
    let last = path.split(separator: ".").last
  else { return nil }
  return PlainName.of(String(last))
}

/// `correlationId` and `CorrelationId_RetrievePayment`, `id` and `orderId` may well be one.
private func isSame(_ one: String, _ other: String) -> Bool { one.contains(other) || other.contains(one) }
