"""No text of the input steers a terminal, a CI system or a spreadsheet."""

import json
import re
import select
import shutil
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import run
from hostile import CATALOG, FORMATS, git, said, write


# Each with letters around it, so that the place can be found; escapes of YAML's double quotes and of JSON are the same here.
SIGNS = {
    "escape": ("\x1b[31m", "\\u001b[31m"), "bell": ("\x07", "\\u0007"), "arabic letter mark": ("\u061c", "\\u061c"), "override": ("\u202e", "\\u202e"), "isolate": ("\u2066", "\\u2066"),
    "c1": ("\x9b31m", "\\u009b31m"), "carriage return": ("\r", "\\r"), "line feed": ("\n", "\\n"), "line separator": ("\u2028", "\\u2028"), "next line": ("\x85", "\\u0085"),
    "mark": ("\u200f", "\\u200f"), "byte order mark": ("\ufeff", "\\ufeff"),
}  # fmt: skip


EVIL = "".join(f"x{raw}y" for raw, _ in SIGNS.values()) + "\nINJECTED"


EVIL_QUOTED = '"' + "".join(f"x{escaped}y" for _, escaped in SIGNS.values()) + '\\nINJECTED"'


RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


HOSTILE_NAME = EVIL.replace("/", "") + ".yaml"


def is_harmless(result):
    """Nothing raw, and no line that the input made."""
    for name, stream in (("stdout", result.stdout), ("stderr", result.stderr)):
        text = stream.decode()
        found = list(RAW.finditer(text.replace("\r\n", "\n")))
        assert not found, (name, sorted({match.group().encode("unicode_escape") for match in found}), text[max(0, found[0].start() - 60) : found[0].end() + 20])
        assert not re.search(r"(?m)^\W*INJECTED", text), (name, text)


@pytest.fixture
def evil(tmp_path):
    """A catalog of hostile names in a file of hostile name."""
    folder = tmp_path / "evil"
    text = (
        f"eventlint: 1\nservices:\n  {EVIL_QUOTED}:\n    team: {EVIL_QUOTED}\n    consumes:\n      {EVIL_QUOTED}: {{needs: [{EVIL_QUOTED}], publishes: Done}}\n      {EVIL_QUOTED[:-1]}2\": {{}}\n"
        f"  sender:\n    triggers: {{{EVIL_QUOTED[:-1]}3\": {{kind: http, publishes: {EVIL_QUOTED}}}}}\nevents:\n  {EVIL_QUOTED}: {{summary: {EVIL_QUOTED}, payload: {{a: string}}}}\n{EVIL_QUOTED}: 1\n"
    )
    write(folder / HOSTILE_NAME, text)
    return folder


@pytest.mark.parametrize("form", FORMATS)
def test_reports_pass_nothing_raw(form, evil):
    result = run("lint", "--isolated", "--format", form, "-v", "--statistics", ".", cwd=evil)
    assert result.returncode == 1 and b"unmet-need" in result.stdout, said(result)
    is_harmless(result)


@pytest.mark.parametrize(
    "call",
    [
        ["graph", "--format", "dot"], ["graph", "--format", "graphml"], ["graph", "--format", "csv"], ["graph", "--format", "json"], ["graph", "--format", "mermaid"], ["graph", "--format", "plantuml"],
        ["graph", "--format", "d2"], ["graph", "--view", "sequence", "--format", "svg"], ["graph", "--view", "sequence", "--format", "html"], ["graph", "--view", "matrix", "--format", "svg"],
        ["graph", "--svg"], ["stats"], ["stats", "--format", "csv"], ["stats", "--format", "json"], ["trace", "--list"], ["trace", EVIL], ["trace", "--to", EVIL], ["trace", EVIL, "--format", "mermaid"],
        ["trace", EVIL, "--format", "plantuml"], ["trace", EVIL, "--format", "eventcatalog"], ["trace", EVIL, "--format", "json"], ["show", EVIL], ["impact", EVIL, "--add-step", "more" + EVIL],
        ["convert"], ["rules", "--why"],
    ],
    ids=lambda call: " ".join(word for word in call if "INJECTED" not in word),
)  # fmt: skip
def test_other_verbs_pass_nothing_raw(call, evil):
    if "--svg" in call and shutil.which("dot") is None:
        pytest.skip("there is no Graphviz")
    result = run(*call, "--isolated", cwd=evil)
    assert result.returncode == 0 and (b"x" in result.stdout), said(result)
    is_harmless(result)
    if "graphml" in call or "svg" in call:
        ElementTree.fromstring(result.stdout)


