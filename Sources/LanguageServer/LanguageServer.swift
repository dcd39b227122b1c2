import Catalog
import Files
import Findings
import Loading
import Reports
import RuleBook
import Writing

/// A language server on two byte streams (Language Server Protocol 3.17).
package struct LanguageServer {
  private let write: ([UInt8]) -> Void
  private let version: String
  private var workspaces: Workspaces?
  private var client = Client()
  private var publisher = Publisher()
  private var isShutDown = false
  private var frames = Frames()
  /// The time at which diagnostics are due; nil if nothing has changed since they were published.
  private var due: ContinuousClock.Instant?
  /// The last snapshot of each workspace in which the document being typed could be parsed, for completion.
  private var whole: [PathKey: CatalogView] = [:]

  /// What a client can do, as it says in `initialize`.
  private struct Client {
    /// It registers file watchers when asked to.
    var registersWatchers = false
    /// It takes edits with the versions of documents.
    var takesVersions = false
    /// It has the command `CatalogView.referencesCommand`.
    var showsReferences = false
    /// The time without a change after which diagnostics are published, in milliseconds.
    var delay = 200

    init() {}

    init(_ parameters: JSONValue) {
      let capabilities = parameters["capabilities"]
      let workspace = capabilities["workspace"]
      registersWatchers = workspace["didChangeWatchedFiles"]["dynamicRegistration"] == .flag(true)
      takesVersions = workspace["workspaceEdit"]["documentChanges"] == .flag(true)
      let commands = capabilities["experimental"]["commands"]["commands"].items.compactMap(\.text)
      showsReferences = commands.contains(CatalogView.referencesCommand)
      if let delay = parameters["initializationOptions"]["debounce"].count { self.delay = min(delay, 600_000) }
    }
  }

  private init(version: String, write: @escaping ([UInt8]) -> Void) {
    self.version = version
    self.write = write
  }

  /// Serves until the client says `exit` or its stream ends.
  ///
  /// - Parameters:
  ///   - read: waits for bytes, up to a number of milliseconds, or without a limit for nil; nil when that time has
  ///     passed, an empty result at the end of the stream.
  ///   - write: sends bytes to the client.
  /// - Returns: the exit code defined by the protocol: 0 after `shutdown`, else 1.
  package static func run(
    version: String, read: (_ milliseconds: Int?) -> [UInt8]?, write: @escaping ([UInt8]) -> Void
  ) -> Int32 {
    var server = LanguageServer(version: version, write: write)
    while true {
      if let bytes = read(server.wait) {
        guard !bytes.isEmpty, server.take(bytes) else { return server.isShutDown ? 0 : 1 }
      }
      // All pending messages are handled; publish once for all of them.
      if server.wait == 0 { server.publish() }
    }
  }

  /// The time until diagnostics are due, in milliseconds; nil if they never are.
  private var wait: Int? {
    guard let due else { return nil }
    let left = due - .now
    return max(0, Int(left.components.seconds * 1000 + left.components.attoseconds / 1_000_000_000_000_000))
  }

  /// Handles all complete messages received so far.
  ///
  /// - Returns: false after `exit`.
  private mutating func take(_ bytes: [UInt8]) -> Bool {
    frames.append(bytes)
    while let frame = frames.next() {
      switch frame {
      case .message(let content):
        guard let message = JSONValue(content) else {
          fail(.null, -32700, saying: "invalid JSON")
          continue
        }
        guard case .object = message else {
          fail(.null, -32600, saying: "a message must be an object")
          continue
        }
        guard handle(message) else { return false }
      case .broken(let words): fail(.null, -32700, saying: words)
      }
    }
    return true
  }

  // MARK: Messages

  private func send(_ message: JSONValue) {
    var json = JSONWriter(isCompact: true)
    message.write(to: &json)
    write(Array("Content-Length: \(json.bytes.count)\r\n\r\n".utf8) + json.bytes)
  }

  private func fail(_ id: JSONValue, _ code: Int, saying words: String) {
    send(["jsonrpc": "2.0", "id": id, "error": ["code": .number(code), "message": .text(words)]])
  }

  private func notify(_ method: String, _ parameters: JSONValue) {
    send(["jsonrpc": "2.0", "method": .text(method), "params": parameters])
  }

  /// - Returns: false after `exit`.
  private mutating func handle(_ message: JSONValue) -> Bool {
    // A message without a method is a response to a request of the server.
    guard let method = message["method"].text else { return true }
    let (id, parameters) = (message["id"], message["params"])
    if id == .null {
      guard method != "exit" else { return false }
      note(method, parameters)
      return true
    }
    guard !isShutDown else {
      fail(id, -32600, saying: "the server is shutting down")
      return true
    }
    do throws(Refusal) {
      if let result = try answer(method, parameters) {
        send(["jsonrpc": "2.0", "id": id, "result": result])
      } else {
        fail(id, -32601, saying: "unknown method \(method)")
      }
    } catch {
      // `RequestFailed`: the request is valid, and its answer is this text.
      fail(id, -32803, saying: error.words)
    }
    return true
  }

  /// Handles a notification.
  private mutating func note(_ method: String, _ parameters: JSONValue) {
    let document = parameters["textDocument"]
    switch method {
    case "initialized":
      if client.registersWatchers { send(FileWatchers.registration) }
      changed(publishIn: 0)
    case "textDocument/didOpen": take(document, document["text"].text, publishIn: 0)
    case "textDocument/didChange":
      take(document, parameters["contentChanges"].items.last?["text"].text, publishIn: client.delay)
    case "textDocument/didSave", "workspace/didChangeWatchedFiles":
      workspaces?.rescan()
      changed(publishIn: 0)
    case "textDocument/didClose":
      if let path = FileURI.path(document["uri"]) { workspaces?.closed(path) }
      changed(publishIn: 0)
    case "workspace/didChangeWorkspaceFolders":
      for folder in parameters["event"]["removed"].items.compactMap({ FileURI.path($0["uri"]) }) {
        workspaces?.remove(folder)
      }
      for folder in parameters["event"]["added"].items.compactMap({ FileURI.path($0["uri"]) }) {
        workspaces?.add(folder)
      }
      changed(publishIn: 0)
    default: break
    }
  }

  private mutating func take(_ document: JSONValue, _ text: String?, publishIn delay: Int) {
    guard let path = FileURI.path(document["uri"]), let text else { return }
    workspaces?.opened(path, Array(text.utf8), version: document["version"].count)
    changed(publishIn: delay)
  }

  /// Has diagnostics published after a time without another change.
  private mutating func changed(publishIn milliseconds: Int) { due = .now + .milliseconds(milliseconds) }

  // MARK: Requests

  /// The result of a request; nil for an unknown method.
  private mutating func answer(_ method: String, _ parameters: JSONValue) throws(Refusal) -> JSONValue? {
    switch method {
    case "initialize":
      // A second one is an error (LSP 3.17, "Initialize Request").
      guard workspaces == nil else { return nil }
      return initialize(parameters)
    case "shutdown":
      isShutDown = true
      return .null
    case "workspace/executeCommand":
      explain(parameters)
      return .null
    case "workspace/symbol":
      let query = parameters["query"].text ?? ""
      let indices = workspaces?.all.indices ?? 0..<0
      return .list(indices.flatMap { index in workspaces?.with(index) { $0.view() }.symbols(matching: query) ?? [] })
    default: break
    }
    guard Self.documentMethods.contains(method) else { return nil }
    guard let path = FileURI.path(parameters["textDocument"]["uri"]), let index = workspaces?.index(of: path) else {
      return .null
    }
    return try answer(method, parameters, about: path, in: index)
  }

  private static let documentMethods: Set<String> = [
    "textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/completion",
    "textDocument/documentSymbol", "textDocument/codeAction", "textDocument/codeLens", "textDocument/prepareRename",
    "textDocument/rename",
  ]

  /// The result of a request about a document of a workspace.
  private mutating func answer(_ method: String, _ parameters: JSONValue, about path: String, in index: Int)
    throws(Refusal) -> JSONValue?
  {
    guard var workspaces else { return .null }
    // Moved out and back, so that a workspace has one owner while it changes.
    self.workspaces = nil
    defer { self.workspaces = workspaces }
    let position = parameters["position"]
    switch method {
    case "textDocument/documentSymbol": return workspaces.with(index) { $0.view() }.symbols(in: path)
    case "textDocument/codeAction":
      let view = workspaces.with(index) { $0.judgedView() }
      return view.actions(path, parameters["range"], context: parameters["context"])
    case "textDocument/completion":
      let text = workspaces.text(of: path)
      let view = workspaces.with(index) { typed(&$0, path) ?? $0.view() }
      guard let text = text ?? view.system.bytes(of: path) else { return [] }
      return view.completion(text, path: path, at: position)
    default: break
    }
    if method == "textDocument/rename" || method == "textDocument/prepareRename" {
      // Places must be those of the files as they are.
      workspaces.with(index) { $0.rescan() }
    }
    let view = workspaces.with(index) { $0.viewWithNames() }
    let cursor = view.cursor(path, position)
    switch method {
    case "textDocument/hover": return view.hover(cursor)
    case "textDocument/definition": return view.definition(cursor)
    case "textDocument/references":
      let includes = parameters["context"]["includeDeclaration"] != .flag(false)
      return view.references(cursor, includesDefinition: includes)
    case "textDocument/codeLens": return view.lenses(in: path, showsReferences: client.showsReferences)
    default: break
    }
    let change = workspaces.all[index].nameChange(view)
    let target = try change.target(cursor)
    if method == "textDocument/prepareRename" {
      return [
        "range": view.range(target.place, view.map(target.place.file)), "placeholder": .text(view.catalog[target.name]),
      ]
    }
    let edits = try change.edits(target, to: parameters["newName"].text ?? "")
    return workspaceEdit(edits, workspaces)
  }

  /// The last snapshot in which a document that cannot be parsed at the moment could be; nil if it can be.
  private mutating func typed(_ workspace: inout Workspace, _ path: String) -> CatalogView? {
    let key = PathKey(workspace.folder)
    if workspace.isBroken(path) { return whole[key] }
    whole[key] = workspace.view()
    return nil
  }

  private func workspaceEdit(_ files: [NameChange.FileEdits], _ workspaces: Workspaces) -> JSONValue {
    func edits(_ file: NameChange.FileEdits) -> JSONValue {
      CatalogView.textEdits(file.edits, file.map)
    }
    guard client.takesVersions else {
      return ["changes": .object(Dictionary(files.map { (FileURI.uri($0.path), edits($0)) }) { first, _ in first })]
    }
    return [
      "documentChanges": .list(
        files.map { file in
          let version = workspaces.version(of: file.path).map { JSONValue.number($0) } ?? .null
          return ["textDocument": ["uri": .text(FileURI.uri(file.path)), "version": version], "edits": edits(file)]
        })
    ]
  }

  private func explain(_ parameters: JSONValue) {
    guard parameters["command"].text == "eventlint.explain", let rule = parameters["arguments"].items.first?.text,
      let page = RuleBook.page(RuleID(rule))
    else { return }
    notify("window/showMessage", ["type": 3, "message": .text(PageText.plain(page))])
  }

  private mutating func initialize(_ parameters: JSONValue) -> JSONValue {
    client = Client(parameters)
    var folders = parameters["workspaceFolders"].items.compactMap { FileURI.path($0["uri"]) }
    if folders.isEmpty {
      let root = FileURI.path(parameters["rootUri"]) ?? parameters["rootPath"].text
      folders = [root].compactMap { $0 }.filter { $0.utf8.first == UInt8(ascii: "/") }
    }
    workspaces = Workspaces(folders: folders)
    return [
      "serverInfo": ["name": "eventlint", "version": .text(version)],
      "capabilities": [
        "positionEncoding": "utf-16",
        "textDocumentSync": ["openClose": true, "change": 1, "save": true],
        "hoverProvider": true, "definitionProvider": true, "referencesProvider": true,
        "documentSymbolProvider": true, "workspaceSymbolProvider": true,
        "codeActionProvider": ["codeActionKinds": .list(CatalogView.actionKinds.map { .text($0) })],
        "codeLensProvider": [:], "renameProvider": ["prepareProvider": true],
        "completionProvider": ["triggerCharacters": [" ", "[", "{", ",", "|", ":"]],
        "executeCommandProvider": ["commands": ["eventlint.explain"]],
        "workspace": ["workspaceFolders": ["supported": true, "changeNotifications": true]],
      ],
    ]
  }

  // MARK: Findings

  private mutating func publish() {
    due = nil
    guard !isShutDown, var workspaces else { return }
    self.workspaces = nil
    defer { self.workspaces = workspaces }
    var found: [PathKey: [JSONValue]] = [:]
    for index in workspaces.all.indices {
      let view = workspaces.with(index) { $0.judgedView() }
      found.merge(view.diagnostics()) { known, more in known + more.filter { !known.contains($0) } }
      if let mistake = workspaces.all[index].mistake { report(mistake, &found) }
    }
    for (path, diagnostics) in publisher.changes(found) {
      var parameters: [String: JSONValue] = ["uri": .text(FileURI.uri(path)), "diagnostics": .list(diagnostics)]
      if let version = workspaces.version(of: path) { parameters["version"] = .number(version) }
      notify("textDocument/publishDiagnostics", .object(parameters))
    }
  }

  /// Reports an error in the configuration or the baseline as a diagnostic, or as a message if it has no position.
  private func report(_ mistake: UsageError, _ found: inout [PathKey: [JSONValue]]) {
    guard let spot = mistake.spot else {
      return notify("window/showMessage", ["type": 1, "message": .text("eventlint: \(mistake.message)")])
    }
    let position: JSONValue = ["line": .number(spot.line - 1), "character": .number(spot.column - 1)]
    found[PathKey(FilePaths.absolute(spot.path)), default: []].append([
      "range": ["start": position, "end": position], "severity": 1, "source": "eventlint", "message": .text(spot.words),
    ])
  }
}

