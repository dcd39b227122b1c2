"""Rename and code lenses in the language server."""

import pytest
import pytest_asyncio

from editor import Editor, at, client_of, refused
from lsprotocol import types

client = client_of()

ORDERS = """\
eventlint: 1
services:
  shop:
    publishes: [OrderPlaced | "OrderRefused", 'Draft?']
    sends: [FetchGoods]
    stores: {orders: {fed-by: [OrderPlaced]}}
    expects: {FetchGoods: {reply: GoodsFetched, otherwise: FetchGoods}}
    triggers: {late: {kind: timer, after: OrderPlaced, publishes: OrderRefused}}
  billing:
    consumes:
      "OrderPlaced | OrderRefused": {needs: [OrderPlaced], publishes: Draft}
events:
  OrderPlaced: {summary: OrderPlaced is what shop says, deprecated: {use: OrderRefused}, payload: {OrderPlaced: string}}
"""
FLOWS = """\
eventlint: 1
services:
  stock: &stock {handles: {FetchGoods: {replies: GoodsFetched, calls: [shop], compensated-by: FetchGoods}}}
flows:
  # OrderPlaced starts it
  OrderPlaced flow:
    starts: OrderPlaced
    owner: shop
    steps: [OrderPlaced, billing, OrderRefused | Draft]
    requires: {OrderRefused: [OrderPlaced]}
    responsible: {OrderPlaced: shop}
    tracked-by: [shop]
"""
PAGE = "---\nid: audit\nname: Audit\nversion: 1.0.0\nreceives:\n  - id: OrderPlaced\n---\nOrderPlaced is audited.\n"
DOCUMENT = """\
asyncapi: 3.0.0
info: {title: web, version: 1.0.0}
channels:
  orders: {address: orders, messages: {placed: {name: OrderPlaced, payload: {type: object, properties: {OrderPlaced: {type: string}}}}}}
operations:
  place: {action: receive, channel: {$ref: '#/channels/orders'}}
"""
CONFIGURATION = """\
ignore:
  - {rule: long-event-chain, message: OrderPlaced, reason: OrderPlaced is known}
overrides:
  - {messages: [OrderPlaced, Order*], services: shop, rules: {long-event-chain: info}}
"""


@pytest_asyncio.fixture
async def editor(client, tmp_path):
    editor = Editor(client, tmp_path)
    editor.write("orders.yaml", ORDERS)
    editor.write("flows.yaml", FLOWS)
    editor.write(".eventlint.yml", CONFIGURATION)
    return await Editor.start(client, tmp_path)


@pytest.mark.asyncio
async def test_a_message_is_renamed_wherever_it_is_named(editor):
    editor.write("services/audit/index.mdx", PAGE)
    editor.write("web.yaml", DOCUMENT)
    editor.open("orders.yaml")
    place = at(ORDERS, "OrderPlaced")
    prepared = await editor.client.text_document_prepare_rename_async(
        types.PrepareRenameParams(editor.document("orders.yaml"), place)
    )
    assert prepared.placeholder == "OrderPlaced"
    assert prepared.range == types.Range(at(ORDERS, "OrderPlaced", 0), at(ORDERS, "OrderPlaced", 11))
    texts = await editor.rename("orders.yaml", place, "OrderSubmitted")
    new = ORDERS.replace("OrderPlaced", "OrderSubmitted")
    # Fields and text are no names of messages.
    for kept in ("needs: [OrderPlaced]", "summary: OrderPlaced", "payload: {OrderPlaced"):
        new = new.replace(kept.replace("OrderPlaced", "OrderSubmitted"), kept)
    assert texts["orders.yaml"] == new
    new = FLOWS.replace("OrderPlaced", "OrderSubmitted")
    for kept in ("# OrderPlaced", "OrderPlaced flow"):
        new = new.replace(kept.replace("OrderPlaced", "OrderSubmitted"), kept)
    assert texts["flows.yaml"] == new
    assert texts["services/audit/index.mdx"] == PAGE.replace("id: OrderPlaced", "id: OrderSubmitted")
    assert texts["web.yaml"] == DOCUMENT.replace("name: OrderPlaced", "name: OrderSubmitted")
    assert "message: OrderSubmitted, reason: OrderPlaced" in texts[".eventlint.yml"]
    assert "[OrderSubmitted, Order*]" in texts[".eventlint.yml"]
    assert len(texts) == 5
    # What was found before is found after: nothing was torn apart.
    for name, text in texts.items():
        editor.write(name, text)
    editor.change("orders.yaml", texts["orders.yaml"])
    editor.save("orders.yaml")
    references = await editor.client.text_document_references_async(
        types.ReferenceParams(types.ReferenceContext(True), editor.document("orders.yaml"), place)
    )
    assert len(references) == 11


