import ArgumentParser
import Commands
import Linting
import Writing

/// The root command. Each command parses its options, makes one call to `EventLintKit` and exits.
@main struct Main: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eventlint",
    abstract: "The linter for event-driven architectures.",
    discussion: """
      Reads catalogs of events, commands, queries and services, reports design problems, and draws message flows and \
      dependencies.

      Exit codes: 0 no finding at or above --fail-on, 1 findings, 2 usage or configuration error, 3 bug in eventlint.
      """,
    version: version,
    subcommands: [
      Lint.self, Breaking.self, Baseline.self, Init.self, Config.self, Graph.self, Trace.self, Impact.self, Stats.self,
      Show.self,
      Convert.self, Rules.self, Explain.self, Schema.self, Completions.self, Lsp.self, Version.self,
    ],
    defaultSubcommand: Lint.self)

  static let version = "0.1.0"

  static func main() {
    Streams.prepare()
    Crashes.report()
    do {
      try checkArguments()
      if let paths = plainPaths { try Lint.run(paths) }
      var command = try parsedCommand()
      try command.run()
      Streams.end(0)
    } catch let error as UsageError {
      Streams.say("error: \(Escaping.terminal(error.message))\n")
      Streams.end(2)
    } catch let code as ExitCode {
      Streams.end(code.rawValue)
    } catch {
      let code = exitCode(for: error)
      guard code != .success else {
        Streams.write(Array((fullMessage(for: error) + "\n").utf8))
        Streams.end(0)
      }
      Streams.say(escaped(fullMessage(for: error)) + "\n")
      Streams.end(2)
    }
  }

  /// The paths of a call of `lint` without options, which needs no parser of options; nil for any other call.
  private static var plainPaths: [String]? {
    let arguments = CommandLine.arguments.dropFirst()
    guard let word = arguments.first else { return [] }
    guard !arguments.contains(where: { $0.hasPrefix("-") }) else { return nil }
    if word == Lint.configuration.commandName { return Array(arguments.dropFirst()) }
    return commandType(named: word) != nil || word == "help" ? nil : Array(arguments)
  }

  private static func commandType(named word: String) -> (any ParsableCommand.Type)? {
    configuration.subcommands.first { $0.configuration.commandName == word }
  }

  /// The command of the arguments, ready to run.
  ///
  /// The library examines every command on its way from the root several times, which takes longer than a small run. So
  /// a command that the first argument names is parsed as if it were the root, and so is the default command if the
  /// first argument is a path; where that fails, the way from the root words the error or the help.
  private static func parsedCommand() throws -> any ParsableCommand {
    var arguments = Array(CommandLine.arguments.dropFirst())
    guard let word = arguments.first, !word.hasPrefix("-"), word != "help" else { return try parseAsRoot() }
    var type: any ParsableCommand.Type = Lint.self
    if let named = commandType(named: word) {
      type = named
      arguments.removeFirst()
    }
    guard let command = try? type.parseAsRoot(arguments), Swift.type(of: command) == type else {
      return try parseAsRoot()
    }
    return command
  }

  /// An error message of the argument parser with control characters of quoted arguments escaped. Line breaks of the
  /// message itself stay.
  private static func escaped(_ message: String) -> String {
    var message = message
    for argument in CommandLine.arguments where Escaping.terminal(argument) != argument {
      for part in [argument] + argument.split(separator: "=", maxSplits: 1).map(String.init)
      where Escaping.terminal(part) != part {
        message = message.split(separator: part, omittingEmptySubsequences: false).joined(
          separator: Escaping.terminal(part))
      }
    }
    return message
  }

  /// Refuses arguments that are not UTF-8: paths are strings here, and a repaired string could be the path of another
  /// file.
  private static func checkArguments() throws(UsageError) {
    for index in 1..<max(1, Int(CommandLine.argc)) {
      guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else { continue }
      throw UsageError("'\(String(cString: argument))': invalid UTF-8 in an argument")
    }
  }
}
