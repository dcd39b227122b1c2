/* Buttons, links, mouse and touch. */
import { byID, isMessage } from "./model.js";
import { state } from "./state.js";
import { element, readable } from "./text.js";
import { clearFilters } from "./filters.js";
import { boxAt, canvas, lineAt, picture, viewSize } from "./picture.js";
import { camera, goInMiniature, pan, stopFlight } from "./camera.js";
import { cellAt, cellAtPoint, cellText, grid, matrix, panMatrix, setHover } from "./matrix.js";
import { markCase, stage } from "./cases.js";
import {
  chosenHit,
  closeSearch,
  flyToPart,
  isSearching,
  search,
  searchDelay,
  searchField,
  stepHits,
} from "./search.js";
import { longRules, openRules, showPanel } from "./panel.js";
import { savePicture } from "./save.js";
import {
  act,
  clearSelection,
  fitView,
  markAgain,
  nextTheme,
  openCase,
  openHit,
  openView,
  render,
  resized,
  select,
  selectLine,
  showSide,
  toggleFinding,
  toggleFocus,
  toggleGroup,
  zoomView,
} from "./page.js";

const view = element("view");

/* ---- buttons and links ---- */

function only(filter, value) {
  const all = [...document.querySelectorAll("[data-hide]")].filter((box) => box.dataset.hide === filter);
  state.hide[filter] = new Set(all.map((box) => box.value).filter((each) => each !== value));
  render();
}

function showSidePanel(name) {
  state.panel = name;
  showPanel();
  element("side-" + name).focus();
}

function clickFinding(index) {
  toggleFinding(index);
  if (innerWidth <= 760) {
    state.isPanelOpen = false;
    showSide();
    return;
  }
  element("panel").querySelector(`[data-finding="${index}"]`)?.focus({ preventScroll: true });
}

export function followLink(id) {
  const part = byID.get(id);
  if (part?.kind === "case" && state.view === "cases" && part.index !== state.caseIndex) openCase(part.index);
  else select(id);
  if (state.view === "cases") markCase();
  else flyToPart({ id });
  element("card").querySelector(".title")?.focus({ preventScroll: true });
}

/** What a click on an element with a `data-` attribute does; the first that is found counts. */
const CLICKS = [
  ["skip", () => element("stage").focus()],
  ["view", (value) => {
    openView(value);
    element("tab-" + value).focus({ preventScroll: true });
  }],
  ["tab", showSidePanel],
  ["finding", (value) => clickFinding(Number(value))],
  ["more", (value) => {
    longRules.add(value);
    showPanel();
  }],
  ["case", (value) => openCase(Number(value))],
  ["toggle", toggleGroup],
  ["close", () => {
    clearSelection();
    picture.boxes.get(picture.roving)?.focus({ preventScroll: true });
  }],
  ["hit", (value) => openHit(state.hits[Number(value)])],
  ["reset", () => {
    clearFilters();
    render();
  }],
  ["focus", toggleFocus],
  ["only", (value, target) => only(value, target.value)],
  ["zoom", (value) => value === "fit" ? fitView() : zoomView(value === "in" ? 1.3 : 1 / 1.3)],
  ["do", act],
];

document.addEventListener("click", (event) => {
  const target = event.target;
  for (const [name, run] of CLICKS) {
    const found = target.closest(`[data-${name}]`);
    if (!found) continue;
    // The address keeps the state: the skip link must not change it.
    if (name === "skip") event.preventDefault();
    return run(found.dataset[name], found);
  }
  if (target.closest("#case [data-fold]")) return act("unfold");
  const link = target.closest("#card [data-ref], #reading [data-ref], #case [data-ref]");
  if (link) return followLink(link.dataset.ref);
  if (!target.closest("#find") && isSearching()) endSearch();
});

element("panel").addEventListener("toggle", (event) => {
  const { rule } = event.target.dataset;
  if (!rule || event.target.open === openRules.has(rule)) return;
  if (event.target.open) openRules.add(rule);
  else openRules.delete(rule);
  if (event.target.open) {
    showPanel();
    [...element("panel").querySelectorAll("details")].find((each) => each.dataset.rule === rule)
      ?.querySelector("summary").focus();
  }
}, true);

