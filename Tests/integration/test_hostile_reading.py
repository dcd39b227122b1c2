"""What cannot be read is told."""

import json
import os
import re
import stat
import subprocess
import time
import unicodedata

import pytest

from conftest import PROGRAM, run
from hostile import CALL, CATALOG, FORMATS, consumer, is_refused, missing, said, write


def as_nobody():
    """A user whom permissions hold. The working folder is entered before, so that it needs no permission."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)


def run_as_nobody(folder, *arguments, stdin=None):
    env = {**os.environ, "EVENTLINT_TODAY": "2026-01-15", "HOME": "/nonexistent"}
    try:
        return subprocess.run([PROGRAM, *arguments], cwd=folder, capture_output=True, preexec_fn=as_nobody, env=env, input=stdin, timeout=30)
    except PermissionError:
        pytest.skip("another user may not run the program where it lies")


@pytest.fixture
def reachable(tmp_path):
    """The temporary folder, which others may reach for the time of the test."""
    changed = [(folder, stat.S_IMODE(folder.stat().st_mode)) for folder in [tmp_path, *tmp_path.parents] if not folder.stat().st_mode & 0o001 and folder.stat().st_uid == os.geteuid()]
    for folder, mode in changed:
        folder.chmod(mode | 0o011)
    yield tmp_path
    for folder, mode in changed:
        folder.chmod(mode)


@pytest.fixture
def locked(reachable):
    tmp_path = reachable
    folder = tmp_path / "locked"
    write(folder / "good.yaml", CATALOG)
    write(folder / "shut.yaml", consumer("shut", "Hidden")).chmod(0)
    write(folder / "room" / "in.yaml", consumer("room", "Inside"))
    folder.chmod(0o755)
    (folder / "room").chmod(0)
    yield folder
    (folder / "room").chmod(0o755)


@pytest.mark.parametrize("path", ["shut.yaml", "room", "room/in.yaml", "room/*.yaml"])
def test_what_is_named_and_cannot_be_read_ends_the_run(path, locked):
    for call in (["lint", *CALL, path], ["lint", *CALL, "good.yaml", path], ["graph", "--isolated", "good.yaml", path], ["lint", "--isolated", "--allow-empty", path]):
        is_refused(run_as_nobody(locked, *call), "permission denied", path.split("/")[0])
    result = run_as_nobody(locked, "lint", *CALL, "good.yaml")
    assert result.returncode == 1 and missing(result) == ["Missing"], said(result)


def test_what_is_found_and_cannot_be_read_is_a_finding(locked):
    result = run_as_nobody(locked, "lint", "--isolated", "--format", "json", ".")
    found = [(finding["path"].rstrip("/"), finding["severity"]) for finding in json.loads(result.stdout)["findings"] if "ermission denied" in json.dumps(finding)]
    assert result.returncode == 1 and sorted(found) == [("room", "error"), ("shut.yaml", "error")], said(result)
    # What was not read may define what others name, so nobody is told that it is unknown.
    assert b"consumes Missing" not in result.stdout
    # Alone, without any other finding, it fails the run as well.
    (locked / "good.yaml").write_text("eventlint: 1\n")
    result = run_as_nobody(locked, "lint", "--isolated", ".")
    assert result.returncode == 1 and b"All clear" not in result.stderr and result.stdout.lower().count(b"permission denied") >= 2, said(result)
    # Left out, it is nobody's concern.
    write(locked / ".gitignore", "shut.yaml\nroom\n")
    (locked / ".gitignore").chmod(0o644)
    (locked / ".git").mkdir()
    result = run_as_nobody(locked, "lint", "--isolated", ".")
    assert result.returncode == 0, said(result)


@pytest.mark.parametrize("key", ["configuration", "baseline", "schema", "process", "against", "change", "document", "statistics"])
def test_other_files_that_cannot_be_read_are_told(key, reachable):
    folder = reachable / "folder"
    write(folder / "c.yaml", CATALOG)
    write(folder / "shut", "x\n").chmod(0)
    folder.chmod(0o755)
    call = ["lint", "."]
    if key == "configuration":
        (folder / "shut").rename(folder / ".eventlint.yml")
    elif key == "baseline":
        call = ["lint", "--baseline", "shut", "."]
    elif key in ("schema", "process"):
        (folder / "shut").rename(folder / ("shut.bpmn" if key == "process" else "shut.json"))
        text = "services: {stock: {process: shut.bpmn}}" if key == "process" else "events: {Placed: {schema: shut.json}}"
        write(folder / "c.yaml", f"eventlint: 1\n{text}\n")
    elif key == "against":
        call = ["lint", "--against", "shut", "."]
    elif key == "document":
        call = ["trace", "--check", "shut", "."]
    elif key == "statistics":
        call = ["stats", "--against", "shut", "."]
    else:
        call = ["impact", "Missing", "--change", "shut", "."]
    result = run_as_nobody(folder, *call)
    if key in ("schema", "process"):
        # A reference: told as a finding, whatever its severity.
        assert re.search(r"shut\.(json|bpmn)[^\n]*(cannot be read|ermission denied)|(cannot be read|ermission denied)[^\n]*shut", result.stdout.decode()), said(result)
    else:
        is_refused(result, "permission denied", "shut" if key != "configuration" else ".eventlint.yml")


def test_names_that_are_no_text(tmp_path):
    folder = os.fsencode(tmp_path / "names")
    os.mkdir(folder)
    names = [b"\xff.yaml", b"a\xfe.yaml", b"ok.yaml", b"\xc3.yaml", b"\xed\xa0\x80.yaml"]
    for number, name in enumerate(names):
        with open(os.path.join(folder, name), "wb") as file:
            file.write(consumer(f"s{number}", f"Missing{number}").encode())
    os.mkdir(os.path.join(folder, b"d\xff"))
    with open(os.path.join(folder, b"d\xff", b"in.yaml"), "wb") as file:
        file.write(consumer("deep", "Missing9").encode())
    result = run("lint", "--isolated", "--format", "json", ".", cwd=folder)
    findings = json.loads(result.stdout)["findings"]
    told = {word for finding in findings for word in re.findall(r"Missing\d", finding["message"])}
    # Each is told as what cannot be read, and what they may define is not told to be unknown.
    unread = [finding for finding in findings if finding["rule"] == "syntax" and "is not UTF-8" in finding["message"]]
    assert result.returncode == 1 and not told and len(unread) == 5, said(result)
    for form in FORMATS:
        run("lint", "--isolated", "--format", form, ".", cwd=folder).stdout.decode()
    for name, code in [(names[0], {1, 2}), (b"d\xff", {1, 2}), (b"*\xff.yaml", {1, 2})]:
        result = subprocess.run([PROGRAM.encode(), b"lint", b"--isolated", name], cwd=folder, capture_output=True)
        assert result.returncode in code and b"All clear" not in result.stderr, said(result)


def test_names_that_look_alike_are_two_files(tmp_path):
    composed, decomposed = unicodedata.normalize("NFC", "größe é.yaml"), unicodedata.normalize("NFD", "größe é.yaml")
    write(tmp_path / composed, consumer("one", "First"))
    write(tmp_path / decomposed, consumer("two", "Second"))
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system takes them for one")
    for paths in ([], ["."], [composed, decomposed], [decomposed, composed, "."], ["*.yaml"], ["*.yaml", "."]):
        result = run("lint", *CALL, *paths, cwd=tmp_path)
        assert result.returncode == 1 and missing(result) == ["First", "Second"], (paths, said(result))
    for path, name in [(composed, "First"), (decomposed, "Second")]:
        assert missing(run("lint", *CALL, path, cwd=tmp_path)) == [name]
        result = run("lint", *CALL, "--stdin-filename", path, ".", cwd=tmp_path, stdin=consumer("three", "Third").encode())
        assert missing(result) == ["Third"], said(result)
    # A pattern of one spelling leaves the other alone.
    write(tmp_path / ".eventlint.yml", f"exclude: [{json.dumps(composed)}]\n")
    assert missing(run("lint", *CALL[1:], cwd=tmp_path)) == ["Second"]
    # References too.
    write(tmp_path / "s" / "é.json", '{"type": "objekt"}')
    write(tmp_path / "s" / unicodedata.normalize("NFD", "é.json"), '{"type": "object", "properties": {"a": {"type": "string"}}}')
    write(tmp_path / "s" / "c.yaml", "eventlint: 1\nevents:\n  Placed: {schema: \"e\\u0301.json\"}\n")
    result = run("lint", "--isolated", "--format", "compact", "s/c.yaml", cwd=tmp_path)
    assert b"objekt" not in result.stdout, said(result)


def test_standard_input_has_a_limit(tmp_path):
    write(tmp_path / "c.yaml", CATALOG)
    size = 64 << 20

    def call(count, text):
        process = subprocess.Popen([PROGRAM, "lint", *CALL, "--stdin-filename", "c.yaml", "."], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            process.stdin.write(text)
            block = b"#" + b" " * 65534 + b"\n"
            for _ in range((count - len(text)) // len(block) + 1):
                process.stdin.write(block)
        except BrokenPipeError:
            pass
        try:
            process.stdin.close()
        except BrokenPipeError:
            pass
        out, error = process.stdout.read(), process.stderr.read()
        return subprocess.CompletedProcess([], process.wait(30), out, error)

    # A limit that cuts: what comes behind it would never be looked at.
    result = call(size + (1 << 20), CATALOG.encode())
    is_refused(result)
    assert re.search(rb"64|large|limit|more than", result.stderr), said(result)
    result = call(1 << 20, CATALOG.encode())
    assert result.returncode == 1 and missing(result) == ["Missing"], said(result)
