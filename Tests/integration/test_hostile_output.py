"""Exit codes hold whatever becomes of the streams, and files are written whole or not at all."""

import json
import os
import re
import resource
import select
import shlex
import signal
import stat
import subprocess
import threading

import pytest

from conftest import PROGRAM, run
from hostile import FIXABLE, needs_strace, said, traced, two, write


def shell(command, cwd, **options):
    """A command line as a shell takes it; `$E` is the program. The exit code is the program's, also in a pipe."""
    env = {**os.environ, "E": PROGRAM, "EVENTLINT_TODAY": "2026-01-15"}
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=cwd, env=env, capture_output=True, timeout=60, **options)


STREAMS = ["2>/dev/full", "2>&-", "2>/dev/null", ">/dev/full", ">&-", ">&- 2>&-", ">/dev/full 2>/dev/full", "| true", "| head -c 1 >/dev/null", "2>&1 >/dev/null | true", "<&-", "<&- >&- 2>&-"]


STREAM_CALLS = [
    ("lint --isolated many.yaml", 1), ("lint --isolated good.yaml --select unknown-reference", 0), ("lint --nonsense", 2), ("lint --isolated nowhere", 2),
    ("lint --isolated bad.yaml --format json=x.json", 1), ("graph --isolated good.yaml", 0), ("--help", 0),
]  # fmt: skip


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
@pytest.mark.parametrize("pipes", ["signal", "no signal"])
@pytest.mark.parametrize("streams", STREAMS)
def test_exit_codes_hold_whatever_becomes_of_the_streams(streams, pipes, two):
    """Also where whoever started it takes no notice of broken pipes, as many CI runners do."""
    if pipes == "no signal" and "|" not in streams:
        return
    wrong = []
    for call, code in STREAM_CALLS:
        deaf = "trap '' PIPE; " if pipes == "no signal" else ""
        result = shell(f'{deaf}"$E" {call} {streams}', two)
        writes_output = (not call.startswith("lint") or code == 1 and "=x.json" not in call) and code != 2
        expected = {code}
        if writes_output and (">/dev/full" in streams.replace("2>/dev/full", "") or ">&-" in streams.replace("2>&-", "")):
            # What was found stays found; only a run without findings has no other way to say that nothing was heard.
            expected = {code or 2}
        elif writes_output and streams.startswith("|"):
            # The reader has gone, perhaps: what was found stays found, and a signal is no success.
            expected = {code, 141} if pipes == "signal" or code == 1 else {code}
        if result.returncode not in expected or b"Fatal error" in result.stderr or b"rashed" in result.stderr:
            wrong.append((call, result.returncode, expected))
    assert not wrong, wrong


