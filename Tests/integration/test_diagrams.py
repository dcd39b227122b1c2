"""Pictures read by the programs that draw them; names that are hostile to each language come out as they went in."""

import csv
import html
import io
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import ROOT, SAMPLES, run

VIEWS = ["flow", "dependency", "contexts"]
HERE = pathlib.Path(__file__).parent
NAMES = [
    "end", "graph", "a\"b", "a<b>&c", "x-->y", "a;b#c", "a]c[d", "o'clock", "{{brace}}", "per%cent", "dollar${x}", "back\\slash\\N", "größer 🎉",
    "مرحبا", "click me", "style", "note: end", "(round)", "tick`tick", "at@sign", "=SUM(A1)", "-dash", "@enduml", "x" * 200,
]  # fmt: skip

# Besides those, any mixture of what means something to one of the languages; `|` separates names in a catalog.
ALPHABET = "abz09 \"'`<>&;:#%$@!?*+-=~^_/\\()[]{},.|".replace("|", "") + "\u00e4\u4e2d\u0645\U0001f600"
random.seed(7)
for _ in range(40):
    name = "".join(random.choice(ALPHABET) for _ in range(random.randint(1, 12))).strip()
    if name and name not in NAMES and name not in ("~", "null"):
        NAMES.append(name)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    services = {}
    for index, name in enumerate(NAMES):
        services[name] = {
            "context": f"ctx {name}",
            "publishes": [f"Done {name}"],
            "handles": {f"Do {name}": {"publishes": [f"Did {name}"]}},
            "consumes": {f"Done {NAMES[index - 1]}": {"sends": [f"Do {NAMES[index - 2]}"]}},
        }
    (folder / "catalog.json").write_text(json.dumps({"eventlint": 1, "services": services}))
    return folder


# A flow of many edges would be drawn by its contexts.
WHOLE = {"flow": ["--collapse", "none"]}


def graph(catalog, form, view="flow", *more):
    return run("graph", "--isolated", "--view", view, "--format", form, *WHOLE.get(view, []), *more, catalog, check=0).stdout


@pytest.fixture(scope="module")
def catalogs(hostile):
    return [*SAMPLES, str(hostile)]


@pytest.fixture(scope="module")
def mermaid(tmp_path_factory):
    """The real parser, which the wheel artoo-mermaid carries."""
    library = os.environ.get("EVENTLINT_MERMAID")
    if not library or shutil.which("node") is None:
        pytest.skip("Mermaid or node is not here")

    def check(texts):
        folder = tmp_path_factory.mktemp("mermaid")
        for index, text in enumerate(texts):
            (folder / f"{index:03}.mmd").write_bytes(text)
        command = ["node", HERE / "parse-mermaid.mjs", library, *sorted(folder.glob("*.mmd"))]
        return subprocess.run(command, capture_output=True, text=True)

    return check


def starts(catalog):
    listed = json.loads(run("trace", "--isolated", "--list", "--format", "json", catalog, check=0).stdout)
    return [item["start"] for item in listed["starts"]]


def test_mermaid_takes_every_diagram(mermaid, catalogs):
    texts = [graph(catalog, "mermaid", view) for catalog in catalogs for view in VIEWS]
    for catalog in catalogs:
        for start in starts(catalog)[:8]:
            texts.append(run("trace", "--isolated", "--format", "mermaid", start, catalog, check=0).stdout)
    result = mermaid(texts)
    assert result.returncode == 0, result.stdout
    assert mermaid([b"flowchart LR\n  a[ --> b"]).returncode == 1


def test_mermaid_keeps_names(hostile):
    text = graph(hostile, "mermaid").decode()
    shown = re.sub(r"#(\d+);", lambda m: chr(int(m.group(1))), text)
    for name in NAMES:
        assert name in shown, name


