"""The language server, spoken to by a real client over a pipe."""

import asyncio
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

from conftest import PROGRAM

ORDERS = """\
eventlint: 1
services:
  shop:
    team: blue
    publishes: [OrderPlaced]
  billing: {consumes: {OrderPlaced: {needs: [orderId, total], publishes: InvoiceWritten}}}
events:
  OrderPlaced: {payload: {orderId: string, total: decimal, customer: {name: string}}}
"""
STOCK = """\
eventlint: 1
services:
  stock: {consumes: {OrderPlacd: {needs: [orderId]}}}
  # größer 🎉
  audit: {consumes: {InvoiceWritten: {publishes: InvoiceFiled}}}
"""


@pytest_lsp.fixture(config=ClientServerConfig(server_command=[PROGRAM, "lsp"]))
async def client(lsp_client: LanguageClient, tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalog")
    (folder / "orders.yaml").write_text(ORDERS)
    (folder / "stock.yaml").write_text(STOCK)
    lsp_client.folder = folder
    await lsp_client.initialize_session(
        types.InitializeParams(
            capabilities=types.ClientCapabilities(),
            workspace_folders=[types.WorkspaceFolder(uri=folder.as_uri(), name="catalog")],
        )
    )
    yield
    await lsp_client.shutdown_session()


def uri(client, name):
    return (client.folder / name).as_uri()


def open_file(client, name, text):
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri(client, name), "yaml", 1, text))
    )


def change(client, name, version, text):
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            types.VersionedTextDocumentIdentifier(version=version, uri=uri(client, name)),
            [types.TextDocumentContentChangeWholeDocument(text)],
        )
    )


async def diagnostics(client, name, until):
    """The file's diagnostics once they are as expected."""
    for _ in range(100):
        found = client.diagnostics.get(uri(client, name), [])
        if until(found):
            return found
        await asyncio.sleep(0.05)
    raise AssertionError([(d.code, d.message) for d in client.diagnostics.get(uri(client, name), [])])


def at(text, word, offset=1):
    """Where a word stands, in UTF-16."""
    before = text[: text.index(word) + offset]
    line = before.count("\n")
    return types.Position(line, len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)


def document(client, name):
    return types.TextDocumentIdentifier(uri(client, name))


@pytest.mark.asyncio
async def test_diagnostics_follow_every_change(client):
    open_file(client, "stock.yaml", STOCK)
    found = await diagnostics(client, "stock.yaml", lambda d: any(x.code == "unknown-reference" for x in d))
    wrong = next(d for d in found if d.code == "unknown-reference")
    assert wrong.severity == types.DiagnosticSeverity.Error
    assert wrong.source == "eventlint"
    assert wrong.range.start == types.Position(2, STOCK.split("\n")[2].index("OrderPlacd"))
    assert wrong.code_description is None, "no link to a page that is not published yet"
    # The mistake is mended as one types; other files come from the disk.
    change(client, "stock.yaml", 2, STOCK.replace("OrderPlacd", "OrderPlaced"))
    await diagnostics(client, "stock.yaml", lambda d: not any(x.code == "unknown-reference" for x in d))
    # What one file says changes what is wrong in another.
    open_file(client, "orders.yaml", ORDERS.replace("orderId: string, ", ""))
    found = await diagnostics(client, "stock.yaml", lambda d: any(x.code == "unmet-need" for x in d))
    unmet = next(d for d in found if d.code == "unmet-need")
    assert any(r.location.uri == uri(client, "orders.yaml") for r in unmet.related_information or [])
    # Broken text is a diagnostic, not an end.
    change(client, "stock.yaml", 3, "eventlint: 1\nservices: {a: [")
    await diagnostics(client, "stock.yaml", lambda d: any(x.code == "syntax" for x in d))
    change(client, "stock.yaml", 4, STOCK)
    await diagnostics(client, "stock.yaml", lambda d: any(x.code == "unknown-reference" for x in d))
    # Closed: the disk's text counts again.
    client.text_document_did_close(types.DidCloseTextDocumentParams(document(client, "orders.yaml")))
    await diagnostics(client, "stock.yaml", lambda d: not any(x.code == "unmet-need" for x in d))


