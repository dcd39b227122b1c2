"""Files that other programs read, held against the schemas that check-jsonschema carries; the archive that `make dist` makes."""

import re
import shutil
import subprocess
import sys
import tarfile

import pytest

from conftest import PROGRAM, ROOT, run


@pytest.mark.parametrize(
    "schema, file",
    [
        ("vendor.github-actions", "integrations/github/action.yml"),
        ("vendor.gitlab-ci", "integrations/gitlab/eventlint.yml"),
    ],
)
def test_vendors_schemas(schema, file):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(ROOT / file)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def dist(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([ROOT / "scripts/dist", PROGRAM, folder], check=True, capture_output=True)
    [archive] = folder.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def test_the_archive_has_what_a_package_needs(dist):
    names = {str(path.relative_to(dist)) for path in dist.rglob("*") if path.is_file()}
    verbs = {"lint", "baseline", "init", "config", "graph", "show", "convert", "rules", "explain", "schema", "lsp"}
    assert {"eventlint", "README.md", "LICENSE", "NOTICE", "man/eventlint.1", "completions/eventlint.bash"} <= names
    assert {f"man/eventlint-{verb}.1" for verb in verbs} <= names
    ldd = subprocess.run(["ldd", dist / "eventlint"], capture_output=True, text=True)
    assert re.search("not a dynamic executable|statically linked", ldd.stdout + ldd.stderr)


@pytest.mark.parametrize("shell, file, argument", [("bash", "eventlint.bash", "-n"), ("zsh", "_eventlint", "-n"), ("fish", "eventlint.fish", "--no-execute")])
def test_shells_take_the_completions(dist, shell, file, argument):
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    result = subprocess.run([shell, argument, dist / "completions" / file], capture_output=True, text=True)
    assert (result.returncode, result.stderr) == (0, "")


def test_bash_completes_options_and_files(dist, tmp_path):
    (tmp_path / "catalog").mkdir()
    script = f"""
source {dist}/completions/eventlint.bash
COMP_WORDS=(eventlint lint --for); COMP_CWORD=2; COMP_LINE="eventlint lint --for"; COMP_POINT=20
_eventlint eventlint --for lint; echo "${{COMPREPLY[@]}}"
"""
    result = subprocess.run(["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True)
    assert "--format" in result.stdout, result.stdout + result.stderr


def test_man_pages_name_every_option(dist):
    for page in (dist / "man").glob("eventlint-*.1"):
        verb = page.stem.removeprefix("eventlint-")
        options = set(re.findall(r"^  (?:-\w, )?(--[a-z-]+)", run(verb, "--help").stdout.decode(), re.M))
        text = page.read_text().replace(r"\-", "-")
        missing = {o for o in options if o not in text}
        assert not missing, (page.name, missing)
