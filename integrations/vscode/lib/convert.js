"use strict";
// Values of the protocol as values of the editor, and back.

const vscode = require("vscode");

const position = ({ line, character }) => new vscode.Position(line, character);

const range = ({ start, end }) => new vscode.Range(position(start), position(end));

const toPosition = ({ line, character }) => ({ line, character });

const toRange = ({ start, end }) => ({ start: toPosition(start), end: toPosition(end) });

const location = (value) => new vscode.Location(vscode.Uri.parse(value.uri), range(value.range));

const textEdit = (edit) => new vscode.TextEdit(range(edit.range), edit.newText);

const command = (value) => value && { title: value.title, command: value.command, arguments: value.arguments };

/** Markdown of the server. It is not trusted: links to commands do not work in it. */
function markdown(value) {
  const text = new vscode.MarkdownString(typeof value === "string" ? value : value.value);
  text.isTrusted = false;
  return text;
}

function diagnostic(value) {
  // The protocol counts from 1, the editor from 0.
  const found = new vscode.Diagnostic(range(value.range), value.message, (value.severity ?? 1) - 1);
  found.source = value.source;
  const target = value.codeDescription?.href;
  found.code = target ? { value: value.code, target: vscode.Uri.parse(target) } : value.code;
  found.tags = value.tags;
  found.relatedInformation = value.relatedInformation?.map(
    (note) => new vscode.DiagnosticRelatedInformation(location(note.location), note.message),
  );
  return found;
}

function workspaceEdit(value) {
  const edit = new vscode.WorkspaceEdit();
  const files = value.documentChanges?.map(({ textDocument, edits }) => [textDocument.uri, edits]) ??
    Object.entries(value.changes ?? {});
  for (const [uri, edits] of files) edit.set(vscode.Uri.parse(uri), edits.map(textEdit));
  return edit;
}

function completionItem(value) {
  // The protocol counts kinds from 1, the editor from 0.
  const item = new vscode.CompletionItem(value.label, value.kind === undefined ? undefined : value.kind - 1);
  item.detail = value.detail;
  item.documentation = value.documentation && markdown(value.documentation);
  item.sortText = value.sortText;
  item.filterText = value.filterText;
  if (value.textEdit) {
    item.range = range(value.textEdit.range);
    item.insertText = value.textEdit.newText;
  }
  return item;
}

function codeAction(value, known) {
  const kind = value.kind?.split(".").reduce((kind, part) => kind.append(part), vscode.CodeActionKind.Empty);
  const action = new vscode.CodeAction(value.title, kind);
  action.isPreferred = value.isPreferred;
  action.edit = value.edit && workspaceEdit(value.edit);
  action.command = command(value.command);
  action.diagnostics = (value.diagnostics ?? []).map((own) =>
    known.find((each) => each.message === own.message && each.range.isEqual(range(own.range))) ?? diagnostic(own)
  );
  return action;
}

function documentSymbol(value) {
  return new vscode.DocumentSymbol(
    value.name,
    value.detail ?? "",
    value.kind - 1,
    range(value.range),
    range(value.selectionRange),
  );
}

function symbol(value) {
  return new vscode.SymbolInformation(value.name, value.kind - 1, value.containerName ?? "", location(value.location));
}

module.exports = {
  codeAction,
  command,
  completionItem,
  diagnostic,
  documentSymbol,
  location,
  markdown,
  position,
  range,
  symbol,
  textEdit,
  toPosition,
  toRange,
  workspaceEdit,
};
