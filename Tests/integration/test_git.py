"""--new-since, --against REVISION and `breaking` in real repositories."""

import json
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


def new(folder, *arguments, form="compact"):
    result = run("lint", "--isolated", "--format", form, "--new-since", "HEAD", *arguments, cwd=folder)
    return result.stdout.decode().splitlines()


def lost_field(folder, *arguments):
    """The file of the one finding, and the files of those that it breaks."""
    (finding,) = json.loads("\n".join(new(folder, *arguments, form="json")))["findings"]
    assert finding["message"] == "OrderPlaced: total was removed" and [note["message"] for note in finding["related"]] == ["stock needs total"]
    return [finding["path"]] + [note["path"] for note in finding["related"]]


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
    assert [file.rsplit("/", 1)[-1] for file in lost_field(where, *paths)] == ["a.yaml", "b.yaml"]


def test_from_another_folder(repository, tmp_path):
    assert lost_field(tmp_path, "repository") == ["repository/a.yaml", "repository/deep/b.yaml"]


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


SHOP = "eventlint: 1\nservices:\n  shop: {publishes: OrderPlaced, context: sales}\n  mail: {consumes: [OrderPlaced], context: letters}\n"
NATIVE = SHOP + "events: {OrderPlaced: {payload: {orderId: string%s}}}\n"
IN_A_FILE = SHOP + "events: {OrderPlaced: {schema: schemas/order.json}}\n"
SCHEMA = """{
  "type": "object",
  "required": ["orderId"%s],
  "properties": {"orderId": {"type": "string"}%s}
}
"""


@pytest.fixture(params=["native", "JSON Schema"])
def pull_request(request, tmp_path):
    """A branch that removes a field which another context consumes, while `main` went on."""
    folder = tmp_path / "pull request"
    (folder / "catalog" / "schemas").mkdir(parents=True)
    git(tmp_path, "init", "-q", "-b", "main", str(folder))
    (folder / ".eventlint.yml").write_text("exclude: [catalog/drafts]\n")
    (folder / "catalog" / "drafts").mkdir()
    (folder / "catalog" / "drafts" / "draft.yaml").write_text(NATIVE.replace("OrderPlaced", "DraftMade").replace("shop", "d").replace("mail", "e") % "")

    def state(*fields):
        catalog, schema = folder / "catalog" / "shop.yaml", folder / "catalog" / "schemas" / "order.json"
        if request.param == "native":
            catalog.write_text(NATIVE % "".join(f", {field}: string" for field in fields))
        else:
            catalog.write_text(IN_A_FILE)
            schema.write_text(SCHEMA % ("".join(f', "{field}"' for field in fields), "".join(f', "{field}": {{"type": "string"}}' for field in fields)))
        git(folder, "add", ".")
        git(folder, "commit", "-qm", "state")

    state("note", "total")
    git(folder, "tag", "v1")
    git(folder, "switch", "-q", "-c", "feature")
    state("total")
    git(folder, "switch", "-q", "main")
    state("note", "total", "late")
    git(folder, "switch", "-q", "feature")
    return folder


def broken(folder, *arguments, check=1):
    result = run(*arguments, "--format", "compact", cwd=folder, check=check)
    return [line.split("OrderPlaced: ")[1].split()[0] for line in result.stdout.decode().splitlines() if "breaking-change" in line]


LANGUAGES = """eventlint: 1
services:
  shop: {context: sales, publishes: [OrderPlaced, OrderPaid, OrderSent]}
  billing:
    context: finance
    team: money
    consumes:
      OrderPlaced: {needs: [orderId, total], effect: charge}
      OrderPaid: {needs: [orderId], effect: write}
      OrderSent: {needs: [orderId], effect: write}
  search:
    context: discovery
    consumes:
      OrderPlaced: {needs: [orderId], effect: write}
      OrderPaid: {effect: write}
      OrderSent: {effect: write}
events:
  OrderPlaced: {schema: schemas/order-placed.json}
  OrderPaid: {schema: schemas/order-paid.avsc}
  OrderSent: {schema: "schemas/order-sent.proto#shop.OrderSent"}
"""
PLACED = """{"type": "object", "required": ["orderId"%s],
  "properties": {"orderId": {"type": "string"}, "total": {"type": "number"}}}
"""
PAID = """{"type": "record", "name": "OrderPaid", "fields": [
  {"name": "orderId", "type": "string"}%s
]}
"""
SENT = """syntax = "proto3";
package shop;
message OrderSent {
  string orderId = 1;
  string carrier = %d;
}
"""


@pytest.mark.parametrize(
    "arguments", [["lint", "--new-since", "HEAD~1"], ["lint", "--new-since", "HEAD~1", "--format", "github"], ["breaking", "HEAD~1"]],
    ids=["hook", "action", "breaking"])
def test_a_pull_request_that_breaks_schemas_names_the_consumers(tmp_path, arguments):
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    git(tmp_path, "init", "-q", "-b", "main", ".")
    (tmp_path / "shop.yaml").write_text(LANGUAGES)
    for placed, paid, number in [(', "total"', ', {"name": "total", "type": "long"}', 2), ("", "", 3)]:
        (schemas / "order-placed.json").write_text(PLACED % placed)
        (schemas / "order-paid.avsc").write_text(PAID % paid)
        (schemas / "order-sent.proto").write_text(SENT % number)
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-qm", "state")
    output = run(*arguments, cwd=tmp_path, check=1).stdout.decode()
    for words in ["OrderPlaced: total was required and may now be missing", "OrderPaid: total was removed", "carrier number changed from 2 to 3"]:
        assert words in output, output
    result = run(*[word for word in arguments if word not in ["--format", "github"]], "--format", "json", cwd=tmp_path, check=1)
    changes = {f["change"]["kind"]: f for f in json.loads(result.stdout)["findings"] if f["rule"] == "breaking-change"}
    told = {kind: {c["service"]: c["fate"] for c in f["change"]["consumers"]} for kind, f in changes.items()}
    assert told["json-now-optional"] == {"billing": "breaks", "search": "safe"}, told
    assert told["avro-field-removed"] == {"billing": "breaks", "search": "breaks"}, told
    assert told["proto-number-changed"] == {"billing": "breaks", "search": "breaks"}, told
    finding = changes["json-now-optional"]
    assert finding["path"] == "schemas/order-placed.json" and finding["severity"] == "error"
    assert [(n["path"], n["message"]) for n in finding["related"]] == [("shop.yaml", "billing (money) needs total")], finding
    assert finding["change"]["before"]["path"].endswith("schemas/order-placed.json"), finding["change"]
    assert finding["change"]["path"] == "total" and finding["subjects"] == ["OrderPlaced", "total", "json-now-optional"]


