import Files
package import Reports
package import Writing

/// A report format and the file it is written to.
package struct ReportTarget: Sendable {
  /// What the report is written as.
  package var format: ReportFormat
  /// The path of the file; nil for standard output.
  package var file: String?

  /// A report on standard output, or in a file.
  package init(_ format: ReportFormat, file: String? = nil) {
    self.format = format
    self.file = file
  }

  /// The targets of the words `FORMAT` and `FORMAT=FILE`.
  ///
  /// - Throws: `UsageError` for an unknown format, for two reports on standard output or in one file.
  package static func all(_ words: [String]) throws(UsageError) -> [ReportTarget] {
    var targets: [ReportTarget] = []
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard let format = ReportFormat(rawValue: parts[0]) else {
        throw .unknown("format", parts[0], among: ReportFormat.allCases.map(\.rawValue))
      }
      guard parts.count == 1 || !parts[1].isEmpty else { throw UsageError("--format \(word): missing file name") }
      targets.append(ReportTarget(format, file: parts.count > 1 ? parts[1] : nil))
    }
    guard targets.count(where: { $0.file == nil }) <= 1 else {
      throw UsageError("only one format can be written to standard output; use --format FORMAT=FILE for the others")
    }
    for (index, target) in targets.enumerated() {
      guard let file = target.file,
        let other = targets[..<index].first(where: { $0.file.map { OutputFile.areSame($0, file) } ?? false })
      else { continue }
      throw UsageError(
        "--format \(other.format.rawValue)=\(other.file ?? "") and --format \(target.format.rawValue)=\(file) "
          + "write to the same file"
      )
    }
    return targets
  }
}
