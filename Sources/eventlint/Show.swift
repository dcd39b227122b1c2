import ArgumentParser
import Commands

struct Show: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a message, service, flow or trigger: what is known of it, and where that is written.",
    discussion: """
      Of a message: its definition, publishers and consumers, and why documents were matched on it. Of a service: its \
      messages with who is at the other end, its waits and stores, and the flows that it takes part in.
      """)

  @Argument(help: "The name, or the local part of a qualified name.") var name: String
  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.writeText(try Commands.Show.text(name, try input.request))
  }
}
