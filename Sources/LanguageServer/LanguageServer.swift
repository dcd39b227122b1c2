import Catalog
import Files
import Findings
import Reports
import RuleBook
import Writing

/// A language server on two byte streams (Language Server Protocol 3.17): diagnostics while typing, hover, definition,
/// references, symbols, completion and quick fixes.
package struct LanguageServer {
  private let write: ([UInt8]) -> Void
  private let version: String
  private var workspace: Workspace?
  /// The last snapshot of all catalogs; nil after a change.
  private var view: CatalogView?
  /// Files with published diagnostics.
  private var marked: Set<PathKey> = []
  private var isShutDown = false
  private var frames = Frames()
  /// Whether something has changed since diagnostics were last published.
  private var isStale = false
  /// Whether the client supports dynamic registration of file watchers.
  private var registersWatchers = false

  private init(version: String, write: @escaping ([UInt8]) -> Void) {
    self.version = version
    self.write = write
  }

  /// Serves until the client says `exit` or its stream ends.
  ///
  /// - Parameters:
  ///   - read: waits for bytes; an empty result means the end of the stream.
  ///   - write: sends bytes to the client.
  /// - Returns: the exit code defined by the protocol: 0 after `shutdown`, else 1.
  package static func run(version: String, read: () -> [UInt8], write: @escaping ([UInt8]) -> Void) -> Int32 {
    var server = LanguageServer(version: version, write: write)
    while true {
      let bytes = read()
      guard !bytes.isEmpty else { return server.isShutDown ? 0 : 1 }
      guard server.take(bytes) else { return server.isShutDown ? 0 : 1 }
      // All pending messages are handled; publish once for all of them.
      server.publish()
    }
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
          refuse("invalid JSON")
          continue
        }
        guard case .object = message else {
          send([
            "jsonrpc": "2.0", "id": .null,
            "error": ["code": .number(-32600), "message": "a message must be an object"],
          ])
          continue
        }
        guard handle(message) else { return false }
      case .broken(let words): refuse(words)
      }
    }
    return true
  }

  private func refuse(_ words: String) {
    send(["jsonrpc": "2.0", "id": .null, "error": ["code": .number(-32700), "message": .text(words)]])
  }

  // MARK: Messages

  private func send(_ message: JSONValue) {
    var json = JSONWriter(isCompact: true)
    message.write(to: &json)
    write(Array("Content-Length: \(json.bytes.count)\r\n\r\n".utf8) + json.bytes)
  }

  private func notify(_ method: String, _ parameters: JSONValue) {
    send(["jsonrpc": "2.0", "method": .text(method), "params": parameters])
  }

  /// - Returns: false after `exit`.
  private mutating func handle(_ message: JSONValue) -> Bool {
    // A message without a method is a response to a request of the server.
    guard let method = message["method"].text else { return true }
    let parameters = message["params"]
    if message["id"] == .null {
      switch method {
      case "exit": return false
      case "initialized": if registersWatchers { watchFiles() }
      case "textDocument/didOpen": change(parameters["textDocument"]["uri"], parameters["textDocument"]["text"].text)
      case "textDocument/didChange":
        change(parameters["textDocument"]["uri"], parameters["contentChanges"].items.last?["text"].text)
      case "textDocument/didSave", "workspace/didChangeWatchedFiles":
        workspace?.rescan()
        forget()
      case "textDocument/didClose":
        if let path = Self.path(parameters["textDocument"]["uri"]) { workspace?.closed(path) }
        forget()
      default: break
      }
      return true
    }
    if isShutDown {
      send([
        "jsonrpc": "2.0", "id": message["id"],
        "error": ["code": .number(-32600), "message": "the server is shutting down"],
      ])
    } else if let result = answer(method, parameters) {
      send(["jsonrpc": "2.0", "id": message["id"], "result": result])
    } else {
      send([
        "jsonrpc": "2.0", "id": message["id"],
        "error": ["code": .number(-32601), "message": .text("unknown method \(method)")],
      ])
    }
    return true
  }

  private mutating func change(_ uri: JSONValue, _ text: String?) {
    guard let path = Self.path(uri), let text else { return }
    workspace?.opened(path, Array(text.utf8))
    forget()
  }

  private mutating func forget() {
    view = nil
    isStale = true
  }

  /// Registers file watchers (`client/registerCapability`) for the files of all formats and of the configuration.
  private func watchFiles() {
    let patterns = ["**/*.{yaml,yml,json,md,mdx,avsc,proto,bpmn}", "**/.gitignore"]
    let watchers: JSONValue = .list(patterns.map { ["globPattern": .text($0)] })
    send([
      "jsonrpc": "2.0", "id": "eventlint-watch", "method": "client/registerCapability",
      "params": [
        "registrations": [
          ["id": "files", "method": "workspace/didChangeWatchedFiles", "registerOptions": ["watchers": watchers]]
        ]
      ],
    ])
  }

  private mutating func answer(_ method: String, _ parameters: JSONValue) -> JSONValue? {
    switch method {
    case "initialize":
      // A second one is an error (LSP 3.17, "Initialize Request").
      guard workspace == nil else { return nil }
      let root =
        Self.path(parameters["workspaceFolders"].items.first?["uri"] ?? parameters["rootUri"])
        ?? parameters["rootPath"].text
      workspace = Workspace(folder: root ?? FilePaths.workingFolder)
      registersWatchers =
        parameters["capabilities"]["workspace"]["didChangeWatchedFiles"]["dynamicRegistration"] == .flag(true)
      isStale = true
      return capabilities
    case "shutdown":
      isShutDown = true
      return .null
    default: break
    }
    guard let view = currentView() else { return Self.methods.contains(method) ? .null : nil }
    let place = view.place(Self.path(parameters["textDocument"]["uri"]) ?? "", parameters["position"])
    switch method {
    case "textDocument/hover": return view.hover(place)
    case "textDocument/definition": return view.definition(place)
    case "textDocument/references": return view.references(place)
    case "textDocument/completion": return view.completion(place)
    case "textDocument/documentSymbol": return view.symbols(in: Self.path(parameters["textDocument"]["uri"]) ?? "")
    case "workspace/symbol": return view.symbols(matching: parameters["query"].text ?? "")
    case "textDocument/codeAction":
      return view.actions(Self.path(parameters["textDocument"]["uri"]) ?? "", parameters["range"])
    case "workspace/executeCommand":
      if let rule = parameters["arguments"].items.first?.text, let page = RuleBook.page(RuleID(rule)) {
        notify("window/showMessage", ["type": 3, "message": .text(PageText.plain(page))])
      }
      return .null
    default: return nil
    }
  }

  private static let methods: Set<String> = [
    "textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/completion",
    "textDocument/documentSymbol",
    "workspace/symbol", "textDocument/codeAction", "workspace/executeCommand",
  ]

  private var capabilities: JSONValue {
    [
      "serverInfo": ["name": "eventlint", "version": .text(version)],
      "capabilities": [
        "positionEncoding": "utf-16",
        "textDocumentSync": ["openClose": true, "change": 1, "save": true],
        "hoverProvider": true, "definitionProvider": true, "referencesProvider": true,
        "documentSymbolProvider": true, "workspaceSymbolProvider": true,
        "codeActionProvider": ["codeActionKinds": ["quickfix"]],
        "completionProvider": ["triggerCharacters": [" ", "[", ",", "|"]],
        "executeCommandProvider": ["commands": ["eventlint.explain"]],
      ],
    ]
  }

  // MARK: Findings

  private mutating func currentView() -> CatalogView? {
    if let view { return view }
    guard let judged = workspace?.judged() else { return nil }
    let fresh = CatalogView(judged)
    view = fresh
    return fresh
  }

  private mutating func publish() {
    guard !isShutDown, isStale, let view = currentView() else { return }
    isStale = false
    var byFile = view.diagnostics()
    if let mistake = workspace?.mistake { report(mistake, &byFile) }
    for path in marked where byFile[path] == nil { byFile[path] = [] }
    for (key, diagnostics) in byFile.sorted(by: { $0.key < $1.key }) {
      notify("textDocument/publishDiagnostics", ["uri": .text(Self.uri(key.path)), "diagnostics": .list(diagnostics)])
    }
    marked = Set(byFile.filter { !$0.value.isEmpty }.keys)
  }

  /// Reports an error in the configuration or the baseline as a diagnostic, or as a message if it has no position.
  private func report(_ mistake: UsageError, _ byFile: inout [PathKey: [JSONValue]]) {
    guard let spot = mistake.spot else {
      return notify("window/showMessage", ["type": 1, "message": .text("eventlint: \(mistake.message)")])
    }
    let position: JSONValue = ["line": .number(spot.line - 1), "character": .number(spot.column - 1)]
    byFile[PathKey(FilePaths.absolute(spot.path)), default: []].append([
      "range": ["start": position, "end": position], "severity": 1, "source": "eventlint", "message": .text(spot.words),
    ])
  }

  // MARK: URIs

  static func uri(_ path: String) -> String { "file://" + Escaping.uri(FilePaths.absolute(path)) }

  /// The path of a `file:` URI; nil for other URIs.
  static func path(_ uri: JSONValue) -> String? {
    guard let text = uri.text, text.hasPrefix("file://") else { return nil }
    var bytes: [UInt8] = []
    var rest = Array(text.dropFirst(7).utf8)[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) {
        bytes.append(value)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
