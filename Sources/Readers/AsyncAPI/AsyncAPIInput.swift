import Catalog
import Findings
import Linking
import Schemas
import Writing
import YAMLTree

extension InputFormat {
  /// AsyncAPI documents, 2.0 to 3.1.
  package static let asyncAPI = InputFormat(
    name: "asyncapi", noun: "AsyncAPI document", path: "order.yaml", marker: "asyncapi: 3.0.0\n",
    isCandidate: isYAMLPath,
    // Below `versioned`, an EventCatalog keeps older versions.
    claims: { AsyncAPIReader.claims($0.bytes) && ($0.isNamed || !$0.path.contains(ascii: "/versioned/")) },
    isYAML: true, read: { file, state in state.readAsyncAPI(file) })
}

extension ReadingState {
  fileprivate mutating func readAsyncAPI(_ text: InputText) -> InputFormat.Outcome {
    let isOurs = tree.roots.contains { AsyncAPIReader.isDocument($0, of: tree) }
    guard isOurs, !tree.isPartial else {
      // The key stands somewhere inside, or the file is broken: only a named file is reported.
      guard text.isNamed || tree.isPartial && isOurs else { return .foreign }
      reportSyntax(text.file)
      return .broken
    }
    for root in tree.roots where !tree.isNull(root) && !AsyncAPIReader.isDocument(root, of: tree) {
      let place = tree.place(root, in: text.file)
      reading.problems.append(
        Problem(
          .unreadReference, "a document of this file is not read, since it is not an AsyncAPI document",
          at: Place(file: place.file, start: place.start, end: min(place.start + 1, place.end)),
          help: "keep AsyncAPI documents in files of their own", subjects: [text.path]))
    }
    readAsyncAPIDocuments(text)
    return .read
  }

  /// Reads the AsyncAPI documents of a YAML stream; each is a document of its own, in which `#/...` leads to its root.
  mutating func readAsyncAPIDocuments(_ text: InputText) {
    let documents = referencedDocuments()
    for (position, root) in tree.roots.enumerated() where AsyncAPIReader.isDocument(root, of: tree) {
      let document = Document(path: text.path, file: text.file, tree: tree, position: position)
      var payloads = PayloadReader(documents: documents)
      AsyncAPIReader.read(
        document, documents: documents, payloads: &payloads, settings: text.settings, checks: documentChecks,
        into: &reading)
      document.forgetReferences()
    }
  }
}
