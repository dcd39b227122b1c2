"""Patterns mean what git says they mean, from whatever folder."""

import json
import pathlib
import random
import re
import select
import subprocess

import pytest

from conftest import run
from hostile import CALL, COMMON, clean_environment, consumer, git, is_refused, missing, needs_git, repo, said, write


def random_pattern(random):
    letters = "abc"
    pieces = ["a", "b", "c", "ab", "bc", "*", "?", "**", "[!a]", "[^a]", "[a-c]", "[ab]", "[]a]", "[!]a]", "[a-]", "\\a", "\\*", "\\?", "[[:alpha:]]", "a b", ".", "[", "é"]
    parts = []
    for _ in range(random.choice([1, 1, 1, 2, 2, 3])):
        if random.random() < 0.2:
            parts.append("**")
        else:
            parts.append("".join(random.choice(pieces) for _ in range(random.choice([1, 1, 2, 2, 3]))))
    if random.random() < 0.5:
        parts[-1] += ".yaml" if random.random() < 0.7 else "*"
    pattern = "/".join(parts)
    if random.random() < 0.25:
        pattern = "/" + pattern
    if random.random() < 0.2:
        pattern += "/"
    if random.random() < 0.1:
        pattern += random.choice([" ", "  ", "\\ ", "\t", "\\ \\ ", "\\"])
    if random.random() < 0.25:
        pattern = "!" + pattern
    if random.random() < 0.04:
        pattern = random.choice(["#" + pattern, "\\#" + pattern, "\\!" + pattern, "", " ", "/", "!", "//", "**/**", "a//b"])
    return pattern


@needs_git
@pytest.mark.parametrize("seed", range(6))
def test_gitignore_means_what_git_says_it_means(seed, tmp_path):
    """Hundreds of patterns over small folders: what is read is what `git check-ignore` does not name."""
    chance = random.Random(seed)
    repo = tmp_path / "repo"
    git(tmp_path, "init", "-q", str(repo))
    words = ["a", "b", "c", "ab", "bc", "a b", "abc", "*", "a]", "é", "a-", "ca", "#a", "!b", "a\\"]
    paths = {}
    for number in range(50):
        folder = repo / f"g{number}"
        names = set()
        for _ in range(6):
            parts = [chance.choice(words) for _ in range(chance.choice([0, 0, 1, 1, 2]))]
            names.add("/".join([*parts, chance.choice(words) + chance.choice([".yaml", ".yaml", ".yml", " .yaml"])]))
        for name in names:
            file = folder / name
            if any(parent.is_file() for parent in file.parents):
                continue
            paths[len(paths)] = f"g{number}/{name}"
            write(file, consumer(f"s{len(paths) - 1}", f"Missing{len(paths) - 1}"))
        lines = [random_pattern(chance) for _ in range(chance.choice([1, 1, 2, 3]))]
        text = chance.choice(["\n", "\n", "\r\n"]).join(lines) + chance.choice(["\n", ""])
        write(folder / ".gitignore", ("\ufeff" if chance.random() < 0.05 else "") + text)
    named = subprocess.run(["git", *COMMON, "check-ignore", "--no-index", "-z", "--stdin"], cwd=repo, input="\0".join(paths.values()).encode() + b"\0", capture_output=True, env=clean_environment())
    assert named.returncode in (0, 1), named.stderr
    ignored = set(named.stdout.decode().split("\0")) - {""}
    assert 20 < len(ignored) < len(paths) - 20
    result = run("lint", "--isolated", "--select", "unknown-reference", "--format", "compact", "-q", ".", cwd=repo)
    read = {paths[int(number)] for number in re.findall(r"consumes Missing(\d+)", result.stdout.decode())}
    wrong = {}
    for path in sorted(read ^ (set(paths.values()) - ignored)):
        group = path.split("/")[0]
        wrong.setdefault((repo / group / ".gitignore").read_bytes(), []).append(("read, git ignores it: " if path in read else "not read, git does not ignore it: ") + path)
    assert not wrong, "\n".join(f"{text!r}: {files}" for text, files in list(wrong.items())[:12]) + f"\n{len(wrong)} of 50"
    # The same folder by folder, and from within.
    for group in ("g1", "g7"):
        expected = {path for path in paths.values() if path.startswith(group + "/") and path not in ignored}
        for where, path in ((repo, group), (repo / group, "."), (tmp_path, f"repo/{group}")):
            result = run("lint", "--isolated", "--select", "unknown-reference", "--format", "compact", "-q", "--allow-empty", path, cwd=where)
            assert {paths[int(number)] for number in re.findall(r"consumes Missing(\d+)", result.stdout.decode())} == expected


