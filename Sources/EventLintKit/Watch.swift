import Findings

/// Lints again whenever something has changed that the last run looked at, and keeps the last result while a file is half-typed.
public struct Watch {
  private let request: LintRequest
  private var stamps: [String: FileBytes.Stamp?] = [:]
  private var last: LintOutcome?

  public init(_ request: LintRequest) {
    self.request = request
  }

  /// What is to be shown: of a run over broken text the last good result, with a line that says where it is broken.
  public mutating func lint() -> LintOutcome {
    let outcome: LintOutcome
    do throws(UsageError) { outcome = try Session.lint(request) } catch {
      stamps = look(last?.files ?? [])
      return kept("error: \(error.message)")
    }
    stamps = look(outcome.files)
    guard let broken = outcome.broken, last != nil else {
      last = outcome
      return outcome
    }
    return kept(broken)
  }

  private func kept(_ reason: String) -> LintOutcome {
    var shown = last ?? LintOutcome(output: [], summary: [], exitCode: 2)
    shown.summary += Array("\(reason)\(last == nil ? "" : "; what was found before is shown")\n".utf8)
    return shown
  }

  /// Whether a file has come, gone or changed since the last run.
  public func hasChanged() -> Bool { look(Array(stamps.keys)) != stamps || hasNewInputs() }

  private func look(_ files: [String]) -> [String: FileBytes.Stamp?] {
    var stamps: [String: FileBytes.Stamp?] = [:]
    for file in Set(files + others()) { stamps.updateValue(FileBytes.stamp(file), forKey: file) }
    return stamps
  }

  /// What is no input and counts as well; a file that is not there may come.
  private func others() -> [String] {
    let start = request.paths.first.map { FilePaths.isFolder($0) ? $0 : FilePaths.parent($0) ?? "." } ?? "."
    let configuration =
      request.isIsolated
      ? nil
      : request.configuration ?? Configuration.nearest(from: start) ?? FilePaths.joined(start, Configuration.names[0])
    return [configuration, request.baseline].compactMap { $0 }
  }

  private func hasNewInputs() -> Bool {
    do throws(UsageError) {
      let configuration = try Session.configuration(for: request)
      let found = try Inputs.find(Session.paths(request, configuration), exclude: configuration.excludedFiles)
      return found.inputs.contains { stamps[$0.path] == nil }
    } catch {
      return false
    }
  }
}
