"""Runs what a page of the documentation shows: files that it tells the reader to write, commands, and their output.

A block of YAML whose first line is a comment with the name of a file, `# shop.yaml`, is written to that file. Comments say the rest:

    <!-- file: shop.json -->     the next block is written to this file
    <!-- not run: REASON -->     the next block is left alone
    <!-- scratch -->             from here on, commands run in a new, empty folder
    <!-- scratch: samples/x -->  ... in a copy of this folder of the repository
    <!-- scratch: repository --> ... in a clone with a catalog, the samples, the tag v1.2 and a remote branch
    <!-- picture: a.svg = images/a.svg -->  a file that the commands wrote is this file beside the page

In a `console` block, a line that begins with `$ ` is a command, and what follows is its output, which must be the same byte
for byte (standard output and errors, as on a terminal). In a `sh` block, the lines that begin with `eventlint` or `cd` are run. Exit
codes above 1 are failures, unless `$ echo $?` follows. Every block begins in the folder where the one before ended.
"""

import dataclasses
import os
import pathlib
import re
import shutil
import subprocess

from conftest import PROGRAM, ROOT

FILE = re.compile(r"# ([\w./-]+\.ya?ml)$")
COMMENT = re.compile(r"<!-- (file|scratch|picture|not run)(?:: (.*?))? -->$")


@dataclasses.dataclass
class Block:
    """A fenced block of a page, or a comment that is not above one (`language` is then None)."""

    language: str | None
    role: str | None
    value: str
    lines: list[str]
    start: int

    @property
    def text(self):
        return "".join(line + "\n" for line in self.lines)


def blocks(text):
    """The blocks of a page in their order; `start` is the position of the first line inside the fence."""
    lines = text.split("\n")
    found, role, value, position = [], None, "", 0
    while position < len(lines):
        line = lines[position]
        position += 1
        if comment := COMMENT.match(line):
            if comment[1] in ("file", "not run"):
                role, value = comment[1], comment[2] or ""
            else:
                found.append(Block(None, comment[1], comment[2] or "", [], position - 1))
        elif line.startswith("```"):
            start = position
            while lines[position] != "```":
                position += 1
            if not role and (name := FILE.match(lines[start])):
                role, value = "file", name[1]
            found.append(Block(line[3:], role, value, lines[start:position], start))
            role, value = None, ""
            position += 1
    return found


def steps(block):
    """The commands of a `console` block, each with the lines of its output as the page shows them."""
    found = []
    for line in block.lines:
        if line.startswith("$ "):
            found.append(([line], []))
        elif found and not found[-1][1] and found[-1][0][-1].endswith("\\"):
            found[-1][0].append(line)
        else:
            found[-1][1].append(line)
    return found


class Reader:
    """A person who follows a page: the scratch folder, the working folder, and the exit code of the last command."""

    def __init__(self, folder):
        self.base, self.count, self.status = folder, 0, 0
        programs = folder / "programs"
        programs.mkdir()
        (programs / "eventlint").symlink_to(PROGRAM)
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(("EVENTLINT_", "GIT_"))}
        self.environment = {
            **inherited,
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "EVENTLINT_TODAY": "2026-01-15",
            "GIT_CONFIG_GLOBAL": os.devnull,
            # The same commits on every day have the same names.
            **{f"GIT_{who}_NAME": "reader" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_EMAIL": "reader@example.org" for who in ("AUTHOR", "COMMITTER")},
            **{f"GIT_{who}_DATE": "2026-01-15T12:00:00Z" for who in ("AUTHOR", "COMMITTER")},
        }
        self.scratch("")

    def scratch(self, source):
        self.count += 1
        self.folder = self.base / f"{self.count}" / (pathlib.PurePath(source).name or "scratch")
        if source == "repository":
            self.repository()
        elif source:
            shutil.copytree(ROOT / source, self.folder)
        else:
            self.folder.mkdir(parents=True)
        self.start = self.folder

    def repository(self):
        """A clone with a catalog that has changed since v1.2, and the samples."""
        origin = self.base / f"{self.count}" / "origin"
        shutil.copytree(ROOT / "samples", origin / "samples")
        for place in ["catalog", "vendor"]:
            (origin / place).mkdir()
        for file in ["messages.yaml", "services.yaml"]:
            shutil.copy(ROOT / "samples/flowing-retail/orchestrated" / file, origin / "catalog" / file)
        for command in [
            ["init", "-q", "-b", "main"],
            ["add", "."],
            ["commit", "-qm", "one"],
            ["tag", "v1.2"],
            ["clone", "-q", origin, self.folder],
        ]:
            subprocess.run(["git", *command], cwd=origin, env=self.environment, check=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def run(self, command):
        """The output of a command, which may change the folder and see the last exit code (`echo $?`)."""
        place = self.base / "place"
        script = f"(exit {self.status})\n{command}\nstatus=$?; pwd >'{place}'; exit $status"
        result = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=60,
        )
        self.status = result.returncode
        self.folder = pathlib.Path(place.read_text().rstrip("\n"))
        return result.stdout.decode("utf-8")


def follow(page, folder):
    """Runs a page: its text with the output that the commands have now, and what else is wrong, one line each."""
    text = page.read_text("utf-8")
    lines = text.split("\n")
    reader, problems, replaced = Reader(folder), [], []
    for block in blocks(text):
        where = f"{page.name}:{block.start + 1}"
        if block.role == "scratch":
            reader.scratch(block.value)
        if block.role == "file":
            reader.write(block.value, block.text)
        elif block.role == "picture":
            made, kept = (part.strip() for part in block.value.split("="))
            if (reader.folder / made).is_file():
                replaced.append((page.parent / kept, (reader.folder / made).read_bytes()))
            else:
                problems.append(f"{where}: {made} was not written")
        elif block.role == "not run":
            continue
        elif block.language == "console":
            now = []
            commands = [command for command, _ in steps(block)]
            for command, following in zip(commands, [*commands[1:], None]):
                output = reader.run("\n".join(command)[2:]).rstrip("\n")
                if reader.status > 1 and following != ["$ echo $?"]:
                    problems.append(f"{where}: {command[0]}: exit code {reader.status}")
                now += command + (output.split("\n") if output else [])
            replaced.append((block.start, len(block.lines), now))
        elif block.language == "sh":
            for line in block.lines:
                if line.split(" ")[0] in ("eventlint", "cd"):
                    output = reader.run(line)
                    if reader.status > 1:
                        problems.append(f"{where}: {line}: exit code {reader.status}\n{output}")
    pictures = []
    for change in reversed(replaced):
        if len(change) == 2:
            pictures.append(change)
        else:
            start, length, now = change
            lines[start : start + length] = now
    return "\n".join(lines), pictures, problems
