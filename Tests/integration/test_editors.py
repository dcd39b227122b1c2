"""The configurations of docs/editors.md, and Neovim with them, where it is installed."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml

from conftest import PROGRAM, ROOT

PAGE = (ROOT / "docs/editors.md").read_text()
CATALOG = """\
eventlint: 1
services:
  shop: {publishes: [OrderPlaced], process: order.bpmn}
  billing: {consumes: [OrderPlacd]}
events:
  OrderPlaced: {payload: {orderId: string}}
"""


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def neovims():
    """The program of the requirements, and the one of the system, which may be older; each with its version."""
    found = {}
    paths = [os.environ.get("EVENTLINT_NVIM"), shutil.which("nvim", path=f"{sys.prefix}/bin"), shutil.which("nvim")]
    for path in filter(None, paths):
        version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
        number = re.search(r"v(\d+)\.(\d+)", version)
        if number and (key := (int(number[1]), int(number[2]))) >= (0, 7):
            found[key] = path
    return found


def cases():
    found = neovims()
    if not found:
        return [pytest.param(None, "", marks=pytest.mark.skip(reason="Neovim 0.7 or newer is not here"))]
    return [
        pytest.param(path, style, id=f"{version[0]}.{version[1]}, for {style}")
        for version, path in found.items()
        for style in ("neovim 0.7", "neovim 0.11")
        # The older way was removed in 0.12 at the earliest.
        if style == "neovim 0.7" or version >= (0, 11)
    ]


@pytest.mark.parametrize("program, style", cases())
def test_neovim(program, style, tmp_path):
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "c.yaml").write_text(CATALOG)
    (folder / ".eventlint.yml").write_text("extends: recommended\n")
    (folder / "order.bpmn").write_text("<definitions>\n")
    setup = next(block for block in blocks("lua") if block.startswith(f"-- {style}\n"))
    (tmp_path / "setup.lua").write_text(setup)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/eventlint").symlink_to(PROGRAM)
    environment = {
        **os.environ,
        "PATH": f"{tmp_path}/bin:{os.environ['PATH']}",
        "FOLDER": str(folder),
        "SETUP": str(tmp_path / "setup.lua"),
        "HOME": str(tmp_path),
        **{f"XDG_{name}_HOME": str(tmp_path / name) for name in ("CONFIG", "DATA", "STATE", "CACHE")},
    }
    script = str(ROOT / "Tests/integration/neovim.lua")
    call = [program, "--headless", "--clean", "-n", "-c", f"luafile {script}"]
    result = subprocess.run(call, env=environment, capture_output=True, text=True, timeout=90, cwd=folder)
    assert result.returncode == 0 and "rename" in result.stdout, result.stdout + result.stderr
    text = (folder / "c.yaml").read_text()
    assert text == CATALOG.replace("OrderPlacd", "OrderSubmitted").replace("OrderPlaced", "OrderSubmitted")


def test_the_code_lens_of_neovim_is_lua():
    program = next(iter(neovims().values()), None)
    if program is None:
        pytest.skip("Neovim 0.7 or newer is not here")
    block = next(block for block in blocks("lua") if block.startswith("-- neovim code lenses"))
    call = [program, "--headless", "--clean", "-c", "lua assert(loadstring([==[" + block + "]==]))", "-c", "qall!"]
    result = subprocess.run(call, capture_output=True, text=True, timeout=30)
    assert result.returncode == 0 and not result.stderr.strip(), result.stderr


def test_the_other_configurations_are_well_formed():
    helix, extension, cargo = [tomllib.loads(block) for block in blocks("toml")]
    assert helix["language-server"]["eventlint"] == {"command": "eventlint", "args": ["lsp"]}
    assert all("eventlint" in language["language-servers"] for language in helix["language"])
    assert "eventlint" in extension["language_servers"] and cargo["lib"]["crate-type"] == ["cdylib"]
    assert [json.loads(block) for block in blocks("json")]
    assert all(yaml.safe_load(block) == {"eventlint": 1} for block in blocks("yaml"))
    (lisp,) = blocks("elisp")
    bare = re.sub(r'"(\\.|[^"\\])*"', "", lisp)
    assert bare.count("(") == bare.count(")")
    version = subprocess.run([PROGRAM, "--version"], capture_output=True, text=True).stdout.strip()
    assert f"eventlint-{version}.vsix" in PAGE
