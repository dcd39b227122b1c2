"""On a real terminal, at the end of a pipe, on a full disk, interrupted."""

import codecs
import fcntl
import os
import pathlib
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

import pytest

from conftest import PROGRAM, ROOT, SAMPLES, run

ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]|\x1b\]8;;[^\x1b]*\x1b\\")


class Terminal:
    """The program on a terminal of some width; standard output and standard error may be told apart."""

    def __init__(self, *arguments, columns=80, env=None, cwd=ROOT):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        plain = {k: v for k, v in os.environ.items() if k not in ("CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "TERM_PROGRAM", "VTE_VERSION")}
        self.process = subprocess.Popen(
            [PROGRAM, *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave, cwd=cwd, start_new_session=True,
            env={**plain, "TERM": "xterm-256color", "EVENTLINT_TODAY": "2026-01-15", **(env or {})},
        )  # fmt: skip
        os.close(slave)
        self.text = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")()

    def read(self, until=None, seconds=120):
        """Reads until a text appears, or else until the program ends."""
        end = time.monotonic() + seconds
        while until is None or not re.search(until, self.text):
            assert time.monotonic() < end, f"still running after {seconds} seconds: {self.text}"
            if not self._read():
                break
        assert until is None or re.search(until, self.text), self.text
        return self.text

    def _read(self, wait=0.05):
        """Reads what there is; false when the program has ended."""
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        self.text += self.decoder.decode(data)
        if not data:
            self.process.wait(5)
        return bool(data)

    def hold(self, until, times=100):
        """Stops the program for longer than it waits to show its progress, until a text appears: reading may be faster."""
        for _ in range(times):
            if re.search(until, self.text) or self.process.poll() is not None:
                break
            os.killpg(self.process.pid, signal.SIGSTOP)
            time.sleep(0.6)
            os.killpg(self.process.pid, signal.SIGCONT)
            self._read(wait=0.01)
        return self


def shown(*arguments, **options):
    return Terminal(*arguments, **options).read().replace("\r\n", "\n")


# The findings of samples that stand for the five that the design drew.
PICTURES = [
    ("samples/address-change/disguised", "disguised-command"),
    ("samples/flowing-retail/choreographed", "unmet-need"),
    ("samples/flowing-retail/choreographed", "long-event-chain"),
    ("samples/address-changed/promises-broken", "pattern-payload-mismatch"),
    ("samples/bank-account/events-leaked", "inside-event-leaked"),
]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("sample, rule", PICTURES)
def test_findings_on_a_terminal(sample, rule, columns):
    """With colour and without the text is the same, and source lines keep to the width."""
    call = ["lint", "--isolated", "--select", rule, sample]
    coloured = shown(*call, columns=columns)
    plain = shown(*call, columns=columns, env={"NO_COLOR": "1"})
    assert "\x1b" not in plain and "\x1b[1;" in coloured
    assert ESCAPES.sub("", coloured) == plain
    recording = pathlib.Path(__file__).parent / "recordings" / f"{rule}-{columns}.txt"
    if os.environ.get("EVENTLINT_RECORD"):
        recording.parent.mkdir(exist_ok=True)
        recording.write_text(plain)
    assert plain == recording.read_text()
    for line in plain.splitlines():
        if re.match(r" *\d* \| ", line):
            source = re.sub(r"( [\^-]+) .*", r"\1", line)
            assert len(source) <= columns, line


def test_what_can_be_mended_is_marked_and_drawn(tmp_path):
    (tmp_path / "a.yaml").write_text(
        "eventlint: 1\nservices:\n  # eventlint: ignore[unmet-need] the data team reads it\n  a: {publishes: [OrderPlaced]}\n  b: {consumes: [OrderPlacd]}\n"
    )
    text = shown("lint", "--isolated", "--select", "unused-suppression,unknown-reference,unmet-need", ".", cwd=tmp_path, env={"NO_COLOR": "1"})
    recording = pathlib.Path(__file__).parent / "recordings" / "fixes-80.txt"
    if os.environ.get("EVENTLINT_RECORD"):
        recording.write_text(text)
    assert text == recording.read_text()
    assert "[*]" in text and "5 +   b: {consumes: [OrderPlaced]}" in text


def test_colour_is_decided_as_everywhere(tmp_path):
    call = ["lint", "--isolated", SAMPLES[0]]
    for env, coloured in [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True), ({"TERM": "dumb"}, False), ({"CLICOLOR": "0"}, False), ({"CLICOLOR": "0", "FORCE_COLOR": "1"}, True)]:  # fmt: skip
        assert ("\x1b[" in shown(*call, env=env)) == coloured, env
    assert b"\x1b" not in run(*call).stdout
    assert b"\x1b[" in run(*call, env={"CLICOLOR_FORCE": "1"}).stdout
    assert b"\x1b[" in run(*call, "--color", "always", env={"NO_COLOR": "1"}).stdout
    assert "\x1b[" not in shown(*call, "--color", "never", env={"FORCE_COLOR": "1"})
    assert b"\x1b[" in run(*call, env={"EVENTLINT_COLOR": "always"}).stdout


def test_links_only_where_they_are_followed():
    call = ["lint", "--isolated", SAMPLES[0]]
    link = "\x1b]8;;file://"
    assert link not in shown(*call)
    text = shown(*call, env={"TERM_PROGRAM": "WezTerm"})
    assert f"{link}{ROOT}/samples" in text
    assert text.count("\x1b]8;;\x1b\\") * 2 == text.count("\x1b]8;;")
    assert link not in shown(*call, env={"TERM_PROGRAM": "WezTerm", "CI": "true"})
    assert b"\x1b]8" not in run(*call, env={"TERM_PROGRAM": "WezTerm"}).stdout
    assert b"\x1b]8" in run(*call, "--hyperlinks", "always").stdout


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    """Much to read, and little to judge."""
    folder = tmp_path_factory.mktemp("many")
    text = "eventlint: 1\nx-ballast: [" + "1234, " * 20_000 + "]\n"
    for n in range(320):
        (folder / f"{n}.yaml").write_text(text)
    return folder


def test_progress_is_told_and_wiped(many):
    call = ["lint", "--isolated", "--select", "syntax", "--jobs", "1", many]
    text = Terminal(*call).hold(until="Reading").read()
    assert re.search(r"\rReading: [\d]+ of 320 files\x1b\[K", text)
    assert re.search(r"files\x1b\[K\r\x1b\[K", text), "the line is wiped"
    for options in (["--no-progress"], ["-q"]):
        assert "Reading" not in Terminal(*call, *options).hold(until="Reading", times=3).read()
    assert "Reading" not in Terminal(*call, env={"CI": "1"}).hold(until="Reading", times=3).read()
    assert b"Reading" not in run(*call).stderr


def test_an_interrupt_ends_it_and_wipes_the_line(many):
    terminal = Terminal("lint", "--isolated", "--jobs", "1", many)
    terminal.hold(until="Reading").read(until="Reading")
    os.killpg(terminal.process.pid, signal.SIGINT)
    text = terminal.read()
    assert terminal.process.wait(5) == -signal.SIGINT
    assert text.endswith("\r\x1b[K")


def test_a_reader_that_goes_away_ends_it_quietly():
    command = f"'{PROGRAM}' lint --isolated --fail-on never --format json samples | head -c 10"
    result = subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=ROOT, capture_output=True)
    assert result.returncode in (0, 141) and b"error:" not in result.stderr and b"ipe" not in result.stderr, result


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no /dev/full")
def test_a_full_disk_is_told(tmp_path):
    result = subprocess.run([PROGRAM, "lint", "--isolated", SAMPLES[0]], cwd=ROOT, stdout=open("/dev/full", "wb"), stderr=subprocess.PIPE)
    assert result.returncode == 1 and result.stderr.startswith(b"error: cannot write the output: no space left")
    result = subprocess.run([PROGRAM, "rules"], cwd=ROOT, stdout=open("/dev/full", "wb"), stderr=subprocess.PIPE)
    assert result.returncode == 2 and result.stderr.startswith(b"error: cannot write the output: no space left")
    result = run("lint", "--isolated", "--format", "sarif=/dev/full", SAMPLES[0])
    assert result.returncode == 2 and b"/dev/full: " in result.stderr


def test_an_output_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "folder").mkdir()
    for target in [tmp_path / "folder", tmp_path / "nowhere" / "r.json"]:
        result = run("lint", "--isolated", "--format", f"json={target}", SAMPLES[0])
        assert result.returncode == 2 and str(target).encode() in result.stderr
        assert result.stderr.count(b"\n") == 1


