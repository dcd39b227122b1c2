import Catalog
import Configuration
import Files
import Findings
package import Loading
package import Writing

/// The earlier state that `--against` names.
package enum EarlierState: Sendable, Equatable {
  /// Files, folders and globs.
  case files([String])
  /// The paths of the call at a revision.
  case revision(Revision)
  /// One path at a revision: from the top of the repository, or from the working folder if it begins with a dot.
  case path(String, at: Revision)

  /// The state that words of a call name; nil without words. A file or folder wins over a revision of the same name,
  /// unless that is spelled `git:REVISION`.
  ///
  /// - Parameter isTip: whether revisions stand for themselves and not for their merge base with `HEAD`.
  package init?(_ words: [String], isTip: Bool) throws(UsageError) {
    guard !words.isEmpty else { return nil }
    guard let word = words.first(where: { !Self.isPath($0) }) else {
      self = .files(words)
      return
    }
    guard words.count == 1 else {
      throw UsageError("no such file or folder: \(word); `--against` takes one revision, or files and folders")
    }
    let isExplicit = word.hasPrefix("git:")
    let text = isExplicit ? String(word.dropFirst(4)) : word
    guard let colon = Self.colon(in: text) else {
      self = .revision(Revision(text, isTip: isTip, mayBePath: !isExplicit))
      return
    }
    let path = String(decoding: text.utf8[text.utf8.index(after: colon)...], as: UTF8.self)
    let name = String(decoding: text.utf8[..<colon], as: UTF8.self)
    self = .path(path, at: Revision(name, isTip: true, mayBePath: false))
  }

  /// Whether a word names files rather than a revision.
  static func isPath(_ word: String) -> Bool {
    FilePaths.exists(word) || FilePaths.isHidden(word) || Glob.isPattern(word)
  }

  /// The colon between a revision and a path; one in braces belongs to the revision: `HEAD^{/fix: total}`.
  private static func colon(in text: String) -> String.Index? {
    var depth = 0
    return text.utf8.indices.dropFirst().first { index in
      switch text.utf8[index] {
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ":"): return depth <= 0
      default: break
      }
      return false
    }
  }
}

/// The files of an earlier tree that stand for those of the call, under the configuration of the call.
struct EarlierFiles {
  /// The paths to read.
  private(set) var paths: [String]
  private(set) var excluded: [FilePattern]
  private(set) var settings: ReadSettings

  /// - Parameters:
  ///   - words: the files and folders of `--against`.
  ///   - now: the paths of the call.
  ///   - isChosen: whether the call names its paths itself.
  init(_ words: [String], standingFor now: [String], isChosen: Bool, configuration: Configuration) {
    paths = words
    excluded = configuration.excludedFiles
    settings = configuration.readSettings(isJudged: false)
    let own = configuration.folder ?? "."
    for (index, word) in words.enumerated() where !Glob.isPattern(word) || FilePaths.exists(word) {
      let folder = Inputs.folder(of: word)
      // A checkout has a configuration of its own, at the place of the one of the call.
      let top = configuration.path == nil ? nil : Configuration.nearest(from: folder).flatMap(FilePaths.parent)
      if let top, FilePaths.resolved(top) != FilePaths.resolved(own) {
        move(from: own, to: top)
      } else if words.count == now.count, isChosen || configuration.include.isEmpty {
        move(from: Inputs.folder(of: now[index]), to: folder)
      } else {
        move(from: own, to: folder)
      }
    }
    if !isChosen, words.count == 1, FilePaths.isFolder(words[0]) {
      let included = configuration.include.map { FilePaths.joined(words[0], $0) }.filter(Self.isThere)
      if !included.isEmpty { paths = included }
    }
  }

  private mutating func move(from own: String, to other: String) {
    excluded = excluded.map { $0.moved(from: own, to: other) }
    for index in settings.sources.indices {
      settings.sources[index].path = settings.sources[index].path.moved(from: own, to: other)
    }
  }

  private static func isThere(_ path: String) -> Bool {
    guard !FilePaths.exists(path) else { return true }
    let found = Glob.isPattern(path) ? try? Inputs.find([path], exclude: []) : nil
    return found.map { !$0.inputs.isEmpty } ?? false
  }
}

extension Linter {
  /// The paths that lead to the repository of a call, and where the call begins.
  static func repositoryPaths(_ request: LintRequest, _ configuration: Configuration) -> (
    paths: [String], start: String
  ) {
    (allPaths(request, configuration), request.paths.isEmpty ? configuration.folder ?? "." : ".")
  }

  /// The files of a repository at a revision.
  static func tree(_ revision: Revision, _ request: LintRequest, configuration: Configuration)
    throws(UsageError) -> BaseTree
  {
    let (paths, start) = repositoryPaths(request, configuration)
    return try Blocking.run { () async throws(UsageError) in
      try await BaseTree.at(revision, paths: paths, start: start)
    }
  }

  /// The catalogs of files and folders that `--against` names.
  static func previous(_ words: [String], _ request: LintRequest, configuration: Configuration) throws(UsageError)
    -> LoadedCatalog
  {
    let earlier = EarlierFiles(
      words, standingFor: paths(request, configuration), isChosen: !request.paths.isEmpty, configuration: configuration)
    let paths = earlier.paths + configuration.contextPaths.map(FilePaths.shown)
    let system = try LoadedCatalog.load(
      paths, exclude: earlier.excluded, settings: earlier.settings, jobs: request.jobs)
    try checkInput(system, LintRequest(), paths: words)
    return system
  }

  /// The catalogs at one path of a revision, and files that could not be read.
  static func previous(_ path: String, at tree: BaseTree, request: LintRequest, configuration: Configuration)
    throws(UsageError) -> (system: LoadedCatalog, broken: [Overlay.Broken])
  {
    let isOwn = path.isEmpty || PathText.components(path).first?.first != "."
    let absolute = isOwn ? FilePaths.absolute(FilePaths.joined(tree.top, path)) : FilePaths.absolute(path)
    let excluded = configuration.excludedFiles
    let older = try Blocking.run { () async throws(UsageError) in
      try await tree.inputs(at: absolute, excluded: excluded, workers: Parallel.cores)
    }
    let context = configuration.contextPaths.map(FilePaths.shown)
    var found = try Inputs.find(context, exclude: excluded)
    found.inputs = InputList([older.inputs, found.inputs].joined())
    let system = try LoadedCatalog.load(
      found, folders: [tree.top] + context.map(Inputs.folder), settings: configuration.readSettings(isJudged: false),
      overlay: older.overlay, jobs: request.jobs)
    try checkInput(system, LintRequest(), paths: ["\(path) at \(tree.commit.words)"])
    return (system, older.overlay.broken)
  }

  /// The catalogs of the call at a revision, read by themselves.
  static func older(
    _ tree: BaseTree, than now: LoadedCatalog, request: LintRequest, configuration: Configuration, isJudged: Bool
  ) throws(UsageError) -> (system: LoadedCatalog, broken: [Overlay.Broken]) {
    let (paths, excluded) = (allPaths(request, configuration), configuration.excludedFiles)
    let inputs = now.paths.inputs.filter(FilePaths.exists)
    let overlay = try Blocking.run { () async throws(UsageError) in
      try await tree.overlay(inputs: inputs, paths: paths, excluded: excluded, workers: Parallel.cores)
    }
    var old = request
    old.allowsEmpty = true
    return (try load(old, configuration, overlay: overlay, isJudged: isJudged), overlay.broken)
  }
}
