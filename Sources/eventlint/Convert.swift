import ArgumentParser
import EventLintKit

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write AsyncAPI documents and EventCatalogs as one catalog of eventlint's own format.")

  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.write(try EventLintKit.Convert.catalog(try input.request))
  }
}