element("panel").addEventListener("change", (event) => {
  const { hide } = event.target.dataset;
  const value = event.target.value;
  if (hide && event.target.checked) state.hide[hide].delete(value);
  else if (hide) state.hide[hide].add(value);
  else if ("touched" in event.target.dataset) state.touchedOnly = event.target.checked;
  else return;
  render();
  const boxes = [...element("panel").querySelectorAll(hide ? "[data-hide]" : "[data-touched]")];
  boxes.find((each) => !hide || each.dataset.hide === hide && each.value === value)?.focus();
});

element("options").addEventListener("change", (event) => {
  if (event.target.id !== "pick") return;
  openCase(Number(event.target.value), state.select?.startsWith("case:") ?? false);
  element("pick").focus();
});

element("burger").addEventListener("click", () => {
  state.isPanelOpen = !state.isPanelOpen;
  showSide();
  resized();
});
element("theme").addEventListener("click", nextTheme);
element("help").addEventListener("click", () => element("keys").showModal());
element("save").addEventListener("click", savePicture);

/* ---- search ---- */

let typing = 0;
export function endSearch() {
  clearTimeout(typing);
  closeSearch();
  markAgain();
}
function searchNow() {
  clearTimeout(typing);
  search(searchField.value);
  markAgain();
}
searchField.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(searchNow, searchDelay);
});
searchField.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    stepHits(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (!isSearching() || chosenHit() === undefined || typing) searchNow();
    openHit(chosenHit());
  } else if (event.key === "Escape") {
    event.stopPropagation();
    endSearch();
    searchField.blur();
  }
});

/* ---- pointers ---- */

const pointers = new Map();
let moved = 0;
let spread = 0;
/** A click on a group waits: its card must not open under the second click of a double-click. */
let waiting = 0;

const distance = () => {
  const [one, other] = [...pointers.values()];
  return Math.hypot(one[0] - other[0], one[1] - other[1]) || 1;
};
const inView = (event) => {
  const area = view.getBoundingClientRect();
  return [event.clientX - area.left, event.clientY - area.top];
};

function movePointer(event, surface) {
  const last = pointers.get(event.pointerId);
  if (!last) {
    hover(event);
    return;
  }
  const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
  pointers.set(event.pointerId, [event.clientX, event.clientY]);
  moved += Math.abs(dx) + Math.abs(dy);
  if (moved <= 4) return;
  if (!surface.hasPointerCapture(event.pointerId)) surface.setPointerCapture(event.pointerId);
  surface.classList.add("drag");
  if (pointers.size === 2) {
    const area = view.getBoundingClientRect();
    const [one, other] = [...pointers.values()];
    const now = distance();
    zoomView(now / spread, (one[0] + other[0]) / 2 - area.left, (one[1] + other[1]) / 2 - area.top);
    spread = now;
  } else if (state.view === "matrix") panMatrix(dx, dy);
  else pan(dx, dy);
}

function wheel(event) {
  event.preventDefault();
  if (event.shiftKey) {
    const shift = -(event.deltaY || event.deltaX);
    if (state.view === "matrix") panMatrix(shift, 0);
    else pan(shift, 0);
    return;
  }
  const delta = Math.max(-120, Math.min(120, event.deltaY * (event.deltaMode ? 30 : 1)));
  zoomView(Math.exp(-delta * (event.ctrlKey ? 0.01 : 0.0025)), ...inView(event));
}

for (const surface of [canvas, grid]) {
  surface.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    pointers.set(event.pointerId, [event.clientX, event.clientY]);
    if (pointers.size === 1) moved = 0;
    if (pointers.size === 2) spread = distance();
    stopFlight();
  });
  surface.addEventListener("pointermove", (event) => movePointer(event, surface));
  const end = (event) => {
    if (!pointers.delete(event.pointerId)) return;
    surface.classList.remove("drag");
    if (moved <= 4 && event.type === "pointerup") press(event);
  };
  surface.addEventListener("pointerup", end);
  surface.addEventListener("pointercancel", end);
  surface.addEventListener("pointerleave", () => {
    element("tip").hidden = true;
    if (state.view === "matrix") setHover(null);
  });
  surface.addEventListener("wheel", wheel, { passive: false });
}
stage.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  zoomView(Math.exp(-event.deltaY * 0.004));
}, { passive: false });

