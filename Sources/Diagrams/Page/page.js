/* The page: what a change of the state does to what is seen. */
import { byID, cases, findings, groups, groupWord, isLarge, nodes, spoken, system } from "./model.js";
import { isClosed, isGraphView, recall, remember, shownFinding, state, VIEWS, writeAddress } from "./state.js";
import { counted, element, fill, html, readable, speak } from "./text.js";
import { filterCount } from "./filters.js";
import { boxOf, canvas, drawPicture, picture, pictureNotes, rove } from "./picture.js";
import { applyCamera, drawMiniature, firstLook, fitPicture, reveal, showBoxes, zoomPicture } from "./camera.js";
import { buildMatrix, fitMatrix, goToRow, grid, isInMatrix, matrix, rowOf, zoomMatrix } from "./matrix.js";
import { paintMatrix } from "./matrixpaint.js";
import { caseOf, currentCase, drawCase, hasFolds, markCase, scaleCase, stage, zoomCase } from "./cases.js";
import { closeSearch, flyToPart, focusBox, openGroupOf } from "./search.js";
import { caseText, showCard } from "./card.js";
import { markPicture } from "./marks.js";
import { showLegend } from "./legend.js";
import { showPanel } from "./panel.js";

/** So many boxes are too many for one picture. */
const MOST_BOXES = 900;
const DENSE = 220;

const READINGS = {
  flow: "An arrow follows the message.",
  dependency: "A → B: a change of B’s contract can break A. Events point back to their producer.",
  contexts: `A → B: a change in ${groupWord} B can break ${groupWord} A.`,
  matrix: "A row depends on a column.",
  cases: "Time runs down. Each service has a column.",
};

/* ---- the lines above the picture ---- */

const showAll = () => html`<button class="ref" type="button" data-focus="${state.focus}">Show everything</button>`;
const inFlow = () =>
  state.view !== "flow" && html`<button class="ref" type="button" data-view="flow">Show it in Flow</button>`;

function focusText() {
  if (!state.focus) return null;
  if (state.focus.startsWith("finding:")) return [" Only the path of one finding. ", showAll()];
  const isAffected = state.focus.startsWith("affected:");
  const name = readable(byID.get(isAffected ? state.focus.slice(9) : state.focus).name);
  return [isAffected ? " Only what depends on " : " Only around ", html`<b>${name}</b>`, ". ", showAll()];
}

/** What is said about a finding: its text, or why nothing of it is seen here. */
function findingText(finding, isSeen) {
  const rule = html`<b>${finding.rule}</b>`;
  if (isSeen) return [rule, ": ", readable(finding.text), state.focus && [" ", showAll()]];
  if (!finding.about.length && !finding.more.length) {
    return [rule, " names no part of the system. It is reported at ", finding.place, "."];
  }
  if (state.view === "cases") return [rule, " is not about this case. ", inFlow()];
  if (filterCount()) return [rule, " is about what the filters hide. ", showAllParts()];
  return [rule, " is about what this view does not draw. ", inFlow()];
}

const showAllParts = () => html`<button class="ref" type="button" data-reset>Show everything</button>`;

function showReading(isSeen) {
  const finding = shownFinding();
  if (finding) {
    fill(element("reading"), findingText(finding, isSeen));
    return;
  }
  const isDense = isGraphView() && picture.graph.boxes.length > DENSE;
  const isEmpty = isGraphView() ? !picture.graph.boxes.length : state.view === "matrix" && !matrix.rows.length;
  const each = currentCase();
  const left = state.view === "cases" && system.leftCases > 0 &&
    ` ${
      counted(system.leftCases, "more case")
    } would not fit into this page; eventlint graph --view sequence --focus START draws one.`;
  const folded = state.view === "cases" && hasFolds(each) && !state.isUnfolded &&
    " Parts are folded; “Unfold all” shows them.";
  fill(element("reading"), [
    isEmpty ? "Nothing to draw here." : READINGS[state.view],
    pictureNotes().map((note) => " " + note),
    folded,
    left,
    isDense && html`
      <b>A dense picture:</b> select a service and press “Only this and its neighbours”, or use the matrix.
    `,
    focusText(),
    !state.focus && filterCount() > 0 && html`
      <b>${counted(filterCount(), "filter")} on.</b> ${showAllParts()}
    `,
  ]);
}

/* ---- buttons of the view ---- */

function optionButton(action, text, isOn) {
  const pressed = isOn === undefined ? null : html`
    aria-pressed="${isOn}"
  `;
  return html`
    <button class="btn" type="button" data-do="${action}" ${pressed}>${text}</button>
  `;
}

function caseOptions() {
  const list = cases.map((each) =>
    html`
      <option value="${each.index}" ${each.index === state.caseIndex && " selected"}>${caseText(each)}</option>
    `
  );
  if (!list.length) return null;
  return [
    html`<label class="sr" for="pick">Case</label><select id="pick">${list}</select>`,
    optionButton("about", "About this case"),
    hasFolds(currentCase()) && optionButton("unfold", "Unfold all", state.isUnfolded),
  ];
}

