"""What the language server reads: folders, formats, watched files; when it publishes; and what it offers to change."""

import asyncio
import json

import pytest
import yaml
from lsprotocol import types

from conftest import run
from editor import Editor, applied, at, client_of, span

client = client_of()

SHOP = "eventlint: 1\nservices: {shop: {publishes: [OrderPlaced]}}\n"
BILLING = "eventlint: 1\nservices:\n  billing: {consumes: [OrderPlacd]}\n"
WHOLE = types.Range(types.Position(0, 0), types.Position(999, 0))


def folder(root, name, **files):
    for path, text in files.items():
        path = root / name / path.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root / name


@pytest.mark.asyncio
async def test_each_folder_is_a_system_with_its_own_configuration(client, tmp_path):
    one = folder(tmp_path, "one", shop_yaml=SHOP, billing_yaml=BILLING)
    two = folder(tmp_path, "two", billing_yaml=BILLING, _eventlint_yml="rules: {unknown-reference: off}\n")
    inner = folder(one, "inner", shop_yaml=SHOP.replace("OrderPlaced", "OrderPlacd"))
    editor = await Editor.start(client, one, two, inner)
    found = await editor.diagnostics(one / "billing.yaml", "unknown-reference")
    assert "OrderPlaced" in str([each.message for each in found])
    # The names of one folder are unknown in the other, and the inner folder is not part of the outer one.
    symbols = await client.workspace_symbol_async(types.WorkspaceSymbolParams("billing"))
    assert sorted(symbol.location.uri for symbol in symbols) == sorted(
        (each / "billing.yaml").as_uri() for each in (one, two)
    )
    assert not [each for each in editor.found(two / "billing.yaml") if each.code == "unknown-reference"]
    # Without the inner folder, its files are the outer one's.
    event = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(inner.as_uri(), "inner")])
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    await editor.diagnostics(
        one / "billing.yaml", lambda found: not any(each.code == "unknown-reference" for each in found)
    )
    # A folder that goes takes its findings along.
    third = folder(tmp_path, "three", billing_yaml=BILLING)
    event = types.WorkspaceFoldersChangeEvent(added=[types.WorkspaceFolder(third.as_uri(), "three")], removed=[])
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    await editor.diagnostics(third / "billing.yaml", "unknown-reference")
    event = types.WorkspaceFoldersChangeEvent(added=[], removed=[types.WorkspaceFolder(third.as_uri(), "three")])
    client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(event))
    await editor.diagnostics(third / "billing.yaml", lambda found: not found)


@pytest.mark.asyncio
async def test_documents_outside_of_the_folders_are_left_alone(client, tmp_path):
    inside = folder(tmp_path, "inside", shop_yaml=SHOP, billing_yaml=BILLING, _eventlint_yml="exclude: [old]\n")
    outside = folder(tmp_path, "outside", billing_yaml=BILLING.replace("OrderPlacd", "OutsideOnly"))
    folder(inside, "old", old_yaml=BILLING)
    editor = await Editor.start(client, inside)
    editor.open(outside / "billing.yaml")
    editor.open("old/old.yaml")
    # Not on disk yet, but where a catalog would be found.
    editor.open("new.yaml", BILLING.replace("billing", "new").replace("OrderPlacd", "OrderPlacedd"))
    await editor.diagnostics("new.yaml", "unknown-reference")
    await editor.diagnostics("billing.yaml", "unknown-reference")
    assert not editor.found(outside / "billing.yaml") and not editor.found("old/old.yaml")
    # A text beside the catalogs is no page of an EventCatalog.
    editor.open("README.md", "# Hello\n", "markdown")
    editor.save("new.yaml")
    await editor.diagnostics("new.yaml", "unknown-reference")
    assert not editor.found("README.md")