def test_plantuml_takes_every_diagram(catalogs, tmp_path):
    if shutil.which("plantuml") is None:
        pytest.skip("plantuml is not here")
    count = 0
    for catalog in [*catalogs[:4], catalogs[-1]]:
        texts = [graph(catalog, "plantuml", view) for view in VIEWS]
        texts += [run("trace", "--isolated", "--format", "plantuml", start, catalog, check=0).stdout for start in starts(catalog)[:2]]
        for text in texts:
            (tmp_path / f"{count:03}.puml").write_bytes(text)
            count += 1
    result = subprocess.run(["plantuml", "-headless", "-failfast2", "-tsvg", "-charset", "UTF-8", *sorted(map(str, tmp_path.glob("*.puml")))], capture_output=True, text=True, timeout=180)
    assert result.returncode == 0, result.stdout + result.stderr
    (tmp_path / "bad.puml").write_text("@startuml\nx ~~> -- (\n@enduml\n")
    result = subprocess.run(["plantuml", "-headless", "-failfast2", "-tsvg", str(tmp_path / "bad.puml")], capture_output=True, text=True, timeout=60)
    assert result.returncode != 0


def test_plantuml_keeps_names(hostile):
    text = graph(hostile, "plantuml").decode()
    shown = re.sub(r"<U\+([0-9A-F]{4})>", lambda m: chr(int(m.group(1), 16)), text)
    for name in NAMES:
        assert f'"{name}"' in shown, name


def test_graphml_is_xml_with_all_names(catalogs):
    space = "{http://graphml.graphdrawing.org/xmlns}"
    for catalog in catalogs:
        for view in VIEWS:
            root = ElementTree.fromstring(graph(catalog, "graphml", view))
            nodes = {n.get("id") for n in root.iter(f"{space}node")}
            edges = list(root.iter(f"{space}edge"))
            assert all(e.get("source") in nodes and e.get("target") in nodes for e in edges)
            model = json.loads(graph(catalog, "json", view))
            assert (len(nodes), len(edges)) == (len(model["nodes"]), len(model["edges"]))
    names = {d.text for d in ElementTree.fromstring(graph(catalogs[-1], "graphml")).iter(f"{space}data") if d.get("key") == "name"}
    assert set(NAMES) <= names


def test_csv_is_a_table_with_all_names(hostile):
    rows = list(csv.DictReader(io.StringIO(graph(hostile, "csv").decode(), newline="")))
    # An apostrophe in front tells a spreadsheet that what follows is text.
    cells = {cell for row in rows for cell in (row["from"], row["to"])}
    assert set(NAMES) <= cells | {cell[1:] for cell in cells if re.match("'[=+@-]", cell)}
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_json_is_read_back(catalogs, tmp_path):
    for index, catalog in enumerate(catalogs):
        for view in VIEWS:
            file = tmp_path / f"{index}-{view}.json"
            file.write_bytes(graph(catalog, "json", view))
            for form in ["json", "mermaid", "csv", "graphml"]:
                again = run("graph", "--from", file, "--format", form, *WHOLE.get(view, []), check=0).stdout
                assert again == graph(catalog, form, view), (catalog, view, form)
    file.write_text('{"version": 1, "nodes": [{"id": "a", "kind": "service"}], "edges": [{"from": "a", "to": "b"}]}')
    assert b"node" in run("graph", "--from", file, check=2).stderr


def test_json_is_as_its_schema_says(catalogs):
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(json.loads(run("schema", "graph", check=0).stdout))
    for catalog in catalogs:
        for view in [*VIEWS, "matrix"]:
            assert list(validator.iter_errors(json.loads(graph(catalog, "json", view)))) == []
    for catalog in SAMPLES:
        for message in [n["id"][4:] for n in json.loads(graph(catalog, "json"))["nodes"] if n["id"].startswith("msg:")][:3]:
            assert list(validator.iter_errors(json.loads(graph(catalog, "json", "message", f"--focus={message}")))) == []


def test_a_folder_named_by_a_dot_has_its_own_name(tmp_path):
    folder = tmp_path / "web shop"
    folder.mkdir()
    (folder / "a.yaml").write_text("eventlint: 1\nservices: {a: {publishes: [E]}, b: {consumes: [E]}}\n")
    for arguments in [[], ["."], ["../web shop"]]:
        network = json.loads(run("graph", "--isolated", "--format", "json", *arguments, cwd=folder, check=0).stdout)
        assert network["title"] == "web shop", arguments
        assert b"web shop: flow, 2 services, 1 message" in run("graph", "--isolated", *arguments, cwd=folder, check=0).stdout


