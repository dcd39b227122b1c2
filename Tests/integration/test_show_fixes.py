"""What --show-fixes prints is a patch: `git apply` and `patch` make of it what --fix would have written."""

import shutil
import subprocess

import pytest

from conftest import run

CATALOG = "# a comment\neventlint: 1\nservices:\n  shop: {publishes: [OrderPlaced]}\n  a: {}\n  b: {}\n  c: {}\n  d: {}\n  e: {}\n  f: {}\n  stock: {consumes: [OrderPlacd]}"
NAMES = ["c.yaml", "größe 注文.yaml", 'quo"te.yaml', "back\\slash.yaml", "tab\there.yaml", "deep/er/c.yaml"]


@pytest.mark.parametrize("tool", ["git", "git in a subfolder", "patch"])
@pytest.mark.parametrize("name, kind", [(name, "plain") for name in NAMES] + [("c.yaml", kind) for kind in ["no end", "CRLF", "BOM", "tabs"]])
def test_a_patch_of_the_fixes_applies(tool, name, kind, tmp_path):
    if tool == "patch" and (shutil.which("patch") is None or kind == "CRLF"):
        pytest.skip("there is no patch, or it removes returns")
    text = CATALOG + ("" if kind == "no end" else "\n")
    if kind == "CRLF":
        text = text.replace("\n", "\r\n")
    if kind == "BOM":
        text = "\ufeff" + text
    if kind == "tabs":
        text = text.replace("# a comment", "# a\tcomment")
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    where = tmp_path / "sub" if tool == "git in a subfolder" else tmp_path
    file = where / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode())
    shown = run("lint", "--isolated", "--show-fixes", "--unsafe-fixes", cwd=where, check=1)
    assert file.read_bytes() == text.encode() and b"@@ -" in shown.stdout
    command = ["patch", "-p1"] if tool == "patch" else ["git", "apply"]
    applied = subprocess.run(command, cwd=where, input=shown.stdout, capture_output=True)
    assert applied.returncode == 0, applied.stderr.decode() + shown.stdout.decode()
    patched = file.read_bytes()
    file.write_bytes(text.encode())
    run("lint", "--isolated", "--unsafe-fixes", cwd=where)
    assert patched == file.read_bytes() != text.encode()