@pytest.mark.asyncio
async def test_a_client_without_folders(client, tmp_path):
    folder(tmp_path, "x", billing_yaml=BILLING, shop_yaml=SHOP)
    editor = Editor(client, tmp_path / "x")
    await client.initialize_session(types.InitializeParams(types.ClientCapabilities()))
    editor.open("billing.yaml")
    # Only what is open counts.
    await editor.diagnostics("billing.yaml", "unknown-reference")
    editor.open("shop.yaml", SHOP.replace("OrderPlaced", "OrderPlacd"))
    await editor.diagnostics(
        "billing.yaml", lambda found: not any(each.code == "unknown-reference" for each in found)
    )


@pytest.mark.asyncio
async def test_schemas_pages_and_processes_are_served(client, tmp_path):
    catalog = (
        "eventlint: 1\nservices:\n  shop: {publishes: OrderPlaced, process: order.bpmn}\n"
        "  billing: {consumes: {OrderPlaced: {needs: [total]}}}\nevents:\n  OrderPlaced: {schema: order.json}\n"
    )
    schema = {"type": "object", "properties": {"total": {"type": "number"}}, "required": ["total"]}
    process = (
        '<?xml version="1.0"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n'
        '  <process id="p" isExecutable="true">\n    <startEvent id="s"/>\n  </process>\n</definitions>\n'
    )
    page = "---\nid: audit\nname: Audit\nversion: 1.0.0\nreceives:\n  - id: Missing\n---\n"
    shop = folder(tmp_path, "shop", c_yaml=catalog, order_json=json.dumps(schema), order_bpmn=process)
    folder(shop, "services", audit__index_mdx=page)
    editor = await Editor.start(client, shop)
    editor.open("c.yaml")
    editor.open("order.json", language="json")
    editor.open("order.bpmn", language="bpmn")
    editor.open("services/audit/index.mdx", language="mdx")
    await editor.diagnostics("services/audit/index.mdx", "unknown-reference")
    editor.change("services/audit/index.mdx", page.replace("Missing", "OrderPlaced"))
    await editor.diagnostics("services/audit/index.mdx", lambda found: "OrderPlaced, which" in str(found))
    # The schema's text in the editor counts, not that on disk, for the catalog that refers to it.
    editor.change("order.json", json.dumps(schema).replace("total", "sum"))
    await editor.diagnostics("c.yaml", "unmet-need")
    editor.close("order.json")
    await editor.diagnostics("c.yaml", lambda found: not any(each.code == "unmet-need" for each in found))
    # Also a change on disk, and of a file that does not exist.
    editor.write("order.json", json.dumps(schema).replace("total", "sum"))
    editor.watched("order.json")
    await editor.diagnostics("c.yaml", "unmet-need")
    (shop / "order.json").unlink()
    editor.watched("order.json", types.FileChangeType.Deleted)
    await editor.diagnostics("c.yaml", "unknown-reference")
    editor.write("order.json", json.dumps(schema))
    editor.watched("order.json", types.FileChangeType.Created)
    await editor.diagnostics("c.yaml", lambda found: not any(each.code == "unknown-reference" for each in found))
    # What is wrong in a process stands in its file.
    editor.change("order.bpmn", process.replace("</process>", ""))
    await editor.diagnostics("order.bpmn", "syntax")
    editor.change("order.bpmn", process)
    await editor.diagnostics("order.bpmn", lambda found: not any(each.code == "syntax" for each in found))


@pytest.mark.asyncio
async def test_files_are_watched(client, tmp_path):
    shop = folder(tmp_path, "shop", shop_yaml=SHOP, billing_yaml=BILLING)
    asked = []

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def _(parameters):
        asked.extend(parameters.registrations)

    watched = types.DidChangeWatchedFilesClientCapabilities(dynamic_registration=True)
    editor = await Editor.start(client, shop, did_change_watched_files=watched)
    await editor.diagnostics("billing.yaml", "unknown-reference")
    assert [each.method for each in asked] == ["workspace/didChangeWatchedFiles"]
    patterns = str(asked[0].register_options)
    for ending in ("yaml", "yml", "json", "mdx", "avsc", "proto", "bpmn", ".eventlint", ".gitignore"):
        assert ending in patterns
    editor.write(".eventlint.yml", "rules: {unknown-reference: off}\n")
    editor.watched(".eventlint.yml", types.FileChangeType.Created)
    await editor.diagnostics(
        "billing.yaml", lambda found: not any(each.code == "unknown-reference" for each in found)
    )
    editor.write(".eventlint.yml", "sources: [{path: web.yaml, perspective: client}]\n")
    editor.watched(".eventlint.yml")
    await editor.diagnostics("billing.yaml", "unknown-reference")