def test_d2_keeps_names(hostile):
    text = graph(hostile, "d2").decode()
    for name in NAMES:
        assert json.dumps(name, ensure_ascii=False).replace("$", "\\$") in text, name


def test_dot_draws_without_a_word_and_keeps_names(catalogs):
    if shutil.which("dot") is None:
        pytest.skip("dot is not here")
    for catalog in catalogs:
        for view in [*VIEWS, "sequence", "matrix"]:
            dot = graph(catalog, "dot", view, "--findings")
            result = subprocess.run(["dot", "-Tsvg"], input=dot, capture_output=True)
            assert (result.returncode, result.stderr) == (0, b""), (catalog, view, result.stderr)
    svg = subprocess.run(["dot", "-Tsvg"], input=graph(catalogs[-1], "dot"), capture_output=True).stdout.decode()
    for name in NAMES:
        assert name in html.unescape(svg), name


def test_what_if_is_drawn_in_every_language(mermaid, catalogs, tmp_path):
    if shutil.which("dot") is None:
        pytest.skip("dot is not here")
    texts = []
    for catalog in catalogs:
        for start in starts(catalog)[:6]:
            listed = run("impact", "--isolated", "--format", "json", "--add-step", "new", "--", start, catalog)
            if listed.returncode == 2:
                assert b"no step follows" in listed.stderr or b"nothing follows" in listed.stderr or b"cycle" in listed.stderr, listed.stderr
                continue
            step = json.loads(listed.stdout)["steps"][0]["step"]
            for change in [["--add-step", f"new {NAMES[4]}", f"--result-needed-by={step}"], [f"--make-conditional={step}", "--when", " ".join(NAMES[:20])]]:
                for form in ["dot", "mermaid", "graphml", "csv"]:
                    output = run("impact", "--isolated", "--format", form, *change, "--", start, catalog, check=0).stdout
                    if form == "dot":
                        drawn = subprocess.run(["dot", "-Tsvg"], input=output, capture_output=True)
                        assert (drawn.returncode, drawn.stderr) == (0, b""), (catalog, start, drawn.stderr)
                    elif form == "mermaid":
                        texts.append(output)
                    elif form == "graphml":
                        ElementTree.fromstring(output)
                    else:
                        assert all(None not in row for row in csv.DictReader(io.StringIO(output.decode(), newline="")))
    assert len(texts) > 20
    checked = mermaid(texts)
    assert checked.returncode == 0, checked.stdout


def test_our_own_svg_is_xml_with_all_names(hostile):
    for view in ["sequence", "matrix"]:
        root = ElementTree.fromstring(graph(hostile, "svg", view))
        text = "\n".join(root.itertext())
        assert view == "sequence" or all(name in text for name in NAMES)


def test_filters(tmp_path):
    sample = "samples/flowing-retail/orchestrated"

    def nodes(*arguments, view="dependency"):
        return {n["name"] for n in json.loads(graph(sample, "json", view, *arguments))["nodes"]}

    assert nodes("--focus", "payment") == {"payment", "order"}
    assert nodes("--reaches", "payment") == {"payment", "order"}
    assert nodes("--reached-from", "order") == {"order", "checkout", "payment", "inventory", "shipping"}
    assert nodes("--exclude", "ship*") == {"order", "checkout", "payment", "inventory"}
    assert nodes("--only", "command", view="flow") == {"RetrievePaymentCommand", "FetchGoodsCommand", "ShipGoodsCommand"}
    assert nodes("--between", "checkout", "--between", "payment", view="flow") >= {"checkout", "OrderPlacedEvent", "order", "RetrievePaymentCommand", "payment"}
    assert nodes("--between", "order", "--between", "payment") == {"order", "payment"}
    assert nodes("--collapse", "context") == {"sales", "finance", "logistics"}
    assert nodes("--collapse", "*e*") >= {"*e*", "shipping"}
    assert b"3 hidden" in graph(sample, "dot", "dependency", "--focus", "payment")
    wrong = run("graph", "--focus", "paymnt", sample, check=2).stderr
    assert b"did you mean 'payment'?" in wrong