function showOptions() {
  const words = groupWord === "context" ? "Contexts" : "Teams";
  let options = null;
  if (state.view === "cases") options = caseOptions();
  else if (groups.size > 1 && state.view === "matrix") {
    options = [
      optionButton("groups", words, matrix.isByGroup),
      optionButton("services", "Services", !matrix.isByGroup),
    ];
  } else if (groups.size > 1 && state.view !== "contexts") {
    options = [optionButton("openall", "Open all"), optionButton("closeall", "Close all")];
  }
  fill(element("options"), options);
}

function showTabs() {
  fill(
    element("tabs"),
    VIEWS.map(([view, text], index) => {
      const isOn = state.view === view;
      const name = view === "contexts" && groupWord === "team" ? "Teams" : text;
      return html`
        <button type="button" role="tab" id="tab-${view}" aria-controls="stage" aria-selected="${isOn}"
          tabindex="${isOn ? 0 : -1}" data-view="${view}" title="${name} ( ${index + 1} )">${name}</button>
      `;
    }),
  );
}

/* ---- drawing ---- */

export function showSide() {
  element("side").classList.toggle("shut", !state.isPanelOpen);
  element("burger").setAttribute("aria-expanded", String(state.isPanelOpen));
}

/** Draws everything anew; the camera stays if asked. */
export function render({ keepsCamera = false } = {}) {
  canvas.toggleAttribute("hidden", !isGraphView());
  grid.hidden = state.view !== "matrix";
  stage.hidden = state.view !== "cases";
  showTabs();
  showSide();
  showCard();
  showPanel();
  if (state.view === "cases") drawCase();
  else if (state.view === "matrix") buildMatrix();
  else drawPicture();
  showOptions();
  showLegend();
  const isSeen = mark();
  showReading(isSeen);
  // The lines above and the legend have their height now: only then the picture can be fitted.
  if (state.view === "matrix") keepsCamera ? paintMatrix() : fitMatrix();
  else if (state.view === "cases") scaleCase();
  else keepsCamera ? applyCamera() : firstLook();
  drawMiniature();
  writeAddress();
}

/** Marks what stands out; whether anything of the finding does. */
function mark() {
  if (state.view === "cases") return markCase() > 0;
  if (state.view === "matrix") {
    paintMatrix();
    return state.finding !== null && isInMatrix(shownFinding());
  }
  litBoxes = markPicture();
  return litBoxes.length > 0;
}
let litBoxes = [];

/** Marks anew after a search. */
export function markAgain() {
  showReading(mark());
}

/** Shows a changed selection or finding; nothing is drawn anew. */
function refresh() {
  const wasHidden = element("card").hidden;
  showCard();
  showPanel();
  showReading(mark());
  writeAddress();
  if (element("card").hidden === wasHidden) return;
  if (state.view === "matrix") paintMatrix();
  else if (state.view === "cases") scaleCase();
  else applyCamera();
  drawMiniature();
}

/* ---- actions ---- */

/** Opens a view. */
export function openView(view) {
  if (state.select?.startsWith("edge:")) state.select = null;
  state.view = view;
  state.zoom = null;
  if (view === "cases" && shownFinding() && cases.length) state.caseIndex = caseOf(shownFinding());
  render();
  if (shownFinding()) settle();
  else if (state.select) flyToPart({ id: state.select });
  speak(`${element("tab-" + view).textContent} view`);
}

/** Selects a part, or nothing. */
export function select(id) {
  state.finding = null;
  state.select = byID.has(id) ? id : null;
  const part = byID.get(state.select);
  const box = isGraphView() && part && boxOf(part);
  if (box) rove(box);
  refresh();
  if (part) speak(spoken(part));
  if (box) reveal(box);
}

/** Selects a line of a picture, or a cell of the matrix. */
export function selectLine(line, cell) {
  const [from, to] = [byID.get(line.a), byID.get(line.b)];
  const id = `edge:${line.id}`;
  const messages = [...line.messages];
  const part = {
    id,
    kind: "edge",
    name: `${from.name} → ${to.name}`,
    line: line.id,
    label: line.label,
    from,
    to,
    messages,
  };
  byID.set(id, { ...part, group: "", findings: [], isCycle: line.isCycle, cell });
  state.finding = null;
  state.select = id;
  refresh();
}

/** Shows a finding, or ends showing it. */
export function toggleFinding(index) {
  state.select = null;
  state.finding = state.finding === index ? null : index;
  const finding = shownFinding();
  if (finding && state.view === "cases" && cases.length) {
    const best = caseOf(finding);
    if (best !== state.caseIndex) {
      state.caseIndex = best;
      state.isUnfolded = false;
      render();
    }
  }
  refresh();
  if (!finding) return;
  settle();
  speak(`${finding.sev}: ${finding.text}`);
}

