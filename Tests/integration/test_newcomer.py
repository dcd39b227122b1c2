"""The mistakes of a newcomer: each command with the message and the exit code, in `recordings/newcomer.txt`.

A message says what is wrong, where, and what to do. `EVENTLINT_RECORD=1` writes the file; read the difference as its recipient
would, then commit.
"""

import os
import pathlib
import shlex
import subprocess

from conftest import run

RECORDING = pathlib.Path(__file__).parent / "recordings" / "newcomer.txt"
CATALOG = "eventlint: 1\nservices:\n  shop: {publishes: OrderPlaced}\n  stock: {consumes: {OrderPlaced: {sends: Pick}}}\n  robot: {handles: [Pick]}\n"
FILES = {
    "good/catalog.yaml": CATALOG,
    "tabs/catalog.yaml": "eventlint: 1\nservices:\n\tshop: {publishes: OrderPlaced}\n",
    "indentation/catalog.yaml": "eventlint: 1\nservices:\n  shop:\n    publishes: OrderPlaced\n   consumes: OrderPaid\n",
    "kind/catalog.yaml": "eventlint: 1\nservices:\n  shop:\n    consums: OrderPaid\n    publishes: OrderPlaced\n",
    "key/catalog.yaml": CATALOG + "evnts: {OrderPlaced: {payload: {id: string}}}\n",
    "marker/catalog.yaml": CATALOG.removeprefix("eventlint: 1\n"),
    "version/catalog.yaml": CATALOG.replace("1", "2", 1),
    "nothing/catalog.yaml": "",
    "none/notes.yaml": "a: 1\n",
    "rule/.eventlint.yml": "rules:\n  long-event-chian: error\n",
    "severity/.eventlint.yml": "rules:\n  long-event-chain: fatal\n",
    "option/.eventlint.yml": "rules:\n  long-event-chain: {max-handover: 3}\n",
    "preset/.eventlint.yml": "extends: [recomended]\n",
    "setting/.eventlint.yml": "includes: [catalog]\n",
    "glob/.eventlint.yml": "include: ['[a']\n",
    "missing/.eventlint.yml": "baseline: known.yml\n",
    "damaged/.eventlint.yml": "rules: [\n",
}  # fmt: skip
# The folder, the command, and what the newcomer meant. The exit code is 2, or 1 or 0 for errors and warnings about a catalog.
CALLS = [
    (".", "lint godo", "a folder that does not exist"),
    (".", "lnit good", "a misspelt command"),
    (".", "lint good --formt json", "a misspelt option"),
    (".", "lint good --format Json", "a format in capitals"),
    (".", "lint good --format sarif=reports/out.sarif", "a report in a folder that does not exist"),
    (".", "lint good --format sarif=good", "a folder for a report"),
    (".", "lint good --format json --format text", "two reports on the screen"),
    (".", "lint good --fail-on warn", "an abbreviated severity"),
    (".", "lint good --select long-event-chian", "a misspelt rule"),
    (".", "lint 'good/*.yml'", "a glob without a match"),
    (".", "lint 'good/[a'", "a broken glob"),
    (".", "lint good --config eventlint.yml", "a configuration that does not exist"),
    (".", "lint good --baseline known.yml", "a baseline that does not exist"),
    (".", "lint good --new-since main", "no repository"),
    (".", "breaking", "no repository for `breaking`"),
    ("repository", "lint --new-since mian", "a misspelt branch"),
    ("repository", "lint --new-since", "an option without its value"),
    ("shallow", "lint --new-since v1", "a shallow clone"),
    (".", "lint tabs", "tabs in YAML"),
    (".", "lint indentation", "wrong indentation"),
    (".", "lint kind", "a misspelt verb in a catalog"),
    (".", "lint key", "a misspelt key of a catalog"),
    (".", "lint marker/catalog.yaml", "a catalog without its first line"),
    (".", "lint version", "a catalog of another version"),
    (".", "lint nothing", "an empty catalog"),
    (".", "lint none", "no catalog at all"),
    ("rule", "lint ../good --config .eventlint.yml", "an unknown rule in the configuration"),
    ("severity", "lint ../good --config .eventlint.yml", "an unknown severity"),
    ("option", "lint ../good --config .eventlint.yml", "an unknown option of a rule"),
    ("preset", "lint ../good --config .eventlint.yml", "an unknown preset"),
    ("setting", "lint ../good --config .eventlint.yml", "an unknown key of the configuration"),
    ("glob", "lint ../good --config .eventlint.yml", "a broken glob in the configuration"),
    ("missing", "lint ../good --config .eventlint.yml", "a configured baseline that does not exist"),
    ("damaged", "lint ../good --config .eventlint.yml", "a configuration that is no YAML"),
    (".", "graph good -o picture.tiff", "a format that does not exist"),
    (".", "graph good --view flwo", "a misspelt view"),
    (".", "graph good --focus OrderPlacd", "a misspelt message"),
    (".", "show OrderPlacd good", "a misspelt message for `show`"),
    (".", "trace good", "a path where a start is expected"),
    (".", "explain long-event-chian", "a misspelt rule for `explain`"),
    (".", "schema config", "a misspelt schema"),
    (".", "init good/catalog.yaml", "a file for a folder"),
    (".", "completions powershell", "a shell that is not supported"),
]  # fmt: skip


def git(folder, *arguments):
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *names, *arguments], cwd=folder, check=True, capture_output=True)


def test_the_mistakes_of_a_newcomer_are_explained(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    repository = tmp_path / "repository"
    repository.mkdir()
    (repository / "catalog.yaml").write_text(CATALOG)
    git(repository, "init", "-q", "-b", "main")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "one")
    git(repository, "tag", "v1")
    git(repository, "commit", "-q", "--allow-empty", "-m", "two")
    git(tmp_path, "clone", "-q", "--depth=1", repository.as_uri(), "shallow")
    recorded = ""
    for folder, call, mistake in CALLS:
        result = run(*shlex.split(call), cwd=tmp_path / folder, env={"GIT_CEILING_DIRECTORIES": str(tmp_path)})
        said = (result.stdout + result.stderr).decode().replace(str(tmp_path), "/home/new")
        assert result.returncode in (0, 1, 2) and said.strip(), (call, said)
        where = "" if folder == "." else f"{folder}"
        recorded += f"# {mistake}\n{where}$ eventlint {call}\n{said.rstrip()}\nexit {result.returncode}\n\n"
    if "EVENTLINT_RECORD" in os.environ:
        RECORDING.write_text(recorded)
    assert recorded == RECORDING.read_text()
