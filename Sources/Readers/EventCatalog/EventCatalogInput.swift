import Catalog
import Findings
import Linking
import Schemas
import YAMLTree

extension InputFormat {
  /// Pages of an EventCatalog: Markdown files with front matter.
  package static let eventCatalog = InputFormat(
    name: "eventcatalog", noun: "EventCatalog page", path: "events/order/index.mdx",
    marker: "---\nid: order\nname: order\nversion: 1.0.0\n---\n",
    isCandidate: EventCatalogReader.claims,
    claims: { EventCatalogReader.isMarkdown($0.path) },
    read: { file, state in state.readPage(file) })
}

extension ReadingState {
  fileprivate mutating func readPage(_ text: InputText) -> InputFormat.Outcome {
    guard let frontMatter = EventCatalogReader.frontMatter(text.bytes) else {
      tree.keep(text.bytes)
      guard text.isNamed else { return .foreign }
      reading.isPartial = true
      reading.problems.append(
        Problem(
          .syntax, "missing front matter; not an EventCatalog page", at: Place(file: text.file, start: 0, end: 0),
          subjects: [text.path]))
      return .broken
    }
    parse(frontMatter)
    guard !tree.isPartial else {
      reportSyntax(text.file)
      return .broken
    }
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    let document = Document(path: text.path, file: text.file, tree: tree)
    let isPage = EventCatalogReader.read(document, documents: documents, payloads: &payloads, into: &reading)
    document.forgetReferences()
    return isPage ? .read : .foreign
  }
}
