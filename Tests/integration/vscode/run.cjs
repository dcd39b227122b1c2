"use strict";
// Runs the extension against the real server, with a stand-in for the editor: run.cjs EXTENSION PROGRAM FOLDER
// Prints one line for each check and ends with 1 at the first that fails.

const assert = require("node:assert");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { create } = require("./vscode.cjs");

const [extensionFolder, program, folder] = process.argv.slice(2);
let editor;
// The only module that the extension takes from outside of its folder, except for those of node.
const load = Module._load;
Module._load = (name, parent, isMain) => {
  if (name === "vscode") return editor.vscode;
  if (!name.startsWith(".") && !name.startsWith("node:") && parent?.filename?.startsWith(extensionFolder)) {
    throw new Error(`the extension needs ${name}`);
  }
  return load(name, parent, isMain);
};

/** The extension, loaded anew for an editor. */
function extension(options) {
  editor = create({ folders: [], user: {}, workspace: {}, ...options });
  for (const file of Object.keys(require.cache)) if (file.startsWith(extensionFolder)) delete require.cache[file];
  return require(path.join(extensionFolder, "extension.js"));
}

async function until(test, what) {
  for (let count = 0; count < 300; count += 1) {
    if (test()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${what}; messages: ${editor.messages}; log: ${editor.log.slice(-5)}`);
}

const place = (text, word, more = 0) => {
  const before = text.slice(0, text.indexOf(word) + more).split("\n");
  return new editor.vscode.Position(before.length - 1, before.at(-1).length);
};

async function features() {
  const uri = (name) => pathToFileURL(path.join(folder, name)).toString();
  const text = fs.readFileSync(path.join(folder, "c.yaml"), "utf8");
  const own = extension({ folders: [pathToFileURL(folder).toString()], user: { path: program } });
  await own.activate({ subscriptions: [] });
  assert.deepEqual(editor.messages, []);
  const document = editor.open(uri("c.yaml"), "yaml", text);
  editor.open("untitled:x", "yaml", text);
  await until(() => (editor.diagnostics.get(uri("c.yaml")) ?? []).length > 0, "no diagnostics");
  const found = editor.diagnostics.get(uri("c.yaml"));
  const wrong = found.find((each) => (each.code.value ?? each.code) === "unknown-reference");
  assert.equal(wrong.source, "eventlint");
  assert.equal(wrong.severity, 0);
  await until(() => editor.watchers.length > 0, "no watchers");
  console.log("diagnostics, watchers");

  const hover = await editor.providers.hover.provideHover(document, place(text, "OrderPlaced", 2));
  assert.match(hover.contents.value, /OrderPlaced/);
  assert.equal(hover.contents.isTrusted, false);
  const definition = await editor.providers.definition.provideDefinition(document, place(text, "OrderPlaced", 2));
  assert.equal(definition.length, 1);
  const references = await editor.providers.references.provideReferences(document, place(text, "OrderPlaced", 2), {
    includeDeclaration: false,
  });
  assert.equal(references.length, 1);
  const list = await editor.providers.completion.provideCompletionItems(document, place(text, "OrderPlacd", 3));
  const item = list.items.find((each) => each.label === "OrderPlaced");
  assert.equal(item.kind, 22);
  assert.equal(item.insertText, "OrderPlaced");
  const symbols = await editor.providers.symbols.provideDocumentSymbols(document);
  assert.ok(symbols.some((each) => each.name === "billing" && each.kind === 1));
  assert.equal((await editor.providers.workspaceSymbols.provideWorkspaceSymbols("billing")).length, 1);
  console.log("hover, definition, references, completion, symbols");

  const actions = await editor.providers.actions.provideCodeActions(document, wrong.range, {
    diagnostics: [wrong],
    triggerKind: 1,
  });
  assert.equal(actions[0].title, "replace with `OrderPlaced`");
  assert.strictEqual(actions[0].diagnostics[0], wrong);
  assert.equal(actions[0].edit.files.get(uri("c.yaml"))[0].newText, "OrderPlaced");
  assert.ok(actions.at(-1).title.startsWith("Ignore"));
  const saved = await editor.providers.actions.provideCodeActions(document, wrong.range, {
    diagnostics: [],
    only: editor.vscode.CodeActionKind.SourceFixAll,
    triggerKind: 2,
  });
  assert.ok(!saved.some((each) => each.title.startsWith("Ignore")));
  const explain = actions.find((each) => each.title.startsWith("Explain")).command;
  await editor.commands.get(explain.command)(...explain.arguments);
  await until(() => editor.messages.some((each) => each.startsWith("info: unknown-reference")), "no explanation");
  console.log("code actions");

  const lenses = await editor.providers.lenses.provideCodeLenses(document);
  assert.match(lenses[0].command.title, /published by 1 service, consumed by 0 services/);
  editor.commands.get(lenses[0].command.command)(...lenses[0].command.arguments);
  assert.equal(editor.executed[0][0], "editor.action.showReferences");
  assert.equal(editor.executed[0][3].length, 1);
  const target = await editor.providers.rename.prepareRename(document, place(text, "OrderPlaced", 2));
  assert.equal(target.placeholder, "OrderPlaced");
  const edit = await editor.providers.rename.provideRenameEdits(document, place(text, "OrderPlaced", 2), "Placed");
  assert.equal(edit.files.get(uri("c.yaml")).length, 2);
  await assert.rejects(
    editor.providers.rename.provideRenameEdits(document, place(text, "OrderPlaced", 2), "billing"),
    /exists already/,
  );
  console.log("lenses, rename");

  editor.change(document, text.replace("OrderPlacd", "OrderPlaced"));
  const isMended = () =>
    !(editor.diagnostics.get(uri("c.yaml")) ?? []).some((each) =>
      (each.code.value ?? each.code) === "unknown-reference"
    );
  await until(isMended, "the change was not seen");
  fs.writeFileSync(path.join(folder, "late.yaml"), "eventlint: 1\nservices: {late: {consumes: [OrderPlacedd]}}\n");
  editor.watchers[0].created.fire({ toString: () => uri("late.yaml") });
  await until(() => (editor.diagnostics.get(uri("late.yaml")) ?? []).length > 0, "the new file was not seen");
  console.log("changes, new files");

  // A server that is killed comes back with the documents that are open.
  const before = editor.watchers.length;
  await editor.commands.get("eventlint.restart")();
  await until(() => editor.watchers.length > before && editor.diagnostics.size > 0, "no restart");
  await own.deactivate();
  assert.equal(editor.diagnostics.size, 0);
  console.log("restart, end");
}

async function trust() {
  const mark = path.join(folder, "started");
  const script = path.join(folder, "evil");
  fs.writeFileSync(script, `#!/bin/sh\necho "$@" > "${mark}"\n`, { mode: 0o755 });
  const workspace = { path: script, args: ["--config", "evil"] };
  let own = extension({ user: { path: program }, workspace, isTrusted: true });
  await own.activate({ subscriptions: [] });
  await own.deactivate();
  assert.ok(!fs.existsSync(mark), "a workspace chose the program");
  // Arguments of an untrusted workspace do not count either.
  own = extension({ user: { path: script }, workspace, isTrusted: false });
  await own.activate({ subscriptions: [] });
  await until(() => fs.existsSync(mark) && fs.readFileSync(mark, "utf8").endsWith("\n"), "the program was not started");
  assert.equal(fs.readFileSync(mark, "utf8"), "lsp\n");
  await own.deactivate();
  for (const wrong of ["./evil", "bin/evil"]) {
    own = extension({ user: { path: wrong } });
    await own.activate({ subscriptions: [] });
    assert.match(editor.messages[0], /must be an absolute path/);
    await own.deactivate();
  }
  own = extension({ user: { path: "/nonexistent/eventlint" } });
  await own.activate({ subscriptions: [] });
  assert.match(editor.messages[0], /program not found; install eventlint/);
  await own.deactivate();
  console.log("trust, missing program");
}

features().then(trust).then(() => process.exit(0), (error) => {
  console.error(error);
  process.exit(1);
});
