import Schemas
import YAMLTree

extension InputFormat {
  /// AsyncAPI documents, 2.0 to 3.1.
  package static let asyncAPI = InputFormat(
    name: "asyncapi", noun: "AsyncAPI document", path: "order.yaml", marker: "asyncapi: 3.0.0\n", isCandidate: isYAML,
    // Below `versioned`, an EventCatalog keeps older versions.
    claims: { AsyncAPIReader.claims($0.bytes) && ($0.isNamed || !$0.path.contains("/versioned/")) },
    read: { file, state in state.readAsyncAPI(file) })
}

extension ReadingState {
  fileprivate mutating func readAsyncAPI(_ text: InputText) -> InputFormat.Outcome {
    parse(text.bytes)
    let document = Document(path: text.path, file: text.file, tree: tree)
    guard AsyncAPIReader.version(of: document) != nil, !tree.isPartial else {
      // The key stands somewhere inside, or the file is broken: only a named file is reported.
      guard text.isNamed || tree.isPartial && document.root?["asyncapi"] != nil else { return .foreign }
      reportSyntax(text.file)
      return .broken
    }
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    AsyncAPIReader.read(
      document, documents: documents, payloads: &payloads, settings: text.settings, checks: documentChecks,
      into: &reading)
    document.forgetReferences()
    return .read
  }
}
