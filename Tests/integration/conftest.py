"""What all integration tests share: the program and the repository."""

import os
import pathlib
import signal
import subprocess

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("EVENTLINT", str(ROOT / ".build-release/release/eventlint"))
# In the background a shell ignores SIGINT, and the programs that tests start and interrupt would inherit that.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
SAMPLES = sorted(
    str(folder.relative_to(ROOT))
    for folder in [*(ROOT / "samples").glob("*/*/"), ROOT / "samples/eshop"]
    if folder.is_dir()
)


def run(*arguments, cwd=ROOT, check=None, stdin=None, env=None):
    """Runs eventlint; `check` is the exit code that is expected."""
    result = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        input=stdin,
        env={**os.environ, "EVENTLINT_TODAY": "2026-01-15", **(env or {})},
        timeout=60,
    )
    if check is not None:
        assert result.returncode == check, (result.returncode, result.stdout.decode(), result.stderr.decode())
    return result


@pytest.fixture
def program():
    return PROGRAM