def test_watching(tmp_path):
    file = tmp_path / "a.yaml"
    file.write_text("eventlint: 1\nservices: {a: {consumes: [Nowhere]}}\n")
    terminal = Terminal("lint", "--isolated", "--watch", tmp_path)
    terminal.read(until="consumes Nowhere")
    terminal.read(until="Ctrl-C to stop")
    terminal.text = ""
    file.write_text("eventlint: 1\nservices: {a: {consumes: [Nowhere, Elsewhere]}}\n")
    terminal.read(until="consumes Elsewhere")
    terminal.text = ""
    # Half-typed: what was found before stays, and where the text is broken is told.
    file.write_text("eventlint: 1\nservices: {a: {consumes: [Nowhere, \n")
    terminal.read(until="showing the previous result")
    assert "consumes Elsewhere" in terminal.text and re.search(r"a\.yaml:\d+:\d+: ", terminal.text)
    terminal.text = ""
    (tmp_path / "b.yaml").write_text("eventlint: 1\nservices: {b: {publishes: [OrderPlaced]}}\n")
    file.write_text("eventlint: 1\nservices: {a: {consumes: [OrderPlaced]}}\n")
    terminal.read(until="All clear: 2 files")
    os.killpg(terminal.process.pid, signal.SIGINT)
    terminal.read()
    assert terminal.process.wait(5) == -signal.SIGINT