EVIL_ERRORS = {
    "trace START": (2, ["trace", EVIL, "--isolated"]),
    "trace --to": (2, ["trace", "--to", EVIL, "--isolated"]),
    "show": (2, ["show", EVIL, "--isolated"]),
    "impact": (2, ["impact", EVIL, "--add-step", "x", "--isolated"]),
    "explain": (2, ["explain", EVIL]),
    "unknown option": (2, ["lint", "--" + EVIL]),
    "unknown value": (2, ["lint", "--color", EVIL]),
    "unknown number": (2, ["lint", "--max-findings", EVIL]),
    "unknown format": (2, ["lint", "--isolated", "--format", EVIL]),
    "unknown rule": (2, ["lint", "--isolated", "--select", EVIL]),
    "unknown severity": (2, ["lint", "--isolated", "--fail-on", EVIL]),
    "unknown path": (2, ["lint", "--isolated", EVIL]),
    "unknown revision": (2, ["lint", "--isolated", "--new-since", EVIL]),
    "unknown verb": (2, [EVIL]),
    "unknown schema": (2, ["schema", EVIL]),
    "unknown shell": (2, ["completions", EVIL]),
    "unknown view": (2, ["graph", "--isolated", "--view", EVIL]),
    "unknown focus": (2, ["graph", "--isolated", "--focus", EVIL]),
    "unknown theme": (2, ["graph", "--isolated", "--theme", EVIL]),
    "unknown picture": (2, ["graph", "--isolated", "--from", EVIL]),
    "unknown configuration": (2, ["lint", "--config", EVIL]),
    "unknown baseline": (2, ["lint", "--isolated", "--baseline", EVIL]),
    "unknown statistics": (2, ["stats", "--isolated", "--against", EVIL]),
    "unwritable output": (2, ["graph", "--isolated", "-o", "nowhere/" + EVIL]),
    "unwritable report": (2, ["lint", "--isolated", "--format", "json=nowhere/" + EVIL]),
    "unknown document": (2, ["trace", "--isolated", "--check", EVIL]),
    "stdin name": (1, ["lint", "--isolated", "--stdin-filename", EVIL + ".yaml"]),
    "baseline to an odd name": (0, ["baseline", "--isolated", "-o", "known" + EVIL]),
}


@pytest.mark.parametrize("case", EVIL_ERRORS)
def test_messages_pass_nothing_raw(case, tmp_path):
    write(tmp_path / "c.yaml", CATALOG)
    code, arguments = EVIL_ERRORS[case]
    if "--new-since" in arguments:
        if shutil.which("git") is None:
            pytest.skip("there is no git")
        git(tmp_path, "init", "-q")
    result = run(*arguments, cwd=tmp_path, stdin=CATALOG.encode())
    assert result.returncode == code, said(result)
    assert (b"x" in result.stderr) or code == 1, said(result)
    is_harmless(result)


EVIL_CONFIGURATIONS = {
    "key": f"{EVIL_QUOTED}: 1\n",
    "rule": f"rules: {{{EVIL_QUOTED}: off}}\n",
    "severity": f"rules: {{unknown-reference: {EVIL_QUOTED}}}\n",
    "option": f"rules: {{long-event-chain: {{{EVIL_QUOTED}: 3}}}}\n",
    "preset": f"extends: [{EVIL_QUOTED}]\n",
    "file": f"extends: [{EVIL_QUOTED[:-1]}.yml\"]\n",
    "include": f"include: [{EVIL_QUOTED}]\n",
    "baseline": f"baseline: {EVIL_QUOTED}\n",
    "source format": f"sources: [{{path: x, format: {EVIL_QUOTED}}}]\n",
    "policy": f"policies: {{{EVIL_QUOTED}: {{{EVIL_QUOTED}: 1}}}}\n",
    "broken": "rules: {unknown-reference: off\n  \"x\\qy\": \u202e\n",
}


@pytest.mark.parametrize("case", EVIL_CONFIGURATIONS)
def test_mistakes_of_a_configuration_pass_nothing_raw(case, tmp_path):
    write(tmp_path / "c.yaml", CATALOG)
    for name in [".eventlint.yml", HOSTILE_NAME]:
        file = write(tmp_path / "sub" / name, EVIL_CONFIGURATIONS[case])
        result = run("lint", *(["--config", f"sub/{name}", "c.yaml"] if case != "include" else ["--config", f"sub/{name}"]), cwd=tmp_path)
        assert result.returncode == 2, said(result)
        is_harmless(result)
        assert result.stderr.count(b"\n") == 1, said(result)
        file.unlink()