@pytest.mark.asyncio
async def test_a_service_is_renamed(editor):
    editor.open("orders.yaml")
    texts = await editor.rename("orders.yaml", at(ORDERS, "shop:"), "web-shop")
    assert texts["orders.yaml"] == ORDERS.replace("  shop:", "  web-shop:")
    assert texts["flows.yaml"] == FLOWS.replace("shop", "web-shop")
    assert "services: web-shop" in texts[".eventlint.yml"]


@pytest.mark.asyncio
async def test_a_name_is_written_as_its_place_needs(editor):
    editor.write("a.json", '{"eventlint": 1, "services": {"json": {"consumes": ["Draft"]}}}')
    editor.open("orders.yaml")
    texts = await editor.rename("orders.yaml", at(ORDERS, "Draft"), "It's\\x")
    assert "'It''s\\x?'" in texts["orders.yaml"] and "publishes: It's\\x}" in texts["orders.yaml"]
    assert "OrderRefused | It's\\x" in texts["flows.yaml"]
    assert '"It\'s\\\\x"' in texts["a.json"]


@pytest.mark.asyncio
async def test_what_cannot_be_renamed_safely_is_refused(editor):
    editor.open("orders.yaml")

    def rename(place, new, name="orders.yaml"):
        return refused(
            editor.client.text_document_rename_async(types.RenameParams(editor.document(name), place, new))
        )

    async def prepared(place, name="orders.yaml"):
        return await refused(
            editor.client.text_document_prepare_rename_async(types.PrepareRenameParams(editor.document(name), place))
        )

    placed = at(ORDERS, "OrderPlaced")
    assert "only the names of messages and services" in await prepared(at(ORDERS, "summary"))
    assert "only the names of messages and services" in await rename(at(ORDERS, "kind"), "x")
    assert "exists already" in await rename(placed, "OrderRefused")
    assert "exists already" in await rename(placed, "billing")
    assert "empty" in await rename(placed, "")
    assert "control characters" in await rename(placed, "a\nb")
    for name in ("A | B", "A?", "all", "A & B"):
        assert "meaning of their own" in await rename(placed, name)
    assert "longer than" in await rename(placed, "x" * 300)
    assert "needs quotes" in await rename(placed, "a: b")
    # A document that names it in its own way.
    document = DOCUMENT.replace("placed: {name: OrderPlaced, ", "OrderPlaced: {")
    editor.write("web.yaml", document)
    assert "web.yaml:4 refers to OrderPlaced in another form" in await prepared(placed)
    (editor.folder / "web.yaml").unlink()
    # A file that cannot be read may use the name.
    editor.write("broken.yaml", "eventlint: 1\nservices: {a: [")
    assert "broken.yaml cannot be parsed" in await rename(placed, "Other")


@pytest.mark.asyncio
async def test_lenses(editor):
    editor.open("orders.yaml")
    lenses = await editor.client.text_document_code_lens_async(types.CodeLensParams(editor.document("orders.yaml")))
    assert [lens.command.title for lens in lenses] == ["published by 1 service, consumed by 2 services"]
    assert lenses[0].range.start == at(ORDERS, "OrderPlaced: {summary", 0)
    command = lenses[0].command
    assert command.command == "eventlint.showReferences"
    uri, position, locations = command.arguments
    assert uri == editor.uri("orders.yaml") and len(locations) == 3


@pytest.mark.asyncio
async def test_lenses_without_a_command_of_the_client(client, tmp_path):
    (tmp_path / "a.yaml").write_text("eventlint: 1\nevents: {A: {}}\ncommands: {B: {}}\n")
    await client.initialize_session(
        types.InitializeParams(types.ClientCapabilities(), root_uri=tmp_path.as_uri(), root_path=str(tmp_path))
    )
    lenses = await client.text_document_code_lens_async(
        types.CodeLensParams(types.TextDocumentIdentifier((tmp_path / "a.yaml").as_uri()))
    )
    titles = [lens.command.title for lens in lenses]
    assert titles == ["published by 0 services, consumed by 0 services", "sent by 0 services, handled by 0 services"]
    assert all(lens.command.command == "" for lens in lenses)
