import Configuration
import Files
import Findings
package import Linting
import Loading
import Writing

/// Repeated runs. A run is due when a file changes that the last run read; the last result is kept while a file has
/// syntax errors.
package struct Watch {
  private let request: LintRequest
  private var stamps: [String: FileBytes.Stamp?] = [:]
  private var last: LintOutcome?

  /// A watch without a result yet.
  package init(_ request: LintRequest) {
    self.request = request
  }

  /// The outcome to show: of the new run, or after a syntax error the last good one with a line about the error.
  package mutating func lint() -> LintOutcome {
    let outcome: LintOutcome
    do throws(UsageError) { outcome = try Linter.lint(request) } catch {
      stamps = look(last?.files.all ?? [])
      return kept("error: \(error.message)")
    }
    stamps = look(outcome.files.all)
    guard let broken = outcome.broken, last != nil else {
      last = outcome
      return outcome
    }
    return kept(broken)
  }

  private func kept(_ reason: String) -> LintOutcome {
    var shown = last ?? LintOutcome(output: [], summary: [], exitCode: 2)
    shown.summary += Array("\(reason)\(last == nil ? "" : "; showing the previous result")\n".utf8)
    return shown
  }

  /// Whether a file was added, removed or changed since the last run.
  package func hasChanged() -> Bool { look(Array(stamps.keys)) != stamps || hasNewInputs() }

  private func look(_ files: [String]) -> [String: FileBytes.Stamp?] {
    var stamps: [String: FileBytes.Stamp?] = [:]
    for file in Set(files + others()) { stamps.updateValue(FileBytes.stamp(file), forKey: file) }
    return stamps
  }

  /// Configuration and baseline; they are watched even if they do not exist yet.
  private func others() -> [String] {
    guard !request.isIsolated else { return [request.baseline].compactMap { $0 } }
    let start = Linter.start(of: request)
    let configuration =
      request.configuration ?? Configuration.nearest(from: start) ?? FilePaths.joined(start, Configuration.names[0])
    // While the configuration has a mistake, the baseline beside it does not matter.
    let own = (try? Linter.configuration(for: request)) ?? Configuration()
    return [configuration, request.baseline ?? Linter.standardBaseline(request, own)]
  }

  private func hasNewInputs() -> Bool {
    do throws(UsageError) {
      let configuration = try Linter.configuration(for: request)
      let found = try Inputs.find(Linter.paths(request, configuration), exclude: configuration.excludedFiles)
      return found.inputs.contains { stamps[$0.path] == nil }
    } catch {
      return false
    }
  }
}
