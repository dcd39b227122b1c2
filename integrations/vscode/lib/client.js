"use strict";
// A client of the language server: starts it, keeps its documents up to date, and registers what it can do.

const { spawn } = require("node:child_process");
const vscode = require("vscode");
const convert = require("./convert.js");
const { Connection } = require("./connection.js");

const SELECTOR = [
  { scheme: "file", language: "yaml" },
  { scheme: "file", language: "json" },
  { scheme: "file", language: "markdown" },
  { scheme: "file", language: "mdx" },
  { scheme: "file", language: "bpmn" },
  { scheme: "file", pattern: "**/*.{bpmn,bpmn20.xml,bpmn.xml,mdx}" },
];

/** The number of restarts after which a server that ends again and again is left alone. */
const RESTARTS = 5;

class Client {
  /**
   * @param program the path of the program, or its name.
   * @param args its arguments.
   * @param log takes lines for the log.
   * @param isTraced whether all messages go to the log.
   */
  constructor({ program, args, log, isTraced }) {
    this.program = program;
    this.args = args;
    this.log = log;
    this.isTraced = isTraced;
    this.subscriptions = [];
    this.watchers = [];
    this.open = new Set();
    this.restarts = 0;
    this.isStopping = false;
  }

  /** Starts the server and registers its features. Rejects if the program cannot be started. */
  async start() {
    this.diagnostics = vscode.languages.createDiagnosticCollection("eventlint");
    const child = spawn(this.program, this.args, { stdio: ["pipe", "pipe", "pipe"], shell: false });
    this.child = child;
    const started = new Promise((resolve, reject) => {
      child.once("spawn", resolve);
      child.once("error", reject);
    });
    child.on("exit", (code, signal) => this.ended(code, signal));
    // A program that cannot be started does not exit.
    child.on("error", () => this.connection.close());
    child.stderr.on("data", (bytes) => this.log(bytes.toString("utf8").trimEnd()));
    // A server that has ended is noticed by its exit.
    child.stdin.on("error", () => {});
    this.connection = new Connection((bytes) => child.stdin.write(bytes), {
      request: (method, params) => this.answer(method, params),
      notification: (method, params) => this.notified(method, params),
      failed: (reason) => {
        this.log(`the server sent ${reason}`);
        child.kill();
      },
      trace: (direction, message) => this.isTraced && this.log(`${direction}: ${JSON.stringify(message)}`),
    });
    child.stdout.on("data", (bytes) => this.connection.receive(bytes));
    await started;
    const folders = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const result = await this.connection.request("initialize", {
      processId: process.pid,
      clientInfo: { name: "eventlint for VS Code" },
      rootUri: folders[0]?.uri.toString() ?? null,
      workspaceFolders: folders.map(({ uri, name }) => ({ uri: uri.toString(), name })),
      capabilities: {
        workspace: {
          workspaceFolders: true,
          workspaceEdit: { documentChanges: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
        },
        textDocument: {
          publishDiagnostics: {
            relatedInformation: true,
            codeDescriptionSupport: true,
            tagSupport: { valueSet: [1, 2] },
          },
          rename: { prepareSupport: true },
          codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source.fixAll"] } } },
        },
        experimental: { commands: { commands: ["eventlint.showReferences"] } },
      },
    });
    this.capabilities = result.capabilities;
    this.connection.notify("initialized", {});
    this.register();
  }

  /** Stops the server, and removes all that was registered. */
  async stop() {
    this.isStopping = true;
    this.dispose();
    if (!this.child || this.child.exitCode !== null || this.connection.isClosed) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    const timer = setTimeout(() => this.child.kill(), 2000);
    try {
      await this.connection.request("shutdown");
      this.connection.notify("exit");
      await ended;
    } catch (error) {
      this.log(`the server did not shut down: ${error.message}`);
      this.child.kill();
    } finally {
      clearTimeout(timer);
      this.connection.close();
    }
  }

  dispose() {
    for (const each of [...this.subscriptions, ...this.watchers]) each.dispose();
    this.subscriptions = [];
    this.watchers = [];
    this.open.clear();
    this.diagnostics?.dispose();
  }

  async ended(code, signal) {
    this.connection.close();
    if (this.isStopping) return;
    this.log(`the server ended with ${signal ?? `exit code ${code}`}`);
    this.dispose();
    this.restarts += 1;
    // Not before it has answered once: then it is not this server, or cannot run here.
    if (!this.capabilities || this.restarts > RESTARTS) return;
    try {
      await this.start();
    } catch (error) {
      this.log(`the server cannot be started again: ${error.message}`);
    }
  }

  // MARK: Messages of the server

  answer(method, params) {
    if (method === "client/registerCapability") {
      for (const { method, registerOptions } of params.registrations) {
        if (method === "workspace/didChangeWatchedFiles") this.watch(registerOptions.watchers);
      }
      return null;
    }
    if (method === "client/unregisterCapability") return null;
    throw Object.assign(new Error(`unknown method ${method}`), { code: -32601 });
  }

  notified(method, params) {
    if (method === "textDocument/publishDiagnostics") {
      this.diagnostics.set(vscode.Uri.parse(params.uri), params.diagnostics.map(convert.diagnostic));
    } else if (method === "window/showMessage") {
      const show = [null, "showErrorMessage", "showWarningMessage"][params.type] ?? "showInformationMessage";
      vscode.window[show](params.message);
    } else if (method === "window/logMessage") {
      this.log(params.message);
    }
  }

  watch(watchers) {
    for (const { globPattern } of watchers) {
      const watcher = vscode.workspace.createFileSystemWatcher(globPattern);
      const changed = (type) => (uri) =>
        this.connection.notify("workspace/didChangeWatchedFiles", { changes: [{ uri: uri.toString(), type }] });
      watcher.onDidCreate(changed(1));
      watcher.onDidChange(changed(2));
      watcher.onDidDelete(changed(3));
      this.watchers.push(watcher);
    }
  }

  // MARK: Documents

  isOurs(document) {
    return vscode.languages.match(SELECTOR, document) > 0;
  }

  opened(document) {
    const uri = document.uri.toString();
    if (!this.isOurs(document) || this.open.has(uri)) return;
    this.open.add(uri);
    const item = { uri, languageId: document.languageId, version: document.version, text: document.getText() };
    this.connection.notify("textDocument/didOpen", { textDocument: item });
  }

  changed({ document, contentChanges }) {
    const uri = document.uri.toString();
    if (!this.open.has(uri) || contentChanges.length === 0) return;
    this.connection.notify("textDocument/didChange", {
      textDocument: { uri, version: document.version },
      contentChanges: [{ text: document.getText() }],
    });
  }

  closed(document) {
    const uri = document.uri.toString();
    if (this.open.delete(uri)) this.connection.notify("textDocument/didClose", { textDocument: { uri } });
  }

  saved(document) {
    const uri = document.uri.toString();
    if (this.open.has(uri)) this.connection.notify("textDocument/didSave", { textDocument: { uri } });
  }

  foldersChanged({ added, removed }) {
    const named = (folders) => folders.map(({ uri, name }) => ({ uri: uri.toString(), name }));
    const event = { added: named(added), removed: named(removed) };
    this.connection.notify("workspace/didChangeWorkspaceFolders", { event });
  }

  // MARK: Features

  register() {
    const { workspace, languages, commands } = vscode;
    this.subscriptions.push(
      workspace.onDidOpenTextDocument((document) => this.opened(document)),
      workspace.onDidChangeTextDocument((event) => this.changed(event)),
      workspace.onDidCloseTextDocument((document) => this.closed(document)),
      workspace.onDidSaveTextDocument((document) => this.saved(document)),
      workspace.onDidChangeWorkspaceFolders((event) => this.foldersChanged(event)),
      languages.registerHoverProvider(SELECTOR, { provideHover: (...call) => this.hover(...call) }),
      languages.registerDefinitionProvider(SELECTOR, {
        provideDefinition: (...call) => this.locations("textDocument/definition", {}, ...call),
      }),
      languages.registerReferenceProvider(SELECTOR, {
        provideReferences: (document, place, context, token) =>
          this.locations("textDocument/references", { context }, document, place, token),
      }),
      languages.registerCompletionItemProvider(
        SELECTOR,
        { provideCompletionItems: (...call) => this.complete(...call) },
        ...this.capabilities.completionProvider.triggerCharacters,
      ),
      languages.registerDocumentSymbolProvider(SELECTOR, {
        provideDocumentSymbols: async (document, token) =>
          (await this.ask("textDocument/documentSymbol", { textDocument: identifier(document) }, token) ?? [])
            .map(convert.documentSymbol),
      }),
      languages.registerWorkspaceSymbolProvider({
        provideWorkspaceSymbols: async (query, token) =>
          (await this.ask("workspace/symbol", { query }, token) ?? []).map(convert.symbol),
      }),
      languages.registerCodeActionsProvider(SELECTOR, { provideCodeActions: (...call) => this.actions(...call) }, {
        providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, vscode.CodeActionKind.SourceFixAll],
      }),
      languages.registerCodeLensProvider(SELECTOR, { provideCodeLenses: (...call) => this.lenses(...call) }),
      languages.registerRenameProvider(SELECTOR, {
        prepareRename: (...call) => this.prepareRename(...call),
        provideRenameEdits: (...call) => this.rename(...call),
      }),
      commands.registerCommand("eventlint.showReferences", (uri, place, locations) =>
        commands.executeCommand(
          "editor.action.showReferences",
          vscode.Uri.parse(uri),
          convert.position(place),
          locations.map(convert.location),
        )),
    );
    for (const command of this.capabilities.executeCommandProvider?.commands ?? []) {
      const run = (...args) => this.connection.request("workspace/executeCommand", { command, arguments: args });
      this.subscriptions.push(commands.registerCommand(command, run));
    }
    for (const document of workspace.textDocuments) this.opened(document);
  }