@pytest.mark.asyncio
async def test_saving_reads_the_disk(client):
    open_file(client, "orders.yaml", ORDERS)
    (client.folder / "late.yaml").write_text("eventlint: 1\nservices: {late: {consumes: [InvoiceWriten]}}\n")
    client.text_document_did_save(types.DidSaveTextDocumentParams(document(client, "orders.yaml")))
    await diagnostics(client, "late.yaml", lambda d: any(x.code == "unknown-reference" for x in d))


@pytest.mark.asyncio
async def test_code_actions(client):
    open_file(client, "stock.yaml", STOCK)
    found = await diagnostics(client, "stock.yaml", lambda d: any(x.code == "unknown-reference" for x in d))
    wrong = next(d for d in found if d.code == "unknown-reference")
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(document(client, "stock.yaml"), wrong.range, types.CodeActionContext([wrong]))
    )
    by_title = {a.title: a for a in actions}
    # Which name was meant is a guess, so it is offered and not preferred.
    fix = by_title["replace with `OrderPlaced`"]
    assert not fix.is_preferred
    edit = fix.edit.changes[uri(client, "stock.yaml")][0]
    assert edit.new_text == "OrderPlaced" and edit.range == wrong.range
    ignore = by_title["Ignore unknown-reference here"]
    comment = ignore.edit.changes[uri(client, "stock.yaml")][0]
    lines = STOCK.split("\n")
    lines.insert(comment.range.start.line, comment.new_text.rstrip("\n"))
    change(client, "stock.yaml", 2, "\n".join(lines))
    await diagnostics(client, "stock.yaml", lambda d: not any(x.code == "unknown-reference" for x in d))
    explain = by_title["Explain unknown-reference"]
    # The client's library turns an action's command into text.
    assert "eventlint.explain" in str(explain.command)
    await client.workspace_execute_command_async(
        types.ExecuteCommandParams("eventlint.explain", arguments=["unknown-reference"])
    )
    await asyncio.sleep(0.2)
    assert any("unknown-reference" in m.message for m in client.messages)


@pytest.mark.asyncio
async def test_hover_definition_references(client):
    open_file(client, "orders.yaml", ORDERS)
    place = at(ORDERS, "OrderPlaced: {needs")
    hover = await client.text_document_hover_async(types.HoverParams(document(client, "orders.yaml"), place))
    for word in ["OrderPlaced", "event", "shop", "billing", "orderId", "blue"]:
        assert word in hover.contents.value, hover.contents.value
    definition = await client.text_document_definition_async(
        types.DefinitionParams(document(client, "orders.yaml"), place)
    )
    assert [(d.uri, d.range.start.line) for d in definition] == [(uri(client, "orders.yaml"), 7)]
    references = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(True), document(client, "orders.yaml"), place)
    )
    assert [r.range.start.line for r in references] == [4, 5, 7]
    # Behind an emoji, columns are UTF-16 code units; across files.
    place = at(STOCK, "InvoiceWritten")
    references = await client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(True), document(client, "stock.yaml"), place)
    )
    assert {pathlib.PurePath(r.uri).name for r in references} == {"orders.yaml", "stock.yaml"}
    service = await client.text_document_hover_async(
        types.HoverParams(document(client, "orders.yaml"), at(ORDERS, "billing"))
    )
    assert "InvoiceWritten" in service.contents.value


@pytest.mark.asyncio
async def test_symbols(client):
    open_file(client, "orders.yaml", ORDERS)
    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(document(client, "orders.yaml"))
    )
    assert [s.name for s in symbols] == ["shop", "billing", "OrderPlaced"]
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("aud"))
    assert [(s.name, pathlib.PurePath(s.location.uri).name) for s in found] == [("audit", "stock.yaml")]
