"""Nothing outside of the repository is read or written because of what a file inside of it says."""

import json
import os
import pathlib
import re
import select

import pytest

from conftest import run
from hostile import CALL, CATALOG, consumer, is_refused, missing, needs_strace, repo, said, traced, write


SECRET = "hunter2"


SECRETS = {
    "catalog": "eventlint: 1\nservices: {hunter2: {consumes: [hunter2]}}\n",
    "configuration": "rules: {hunter2: off}\n",
    "baseline": "version: 1\nfindings: [{hunter2: x}]\n",
    "process": '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><message id="m" name="hunter2"/><process id="hunter2"><receiveTask id="w" messageRef="m"/></process></definitions>',
    "schema": '{"type": "object", "required": ["hunter2"], "properties": {"hunter2": {"type": "hunter2"}}}',
}


ENDINGS = {"catalog": "yaml", "configuration": "yml", "baseline": "yml", "process": "bpmn", "schema": "json"}


def spelled(how, repo, name):
    """A path to `outside/NAME` as somebody may write it; links are made on the way."""
    secret = repo.parent / "outside" / name
    if how == "upwards":
        return f"../outside/{name}"
    if how == "absolute":
        return str(secret)
    if how == "link":
        (repo / f"link-{name}").symlink_to(secret)
        return f"link-{name}"
    if how == "linked folder":
        (repo / "linked").symlink_to(secret.parent)
        return f"linked/{name}"
    (repo / "a").mkdir()
    return f"a/../../outside/{name}"


ATTACKS = {
    "include": ("catalog", lambda path: {".eventlint.yml": f"include: [own.yaml, {json.dumps(path)}]\n"}),
    "include a pattern": ("catalog", lambda path: {".eventlint.yml": f"include: [own.yaml, {json.dumps(path.replace('secret', '*cret'))}]\n"}),
    "extends": ("configuration", lambda path: {".eventlint.yml": f"extends: [recommended, {json.dumps(path)}]\n"}),
    "baseline": ("baseline", lambda path: {".eventlint.yml": f"baseline: {json.dumps(path)}\n"}),
    "sources": ("catalog", lambda path: {".eventlint.yml": f"sources: [{{path: {json.dumps(path)}, format: eventlint}}]\n"}),
    "process": ("process", lambda path: {"own.yaml": f"eventlint: 1\nservices: {{stock: {{process: {json.dumps(path)}, consumes: [Missing]}}}}\n"}),
    "schema": ("schema", lambda path: {"own.yaml": f"eventlint: 1\nservices: {{stock: {{consumes: [Missing]}}}}\nevents: {{Placed: {{schema: {json.dumps(path)}}}}}\n"}),
    "$ref": ("schema", lambda path: {
        "own.yaml": consumer("stock", "Missing"),
        "api.yaml": f"asyncapi: 2.6.0\ninfo: {{title: api, version: 1.0.0}}\nchannels:\n  c: {{subscribe: {{message: {{name: Placed, payload: {{$ref: {json.dumps(path)}}}}}}}}}\n",
    }),
}  # fmt: skip


@needs_strace
@pytest.mark.parametrize("how", ["upwards", "absolute", "link", "linked folder", "down and up"])
@pytest.mark.parametrize("key", ATTACKS)
def test_no_secret_is_read(key, how, tmp_path):
    kind, files = ATTACKS[key]
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    name = f"secret.{ENDINGS[kind]}"
    secret = write(tmp_path / "outside" / name, SECRETS[kind])
    write(repo / "own.yaml", consumer("stock", "Missing"))
    for file, text in files(spelled(how, repo, name)).items():
        write(repo / file, text)
    for verb in (["lint", "--format", "json"], ["graph", "--findings"], ["baseline"]):
        result, calls = traced(repo, *verb, trace=tmp_path / "trace")
        opened = [line for line in calls if f"<{secret}>" in line.rsplit("= ", 1)[-1]]
        assert not opened, opened
        assert SECRET.encode() not in result.stdout + result.stderr, said(result)
        if verb[-1] == "json":
            assert result.returncode in (1, 2), said(result)
            if result.returncode == 1:
                assert "consumes Missing" in result.stdout.decode(), said(result)
            # A wrong configuration ends the run; what a catalog refers to is told by a finding.
            if result.returncode == 1 and key not in ("sources", "include a pattern"):
                # It is told: by a finding, or as a wrong configuration.
                words = re.sub(r"[\w./-]*/outside/[\w.]*", "", (result.stdout + result.stderr).decode())
                assert re.search(r"\boutside\b|leads? out|no such|must lie|is no file|not below", words), said(result)
    # `baseline` writes where the configuration says, but not there.
    assert secret.read_text() == SECRETS[kind] and [path.name for path in secret.parent.iterdir()] == [name]
    assert any(f"<{repo}/" in line.rsplit("= ", 1)[-1] for line in calls), "the trace shows nothing at all"


