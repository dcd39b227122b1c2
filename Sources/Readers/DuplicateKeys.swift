import Catalog
import Findings
import Linking
import Schemas
import YAMLTree

extension PartialCatalog {
  /// Reports keys that occur twice in one mapping of a document, for formats other than the native one.
  mutating func reportDuplicateKeys(of document: Document) {
    for problem in document.tree.problems
    where problem.kind == .duplicateKey && document.contains(start: problem.start, end: problem.end) {
      problems.append(
        Problem(
          .duplicateDefinition, "duplicate key `\(problem.message)`; only the first is used",
          at: Place(file: document.file, start: problem.start, end: problem.end), subjects: [problem.message]))
    }
  }
}
