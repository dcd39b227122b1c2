import Catalog
import Findings
import RuleBook

extension Rule {
  /// A timer with an invalid duration, date or cycle.
  static let invalidTimer = Rule(.invalidTimer, run: run)
}

private func run(_ inspection: inout Inspection) {
  for process in inspection.catalog.processes {
    for node in process.nodes {
      guard let timer = node.timer, !timer.isExpression, !TimerText.isValid(timer.text) else { continue }
      // A process that is not executable may leave its timers empty.
      guard !timer.text.isEmpty || process.isExecutable == true else { continue }
      inspection.report(
        timer.text.isEmpty
          ? "\(process.label): \(node.label) has no duration, date or cycle"
          : "\(process.label): `\(timer.text)` is not a valid duration, date or cycle", at: timer.place,
        about: [process.service],
        loweredBy: process.isExecutable == false ? 2 : 0,
        help:
          "use ISO 8601: `P7D` is seven days, `PT7H` seven hours; the T precedes hours, minutes and seconds")
    }
  }
}

/// ISO 8601 durations, dates and cycles, and the cron expressions that engines accept as cycles.
private enum TimerText {
  static func isValid(_ text: String) -> Bool {
    if text.hasPrefix("R"), let slash = text.firstIndex(of: "/") {
      guard text[text.index(after: text.startIndex)..<slash].allSatisfy(\.isNumber) else { return false }
      return text[text.index(after: slash)...].split(separator: "/").allSatisfy {
        DurationText.isISO8601($0) || isDate($0)
      }
    }
    // Seconds, minutes, hours, days, months, weekdays.
    if (6...7).contains(text.split(separator: " ").count) { return true }
    return DurationText.isISO8601(text[...]) || isDate(text[...])
  }

  private static func isDate(_ text: Substring) -> Bool {
    let parts = text.prefix { $0 != "T" }.split(separator: "-")
    return parts.count == 3 && parts[0].count == 4 && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isNumber } }
  }
}
