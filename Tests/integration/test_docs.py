"""What the pages of the documentation say is true: their examples are valid, their links lead somewhere, and they leave no key out."""

import functools
import json
import re

import jsonschema
import pytest

import pages
from conftest import ROOT, run
from test_formats import load

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
# Findings that say that an example is written wrongly, whatever it is about.
WRONG = {"syntax", "unknown-field", "invalid-value", "invalid-timer", "duplicate-definition", "kind-mismatch", "unread-reference"}


@functools.cache
def schema(name):
    return json.loads(run("schema", name, check=0).stdout)


def kind(block):
    """`catalog`, `configuration`, or None for what is neither, by the keys of the block."""
    content = load(block.text)
    if not isinstance(content, dict):
        return None
    names = set(content)
    if any(isinstance(item, dict) for item in content.get("include", [])):
        return None  # GitLab's key of that name
    return next((name for name in ("catalog", "configuration") if names <= keys_of(name)), None)


def keys_of(name):
    properties = schema(name)["definitions"]["catalog"]["properties"] if name == "catalog" else schema(name)["properties"]
    return set(properties)


def examples(wanted):
    """The YAML blocks of all pages that are a catalog, or a configuration."""
    for page in PAGES:
        for block in pages.blocks(page.read_text("utf-8")):
            if block.language == "yaml" and block.role != "not run" and kind(block) == wanted:
                yield pytest.param(block, id=f"{page.name}:{block.start + 1}")


def as_file(block):
    """A catalog with the first line that parts of one leave out."""
    return block.text if "eventlint" in load(block.text) else "eventlint: 1\n" + block.text


@pytest.mark.parametrize("block", examples("catalog"))
def test_catalogs_are_valid(block, tmp_path):
    text = as_file(block)
    assert [error.message for error in jsonschema.Draft7Validator(schema("catalog")).iter_errors(load(text))] == []
    (tmp_path / "catalog.yaml").write_text(text, "utf-8")
    found = json.loads(run("lint", "--isolated", "--format", "json", tmp_path).stdout)["findings"]
    assert [finding["message"] for finding in found if finding["rule"] in WRONG] == []


@pytest.mark.parametrize("block", examples("configuration"))
def test_configurations_are_valid(block, tmp_path):
    assert [error.message for error in jsonschema.Draft7Validator(schema("configuration")).iter_errors(load(block.text))] == []
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/eventlint.yml").write_text("")
    (tmp_path / ".eventlint.yml").write_text(block.text, "utf-8")
    run("config", "--config", tmp_path / ".eventlint.yml", "--allow-empty", tmp_path, check=0)


def test_every_key_of_the_format_is_in_an_example():
    """Follows the examples of docs/catalog.md through the schema, and notes the keys of every section on the way."""
    definitions = schema("catalog")["definitions"]
    missing = {(name, key) for name, item in definitions.items() for key in item.get("properties", {})}

    def walk(value, part, section):
        if "$ref" in part:
            section = part["$ref"].rsplit("/", 1)[1]
            part = definitions[section]
        for word in ("anyOf", "oneOf", "allOf"):
            for choice in part.get(word, []):
                walk(value, choice, section)
        if isinstance(value, dict):
            for key, inner in value.items():
                if key in part.get("properties", {}):
                    missing.discard((section, key))
                    walk(inner, part["properties"][key], section)
                elif isinstance(part.get("additionalProperties"), dict):
                    walk(inner, part["additionalProperties"], section)
        if isinstance(value, list) and isinstance(part.get("items"), dict):
            for inner in value:
                walk(inner, part["items"], section)

    for block in pages.blocks((ROOT / "docs/catalog.md").read_text("utf-8")):
        if block.language == "yaml":
            walk(load(as_file(block)), {"$ref": "#/definitions/catalog"}, "catalog")
    assert missing == set()


def test_every_section_of_the_format_has_a_table():
    text = (ROOT / "docs/catalog.md").read_text("utf-8")
    tables = re.findall(r"<!-- make-docs: keys (\S+) -->", text)
    assert sorted(tables) == sorted(name for name, item in schema("catalog")["definitions"].items() if "properties" in item)


def anchors(path):
    """The anchors of the headings of a page, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.S | re.M)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", re.sub(r"\[(.*?)\]\(.*?\)", r"\1", heading).lower()).strip().replace(" ", "-") for heading in headings}


def test_links_lead_somewhere():
    dead = []
    for page in [*ROOT.glob("*.md"), *(path for folder in ("docs", "integrations", "packaging") for path in (ROOT / folder).rglob("*.md"))]:
        text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text("utf-8"), flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            file = (page.parent / path).resolve() if path else page
            if not file.exists() or anchor and file.suffix == ".md" and anchor not in anchors(file):
                dead.append(f"{page.relative_to(ROOT)}: {target}")
    assert dead == []
