"""--new-since in real repositories."""

import subprocess

import pytest

from conftest import run

A = "eventlint: 1\nservices: {shop: {publishes: [OrderPlaced]}}\nevents: {OrderPlaced: {payload: {orderId: string%s}}}\n"
B = "eventlint: 1\nservices: {stock: {consumes: {OrderPlaced: {needs: [total]}, Nowhere: {}}}}\n"


def git(folder, *arguments):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", *arguments],
        cwd=folder, check=True, capture_output=True,
    )  # fmt: skip


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "repository"
    (folder / "deep" / ".hidden").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    (folder / "a.yaml").write_text(A % ", total: string")
    (folder / "deep" / "b.yaml").write_text(B)
    (folder / "gone.yaml").write_text("eventlint: 1\nservices: {old: {consumes: [Lost]}}\n")
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "one")
    (folder / "a.yaml").write_text(A % "")
    (folder / "gone.yaml").unlink()
    (tmp_path / "link").symlink_to(folder)
    return folder


def new(folder, *arguments):
    result = run("lint", "--isolated", "--format", "compact", "--new-since", "HEAD", *arguments, cwd=folder)
    return result.stdout.decode().splitlines()


@pytest.mark.parametrize("path", [".", "./", "..", "*.yaml a", "**/*.yaml", "absolute", "link", "absolute pattern"])
def test_paths_may_be_spelled_in_any_way(repository, path):
    where, paths = repository, [path]
    if path == "..":
        where = repository / "deep"
    elif path == "*.yaml a":
        paths = ["*.yaml", "deep"]
    elif path == "absolute":
        paths = [repository]
    elif path == "link":
        paths = [repository.parent / "link"]
    elif path == "absolute pattern":
        paths = [f"{repository}/**/*.yaml"]
    found = new(where, *paths)
    assert len(found) == 1 and "stock needs total" in found[0], found


def test_from_another_folder(repository, tmp_path):
    found = new(tmp_path, "repository")
    assert len(found) == 1 and found[0].startswith("repository/deep/b.yaml:"), found


def test_in_a_worktree_and_a_linked_folder(repository, tmp_path):
    git(repository, "commit", "-qam", "two")
    git(repository, "worktree", "add", "-q", str(tmp_path / "other"), "HEAD")
    assert new(tmp_path / "other") == []
    (tmp_path / "other" / "a.yaml").write_text(A % ", total: string")
    (tmp_path / "other" / "late.yaml").write_text("eventlint: 1\nservices: {late: {consumes: [Missing]}}\n")
    found = new(tmp_path / "other")
    assert len(found) == 1 and "Missing" in found[0], found


def test_what_cannot_be_compared_ends_with_the_remedy(repository, tmp_path):
    for folder, revision, words in [
        (repository, "nowhere", "unknown revision 'nowhere'"),
        (tmp_path, "HEAD", "not in a git repository"),
    ]:
        (folder / "c.yaml").write_text("eventlint: 1\n")
        result = run("lint", "--isolated", "--new-since", revision, cwd=folder, check=2)
        assert words in result.stderr.decode() and result.stderr.count(b"\n") == 1
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "two")
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), "shallow")
    result = run("lint", "--isolated", "--new-since", "HEAD~1", cwd=tmp_path / "shallow", check=2)
    assert "git fetch --unshallow" in result.stderr.decode()


def test_nothing_of_the_repository_is_written(repository):
    def state():
        return {p: p.stat().st_mtime_ns for p in repository.rglob("*") if p.is_file()}

    before = state()
    new(repository)
    assert state() == before


def test_a_bare_environment_of_a_hook(repository):
    """Git tells hooks of another index; it is not the one to look at."""
    result = run("lint", "--isolated", "--format", "compact", "--new-since", "HEAD", cwd=repository, env={"GIT_INDEX_FILE": "/nowhere", "GIT_DIR": "/nowhere"})
    assert result.stdout.count(b"\n") == 1, result.stderr
