"""The explorer page in Chromium: every control in every tab, at two sizes, in light and dark, by mouse and by keyboard."""

import json
import re
import shutil
import subprocess
import time
import urllib.parse

import explorer_systems
import pytest
from conftest import ROOT, SAMPLES, run

VIEWS = ["flow", "dependency", "contexts", "matrix", "cases"]
GRAPHS = VIEWS[:3]
WIDE, NARROW = (1280, 800), (600, 800)
FOLDER = ROOT / "Sources/Diagrams/Page"


@pytest.fixture(scope="session")
def chromium():
    driver = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
    if program is None:
        pytest.skip("no Chromium: install one to test the explorer page")
    with driver.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """The page of a catalog, made once."""
    folder, made = tmp_path_factory.mktemp("explorer"), {}

    def page(catalog, *options):
        key = (str(catalog), *options)
        if key not in made:
            made[key] = folder / f"page{len(made)}.html"
            run("graph", "--isolated", catalog, "-o", made[key], *options, check=0)
        return made[key]

    return page


@pytest.fixture(scope="session")
def forty(tmp_path_factory, pages):
    return pages(explorer_systems.write(explorer_systems.large(10, 4, 4), tmp_path_factory.mktemp("forty")))


class Explorer:
    """A page in a window. What it says wrong, and what it asks of a network, is collected and fails the test."""

    def __init__(self, browser, file, address="", size=WIDE, scheme="light"):
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce", accept_downloads=True)
        self.page, self.wrong, self.file = self.context.new_page(), [], file
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("request", lambda request: self.wrong.append(request.url) if not request.url.startswith(("file:", "blob:", "data:")) else None)
        self.page.goto(f"file://{file}#{address}")
        self.page.wait_for_selector("html[data-ready]", state="attached")

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        wrong = self.wrong
        self.context.close()
        if kind is None:
            assert wrong == []

    def go(self, address):
        """Changes the address and waits until the page has drawn it."""
        self.page.evaluate("""address => new Promise(done => {
          addEventListener("hashchange", () => setTimeout(done), {once: true});
          if (location.hash === "#" + address) done(); else location.hash = address;
        })""", address)  # fmt: skip

    def js(self, script, *arguments):
        return self.page.evaluate(script, *arguments)

    def tab(self, view):
        self.page.click(f"#tab-{view}")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def text(self, selector):
        return self.page.inner_text(selector)

    def count(self, selector):
        return self.page.locator(selector).count()

    @property
    def title(self):
        return self.text("#card .title")

    def state(self, key):
        return self.js(f"explorer.state.{key}")

    def box(self, name):
        """The place on the screen of the box whose name begins a label, such as `service order`."""
        return self.page.locator(f'#world .nd[aria-label^="{name}"]').first.bounding_box()

    def measure(self, action):
        """Milliseconds until an action is painted."""
        start = time.perf_counter()
        action()
        self.js("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return (time.perf_counter() - start) * 1000


@pytest.fixture
def explore(chromium):
    def explore(file, address="", size=WIDE, scheme="light"):
        return Explorer(chromium, file, address, size, scheme)

    return explore


FITS = """() => {
  const area = document.getElementById("view").getBoundingClientRect();
  return [...document.querySelectorAll("#world .nd")].every(node => {
    const box = node.getBoundingClientRect();
    return box.left >= area.left - 1 && box.right <= area.right + 1 && box.top >= area.top - 1 && box.bottom <= area.bottom + 1;
  });
}"""
OVERLAPS = """() => {
  const boxes = explorer.picture.graph.boxes;
  const touch = (a, b) => Math.abs(a.x - b.x) < (a.w + b.w) / 2 - .5 && Math.abs(a.y - b.y) < (a.h + b.h) / 2 - .5;
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter(b => touch(a, b)).map(b => a.id + " on " + b.id));
}"""
THROUGH = """() => {
  const {graph, lines} = explorer.picture, found = [];
  if (graph.isRing) return found;
  for (const [line, node] of lines) {
    const path = node.querySelector(".ln");
    for (let at = 2; at < path.getTotalLength() - 2; at += 6) {
      const point = path.getPointAtLength(at);
      const box = graph.boxes.find(each => each.id !== line.a && each.id !== line.b && Math.abs(point.x - each.x) < each.w / 2 - 1 && Math.abs(point.y - each.y) < each.h / 2 - 1);
      if (box) { found.push(line.id + " through " + box.id); break; }
    }
  }
  return found;
}"""
DANGLING = "() => explorer.picture.graph.lines.filter(line => !explorer.picture.graph.at.has(line.a) || !explorer.picture.graph.at.has(line.b)).length"
NO_SCROLL = "() => document.documentElement.scrollWidth <= innerWidth && document.body.scrollWidth <= innerWidth"


# ---- every system in every view ----


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_view_of_every_sample(explore, pages, sample):
    page = pages(sample)
    for size, scheme in [(WIDE, "light"), (NARROW, "dark")]:
        with explore(page, size=size, scheme=scheme) as explorer:
            for view in VIEWS:
                explorer.tab(view)
                assert explorer.page.get_attribute(f"#tab-{view}", "aria-selected") == "true"
                assert explorer.js(NO_SCROLL), view
                if view not in GRAPHS:
                    continue
                if size == WIDE:
                    assert explorer.js(FITS), view
                    assert explorer.js(OVERLAPS) == [], view
                    assert explorer.js(THROUGH) == [], view
                assert explorer.js(DANGLING) == 0
                assert explorer.count('#world .nd[tabindex="0"]') <= 1


# Clicks every finding in the panel and tells what it lit, one after another in one call, since each call costs more than a click.
CLICK_ALL = """async view => {
  const frame = () => new Promise(requestAnimationFrame);
  document.getElementById("tab-" + view).click();
  // A finding that is shown already would be hidden by a click.
  document.querySelector("[data-close]")?.click();
  for (let open; open = document.querySelector("#panel details:not([open]) summary");) { open.click(); await frame(); await frame(); }
  for (let more; more = document.querySelector("#panel [data-more]");) more.click();
  const told = [];
  for (const {index, about, steps, place} of explorer.findings) {
    document.querySelector(`#panel [data-finding="${index}"]`).click();
    const {graph, boxes} = explorer.picture;
    const isDark = part => graph.at.has(part.id) && !boxes.get(graph.at.get(part.id)).classList.contains("lit");
    told.push({
      index, place, about: about.map(part => part.id), steps: steps.map(step => step.refs.map(part => part.id)),
      dark: [...about, ...steps.flatMap(step => step.refs)].filter(isDark).map(part => part.id),
      lit: document.querySelectorAll("#world .nd.lit, #world .ed.lit").length,
      said: document.getElementById("reading").textContent, hasLink: document.querySelector("#reading [data-view=flow]") !== null,
      // Inside a closed context several steps share a sign, such as "1, 3–5".
      numbers: [...document.querySelectorAll("#numbers text")].flatMap(text => text.textContent.split(", ").flatMap(run => {
        const [first, last = first] = run.split("–").map(Number);
        return Array.from({length: last - first + 1}, (_, index) => first + index);
      })),
      listed: document.querySelectorAll("#card .steps li").length,
    });
  }
  return told;
}"""


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_finding_lights_its_subjects_and_its_path_in_order(explore, pages, sample):
    with explore(pages(sample)) as explorer:
        reported = json.loads(run("lint", "--isolated", "--format", "json", sample).stdout)["findings"]
        rules = explorer.js("explorer.findings.map(finding => finding.rule)")
        assert sorted(rules) == sorted(finding["rule"] for finding in reported)
        for view in GRAPHS:
            for finding in explorer.js(CLICK_ALL, view):
                assert finding["dark"] == [], (view, finding)
                assert finding["lit"] or finding["hasLink"] or finding["place"] in finding["said"], (view, finding)
                steps = finding["steps"]
                assert finding["listed"] == len(steps)
                if view == "flow" and len(steps) > 1 and all(steps):
                    # A message that comes twice keeps the number of its first step.
                    assert set(finding["numbers"]) <= set(range(1, len(steps) + 1)), finding
                    assert len(set(finding["numbers"])) >= len({tuple(step) for step in steps}) - 1, finding


# ---- search, cards, addresses ----


@pytest.fixture(scope="session")
def eshop(pages):
    return pages("samples/eshop")


@pytest.mark.parametrize("size", [WIDE, NARROW])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_search_goes_to_its_hits(explore, eshop, size, scheme):
    with explore(eshop, size=size, scheme=scheme) as explorer:
        explorer.press("/")
        explorer.page.keyboard.type("webho")
        explorer.page.wait_for_selector("#hits li[data-hit]")
        # The picture moves when typing pauses.
        explorer.page.wait_for_function("""() => {
          const [box, area] = [document.querySelector('.nd.found[aria-label^="service webhooks"]'), document.getElementById("view")].map(e => e && e.getBoundingClientRect());
          return box && [box.left + box.width / 2 - area.left - area.width / 2, box.top + box.height / 2 - area.top - area.height / 2].every(distance => Math.abs(distance) < 60);
        }""")  # fmt: skip
        explorer.press("ArrowDown", "ArrowUp", "Enter")
        assert explorer.title == "webhooks"
        assert "select=svc%3Awebhooks" in explorer.page.url
        assert explorer.page.is_hidden("#hits")
        for view in ["matrix", "cases", "contexts", "dependency"]:
            explorer.press(str(VIEWS.index(view) + 1), "/")
            explorer.page.fill("#q", "order")
            explorer.page.wait_for_selector("#hits li[data-hit]")
            explorer.press("Escape")
            assert explorer.page.is_hidden("#hits")
        explorer.press("/")
        explorer.page.keyboard.type("no such name")
        explorer.page.wait_for_selector("#hits .none")


def test_cards_link_to_counterparts(explore, eshop):
    with explore(eshop, "view=flow&select=svc%3Awebhooks") as explorer:
        assert explorer.title == "webhooks"
        explorer.page.click('#card [data-ref="msg:OrderStatusChangedToPaid"]')
        assert explorer.title == "OrderStatusChangedToPaid"
        assert "ordering" in explorer.text("#card dl")
        assert "needed by" in explorer.text("#card table") and "catalog" in explorer.text("#card table")
        assert re.search(r"\.yaml:\d+", explorer.text("#card"))
        explorer.page.click('#card [data-ref="svc:ordering"] >> nth=0')
        assert explorer.title == "ordering" and "needs it" in explorer.text("#card dl")
        explorer.page.click("#card [data-case] >> nth=0")
        assert explorer.state("view") == "cases" and "owner" in explorer.text("#card dl")
        explorer.press("Escape")
        assert explorer.page.is_hidden("#card")


def test_steps_inside_closed_contexts_are_numbered(explore, forty):
    with explore(forty) as explorer:
        for finding in explorer.js(CLICK_ALL, "flow"):
            if len(finding["steps"]) > 1 and all(finding["steps"]):
                assert set(finding["numbers"]) == set(range(1, len(finding["steps"]) + 1)), finding


def test_addresses_lead_back(explore, eshop, forty):
    for page, address in [
        (eshop, "view=dependency&select=svc%3Aordering"),
        (eshop, "view=flow&finding=1"),
        (eshop, "view=matrix&select=svc%3Acatalog"),
        (eshop, "view=flow&focus=svc%3Acatalog"),
        (forty, "view=flow&open=sales,ordering&hide-kind=trigger"),
        (forty, "view=contexts&hide-group=payment"),
        (forty, "view=matrix&rows=groups"),
    ]:
        with explore(page, address) as explorer:
            kept = explorer.page.url.split("#")[1]
            for part in address.split("&"):
                assert part in kept, (address, kept)
            if "select" in address or "finding" in address:
                assert explorer.page.is_visible("#card")


def test_escape_closes_one_thing_at_a_time(explore, eshop):
    with explore(eshop, "view=flow&select=svc%3Acatalog") as explorer:
        explorer.press("/")
        explorer.page.keyboard.type("paid")
        explorer.page.wait_for_selector("#hits li[data-hit]")
        explorer.press("Escape")
        assert explorer.page.is_hidden("#hits") and explorer.page.is_visible("#card")
        explorer.press("Escape")
        assert explorer.page.is_hidden("#card") and explorer.count("#world .dim") == 0


# ---- filters and focus ----


def test_filters_hide(explore, eshop, forty):
    with explore(eshop) as explorer:
        explorer.page.click("[data-tab=filters]")
        explorer.page.click("[data-hide=kind][value=event]")
        assert explorer.count("#world .chip.k-event") == 0 and explorer.count("#world .ed.k-event") == 0
        assert explorer.js(DANGLING) == 0
        explorer.tab("dependency")
        assert explorer.count("#world .ed.k-event") == 0
        explorer.tab("matrix")
        assert explorer.js("[...explorer.matrix.cells.values()].filter(cell => cell.kind === 'event').length") == 0
        explorer.page.click("#panel [data-reset]")
        assert explorer.js("explorer.matrix.cells.size") > 0
        explorer.tab("flow")
        explorer.page.hover('.filter:has([value="store"])')
        explorer.page.click("[data-only=kind][value=service]")
        assert explorer.count("#world .chip") == 0 and explorer.count("#world .nd.service") > 0
        explorer.page.click("#panel [data-reset]")
        explorer.page.click("[data-touched]")
        assert explorer.js("explorer.picture.graph.boxes.filter(b => b.node && b.node.kind === 'service').length") > 0
        assert "1 filter on" in explorer.text("#reading")
    with explore(forty, "view=flow&open=sales") as explorer:
        explorer.page.click("[data-tab=filters]")
        explorer.page.click("[data-hide=group][value=sales]")
        assert "sales" not in explorer.js("[...document.querySelectorAll('.fr text')].map(t => t.textContent)")
        assert explorer.js(DANGLING) == 0 and explorer.js("document.activeElement.value") == "sales"


def test_focus_draws_a_part(explore, forty):
    with explore(forty, "view=flow&select=svc%3Asales-api") as explorer:
        everything = explorer.js("explorer.system.nodes.length")
        explorer.page.click('#card [data-focus="svc:sales-api"]')
        assert 1 < explorer.count("#world .nd") < everything / 2
        assert "Only around sales-api" in explorer.text("#reading")
        explorer.page.click("#reading [data-focus]")
        explorer.page.click('#card [data-focus="affected:svc:sales-api"]')
        assert explorer.state("view") == "dependency"
        affected = explorer.js("explorer.picture.graph.boxes.filter(b => b.node).map(b => b.id)")
        needing = explorer.js("""() => {
          const found = new Set(["svc:sales-api"]);
          for (const id of found) for (const [from, to] of explorer.system.deps)
            if (explorer.system.nodes[to].id === id) found.add(explorer.system.nodes[from].id);
          return [...found];
        }""")  # fmt: skip
        assert sorted(affected) == sorted(needing)
        explorer.page.click("#reading [data-focus]")
        explorer.go("view=flow&finding=0")
        explorer.page.click('#card [data-focus="finding:0"]')
        path = explorer.js("explorer.picture.graph.boxes.filter(b => b.node && b.node.kind === 'service' && !explorer.picture.boxes.get(b).classList.contains('lit')).length")
        assert path == 0


def test_contexts_open_and_close(explore, forty):
    with explore(forty, "view=flow") as explorer:
        assert explorer.count("#world .nd.group") == 10
        box = explorer.box("context payment")
        explorer.page.mouse.dblclick(box["x"] + 30, box["y"] + 15)
        assert explorer.count('#world .nd[aria-label^="service payment-api"]') == 1
        assert explorer.count('#world .nd[aria-label^="context payment"]') == 0
        explorer.page.wait_for_timeout(300)
        assert explorer.page.is_hidden("#card"), "the second click of a double-click opens no card"
        explorer.page.click('.fold[aria-label="Close context payment"]')
        assert explorer.count('#world .nd[aria-label^="context payment"]') == 1
        box = explorer.box("context payment")
        explorer.page.mouse.click(box["x"] + 30, box["y"] + 15)
        explorer.page.wait_for_selector("#card .title")
        assert explorer.title == "payment"
        explorer.page.click("#card [data-toggle]")
        assert explorer.count('#world .nd[aria-label^="service payment-api"]') == 1
        assert explorer.js(OVERLAPS) == [] and explorer.js(THROUGH) == []
        explorer.page.click("[data-do=openall]")
        assert explorer.count("#world .nd.group") == 0
        assert explorer.js(OVERLAPS) == []
        explorer.page.click("[data-do=closeall]")
        assert explorer.count("#world .nd.group") == 10
        explorer.press("/")
        explorer.page.keyboard.type("payment-core")
        explorer.page.wait_for_selector("#hits li[data-hit]")
        explorer.press("Enter")
        assert explorer.title == "payment-core" and explorer.count('#world .nd[aria-label^="service payment-core"]') == 1


def test_teams_are_groups_where_no_context_is_named(explore, pages, tmp_path):
    page = pages(explorer_systems.write(explorer_systems.large(12, 9, 3, word="team"), tmp_path))
    with explore(page) as explorer:
        assert explorer.count("#world .nd.group") == 12 and explorer.text("#tab-contexts") == "Teams"
        box = explorer.box("team tax")
        explorer.page.mouse.dblclick(box["x"] + 20, box["y"] + 12)
        assert explorer.count('#world .nd[aria-label^="service tax-api"]') == 1


# ---- camera, mouse and keyboard ----


@pytest.mark.parametrize("view", ["flow", "dependency", "contexts", "matrix"])
def test_the_camera(explore, forty, view):
    with explore(forty, f"view={view}&open=sales") as explorer:
        camera = "explorer.matrix.camera.scale" if view == "matrix" else "document.getElementById('world').transform.baseVal.consolidate().matrix.a"
        place = "explorer.matrix.camera.x" if view == "matrix" else "document.getElementById('world').transform.baseVal.consolidate().matrix.e"
        first = explorer.js(camera)
        explorer.page.mouse.move(700, 400)
        for _ in range(4):
            explorer.page.mouse.wheel(0, -300)
        assert explorer.js(camera) > first * 1.2
        before = explorer.js(place)
        explorer.page.mouse.down()
        explorer.page.mouse.move(640, 380, steps=4)
        explorer.page.mouse.up()
        assert abs(explorer.js(place) - before + 60) < 3 and explorer.page.is_hidden("#card")
        explorer.page.mouse.move(700, 400)
        explorer.page.keyboard.down("Shift")
        explorer.page.mouse.wheel(0, 100)
        explorer.page.keyboard.up("Shift")
        assert explorer.js(place) < before
        explorer.press("0")
        assert abs(explorer.js(camera) - first) < 0.01
        explorer.press("+")
        assert explorer.js(camera) > first * 1.2
        explorer.press("-")
        assert abs(explorer.js(camera) - first) < 0.01
        explorer.page.click("[data-zoom=in]")
        assert explorer.js(camera) > first * 1.2
        explorer.page.click("[data-zoom=fit]")
        assert abs(explorer.js(camera) - first) < 0.01


@pytest.mark.parametrize("view", ["flow", "matrix"])
def test_two_fingers_zoom(explore, forty, view):
    with explore(forty, f"view={view}") as explorer:
        camera = "explorer.matrix.camera.scale" if view == "matrix" else "document.getElementById('world').transform.baseVal.consolidate().matrix.a"
        before, session = explorer.js(camera), explorer.context.new_cdp_session(explorer.page)
        for kind, spread in [("Start", 40), ("Move", 60), ("Move", 90), ("Move", 120), ("End", None)]:
            points = [] if spread is None else [{"x": 700 + side * spread, "y": 400, "id": index} for index, side in enumerate((-1, 1))]
            session.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
        assert before * 2 < explorer.js(camera) < before * 4 and explorer.page.is_hidden("#card")


def test_the_miniature_appears_when_something_lies_outside(explore, forty):
    with explore(forty, "view=flow&open=sales,payment") as explorer:
        assert explorer.js("getComputedStyle(document.getElementById('mini')).visibility") == "hidden"
        explorer.press("+", "+", "+", "+")
        assert explorer.page.is_visible("#mini")
        before = explorer.page.get_attribute("#world", "transform")
        box = explorer.page.locator("#mini").bounding_box()
        explorer.page.mouse.click(box["x"] + 20, box["y"] + 20)
        assert explorer.page.get_attribute("#world", "transform") != before


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_by_keyboard_only(explore, eshop, size):
    with explore(eshop, size=size) as explorer:
        explorer.press("Tab")
        assert explorer.js("document.activeElement.className") == "skip"
        explorer.press("Enter")
        assert explorer.js("document.activeElement.id") == "stage" and explorer.state("view") == "flow"
        for number, view in enumerate(VIEWS, 1):
            explorer.press(str(number))
            assert explorer.state("view") == view
        explorer.press("1")
        explorer.js("document.querySelector('#tab-flow').focus()")
        explorer.press("ArrowRight")
        assert explorer.state("view") == "dependency" and explorer.js("document.activeElement.id") == "tab-dependency"
        explorer.press("ArrowLeft")
        explorer.js("document.querySelector('.nd[tabindex=\"0\"]').focus()")
        first = explorer.js("document.activeElement.getAttribute('aria-label')")
        explorer.press("ArrowRight")
        second = explorer.js("document.activeElement.getAttribute('aria-label')")
        assert first != second
        explorer.press("Enter")
        assert explorer.page.is_visible("#card") and second.split(" ")[1].split(",")[0] in explorer.title
        explorer.press("Escape")
        assert explorer.page.is_hidden("#card")
        explorer.press("?")
        assert explorer.page.is_visible("#keys")
        explorer.press("Escape")
        assert not explorer.page.is_visible("#keys")
        was = explorer.page.is_visible("#side")
        explorer.press("[")
        assert explorer.page.is_visible("#side") != was
        if not explorer.page.is_visible("#side"):
            explorer.press("[")
        explorer.js("document.querySelector('#side-findings').focus()")
        explorer.press("ArrowRight")
        assert explorer.state("panel") == "filters"
        explorer.press("ArrowLeft")
        explorer.js("document.querySelector('#panel [data-finding]').focus()")
        explorer.press("Enter")
        assert explorer.state("finding") is not None
        explorer.press("Escape", "4")
        explorer.js("document.querySelector('#grid').focus()")
        explorer.press("ArrowDown", "ArrowRight", "ArrowDown")
        assert "depend" in explorer.page.text_content("#live") or explorer.page.text_content("#live")
        explorer.press("Escape")


def test_the_matrix(explore, forty):
    with explore(forty, "view=matrix&rows=services") as explorer:
        assert explorer.js("explorer.matrix.rows.length") == 40
        cell = explorer.js("(() => { const {row, column} = [...explorer.matrix.cells.values()].find(c => !c.isSelf); return [row, column]; })()")
        point = explorer.js("""([row, column]) => {
          const {left, top, size} = explorer.matrix.geometry, area = document.getElementById("grid").getBoundingClientRect();
          return [area.left + left + (column + .5) * size, area.top + top + (row + .5) * size];
        }""", cell)  # fmt: skip
        explorer.page.mouse.move(*point)
        assert "depends on" in explorer.text("#tip")
        explorer.page.mouse.click(*point)
        assert "→" in explorer.title and explorer.count("#card .row") > 0
        explorer.page.click("[data-do=groups]")
        assert explorer.js("explorer.matrix.rows.length") == 10
        assert "part of a cycle" in explorer.text("#legend")


# ---- looks ----


def test_light_dark_and_remembered(explore, eshop):
    grounds = {"light": "rgb(255, 255, 255)", "dark": "rgb(16, 22, 30)"}
    for scheme in grounds:
        with explore(eshop, scheme=scheme) as explorer:
            assert explorer.js("getComputedStyle(document.body).backgroundColor") == grounds[scheme]
            explorer.press("t")
            assert explorer.js("getComputedStyle(document.body).backgroundColor") == grounds["light"]
            explorer.press("t")
            assert explorer.js("getComputedStyle(document.body).backgroundColor") == grounds["dark"]
            explorer.page.reload()
            explorer.page.wait_for_selector("html[data-ready]", state="attached")
            assert explorer.js("getComputedStyle(document.body).backgroundColor") == grounds["dark"]


def test_a_dark_page_opens_dark(explore, pages):
    with explore(pages("samples/eshop", "--theme", "dark")) as explorer:
        assert explorer.js("getComputedStyle(document.body).backgroundColor") == "rgb(16, 22, 30)"


@pytest.mark.parametrize("view", VIEWS)
def test_print_is_light_and_without_controls(explore, eshop, view):
    with explore(eshop, f"view={view}&select=svc%3Aordering", scheme="dark") as explorer:
        explorer.page.emulate_media(media="print")
        explorer.js("dispatchEvent(new Event('beforeprint'))")
        assert explorer.js("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        for control in ["#side", "#corner", "#find", "#tabs"]:
            assert explorer.page.is_hidden(control)
        assert explorer.page.is_visible("#card") and explorer.page.is_visible("#legend")
        if view in GRAPHS:
            assert explorer.page.get_attribute("#canvas", "viewBox")
        explorer.js("dispatchEvent(new Event('afterprint'))")
        assert explorer.page.get_attribute("#canvas", "viewBox") is None


def test_small_windows(explore, forty):
    for view in VIEWS:
        with explore(forty, f"view={view}", size=NARROW) as explorer:
            assert explorer.js(NO_SCROLL) and explorer.page.is_hidden("#side")
            assert explorer.js("document.getElementById('view').clientHeight") > 400
            explorer.page.click("#burger")
            assert explorer.page.is_visible("#side")
            explorer.page.click("#panel [data-finding]")
            assert explorer.page.is_hidden("#side") and explorer.page.is_visible("#card") and explorer.js(NO_SCROLL)


def test_the_legend_names_what_is_drawn(explore, pages):
    with explore(pages("samples/customer-registration/event-chain")) as explorer:
        said = explorer.text("#legend")
        assert "event" in said and "query" not in said and "cycle" not in said and "inferred" not in said


SIGNS = """eventlint: 1
services:
  shop: {context: sales, outbox: polling, publishes: [OrderPlaced, StepDone], stores: {orders-log: {kind: log}, prices: {}}}
  price: {context: pricing, stores: {prices: {}}}
  mail: {context: letters, consumes: [OrderPlaced]}
  ledger: {context: money, consumes: {OrderPlaced: {certainty: observed}}}
events: {StepDone: {visibility: inside}}
"""


def test_what_a_catalog_knows_has_signs(explore, pages, tmp_path):
    (tmp_path / "c.yaml").write_text(SIGNS)
    with explore(pages(tmp_path)) as explorer:
        said = explorer.text("#legend")
        for words in ["log", "shared by contexts", "inside its context only", "single writer", "observed only"]:
            assert words in said, words
        assert "inferred" not in said and "synchronous" not in said
        assert explorer.count("#world .nd.shared") == 1 and explorer.count("#world .nd.inside") == 1
        assert explorer.count("#world .ed.writer") == 3 and explorer.count("#world .ed.observed") == 1
        assert explorer.js("""() => document.querySelector('#world .nd[aria-label^="service shop"] .sub').textContent""") == "outbox: polling"


def test_pictures_are_saved(explore, eshop):
    with explore(eshop) as explorer:
        for view in VIEWS:
            explorer.tab(view)
            with explorer.page.expect_download() as download:
                explorer.page.click("#save")
            saved = download.value.path().read_bytes()
            assert saved.startswith(b"\x89PNG" if view == "matrix" else b"<svg") and len(saved) > 2000
            if view != "matrix":
                assert b"var(--" not in saved and b"<style" in saved


def test_names_and_tab_stops(explore, forty):
    with explore(forty, "view=flow&open=sales") as explorer:
        assert explorer.js("[...document.querySelectorAll('#world .nd')].every(n => n.getAttribute('role') === 'button' && n.getAttribute('aria-label'))")
        assert explorer.js("[...document.querySelectorAll('button')].every(n => (n.getAttribute('aria-label') || n.textContent).trim())")
        assert explorer.count('#world [tabindex="0"]') == 1
        assert explorer.js("document.querySelectorAll('[style]').length - document.querySelectorAll('#tip[style]').length") == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(explore, eshop, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")
    for view in ["flow", "matrix", "cases"]:
        with explore(eshop, f"view={view}&select=svc%3Aordering", scheme=scheme) as explorer:
            options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
            violations = axe.Axe().run(explorer.page, options=options).response["violations"]
            told = [(each["id"], [node["html"][:120] for node in each["nodes"]][:3]) for each in violations]
            assert told == [], view
            explorer.wrong.clear()


def luminance(colour):
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_colours_have_contrast():
    pairs = {name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", (FOLDER / "tokens.css").read_text())}
    text = "ink/bg ink2/bg ink2/panel ink2/raise sel/panel sel/raise sel/sel-bg ink/sel-bg event-t/event command-t/command query-t/query ink/svc ink2/svc orc-l/orc ink/store ctx-t/ctx err-t/err warn-t/warn info-t/info hit/raise bg/sel bg/hit err/panel sel/ctx"
    signs = "event-l/bg event-l/ctx command-e/bg command-e/ctx query-l/bg query-l/ctx edge/bg edge/ctx svc-l/bg orc-l/bg store-l/bg err/bg warn-l/bg warn-l/warn hit/bg sel/bg ctl/bg ctl/panel ctl/raise cell/bg cell/panel focus/panel command/bg"
    for needed, list_ in [(4.5, text), (3, signs)]:
        for pair in list_.split():
            for one, other in zip(*(pairs[name] for name in pair.split("/"))):
                high, low = sorted([luminance(one), luminance(other)], reverse=True)
                assert (high + 0.05) / (low + 0.05) >= needed, (pair, one, other)


# ---- hostile names, security, size ----


def test_hostile_names(explore, pages, tmp_path):
    page = pages(explorer_systems.write(explorer_systems.hostile(), tmp_path))
    assert len(explorer_systems.HOSTILE) >= 26
    with explore(page, "view=flow") as explorer:
        ids = explorer.js("explorer.system.nodes.map(n => n.id)")
        names = [name for name in explorer_systems.HOSTILE if f"svc:{name}" in ids]
        assert len(names) == len(explorer_systems.HOSTILE)

        def is_safe():
            return explorer.js("[window.pwned ?? null, document.querySelectorAll('img, iframe, object, script:not(#data)').length, document.querySelectorAll('style').length]")

        clean = is_safe()
        assert clean == [None, 1, 1]
        for view in VIEWS:
            explorer.tab(view)
        # Each part alone with its neighbours: all names are drawn as boxes and as cards.
        for id_ in ids:
            part = urllib.parse.quote(id_, safe="")
            explorer.go(f"view=flow&focus={part}&select={part}")
            assert explorer.page.is_visible("#card .title"), id_
        assert is_safe() == clean
        explorer.go("view=flow")
        assert len(explorer.js(CLICK_ALL, "flow")) == explorer.js("explorer.findings.length") > 0
        assert is_safe() == clean
        explorer.page.click("[data-tab=filters]")
        for query in ["<img", "script", "\u202e", "{{", "proto", "&lt;", "x" * 40]:
            explorer.page.fill("#q", query)
            explorer.page.wait_for_timeout(130)
            explorer.page.press("#q", "Enter")
        for box in explorer.page.locator("#panel [data-hide=team]").all()[:6]:
            box.click()
        assert is_safe() == clean and explorer.js(NO_SCROLL)
        # The card shows each name as it is, with what cannot be seen written out.
        explorer.go(f"view=flow&select={urllib.parse.quote('svc:' + explorer_systems.HOSTILE[0], safe='')}")
        assert explorer.title == explorer_systems.HOSTILE[0]
        explorer.go(f"view=flow&select={urllib.parse.quote('svc:right' + chr(0x202e) + 'to left', safe='')}")
        assert explorer.title == "right\\u{202e}to left"


def test_the_page_is_closed(eshop):
    text = eshop.read_text()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
    assert "default-src 'none'" in policy and "unsafe" not in policy and policy.count("sha256-") == 2
    assert not re.search(r"<[^>]* style=", re.sub(r"<script.*?</script>", "", text, flags=re.S))
    assert not re.search(r"(src|href)=\"(?!#)", re.sub(r"<script.*?</script>", "", text, flags=re.S)), "nothing is loaded"
    assert run("graph", "--isolated", "samples/eshop", "--format", "html", check=0).stdout == eshop.read_bytes(), "the same on each run"


def test_the_page_needs_no_graphviz(tmp_path):
    run("graph", "--isolated", "samples/eshop", "-o", tmp_path / "page.html", check=0, env={"PATH": "/nonexistent"})
    assert b"does not apply to the HTML page" in run("graph", "--isolated", "samples/eshop", "--format", "html", "--collapse", "context", check=2).stderr


def test_views_are_tabs(explore, pages, tmp_path):
    for view, opened in [("dependency", "dependency"), ("contexts", "contexts"), ("matrix", "matrix")]:
        with explore(pages("samples/eshop", "--view", view)) as explorer:
            assert explorer.state("view") == opened
    above = explorer_systems.write(explorer_systems.large(13, 24, 3), tmp_path)
    for options, opened in [([], "contexts"), (["--view", "flow"], "flow")]:
        with explore(pages(above, *options)) as explorer:
            assert explorer.state("view") == opened, "a named view is drawn, whatever the size"
    with explore(pages("samples/eshop", "--view", "message", "--focus", "OrderStarted")) as explorer:
        assert explorer.title == "OrderStarted"
    with explore(pages("samples/eshop", "--view", "sequence")) as explorer:
        assert explorer.state("view") == "cases"
    with explore(pages("samples/eshop", "--focus", "basket")) as explorer:
        assert 1 < explorer.js("explorer.system.nodes.length") < 10


def test_changes_since_a_revision_are_marked(explore, tmp_path):
    def commit(reader):
        services = {"order": {"publishes": "OrderPlaced"}, reader: {"consumes": ["OrderPlaced"]}}
        (tmp_path / "catalog.json").write_text(json.dumps({"eventlint": 1, "services": services}))
        for command in [["init", "-q"], ["add", "catalog.json"], ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", reader]]:
            subprocess.run(["git", *command], cwd=tmp_path, check=True)

    commit("mail")
    commit("stock")
    run("graph", "--isolated", ".", "--diff", "HEAD~1", "-o", "page.html", cwd=tmp_path, check=0)
    with explore(tmp_path / "page.html") as explorer:
        shown = explorer.js("[...document.querySelectorAll('#world .nd.added, #world .nd.removed')].map(n => n.textContent.trim()[0])")
        assert sorted(shown) == ["+", "−"] and "− removed" in explorer.text("#legend")


def test_a_thousand_services(explore, pages, tmp_path, capsys):
    """The figures are reported and not asserted, since they depend on the machine."""
    system = explorer_systems.large(40, 25, 15)
    start = time.perf_counter()
    page = pages(explorer_systems.write(system, tmp_path))
    made = time.perf_counter() - start
    start = time.perf_counter()
    with explore(page) as explorer:
        wall = time.perf_counter() - start
        assert explorer.state("view") == "matrix"
        counts = explorer.js("[explorer.system.edges.length, explorer.findings.length, explorer.system.cases.length, explorer.system.leftCases]")
        paint = explorer.js("(performance.getEntriesByName('first-contentful-paint')[0] || {startTime: 0}).startTime")
        figures = {"script": explorer.js("explorer.readyAfter"), "first paint": paint, "window": wall * 1000}
        for view in ["contexts", "flow", "matrix", "flow"]:
            figures[f"tab {view}"] = explorer.measure(lambda: explorer.tab(view))
        figures["wheel"] = explorer.measure(lambda: explorer.page.mouse.wheel(0, -100))
        figures["search"] = explorer.measure(lambda: explorer.page.fill("#q", "fraud-scoring"))
        explorer.page.wait_for_selector("#hits li[data-hit]")
        figures["open"] = explorer.measure(lambda: explorer.page.press("#q", "Enter"))
        assert explorer.title == "fraud-scoring"
        figures["focus"] = explorer.measure(lambda: explorer.page.click('#card [data-focus="svc:fraud-scoring"]'))
        assert explorer.count("#world .nd") < 80
        figures["select"] = explorer.measure(lambda: explorer.page.locator("#world .nd.service").nth(1).click())
        figures["finding"] = explorer.measure(lambda: explorer.page.locator("#panel [data-finding]").first.click())
        explorer.page.click("[data-tab=filters]")
        figures["filter"] = explorer.measure(lambda: explorer.page.click("[data-hide=kind][value=trigger]"))
        figures["tab cases"] = explorer.measure(lambda: explorer.tab("cases"))
    with capsys.disabled():
        print(f"\n1,000 services, {counts[0]} edges, {counts[1]} findings, {counts[2]} cases and {counts[3]} left out: {page.stat().st_size // 1000} kB, written in {made:.1f} s")
        print("milliseconds: " + ", ".join(f"{name} {value:.0f}" for name, value in figures.items()))