@needs_git
def test_gitignore_in_folders_above_and_below(tmp_path):
    repo = tmp_path / "repo"
    git(tmp_path, "init", "-q", str(repo))
    for number, name in enumerate(["a/x.yaml", "a/keep.yaml", "a/deep/y.yaml", "b/x.yaml", "b/out/z.yaml", "b/out/keep.yaml"]):
        write(repo / name, consumer(f"s{number}", f"Missing{number}"))
    write(repo / ".gitignore", "/a/*\n!/a/keep.yaml\n!/a/deep/\nout/\n!keep.yaml\n")
    write(repo / "a" / ".gitignore", "!x.yaml\n")
    write(repo / "b" / ".gitignore", "x.yaml\n")
    for where, path in ((repo, "."), (tmp_path, "repo"), (repo / "a", ".."), (repo / "b", "../../repo")):
        result = run("lint", *CALL, path, cwd=where)
        assert missing(result) == ["Missing0", "Missing1", "Missing2"], (path, said(result))
    # An ignored folder cannot be looked into, whatever is said of what lies in it; who names it means it.
    assert missing(run("lint", *CALL, "b/out/z.yaml", cwd=repo)) == ["Missing4"]


ORDERS = """\
asyncapi: 2.6.0
info: {title: %s, version: 1.0.0}
channels:
  %s: {subscribe: {message: {name: %sPlaced, payload: {type: object, properties: {n: {type: integer, default: x}}}}}}
"""


@pytest.fixture
def configured(tmp_path):
    """Two of four files are spoken of by the configuration, one is excluded: c and what `sources` renames are left."""
    repo = tmp_path / "repo"
    (repo / ".git").mkdir(parents=True)
    for path in ["apis/a.yaml", "apis/c.yaml", "apis/skip.yaml", "apis/sub/b.yaml", "apis/old/d.yaml"]:
        name = pathlib.PurePath(path).stem
        write(repo / path, ORDERS % (name, name, name.upper()))
    write(repo / ".eventlint.yml", """\
include: [apis]
exclude: ["./apis/skip.yaml", "apis/old/"]
rules: {weak-input: off, unjoined-document: off, event-without-consumer: off}
sources:
  - {path: "./apis/c.yaml", service: renamed}
overrides:
  - {files: ["apis/sub/*"], rules: {schema-default: off}}
ignore:
  - {rule: schema-default, path: "./apis/a.yaml", reason: x}
""")  # fmt: skip
    return repo


