import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Questions to git about one repository, asked so that nothing of the checkout or of the repository's own configuration is executed.
///
/// Only commands that read objects are used; none of them touches the work tree, so that no filter, hook or text conversion applies.
struct Git: Sendable {
  /// The repository's top folder, links resolved.
  let top: String
  private let program: FilePath

  init(top: String) throws(UsageError) {
    self.top = top
    guard let program = Executables.find("git", readingFrom: [top]) else {
      throw UsageError(
        "there is no `git` on the PATH, which comparing with a revision needs (a program inside the repository is not started)"
      )
    }
    self.program = program
  }

  struct Answer: Sendable {
    var output: [UInt8]
    /// Standard error.
    var words: String
    var isSuccess: Bool

    var text: String { String(decoding: output, as: UTF8.self).split(separator: "\n").joined(separator: "\n") }
  }

  /// Runs one command.
  ///
  /// - Throws: `UsageError` when git cannot be run at all.
  func ask(_ arguments: [String], input: [UInt8] = []) async throws(UsageError) -> Answer {
    do {
      let result = try await run(
        .path(program), arguments: Arguments(["--no-pager", "-C", top] + Self.settings + arguments),
        environment: .custom(Self.environment(top)), input: .array(input),
        output: .bytes(limit: 2 << 30), error: .string(limit: 1 << 20))
      return Answer(
        output: result.standardOutput, words: result.standardError ?? "", isSuccess: result.terminationStatus.isSuccess)
    } catch {
      throw UsageError("git could not be run: \(error)")
    }
  }

  /// The answer of a command that has to succeed.
  func bytes(_ arguments: [String], input: [UInt8] = []) async throws(UsageError) -> [UInt8] {
    let answer = try await ask(arguments, input: input)
    guard answer.isSuccess else {
      throw UsageError(
        "git \(arguments[0]) failed: \(answer.words.split(separator: "\n").first.map(String.init) ?? "no reason given")"
      )
    }
    return answer.output
  }

  /// Settings that win over the repository's own: a folder of ordinary files that looks like a repository is none, and nothing is started.
  private static let settings = [
    "safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false", "core.askPass=false", "core.alternateRefsCommand=false", "protocol.allow=never",
    "gc.auto=0", "maintenance.auto=false",
  ].flatMap { ["-c", $0] }

  /// The environment without git's own variables, which a hook or an attacker may have set; nothing is fetched or locked, words are English.
  private static func environment(_ top: String) -> [Environment.Key: String] {
    var variables = Executables.variables.filter { !$0.key.hasPrefix("GIT_") }
    variables["GIT_CEILING_DIRECTORIES"] = FilePaths.parent(top) ?? "/"
    variables["GIT_NO_LAZY_FETCH"] = "1"
    // No protocol at all; unlike `protocol.allow` the repository cannot make exceptions from it.
    variables["GIT_ALLOW_PROTOCOL"] = "none"
    variables["GIT_NO_REPLACE_OBJECTS"] = "1"
    variables["GIT_OPTIONAL_LOCKS"] = "0"
    variables["GIT_LITERAL_PATHSPECS"] = "1"
    variables["GIT_TERMINAL_PROMPT"] = "0"
    variables["LC_ALL"] = "C"
    var environment: [Environment.Key: String] = [:]
    for (name, value) in variables {
      if let key = Environment.Key(rawValue: name) { environment[key] = value }
    }
    return environment
  }
}