@pytest.mark.parametrize("key", ATTACKS)
def test_the_same_inside_of_the_repository_is_read(key, tmp_path):
    """The control: below the repository's root the same keys lead somewhere, also upwards."""
    kind, files = ATTACKS[key]
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    name = f"secret.{ENDINGS[kind]}"
    write(repo / "outside" / name, SECRETS[kind])
    write(repo / "sub" / "own.yaml", consumer("stock", "Missing"))
    for file, text in files(f"../outside/{name}").items():
        write(repo / "sub" / file, text)
    result = run("lint", "--format", "json", cwd=repo / "sub")
    if key == "sources":
        assert result.returncode == 1 and b"consumes Missing" in result.stdout, said(result)
    else:
        assert SECRET.encode() in result.stdout + result.stderr, said(result)


def test_a_path_of_the_call_may_lead_anywhere(tmp_path):
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    write(tmp_path / "other" / "c.yaml", consumer("far", "Nowhere"))
    write(tmp_path / "other" / "eventlint.yml", "rules: {unknown-reference: warning}\n")
    (repo / "link.yaml").symlink_to(tmp_path / "other" / "c.yaml")
    for path in ["../other/c.yaml", "../other", tmp_path / "other" / "c.yaml", "link.yaml", "../other/*.yaml"]:
        result = run("lint", *CALL, path, cwd=repo)
        assert result.returncode == 1 and missing(result) == ["Nowhere"], (path, said(result))
    result = run("lint", "--config", "../other/eventlint.yml", "-q", "--format", "compact", "--select", "unknown-reference", "../other/c.yaml", cwd=repo)
    assert result.returncode == 0 and b"warning[unknown-reference]" in result.stdout, said(result)
    run("baseline", "--isolated", "-o", "../other/known.yml", "../other/c.yaml", cwd=repo, check=0)
    assert run("lint", "--isolated", "--baseline", "../other/known.yml", "../other/c.yaml", cwd=repo).returncode == 0
    result = run("graph", "--isolated", "../other/c.yaml", "-o", "../other/new.dot", cwd=repo, check=0)
    assert b"Nowhere" in (tmp_path / "other" / "new.dot").read_bytes()


@pytest.fixture
def inputs(tmp_path):
    """A repository with a catalog, a schema that it names, a configuration and a baseline."""
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    write(repo / "catalog.yaml", CATALOG + "events: {Placed: {schema: s.json}}\n")
    write(repo / "s.json", '{"type": "object", "properties": {"id": {"type": "string"}}}\n')
    write(repo / ".eventlint.yml", "include: [catalog.yaml]\n")
    write(repo / "known.yml", "version: 1\nfindings: []\n")
    (repo / "link.yaml").symlink_to("catalog.yaml")
    os.link(repo / "catalog.yaml", repo / "twin.yaml")
    return repo


@pytest.mark.parametrize("target", ["catalog.yaml", "./catalog.yaml", "absolute", "link.yaml", "twin.yaml", "s.json", ".eventlint.yml"])
@pytest.mark.parametrize("verb", ["baseline -o", "lint --format json=", "graph -o", "impact -o", "graph --from"])
def test_what_is_read_is_not_written_over(verb, target, inputs):
    before = {path: path.read_bytes() for path in inputs.iterdir() if path.is_file()}
    path = str(inputs / "catalog.yaml") if target == "absolute" else target
    if verb == "baseline -o":
        result = run("baseline", "-o", path, "catalog.yaml", cwd=inputs)
    elif verb == "lint --format json=":
        result = run("lint", f"--format=json={path}", "catalog.yaml", cwd=inputs)
    elif verb == "graph -o":
        result = run("graph", "--format", "dot", "-o", path, "catalog.yaml", cwd=inputs)
    elif verb == "impact -o":
        result = run("impact", "Missing", "--add-step", "more", "--format", "text", "-o", path, "catalog.yaml", cwd=inputs)
    else:
        if target != "catalog.yaml":
            return
        (inputs / "catalog.yaml").write_bytes(run("graph", "--format", "json", "twin.yaml", cwd=inputs, check=0).stdout)
        before = {path: path.read_bytes() for path in inputs.iterdir() if path.is_file()}
        result = run("graph", "--from", "catalog.yaml", "--format", "dot", "-o", "catalog.yaml", cwd=inputs)
    if target == "twin.yaml" and result.returncode != 2:
        # A hard link is another name; replacing it leaves the input as it was.
        assert (inputs / "catalog.yaml").read_bytes() == before[inputs / "catalog.yaml"]
        return
    is_refused(result)
    assert {path: path.read_bytes() for path in inputs.iterdir() if path.is_file()} == before
    assert (inputs / "link.yaml").is_symlink()


