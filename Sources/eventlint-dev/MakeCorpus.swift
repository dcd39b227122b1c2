import ArgumentParser

/// The command that generates the corpus of the benchmark, for other measurements.
struct MakeCorpus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "make-corpus", abstract: "Generate the catalog that `bench` reads, and print its folder.")

  @Argument(help: "The number of files.") var files: Int
  @Argument(help: "The folder in which the catalog gets a folder.") var parent: String

  func run() throws {
    try CorpusFolder.make(parent)
    print(try CorpusFolder.tree(files: files, under: parent))
  }
}