@pytest.mark.asyncio
async def test_typing_publishes_nothing_until_it_pauses(client, tmp_path):
    shop = folder(tmp_path, "shop", shop_yaml=SHOP, billing_yaml=BILLING)
    editor = await Editor.start(client, shop, options={"debounce": 600_000})
    editor.open("billing.yaml")
    await editor.diagnostics("billing.yaml", "unknown-reference")
    # What was due before is published before the second of two requests is read.
    for _ in range(2):
        await client.workspace_symbol_async(types.WorkspaceSymbolParams("x"))
    editor.published.order.clear()
    text = BILLING
    for number in range(20):
        text += f"  new{number}: {{consumes: [Missing{number}]}}\n"
        editor.change("billing.yaml", text)
        # An answer to a request shows that the change was handled; it publishes nothing.
        symbols = await client.text_document_document_symbol_async(
            types.DocumentSymbolParams(editor.document("billing.yaml"))
        )
        assert symbols[-1].name == f"new{number}"
    assert editor.published.order == []
    # Quick fixes are those of the text as it is.
    actions = await editor.actions("billing.yaml", span(text, "Missing19"))
    assert any("unknown-reference" in action.title for action in actions)
    editor.save("billing.yaml")
    await editor.diagnostics("billing.yaml", lambda found: "Missing19" in str(found))
    assert editor.published.order == ["billing.yaml"]


@pytest.mark.asyncio
async def test_typing_is_followed_after_a_pause(client, tmp_path):
    shop = folder(tmp_path, "shop", shop_yaml=SHOP, billing_yaml=BILLING)
    editor = await Editor.start(client, shop)
    editor.open("billing.yaml")
    await editor.diagnostics("billing.yaml", "unknown-reference")
    editor.change("billing.yaml", BILLING.replace("OrderPlacd", "OrderPlaced"))
    await editor.diagnostics(
        "billing.yaml", lambda found: not any(each.code == "unknown-reference" for each in found)
    )


ACTIONS = """\
eventlint: 1
services:
  shop: {publishes: [OrderPlaced], outbox: polling}
  billing: {consumes: [OrderPlacd], Team: blue}
  other:
    # eventlint: ignore long-event-chain -- nothing is there
    team: blue
"""


@pytest.mark.asyncio
async def test_kinds_of_actions(client, tmp_path):
    shop = folder(tmp_path, "shop", c_yaml=ACTIONS)
    editor = await Editor.start(client, shop)
    editor.open("c.yaml")
    found = await editor.diagnostics("c.yaml", lambda found: len(found) >= 3)
    assert {"unknown-reference", "unknown-field", "unused-suppression"} <= {each.code for each in found}
    actions = await editor.actions("c.yaml", WHOLE)
    titles = [action.title for action in actions]
    # What repairs comes first, what is safe before what is a guess, what hides last.
    order = [
        next(index for index, action in enumerate(actions) if test(action))
        for test in (
            lambda action: action.is_preferred,
            lambda action: action.edit and not action.is_preferred and "replace" in action.title,
            lambda action: action.title.startswith("Explain"),
            lambda action: action.title.startswith("Ignore"),
        )
    ]
    assert order == sorted(order), titles
    # The client's library takes an action with a command for the command.
    actions = [action for action in actions if isinstance(action, types.CodeAction)]
    assert not any(action.is_preferred for action in actions if action.title.startswith("Ignore"))
    assert {action.kind for action in actions} == {types.CodeActionKind.QuickFix}
    # On save: one edit with the safe fixes, never a suppression.
    for only in (["source.fixAll"], ["source.fixAll.eventlint"], ["source"]):
        saved = await editor.actions("c.yaml", WHOLE, only=only, automatic=True)
        assert [action.kind for action in saved] == ["source.fixAll.eventlint"]
        text = applied(ACTIONS, saved[0].edit.changes[editor.uri("c.yaml")])
        assert "team: blue}" in text and "ignore" not in text and "OrderPlacd" in text
    saved = await editor.actions("c.yaml", WHOLE, only=["quickfix"], automatic=True)
    assert saved and not any(action.title.startswith(("Ignore", "Explain")) for action in saved)
    for only in (["refactor"], ["source.organizeImports"], ["quick"], ["source.fixAll.other"], []):
        assert await editor.actions("c.yaml", WHOLE, only=only) == []
    asked = await editor.actions("c.yaml", WHOLE, only=["quickfix"])
    assert [action.title for action in asked] == titles


