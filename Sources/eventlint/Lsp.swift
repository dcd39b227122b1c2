import ArgumentParser
import LanguageServer

struct Lsp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lsp", abstract: "Run the language server (LSP) on standard input and output.")

  func run() throws {
    throw ExitCode(
      LanguageServer.run(
        version: Main.version, read: { Terminal.readSome(within: $0) }, write: { Streams.write($0) }))
  }
}
