"""No program of a checkout is started, and what is new is told whatever a repository says of itself."""

import os
import pty
import re
import shlex
import shutil
import subprocess
import unicodedata

import pytest

from conftest import run
from hostile import CALL, clean_environment, consumer, git, is_refused, missing, needs_dot, needs_git, repo, said, script, template, write


# One finding that was there (Lost), one that an edit adds (Fresh), one in a file that git does not know yet (Untold).
NEW = ["Fresh", "Untold"]


def new_since(folder, *arguments, revision="HEAD", env=None):
    return run("lint", *CALL, "--new-since", revision, *arguments, cwd=folder, env=env)


def check_normal(repo, env=None, marker=None, cwd=None, includes=True):
    """`--new-since`, `--diff` and `include` say exactly what is new, and the marker did not appear."""
    path = "catalog" if cwd is None else os.path.relpath(repo / "catalog", cwd)
    result = new_since(cwd or repo, path, env=env)
    assert result.returncode == 1 and missing(result) == NEW, said(result)
    assert marker is None or not marker.exists(), "something was run by lint"
    picture = run("graph", "--isolated", "--diff", "HEAD", path, cwd=cwd or repo, env=env)
    assert picture.returncode == 0 and re.findall(r"event (\w+), added", picture.stdout.decode()) == NEW, said(picture)
    assert marker is None or not marker.exists(), "something was run by graph"
    if not includes:
        return
    write(repo / ".eventlint.yml", "include: [catalog]\n")
    try:
        result = run("lint", *CALL[1:], "--new-since", "HEAD", cwd=repo, env=env)
    finally:
        (repo / ".eventlint.yml").unlink()
    assert result.returncode == 1 and missing(result) == NEW, said(result)
    assert marker is None or not marker.exists(), "something was run by lint without a path"


@needs_git
def test_new_since_without_any_trick(repo):
    index = (repo / ".git" / "index").read_bytes()
    check_normal(repo)
    check_normal(repo, cwd=repo / "catalog")
    assert (repo / ".git" / "index").read_bytes() == index, "the index was written"


def trap(repo, marker, name="trap.sh", rest="exit 1"):
    return script(repo / ".git" / name, f"touch {shlex.quote(str(marker))}\n{rest}\n")


def configure(repo, *pairs):
    for key, value in pairs:
        git(repo, "config", "--add", key, value)


