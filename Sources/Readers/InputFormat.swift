import Catalog
package import Findings
package import Linking
package import Schemas
package import YAMLTree

/// A format in which systems are described, with everything the program has to know to read it.
///
/// A new format is a folder under `Readers` with one such value, and an entry in `all`: search, `sources[].format` of
/// the configuration, counts in summaries, schemas of editors and fuzzing follow from it.
///
/// A class because every file asks every format whether it is one of its own: a copy of a struct would retain its names
/// and functions each time.
package final class InputFormat: Sendable {
  /// The format's name in the configuration and for fuzzing: `asyncapi`.
  package let name: String
  /// A file of the format, for counts: `AsyncAPI document`.
  package let noun: String
  /// A path that a file of the format may have, for fuzzing and tests: `order.yaml`.
  package let path: String
  /// A head that makes a text one of the format, for fuzzing and tests.
  package let marker: String
  /// Whether a file found in a folder is worth opening, judged by its path alone.
  package let isCandidate: @Sendable (_ path: String) -> Bool
  /// Whether a text is of this format, judged by a look at its beginning without parsing.
  package let claims: @Sendable (_ file: InputText) -> Bool
  /// Whether a file is one YAML text, from its first byte to its last, so that it can be parsed before it is read.
  package let isYAML: Bool
  /// Adds what a file says to what was read before. A file with broken syntax is reported, not dropped. If the format
  /// is YAML, the state has the file's tree.
  package let read: @Sendable (_ file: InputText, _ state: inout ReadingState) -> Outcome

  /// A format by its properties, which are described above.
  init(
    name: String, noun: String, path: String, marker: String, isCandidate: @escaping @Sendable (String) -> Bool,
    claims: @escaping @Sendable (InputText) -> Bool, isYAML: Bool = false,
    read: @escaping @Sendable (InputText, inout ReadingState) -> Outcome
  ) {
    self.name = name
    self.noun = noun
    self.path = path
    self.marker = marker
    self.isCandidate = isCandidate
    self.claims = claims
    self.isYAML = isYAML
    self.read = read
  }

  /// All formats; the first that claims a file reads it.
  package static let all: [InputFormat] = [.eventCatalog, .native, .asyncAPI, .bpmn]

  /// The format of a name; nil for an unknown one.
  package static func named(_ name: String) -> InputFormat? { all.first { $0.name == name } }

  /// The format that claims a text; nil when none does.
  package static func claiming(_ file: InputText) -> InputFormat? {
    let bytes = file.bytes
    let isWide = bytes.count > 1 && (bytes[0] == 0xFF && bytes[1] == 0xFE || bytes[0] == 0xFE && bytes[1] == 0xFF)
    guard isWide else { return all.first { $0.claims(file) } }
    // UTF-16 has to become UTF-8 before anything can be found in it.
    var readable = file
    readable.bytes = Tree.readableText(bytes)
    return all.first { $0.claims(readable) }
  }

  /// What became of a file that was read.
  package enum Outcome: Sendable {
    /// It was read; suppression comments in it count.
    case read
    /// Its syntax is broken, which was reported.
    case broken
    /// It is not of this format after all.
    case foreign
  }

  /// Whether a path has one of the endings of YAML and JSON files.
  static func isYAMLPath(_ path: String) -> Bool {
    path.hasSuffix(".yaml") || path.hasSuffix(".yml") || path.hasSuffix(".json")
  }
}

/// The text of a file to read.
package struct InputText: Sendable {
  /// The content of the file.
  package var bytes: [UInt8]
  /// The path of the file.
  package let path: String
  /// The number of the file, used in places.
  package let file: FileID
  /// Whether the call or the configuration names the file, so that it is read whatever its path.
  package let isNamed: Bool
  /// What the configuration says about it.
  package let settings: SourceSettings

  /// The text of a file; without `settings` the configuration has no entry for it.
  package init(
    _ bytes: [UInt8], path: String, file: FileID, isNamed: Bool, settings: SourceSettings = SourceSettings()
  ) {
    self.bytes = bytes
    self.path = path
    self.file = file
    self.isNamed = isNamed
    self.settings = settings
  }
}

/// What readers share from file to file: the facts read so far, the parser's buffers, and the way to files referred to.
package struct ReadingState {
  /// The reader of catalogs, which has the tree and the facts of readers of other formats, too.
  var reader = DocumentReader()
  /// Suppression comments of XML files, which have no tree.
  package var directives: [FileDirective] = []
  /// Bounds of size and depth.
  package let limits = Limits()
  /// What is checked in AsyncAPI documents beside what the model needs; nil for nothing.
  let documentChecks: DocumentChecks?
  private let load: Documents.Loader
  private let nearFile: Documents.NearFile
  /// Made for the first document that may refer to others.
  private var documents: Documents?

  /// The facts of all files read so far.
  package var reading: PartialCatalog {
    _read { yield reader.reading }
    _modify { yield &reader.reading }
  }

  /// The number of schemas read so far.
  package var schemaCount: Int { reader.reading.schemas.count }

  /// The tree of the current file; its buffers serve for file after file.
  package var tree: Tree {
    _read { yield reader.tree }
    _modify { yield &reader.tree }
  }

  /// A comment of an XML file.
  package struct FileDirective: Sendable {
    /// The file that contains the comment.
    package let file: FileID
    /// The comment and the element after it.
    package let directive: XMLDirective
  }

  /// - Parameters:
  ///   - checks: the checks of AsyncAPI documents that the run wants; nil for none.
  ///   - keepsVersions: whether schemas of older versions are read, to be compared.
  ///   - near: finds an existing file near one that another file refers to and that does not exist.
  ///   - load: reads a file that another one refers to.
  package init(
    checks: DocumentChecks? = nil, keepsVersions: Bool = false, near: @escaping Documents.NearFile = { _ in nil },
    load: @escaping Documents.Loader
  ) {
    documentChecks = checks
    nearFile = near
    self.load = load
    reading.pages.keepsVersions = keepsVersions
    // The keys of the native format have the first numbers, whatever is read first.
    NativeReader.prepare(&reading)
  }

  mutating func parse(_ bytes: [UInt8]) { Parser(limits: limits).parse(bytes, into: &tree) }

  /// The bytes of a file that another one refers to.
  func loaded(_ path: String) -> Result<Documents.LoadedFile, ReferenceProblem> { load(path) }

  /// The files that documents refer to, kept for the next document as long as they are not too many.
  mutating func referencedDocuments() -> Documents {
    if let known = documents, known.size <= 64 << 20 { return known }
    let fresh = Documents(limits: limits, near: nearFile, load: load)
    documents = fresh
    return fresh
  }

  /// Reports the syntax errors of the current tree.
  mutating func reportSyntax(_ file: FileID) { NativeReader.read(file, &self) }
}