/** Brings the path of the finding into sight. */
export function settle() {
  if (state.view === "matrix") {
    const row = [...shownFinding().about].map(rowOf).find((each) => each !== undefined);
    if (row !== undefined && matrix.rows.length > 60) goToRow(row);
  } else if (isGraphView()) showBoxes(litBoxes, 1.1);
}

export function clearSelection() {
  state.select = null;
  state.finding = null;
  refresh();
}

/** Opens a closed group in place, or closes it; outside of flow and dependencies it opens in the latter. */
export function toggleGroup(id) {
  const group = byID.get(id);
  const isElsewhere = !isGraphView() || state.view === "contexts";
  const opens = isElsewhere || isClosed(group.name);
  if (opens) {
    state.open.add(group.name);
    state.shut.delete(group.name);
  } else {
    state.open.delete(group.name);
    state.shut.add(group.name);
  }
  if (isElsewhere) {
    state.view = "dependency";
    state.focus = null;
    if (!isLarge) state.shut = new Set([...groups.keys()].filter((name) => !state.open.has(name)));
  }
  render({ keepsCamera: true });
  showBoxes(picture.graph.boxes.filter((box) => box.group === group.name || box.id === id), 1);
  speak(`${group.name} ${opens ? "opened" : "closed"}`);
}

/** Draws only what is around a part, or everything again. */
export function toggleFocus(focus) {
  state.focus = state.focus === focus ? null : focus;
  if (state.focus?.startsWith("affected:")) state.view = "dependency";
  else if (!isGraphView() || state.view === "contexts") state.view = "flow";
  render();
  if (shownFinding()) settle();
  speak(state.focus ? "Only a part is drawn." : "Everything is drawn.");
}

/** Goes to a case. */
export function openCase(index, selects = true) {
  state.caseIndex = index;
  state.isUnfolded = false;
  state.finding = null;
  if (selects) state.select = cases[index].id;
  openView("cases");
}

/** Goes to what the search found. */
export function openHit(hit) {
  if (!hit) return;
  closeSearch();
  if (hit.finding !== undefined) {
    if (state.finding === hit.finding) state.finding = null;
    toggleFinding(hit.finding);
    return;
  }
  const part = byID.get(hit.id);
  if (part.kind === "case") {
    openCase(part.index);
    return;
  }
  if (openGroupOf(part)) render({ keepsCamera: true });
  select(hit.id);
  flyToPart(hit);
  if (isGraphView()) focusBox(part);
}

function openAll() {
  if (nodes.length > MOST_BOXES) {
    const link = html`<button class="ref" type="button" data-view="matrix">the matrix</button>`;
    const text = [counted(nodes.length, "part"), " are too many for one picture."];
    fill(element("reading"), [
      html`
        <b>${text}</b> Open some ${groupWord}s, filter, or see
      `,
      link,
      ".",
    ]);
    speak("Too many parts for one picture.");
    return;
  }
  state.open = new Set(groups.keys());
  state.shut.clear();
  render();
}

/** The buttons above the picture. */
export function act(action) {
  if (action === "openall") return openAll();
  if (action === "about") return select(currentCase().id);
  if (action === "closeall") {
    state.open.clear();
    state.shut = new Set(groups.keys());
  } else if (action === "unfold") state.isUnfolded = !state.isUnfolded;
  else state.rows = action;
  render();
}

export function zoomView(factor, x, y) {
  if (state.view === "cases") zoomCase(factor);
  else if (state.view === "matrix") zoomMatrix(factor, x, y);
  else zoomPicture(factor, x, y);
}

export function fitView() {
  state.zoom = null;
  if (state.view === "cases") scaleCase();
  else if (state.view === "matrix") fitMatrix();
  else fitPicture();
}

/** Fits the view again after the room for it has changed. */
export function resized() {
  if (state.view === "cases") scaleCase();
  else if (state.view === "matrix") paintMatrix();
  else fitPicture(true);
  drawMiniature();
}

/* ---- light and dark ---- */

const THEMES = { auto: "◐", light: "☀", dark: "☾" };

export function showTheme() {
  const theme = recall("theme") ?? system.theme;
  if (theme === "auto") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  const button = element("theme");
  button.textContent = THEMES[theme];
  button.setAttribute("aria-label", `Theme: ${theme}`);
  button.title = `Theme: ${theme} ( t )`;
  paintMatrix();
}

export function nextTheme() {
  const all = Object.keys(THEMES);
  const theme = recall("theme") ?? system.theme;
  remember("theme", all[(all.indexOf(theme) + 1) % all.length]);
  showTheme();
  speak(element("theme").title);
}

/** For tests and the curious: what the page knows and draws. */
globalThis.explorer = { system, state, findings, picture, matrix, byID };
