"""Numbers of any size end in a value or an error."""

import json
import re

import pytest

from conftest import run
from hostile import CALL, missing, said, two, write


HUGE = ["9223372036854775807", "9223372036854775808", "-9223372036854775808", "-1", "-5", "0", "1e300", "NaN", "", "4611686018427387904", "1000000"]


def is_no_crash(result):
    assert 0 <= result.returncode <= 2, said(result)
    assert b"Fatal error" not in result.stderr and b"Crash" not in result.stderr, said(result)


@pytest.mark.parametrize("number", HUGE)
def test_options_that_are_numbers_take_any(number, two):
    write(two / "chain.yaml", "eventlint: 1\nservices:\n" + "".join(f"  s{n}: {{consumes: {{E{n}: {{publishes: E{n + 1}}}}}}}\n" for n in range(20)))
    calls = [
        ["graph", "--isolated", "--focus", "s3", f"--depth={number}", "chain.yaml"], ["graph", "--isolated", "--view", "message", "--focus", "E3", f"--depth={number}", "chain.yaml"],
        ["graph", "--isolated", "--view", "sequence", "--format", "svg", f"--longest={number}", "chain.yaml"], ["trace", "E0", "--isolated", f"--depth={number}", "chain.yaml"], ["trace", "--to", "E20", "--isolated", f"--depth={number}", "chain.yaml"],
        ["trace", "--list", "--isolated", f"--depth={number}", "chain.yaml"], ["lint", "--isolated", f"--max-findings={number}", "bad.yaml"], ["lint", "--isolated", f"--jobs={number}", "bad.yaml", "good.yaml"],
        ["graph", "--isolated", f"--jobs={number}", "bad.yaml"],
    ]  # fmt: skip
    for call in calls:
        result = run(*call, cwd=two)
        is_no_crash(result)
        if call[0] == "lint" and result.returncode != 2:
            assert result.returncode == 1, said(result)
        if call[0] != "lint" and number == "1000000" and "--longest=1000000" not in call:
            assert result.returncode == 0, said(result)
    result = run("lint", "--isolated", "bad.yaml", cwd=two, env={"EVENTLINT_MAX_FINDINGS": number})
    is_no_crash(result)


def options_of_rules(folder):
    """All options that are whole numbers, with their rules, as the program itself tells them."""
    shown = run("config", "--isolated", cwd=folder, check=0).stdout.decode()
    rule, found = "", []
    for line in shown.splitlines():
        if match := re.match(r"  ([a-z-]+): ", line):
            rule = match.group(1)
        elif (match := re.match(r"    ([a-z-]+): (-?\d+)\b", line)) and rule:
            found.append((rule, match.group(1)))
    return found


@pytest.mark.parametrize("number", ["9223372036854775807", "-9223372036854775808", "9223372036854775808", "4611686018427387904", "9007199254740993", "0", "-1", "1e300", ".inf", ".nan", "1152921504606846976"])
def test_options_of_rules_take_any_number(number, two):
    write(two / "big.yaml", "eventlint: 1\nservices:\n" + "".join(f"  s{n}: {{consumes: {{E{n}: {{publishes: E{n + 1}, needs: [a]}}}}}}\n" for n in range(8)) + "events:\n" + "".join(f"  E{n}: {{size: 300 KiB, payload: {{a: string, b: string}}}}\n" for n in range(8)))
    options = options_of_rules(two)
    assert ("oversized-payload", "max-kibibytes") in options and len(options) > 5, options
    rules = {}
    for rule, option in options:
        rules.setdefault(rule, []).append(f"{option}: {number}")
    write(two / ".eventlint.yml", "rules:\n" + "".join(f"  {rule}: {{severity: info, {', '.join(words)}}}\n" for rule, words in rules.items()))
    result = run("lint", "big.yaml", cwd=two)
    is_no_crash(result)
    if result.returncode == 2:
        assert result.stderr.count(b"\n") == 1 and b".eventlint.yml:" in result.stderr, said(result)
    # The one that is refused first must not stand for all others.
    write(two / ".eventlint.yml", f"rules: {{oversized-payload: {{max-kibibytes: {number}}}}}\n")
    result = run("lint", "big.yaml", cwd=two)
    is_no_crash(result)


