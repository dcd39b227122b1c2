import Catalog
package import Files
package import Findings
package import Loading
package import Readers
import RuleBook
package import RulePages
package import Rules
package import Writing
import YAMLTree

/// The settings of `.eventlint.yml` and the files it extends, checked against the rule book.
package struct Configuration: Sendable {
  /// Severity and options by rule, for all rules of the book.
  package var settings: [RuleID: RuleSettings]
  /// Rules with an entry under `rules`.
  var explicit: Set<RuleID> = []
  /// Policies: rules that the configuration itself defines.
  package var policies: [Policy] = []
  /// Paths and globs to lint when the call names none, relative to the file.
  package var include: [String] = []
  /// Paths and globs to skip, relative to the file.
  package var exclude: [String] = []
  /// Settings for reading certain files.
  package var sources: [Source] = []

  /// Severities for certain subjects and files; the last matching entry applies.
  package var overrides: [Override] = []
  /// Accepted findings, each with a reason.
  package var ignores: [IgnoreEntry] = []
  /// The baseline's path, relative to the file; nil for none.
  package var baseline: String?
  /// The path of the file; nil for the built-in configuration.
  package var path: String?
  /// The source of each setting, `preset NAME` or `path:line`, by rule, `RULE OPTION` or key of the file.
  package var origins: [String: String] = [:]

  /// An entry of `sources`.
  package struct Source: Sendable {
    /// A path or glob, relative to the file.
    package var path: String
    /// The declared format; nil to detect it.
    package var format: InputFormat?
    /// Perspective and service of the document.
    package var settings = SourceSettings()
    /// Whether it is read for its facts only: no finding that is about it alone is reported.
    package var isContext = false

    /// The keys of an entry.
    package static let keys = ["path", "format", "perspective", "service", "context-only"]
  }

  /// Whether the call reads everything below the configuration's folder; only then are entries that match nothing
  /// reported.
  package var isWholeRun = true
  /// Whether the call compares two states, for which schemas are kept while they are read.
  package var comparesStates = false

  /// Files and folders of the call (`--with`) that are read for their facts only, relative to the working folder.
  package var context: [String] = []

  /// The folder to which its paths are relative; nil for the built-in configuration.
  package var folder: String?

  /// The configuration that applies without a file: these presets and nothing else.
  package init(presets: [Preset] = [.recommended]) {
    settings = Self.settings(presets)
  }

  /// The combined settings of several presets; rules in none of them are off.
  static func settings(_ presets: [Preset]) -> [RuleID: RuleSettings] {
    var settings = [RuleID: RuleSettings](minimumCapacity: RuleBook.pages.count)
    for page in RuleBook.pages {
      var own = RuleSettings(isOn: false)
      for preset in presets {
        if preset == .strict {
          own = RuleSettings(severity: max(page.severity, .warning))
        } else if preset == .quiet {
          if page.severity == .error, page.presets.contains(.recommended) { own.isOn = true }
        } else if page.presets.contains(preset) {
          own.isOn = true
        }
      }
      settings[page.id] = own
    }
    return settings
  }

  /// A path of the file, relative to the working folder.
  private func relative(_ path: String) -> String { FilePaths.joined(folder ?? ".", path) }

  /// The paths of `include`, relative to the working folder.
  package var includedPaths: [String] { include.map(relative) }

  /// The patterns of `exclude`, relative to the folder of the configuration.
  package var excludedFiles: [FilePattern] { exclude.map(pattern) }

  /// The paths that are read for their facts only, beside those that are linted, relative to the working folder.
  package var contextPaths: [String] { context + sources.filter(\.isContext).map { relative($0.path) } }

  /// The patterns of files that are read for their facts only.
  package var contextFiles: [FilePattern] {
    context.map { FilePattern(String(FilePaths.absolute($0).dropFirst()), in: "/") }
      + sources.filter(\.isContext).map { pattern($0.path) }
  }

  /// What readers have to know: the entries of `sources`, their patterns relative to the folder of the configuration,
  /// and the checks of documents.
  ///
  /// - Parameter isJudged: whether rules will judge what is read; else no document is checked.
  package func readSettings(isJudged: Bool) -> ReadSettings {
    var read = ReadSettings()
    read.keepsSchemas = comparesStates
    read.sources = sources.map { SourceEntry(path: pattern($0.path), format: $0.format, settings: $0.settings) }
    read.checks = isJudged ? DocumentChecks(settings) : nil
    return read
  }

  /// Whether files that were read under another configuration are as this one would have them read.
  package func readsLike(_ other: Configuration) -> Bool {
    settings == other.settings && folder == other.folder
      && sources.elementsEqual(other.sources) { own, its in
        own.path == its.path && own.format?.name == its.format?.name && own.isContext == its.isContext
          && own.settings.perspective == its.settings.perspective && own.settings.service == its.settings.service
      }
  }

  private func pattern(_ text: String) -> FilePattern { FilePattern(text, in: folder ?? ".") }

  /// The path of the baseline, relative to the working folder: the one that is set, else the standard one; nil without
  /// both.
  package var baselinePath: String? { baseline.map(relative) ?? standardBaseline }

  /// The path of the baseline that was found where `eventlint baseline` writes it; nil if there is none.
  package var standardBaseline: String?

  /// The name of the baseline that is read without a setting.
  package static let baselineName = ".eventlint-baseline.yml"

  /// The file names of configurations.
  package static let names = Root.configurationNames

  /// The nearest `.eventlint.yml` or `.eventlint.yaml` in a folder or its parents, up to the root of its repository;
  /// nil if there is none.
  package static func nearest(from folder: String) -> String? {
    for folder in FilePaths.upwards(from: folder) {
      if let path = names.map({ FilePaths.joined(folder, $0) }).first(where: FilePaths.exists) { return path }
      if FilePaths.exists(FilePaths.joined(folder, ".git")) { return nil }
    }
    return nil
  }

  /// Reads a configuration file and the files that it extends.
  ///
  /// - Throws: `UsageError` with the position of the first error.
  package static func read(_ path: String) throws(UsageError) -> Configuration {
    try read(path, from: [], opened: Opened())
  }

  /// The number of files opened while reading one configuration, shared by all files that extend one another.
  final class Opened {
    fileprivate(set) var count = 0
    /// The limit of files; far above any real configuration.
    static let limit = 100
  }

  /// The largest configuration file that is read, in bytes.
  package static let maximumSize = 4 << 20

  /// - Parameter readers: the chain of files that extend this one, to detect cycles.
  static func read(_ path: String, from readers: [String], opened: Opened) throws(UsageError) -> Configuration {
    guard !readers.contains(where: { PathKey($0) == PathKey(path) }) else {
      throw UsageError("\(readers.last ?? path): `extends` is circular: \((readers + [path]).joined(separator: " → "))")
    }
    guard readers.count < 16 else { throw UsageError("\(path): `extends` is nested more than 16 levels deep") }
    opened.count += 1
    guard opened.count <= Opened.limit else {
      throw UsageError("\(path): `extends` includes more than \(Opened.limit) files")
    }
    return try parse(try FileBytes.named(path, limit: maximumSize), path: path, from: readers, opened: opened)
  }

  /// Reads the text of a configuration; `path` is used in errors and to resolve relative paths.
  ///
  /// - Throws: `UsageError` with the position of the first error.
  package static func parse(_ bytes: [UInt8], path: String) throws(UsageError) -> Configuration {
    try parse(bytes, path: path, from: [], opened: Opened())
  }

  private static func parse(_ bytes: [UInt8], path: String, from readers: [String], opened: Opened) throws(UsageError)
    -> Configuration
  {
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    var reader = ConfigurationReader(tree: tree, path: path, readers: readers, opened: opened)
    return try reader.read()
  }
}

