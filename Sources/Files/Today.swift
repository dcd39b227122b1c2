import Platform

/// The day of the run. `EVENTLINT_TODAY` sets it, so that a run can be repeated.
package enum Today {
  /// As `2026-11-25`, in UTC.
  package static var text: String {
    if let day = getenv("EVENTLINT_TODAY").map({ String(cString: $0) }), day.count == 10 { return day }
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }
}
