"""A mistake is reported at the value that has it, by validators that are not ours."""

import json
import subprocess
import sys

import jsonschema
import pytest
import yaml
from jsonschema.exceptions import best_match

from conftest import run

# Texts with one mistake each: the path at which it is reported, and words of the report.
CATALOGS = {
    "a role": ("services: {a: {role: orchestrater}}", "services.a.role", "'orchestrater' is not one of ['domain'"),
    "an outbox": ("services: {a: {outbox: poling}}", "services.a.outbox", "'poling' is not one of"),
    "a guarantee": ("events: {A: {delivery: at-least-onec}}", "events.A.delivery", "is not one of ['at-least-once'"),
    "a pattern": ("events: {A: {pattern: state}}", "events.A.pattern", "'state' is not one of"),
    "a key of a message": ("events: {A: {payloads: {}}}", "events.A", "'payloads'"),
    "a key of a service": ("services: {a: {publish: [A]}}", "services.a", "'publish'"),
    "a key of a file": ("event: {A: {}}", "", "'event'"),
    "a key of a reaction": ("services: {a: {consumes: {A: {neds: [x]}}}}", "services.a.consumes.A", "'neds'"),
    "a key in a list": ("services: {a: {consumes: [{A: {neds: [x]}}]}}", "services.a.consumes.0.A", "'neds'"),
    "a list in a list": ("services: {a: {publishes: [[A]]}}", "services.a.publishes.0", "is not of type"),
    "a mapping for names": ("services: {a: {publishes: {A: {}}}}", "services.a.publishes", "is not of type"),
    "a number for a mapping": ("services: {a: {}, b: [x]}", "services.b", "is not of type"),
    "a type of a field": ("events: {A: {payload: {id: strnig}}}", "events.A.payload.id", "'strnig' does not match"),
    "a type of an inner field": (
        "events: {A: {payload: {a: {b: [{c: uiid}]}}}}", "events.A.payload.a.b.0.c", "'uiid' does not match",
    ),
    "two types in a list": ("events: {A: {payload: {a: [string, uuid]}}}", "events.A.payload.a", "is too long"),
    "a text for a payload": ("events: {A: {payload: anything}}", "events.A.payload", "does not match"),
    "a flag": ("events: {A: {external: maybe}}", "events.A.external", "is not of type 'boolean'"),
    "a flag with keys": ("events: {A: {deprecated: {sunsets: 2027-01-01}}}", "events.A.deprecated", "'sunsets'"),
    "a duration": ("services: {a: {expects: {B: {within: soon}}}}", "services.a.expects.B.within", "'soon' does not match"),
    "a key of a need": ("services: {a: {consumes: {A: {needs: {x: {vals: [1]}}}}}}", "services.a.consumes.A.needs.x", "'vals'"),
    "a type of a need": ("services: {a: {consumes: {A: {needs: {x: strnig}}}}}", "services.a.consumes.A.needs.x", "does not match"),
    "a key of a branch": ("services: {a: {handles: {B: {one-of: [{publish: A}]}}}}", "services.a.handles.B.one-of.0", "'publish'"),
    "a key of a saga's step": ("services: {a: {sagas: {s: {steps: [{doo: B}]}}}}", "services.a.sagas.s.steps.0", "'doo'"),
    "one of several words": ("flows: {f: {visibility: [tracking, looking]}}", "flows.f.visibility.1", "'looking' is not one of"),
    "the only word": ("flows: {f: {visibility: looking}}", "flows.f.visibility", "'looking' is not one of"),
    "a number": ("channels: {c: {partitions: many}}", "channels.c.partitions", "is not of type 'integer'"),
    "a default": ("defaults: {events: {delivery: once}}", "defaults.events.delivery", "'once' is not one of"),
    "idempotence": ("services: {a: {idempotent: true}}", "services.a.idempotent", "False was expected"),
}  # fmt: skip

