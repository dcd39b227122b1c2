"""What the tests of hostile input share."""

import json
import os
import re
import select
import shutil
import subprocess

import pytest

from conftest import PROGRAM, run


CALL = ["--isolated", "--select", "unknown-reference,syntax", "--format", "compact", "-q"]


needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="there is no Graphviz")


def write(path, text):
    """Writes a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text) if isinstance(text, bytes) else path.write_text(text, encoding="utf-8", newline="")
    return path


def script(path, text):
    write(path, "#!/bin/sh\n" + text)
    path.chmod(0o755)
    return path


def consumer(name, *messages):
    """A catalog in which a service consumes what nobody publishes: one finding for each message."""
    return f"eventlint: 1\nservices: {{{name}: {{consumes: [{', '.join(messages)}]}}}}\n"


def said(result):
    return f"exit {result.returncode}\n{result.stdout.decode(errors='replace')}\n{result.stderr.decode(errors='replace')}"


def missing(result):
    """The messages that findings of `unknown-reference` are about."""
    return sorted(re.findall(r"consumes (\w+), which", result.stdout.decode(errors="replace")))


def is_refused(result, *words):
    """Exit 2, one line on standard error, and nothing else."""
    text = result.stderr.decode(errors="replace")
    assert result.returncode == 2 and text.count("\n") == 1 and text.startswith("error: "), said(result)
    assert all(word.lower() in text.lower() for word in words), said(result)


COMMON = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]


def clean_environment():
    """No variable of git's from outside, no configuration of this machine."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
    return {**plain, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}


def git(folder, *arguments, env=None, check=True, stdin=None):
    result = subprocess.run(
        ["git", *COMMON, *map(str, arguments)], cwd=folder, capture_output=True, input=stdin, stdin=None if stdin is not None else subprocess.DEVNULL,
        env={**clean_environment(), **(env or {})}, timeout=30,
    )  # fmt: skip
    assert not check or result.returncode == 0, (arguments, result.stdout, result.stderr)
    return result.stdout.decode(errors="replace").strip()


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    folder = tmp_path_factory.mktemp("template") / "repo"
    write(folder / "catalog" / "a.yaml", consumer("stock", "Lost"))
    write(folder / "catalog" / "same.yaml", "eventlint: 1\nservices: {shop: {publishes: [OrderPlaced]}, bill: {consumes: [OrderPlaced]}}\n")
    write(folder / "other.txt", "nothing\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    return folder


def copied(template, tmp_path):
    """The repository, with the changes that add two findings. A copy's inodes are new, so git has to look at every file again."""
    repo = tmp_path / "repo"
    shutil.copytree(template, repo, symlinks=True)
    write(repo / "catalog" / "a.yaml", consumer("stock", "Lost", "Fresh"))
    write(repo / "catalog" / "new.yaml", consumer("late", "Untold"))
    return repo


@pytest.fixture
def repo(template, tmp_path):
    return copied(template, tmp_path)


has_strace = shutil.which("strace") is not None and subprocess.run(["strace", "-f", "true"], capture_output=True).returncode == 0


needs_strace = pytest.mark.skipif(not has_strace, reason="strace is not here or may not trace")


def traced(cwd, *arguments, trace, calls="openat,open,openat2"):
    """The run, and the calls that it made, with the files that descriptors stand for."""
    result = subprocess.run(
        ["strace", "-f", "-y", "-s", "4096", "-e", f"trace={calls}", "-o", str(trace), PROGRAM, *map(str, arguments)], cwd=cwd, capture_output=True, timeout=60,
        env={**os.environ, "EVENTLINT_TODAY": "2026-01-15"},
    )  # fmt: skip
    return result, trace.read_text(errors="replace").splitlines()


CATALOG = consumer("stock", "Missing")


FORMATS = ["text", "compact", "json", "jsonl", "sarif", "github", "gitlab", "junit", "checkstyle", "azure", "teamcity", "rdjson", "rdjsonl", "markdown"]


@pytest.fixture
def two(tmp_path):
    """A folder with a catalog that has a finding, and one that has none."""
    write(tmp_path / "bad.yaml", CATALOG)
    write(tmp_path / "good.yaml", "eventlint: 1\nservices: {shop: {team: x, publishes: [OrderPlaced]}, bill: {team: x, consumes: [OrderPlaced]}}\n")
    write(tmp_path / "many.yaml", f"eventlint: 1\nservices: {{stock: {{consumes: [{', '.join(f'Missing{n}' for n in range(600))}]}}}}\n")
    return tmp_path


FIXABLE = "eventlint: 1\nservices:\n  a: {publishes: [OrderPlaced]}\n  b: {consumes: [OrderPlacd]}\n"
