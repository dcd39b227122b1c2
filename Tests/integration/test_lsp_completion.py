"""Completion and hover in the language server, by place."""

import pytest
import pytest_asyncio

from editor import CURSOR, Editor, at, client_of

client = client_of()

CATALOG = """\
eventlint: 1
contexts: {sales: {kind: core}}
channels: {orders: {transport: kafka}}
entities: {Order: {fields: [orderId]}}
services:
  shop:
    team: blue
    context: sales
    role: orchestrator
    stores: {orders-db: {kind: table}}
    publishes: [OrderPlaced]
    sends: [FetchGoods]
    asks: [GetStock]
  stock: {team: green, handles: {FetchGoods: {replies: GoodsFetched}}, answers: [GetStock]}
  billing: {consumes: {OrderPlaced: {needs: [orderId, customer.name], publishes: InvoiceWritten}}}
events:
  OrderPlaced:
    channel: orders
    personal: [customer]
    payload: {orderId: uuid, total?: decimal, customer: {name: string, email: string}}
"""


@pytest_asyncio.fixture
async def editor(client, tmp_path):
    (tmp_path / "known.yaml").write_text(CATALOG)
    return await Editor.start(client, tmp_path)


SERVICE = "eventlint: 1\nservices:\n  new:\n"

PLACES = {
    "values of an enum": ("    role: ‸", ["orchestrator", "domain", "tracker"], ["shop", "OrderPlaced"]),
    "another enum of the same section": ("    outbox: ‸", ["polling", "none"], ["orchestrator"]),
    "an enum of another section": ("    stores: {db: {role: ‸", ["read-model", "event-store"], ["orchestrator"]),
    "teams": ("    team: ‸", ["blue", "green"], ["sales"]),
    "contexts": ("    context: [‸", ["sales"], ["blue"]),
    "effects": ("    consumes:\n      OrderPlaced:\n        effect: ‸", ["charge", "mail", "none"], ["OrderPlaced"]),
    "events to publish": ("    publishes: [‸", ["OrderPlaced", "InvoiceWritten"], ["FetchGoods", "GetStock"]),
    "an event behind another": ("    publishes: OrderPlaced | ‸", ["InvoiceWritten"], ["FetchGoods"]),
    "commands to send": ("    sends: ‸", ["FetchGoods"], ["OrderPlaced", "GetStock"]),
    "queries to ask": ("    asks:\n      - ‸", ["GetStock"], ["OrderPlaced", "FetchGoods"]),
    "commands to handle": ("    handles:\n      ‸", ["FetchGoods"], ["OrderPlaced"]),
    "events to consume, in a list": ("    consumes:\n    - ‸", ["OrderPlaced"], ["FetchGoods"]),
    "all events": ("    observes: ‸", ["all", "OrderPlaced"], []),
    "commands that compensate": ("    handles: {FetchGoods: {compensated-by: ‸", ["FetchGoods"], ["OrderPlaced"]),
    "services that are called": ("    handles: {FetchGoods: {calls: [‸", ["stock", "shop"], ["OrderPlaced"]),
    "fields of the trigger": (
        "    consumes:\n      OrderPlaced:\n        needs: [orderId, ‸",
        ["total", "customer", "customer.name"],
        ["OrderPlaced"],
    ),
    "fields as keys": ("    consumes: {OrderPlaced: {needs: {‸", ["orderId", "total"], []),
    "keys of a service": ("    ‸", ["team", "publishes", "consumes"], ["pattern", "starts"]),
    "keys that are not written yet": ("    team: blue\n    ‸", ["publishes"], ["team"]),
    "keys of a reaction": ("    consumes:\n      OrderPlaced:\n        ‸", ["needs", "effect"], ["team"]),
    "keys of a reaction, in braces": ("    consumes: {OrderPlaced: {needs: [orderId], ‸", ["effect"], ["needs", "team"]),
    "keys of a branch": ("    consumes:\n      OrderPlaced:\n        one-of:\n          - ‸", ["publishes"], ["needs"]),
    "truth": ("    responsible: ‸", ["true", "false"], []),
    "nothing in free text": ("    summary: ‸", [], ["OrderPlaced", "team", "true"]),
    "nothing in a block of text": ("    summary: |\n      text ‸", [], ["team"]),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("place", PLACES)
async def test_services(place, editor):
    text, wanted, unwanted = PLACES[place]
    found = await editor.complete("typed.yaml", SERVICE + text)
    assert set(wanted) <= set(found) and not set(unwanted) & set(found), sorted(found)
    if not wanted:
        assert not found
    for item in found.values():
        assert item.kind and item.detail, item


MESSAGES = {
    "keys of a file": ("‸", ["services", "events", "flows"], ["eventlint", "team"]),
    "keys of a message": ("events:\n  A:\n    ‸", ["payload", "pattern", "key"], ["publishes"]),
    "patterns": ("events: {A: {pattern: ‸", ["state-transfer"], ["outside"]),
    "channels": ("events: {A: {channel: ‸", ["orders"], ["Order"]),
    "entities": ("events: {A: {subject: ‸", ["Order"], ["orders"]),
    "stores": ("queries: {A: {served-by: ‸", ["orders-db"], ["Order"]),
    "own fields": ("events: {A: {payload: {one: string}, key: ‸", [], ["OrderPlaced"]),
    "types": ("events:\n  A:\n    payload:\n      id: ‸", ["uuid", "string", "date"], ["OrderPlaced"]),
    "replacements": ("events: {A: {deprecated: {use: ‸", ["OrderPlaced", "FetchGoods"], ["shop"]),
    "starts of flows": ("flows: {f: {starts: ‸", ["OrderPlaced"], ["shop"]),
    "owners of flows": ("flows:\n  f:\n    owner: ‸", ["shop", "billing"], ["OrderPlaced"]),
    "steps of flows": ("flows: {f: {steps: [‸", ["shop", "OrderPlaced"], ["starts"]),
    "keys of defaults": ("defaults:\n  ‸", ["events", "services"], ["channels"]),
    "keys inside of defaults": ("defaults: {events: {‸", ["channel"], ["services"]),
    "behind an anchor and a quote": ("events: &e\n  'A':\n    pattern: \"‸", ["delta"], []),
}


@pytest.mark.asyncio
@pytest.mark.parametrize("place", MESSAGES)
async def test_messages_and_flows(place, editor):
    text, wanted, unwanted = MESSAGES[place]
    found = await editor.complete("typed.yaml", "eventlint: 1\n" + text)
    assert set(wanted) <= set(found) and not set(unwanted) & set(found), sorted(found)


@pytest.mark.asyncio
async def test_json_is_completed_like_yaml(editor):
    text = '{"eventlint": 1, "services": {"a": {"team": "x", "consumes": {"OrderPlaced": {"needs": ["‸"]}}}}}'
    assert "customer.email" in await editor.complete("typed.json", text)
    assert "publishes" in await editor.complete("typed.json", '{"eventlint": 1, "services": {"a": {"‸"}}}')


@pytest.mark.asyncio
async def test_what_is_written(editor):
    text = "eventlint: 1\nevents: {A: {}}\nservices:\n  new:\n    "
    assert await editor.completed("typed.yaml", text + "pub‸", "publishes") == text + "publishes: "
    # A word with a hyphen is one word, and a key that has its colon gets none.
    text = "eventlint: 1\nservices: {new: {stores: {s: {shared‸: true}}}}\n"
    done = await editor.completed("typed.yaml", text, "shared-for-reading")
    assert done == "eventlint: 1\nservices: {new: {stores: {s: {shared-for-reading: true}}}}\n"
    text = "eventlint: 1\nservices: {new: {publishes: [OrderPlaced | Invoice‸]}}\n"
    done = await editor.completed("typed.yaml", text, "InvoiceWritten")
    assert "[OrderPlaced | InvoiceWritten]" in done
    # UTF-16: behind an emoji.
    text = "eventlint: 1\nservices: {new: {summary: 🎉, publishes: [Ord‸]}}\n"
    assert "[OrderPlaced]" in await editor.completed("typed.yaml", text, "OrderPlaced")


@pytest.mark.asyncio
async def test_what_is_said_of_an_item(editor):
    found = await editor.complete("typed.yaml", SERVICE + "    publishes: [‸")
    assert found["OrderPlaced"].detail == "event from shop"
    found = await editor.complete("typed.yaml", SERVICE + "    ‸")
    assert "Events it depends on" in found["consumes"].documentation.value
    assert "consumes: {OrderPlaced:" in found["consumes"].documentation.value
    found = await editor.complete("typed.yaml", SERVICE + "    consumes: {OrderPlaced: {needs: [‸")
    assert found["total"].detail == "number, optional"


@pytest.mark.asyncio
async def test_own_names_are_known_while_the_file_is_broken(editor):
    own = "eventlint: 1\nservices:\n  own: {publishes: [OwnEvent]}\n"
    editor.write("typed.yaml", own)
    assert "OwnEvent" in await editor.complete("typed.yaml", own + "  new: {consumes: [‸]}\n")
    assert "OwnEvent" in await editor.complete("typed.yaml", own + "  new: {consumes: [‸\n  other: {")


@pytest.mark.asyncio
async def test_rules_in_comments(editor):
    text = SERVICE + "    # eventlint: "
    assert set(await editor.complete("typed.yaml", text + "‸")) == {"ignore", "ignore-file"}
    found = await editor.complete("typed.yaml", text + "ignore ‸")
    assert {"unknown-reference", "long-event-chain"} <= set(found)
    assert found["unknown-reference"].detail
    assert found["unknown-reference"].documentation.value
    found = await editor.complete("typed.yaml", text + "ignore unknown-reference, ‸")
    assert "unknown-reference" not in found and "long-event-chain" in found
    assert not await editor.complete("typed.yaml", text + "ignore unknown-reference -- ‸")
    assert not await editor.complete("typed.yaml", SERVICE + "    # a comment ‸")
    found = await editor.complete("typed.json", '{"eventlint": 1, "x-eventlint-ignore": "‸')
    assert "long-event-chain" in found
    found = await editor.complete("order.bpmn", "<definitions>\n  <!-- eventlint: ignore ‸")
    assert "long-event-chain" in found


@pytest.mark.asyncio
async def test_qualified_names(editor):
    editor.write(
        "crm.yaml",
        "eventlint: 1\nservices: {crm: {publishes: [Crm::CustomerMoved, Crm::Joined]}, stores: {publishes: Stores::Joined}}\n"
        "events: {Crm::CustomerMoved: {payload: {street: string}}}\n",
    )
    # The local name is shown where it is unique; the whole name is written.
    text = SERVICE + "    consumes: [‸"
    found = await editor.complete("typed.yaml", text)
    assert found["CustomerMoved"].text_edit.new_text == "Crm::CustomerMoved"
    assert found["CustomerMoved"].detail.startswith("Crm::CustomerMoved")
    assert {"Crm::Joined", "Stores::Joined"} <= set(found) and "Joined" not in found
    # The colons of a qualified name end no word.
    found = await editor.complete("typed.yaml", SERVICE + "    consumes:\n      Crm::CustomerMoved: {needs: [‸")
    assert set(found) == {"street"}


@pytest.mark.asyncio
async def test_pages_of_an_eventcatalog(editor):
    page = "---\nid: shop\nname: Shop\nversion: 1.0.0\nsends:\n  - id: ‸\n---\n# The shop\n"
    assert {"OrderPlaced", "FetchGoods"} <= set(await editor.complete("services/shop/index.mdx", page))
    page = "---\nid: A\nname: A\nversion: 1.0.0\nproducers:\n  - ‸\n---\n"
    assert {"shop", "billing"} <= set(await editor.complete("events/A/index.mdx", page))
    assert not await editor.complete("events/A/index.mdx", page.replace(CURSOR, "") + "\n- ‸")


@pytest.mark.asyncio
async def test_completion_anywhere_in_any_prefix_is_harmless(editor):
    text = CATALOG + "# größe 🎉\n- \"a\\\"b\": 'c''d'\n? x\n%y\n"
    editor.open("typed.yaml", text)
    for index in range(0, len(text), 7):
        await editor.complete("typed.yaml", text[:index] + CURSOR + text[index:])


@pytest.mark.asyncio
async def test_hover(editor):
    editor.open("known.yaml")
    hover = await editor.hover("known.yaml", at(CATALOG, "role:"))
    assert "Its purpose" in hover and "`orchestrator`" in hover and "role: orchestrator" in hover
    # The same key says another thing in another section.
    assert "messaging system" in await editor.hover("known.yaml", at(CATALOG, "transport:"))
    assert "The fields it uses" in await editor.hover("known.yaml", at(CATALOG, "needs:"))
    field = await editor.hover("known.yaml", at(CATALOG, "total?"))
    assert "number" in field and "optional" in field and "OrderPlaced" in field
    field = await editor.hover("known.yaml", at(CATALOG, "customer.name"))
    assert "string" in field and "billing" in field
    field = await editor.hover("known.yaml", at(CATALOG, "customer: {name"))
    assert "object" in field and "personal data" in field and "billing" in field
    message = await editor.hover("known.yaml", at(CATALOG, "OrderPlaced]"))
    assert "event" in message and "shop" in message and "billing" in message
    service = await editor.hover("known.yaml", at(CATALOG, "stock:"))
    assert "service" in service and "green" in service and "FetchGoods" in service
    assert await editor.hover("known.yaml", at(CATALOG, "blue")) is None
    text = editor.write("other.yaml", "eventlint: 1\n# eventlint: ignore long-event-chain -- a reason\nservices: {a: {}}\n")
    editor.open("other.yaml")
    assert "long-event-chain" in await editor.hover("other.yaml", at(text, "long-event"))
