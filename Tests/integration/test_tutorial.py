"""Pages that show commands are followed by the letter: `pages.py` says how.

EVENTLINT_RECORD=1 writes the output of now back to the pages and the pictures, and fails; read the difference.
"""

import difflib
import os

import pytest

import pages
from conftest import ROOT

SHOWING = [
    path
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    if any(block.language in ("console", "sh") and block.role != "not run" for block in pages.blocks(path.read_text("utf-8")))
]


@pytest.mark.parametrize("page", SHOWING, ids=lambda page: page.name)
def test_a_reader_sees_what_the_page_shows(page, tmp_path):
    shown = page.read_text("utf-8")
    now, pictures, problems = pages.follow(page, tmp_path)
    assert not problems, "\n".join(problems)
    stale = [path for path, picture in pictures if not path.exists() or path.read_bytes() != picture]
    if os.environ.get("EVENTLINT_RECORD") and (now != shown or stale):
        page.write_text(now, "utf-8")
        for path, picture in pictures:
            path.write_bytes(picture)
        pytest.fail(f"{page.name} is recorded")
    difference = difflib.unified_diff(shown.split("\n"), now.split("\n"), "page", "now", lineterm="")
    assert now == shown, "\n".join(difference)
    assert not stale, f"not the picture that the commands write: {stale}"