def bare_folder(repo, marker):
    catalog = repo / "catalog"
    write(catalog / "HEAD", "ref: refs/heads/main\n")
    write(catalog / "config", f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = .\n\tfsmonitor = "touch {marker}; false"\n')
    write(catalog / "objects" / ".keep", "")
    write(catalog / "refs" / ".keep", "")
    # Committed, as it would come with a clone; the catalog's changes stay uncommitted.
    git(repo, "add", "catalog/HEAD", "catalog/config", "catalog/objects", "catalog/refs")
    git(repo, "commit", "-qm", "two")
    return ["-C", "catalog", "status"]


def whole_bare_folder(repo, marker):
    """With commits and objects of its own, so that every call to git succeeds in it."""
    shutil.copytree(repo / ".git" / "objects", repo / "catalog" / "objects")
    write(repo / "catalog" / "refs" / "heads" / "main", git(repo, "rev-parse", "HEAD") + "\n")
    return bare_folder(repo, marker)


def gitfile_folder(repo, marker):
    """The same one floor deeper, where the walk meets it."""
    below = repo / "catalog" / "below"
    write(below / "HEAD", "ref: refs/heads/main\n")
    write(below / "config", f'[core]\n\trepositoryformatversion = 0\n\tbare = false\n\tworktree = ..\n\tfsmonitor = "touch {marker}; false"\n')
    write(below / "objects" / ".keep", "")
    write(below / "refs" / ".keep", "")
    git(repo, "add", "catalog/below")
    git(repo, "commit", "-qm", "two")
    return ["-C", "catalog/below", "status"]


def fsmonitor(repo, marker):
    configure(repo, ("core.fsmonitor", f"touch {marker}; false"))
    return ["status"]


def fsmonitor_second_version(repo, marker):
    configure(repo, ("core.fsmonitorHookVersion", "2"), ("core.fsmonitor", str(trap(repo, marker))))
    return ["diff"]


def ssh_command(repo, marker):
    configure(repo, ("core.sshCommand", f"touch {marker}; false"), ("remote.origin.url", "ssh://nowhere.invalid/x"))
    return ["fetch", "origin"]


def pager(repo, marker):
    configure(repo, ("core.pager", f"touch {marker}; cat"), ("pager.diff", "true"), ("pager.rev-parse", f"touch {marker}; cat"), ("pager.ls-files", "true"))
    return ["pty", "diff"]


def diff_external(repo, marker):
    configure(repo, ("diff.external", str(trap(repo, marker))))
    return ["diff"]


def textconv(repo, marker):
    write(repo / ".gitattributes", "*.yaml diff=x\n")
    configure(repo, ("diff.x.textconv", f"touch {marker}; cat"), ("diff.x.cachetextconv", "false"))
    return ["diff"]


def diff_driver(repo, marker):
    write(repo / ".gitattributes", "*.yaml diff=x\n")
    configure(repo, ("diff.x.command", str(trap(repo, marker, rest="exit 0"))))
    return ["diff"]


def filter_clean(repo, marker):
    write(repo / ".gitattributes", "*.yaml filter=x\n")
    configure(repo, ("filter.x.clean", f"touch {marker}; cat"))
    return ["diff"]


def filter_required(repo, marker):
    write(repo / ".gitattributes", "*.yaml filter=x\n")
    configure(repo, ("filter.x.clean", f"touch {marker}; false"), ("filter.x.required", "true"))
    return ["diff"]


def filter_process(repo, marker):
    write(repo / ".git" / "info" / "attributes", "* filter=x\n")
    configure(repo, ("filter.x.process", f"touch {marker}; false"))
    return ["diff"]


def filter_smudge(repo, marker):
    write(repo / ".gitattributes", "*.yaml filter=x\n")
    configure(repo, ("filter.x.smudge", f"touch {marker}; cat"))
    return ["checkout-index", "-f", "--prefix=../out/", "catalog/a.yaml"]


def hooks(repo, marker):
    for name in ["post-index-change", "pre-commit", "post-checkout", "reference-transaction", "pre-auto-gc", "fsmonitor-watchman", "query-watchman"]:
        script(repo / ".git" / "elsewhere" / name, f"touch {shlex.quote(str(marker))}\n")
    configure(repo, ("core.hooksPath", str(repo / ".git" / "elsewhere")))
    return ["status"]


def aliases(repo, marker):
    for name in ["rev-parse", "merge-base", "diff", "ls-files", "cat-file", "status", "config", "ls-tree"]:
        configure(repo, (f"alias.{name}", f"!touch {marker}"))
    return None  # git takes no alias for a command of its own


def include_path(repo, marker):
    write(repo / ".git" / "more", f'[core]\n\tfsmonitor = "touch {marker}; false"\n')
    configure(repo, ("include.path", "more"))
    return ["status"]


def include_if(repo, marker):
    write(repo / ".git" / "more", f'[core]\n\tfsmonitor = "touch {marker}; false"\n')
    configure(repo, ("includeIf.onbranch:main.path", "more"))
    return ["status"]


def attributes_file(repo, marker):
    write(repo / ".git" / "attributes", "* filter=x\n")
    configure(repo, ("core.attributesFile", str(repo / ".git" / "attributes")), ("filter.x.clean", f"touch {marker}; cat"))
    return ["diff"]


def ask_pass(repo, marker):
    configure(repo, ("core.askPass", str(trap(repo, marker))), ("credential.helper", f"!touch {marker}; false"), ("remote.origin.url", "https://nowhere.invalid/x"))
    return ["credential", "fill"]


def signature(repo, marker):
    configure(repo, ("gpg.program", str(trap(repo, marker))), ("log.showSignature", "true"))
    body = git(repo, "cat-file", "commit", "HEAD")
    head, _, words = body.partition("\n\n")
    signed = f"{head}\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n none\n -----END PGP SIGNATURE-----\n\n{words}\n"
    commit = git(repo, "hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode())
    git(repo, "update-ref", "HEAD", commit)
    return ["log", "-1"]


def alternate_refs(repo, marker):
    other = repo.parent / "alternate"
    shutil.copytree(repo / ".git" / "objects", other / "objects", dirs_exist_ok=True)
    (other / "refs").mkdir()
    write(other / "HEAD", "ref: refs/heads/main\n")
    write(repo / ".git" / "objects" / "info" / "alternates", f"{other}/objects\n")
    configure(repo, ("core.alternateRefsCommand", f"touch {marker}; false"))
    return ["receive-pack", "--http-backend-info-refs", ".git"]


def worktree_config(repo, marker):
    configure(repo, ("core.repositoryFormatVersion", "1"), ("extensions.worktreeConfig", "true"))
    write(repo / ".git" / "config.worktree", f'[core]\n\tfsmonitor = "touch {marker}; false"\n')
    return ["status"]


def nested_configuration(repo, marker):
    """`git diff` asks `git status` of each submodule, under the submodule's own configuration."""
    library = repo.parent / "library"
    write(library / "x.txt", "x\n")
    git(library, "init", "-q")
    git(library, "add", ".")
    git(library, "commit", "-qm", "one")
    git(repo, "submodule", "add", "-q", str(library), "library")
    git(repo, "commit", "-qm", "two", "library", ".gitmodules")
    git(repo / "library", "config", "core.fsmonitor", f"touch {marker}; false")
    return ["diff"]


TRICKS = [
    bare_folder, whole_bare_folder, gitfile_folder, fsmonitor, fsmonitor_second_version, ssh_command, pager, diff_external, textconv, diff_driver, filter_clean, filter_required,
    filter_process, filter_smudge, hooks, aliases, include_path, include_if, attributes_file, ask_pass, signature, alternate_refs, worktree_config, nested_configuration,
]  # fmt: skip


def walk_into(repo, command, env=None):
    """Plain git does what the trap is laid for."""
    if command[0] != "pty":
        stdin = b"protocol=https\nhost=nowhere.invalid\n\n" if command[0] == "credential" else None
        return git(repo, *command, env=env, check=False, stdin=stdin)
    # A pager is started on a terminal only.
    master, slave = pty.openpty()
    process = subprocess.Popen(["git", *command[1:]], cwd=repo, stdin=slave, stdout=slave, stderr=slave, env={**clean_environment(), "TERM": "xterm", **(env or {})})
    os.close(slave)
    while True:
        try:
            if not os.read(master, 65536):
                break
        except OSError:
            break
    process.wait(10)
    os.close(master)


@needs_git
@pytest.mark.parametrize("trick", TRICKS, ids=lambda trick: trick.__name__)
def test_git_runs_nothing_that_a_repository_names(trick, repo, tmp_path):
    marker = tmp_path / "PWN"
    command = trick(repo, marker)
    marker.unlink(missing_ok=True)  # laying the trap may have touched it
    check_normal(repo, marker=marker)
    if command is None:
        return
    walk_into(repo, command)
    assert marker.exists(), "the trick is none: plain git does not fall for it either"


@needs_git
def test_a_missing_object_is_not_fetched(repo, tmp_path):
    """A partial clone lacks the old text; git would ask the remote for it, which names a program."""
    marker = tmp_path / "PWN"
    old = git(repo, "rev-parse", "HEAD:catalog/a.yaml")
    configure(
        repo, ("core.repositoryFormatVersion", "1"), ("extensions.partialClone", "origin"), ("remote.origin.promisor", "true"), ("remote.origin.partialclonefilter", "blob:none"),
        ("remote.origin.url", f"ext::sh -c 'touch% {marker}'"), ("protocol.ext.allow", "always"), ("remote.origin.uploadpack", f"touch {marker}; false"),
    )  # fmt: skip
    (repo / ".git" / "config").write_text((repo / ".git" / "config").read_text().replace("touch%", "touch"))
    git(repo, "config", "remote.origin.url", f"ext::sh -c touch% {marker}")
    blob = repo / ".git" / "objects" / old[:2] / old[2:]
    assert blob.exists()
    blob.unlink()
    result = new_since(repo, "catalog")
    assert not marker.exists(), "something was run"
    is_refused(result)
    assert old[:7] in result.stderr.decode() or "object" in result.stderr.decode(), said(result)
    # The other file is as it was, so that the same call over it alone works.
    result = new_since(repo, "catalog/same.yaml", "catalog/new.yaml")
    assert not marker.exists()
    assert (result.returncode, missing(result)) in [(1, ["Untold"]), (2, [])], said(result)
    git(repo, "cat-file", "-p", old, check=False)
    assert marker.exists(), "the trick is none: plain git does not fall for it either"


def environments(repo, marker):
    """Variables that a caller, a hook or a CI job may hand down; each with the command of git's own that follows it, where one does."""
    program = str(trap(repo, marker))
    hostile = script(repo / ".git" / "programs" / "git-zz", f"touch {shlex.quote(str(marker))}\n").parent
    for name in ["git", "git-diff", "git-ls-files", "git-rev-parse", "git-cat-file", "git-merge-base"]:
        shutil.copy(hostile / "git-zz", hostile / name)
    other = repo.parent / "another"
    git(repo.parent, "init", "-q", str(other))
    write(repo / ".git" / "global", f'[core]\n\tfsmonitor = "touch {marker}; false"\n')
    return {
        "GIT_DIR": ({"GIT_DIR": str(other / ".git")}, None),
        "GIT_WORK_TREE": ({"GIT_WORK_TREE": str(other)}, None),
        "GIT_DIR and GIT_WORK_TREE": ({"GIT_DIR": str(other / ".git"), "GIT_WORK_TREE": str(other)}, None),
        "GIT_COMMON_DIR": ({"GIT_COMMON_DIR": str(other / ".git")}, None),
        "GIT_INDEX_FILE": ({"GIT_INDEX_FILE": str(repo.parent / "index")}, None),
        "GIT_OBJECT_DIRECTORY": ({"GIT_OBJECT_DIRECTORY": str(other / ".git" / "objects")}, None),
        "GIT_NAMESPACE": ({"GIT_NAMESPACE": "elsewhere"}, None),
        "GIT_PREFIX": ({"GIT_PREFIX": "elsewhere/"}, None),
        "GIT_CEILING_DIRECTORIES": ({"GIT_CEILING_DIRECTORIES": str(repo.parent) + ":" + str(repo)}, None),
        "GIT_LITERAL_PATHSPECS": ({"GIT_LITERAL_PATHSPECS": "1"}, None),
        "GIT_NOGLOB_PATHSPECS": ({"GIT_NOGLOB_PATHSPECS": "1"}, None),
        "GIT_ICASE_PATHSPECS": ({"GIT_ICASE_PATHSPECS": "1"}, None),
        "GIT_SHALLOW_FILE": ({"GIT_SHALLOW_FILE": str(repo / "other.txt")}, None),
        "GIT_CONFIG": ({"GIT_CONFIG": str(repo / ".git" / "global")}, None),
        "GIT_CONFIG_COUNT": ({"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.fsmonitor", "GIT_CONFIG_VALUE_0": f"touch {marker}; false"}, ["status"]),
        "GIT_CONFIG_PARAMETERS": ({"GIT_CONFIG_PARAMETERS": f"'core.fsmonitor'='touch {marker}; false'"}, ["status"]),
        "GIT_CONFIG_GLOBAL": ({"GIT_CONFIG_GLOBAL": str(repo / ".git" / "global")}, ["status"]),
        "GIT_EXTERNAL_DIFF": ({"GIT_EXTERNAL_DIFF": program}, ["diff"]),
        "GIT_SSH_COMMAND": ({"GIT_SSH_COMMAND": f"touch {marker}; false"}, ["fetch", "ssh://nowhere.invalid/x"]),
        "GIT_SSH": ({"GIT_SSH": program}, ["fetch", "ssh://nowhere.invalid/x"]),
        "GIT_PAGER": ({"GIT_PAGER": f"touch {marker}; cat"}, ["pty", "diff"]),
        "PAGER": ({"PAGER": f"touch {marker}; cat"}, ["pty", "diff"]),
        "GIT_ASKPASS": ({"GIT_ASKPASS": program}, ["credential", "fill"]),
        "GIT_TRACE": ({"GIT_TRACE": str(marker)}, ["status"]),
        "GIT_TRACE_SETUP": ({"GIT_TRACE_SETUP": str(marker)}, ["status"]),
        "GIT_TRACE_PERFORMANCE": ({"GIT_TRACE_PERFORMANCE": str(marker)}, ["status"]),
        "GIT_TRACE2": ({"GIT_TRACE2": str(marker)}, ["status"]),
        "GIT_TRACE2_EVENT": ({"GIT_TRACE2_EVENT": str(marker)}, ["status"]),
        "GIT_EXEC_PATH": ({"GIT_EXEC_PATH": str(hostile)}, ["zz"]),
    }


VARIABLES = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_DIR and GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_CEILING_DIRECTORIES",
    "GIT_LITERAL_PATHSPECS", "GIT_NOGLOB_PATHSPECS", "GIT_ICASE_PATHSPECS", "GIT_SHALLOW_FILE", "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_GLOBAL",
    "GIT_EXTERNAL_DIFF", "GIT_SSH_COMMAND", "GIT_SSH", "GIT_PAGER", "PAGER", "GIT_ASKPASS", "GIT_TRACE", "GIT_TRACE_SETUP", "GIT_TRACE_PERFORMANCE", "GIT_TRACE2", "GIT_TRACE2_EVENT",
    "GIT_EXEC_PATH",
]  # fmt: skip


@needs_git
@pytest.mark.parametrize("name", VARIABLES)
def test_git_follows_no_variable_from_outside(name, repo, tmp_path):
    marker = tmp_path / "PWN"
    known = environments(repo, marker)
    assert list(known) == VARIABLES
    env, command = known[name]
    check_normal(repo, env=env, marker=marker, includes=False)
    if command is not None:
        walk_into(repo, command, env=env)
        assert marker.exists(), "the trick is none: plain git does not fall for it either"


PLACES = {
    "a dot first": lambda repo: f".:{os.environ['PATH']}",
    "an empty entry first": lambda repo: f":{os.environ['PATH']}",
    "an empty entry in the middle": lambda repo: f"/nowhere::{os.environ['PATH']}",
    "the checkout": lambda repo: f"{repo}:{os.environ['PATH']}",
    "the checkout, spelled oddly": lambda repo: f"{repo}/../{repo.name}/./:{os.environ['PATH']}",
    "a relative folder": lambda repo: f"catalog/..:{os.environ['PATH']}",
}


@needs_git
@needs_dot
@pytest.mark.parametrize("place", PLACES)
def test_programs_of_the_checkout_are_not_started(place, repo, tmp_path):
    marker = tmp_path / "PWN"
    for name in ["git", "dot"]:
        script(repo / name, f"touch {shlex.quote(str(marker))}\nexit 1\n")
    env = {"PATH": PLACES[place](repo)}
    # A shell would start them.
    assert shutil.which("git", path=env["PATH"].replace("::", ":.:").removeprefix(":") if not env["PATH"].startswith(":") else "." + env["PATH"]) is not None
    check_normal(repo, env=env, marker=marker, includes=False)
    picture = run("graph", "--isolated", "--svg", "catalog", cwd=repo, env=env)
    assert picture.returncode == 0 and b"</svg>" in picture.stdout and b"OrderPlaced" in picture.stdout, said(picture)
    assert not marker.exists(), "the checkout's dot was started"


@needs_git
def test_only_programs_of_the_checkout(repo, tmp_path):
    """Nothing else on the path: there is no git and no dot, and that is said."""
    marker = tmp_path / "PWN"
    for name in ["git", "dot"]:
        script(repo / name, f"/usr/bin/touch {shlex.quote(str(marker))}\nexit 1\n")
    for path in [".", "", str(repo)]:
        is_refused(run("lint", *CALL, "--new-since", "HEAD", "catalog", cwd=repo, env={"PATH": path}), "git")
        is_refused(run("graph", "--isolated", "--svg", "catalog", cwd=repo, env={"PATH": path}), "dot")
        assert not marker.exists()


@needs_git
@pytest.mark.parametrize("where", ["catalog/deep", "catalog"])
@pytest.mark.parametrize("state", ["empty", "committed", "a file that names a folder"])
def test_a_nested_repository_is_no_part_of_the_history(where, state, repo, tmp_path):
    """Git of the outer repository says nothing about what is in an inner one, so nothing can be compared."""
    marker = tmp_path / "PWN"
    inner = repo / where
    write(inner / "inner.yaml", consumer("inner", "Inner"))
    if state == "a file that names a folder":
        git(tmp_path, "init", "-q", "--separate-git-dir", str(tmp_path / "far"), str(inner))
    else:
        git(inner, "init", "-q")
    if state == "committed":
        git(inner, "add", ".")
        git(inner, "commit", "-qm", "inner")
    git(inner, "config", "core.fsmonitor", f"touch {marker}; false")
    is_refused(new_since(repo, "."), "repository")
    if where != "catalog":
        is_refused(new_since(repo, "catalog"), "repository")
    result = run("graph", "--isolated", "--diff", "HEAD", ".", cwd=repo)
    is_refused(result, "repository")
    assert not marker.exists()
    # Without history nothing stands in the way.
    result = run("lint", *CALL, ".", cwd=repo)
    assert result.returncode == 1 and "Inner" in missing(result), said(result)
    # Where it is no part of what is read, neither.
    write(repo / "top.yaml", consumer("top", "Fresh"))
    assert missing(new_since(repo, "top.yaml")) == ["Fresh"]
    write(repo / ".gitignore", f"/{where}/\n")
    result = new_since(repo, ".")
    assert result.returncode == 1 and missing(result) == (["Fresh"] if where == "catalog" else ["Fresh", "Untold"]), said(result)


@needs_git
def test_work_trees_and_subfolders(template, tmp_path):
    main = tmp_path / "main"
    shutil.copytree(template, main)
    git(main, "worktree", "add", "-q", "-b", "side", str(tmp_path / "repo"))
    repo = tmp_path / "repo"
    assert (repo / ".git").is_file()
    write(repo / "catalog" / "a.yaml", consumer("stock", "Lost", "Fresh"))
    write(repo / "catalog" / "new.yaml", consumer("late", "Untold"))
    check_normal(repo)
    check_normal(repo, cwd=repo / "catalog", includes=False)
    result = new_since(main, "catalog")
    assert result.returncode == 0 and missing(result) == [], said(result)
    # From elsewhere, by a link, by an absolute path.
    (tmp_path / "link").symlink_to(repo)
    for where, path in [(tmp_path, "repo/catalog"), (tmp_path, "link/catalog"), (tmp_path / "main", str(repo / "catalog")), (repo / "catalog", ".."), (repo / "catalog", "../catalog/../catalog")]:
        result = new_since(where, path)
        assert result.returncode == 1 and missing(result) == NEW, (path, said(result))


@needs_git
def test_before_the_first_commit_everything_is_new(tmp_path):
    repo = tmp_path / "repo"
    write(repo / "catalog" / "a.yaml", consumer("stock", "Fresh"))
    write(repo / "catalog" / "new.yaml", consumer("late", "Untold"))
    git(repo, "init", "-q")
    git(repo, "add", "catalog/a.yaml")
    check_normal(repo)
    # An unknown revision stays unknown.
    is_refused(new_since(repo, "catalog", revision="nowhere"), "nowhere")


def with_submodule(tmp_path):
    """A repository with a catalog in a submodule."""
    library = tmp_path / "library"
    write(library / "l.yaml", consumer("lib", "Lost"))
    git(library, "init", "-q")
    git(library, "add", ".")
    git(library, "commit", "-qm", "one")
    repo = tmp_path / "repo"
    write(repo / "own.yaml", consumer("own", "Gone"))
    git(repo, "init", "-q")
    git(repo, "submodule", "add", "-q", str(library), "catalog")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "one")
    return repo