@pytest.mark.parametrize("text", [f"{EVIL_QUOTED}: 1\n", f"version: {EVIL_QUOTED}\n", f"version: 1\nfindings: [{{{EVIL_QUOTED}: 1}}]\n", "version: 1\nfindings: [{rule: x}]\n", "a: [\n"], ids=["key", "version", "field", "file", "broken"])
def test_mistakes_of_a_baseline_pass_nothing_raw(text, tmp_path):
    write(tmp_path / "c.yaml", CATALOG)
    for name in ["known.yml", HOSTILE_NAME]:
        write(tmp_path / "sub" / name, text)
        result = run("lint", "--isolated", "--baseline", f"sub/{name}", "c.yaml", cwd=tmp_path)
        assert result.returncode == 2 and result.stderr.count(b"\n") == 1, said(result)
        is_harmless(result)
    # What is mended is told by the baseline's own words.
    write(tmp_path / "old.yml", f"version: 1\nfindings: [{{fingerprint: abc, rule: {EVIL_QUOTED}, summary: {EVIL_QUOTED}}}]\n")
    result = run("lint", "--isolated", "--baseline", "old.yml", "--strict-baseline", "c.yaml", cwd=tmp_path)
    assert result.returncode == 1, said(result)
    is_harmless(result)


def test_documents_with_blocks_pass_nothing_raw(evil):
    names = [HOSTILE_NAME.replace(".yaml", ".md"), "plain.md"]
    for name in names:
        write(evil / name, "<!-- eventlint:trace Nobody\u202e\x1b\x9b -->\n<!-- eventlint:end -->\n")
        result = run("trace", "--isolated", "--check", name, cwd=evil)
        assert result.returncode == 2 and b"Nobody" in result.stderr, said(result)
        is_harmless(result)
        write(evil / name, "<!-- eventlint:trace Done\u061c -->\n")
        result = run("trace", "--isolated", "--check", name, cwd=evil)
        assert result.returncode == 2, said(result)
        is_harmless(result)
        write(evil / name, "<!-- eventlint:trace Done -->\n<!-- eventlint:end -->\n")
        result = run("trace", "--isolated", "--check", name, cwd=evil)
        assert result.returncode == 1 and b"stale" in result.stdout, said(result)
        is_harmless(result)


def test_a_difference_passes_nothing_raw(tmp_path):
    write(tmp_path / HOSTILE_NAME, "eventlint: 1\nservices:\n  a: {publishes: [OrderPlaced]} # \u202e\n  b: {consumes: [OrderPlacd]} # x\u061c \u202e\u2066\n")
    result = run("lint", "--isolated", "--show-fixes", "--unsafe-fixes", ".", cwd=tmp_path)
    assert result.returncode == 1 and b"+  b: {consumes: [OrderPlaced]}" in result.stdout, said(result)
    is_harmless(result)


def test_a_note_of_a_picture_passes_nothing_raw(tmp_path):
    services = "".join(f'  "s{n}{EVIL_QUOTED[1:-1]}": {{publishes: [E{n}], consumes: [E{(n + 1) % 200}]}}\n' for n in range(200))
    write(tmp_path / HOSTILE_NAME, f"eventlint: 1\nservices:\n{services}")
    result = run("graph", "--isolated", "--title", EVIL, ".", cwd=tmp_path)
    assert result.returncode == 0 and result.stderr.startswith(b"note: "), said(result)[-500:]
    is_harmless(result)


CI = {
    "github": ({"GITHUB_ACTIONS": "true", "CI": "true"}, ["::error::pwned", "::add-mask::pwned", "##[error]pwned", "::stop-commands::pwned"], re.compile(r"(?m)^[\s\ufeff]*::|##\[")),
    "azure": ({"TF_BUILD": "True", "CI": "true"}, ["##vso[task.setvariable variable=x]pwned", "##[error]pwned"], re.compile(r"##vso\[|##\[")),
    "teamcity": ({"TEAMCITY_VERSION": "2025.1"}, ["##teamcity[buildStatus status='SUCCESS' text='pwned']"], re.compile(r"##teamcity\[")),
}


