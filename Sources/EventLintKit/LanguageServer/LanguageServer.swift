import Catalog
import Findings
import Reports
import RuleBook
import Writing

/// A language server on two streams of bytes (Language Server Protocol 3.17): findings as one types, what is known of a name, where
/// it is used, what could be written.
public struct LanguageServer {
  private let write: ([UInt8]) -> Void
  private let version: String
  private var workspace: Workspace?
  /// The last look at everything; nil when something has changed since.
  private var view: CatalogView?
  /// Files that the editor shows findings for.
  private var marked: Set<String> = []
  private var isShutDown = false
  private var buffer: [UInt8] = []

  private init(version: String, write: @escaping ([UInt8]) -> Void) {
    self.version = version
    self.write = write
  }

  /// Serves until the client says `exit` or its stream ends.
  ///
  /// - Parameters:
  ///   - read: waits for bytes; none means the end.
  ///   - write: sends bytes to the client.
  public static func run(version: String, read: () -> [UInt8], write: @escaping ([UInt8]) -> Void) {
    var server = LanguageServer(version: version, write: write)
    while true {
      let bytes = read()
      guard !bytes.isEmpty else { return }
      server.buffer += bytes
      while let message = server.nextMessage() {
        guard server.handle(message) else { return }
      }
      // All that has come is taken in; now the findings are worth telling.
      server.publish()
    }
  }

  // MARK: Messages

  /// Content-Length framing; nil until a whole message is there.
  private mutating func nextMessage() -> JSONValue? {
    while let end = headerEnd() {
      var length: Int?
      for line in String(decoding: buffer[..<end], as: UTF8.self).split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
        length = Int(line.dropFirst(15).filter(\.isNumber))
      }
      // Without a length nothing behind it can be told apart.
      guard let length, length <= 64 << 20 else {
        buffer = []
        return nil
      }
      guard buffer.count >= end + 4 + length else { return nil }
      let message = JSONValue(buffer[(end + 4)..<(end + 4 + length)])
      buffer.removeFirst(end + 4 + length)
      if let message { return message }
      send(["jsonrpc": "2.0", "id": .null, "error": ["code": -32700, "message": "this is no JSON"]])
    }
    return nil
  }

  private func headerEnd() -> Int? {
    guard buffer.count >= 4 else { return nil }
    return (0...(min(buffer.count, 4096) - 4)).first { buffer[$0..<$0 + 4].elementsEqual([0x0D, 0x0A, 0x0D, 0x0A]) }
  }

  private func send(_ message: JSONValue) {
    var json = JSONWriter(isCompact: true)
    message.write(to: &json)
    write(Array("Content-Length: \(json.bytes.count)\r\n\r\n".utf8) + json.bytes)
  }

  private func notify(_ method: String, _ parameters: JSONValue) { send(["jsonrpc": "2.0", "method": .text(method), "params": parameters]) }

  /// - Returns: false when the client is done.
  private mutating func handle(_ message: JSONValue) -> Bool {
    guard let method = message["method"].text else { return true }
    let parameters = message["params"]
    if message["id"] == .null {
      switch method {
      case "exit": return false
      case "textDocument/didOpen": change(parameters["textDocument"]["uri"], parameters["textDocument"]["text"].text)
      case "textDocument/didChange": change(parameters["textDocument"]["uri"], parameters["contentChanges"].items.last?["text"].text)
      case "textDocument/didSave", "workspace/didChangeWatchedFiles":
        workspace?.rescan()
        view = nil
      case "textDocument/didClose":
        if let path = Self.path(parameters["textDocument"]["uri"]) { workspace?.closed(path) }
        view = nil
      default: break
      }
      return true
    }
    if isShutDown {
      send(["jsonrpc": "2.0", "id": message["id"], "error": ["code": -32600, "message": "the server is shutting down"]])
    } else if let result = answer(method, parameters) {
      send(["jsonrpc": "2.0", "id": message["id"], "result": result])
    } else {
      send(["jsonrpc": "2.0", "id": message["id"], "error": ["code": -32601, "message": .text("eventlint does not know \(method)")]])
    }
    return true
  }

  private mutating func change(_ uri: JSONValue, _ text: String?) {
    guard let path = Self.path(uri), let text else { return }
    workspace?.opened(path, Array(text.utf8))
    view = nil
  }

  private mutating func answer(_ method: String, _ parameters: JSONValue) -> JSONValue? {
    switch method {
    case "initialize":
      let root = Self.path(parameters["workspaceFolders"].items.first?["uri"] ?? parameters["rootUri"]) ?? parameters["rootPath"].text
      workspace = Workspace(folder: root ?? FilePaths.workingFolder)
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
    case "textDocument/codeAction": return view.actions(Self.path(parameters["textDocument"]["uri"]) ?? "", parameters["range"])
    case "workspace/executeCommand":
      if let rule = parameters["arguments"].items.first?.text, let page = RuleBook.page(RuleID(rule)) {
        notify("window/showMessage", ["type": 3, "message": .text(PageText.plain(page))])
      }
      return .null
    default: return nil
    }
  }

  private static let methods: Set<String> = [
    "textDocument/hover", "textDocument/definition", "textDocument/references", "textDocument/completion", "textDocument/documentSymbol",
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
    guard let workspace else { return nil }
    let fresh = CatalogView(workspace.judged())
    view = fresh
    return fresh
  }

  private mutating func publish() {
    guard !isShutDown, view == nil, workspace != nil, let view = currentView() else { return }
    var byFile = view.diagnostics()
    if let mistake = workspace?.mistake { notify("window/showMessage", ["type": 2, "message": .text("eventlint: \(mistake)")]) }
    for path in marked where byFile[path] == nil { byFile[path] = [] }
    for (path, diagnostics) in byFile.sorted(by: { $0.key < $1.key }) {
      notify("textDocument/publishDiagnostics", ["uri": .text(Self.uri(path)), "diagnostics": .list(diagnostics)])
    }
    marked = Set(byFile.filter { !$0.value.isEmpty }.keys)
  }

  // MARK: Addresses

  static func uri(_ path: String) -> String { "file://" + Escaping.uri(FilePaths.absolute(path)) }

  /// The path of a `file:` address; nil for others.
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