@needs_git
@pytest.mark.parametrize("state", ["edited", "new file", "committed inside", "recorded", "staged", "nothing"])
@pytest.mark.parametrize("path", [".", "catalog"])
def test_submodules_are_compared_with_what_is_recorded(state, path, tmp_path):
    repo = with_submodule(tmp_path)
    inner = repo / "catalog"
    if state == "new file":
        write(inner / "n.yaml", consumer("late", "Fresh"))
    elif state != "nothing":
        write(inner / "l.yaml", consumer("lib", "Lost", "Fresh"))
    if state in ("committed inside", "recorded", "staged"):
        git(inner, "commit", "-qam", "two")
    if state in ("recorded", "staged"):
        git(repo, "add", "catalog")
    if state == "recorded":
        git(repo, "commit", "-qm", "two")
    if path == "catalog" and state in ("committed inside", "recorded", "staged"):
        # Inside, HEAD may be the submodule's own. What counts: a new finding is not hidden by a comparison with the wrong commit.
        result = new_since(repo, path, revision="HEAD~1" if state == "recorded" else "HEAD")
        assert result.returncode == 2 or (result.returncode == 1 and missing(result) == ["Fresh"]), said(result)
        return
    result = new_since(repo, path, revision="HEAD~1" if state == "recorded" else "HEAD")
    if state == "nothing":
        assert result.returncode == 0 and missing(result) == [], said(result)
    else:
        assert result.returncode == 1 and missing(result) == ["Fresh"], said(result)


