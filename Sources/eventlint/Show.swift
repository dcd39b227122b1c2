import ArgumentParser
import EventLintKit

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a message or service, and why documents were matched on it.")

  @Argument(help: "The message or service.") var message: String
  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.writeText(try EventLintKit.Show.message(message, try input.request))
  }
}
