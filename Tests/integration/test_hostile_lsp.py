"""The language server answers whatever comes, and ends as the protocol says."""

import json
import os
import re
import select
import subprocess
import time

import pytest

from conftest import PROGRAM
from hostile import CATALOG, consumer, write


class Server:
    """A client that may send anything at all."""

    def __init__(self, folder, capabilities=None, initialize=True):
        self.process = subprocess.Popen([PROGRAM, "lsp"], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "EVENTLINT_TODAY": "2026-01-15"})
        self.folder = folder
        self.buffer = b""
        self.messages = []
        if initialize:
            self.send(id=1, method="initialize", params={"capabilities": capabilities or {}, "rootUri": folder.as_uri(), "workspaceFolders": [{"uri": folder.as_uri(), "name": "x"}]})
            assert "capabilities" in self.answer(1)["result"]
            self.send(method="initialized", params={})

    @staticmethod
    def framed(body):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        return b"Content-Length: %d\r\n\r\n" % len(body) + body

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, **message):
        self.raw(self.framed({"jsonrpc": "2.0", **message}))

    def ask(self, raw_id, method, params):
        """A request whose id is written as it stands."""
        self.raw(self.framed(f'{{"jsonrpc":"2.0","id":{raw_id},"method":{json.dumps(method)},"params":{json.dumps(params)}}}'.encode()))

    def more(self, seconds):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        if ready:
            self.buffer += os.read(self.process.stdout.fileno(), 1 << 16)
        while (head := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = int(re.search(rb"(?i)content-length: *(\d+)", self.buffer[:head]).group(1))
            if len(self.buffer) < head + 4 + length:
                break
            self.messages.append(self.buffer[head + 4 : head + 4 + length])
            self.buffer = self.buffer[head + 4 + length :]
        return bool(ready)

    def until(self, wanted, what, seconds=3):
        """The first message that is wanted; taken out."""
        end = time.monotonic() + seconds
        while True:
            for text in self.messages:
                if wanted(text):
                    self.messages.remove(text)
                    return text
            if time.monotonic() > end or (self.process.poll() is not None and not self.more(0)):
                raise AssertionError(f"{what} did not come; exit {self.process.poll()}; there were {self.messages}")
            self.more(0.05)

    def answer(self, raw_id):
        """The answer to a request, by its id as it was sent."""
        pattern = re.compile(rb'"id" *: *' + re.escape(str(raw_id).encode()) + rb"(?=[ ,}\n])")
        return json.loads(self.until(lambda text: pattern.search(text) and (b'"result"' in text or b'"error"' in text), f"an answer to {raw_id}"))

    def diagnostics(self, name, wanted):
        uri = (self.folder / name).as_uri()

        def is_it(text):
            message = json.loads(text)
            return message.get("method") == "textDocument/publishDiagnostics" and message["params"]["uri"] == uri and wanted(message["params"]["diagnostics"])

        return json.loads(self.until(is_it, f"diagnostics of {name}"))["params"]["diagnostics"]

    def is_well(self, raw_id=99):
        self.ask(raw_id, "workspace/symbol", {"query": "stock"})
        assert [symbol["name"] for symbol in self.answer(raw_id)["result"]] == ["stock"]

    def end(self, says_shutdown=True):
        if says_shutdown:
            self.send(id=1000, method="shutdown")
            self.answer(1000)
        self.send(method="exit")
        return self.process.wait(5)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except BrokenPipeError:
                pass


@pytest.fixture
def workspace(tmp_path):
    folder = tmp_path / "workspace"
    write(folder / "c.yaml", CATALOG)
    return folder


def opening(folder, name="c.yaml", text=CATALOG):
    return {"jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {"textDocument": {"uri": (folder / name).as_uri(), "languageId": "yaml", "version": 1, "text": text}}}


@pytest.mark.parametrize("raw_id", ["9223372036854775808", "-9223372036854775809", "1e300", '"abc"', '"\\u202e"', "1.5", "-0", "0", "2147483648", "9007199254740993", "18446744073709551616", '""'])
def test_an_answer_has_the_id_of_its_request(raw_id, workspace):
    with Server(workspace) as server:
        server.ask(raw_id, "workspace/symbol", {"query": "stock"})
        known = {'"\\u202e"': ['"\\u202e"', '"\u202e"']}.get(raw_id, [raw_id])
        pattern = re.compile("|".join(rf'"id" *: *{re.escape(text)}(?=[ ,}}\n])' for text in known).encode())
        answer = server.until(pattern.search, f"an answer to {raw_id}")
        assert json.loads(answer)["result"][0]["name"] == "stock"
        # Also of an error.
        server.ask(raw_id, "nonsense", {})
        assert b"-32601" in server.until(pattern.search, f"an error for {raw_id}")
        server.is_well()
        assert server.end() == 0


@pytest.mark.parametrize("line", [-1, -9223372036854775808, 9223372036854775807, 9223372036854775808, 1e300, 4294967296, 2147483648, 0.5, None, "0", [], {}])
def test_positions_from_nowhere_are_harmless(line, workspace):
    with Server(workspace) as server:
        server.raw(server.framed(opening(workspace)))
        methods = ["hover", "definition", "references", "completion", "codeAction", "documentSymbol"]
        number = 10
        for method in methods:
            for position in ({"line": line, "character": 0}, {"line": 1, "character": line}, {"line": line, "character": line}):
                number += 1
                server.send(id=number, method=f"textDocument/{method}", params={"textDocument": {"uri": (workspace / "c.yaml").as_uri()}, "position": position, "range": {"start": position, "end": position}, "context": {"diagnostics": []}})
        for asked in range(11, number + 1):
            server.answer(asked)
        server.is_well(1001)
        assert server.end() == 0


def test_a_request_and_an_opening_in_one_read(workspace):
    with Server(workspace) as server:
        text = consumer("stock", "Typed")
        request = {"jsonrpc": "2.0", "id": 7, "method": "textDocument/documentSymbol", "params": {"textDocument": {"uri": (workspace / "c.yaml").as_uri()}}}
        server.raw(server.framed(opening(workspace, text=text)) + server.framed(request))
        assert server.answer(7)["result"]
        server.diagnostics("c.yaml", lambda found: any("Typed" in each["message"] for each in found))
        change = {"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": {"uri": (workspace / "c.yaml").as_uri(), "version": 2}, "contentChanges": [{"text": consumer("stock", "Later")}]}}
        server.raw(server.framed(request | {"id": 8}) + server.framed(change) + server.framed(request | {"id": 9}))
        server.answer(8)
        server.answer(9)
        server.diagnostics("c.yaml", lambda found: any("Later" in each["message"] for each in found))
        # Byte by byte.
        for byte in server.framed(request | {"id": 10}):
            server.raw(bytes([byte]))
        assert server.answer(10)["result"]
        assert server.end() == 0


@pytest.mark.parametrize(
    "bad",
    [
        b"\r\n\r\n", b"Content-Type: x\r\n\r\n", b"garbage\r\n\r\n", b"Content-Length: -5\r\n\r\n", b"Content-Length: x\r\n\r\n", b"Content-Length: 99999999999999999999\r\n\r\n", b"Content-Length: 9223372036854775807\r\n\r\n",
        b"Content-Length: \r\n\r\n", b"Content-Length: 3\r\n\r\nabc", b"Content-Length: 2\r\n\r\n[]", b"Content-Length: 4\r\n\r\nnull", b"Content-Length: 0\r\n\r\n", b"\xff\xfe: \x00\r\n\r\n", b"Content-Length: 2\r\n\r\n\xff\xff",
        b"Content-Length: 400\r\n\r\n" + b"[" * 400, b"Content-Length: 15\r\n\r\n" + b'{"method": 5  }',
    ],
)  # fmt: skip
def test_bad_framing_is_answered_and_overcome(bad, workspace):
    with Server(workspace) as server:
        server.raw(bad)
        if not bad.endswith((b"5  }",)):
            server.until(lambda text: b'"error"' in text and b'"id"' in text and (b"-32700" in text or b"-32600" in text), "an error")
        server.is_well()
        # And in one read with what is good.
        server.raw(bad + server.framed({"jsonrpc": "2.0", "id": 5, "method": "workspace/symbol", "params": {"query": "stock"}}))
        assert server.answer(5)["result"][0]["name"] == "stock"
        assert server.end() == 0


def test_endless_headers_take_no_endless_memory(workspace):
    """Headers without an end: an error, not a buffer that grows for ever (and is searched anew for each read)."""
    with Server(workspace) as server:
        begin = time.monotonic()
        try:
            for _ in range(64):
                server.raw(b"x" * (1 << 16))
                server.more(0)
            server.raw(b"\r\n\r\n")
            server.is_well()
        except BrokenPipeError:
            assert server.process.wait(5) == 1
        assert time.monotonic() - begin < 10


@pytest.mark.parametrize("says_shutdown, code", [(True, 0), (False, 1)])
def test_the_exit_code_tells_whether_shutdown_came_first(says_shutdown, code, workspace):
    with Server(workspace) as server:
        assert server.end(says_shutdown) == code
    with Server(workspace, initialize=False) as server:
        server.send(method="exit")
        assert server.process.wait(5) == 1


def test_a_client_that_goes_away_is_the_end(workspace):
    with Server(workspace) as server:
        server.process.stdin.close()
        assert server.process.wait(5) in (0, 1)


@pytest.mark.parametrize("text, line", [("rules: {nonsense: off}\n", 0), ("include: [c.yaml]\nrules:\n  unknown-reference: sometimes\n", 2), ("rules: [\n", 1), ('exclude: ["[a"]\n', 0)])
def test_a_bad_configuration_is_marked_where_it_is_bad(text, line, workspace):
    write(workspace / ".eventlint.yml", text)
    with Server(workspace) as server:
        server.raw(server.framed(opening(workspace)))
        found = server.diagnostics(".eventlint.yml", bool)
        assert found[0]["severity"] == 1 and found[0]["range"]["start"]["line"] == line, found
        # Mended: the mark goes, and the catalog's findings are there.
        write(workspace / ".eventlint.yml", "include: [c.yaml]\n")
        server.send(method="workspace/didChangeWatchedFiles", params={"changes": [{"uri": (workspace / ".eventlint.yml").as_uri(), "type": 2}]})
        server.diagnostics(".eventlint.yml", lambda found: not found)
        server.diagnostics("c.yaml", lambda found: any("Missing" in each["message"] for each in found))
        assert server.end() == 0


def test_files_are_watched_where_the_client_can(workspace):
    can = {"workspace": {"didChangeWatchedFiles": {"dynamicRegistration": True}}}
    with Server(workspace, capabilities=can) as server:
        request = json.loads(server.until(lambda text: b"client/registerCapability" in text, "a registration"))
        registration = request["params"]["registrations"][0]
        assert registration["method"] == "workspace/didChangeWatchedFiles" and registration["id"]
        patterns = json.dumps(registration["registerOptions"]["watchers"])
        assert all(ending in patterns for ending in ("yaml", "yml", "json")) or "**/*\"" in patterns, patterns
        server.send(id=request["id"], result=None)
        # What another program writes is seen.
        write(workspace / "late.yaml", consumer("late", "Late"))
        server.send(method="workspace/didChangeWatchedFiles", params={"changes": [{"uri": (workspace / "late.yaml").as_uri(), "type": 1}]})
        server.diagnostics("late.yaml", lambda found: any("Late" in each["message"] for each in found))
        assert server.end() == 0
    with Server(workspace) as server:
        server.is_well()
        assert not any(b"client/registerCapability" in text for text in server.messages)
        assert server.end() == 0


@pytest.mark.parametrize("uri", ["file:///etc/passwd", "file://", "file:///%ff%fe.yaml", "file:///%", "untitled:x", "http://x/y.yaml", "", "file://host/x.yaml", "file:///%00.yaml", "file:///tmp/../etc/x.yaml"])
def test_odd_addresses_are_harmless(uri, workspace):
    with Server(workspace) as server:
        server.send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": CATALOG}})
        for number, method in enumerate(["hover", "definition", "references", "completion", "documentSymbol", "codeAction"], 20):
            server.send(id=number, method=f"textDocument/{method}", params={"textDocument": {"uri": uri}, "position": {"line": 1, "character": 12}, "range": {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}})
            server.answer(number)
        server.send(method="textDocument/didClose", params={"textDocument": {"uri": uri}})
        server.is_well()
        assert server.end() == 0
