import ArgumentParser
import Commands

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show the definition, publishers and consumers of a message, and why documents were matched on it.")

  @Argument(help: "The message.") var message: String
  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.writeText(try Commands.Show.message(message, try input.request))
  }
}
