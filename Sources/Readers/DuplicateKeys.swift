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

  /// Reports tags that no other program of the format understands either: a document is JSON written as YAML.
  mutating func reportTags(of document: Document) {
    for node in document.tree.tagged.prefix(200) {
      let tag = document.tree.tag(node)
      problems.append(
        Problem(
          .invalidValue, "the tag `\(tag)` is unknown, so its value is not read",
          at: document.tree.place(node, in: document.file), subjects: [tag]))
    }
  }
}
