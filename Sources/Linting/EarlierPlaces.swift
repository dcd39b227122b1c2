import Findings
import Loading

extension [Finding] {
  /// Adds line and column of each changed contract's place in the earlier state.
  mutating func locate(in earlier: LoadedCatalog) {
    let sources = earlier.sources
    for index in indices {
      guard let old = self[index].impact?.old else { continue }
      let position = sources.position(old)
      self[index].impact?.before = ContractImpact.Position(
        path: sources.path(old.file), line: position.line, column: position.column)
    }
  }
}
