import ArgumentParser
import EventLintKit

struct Lsp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp", abstract: "Serve an editor over standard input and output (Language Server Protocol).")

  func run() throws {
    throw ExitCode(LanguageServer.run(version: Main.version, read: Terminal.readSome, write: { Streams.write($0) }))
  }
}
