"""The same run with the scanner and with libyaml alone."""

import pytest

from conftest import SAMPLES, run

TEXTS = {
    "crlf": "eventlint: 1\r\nservices:\r\n  a: {publishes: [B]}  # eventlint: ignore event-without-consumer -- known\r\n",
    "escapes": 'eventlint: 1\nservices:\n  "\\u00e9": {publishes: "B\\tC"}\n  f: {consumes: {x: |\n    y\n}}\n',
    "tags": "eventlint: 1\nservices:\n  a: !Ref {publishes: [B]}\n  b: {publishes: !!str C}\n",
    "errors": "eventlint: 1\nservices:\n  a: {publishes: [B\n  b: c: d\n",
    "twice": "eventlint: 1\nservices:\n  a: {publishes: [B]}\n  'a': {publishes: [C]}\n",
    "anchors": "eventlint: 1\nservices:\n  a: &a {publishes: [B]}\n  b:\n    <<: *a\n    consumes: [D]\n  c: *none\n",
}


def report(folder, parser):
    result = run("lint", "--isolated", "--format", "json", folder, env={"EVENTLINT_PARSER": parser})
    return result.returncode, result.stdout, result.stderr


@pytest.mark.parametrize("folder", SAMPLES)
def test_samples(folder):
    assert report(folder, "") == report(folder, "libyaml")


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name, tmp_path):
    (tmp_path / "catalog.yaml").write_bytes(TEXTS[name].encode())
    expected = report(tmp_path, "libyaml")
    assert report(tmp_path, "") == expected
    assert b"catalog.yaml" in expected[1]