SPELLINGS = {
    "root": (".", []), "sub": ("apis/sub", []), "files from sub": ("apis/sub", ["b.yaml", "../a.yaml", "../c.yaml"]), "up and down": ("apis/sub", ["../../apis"]),
    "absolute": (".", ["$/apis/a.yaml", "$/apis/sub/b.yaml", "$/apis/c.yaml"]), "absolute folder": ("/", ["$/apis"]), "absolute oddly": ("apis", ["$/apis/sub/../../apis"]), "absolute pattern": (".", ["$/apis/**/*.yaml"]),
    "dot": ("apis", ["."]), "dots": ("apis", ["./", "./sub"]), "with ./": (".", ["./apis"]), "doubled": (".", [".//apis//"]), "pattern": (".", ["apis/**/*.yaml"]), "pattern from sub": ("apis/sub", ["../*.yaml", "*.yaml"]),
    "from above": ("..", ["repo"]), "from above, a file": ("..", ["repo/apis/a.yaml", "repo/apis/c.yaml", "repo/apis/sub"]), "link": ("..", ["link/apis"]), "config": ("..", ["--config", "repo/.eventlint.yml", "repo/apis"]),
    "config, absolute": ("..", ["--config", "$/.eventlint.yml"]), "config, oddly": ("repo2", ["--config", "../repo/apis/../.eventlint.yml"]), "root option": ("apis", ["a.yaml", "sub/b.yaml", "c.yaml", "--root", ".."]),
}  # fmt: skip


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_patterns_of_a_configuration_hold_from_everywhere(spelling, configured):
    where, words = SPELLINGS[spelling]
    (configured.parent / "link").symlink_to(configured)
    (configured.parent / "repo2").mkdir()
    folder = configured.parent / "repo2" if where == "repo2" else pathlib.Path("/") if where == "/" else configured / where
    result = run("lint", "--format", "json", *[word.replace("$", str(configured)) for word in words], cwd=folder)
    found = [(finding["rule"], pathlib.PurePath(finding["path"]).name) for finding in json.loads(result.stdout or b'{"findings": []}')["findings"]]
    assert found == [("schema-default", "c.yaml")], said(result)
    shown = run("graph", "--format", "json", *[word.replace("$", str(configured)) for word in words if word not in ("--root", "..")], cwd=folder)
    if "--root" not in words:
        assert b"renamed" in shown.stdout and b"skip" not in shown.stdout.lower(), said(shown)


def test_a_part_of_the_files_makes_no_suppression_idle(configured):
    for path in ["apis/c.yaml", "apis/sub", "apis/sub/b.yaml", "apis/a.yaml"]:
        result = run("lint", "--format", "compact", path, cwd=configured)
        assert b"unused-suppression" not in result.stdout, (path, said(result))
    result = run("lint", "--format", "compact", "--stdin-filename", "apis/c.yaml", "apis/c.yaml", cwd=configured, stdin=(configured / "apis" / "c.yaml").read_bytes())
    assert b"unused-suppression" not in result.stdout and b"schema-default" in result.stdout, said(result)
    # Over everything an entry that does nothing is told.
    write(configured / "apis" / "a.yaml", (ORDERS % ("a", "a", "A")).replace(", default: x", ""))
    result = run("lint", "--format", "compact", cwd=configured)
    assert result.stdout.count(b"unused-suppression") == 1, said(result)
    # Where its file was read and it did nothing, too.
    result = run("lint", "--format", "compact", "apis/a.yaml", cwd=configured)
    assert result.stdout.count(b"unused-suppression") == 1, said(result)


@pytest.mark.parametrize(
    "text",
    ['exclude: ["[a"]', 'include: ["apis/[a"]', 'sources: [{path: "[a", service: x}]', 'overrides: [{files: ["[a"], rules: {schema-default: off}}]', 'overrides: [{services: ["[a"], rules: {schema-default: off}}]', 'ignore: [{rule: schema-default, path: "[a", reason: x}]', 'exclude: ["[]"]'],
)  # fmt: skip
def test_a_pattern_that_is_none_is_an_error(text, configured):
    for ok in (False, True):
        write(configured / ".eventlint.yml", (text.replace('"apis/[a"', '"apis/[a]*"').replace('"[a"', '"[x]*"').replace('"[]"', '"[]]"') if ok else text) + "\n")
        result = run("lint", "--format", "compact", *([] if "include" in text else ["apis"]), cwd=configured)
        if ok:
            assert result.returncode in (0, 1), said(result)
        else:
            is_refused(result, ".eventlint.yml:1:")
