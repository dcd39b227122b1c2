import Configuration
import Files
import Findings
import Loading
import Writing

extension LintResult {
  /// A note about files that look like catalogs and that `include` leaves out: they are easily forgotten when a folder
  /// is added. Empty if the call names its paths. What `exclude` names is left out on purpose.
  func leftOut(_ request: LintRequest) -> [UInt8] {
    guard request.paths.isEmpty, !configuration.include.isEmpty, request.standardInputPath == nil else { return [] }
    let read = Set(system.paths.inputs.map { PathKey(FilePaths.absolute($0)) })
    let found = Inputs.catalogs(
      in: FilePaths.shown(configuration.folder ?? "."),
      exclude: configuration.excludedFiles + configuration.contextFiles, limit: Self.limit
    ).filter { !read.contains(PathKey(FilePaths.absolute($0))) }
    guard !found.isEmpty else { return [] }
    let names = found.prefix(3).map(Escaping.terminal).joined(separator: ", ")
    let more = found.count > 3 ? " and \(found.count - 3) more" : ""
    let verb = found.count == 1 ? "looks like a catalog" : "look like catalogs"
    return Array(
      """
      \(counted(found.count, "file")) outside `include` \(verb): \(names)\(more); add to `include`, or to \
      `exclude` to hide this note.

      """.utf8)
  }

  /// The number of files and folders that are looked at: some 20 ms. `include` may stand for few files of a large
  /// repository, whose search would take longer than the run.
  private static let limit = 2000
}
