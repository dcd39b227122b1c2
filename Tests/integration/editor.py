"""A language client for tests: a folder, its documents, and short names for requests."""

import asyncio
import pathlib

import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from conftest import PROGRAM

# Stands in texts for the cursor.
CURSOR = "‸"

CONFIG = ClientServerConfig(server_command=[PROGRAM, "lsp"])


def capabilities(**workspace):
    return types.ClientCapabilities(
        workspace=types.WorkspaceClientCapabilities(
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True), **workspace
        ),
        text_document=types.TextDocumentClientCapabilities(
            completion=types.CompletionClientCapabilities(
                completion_item=types.ClientCompletionItemOptions(
                    documentation_format=[types.MarkupKind.Markdown, types.MarkupKind.PlainText]
                )
            )
        ),
        experimental={"commands": {"commands": ["eventlint.showReferences"]}},
    )


class Published(dict):
    """Diagnostics by URI, and the names of files in the order in which theirs came."""

    def __init__(self):
        self.order = []

    def __setitem__(self, uri, diagnostics):
        self.order.append(pathlib.PurePath(uri).name)
        super().__setitem__(uri, diagnostics)


class Editor:
    """A client that has been initialized for a folder, or for several."""

    def __init__(self, client, *folders):
        self.client = client
        self.folders = folders
        self.folder = folders[0]
        self.versions = {}
        client.diagnostics = self.published = Published()

    @classmethod
    async def start(cls, client, *folders, options=None, **workspace):
        editor = cls(client, *folders)
        await client.initialize_session(
            types.InitializeParams(
                capabilities=capabilities(**workspace),
                initialization_options=options,
                workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name=folder.name) for folder in folders],
            )
        )
        return editor

    def path(self, name):
        return name if isinstance(name, pathlib.Path) else self.folder / name

    def uri(self, name):
        return self.path(name).as_uri()

    def document(self, name):
        return types.TextDocumentIdentifier(self.uri(name))

    def write(self, name, text):
        path = self.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
        return text

    def open(self, name, text=None, language="yaml"):
        text = self.path(name).read_text("utf-8") if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name, text):
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [change]))

    def save(self, name):
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(self.document(name)))

    def close(self, name):
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.document(name)))

    def watched(self, name, change=types.FileChangeType.Changed):
        event = types.FileEvent(self.uri(name), change)
        self.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))

    def found(self, name):
        return self.client.diagnostics.get(self.uri(name), [])

    async def diagnostics(self, name, until):
        """The file's diagnostics once they are as expected: a function of them, or the code that one of them has."""
        test = until if callable(until) else lambda found: any(each.code == until for each in found)
        for _ in range(200):
            if test(self.found(name)):
                return self.found(name)
            await asyncio.sleep(0.05)
        raise AssertionError([(each.code, each.message) for each in self.found(name)])

    async def complete(self, name, text):
        """The items at the cursor that stands in the text, by label."""
        before, after = text.split(CURSOR)
        if name not in self.versions:
            self.open(name, before + after)
        else:
            self.change(name, before + after)
        parameters = types.CompletionParams(self.document(name), position(before))
        result = await self.client.text_document_completion_async(parameters)
        items = result.items if isinstance(result, types.CompletionList) else result or []
        return {item.label: item for item in items}

    async def completed(self, name, text, label):
        """The text after an item was chosen."""
        item = (await self.complete(name, text))[label]
        return applied(text.replace(CURSOR, ""), [item.text_edit])

    async def hover(self, name, place):
        result = await self.client.text_document_hover_async(types.HoverParams(self.document(name), place))
        return result.contents.value if result else None

    async def actions(self, name, span, only=None, automatic=False):
        kind = types.CodeActionTriggerKind.Automatic if automatic else types.CodeActionTriggerKind.Invoked
        context = types.CodeActionContext([], only, kind)
        parameters = types.CodeActionParams(self.document(name), span, context)
        return await self.client.text_document_code_action_async(parameters) or []

    async def rename(self, name, place, new):
        """The texts of all files after a rename, by name."""
        parameters = types.RenameParams(self.document(name), place, new)
        edit = await self.client.text_document_rename_async(parameters)
        texts = {}
        for change in edit.document_changes:
            path = pathlib.Path(change.text_document.uri.removeprefix("file://"))
            texts[str(path.relative_to(self.folder))] = applied(path.read_text("utf-8"), change.edits)
        return texts


def position(before):
    """The position at the end of a text, in UTF-16."""
    line = before.count("\n")
    return types.Position(line, len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)


def at(text, word, offset=1):
    """The position in the first occurrence of a word."""
    return position(text[: text.index(word) + offset])


def span(text, word):
    return types.Range(at(text, word, 0), at(text, word, len(word)))


def offset(text, place):
    lines = text.split("\n")
    before = "".join(line + "\n" for line in lines[: place.line])
    line = lines[place.line] if place.line < len(lines) else ""
    return len(before) + len(line.encode("utf-16-le")[: 2 * place.character].decode("utf-16-le"))


def applied(text, edits):
    """The text after edits that do not overlap."""
    for edit in sorted(edits, key=lambda edit: (edit.range.start.line, edit.range.start.character), reverse=True):
        text = text[: offset(text, edit.range.start)] + edit.new_text + text[offset(text, edit.range.end) :]
    return text


async def refused(request):
    """The reason for which a request failed."""
    try:
        result = await request
    except Exception as error:
        return str(error)
    raise AssertionError(result)


def client_of(config=CONFIG):
    """A fixture with a client whose server is ended after the test."""

    @pytest_lsp.fixture(config=config)
    async def client(lsp_client: LanguageClient):
        yield
        await lsp_client.shutdown_session()

    return client