CONFIGURATIONS = {
    "a severity": ("rules: {long-event-chain: fatal}", "rules.long-event-chain", "'fatal' is not one of"),
    "a severity with options": ("rules: {long-event-chain: {severity: fatal}}", "rules.long-event-chain.severity", "'fatal' is not one of"),
    "an option": ("rules: {long-event-chain: {maximal: 3}}", "rules.long-event-chain", "'maximal' was unexpected"),
    "a rule": ("rules: {long-event-chains: off}", "rules", "'long-event-chains' was unexpected"),
    "a preset": ("extends: [recommended, stict]", "extends.1", "'stict'"),
    "a preset alone": ("extends: stict", "extends", "'stict'"),
    "a key": ("exlude: [x]", "", "'exlude' was unexpected"),
    "a pattern": ("exclude: [[x]]", "exclude.0", "is not of type 'string'"),
    "a format": ("sources: [{path: x, format: asynapi}]", "sources.0.format", "'asynapi' is not one of"),
    "a kind of change": ("ignore: [{rule: x, change: json-now-optinal}]", "ignore.0.change", "is not one of"),
    "an override": ("overrides: [{services: a, rules: {long-event-chain: no-way}}]", "overrides.0.rules.long-event-chain", "is not one of"),
}  # fmt: skip

CASES = [("catalog", *case) for case in CATALOGS.items()] + [("configuration", *case) for case in CONFIGURATIONS.items()]


@pytest.fixture(scope="module")
def schemas(tmp_path_factory):
    folder = tmp_path_factory.mktemp("schemas")
    texts = {name: run("schema", name, check=0).stdout for name in ("catalog", "configuration")}
    for name, text in texts.items():
        (folder / f"{name}.json").write_bytes(text)
    return folder


@pytest.fixture(scope="module")
def validators(schemas):
    names = ("catalog", "configuration")
    return {name: jsonschema.Draft7Validator(json.loads((schemas / f"{name}.json").read_text())) for name in names}


def document(schema, text):
    return f"eventlint: 1\n{text}\n" if schema == "catalog" else text + "\n"


@pytest.mark.parametrize("schema, name, case", CASES, ids=[f"{schema}: {name}" for schema, name, _ in CASES])
def test_a_mistake_is_reported_where_it_is(schema, name, case, validators):
    text, path, words = case
    loaded = yaml.load(document(schema, text), yaml.BaseLoader if "sunsets" in text else yaml.SafeLoader)
    if "sunsets" in text:
        loaded["eventlint"] = 1
    errors = list(validators[schema].iter_errors(loaded))
    # One mistake, one error: nothing is said of the values around it.
    assert len(errors) == 1, [(error.json_path, error.message) for error in errors]
    found = best_match(errors)
    assert ".".join(map(str, found.absolute_path)) == path
    assert words in found.message


def test_check_jsonschema_names_the_places(schemas, tmp_path):
    files = []
    for index, (schema, _, (text, _, _)) in enumerate(CASES):
        file = tmp_path / f"{schema}-{index}.yaml"
        file.write_text(document(schema, text))
        files.append((schema, file))
    for schema in ("catalog", "configuration"):
        own = [str(file) for kind, file in files if kind == schema]
        call = [sys.executable, "-m", "check_jsonschema", "--output-format", "json", "--schemafile", str(schemas / f"{schema}.json")]
        result = subprocess.run([*call, *own], capture_output=True, text=True, timeout=120)
        report = json.loads(result.stdout)
        found = {error["filename"]: error for error in report["errors"]}
        for index, (kind, name, (_, path, words)) in enumerate(CASES):
            if kind != schema or "off" in name:
                continue
            error = found[str(tmp_path / f"{kind}-{index}.yaml")]
            steps = [step for step in path.split(".") if step]
            wanted = "$" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)
            shown = error["path"].replace("['", ".").replace("']", "")
            assert shown == wanted and words in error["message"], (name, error)
