"""Systems for the explorer page: one of forty services, one of a thousand, and one whose names are hostile."""

import json
import random

# What ends scripts, styles, attributes and templates, what turns text round, what is long, empty-looking or a word of ours.
HOSTILE = [
    "</script><script>window.pwned = 1</script>", "<img src=x onerror=window.pwned=2>", "<svg onload=window.pwned=3>", "<!--", "-->", "]]>",
    "{{script}}", "{{data}}{{style}}", "${window.pwned = 4}", "`+alert(1)+`", "\"onmouseover=\"window.pwned=5", "' autofocus onfocus='window.pwned=6",
    "&lt;b&gt;", "&#60;script&#62;", "javascript:window.pwned=7", "</style><style>*{display:none}", "url(javascript:1)", "\\u003cscript\\u003e",
    "\\\\\\\"", "right\u202eto left", "\u2066isolated\u2069", "zero\u200bwidth\ufeff", "bell\u0007 and \u001b[31mred", "line\u2028separator", "tab\tand\nnewline",
    "x" * 260, "e\u0301" * 30, "\U0001f600 \U0001f468\u200d\U0001f469\u200d\U0001f467", "مرحبا بالعالم", "中文名字", "__proto__", "constructor", "toString", "#view=matrix&finding=0",
    "a,b", "sales, billing", "100%", "%E0%A4%A", "a=b&c=d", "null", "svc:svc:x", "label:x", "edge:x", "..", "/", "hasOwnProperty",
]  # fmt: skip


def hostile():
    """Each name is a service, a context, a team, an event, a command, a field, a store and a trigger."""
    services = {}
    for index, name in enumerate(HOSTILE):
        before = HOSTILE[index - 1]
        services[name] = {
            "context": f"c {name}",
            "team": name,
            "summary": name,
            "tags": [name],
            "stores": [f"store {name}"],
            "handles": {f"Do {name}": {"publishes": [f"Did {name}"], "effect": "write", "idempotent": "no"}},
            "consumes": {f"Done {before}": {"sends": [f"Do {HOSTILE[index - 2]}"], "needs": [f"field {before}"]}},
            "triggers": {f"start {name}": {"kind": "http", "publishes": [f"Done {name}"]}},
        }
    events = {f"Done {name}": {"payload": {f"field {name}": "string", "other": name}, "tags": [name]} for name in HOSTILE}
    return {"eventlint": 1, "services": services, "events": events}


AREAS = """
sales ordering payment refund billing ledger tax fraud risk identity account consent loyalty pricing promotion catalogue search media review
recommendation stock warehouse replenishment supplier inbound picking packing shipping carrier customs returns delivery messaging mail campaign
support chat analytics forecast audit
""".split()
ROLES = """
api core history validation export import index cache sync worker gateway planner monitor report rules limits matching scoring archive events
status search notes config tasks
""".split()


def large(areas, roles, inputs, word="context"):
    """A catalog of areas x roles services that each publish five events and consume some; the same on every run."""
    chance = random.Random(11)
    stems = [f"{noun}{verb}" for noun in "Item Case Order Batch Entry Slot".split() for verb in "Created Confirmed Completed Failed Approved Rejected Released Reserved Closed".split()]
    names = {f"{area}-{role}": area for area in AREAS[:areas] for role in ROLES[:roles]}
    events = {name: [name.title().replace("-", "") + stem for stem in chance.sample(stems, 5)] for name in names}
    services = {}
    for name, area in names.items():
        own, taken, number = list(events[name]), {}, AREAS.index(area)
        while len(taken) < inputs:
            roll = chance.random()
            near = AREAS[(number + chance.choice([-2, -1, 1, 2, 7])) % areas]
            other = f"{area if roll < 0.55 else near if roll < 0.93 else chance.choice(AREAS[:areas])}-{chance.choice(ROLES[:roles])}"
            if other != name:
                taken[chance.choice(events[other])] = {"effect": "write", "idempotent": "by id"}
        for event in sorted(taken)[::5]:
            if len(own) > 2:
                taken[event] = {"publishes": own.pop()}
        services[name] = {word: area, "consumes": taken, "triggers": {f"a user works on {name}": {"kind": "http", "publishes": own}}}
    payload = {"payload": {"id": "uuid", "at": "datetime", "amount?": "decimal"}}
    return {"eventlint": 1, "services": services, "events": {event: payload for own in events.values() for event in own}}


def write(system, folder):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "catalog.json").write_text(json.dumps(system))
    return folder