/** Selects what a line is about: its only message, or all that it carries. */
export function pressLine(line) {
  const messages = [...line.messages];
  const ends = [byID.get(line.a), byID.get(line.b)];
  if (state.view === "flow" && messages.length === 1 && ends.some(isMessage)) select(messages[0].id);
  else if (messages.length || line.label === "calls") selectLine(line);
  else select(line.b);
}

export function pressCell(row, column, isName) {
  if (!matrix.rows.length) return;
  const cell = cellAt(row, column);
  const [from, to] = [matrix.rows[row].part, matrix.rows[column].part];
  if (isName || row === column) select(from.id);
  else if (cell) {
    const id = `${from.id}\u0001${to.id}`;
    const label = cell.messages.size ? "depends on" : "calls";
    selectLine({ id, a: from.id, b: to.id, label, messages: cell.messages, isCycle: cell.isCycle }, cell);
  }
}

function press(event) {
  if (state.view === "matrix") {
    const cell = cellAtPoint(...inView(event));
    if (cell) pressCell(cell.row, cell.column, cell.isName);
    else clearSelection();
    return;
  }
  const target = document.elementFromPoint(event.clientX, event.clientY);
  const fold = target?.closest("[data-fold]");
  const node = target?.closest(".nd");
  const line = target?.closest(".ed");
  const frame = target?.closest(".fr");
  if (fold) toggleGroup(fold.dataset.fold);
  else if (node) pressBox(boxAt(node), node);
  else if (line) pressLine(lineAt(line));
  else if (frame && target.tagName === "text") select(frame.dataset.group);
  else clearSelection();
}

function pressBox(box, node) {
  clearTimeout(waiting);
  node.focus({ preventScroll: true });
  if (box.line) pressLine(box.line);
  else if (box.node.members) waiting = setTimeout(() => select(box.id), 240);
  else select(box.id);
}

canvas.addEventListener("dblclick", (event) => {
  clearTimeout(waiting);
  const target = document.elementFromPoint(event.clientX, event.clientY);
  const node = target?.closest(".nd.group");
  if (node) toggleGroup(boxAt(node).id);
  else if (target?.closest(".fr")) toggleGroup(target.closest(".fr").dataset.group);
});

function lineTip(line) {
  const names = [...line.messages].map((message) => readable(message.name));
  const more = names.length > 6 ? [`and ${names.length - 6} more`] : [];
  const mark = { guess: ["(inferred)"], observed: ["(observed only)"] }[line.certainty] ?? [];
  const ends = `${readable(byID.get(line.a).name)} ${line.label} ${readable(byID.get(line.b).name)}`;
  return [ends, ...names.slice(0, 6), ...more, ...mark].join("\n");
}

function tipText(event) {
  if (state.view === "matrix") {
    const cell = cellAtPoint(...inView(event));
    setHover(cell);
    return cell ? cellText(cell.row, cell.column) : "";
  }
  const [line, node] = [event.target.closest(".ed"), event.target.closest(".nd")];
  if (line) return lineTip(lineAt(line));
  const box = node && boxAt(node);
  if (!box) return "";
  if (box.line) return lineTip(box.line);
  return box.node.label !== box.node.name || camera.scale < 0.6 ? node.getAttribute("aria-label") : "";
}

function hover(event) {
  const tip = element("tip");
  const text = tipText(event);
  tip.hidden = !text;
  if (!text) return;
  tip.textContent = text;
  const [x, y] = inView(event);
  const [width, height] = viewSize();
  tip.style.left = `${Math.max(4, Math.min(x + 14, width - tip.offsetWidth - 4))}px`;
  tip.style.top = `${Math.max(4, Math.min(y + 16, height - tip.offsetHeight - 4))}px`;
}

element("mini").addEventListener("pointerdown", (event) => {
  goInMiniature(event);
  element("mini").setPointerCapture(event.pointerId);
});
element("mini").addEventListener("pointermove", (event) => {
  if (element("mini").hasPointerCapture(event.pointerId)) goInMiniature(event);
});
