import ArgumentParser
import EventLintKit

/// The command line: options in, one call, exit code out.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint",
    abstract: "The linter for event-driven architectures.",
    discussion: """
      Reads catalogs of events, commands, queries and services, tells what in them will hurt, and draws who depends on whom.

      Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 wrong call or configuration, 3 a bug in eventlint.
      """,
    version: version,
    subcommands: [Lint.self, Baseline.self, Init.self, Config.self, Graph.self, Trace.self, Impact.self, Stats.self, Show.self, Convert.self, Rules.self, Explain.self, Schema.self, Completions.self, Lsp.self],
    defaultSubcommand: Lint.self)

  static let version = "0.1.0"

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as UsageError {
      Terminal.write(Array("error: \(error.message)\n".utf8), to: 2)
      Terminal.end(2)
    } catch let code as ExitCode {
      Terminal.end(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      Terminal.write(Array((fullMessage(for: error) + "\n").utf8), to: code == .success ? 1 : 2)
      Terminal.end(code == .success ? 0 : 2)
    }
  }
}