@needs_git
def test_a_submodule_that_is_not_there_hides_nothing(tmp_path):
    with_submodule(tmp_path)
    git(tmp_path, "clone", "-q", str(tmp_path / "repo"), "clone")
    clone = tmp_path / "clone"
    write(clone / "own.yaml", consumer("own", "Gone", "Fresh"))
    result = new_since(clone, ".")
    assert b"All clear" not in result.stdout + result.stderr
    assert (result.returncode == 2 and b"catalog" in result.stderr) or (result.returncode == 1 and missing(result) == ["Fresh"]), said(result)
    # There, but without the commit that is recorded: nothing to compare with.
    other = with_submodule(tmp_path / "second")
    inner = other / "catalog"
    write(inner / "l.yaml", consumer("lib", "Lost", "Fresh"))
    git(inner, "checkout", "-q", "--orphan", "fresh")
    git(inner, "commit", "-qam", "alone")
    git(inner, "branch", "-qD", "main")
    git(inner, "remote", "remove", "origin")
    git(inner, "reflog", "expire", "--expire=now", "--all")
    git(inner, "gc", "-q", "--prune=now")
    result = new_since(other, ".")
    assert result.returncode == 2 or (result.returncode == 1 and "Fresh" in missing(result)), said(result)


@needs_git
@pytest.mark.parametrize("how", ["core.excludesFile", ".gitignore, but named", "assume unchanged", "skip work tree", "replaced object"])
def test_what_git_overlooks_is_new_all_the_same(how, repo, tmp_path):
    """eventlint reads these files, so it must not take them for what they were."""
    paths = ["catalog"]
    if how == "core.excludesFile":
        configure(repo, ("core.excludesFile", str(write(tmp_path / "excludes", "new.yaml\n"))))
    elif how == ".gitignore, but named":
        write(repo / ".gitignore", "new.yaml\n")
        paths = ["catalog", "catalog/new.yaml"]
    elif how == "assume unchanged":
        git(repo, "update-index", "--assume-unchanged", "catalog/a.yaml")
    elif how == "skip work tree":
        configure(repo, ("core.sparseCheckout", "true"), ("sparse.expectFilesOutsideOfPatterns", "true"))
        git(repo, "update-index", "--skip-worktree", "catalog/a.yaml")
    else:
        fake = git(repo, "hash-object", "-w", "catalog/a.yaml")
        git(repo, "replace", git(repo, "rev-parse", "HEAD:catalog/a.yaml"), fake)
    result = new_since(repo, *paths)
    assert result.returncode == 1 and missing(result) == NEW, said(result)