def test_a_break_is_found_however_the_earlier_state_is_named(pull_request):
    for arguments in [
        ["lint", "--new-since", "main"], ["lint", "--against", "main"], ["lint", "--against", "v1", "--against-tip"],
        ["lint", "--against", "v1:catalog"], ["lint", "--against", "git:main"], ["lint", "--against", "git:v1:catalog"],
        ["lint", "catalog", "--against", "v1:./catalog"], ["breaking"], ["breaking", "v1"], ["breaking", "main", "catalog"],
        ["breaking", "catalog", "--against", "main"], ["breaking", "--fail-on", "warning", "catalog/shop.yaml"],
    ]:  # fmt: skip
        assert broken(pull_request, *arguments) == ["note"], arguments
    assert sorted(broken(pull_request, "breaking", "--against-tip")) == ["late", "note"]
    below = pull_request / "catalog"
    for arguments in [["breaking"], ["lint", ".", "--against", "v1:./"], ["lint", "--new-since", "main"], ["lint", "--against", "v1:catalog"]]:
        assert broken(below, *arguments) == ["note"], arguments
    for arguments in [["breaking", "HEAD"], ["lint", "--against", "HEAD"], ["lint", "--against", "HEAD:catalog"], ["lint", "--new-since", "HEAD"]]:
        assert broken(pull_request, *arguments, check=0) == [], arguments


def test_the_variables_name_the_earlier_state(pull_request):
    result = run("lint", "--format", "compact", cwd=pull_request, env={"EVENTLINT_AGAINST": "main", "EVENTLINT_AGAINST_TIP": "1"}, check=1)
    assert b"late was removed" in result.stdout


def test_the_summary_names_both_commits(pull_request):
    def sha(name):
        return subprocess.run(["git", "rev-parse", "--short=7", name], cwd=pull_request, capture_output=True, check=True).stdout.decode().strip()

    words = f"Compared with {sha('v1')}, the merge base of main and HEAD ({sha('feature')})."
    result = run("breaking", cwd=pull_request, check=1)
    assert words in result.stderr.decode() and result.stderr.count(b"\n") == 1
    git(pull_request, "reset", "-q", "--hard", "v1")
    result = run("breaking", cwd=pull_request, check=0)
    assert result.stdout == b"" and result.stderr.startswith(b"All clear: ") and result.stderr.count(b"\n") == 1


def test_a_folder_named_like_the_branch_wins(pull_request):
    (pull_request / "main").mkdir()
    (pull_request / "main" / "old.yaml").write_text(NATIVE % ", total: string, other: string")
    assert broken(pull_request, "lint", "catalog", "--against", "main") == ["other"]
    assert broken(pull_request, "lint", "catalog", "--against", "git:main") == ["note"]


def test_a_clone_compares_with_its_remote(pull_request, tmp_path):
    git(pull_request, "switch", "-q", "main")
    git(tmp_path, "clone", "-q", "--branch", "feature", pull_request.as_uri(), "clone")
    result = run("breaking", cwd=tmp_path / "clone", check=1)
    assert b"note was removed" in result.stdout and b"the merge base of origin/main and HEAD" in result.stderr
    git(tmp_path, "clone", "-q", "--depth", "1", "--branch", "feature", pull_request.as_uri(), "shallow")
    result = run("breaking", "origin/main", cwd=tmp_path / "shallow", check=2)
    assert b"git fetch --unshallow" in result.stderr and result.stderr.count(b"\n") == 1


def test_statistics_of_an_earlier_revision(pull_request):
    assert run("stats", "--against", "main", cwd=pull_request, check=0).stderr.startswith(b"Compared with ")
    catalog = pull_request / "catalog" / "shop.yaml"
    text = catalog.read_text().replace("  mail: {consumes: [OrderPlaced], context: letters}\n", "  mail: {consumes: [OrderPlaced], context: letters, publishes: MailSent}\n  store: {consumes: [MailSent], context: store}\n")
    text = text.replace("shop: {publishes: OrderPlaced,", "shop: {publishes: OrderPlaced, consumes: [MailSent],")
    catalog.write_text(text)
    result = run("stats", "--against", "main", cwd=pull_request, check=1)
    assert b"worse: pairs of services that depend on each other: 1, was 0" in result.stderr, result.stderr


def test_hostile_names_of_revisions(pull_request):
    for word in ["nosuch", "--all", "-x", "a\nb", "\x1b[31m", "main..feature", "^main", ":/state", "@{", "v1:../..", "v1:/etc", "v1:nosuch", "{", "x" * 5000]:
        for call in (["lint", f"--against={word}"], ["stats", f"--against={word}"]):
            result = run(*call, cwd=pull_request, check=2)
            assert result.stderr.count(b"\n") == 1 and b"\x1b" not in result.stderr and result.stdout == b"", (word, result)