def test_verbose_and_quiet():
    said = run("lint", "--isolated", "-v", SAMPLES[0]).stderr.decode()
    assert "configuration: none" in said and re.search(r"rules: \d+ enabled, 0 policies", said)
    assert run("lint", "--isolated", "-q", SAMPLES[0]).stderr == b""


def test_exit_codes(tmp_path):
    (tmp_path / "good.yaml").write_text("eventlint: 1\nservices: {a: {publishes: [A]}, b: {consumes: [A]}}\n")
    (tmp_path / "bad.yaml").write_text("eventlint: 1\nservices: {a: {consumes: [B]}}\n")
    for code, arguments in [
        (0, ["good.yaml"]), (1, ["bad.yaml"]), (0, ["bad.yaml", "--fail-on", "never"]), (2, ["nowhere"]), (2, ["--nonsense"]),
        (2, ["good.yaml", "--format", "none"]), (2, ["good.yaml", "--select", "nonsense"]), (2, ["good.yaml", "--config", "nowhere.yml"]),
    ]:  # fmt: skip
        result = run("lint", *arguments, cwd=tmp_path)
        assert result.returncode == code, (arguments, result.stderr)
    (tmp_path / "empty").mkdir()
    assert run("lint", "empty", cwd=tmp_path).returncode == 2
    assert run("lint", "--allow-empty", "empty", cwd=tmp_path).returncode == 0
    mistyped = run("grpah", cwd=tmp_path, check=2)
    assert b"did you mean the command `graph`?" in mistyped.stderr


def test_every_option_has_a_twin(tmp_path):
    (tmp_path / "bad.yaml").write_text("eventlint: 1\nservices: {a: {consumes: [B]}}\n")

    def lint(*arguments, **env):
        return run("lint", *arguments, "bad.yaml", cwd=tmp_path, env=env)

    assert lint(EVENTLINT_FORMAT="json").stdout.startswith(b"{")
    assert lint(EVENTLINT_FAIL_ON="never").returncode == 0
    assert lint(EVENTLINT_IGNORE="unknown-reference").stdout == b""
    assert lint(EVENTLINT_QUIET="1").stderr == b""
    assert lint(EVENTLINT_STATISTICS="1").stderr.count(b"unknown-reference") == 2
    assert b"Only 0 of 1" in lint(EVENTLINT_MAX_FINDINGS="0").stderr
    assert lint("--format", "compact", EVENTLINT_FORMAT="json").stdout.startswith(b"bad.yaml")
    assert lint(EVENTLINT_COLOR="sometimes").returncode == 2


def test_a_call_without_options_is_as_one_with(tmp_path):
    """Without options, the parser of options is not run; what is said must not depend on that."""
    (tmp_path / "bad.yaml").write_text("eventlint: 1\nservices: {a: {consumes: [B]}}\n")
    (tmp_path / ".eventlint.yml").write_text("rules: {unknown-reference: warning}\n")
    (tmp_path / "lint").mkdir()
    for env in [{}, {"EVENTLINT_FORMAT": "json"}, {"EVENTLINT_ISOLATED": "1"}, {"EVENTLINT_FAIL_ON": "warning"},
                {"EVENTLINT_COLOR": "always"}, {"EVENTLINT_FAIL_ON": "grave"}, {"EVENTLINT_SELECT": "missing-owner"}]:  # fmt: skip
        for paths in [["bad.yaml"], ["bad.yaml", "nowhere"], ["grpah"], [".", "bad.yaml"], ["lint"], []]:
            plain, parsed = (run(*call, cwd=tmp_path, env=env) for call in [["lint", *paths], ["lint", "--no-progress", *paths]])
            assert (plain.returncode, plain.stdout, plain.stderr) == (parsed.returncode, parsed.stdout, parsed.stderr), paths
            if paths and paths != ["lint"]:
                short = run(*paths, cwd=tmp_path, env=env)
                assert (short.returncode, short.stdout, short.stderr) == (plain.returncode, plain.stdout, plain.stderr)
    assert run(cwd=tmp_path).stdout == run("lint", cwd=tmp_path).stdout
    assert b"USAGE" in run("help", cwd=tmp_path).stdout
    overridden = run("lint", "--color", "never", "bad.yaml", cwd=tmp_path, env={"EVENTLINT_COLOR": "x"})
    assert overridden.returncode == 0 and b"EVENTLINT_COLOR" not in overridden.stderr
    assert b"--color: unknown value" in run("lint", "--color", "x", "bad.yaml", cwd=tmp_path, check=2).stderr
    assert b"EVENTLINT_COLOR: unknown value" in run("lint", "bad.yaml", cwd=tmp_path, env={"EVENTLINT_COLOR": "x"}, check=2).stderr