@needs_git
def test_a_base_that_was_no_yaml_makes_nothing_else_new(tmp_path):
    repo = tmp_path / "repo"
    broken = "eventlint: 1\nservices:\n  stock: {consumes: [Lost]}\n  bill: {consumes: [Gone]}\n  late: {consumes: [\n"
    write(repo / "catalog" / "a.yaml", broken)
    git(repo, "init", "-q")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "one")
    write(repo / "catalog" / "a.yaml", broken.replace("consumes: [\n", "consumes: [Fresh]}\n"))
    result = new_since(repo, "catalog")
    assert result.returncode == 1 and missing(result) == ["Fresh"], said(result)
    # Only mended: nothing is new.
    write(repo / "catalog" / "a.yaml", broken.replace("  late: {consumes: [\n", ""))
    result = new_since(repo, "catalog")
    assert result.returncode == 0 and missing(result) == [], said(result)


@needs_git
def test_a_file_that_only_moves_is_not_new(tmp_path):
    repo = tmp_path / "repo"
    names = ["größe.yaml", "日本 語.yaml", unicodedata.normalize("NFD", "é.yaml"), 'quo"te\\.yaml', "-n.yaml"]
    for number, name in enumerate(names):
        write(repo / "catalog" / name, consumer(f"s{number}", f"Lost{number}"))
    git(repo, "init", "-q")
    git(repo, "add", ".")
    git(repo, "commit", "-qm", "one")
    for name in names:
        git(repo, "mv", "--", f"catalog/{name}", f"catalog/moved {name}")
    result = new_since(repo, "catalog")
    assert result.returncode == 0 and missing(result) == [], said(result)
    write(repo / "catalog" / "moved größe.yaml", consumer("s0", "Lost0", "Fresh"))
    result = new_since(repo, "catalog")
    assert result.returncode == 1 and missing(result) == ["Fresh"], said(result)
    assert "moved größe.yaml" in result.stdout.decode()


