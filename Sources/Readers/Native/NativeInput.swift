import Catalog
import Findings
import Linking
import Schemas
import YAMLTree

extension InputFormat {
  /// eventlint's own catalogs.
  package static let native = InputFormat(
    name: "eventlint", noun: "catalog", path: "order.yaml", marker: "eventlint: 1\n", isCandidate: isYAMLPath,
    claims: { NativeReader.claims($0.bytes) }, isYAML: true,
    read: { file, state in
      // The word that claims the file may be a name of something else: `"tool": "eventlint"`, a job of a pipeline.
      guard file.isNamed || NativeReader.isCatalog(state.reader.tree) else { return .foreign }
      state.readCatalog(file)
      return .read
    })
}

extension ReadingState {
  fileprivate mutating func readCatalog(_ text: InputText) {
    let (first, firstService) = (reader.reading.messages.count, reader.reading.services.count)
    let firstReaction = reader.reading.reactions.count
    NativeReader.read(text.file, &self)
    // A stream may hold AsyncAPI documents, too.
    if !reader.tree.isPartial, reader.tree.roots.count > 1 { readAsyncAPIDocuments(text) }
    for index in firstService..<reader.reading.services.count {
      for process in reader.reading.services[index].processes {
        readProcess(process, of: reading.services[index].name, path: text.path)
      }
    }
    for index in first..<reader.reading.messages.count {
      let schema = reader.reading.messages[index].schema
      guard !schema.isEmpty, let name = reading.first(schema) else { continue }
      reading.messages[index].payloadPlace = name.place
      if let fields = readSchema(name, "schema", in: text) { reading.messages[index].fields = fields }
    }
    guard !reader.reading.reactionTraits.isEmpty else { return }
    for index in firstReaction..<reader.reading.reactions.count {
      let place = reader.reading.reactions[index].place
      guard let file = reader.reading.reactionTraits[place]?.copyFile else { continue }
      let copy = readSchema(file, "copy", in: text)
      reading.reactionTraits[place]?.copy = copy
    }
  }

  /// The fields of a schema file, nil if they are not known: `schema: ./order.avsc`, `schema: order.proto#OrderPlaced`,
  /// `copy: reader.avsc`.
  private mutating func readSchema(_ name: NamePlace, _ key: String, in text: InputText) -> FieldRange? {
    let word = reading.names[name.name]
    let documents = referencedDocuments()
    var payloads = PayloadReader(documents: documents)
    let base = Document(path: text.path, file: text.file, tree: Tree())
    defer { base.forgetReferences() }
    let parts = word.split(separator: "#", maxSplits: 1).map(String.init)
    let result: Result<Payload, ReferenceProblem>
    var origin = SchemaOrigin(.jsonSchema, path: word)
    if PayloadReader.isProtobuf(word) {
      result = payloads.payload(ofProtobuf: word, from: base, into: &reading)
      origin = PayloadReader.origin(ofProtobuf: word, from: base, documents: documents)
    } else {
      let format: PayloadReader.Format = parts.first?.hasSuffix(".avsc") == true ? .avro : .jsonSchema
      result = documents.resolve(word, from: base).map { node in
        origin = PayloadReader.origin(of: node, format: format)
        return payloads.payload(of: node, format: format, into: &reading)
      }
    }
    reading.schemas[name.place] = origin
    switch result {
    case .success(.fields(let fields)): return fields
    case .success(.opaque): return nil
    case .failure(let problem):
      report(problem, key, at: name, help: documents.advice(on: word, from: base, after: problem))
      return nil
    }
  }

  /// A workflow file that a service names. A name without an ending of BPMN files is skipped: it may be a process id.
  private mutating func readProcess(_ name: NamePlace, of service: Name, path: String) {
    let word = reading.names[name.name]
    guard BPMNReader.isBPMN(word) else { return }
    switch loaded(Documents.normalised(Documents.joined(Documents.folder(path), word))) {
    case .success(let file): readProcess(file.bytes, file.file, of: service)
    case .failure(let problem): report(problem, "process", at: name)
    }
  }

  private mutating func report(_ problem: ReferenceProblem, _ key: String, at name: NamePlace, help: String? = nil) {
    let rule: RuleID = problem == .remote || problem == .outside ? .unreadReference : .unknownReference
    reading.problems.append(
      Problem(
        rule, "`\(key)` \(problem.words)", at: name.place, help: help, subjects: [reading.names[name.name]]))
  }
}