/// Reads one configuration file.
package struct ConfigurationReader {
  let tree: Tree
  let path: String
  /// The files that extend this one.
  private let readers: [String]
  private let opened: Configuration.Opened
  private let map: SourceMap
  var budget: MergeBudget

  init(tree: Tree, path: String, readers: [String], opened: Configuration.Opened) {
    self.tree = tree
    self.path = path
    self.readers = readers
    self.opened = opened
    map = SourceMap(text: tree.bytes)
    budget = MergeBudget(tree: tree)
  }

  mutating func read() throws(UsageError) -> Configuration {
    if let problem = tree.problems.first { throw error(problem.words, at: problem.start) }
    if let tagged = tree.tagged.first { throw error("the tag '\(tree.tag(tagged))' is unknown", tagged) }
    // An extended file contributes only its own settings; the file of the run starts from the preset `recommended`.
    var configuration = Configuration(presets: readers.isEmpty ? [.recommended] : [])
    configuration.folder = FilePaths.parent(path)
    configuration.path = path
    guard let root = tree.roots.first, !tree.isNull(root) else { return configuration }
    guard tree[root].kind == .mapping else { throw error("the configuration must be a mapping", root) }
    let entries = tree.entries(root, budget: &budget)
    for entry in entries where tree.string(entry.key) == "extends" {
      configuration.settings = Configuration.settings([])
      try extend(&configuration, by: entry.value)
    }
    for entry in entries {
      configuration.origins[tree.string(entry.key)] = origin(entry.key)
      switch tree.string(entry.key) {
      case "extends": break
      case "include": configuration.include = try insidePaths(entry)
      case "exclude": configuration.exclude += try patterns(entry)
      case "sources": configuration.sources = try sources(entry.value)
      case "rules": try readRules(entry.value, into: &configuration)
      case "policies": try readPolicies(entry.value, into: &configuration)
      case "overrides": configuration.overrides += try overrides(entry.value)
      case "ignore": configuration.ignores += try ignores(entry.value)
      case "baseline":
        let path = try word(entry.value, "`baseline` must be a path")
        try checkInside(FilePaths.joined(configuration.folder ?? ".", path), path, id: entry.value)
        configuration.baseline = path
      case let key: throw unknown("key", key, among: Self.keys, at: entry.key)
      }
    }
    return configuration
  }

  private func origin(_ id: NodeID) -> String { "\(path):\(map.position(of: tree[id].start).line)" }

  /// The keys of the file.
  static let keys = [
    "extends", "include", "exclude", "sources", "rules", "overrides", "ignore", "baseline", "policies",
  ]

  private mutating func sources(_ id: NodeID) throws(UsageError) -> [Configuration.Source] {
    let id = tree.resolved(id)
    guard tree[id].kind == .sequence else { throw error("`sources` must be a list of mappings with `path`", id) }
    var sources: [Configuration.Source] = []
    for item in tree.children(id) {
      let item = tree.resolved(item)
      guard tree[item].kind == .mapping else {
        throw error("an entry of `sources` must be a mapping with `path`", item)
      }
      var source = Configuration.Source(path: "")
      for entry in tree.entries(item, budget: &budget) {
        let value = tree.resolved(entry.value)
        let word = tree.string(value)
        switch tree.string(entry.key) {
        case "path":
          _ = try pattern(word, value)
          try checkInside(FilePaths.joined(FilePaths.parent(path) ?? ".", word), word, id: value)
          source.path = word
        case "service": source.settings.service = word
        case "context-only":
          guard let flag = tree.boolean(value) else { throw error("`context-only` must be true or false", value) }
          source.isContext = flag
        case "format":
          guard let format = InputFormat.named(word) else {
            throw unknown("format", word, among: InputFormat.all.map(\.name), at: value)
          }
          source.format = format
        case "perspective":
          guard let perspective = Interface.Perspective(rawValue: word) else {
            throw unknown("perspective", word, among: Interface.Perspective.allCases.map(\.rawValue), at: value)
          }
          source.settings.perspective = perspective
        case let key: throw unknown("key", key, among: Configuration.Source.keys, at: entry.key)
        }
      }
      guard !source.path.isEmpty else { throw error("missing `path` in an entry of `sources`", item) }
      sources.append(source)
    }
    return sources
  }

  /// Applies presets by name and files by path; later ones override earlier ones.
  private mutating func extend(_ configuration: inout Configuration, by id: NodeID) throws(UsageError) {
    let id = tree.resolved(id)
    let items = tree[id].kind == .sequence ? tree.children(id).map { tree.resolved($0) } : [id]
    for item in items {
      let word = tree.string(item)
      if word.hasSuffix(".yml") || word.hasSuffix(".yaml") || word.contains("/") {
        let file = FilePaths.joined(
          FilePaths.parent(path) ?? ".", word.hasPrefix("./") ? String(word.dropFirst(2)) : word)
        try checkInside(file, word, id: item)
        guard FilePaths.exists(file) else { throw error("\(file): no such file", item) }
        let other = try Configuration.read(file, from: readers + [path], opened: opened)
        for (rule, settings) in other.settings where settings.isOn || other.explicit.contains(rule) {
          configuration.settings[rule] = settings
        }
        configuration.origins.merge(other.origins) { $1 }
        configuration.policies += other.policies
        configuration.overrides += other.overrides
        configuration.ignores += other.ignores
      } else if let preset = Preset(rawValue: word) {
        for (rule, settings) in Configuration.settings([preset]) where settings.isOn {
          configuration.settings[rule] = settings
          configuration.origins[rule.name] = "preset \(preset.rawValue)"
        }
      } else {
        throw unknown("preset", word, among: Preset.allCases.map(\.rawValue), at: item)
      }
    }
  }

  /// A list of paths and globs, all inside the root.
  private func insidePaths(_ entry: Entry) throws(UsageError) -> [String] {
    let words = try patterns(entry)
    for word in words { try checkInside(FilePaths.joined(FilePaths.parent(path) ?? ".", word), word, id: entry.value) }
    return words
  }

  /// A list of valid globs.
  func patterns(_ entry: Entry) throws(UsageError) -> [String] {
    let words = try words(entry)
    for word in words { _ = try pattern(word, tree.resolved(entry.value)) }
    return words
  }

  /// A glob for files, relative to the configuration's folder.
  func pattern(_ word: String, _ id: NodeID) throws(UsageError) -> FilePattern {
    let pattern = FilePattern(word, in: FilePaths.parent(path) ?? ".")
    guard pattern.glob.isValid else { throw error(Glob.invalidText(word), id) }
    return pattern
  }

  func words(_ entry: Entry) throws(UsageError) -> [String] {
    let id = tree.resolved(entry.value)
    let items = tree[id].kind == .sequence ? tree.children(id).map { tree.resolved($0) } : [id]
    for item in items where tree[item].kind != .scalar {
      throw error("`\(tree.string(entry.key))` must be a path or glob, or a list of them", item)
    }
    return items.map { tree.string($0) }
  }

  private mutating func readRules(_ id: NodeID, into configuration: inout Configuration) throws(UsageError) {
    let id = tree.resolved(id)
    guard tree[id].kind == .mapping else {
      throw error("`rules` must be a mapping from rules to severities or settings", id)
    }
    for entry in tree.entries(id, budget: &budget) {
      let name = tree.string(entry.key)
      let page = try page(name, at: entry.key)
      let value = tree.resolved(entry.value)
      var settings = configuration.settings[page.id] ?? RuleSettings()
      if tree[value].kind == .mapping {
        settings.isOn = true
        for option in tree.entries(value, budget: &budget) {
          try readOption(option, page, into: &settings)
          configuration.origins["\(page.id) \(tree.string(option.key))"] = origin(option.key)
        }
      } else {
        try setSeverity(value, page, settings: &settings)
      }
      configuration.settings[page.id] = settings
      configuration.explicit.insert(page.id)
      configuration.origins[page.id.name] = origin(entry.key)
    }
  }

  /// A rule by its name in other tools, with a prefix for format and version (`asyncapi2-`, `asyncapi-3-`) and in their
  /// spelling (`message-messageId` for `message-id`).
  static func page(alias name: String) -> RulePage? {
    var name = name[...]
    for prefix in ["asyncapi-", "asyncapi2-", "asyncapi3-"] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
    }
    if name.hasPrefix("3-") { name = name.dropFirst(2) }
    let known = [
      "operation-operationId": "operation-id", "operation-operationId-uniqueness": "operation-id-uniqueness",
      "message-messageId": "message-id",
      "message-messageId-uniqueness": "message-id-uniqueness",
      "payload-unsupported-schemaFormat": "payload-unsupported-schema-format",
      "unused-components-schema": "unused-components", "unused-components-server": "unused-components",
      "unused-component": "unused-components", "payload": "message-payload", "payload-default": "schema-default",
      "payload-examples": "schema-examples", "defaultContentType": "default-content-type",
      "operation-messages-from-referred-channel": "operation-messages-from-channel", "schema": "invalid-document",
      "document-resolved": "invalid-document", "document-unresolved": "invalid-document",
      "is-asyncapi": "invalid-document",
    ]
    return RuleBook.page(RuleID(known[String(name)] ?? String(name)))
  }

  func setSeverity(_ value: NodeID, _ page: RulePage, settings: inout RuleSettings) throws(UsageError) {
    let word = tree.string(value)
    if word == "off" {
      settings.isOn = false
    } else if let severity = Severity(name: word) {
      settings.isOn = true
      settings.severity = severity
    } else {
      throw unknown("severity", word, among: ["off", "info", "warning", "error"], at: value)
    }
  }

  private func readOption(_ entry: Entry, _ page: RulePage, into settings: inout RuleSettings) throws(UsageError) {
    let name = tree.string(entry.key)
    let value = tree.resolved(entry.value)
    if name == "severity" { return try setSeverity(value, page, settings: &settings) }
    guard let option = page.options.first(where: { $0.name == name }) else {
      throw unknown("option", name, among: ["severity"] + page.options.map(\.name), at: entry.key)
    }
    var given = OptionPage.Value(value, in: tree)
    // A single word is accepted as a list of one.
    if case .words = option.standard, case .word(let word) = given { given = .words([word]) }
    guard given.typeName == option.standard.typeName else {
      throw error("`\(name)` of \(page.id) must be of type \(option.standard.typeName)", value)
    }
    if case .integer(let number) = given, let minimum = option.minimum, number < minimum {
      throw error("`\(name)` of \(page.id) must be at least \(minimum)", value)
    }
    // Rules calculate with it; larger numbers could overflow.
    if case .integer(let number) = given, number.magnitude > 1_000_000_000 {
      throw error("`\(name)` of \(page.id) must be at most 1000000000", value)
    }
    if case .word(let word) = given, !option.choices.isEmpty, !option.choices.contains(word) {
      throw unknown("choice", word, among: option.choices, at: value)
    }
    settings.options[name] = given
  }

  func unknown(_ what: String, _ word: String, among known: [String], at id: NodeID) -> UsageError {
    guard tree.isRestOfValue(id), NearName.best(for: word, among: known) == nil else {
      return error(UsageError.unknownText(what, word, among: known.sorted()), id)
    }
    return error("unknown \(what) '\(word)'; \(UsageError.restText(word))", id)
  }

  func error(_ message: String, _ id: NodeID) -> UsageError { error(message, at: tree[id].start) }

  private func error(_ message: String, at offset: UInt32) -> UsageError {
    let position = map.position(of: offset)
    return UsageError(message, path: path, line: position.line, column: position.column)
  }
}

extension ConfigurationReader {
  /// Throws if a path of the configuration is outside the root.
  func checkInside(_ path: String, _ written: String, id: NodeID) throws(UsageError) {
    guard let root = Root(of: FilePaths.parent(self.path) ?? ".") else { return }
    let folder = Glob.isPattern(path) && !FilePaths.exists(path) ? Glob(path).folder : path
    guard root.contains(folder) else {
      throw error("`\(written)` is outside \(root.folder); a configuration must not refer to it", id)
    }
  }
}