def suppressed(client, editor, name, text, actions, rule):
    ignore = next(action for action in actions if action.title == f"Ignore {rule} here")
    return applied(text, ignore.edit.changes[editor.uri(name)])


@pytest.mark.asyncio
async def test_suppressions_in_each_language(client, tmp_path):
    texts = {
        "a.json": '{\n  "eventlint": 1,\n  "services": {\n    "a": {"consumes": ["MissingA"]}\n  }\n}\n',
        "b.json": '{"eventlint": 1, "services": {"b": {"x-eventlint-ignore": "long-event-chain -- x", "consumes": ["MissingB"]}}}',
        "c.yaml": "eventlint: 1\nservices:\n    c: {consumes: [\n        MissingC]}\n",
        "services/d/index.mdx": "---\nid: d\nname: D\nversion: 1.0.0\nreceives:\n  - id: MissingD\n---\n",
    }
    shop = folder(tmp_path, "shop", shop_yaml=SHOP)
    editor = Editor(client, shop)
    for name, text in texts.items():
        editor.write(name, text)
    await Editor.start(client, shop)
    editor.client.diagnostics = editor.published
    for name, text in texts.items():
        editor.open(name)
        await editor.diagnostics(name, "unknown-reference")
        actions = await editor.actions(name, span(text, "Missing"))
        new = suppressed(client, editor, name, text, actions, "unknown-reference")
        if name.endswith(".json"):
            json.loads(new)
        editor.change(name, new)
        await editor.diagnostics(name, lambda found: not any(each.code == "unknown-reference" for each in found))
        editor.write(name, new)
    report = json.loads(run("lint", "--format", "json", shop).stdout)
    assert not [each for each in report["findings"] if each["rule"] == "unknown-reference"]


@pytest.mark.asyncio
async def test_suppressions_in_processes(client, tmp_path):
    process = (
        '<?xml version="1.0"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">\n'
        '  <message id="m" name="MissingMessage"/>\n  <process id="p" isExecutable="true">\n    <startEvent id="s"/>\n'
        '    <sequenceFlow id="f" sourceRef="s" targetRef="t"/>\n'
        '    <intermediateCatchEvent id="t"><messageEventDefinition messageRef="m"/></intermediateCatchEvent>\n'
        "  </process>\n</definitions>\n"
    )
    catalog = "eventlint: 1\nservices: {shop: {process: order.bpmn, publishes: [A]}, b: {consumes: [A]}}\n"
    shop = folder(tmp_path, "shop", c_yaml=catalog, order_bpmn=process, _eventlint_yml="extends: strict\n")
    editor = await Editor.start(client, shop)
    editor.open("order.bpmn", language="bpmn")
    found = await editor.diagnostics("order.bpmn", bool)
    rule = found[0].code
    actions = await editor.actions("order.bpmn", found[0].range)
    new = suppressed(client, editor, "order.bpmn", process, actions, rule)
    assert f"<!-- eventlint: ignore[{rule}] reason -->" in new
    before = sum(each.code == rule for each in found)
    editor.change("order.bpmn", new)
    await editor.diagnostics("order.bpmn", lambda found: sum(each.code == rule for each in found) < before)
