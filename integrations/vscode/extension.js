"use strict";
// The extension: chooses the program by settings and trust, and starts and stops the client.

const path = require("node:path");
const vscode = require("vscode");
const { Client } = require("./lib/client.js");

let client;
let output;

/** What is started: the program never comes from a workspace, its arguments only from a trusted one. */
function settings() {
  const configuration = vscode.workspace.getConfiguration("eventlint");
  /** The value of the person's own settings, whatever the workspace says. */
  const own = (key) => {
    const found = configuration.inspect(key);
    return found?.globalValue ?? found?.defaultValue;
  };
  const isTrusted = vscode.workspace.isTrusted;
  const value = (key) => (isTrusted ? configuration.get(key) : own(key));
  return {
    program: own("path") || "eventlint",
    args: value("args") ?? ["lsp"],
    isEnabled: value("enable") ?? true,
    isTraced: own("trace") ?? false,
  };
}

/** Whether a program can be started by this word: a name for `PATH`, or an absolute path; none inside of a workspace. */
function isProgram(program) {
  if (path.isAbsolute(program)) return true;
  return !program.includes("/") && !program.includes("\\");
}

async function start() {
  const { program, args, isEnabled, isTraced } = settings();
  if (!isEnabled) return;
  if (!isProgram(program)) {
    vscode.window.showErrorMessage(`eventlint.path must be an absolute path or a name without a folder: '${program}'`);
    return;
  }
  client = new Client({ program, args, isTraced, log: (line) => output.appendLine(line) });
  try {
    await client.start();
  } catch (error) {
    output.appendLine(`${program}: ${error.message}`);
    const reason = error.code === "ENOENT" ? "program not found" : error.message;
    vscode.window.showErrorMessage(`${program}: ${reason}; install eventlint or set 'eventlint.path'`);
    await stop();
  }
}

async function stop() {
  const old = client;
  client = undefined;
  await old?.stop();
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  output = vscode.window.createOutputChannel("eventlint");
  context.subscriptions.push(
    output,
    vscode.commands.registerCommand("eventlint.restart", restart),
    vscode.commands.registerCommand("eventlint.showLog", () => output.show()),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("eventlint") && restart()),
    vscode.workspace.onDidGrantWorkspaceTrust(restart),
  );
  await start();
}

module.exports = { activate, deactivate: stop };
