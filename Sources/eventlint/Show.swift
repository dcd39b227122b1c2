import ArgumentParser
import EventLintKit

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Tell what is known of a message, and why documents were joined at it.")

  @Argument(help: "The message.") var message: String
  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.writeText(try EventLintKit.Show.message(message, try input.request))
  }
}