def test_nothing_is_written_into_a_file_that_took_a_closed_streams_place(two):
    """With standard error closed, the first file that is opened gets its number; what is told must not end in it."""
    before = {path.name: path.read_bytes() for path in two.iterdir()}
    for streams in (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"):
        shell(f'"$E" lint --isolated bad.yaml --format text --format json=report.json {streams}', two)
        report = two / "report.json"
        if report.exists():
            assert "findings" in json.loads(report.read_text()), report.read_text()
            report.unlink()
        shell(f'"$E" graph --isolated bad.yaml -o out.dot {streams}', two)
        assert (two / "out.dot").read_text().startswith(("digraph", "//", "strict")), (two / "out.dot").read_text()[:200]
        (two / "out.dot").unlink()
        shell(f'"$E" baseline --isolated bad.yaml -o known.yml {streams}', two)
        assert "finding recorded" not in (two / "known.yml").read_text()
        (two / "known.yml").unlink()
    assert {path.name: path.read_bytes() for path in two.iterdir()} == before


DOCUMENT = "text\n<!-- eventlint:trace OrderPlaced -->\nold\n<!-- eventlint:end -->\nmore\n"


# Each: the file, what it held before (None: nothing), the call, and a word of what it holds then.
WRITERS = {
    "baseline": ("known.yml", "version: 1\nfindings: []\n", ["baseline", "--isolated", "bad.yaml", "-o", "known.yml"], "fingerprint"),
    "baseline --prune": ("known.yml", "version: 1\nfindings: [{fingerprint: abc, rule: x, summary: gone}]\n", ["baseline", "--isolated", "--prune", "bad.yaml", "-o", "known.yml"], "findings: []"),
    "graph -o": ("out.dot", "old\n", ["graph", "--isolated", "good.yaml", "-o", "out.dot"], "OrderPlaced"),
    "impact -o": ("out.txt", "old\n", ["impact", "OrderPlaced", "--isolated", "good.yaml", "--add-step", "more", "-o", "out.txt"], "more"),
    "lint --format json=": ("out.json", "old\n", ["lint", "--isolated", "bad.yaml", "--format", "json=out.json"], "findings"),
    "lint --fix": ("fix.yaml", FIXABLE, ["lint", "--isolated", "--unsafe-fixes", "fix.yaml"], "b: {consumes: [OrderPlaced]}"),
    "trace --check --write": ("doc.md", DOCUMENT, ["trace", "--isolated", "good.yaml", "--check", "doc.md", "--write"], "OrderPlaced"),
    "init": (".eventlint.yml", None, ["init"], "extends"),
}


def arranged(writer, folder):
    name, old, call, word = WRITERS[writer]
    if old is not None:
        write(folder / name, old)
        (folder / name).chmod(0o640)
    # `trace` takes its first word for a start unless --check is there, then for a path.
    return folder / name, old, call, word


@needs_strace
@pytest.mark.parametrize("writer", WRITERS)
def test_files_are_replaced_and_never_cut_short(writer, two):
    target, old, call, word = arranged(writer, two)
    names = {path.name for path in two.iterdir()} | {target.name, "trace"}
    inode = target.stat().st_ino if old is not None else None
    result, calls = traced(two, *call, trace=two / "trace", calls="openat,open,rename,renameat,renameat2,truncate,ftruncate,link,linkat,creat,unlink,unlinkat")
    assert result.returncode in (0, 1) and word in target.read_text(), said(result)
    writing = [line for line in calls if re.search(r"O_WRONLY|O_RDWR|creat\(", line) and re.search(r"= \d+", line)]
    assert not [line for line in writing if line.rstrip().endswith(f"{two}/{target.name}>")], "the file itself was opened for writing"
    assert not [line for line in calls if "truncate(" in line and f"/{target.name}>" in line]
    renames = [line for line in calls if re.search(r"rename|linkat|link\(", line) and line.rstrip().endswith("= 0") and target.name in line]
    assert len(renames) == 1, calls
    # The temporary file lay beside it, and is gone.
    made = [match.group(1) for line in writing if (match := re.search(r"= \d+<([^<>]*)>", line)) and match.group(1).startswith(str(two))]
    assert made and all(os.path.dirname(path) == str(two) for path in made), writing
    assert {path.name for path in two.iterdir()} <= names
    if old is not None:
        assert stat.S_IMODE(target.stat().st_mode) == 0o640
        assert target.stat().st_ino != inode


@pytest.mark.parametrize("mode", [0o640, 0o600, 0o755, 0o664])
@pytest.mark.parametrize("writer", [name for name in WRITERS if name != "init"])
def test_a_files_mode_stays(writer, mode, two):
    target, _, call, word = arranged(writer, two)
    target.chmod(mode)
    result = run(*call, cwd=two)
    assert result.returncode in (0, 1) and word in target.read_text(), said(result)
    assert stat.S_IMODE(target.stat().st_mode) == mode


@pytest.mark.parametrize("umask, mode", [(0o022, 0o644), (0o077, 0o600)])
def test_a_new_file_follows_the_umask(umask, mode, two):
    for call, name in [(["graph", "--isolated", "good.yaml", "-o", "new.dot"], "new.dot"), (["init"], ".eventlint.yml"), (["baseline", "--isolated", "bad.yaml", "-o", "new.yml"], "new.yml")]:
        subprocess.run([PROGRAM, *call], cwd=two, capture_output=True, check=True, preexec_fn=lambda: os.umask(umask))
        assert stat.S_IMODE((two / name).stat().st_mode) == mode


@pytest.mark.parametrize("writer", [name for name in WRITERS if name not in ("init", "lint --fix", "trace --check --write", "baseline --prune")])
def test_streams_and_pipes_are_outputs_too(writer, two):
    _, _, call, word = arranged(writer, two)
    name = call[-1].removeprefix("json=")

    def to(place):
        return [*call[:-1], call[-1].replace(name, place)] if writer != "impact -o" else [*call[:-1], place, "--format", "text"]

    call = [*call]
    result = run(*to("/dev/stdout"), cwd=two)
    assert result.returncode in (0, 1) and word in result.stdout.decode(), said(result)
    result = run(*to("/dev/stderr"), cwd=two)
    assert result.returncode in (0, 1) and word in result.stderr.decode(), said(result)
    os.mkfifo(two / "fifo")
    read = []
    reader = threading.Thread(target=lambda: read.append((two / "fifo").read_text()))
    reader.start()
    result = run(*to("fifo"), cwd=two)
    if result.returncode not in (0, 1):
        os.close(os.open(two / "fifo", os.O_RDWR | os.O_NONBLOCK))
    reader.join(10)
    assert not reader.is_alive() and result.returncode in (0, 1) and word in read[0], said(result)
    assert stat.S_ISFIFO((two / "fifo").stat().st_mode)
    quoted = " ".join(shlex.quote(word) for word in to("/dev/stdout"))
    write(two / "log", "earlier\n")
    result = shell(f'"$E" {quoted} >>log', two)
    text = (two / "log").read_text()
    assert result.returncode in (0, 1) and text.startswith("earlier\n") and word in text, (said(result), text[:300])
    # In the middle of others' output to the same file.
    result = shell(f'{{ echo before; "$E" {quoted}; echo after; }} >all', two)
    text = (two / "all").read_text()
    assert text.startswith("before\n") and text.endswith("after\n") and word in text, text[:300]


def limited(size):
    """No file may grow larger; writing more fails, as on a full disk."""

    def prepare():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

    return prepare


@pytest.mark.parametrize("writer", WRITERS)
def test_a_full_disk_leaves_the_old_file(writer, two):
    target, old, call, word = arranged(writer, two)
    if writer in ("lint --fix", "trace --check --write"):
        # As much as the limit and more.
        write(target, target.read_text() + "# " + "x" * 4000 + "\n")
    before = {path.name: path.read_bytes() for path in two.iterdir()}
    result = subprocess.run([PROGRAM, *call], cwd=two, capture_output=True, preexec_fn=limited(64 if "prune" not in writer else 8), timeout=30)
    assert result.returncode == 2 and target.name.encode() in result.stderr, said(result)
    assert {path.name: path.read_bytes() for path in two.iterdir()} == before
    # With room it works.
    assert run(*call, cwd=two).returncode in (0, 1)
    assert word in target.read_text()


@pytest.fixture
def small_disk(tmp_path):
    """A file system with room for 64 KiB, where one may mount."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)], capture_output=True).returncode != 0:
        pytest.skip("nothing may be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=False)


def test_a_disk_that_is_full(small_disk, two):
    target = write(small_disk / "out.json", "old\n")
    for call in (["lint", "--isolated", "many.yaml", "--format", f"json={target}"], ["graph", "--isolated", "many.yaml", "-o", target], ["baseline", "--isolated", "many.yaml", "-o", small_disk / "known.yml"]):
        result = run(*call, cwd=two)
        assert result.returncode == 2 and b"disk/" in result.stderr, said(result)
        assert [path.name for path in small_disk.iterdir()] == ["out.json"] and target.read_text() == "old\n"
    assert run("lint", "--isolated", "bad.yaml", "--format", f"json={target}", cwd=two).returncode == 1
    assert json.loads(target.read_text())["findings"]


@needs_strace
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_a_signal_leaves_the_old_file_or_the_new_one(number, two):
    """The signal comes at each of the last calls of every kind that writing may make."""
    folder = two / "signals"
    folder.mkdir()
    target = write(folder / "out.json", "old\n")
    call = ["lint", "--isolated", "../bad.yaml", "--format", "json=out.json"]
    kinds = ["openat", "write", "pwrite64", "fchmod", "fsync", "close", "rename", "renameat", "renameat2"]
    _, calls = traced(folder, *call, trace=two / "trace", calls=",".join(kinds))
    new = target.read_bytes()
    assert new != b"old\n"
    ended = 0
    for kind in kinds:
        count = sum(f" {kind}(" in line for line in calls)
        for number_of_call in range(max(1, count - 2), count + 1):
            write(target, "old\n")
            inject = f"inject={kind}:signal={number.name}:when={number_of_call}"
            result = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", f"trace={kind}", "-e", inject, PROGRAM, *call], cwd=folder, capture_output=True, timeout=30)
            ended += result.returncode in (-number, 128 + number)
            assert target.read_bytes() in (b"old\n", new), (kind, number_of_call)
            # What may lie beside it is no input of the next run, and no report.
            left = [path.name for path in folder.iterdir() if path != target]
            assert all(name.startswith(".") or not name.endswith((".yaml", ".yml", ".json")) for name in left), left
    assert ended > 0, "no run was hit"
