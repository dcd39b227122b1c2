/* The keyboard. */
import { isGraphView, state, VIEWS } from "./state.js";
import { element, speak } from "./text.js";
import { boxAt, canvas, picture, rove } from "./picture.js";
import { pan, reveal } from "./camera.js";
import { grid, matrix, moveCursor } from "./matrix.js";
import { paintMatrix } from "./matrixpaint.js";
import { isSearching, searchField } from "./search.js";
import { act, clearSelection, fitView, nextTheme, openView, select, toggleGroup, zoomView } from "./page.js";
import { endSearch, followLink, pressCell, pressLine } from "./events.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

function escape() {
  if (isSearching()) endSearch();
  else if (state.finding !== null || state.select) clearSelection();
  else if (innerWidth <= 760 && state.isPanelOpen) element("burger").click();
}

/** The tabs of a list are moved through with arrow keys. */
function arrowInTabs(list, key) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const now = tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true");
  const step = key === "ArrowRight" || key === "ArrowDown" ? 1 : tabs.length - 1;
  const id = tabs[(now + step) % tabs.length].id;
  element(id).click();
  element(id).focus();
}

/** The nearest box in a direction: way along it counts once, way aside 2.2 times. */
function nextBox(box, [dx, dy]) {
  let best = null;
  let least = Infinity;
  for (const other of picture.graph.boxes) {
    if (other === box) continue;
    const [x, y] = [other.x - box.x, other.y - box.y];
    const along = x * dx + y * dy;
    const cost = along + 2.2 * (Math.abs(x * dy) + Math.abs(y * dx));
    if (along > 4 && cost < least) [best, least] = [other, cost];
  }
  return best;
}

function arrow(event) {
  const tabs = event.target.closest("[role=tablist]");
  if (tabs) {
    event.preventDefault();
    arrowInTabs(tabs, event.key);
    return;
  }
  const [dx, dy] = ARROWS[event.key];
  if (event.target === grid) {
    event.preventDefault();
    speak(moveCursor(dy, dx));
    return;
  }
  if (!isGraphView() || event.target.closest("#side, #card, #legend")) return;
  event.preventDefault();
  const node = document.activeElement?.closest(".nd");
  if (!node) {
    pan(-dx * 80, -dy * 80);
    return;
  }
  const box = nextBox(boxAt(node), [dx, dy]);
  if (!box) return;
  rove(box);
  picture.boxes.get(box).focus({ preventScroll: true });
  reveal(box, 60);
}

/** Enter opens what has the focus: a box, a cell, a part of a case. */
function enter(event) {
  const target = document.activeElement;
  const node = target?.closest(".nd");
  const part = target?.closest("#case [data-ref], #case [data-fold]");
  if (target === grid) pressCell(...matrix.cursor, false);
  else if (part) part.dataset.ref ? followLink(part.dataset.ref) : act("unfold");
  else if (node) {
    const box = boxAt(node);
    const isAgain = box.node?.members && state.select === box.id;
    if (isAgain) toggleGroup(box.id);
    else if (box.line) pressLine(box.line);
    else select(box.id);
    if (!isAgain) picture.boxes.get(box)?.focus({ preventScroll: true });
  } else return;
  event.preventDefault();
}

const KEYS = {
  "/": () => {
    searchField.focus();
    searchField.select();
  },
  "Escape": escape,
  "+": () => zoomView(1.3),
  "=": () => zoomView(1.3),
  "-": () => zoomView(1 / 1.3),
  "0": fitView,
  "?": () => element("keys").showModal(),
  "t": nextTheme,
  "[": () => element("burger").click(),
};

addEventListener("keydown", (event) => {
  if (element("keys").open || event.altKey || event.metaKey || event.ctrlKey) return;
  const isTyping = event.target.matches?.("input:not([type=checkbox]), select");
  if (isTyping && event.key !== "Escape") return;
  if (event.key in ARROWS) arrow(event);
  else if (event.key === "Enter" || event.key === " ") enter(event);
  else if (VIEWS[event.key - 1]) openView(VIEWS[event.key - 1][0]);
  else if (KEYS[event.key]) {
    if (event.key === "/") event.preventDefault();
    KEYS[event.key]();
  }
});

canvas.addEventListener("focusin", (event) => {
  const node = event.target.closest(".nd");
  if (node) rove(boxAt(node));
});
grid.addEventListener("focus", paintMatrix);
grid.addEventListener("blur", paintMatrix);
