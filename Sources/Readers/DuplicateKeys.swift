import Catalog
import Findings
import Schemas
import YAMLTree

extension Reading {
  /// Takes over which keys stand twice in a document, whatever format it has.
  mutating func reportDuplicateKeys(of document: Document) {
    for problem in document.tree.problems where problem.kind == .duplicateKey {
      problems.append(
        Problem(
          .duplicateDefinition, "`\(problem.message)` stands twice in this mapping; only the first counts",
          at: Place(file: document.file, start: problem.start, end: problem.end), subjects: [problem.message]))
    }
  }
}
