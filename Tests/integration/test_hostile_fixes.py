"""Files that are not ours are left alone, and bytes outside of what is fixed stay."""

import json

import pytest

from conftest import run
from hostile import FIXABLE, said, two, write


COMPOSE = b"# a comment\r\nservices:\r\n  web:\r\n    image: nginx\r\n    depends_on: [db]\r\n    environment: {consumes: x, publish: y}\r\n  db: {image: postgres}\r\n"


NO_CATALOGS = {
    "docker-compose.yml": COMPOSE,
    "values.yaml": b"replicaCount: 1\nimage: {repository: nginx, tag: latest}\n",
    "openapi.yaml": b"openapi: 3.1.0\ninfo: {title: x, version: 1.0.0}\npaths: {}\n",
    "package.json": b'{"name": "x", "version": "1.0.0", "scripts": {"events": "x"}}\n',
    "list.yaml": b"- a\n- b\n",
    "text.yaml": b"just text\n",
    "playbook.yml": b"- hosts: all\n  tasks: []\n",
}


@pytest.mark.parametrize("name", NO_CATALOGS)
def test_a_file_that_is_no_catalog_is_not_mended(name, tmp_path):
    file = write(tmp_path / name, NO_CATALOGS[name])
    for options in (["--fix"], ["--unsafe-fixes"], ["--fix", "--unsafe-fixes"]):
        result = run("lint", "--isolated", "--format", "json", *options, name, cwd=tmp_path)
        assert file.read_bytes() == NO_CATALOGS[name]
        assert result.returncode == 1 and len(json.loads(result.stdout)["findings"]) == 1, said(result)
    result = run("lint", "--isolated", "--show-fixes", "--unsafe-fixes", name, cwd=tmp_path)
    assert result.stdout == b"" and result.returncode == 0, said(result)
    # In a folder it is passed over, and a catalog beside it is mended.
    write(tmp_path / "c.yaml", FIXABLE)
    result = run("lint", "--isolated", "--unsafe-fixes", ".", cwd=tmp_path)
    assert file.read_bytes() == NO_CATALOGS[name] and "[OrderPlaced]}\n" in (tmp_path / "c.yaml").read_text().split("consumes: ")[1], said(result)


@pytest.mark.parametrize("kind", ["plain", "CRLF", "BOM", "no end", "Latin-1", "all", "mixed", "CR"])
def test_writing_blocks_anew_leaves_all_else(kind, two):
    text = "Gr\u00f6\u00dfe\n\n<!-- eventlint:trace OrderPlaced -->\nold\n<!-- eventlint:end -->\n  more\t \n\x0c\nend\n".encode("latin-1" if kind in ("Latin-1", "all") else "utf-8")
    if kind in ("CRLF", "all"):
        text = text.replace(b"\n", b"\r\n")
    if kind == "mixed":
        text = text.replace(b"  more\t \n", b"  more\t \r\n")
    if kind == "CR":
        text = text.replace(b"end\n", b"a\rb\rend\n")
    if kind in ("BOM", "all"):
        text = b"\xef\xbb\xbf" + text
    if kind in ("no end", "all"):
        text = text.rstrip(b"\r\n")
    file = write(two / "doc.md", text)
    before, rest = text.split(b"old", 1)
    assert run("trace", "--isolated", "good.yaml", "--check", "doc.md", cwd=two).returncode == 1 and file.read_bytes() == text
    result = run("trace", "--isolated", "good.yaml", "--check", "doc.md", "--write", cwd=two)
    new = file.read_bytes()
    after = rest[rest.index(b"<!-- eventlint:end") :]
    assert result.returncode == 0 and new.startswith(before) and new.endswith(after), new
    block = new[len(before) : len(new) - len(after)]
    assert b"OrderPlaced" in block and b"old" not in block
    # Line ends are those of the document.
    assert (b"\r\n" in block and b"\n" not in block.replace(b"\r\n", b"")) == (kind in ("CRLF", "all")), block
    assert run("trace", "--isolated", "good.yaml", "--check", "doc.md", cwd=two).returncode == 0
    run("trace", "--isolated", "good.yaml", "--check", "doc.md", "--write", cwd=two, check=0)
    assert file.read_bytes() == new


@pytest.mark.parametrize("kind", ["plain", "CRLF", "BOM", "no end", "Latin-1 in a comment", "UTF-16"])
def test_a_fix_leaves_all_else(kind, tmp_path):
    text = (FIXABLE + "  c: {} # Gr\u00f6\u00dfe \t\n").encode("latin-1" if kind.startswith("Latin") else "utf-16" if kind == "UTF-16" else "utf-8")
    if kind == "CRLF":
        text = text.replace(b"\n", b"\r\n")
    if kind == "BOM":
        text = b"\xef\xbb\xbf" + text
    if kind == "no end":
        text = text.rstrip(b"\n")
    file = write(tmp_path / "c.yaml", text)
    result = run("lint", "--isolated", "--unsafe-fixes", "c.yaml", cwd=tmp_path)
    encoded = "utf-16" if kind == "UTF-16" else None
    mended = text.replace(b"OrderPlacd", b"OrderPlaced") if not encoded else text
    if kind in ("Latin-1 in a comment", "UTF-16"):
        # Mended or left alone, but not half.
        assert file.read_bytes() in (mended, text), said(result)
    else:
        assert file.read_bytes() == mended, said(result)