@needs_git
@pytest.mark.parametrize("setting", ["core.autocrlf", "attributes", "eol and encoding"])
def test_line_ends_of_the_work_tree_make_nothing_new(setting, template, tmp_path):
    repo = tmp_path / "repo"
    shutil.copytree(template, repo)
    if setting == "core.autocrlf":
        configure(repo, ("core.autocrlf", "true"))
    else:
        write(repo / ".gitattributes", "*.yaml text eol=crlf" + (" working-tree-encoding=UTF-16LE-BOM" if setting != "attributes" else "") + "\n")
    for path in (repo / "catalog").iterdir():
        path.unlink()
    git(repo, "checkout", "-q", "--", "catalog")
    assert "\r".encode() in (repo / "catalog" / "a.yaml").read_bytes()
    result = new_since(repo, "catalog")
    assert result.returncode == 0 and missing(result) == [], said(result)
    for path in (repo / "catalog").iterdir():
        os.utime(path, (1, 1))
    result = new_since(repo, "catalog")
    assert result.returncode == 0 and missing(result) == [], said(result)
    write(repo / "catalog" / "a.yaml", consumer("stock", "Lost", "Fresh").replace("\n", "\r\n"))
    result = new_since(repo, "catalog")
    assert result.returncode == 1 and missing(result) == ["Fresh"], said(result)
