import ArgumentParser
import Commands

struct Convert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Export what is known of a system as one catalog in eventlint's own format.",
    discussion: """
      Catalogs, AsyncAPI documents, EventCatalog pages and BPMN processes become one file, which other repositories \
      can read with `lint --with FILE`.
      """,
    aliases: ["export"])

  @OptionGroup var input: InputOptions

  func run() throws {
    Streams.write(try Commands.Convert.catalog(try input.request))
  }
}