@pytest.mark.parametrize("system", CI)
def test_ci_systems_take_no_orders_from_input(system, tmp_path):
    env, orders, pattern = CI[system]
    for number, order in enumerate(orders):
        folder = tmp_path / str(number)
        quoted = json.dumps(order)
        lined = json.dumps(f"a\n{order}")
        catalog = f"eventlint: 1\nservices:\n  {quoted}: {{consumes: [{quoted}, {lined}, Missing]}}\n  # {order}\n  {lined}: {{consumes: [{lined}]}}\n{lined}: 1\n{order.split('[')[0] if order.startswith('::') else 'x-'}y: 1\n"
        file = f"{order}.yaml".replace("/", "")
        write(folder / file, catalog)
        write(folder / "doc.md", f"<!-- eventlint:trace {order} -->\n<!-- eventlint:end -->\n")
        write(folder / "bad.yml", f"{lined}: 1\n")
        write(folder / f"{order}.yml.txt".replace("/", ""), f"{quoted}: 1\n")
        calls = [(1, ["lint", "--isolated", "--format", form, "-v", "--statistics", "."]) for form in ("text", "compact", "markdown")]
        calls += [(1, ["lint", "--isolated", "--format", form, file]) for form in ("text", "compact")]
        calls += [(2, ["lint", "--config", "bad.yml", "."]), (2, ["lint", "--config", f"{order}.yml.txt", "."]), (2, ["lint", order + "z"]), (2, ["explain", order]), (2, ["trace", order + "z", "--isolated"])]
        calls += [(2, ["lint", "--isolated", "--baseline", "bad.yml", "."]), (0, ["show", order, "--isolated"]), (0, ["trace", order, "--isolated"]), (0, ["stats", "--isolated"]), (1, ["trace", "--check", "doc.md", "--isolated"])]
        calls += [(0, ["trace", "--list", "--isolated"]), (0, ["config", "--isolated"]), (1, ["lint", "--isolated", "--show-suppressed", "--color", "always", "."])]
        for code, call in calls:
            result = run(*call, cwd=folder, env={**{key: "" for key in ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION", "CI")}, **env})
            assert result.returncode == code, (call, said(result))
            for stream in (result.stdout, result.stderr):
                text = re.sub(r"\x1b\[[0-9;]*m", "", stream.decode())
                assert not pattern.search(text), (call, text[:3000])
            assert code == 2 or call[0] == "config" or b"pwned" in result.stdout, (call, said(result))


def test_formats_of_ci_systems_give_their_own_orders_only(tmp_path):
    order = "::error::pwned"
    write(tmp_path / f"{order}.yaml", f"eventlint: 1\nservices:\n  a:\n    consumes:\n      {json.dumps(order)}: {{}}\n      Missing: {{}}\n")
    result = run("lint", "--isolated", "--select", "unknown-reference", "--format", "github", ".", cwd=tmp_path, env={"GITHUB_ACTIONS": "true"})
    orders = [line for line in result.stdout.decode().splitlines() if line.lstrip().startswith("::")]
    assert len(orders) == 2 and all(re.match(r"::error file=%3A%3Aerror%3A%3Apwned\.yaml,line=\d+", line) for line in orders), said(result)
    assert not re.search(r"(?m)^\s*::", result.stderr.decode())
    azure = run("lint", "--isolated", "--select", "unknown-reference", "--format", "azure", ".", cwd=tmp_path, env={"TF_BUILD": "True"})
    assert all(line.startswith("##vso[task.logissue type=error;") and line.count("##vso[") == 1 for line in azure.stdout.decode().splitlines()) and azure.stdout, said(azure)


FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "－1", "＠SUM", " =1+1", "\ufeff=1", "\n=1+1"]


SEPARATED = ["a;b", "a,b", 'a"b', "a;=1+1", "a\tb"]


def test_spreadsheets_take_no_formula_from_a_field(tmp_path):
    import csv
    import io

    # Only texts that YAML's quotes can carry; two services with a message each way.
    names = FORMULAS + SEPARATED
    services = "".join(f"  {json.dumps(name)}: {{publishes: [E{n}], consumes: [E{(n + 1) % len(names)}]}}\n" for n, name in enumerate(names))
    write(tmp_path / "c.yaml", f"eventlint: 1\nservices:\n{services}")
    for call in (["stats", "--format", "csv"], ["graph", "--format", "csv"]):
        result = run(*call, "--isolated", cwd=tmp_path, check=0)
        text = result.stdout.decode()
        fields = [field for row in csv.reader(io.StringIO(text, newline="")) for field in row]
        assert sum("SUM" in field for field in fields) >= 2 and any("a;b" in field for field in fields), text
        dangerous = [field for field in fields if re.match(r"[\s\ufeff]*[=+\-@＝＋－＠]", field) and not re.fullmatch(r"-?[0-9.]+", field)]
        assert not dangerous, dangerous
        # A reader that separates by semicolons, as Excel does in many countries, must not see a cell begin in the middle.
        for line in text.splitlines():
            bare = re.sub(r'"(?:[^"]|"")*"', "", line)
            assert ";" not in bare and "\t" not in bare, line


def test_xml_carries_no_signs_that_a_terminal_follows(evil):
    for call in (["lint", "--format", "junit"], ["lint", "--format", "checkstyle"], ["graph", "--format", "graphml"], ["graph", "--view", "sequence", "--format", "svg"]):
        result = run(*call, "--isolated", ".", cwd=evil)
        text = "".join(ElementTree.fromstring(result.stdout).itertext()) + " ".join(value for element in ElementTree.fromstring(result.stdout).iter() for value in element.attrib.values())
        # References to characters are resolved by now.
        found = re.search("[\x07\x1b\x7f-\x9f\u061c\u200f\u202e\u2066]", text)
        assert not found, (call, found)
