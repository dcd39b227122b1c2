"""The extension of VS Code: packed, unpacked, and run against the real server with a stand-in for the editor."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
import xml.etree.ElementTree as ElementTree

import pytest

from conftest import PROGRAM, ROOT

CATALOG = """\
eventlint: 1
services:
  shop: {publishes: [OrderPlaced]}
  billing: {consumes: [OrderPlacd]}
events:
  OrderPlaced: {payload: {orderId: string}}
"""
MANIFEST = "{http://schemas.microsoft.com/developer/vsx-schema/2011}"


def packed(folder):
    call = [sys.executable, str(ROOT / "scripts/make-vsix"), PROGRAM, str(folder)]
    result = subprocess.run(call, capture_output=True, text=True, timeout=60)
    assert result.returncode == 0, result.stderr
    return folder / result.stdout.strip().rsplit("/", 1)[-1]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return packed(tmp_path_factory.mktemp("vsix"))


def test_the_archive_is_complete_and_the_same_each_time(archive, tmp_path):
    assert packed(tmp_path).read_bytes() == archive.read_bytes()
    with zipfile.ZipFile(archive) as files:
        names = files.namelist()
        # Readers of packages look for the types first.
        assert names[:2] == ["[Content_Types].xml", "extension.vsixmanifest"]
        types = ElementTree.fromstring(files.read("[Content_Types].xml"))
        endings = {each.get("Extension") for each in types}
        assert all("." + name.rsplit(".", 1)[1] in endings for name in names[1:])
        manifest = ElementTree.fromstring(files.read("extension.vsixmanifest"))
        package = json.loads(files.read("extension/package.json"))
        identity = manifest.find(f".//{MANIFEST}Identity")
        assert (identity.get("Id"), identity.get("Version")) == (package["name"], package["version"])
        assert identity.get("Publisher") == package["publisher"]
        assert all(each.get("Path") in names for each in manifest.findall(f".//{MANIFEST}Asset"))
        assert package["version"] in archive.name and package["version"] != "0.0.0"
        # Everything that the sources ask for is in the archive.
        sources = {str(path.relative_to(ROOT / "integrations/vscode")) for path in (ROOT / "integrations/vscode").rglob("*.js")}
        assert {name.removeprefix("extension/") for name in names if name.endswith(".js")} == sources
        assert "extension/" + package["main"].removeprefix("./") in names
        for name in names:
            if name.endswith(".js"):
                for needed in re.findall(r'require\("([^"]+)"\)', files.read(name).decode()):
                    assert needed == "vscode" or needed.startswith(("node:", "./")), (name, needed)


def test_a_workspace_cannot_choose_the_program():
    package = json.loads((ROOT / "integrations/vscode/package.json").read_text())
    settings = package["contributes"]["configuration"]["properties"]
    trust = package["capabilities"]["untrustedWorkspaces"]
    assert settings["eventlint.path"]["scope"] == "machine"
    assert trust["supported"] == "limited"
    changeable = {name for name, each in settings.items() if each["scope"] != "machine"}
    assert changeable == set(trust["restrictedConfigurations"])
    readme = (ROOT / "integrations/vscode/README.md").read_text()
    assert all(f"`{name}`" in readme for name in settings)


def runtimes():
    found = []
    if shutil.which("node"):
        found.append(pytest.param([shutil.which("node")], id="node"))
    # The one that the requirements install.
    deno = shutil.which("deno", path=f"{sys.prefix}/bin") or shutil.which("deno")
    if deno:
        found.append(pytest.param([deno, "run", "--allow-all", "--no-config", "--no-remote", "--no-npm"], id="deno"))
    return found or [pytest.param(None, marks=pytest.mark.skip(reason="neither node nor deno is here"))]


@pytest.mark.parametrize("runtime", runtimes())
def test_the_extension_talks_to_the_server(runtime, archive, tmp_path):
    with zipfile.ZipFile(archive) as files:
        files.extractall(tmp_path / "unpacked")
    folder = tmp_path / "catalog"
    folder.mkdir()
    (folder / "c.yaml").write_text(CATALOG)
    script = ROOT / "Tests/integration/vscode/run.cjs"
    call = [*runtime, str(script), str(tmp_path / "unpacked/extension"), PROGRAM, str(folder)]
    result = subprocess.run(call, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) == 7, result.stdout
