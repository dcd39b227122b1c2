import ArgumentParser
import Commands

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Convert AsyncAPI documents and EventCatalogs to one catalog in eventlint's own format.")

  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.write(try Commands.Convert.catalog(try input.request))
  }
}