def test_difference(tmp_path):
    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init", "-q")
    (tmp_path / "a.yaml").write_text("eventlint: 1\nservices: {a: {publishes: [Old]}, b: {consumes: [Old]}}\n")
    git("add", ".")
    git("commit", "-qm", "one")
    (tmp_path / "a.yaml").write_text("eventlint: 1\nservices: {a: {publishes: [New]}, b: {consumes: [New]}, c: {consumes: [New]}}\n")
    model = json.loads(run("graph", "--isolated", "--diff", "HEAD", "--format", "json", cwd=tmp_path, check=0).stdout)
    changes = {n["name"]: n.get("change") for n in model["nodes"]}
    assert changes == {"a": None, "b": None, "c": "added", "New": "added", "Old": "removed"}
    for view in VIEWS:
        dot = run("graph", "--isolated", "--diff", "HEAD", "--view", view, cwd=tmp_path, check=0).stdout
        if shutil.which("dot"):
            assert subprocess.run(["dot", "-Tcanon"], input=dot, capture_output=True).stderr == b""


def test_many_edges_get_a_hint(tmp_path):
    services = {f"s{n}": {"publishes": [f"E{n}"], "consumes": [f"E{(n + k) % 60}" for k in range(1, 6)]} for n in range(60)}
    (tmp_path / "c.json").write_text(json.dumps({"eventlint": 1, "services": services}))
    said = run("graph", "--isolated", "--view", "dependency", tmp_path, check=0).stderr.decode()
    assert "edges are hard to read as a picture" in said and "--view matrix" in said
    assert run("graph", "--isolated", "--view", "matrix", tmp_path, check=0).stderr == b""
    services = {f"s{n}": {"publishes": [f"E{n}"], "consumes": [f"E{(n + k) % 60}" for k in range(1, 12)]} for n in range(60)}
    (tmp_path / "c.json").write_text(json.dumps({"eventlint": 1, "services": services}))
    assert b"more than Mermaid draws" in run("graph", "--isolated", "--format", "mermaid", tmp_path, check=2).stderr


def test_blocks_in_documents(tmp_path):
    document = tmp_path / "flows.md"
    document.write_text("# How\n\n<!-- eventlint:trace OrderPlaced -->\n<!-- eventlint:end -->\n\n<!-- eventlint:trace OrderPlaced mermaid -->\nold\n<!-- eventlint:end -->\nend\n")
    sample = "samples/flowing-retail/orchestrated"
    stale = run("trace", "--isolated", "--check", document, sample, check=1).stdout.decode()
    assert stale.count("stale: OrderPlaced") == 2
    assert "old" in document.read_text()
    run("trace", "--isolated", "--check", document, "--write", sample, check=0)
    text = document.read_text()
    assert "old" not in text and "```mermaid\nsequenceDiagram" in text and "RetrievePaymentCommand → payment" in text and text.endswith("\nend\n")
    assert run("trace", "--isolated", "--check", document, sample, check=0).stdout == b""
    document.write_text("<!-- eventlint:trace OrderPlaced -->\n")
    assert b"missing <!-- eventlint:end -->" in run("trace", "--isolated", "--check", document, sample, check=2).stderr


def test_the_ratchet(tmp_path):
    before = tmp_path / "before.json"
    before.write_bytes(run("stats", "--isolated", "--format", "json", "samples/flowing-retail/orchestrated", check=0).stdout)
    run("stats", "--isolated", "--against", before, "samples/flowing-retail/orchestrated", check=0)
    worse = run("stats", "--isolated", "--against", before, "samples/flowing-retail/choreographed", check=1).stderr.decode()
    assert "propagation cost" in worse and "0.625, was 0.360" in worse
