package import Configuration
import Files
import Findings
package import Loading

/// The files that a run depends on. Its output must not overwrite them.
package struct RunFiles: Sendable {
  /// The inputs; those of the catalog itself, so that they cost nothing.
  private let inputs: PathList
  /// Files beside the inputs: referenced files, configuration and baseline.
  package var others: [String] = []
  /// The files that know which inputs a search found. A search reads every file whose name may be that of a catalog, so
  /// they may include the output of an earlier run.
  private var files: ReferencedFiles?
  private var settings = ReadSettings()

  /// The files of a run that uses no catalog.
  package init(_ inputs: [String] = []) {
    self.inputs = PathList(inputs)
  }

  /// Inputs, referenced files, configuration and baseline.
  package var all: [String] { inputs + others }

  /// The files of a run over a catalog.
  package init(_ system: LoadedCatalog, _ configuration: Configuration) {
    inputs = system.paths.inputs
    others =
      system.paths.referenced.values.sorted() + [configuration.path, configuration.baselinePath].compactMap { $0 }
    files = system.files
    settings = configuration.readSettings(isJudged: false)
  }

  /// The files that an output must not overwrite: all, except for a file at its path that a search found, from which
  /// nothing was read and to which no other file refers.
  package func protected(from output: String) -> [String] {
    guard OutputFile.isRegular(output), !FileReader.isRead(output, settings), let found = files?.foundInputs else {
      return all
    }
    return all.filter { !found.contains(PathKey($0)) || !OutputFile.areSame($0, output) }
  }
}
