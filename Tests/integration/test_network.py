"""Nothing is ever asked of a network."""

import shutil
import subprocess

import pytest

from conftest import PROGRAM, ROOT

REMOTE = """\
asyncapi: 3.0.0
info: {title: Orders, version: 1.0.0}
channels: {placed: {address: placed, messages: {OrderPlaced: {payload: {$ref: 'https://example.org/schemas/order.json'}}}}}
operations: {send: {action: send, channel: {$ref: '#/channels/placed'}}}
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="there is no strace")
@pytest.mark.parametrize(
    "arguments",
    [
        ["lint", "--isolated", "--fail-on", "never", "samples", "REMOTE"],
        ["lint", "--isolated", "--fail-on", "never", "--format", "sarif", "samples/eshop"],
        ["lint", "--isolated", "--fail-on", "never", "--new-since", "HEAD", "samples"],
        ["graph", "--isolated", "--svg", "samples/eshop"],
        ["show", "--isolated", "OrderStarted", "samples/eshop"],
        ["convert", "REMOTE"],
        ["rules"],
        ["explain", "long-event-chain"],
        ["schema", "catalog"],
        ["config"],
    ],
)
def test_no_socket_is_opened(arguments, tmp_path):
    (tmp_path / "remote.yaml").write_text(REMOTE)
    arguments = [str(tmp_path) if word == "REMOTE" else word for word in arguments]
    trace = tmp_path / "trace"
    result = subprocess.run(["strace", "-f", "-qq", "-e", "trace=network", "-o", trace, PROGRAM, *arguments], cwd=ROOT, capture_output=True)
    assert result.returncode == 0, result.stderr
    # Programs that were started talk to us through pipes; a pair of local sockets leads nowhere.
    calls = [line for line in trace.read_text().splitlines() if "(" in line and "socketpair(" not in line]
    assert calls == []
