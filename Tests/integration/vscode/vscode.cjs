"use strict";
// What the extension uses of the module `vscode`, as far as the test needs it: documents, settings, and what the extension registers.

const events = () => {
  const listeners = new Set();
  const on = (listener) => {
    listeners.add(listener);
    return { dispose: () => listeners.delete(listener) };
  };
  return { on, fire: (event) => [...listeners].forEach((listener) => listener(event)) };
};

class Position {
  constructor(line, character) {
    Object.assign(this, { line, character });
  }
}

class Range {
  constructor(start, end) {
    Object.assign(this, { start, end });
  }
  isEqual(other) {
    return JSON.stringify(this) === JSON.stringify(other);
  }
}

class Uri {
  constructor(text) {
    this.text = text;
    this.scheme = text.split(":")[0];
  }
  static parse(text) {
    return new Uri(text);
  }
  toString() {
    return this.text;
  }
}

const record = (...names) =>
  class {
    constructor(...values) {
      names.forEach((name, index) => (this[name] = values[index]));
    }
  };

class CodeActionKind {
  constructor(value) {
    this.value = value;
  }
  append(part) {
    return new CodeActionKind(this.value ? `${this.value}.${part}` : part);
  }
}
CodeActionKind.Empty = new CodeActionKind("");
CodeActionKind.QuickFix = new CodeActionKind("quickfix");
CodeActionKind.SourceFixAll = new CodeActionKind("source.fixAll");

class WorkspaceEdit {
  constructor() {
    this.files = new Map();
  }
  set(uri, edits) {
    this.files.set(uri.toString(), edits);
  }
}

class Document {
  constructor(uri, languageId, text) {
    Object.assign(this, { uri: new Uri(uri), languageId, text, version: 1 });
  }
  getText() {
    return this.text;
  }
}

/** An editor with folders and settings: `user` are the person's, `workspace` those of the folder. */
function create({ folders, user, workspace, isTrusted = true }) {
  const on = Object.fromEntries(
    ["open", "change", "close", "save", "folders", "configuration", "trust"].map((name) => [name, events()]),
  );
  const editor = {
    providers: {},
    commands: new Map(),
    messages: [],
    log: [],
    diagnostics: new Map(),
    watchers: [],
    executed: [],
    on,
  };
  const provider = (kind) => (...call) => {
    editor.providers[kind] = call[typeof call[0].provideWorkspaceSymbols === "function" ? 0 : 1];
    return { dispose: () => delete editor.providers[kind] };
  };
  const defaults = { path: "eventlint", args: ["lsp"], enable: true, trace: false };
  editor.documents = [];
  editor.vscode = {
    Position,
    Range,
    Uri,
    CodeActionKind,
    WorkspaceEdit,
    Location: record("uri", "range"),
    TextEdit: record("range", "newText"),
    Diagnostic: record("range", "message", "severity"),
    DiagnosticRelatedInformation: record("location", "message"),
    MarkdownString: record("value"),
    Hover: record("contents", "range"),
    CompletionItem: record("label", "kind"),
    CompletionList: record("items", "isIncomplete"),
    CodeAction: record("title", "kind"),
    CodeLens: record("range", "command"),
    DocumentSymbol: record("name", "detail", "kind", "range", "selectionRange"),
    SymbolInformation: record("name", "kind", "containerName", "location"),
    window: {
      createOutputChannel: () => ({ appendLine: (line) => editor.log.push(line), show() {}, dispose() {} }),
      showErrorMessage: (text) => editor.messages.push(`error: ${text}`),
      showWarningMessage: (text) => editor.messages.push(`warning: ${text}`),
      showInformationMessage: (text) => editor.messages.push(`info: ${text}`),
    },
    commands: {
      registerCommand: (name, run) => {
        if (editor.commands.has(name)) throw new Error(`command ${name} exists already`);
        editor.commands.set(name, run);
        return { dispose: () => editor.commands.delete(name) };
      },
      executeCommand: (...call) => editor.executed.push(call),
    },
    languages: {
      match: (selector, document) =>
        selector.some(({ scheme, language }) => scheme === document.uri.scheme && language === document.languageId)
          ? 10
          : 0,
      createDiagnosticCollection: () => ({
        set: (uri, found) => editor.diagnostics.set(uri.toString(), found),
        dispose: () => editor.diagnostics.clear(),
      }),
      registerHoverProvider: provider("hover"),
      registerDefinitionProvider: provider("definition"),
      registerReferenceProvider: provider("references"),
      registerCompletionItemProvider: provider("completion"),
      registerDocumentSymbolProvider: provider("symbols"),
      registerWorkspaceSymbolProvider: provider("workspaceSymbols"),
      registerCodeActionsProvider: provider("actions"),
      registerCodeLensProvider: provider("lenses"),
      registerRenameProvider: provider("rename"),
    },
    workspace: {
      workspaceFolders: folders.map((uri) => ({ uri: new Uri(uri), name: uri })),
      textDocuments: editor.documents,
      get isTrusted() {
        return isTrusted;
      },
      getConfiguration: () => ({
        get: (key) => workspace[key] ?? user[key] ?? defaults[key],
        inspect: (key) => ({ defaultValue: defaults[key], globalValue: user[key], workspaceValue: workspace[key] }),
      }),
      createFileSystemWatcher: (pattern) => {
        const watcher = { pattern, created: events(), changed: events(), deleted: events(), dispose() {} };
        Object.assign(watcher, {
          onDidCreate: watcher.created.on,
          onDidChange: watcher.changed.on,
          onDidDelete: watcher.deleted.on,
        });
        editor.watchers.push(watcher);
        return watcher;
      },
      onDidOpenTextDocument: on.open.on,
      onDidChangeTextDocument: on.change.on,
      onDidCloseTextDocument: on.close.on,
      onDidSaveTextDocument: on.save.on,
      onDidChangeWorkspaceFolders: on.folders.on,
      onDidChangeConfiguration: on.configuration.on,
      onDidGrantWorkspaceTrust: on.trust.on,
    },
  };
  editor.open = (uri, languageId, text) => {
    const document = new Document(uri, languageId, text);
    editor.documents.push(document);
    on.open.fire(document);
    return document;
  };
  editor.change = (document, text) => {
    Object.assign(document, { text, version: document.version + 1 });
    on.change.fire({ document, contentChanges: [{ text }] });
  };
  return editor;
}

module.exports = { create };
