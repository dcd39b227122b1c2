import Subprocess
package import Writing

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

/// Read access to one git repository. Nothing in the checkout or in the repository's configuration is executed.
///
/// Only commands that read objects are used. None of them touches the work tree, so no filter, hook or text conversion
/// applies.
package struct Git: Sendable {
  /// The repository's top folder, links resolved.
  package let top: String
  private let program: FilePath

  /// The repository whose top folder this is.
  ///
  /// - Throws: `UsageError` if no `git` outside the repository is on the PATH.
  package init(top: String) throws(UsageError) {
    self.top = top
    guard let program = Executables.find("git", readingFrom: [top]) else {
      throw UsageError(
        "`git` not found on the PATH; it is required to compare with a revision "
          + "(programs inside the repository are not started)"
      )
    }
    self.program = FilePath(program)
  }

  /// The result of one command.
  package struct Answer: Sendable {
    var output: [UInt8]
    /// The text of standard error.
    package var words: String
    /// Whether the command exited with code 0.
    package var isSuccess: Bool

    /// The standard output as text, without empty lines and without a line break at its end.
    package var text: String { String(decoding: output, as: UTF8.self).split(separator: "\n").joined(separator: "\n") }
  }

  /// Runs one command.
  ///
  /// - Throws: `UsageError` when git cannot be started. A failing command is an answer with `isSuccess` false.
  package func ask(_ arguments: [String], input: [UInt8] = []) async throws(UsageError) -> Answer {
    do {
      let result = try await run(
        .path(program), arguments: Arguments(["--no-pager", "-C", top] + Self.settings + arguments),
        environment: .custom(Self.environment(top)), input: .array(input),
        output: .bytes(limit: 2 << 30), error: .string(limit: 1 << 20))
      return Answer(
        output: result.standardOutput, words: result.standardError, isSuccess: result.terminationStatus.isSuccess)
    } catch {
      throw UsageError("cannot run git: \(error)")
    }
  }

  /// The output of a command; throws if the command fails.
  package func bytes(_ arguments: [String], input: [UInt8] = []) async throws(UsageError) -> [UInt8] {
    let answer = try await ask(arguments, input: input)
    guard answer.isSuccess else {
      throw UsageError(
        "git \(arguments[0]) failed: \(answer.words.split(separator: "\n").first.map(String.init) ?? "no reason given")"
      )
    }
    return answer.output
  }

  /// Settings that override the repository's own: bare repositories inside the checkout are ignored and no other
  /// program is started.
  private static let settings = [
    "safe.bareRepository=explicit", "core.fsmonitor=false", "core.hooksPath=/dev/null", "core.attributesFile=/dev/null",
    "core.pager=cat",
    "core.sshCommand=false", "core.askPass=false", "core.alternateRefsCommand=false", "protocol.allow=never",
    "gc.auto=0", "maintenance.auto=false",
  ].flatMap { ["-c", $0] }

  /// The environment without git's variables, which a hook or an attacker may have set. Git must neither fetch nor
  /// lock, and answers in English.
  private static func environment(_ top: String) -> [Environment.Key: String] {
    var variables = Executables.variables.filter { !$0.key.hasPrefix("GIT_") }
    variables["GIT_CEILING_DIRECTORIES"] = FilePaths.parent(top) ?? "/"
    variables["GIT_NO_LAZY_FETCH"] = "1"
    // No protocol at all. Unlike `protocol.allow`, the repository cannot override it.
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