  /** The answer to a request; null if it fails, which is of no use to the person at the editor. */
  async ask(method, params, token) {
    try {
      return await this.connection.request(method, params, token);
    } catch (error) {
      this.log(`${method}: ${error.message}`);
      return null;
    }
  }

  async hover(document, place, token) {
    const found = await this.ask("textDocument/hover", at(document, place), token);
    return found && new vscode.Hover(convert.markdown(found.contents), convert.range(found.range));
  }

  async locations(method, more, document, place, token) {
    return (await this.ask(method, { ...at(document, place), ...more }, token) ?? []).map(convert.location);
  }

  async complete(document, place, token) {
    const found = await this.ask("textDocument/completion", at(document, place), token) ?? [];
    const items = (Array.isArray(found) ? found : found.items).map(convert.completionItem);
    return new vscode.CompletionList(items, found.isIncomplete ?? false);
  }

  async actions(document, range, context, token) {
    const found = await this.ask("textDocument/codeAction", {
      textDocument: identifier(document),
      range: convert.toRange(range),
      context: {
        diagnostics: [],
        ...(context.only && { only: [context.only.value] }),
        triggerKind: context.triggerKind,
      },
    }, token);
    return (found ?? []).map((action) => convert.codeAction(action, context.diagnostics));
  }

  async lenses(document, token) {
    const found = await this.ask("textDocument/codeLens", { textDocument: identifier(document) }, token);
    return (found ?? []).map((lens) => new vscode.CodeLens(convert.range(lens.range), convert.command(lens.command)));
  }

  // The reason for which a name cannot be changed is shown to the person who asked: these reject.

  async prepareRename(document, place, token) {
    const found = await this.connection.request("textDocument/prepareRename", at(document, place), token);
    return { range: convert.range(found.range), placeholder: found.placeholder };
  }

  async rename(document, place, newName, token) {
    const params = { ...at(document, place), newName };
    return convert.workspaceEdit(await this.connection.request("textDocument/rename", params, token));
  }
}

const identifier = (document) => ({ uri: document.uri.toString() });

const at = (document, place) => ({ textDocument: identifier(document), position: convert.toPosition(place) });

module.exports = { Client, SELECTOR };