def test_what_is_not_read_is_written(inputs):
    """The same calls with another target do their work."""
    run("baseline", "-o", "known.yml", "catalog.yaml", cwd=inputs, check=0)
    assert "unknown-reference" in (inputs / "known.yml").read_text()
    assert run("lint", "--format=json=new.json", "catalog.yaml", cwd=inputs).returncode == 1
    assert json.loads((inputs / "new.json").read_text())["findings"]
    assert run("lint", "--format=json=new.json", "catalog.yaml", cwd=inputs).returncode == 1
    run("graph", "-o", "new.dot", "catalog.yaml", cwd=inputs, check=0)
    assert "Missing" in (inputs / "new.dot").read_text()


def test_a_baseline_replaces_no_catalog(inputs):
    """A catalog that is no input of this run is one all the same."""
    other = write(inputs / "other.yaml", consumer("other", "Elsewhere"))
    api = write(inputs / "api.yaml", "asyncapi: 2.6.0\ninfo: {title: a, version: 1.0.0}\nchannels: {}\n")
    for file in (other, api):
        before = file.read_bytes()
        is_refused(run("baseline", "-o", file.name, "catalog.yaml", cwd=inputs), file.name)
        assert file.read_bytes() == before
    write(inputs / ".eventlint.yml", "include: [catalog.yaml]\nbaseline: other.yaml\n")
    result = run("baseline", cwd=inputs)
    assert result.returncode == 2 and other.read_text() == consumer("other", "Elsewhere"), said(result)


@pytest.mark.parametrize("second", ["report", "./report", "absolute", "link", "sub/../report"])
def test_two_reports_do_not_share_a_file(second, inputs):
    (inputs / "sub").mkdir()
    if second == "link":
        write(inputs / "report", "old\n")
        (inputs / "link").symlink_to("report")
    path = str(inputs / "report") if second == "absolute" else second
    result = run("lint", "--format=json=report", f"--format=sarif={path}", "catalog.yaml", cwd=inputs)
    is_refused(result)
    assert not (inputs / "report").exists() or (inputs / "report").read_text() == "old\n"
    result = run("lint", "--format=json=report", "--format=sarif=other", "catalog.yaml", cwd=inputs)
    assert result.returncode == 1 and "findings" in json.loads((inputs / "report").read_text()) and "runs" in json.loads((inputs / "other").read_text()), said(result)


@pytest.mark.parametrize("call", [["graph", "catalog.yaml", "-o", "out"], ["lint", "catalog.yaml", "--format=json=out"], ["baseline", "catalog.yaml", "-o", "out"]], ids=lambda call: call[0])
@pytest.mark.parametrize("state", ["there", "dangling", "a linked folder"])
def test_no_link_leads_a_file_out_of_the_repository(call, state, inputs):
    outside = inputs.parent / "outside"
    outside.mkdir()
    text = "version: 1\nfindings: []\n"
    if state == "a linked folder":
        (inputs / "folder").symlink_to(outside)
        call = [word.replace("out", "folder/precious") if word in ("out", "--format=json=out") else word for word in call]
    else:
        (inputs / "out").symlink_to(outside / "precious")
    if state == "there":
        write(outside / "precious", text)
    is_refused(run(*call, cwd=inputs))
    assert {path.name: path.read_text() for path in outside.iterdir()} == ({"precious": text} if state == "there" else {})
    # A link that stays inside is followed, and stays a link.
    write(inputs / "inside.yml", text)
    (inputs / "within").symlink_to("inside.yml")
    result = run(*[word.replace("folder/precious", "within").replace("out", "within") if "catalog" not in word else word for word in call], cwd=inputs)
    assert result.returncode in (0, 1) and (inputs / "within").is_symlink() and (inputs / "inside.yml").read_text() != text, said(result)


def test_init_follows_no_dangling_link(tmp_path):
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    write(repo / "catalog.yaml", CATALOG)
    for target in [tmp_path / "outside.yml", pathlib.Path("inside.yml")]:
        (repo / ".eventlint.yml").unlink(missing_ok=True)
        (repo / ".eventlint.yml").symlink_to(target)
        is_refused(run("init", cwd=repo), ".eventlint.yml")
        assert not (repo / target).exists() and (repo / ".eventlint.yml").is_symlink()
    (repo / ".eventlint.yml").unlink()
    run("init", cwd=repo, check=0)
    assert "extends" in (repo / ".eventlint.yml").read_text()
    is_refused(run("init", cwd=repo), "already")
