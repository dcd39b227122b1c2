import Configuration
import Files
import Findings
import Loading
import RuleBook
import RulePages
import Rules
package import Writing

extension Linter {
  /// Lints for contracts only: what breaks consumers of an earlier state, by default that of the default branch.
  ///
  /// - Parameter request: a request whose first path may be a revision.
  package static func breaking(_ request: LintRequest) throws(UsageError) -> LintOutcome {
    var request = request
    // A file that cannot be read hides its contracts.
    request.select = RuleBook.pages.filter { $0.comparesStates || $0.id == .syntax }.map(\.id.name)
    if let first = request.paths.first, !EarlierState.isPath(first) {
      guard request.against.isEmpty else {
        throw UsageError("no such file or folder: \(first); `--against` already names the earlier state")
      }
      request.against = [first]
      request.paths.removeFirst()
    }
    if request.against.isEmpty { request.branch = try defaultBranch(request, try configuration(for: request)) }
    return try lint(request)
  }

  /// The default branch of the repository around the call, as its remote has it if there is one.
  private static func defaultBranch(_ request: LintRequest, _ configuration: Configuration) throws(UsageError)
    -> Revision
  {
    let (paths, start) = repositoryPaths(request, configuration)
    let found = try Blocking.run { () async throws(UsageError) in
      try await Commit.defaultBranch(paths: paths, start: start)
    }
    guard var found else {
      throw UsageError(
        "no default branch found (origin/HEAD, origin/main, origin/master, main, master); "
          + "name what to compare with: eventlint breaking REVISION")
    }
    found.isTip = request.againstTip
    return found
  }
}