/// The diagnostics that the client has, so that only changes are sent.
private struct Publisher {
  private var known: [PathKey: [JSONValue]] = [:]

  /// The files whose diagnostics differ from those that were sent before, sorted by path.
  mutating func changes(_ found: [PathKey: [JSONValue]]) -> [(path: String, diagnostics: [JSONValue])] {
    var changes = found.filter { known[$0.key] != $0.value }
    for key in known.keys where found[key] == nil { changes[key] = [] }
    known = found
    return changes.sorted { $0.key < $1.key }.map { ($0.key.path, $0.value) }
  }
}

/// The request for watchers (`client/registerCapability`) of the files of all formats, of schemas, and of the
/// configuration.
private enum FileWatchers {
  private static let patterns = [
    "**/*.{yaml,yml,json,md,mdx,avsc,proto,bpmn}", "**/*.{bpmn20.xml,bpmn.xml}", "**/.eventlint.{yml,yaml}",
    "**/.gitignore",
  ]

  static var registration: JSONValue {
    [
      "jsonrpc": "2.0", "id": "eventlint-watch", "method": "client/registerCapability",
      "params": [
        "registrations": [
          [
            "id": "eventlint-files", "method": "workspace/didChangeWatchedFiles",
            "registerOptions": ["watchers": .list(patterns.map { ["globPattern": .text($0)] })],
          ]
        ]
      ],
    ]
  }
}