@pytest.mark.parametrize("value", ["-1e300", "1e400", "-1e400", '"NaN"', '"nan"', ".nan", ".inf", '"-inf"', "9223372036854775808", "-9223372036854775809", "null", '"x"', "[]", "{}", '""', "0x7fffffffffffffffffff", "1e-400", "true"])
def test_earlier_statistics_may_hold_anything(value, two):
    earlier = json.loads(run("stats", "--isolated", "--format", "json", "bad.yaml", cwd=two, check=0).stdout)
    keys = list(earlier["system"])
    words = ", ".join(f'"{key}": {value}' for key in keys if key != "patterns")
    write(two / "earlier.json", f'{{"version": 1, "system": {{{words}}}}}')
    result = run("stats", "--isolated", "--against", "earlier.json", "bad.yaml", cwd=two)
    is_no_crash(result)
    # What is no number is no comparison, and is told instead of passing in silence.
    if value in ('"NaN"', '"nan"', ".nan", '"x"'):
        assert result.returncode == 2, said(result)
    if value in ("-1e300", "-9223372036854775809"):
        assert result.returncode == 1 and b"worse" in result.stderr, said(result)
    # The control: the same numbers are no worse, smaller ones are.
    write(two / "earlier.json", json.dumps(earlier))
    assert run("stats", "--isolated", "--against", "earlier.json", "bad.yaml", cwd=two).returncode == 0
    earlier["system"]["mostMessages"] = -1
    write(two / "earlier.json", json.dumps(earlier))
    result = run("stats", "--isolated", "--against", "earlier.json", "bad.yaml", cwd=two)
    assert result.returncode == 1 and result.stderr.startswith(b"worse: "), said(result)


@pytest.mark.parametrize("value", ["9223372036854775807", "-9223372036854775808", "99999999999999999999", "1e300", "-1", "0", '""', "999999999999d", "1e999d", "-5d", "9223372036854775807 KiB", "P9999999999Y", "PT1e300S", "2027-99-99", "99999-01-01", "0000-00-00"])
def test_numbers_of_a_catalog_may_be_anything(value, two):
    quoted = value if value.startswith('"') else json.dumps(value)
    for word in {quoted, value}:
        text = (
            f"eventlint: 1\nservices:\n  a: {{publishes: [Placed], expects: {{Placed: {{reply: Done, within: {word}}}}}}}\n  b: {{consumes: {{Placed: {{publishes: Done, within: {word}, migrating-until: {word}}}}}, stores: {{s: {{staleness: {word}}}}}}}\n"
            f"channels: {{c: {{partitions: {word}, retention: {word}}}}}\nevents: {{Placed: {{channel: c, size: {word}, version: {word}, staleness: {word}, deprecated: {{sunset: {word}}}, payload: {{a: string}}}}}}\n"
        )
        write(two / "n.yaml", text)
        for call in (["lint"], ["trace", "Placed"], ["convert"], ["graph", "--view", "sequence", "--format", "svg"], ["graph", "--format", "json"]):
            result = run(*call, "--isolated", "n.yaml", cwd=two)
            is_no_crash(result)
            assert result.returncode == (1 if call == ["lint"] and b"error[" in result.stdout else 0), (call, said(result))


@pytest.mark.parametrize("value", ["9223372036854775807", "1e400", "-1e400", "99999999999999999999999999", "1E+308", "-0", "0.1e-400"])
def test_numbers_of_a_schema_may_be_anything(value, two):
    names = ["minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "exclusiveMinimum", "exclusiveMaximum", "default", "const"]
    payload = "{type: integer, " + ", ".join(f"{name}: {value}" for name in names) + f", enum: [{value}], examples: [{value}]}}"
    write(two / "api.yaml", f"asyncapi: 2.6.0\ninfo: {{title: api, version: 1.0.0}}\nchannels:\n  c: {{subscribe: {{message: {{name: Placed, payload: {{type: object, properties: {{n: {payload}}}}}, examples: [{{payload: {{n: {value}}}}}]}}}}}}\n")
    write(two / "s.json", '{"type": "object", "properties": {"n": {"type": "integer", ' + ", ".join(f'"{name}": {value}' for name in names) + "}}}")
    write(two / "c.yaml", "eventlint: 1\nservices: {stock: {consumes: [Missing]}}\nevents: {Placed: {schema: s.json}}\n")
    for call in (["lint", "api.yaml"], ["lint", "c.yaml"], ["lint", "api.yaml", "--against", "api.yaml"], ["convert", "api.yaml"], ["graph", "c.yaml"]):
        is_no_crash(run(*call, "--isolated", cwd=two))
    assert missing(run("lint", *CALL, "c.yaml", cwd=two)) == ["Missing"]


@pytest.mark.parametrize("value", ["9223372036854775807", "-1", "1e300", "99999999999999999999", '"x"', "null"])
def test_numbers_of_a_picture_may_be_anything(value, two):
    picture = run("graph", "--isolated", "--format", "json", "good.yaml", cwd=two, check=0).stdout.decode()
    write(two / "picture.json", re.sub(r"(?<=: )\d+(?=[,\n}])", value, picture))
    is_no_crash(run("graph", "--from", "picture.json", "--format", "dot", cwd=two))
    write(two / "same.json", picture)
    assert b"OrderPlaced" in run("graph", "--from", "same.json", "--format", "dot", cwd=two, check=0).stdout
