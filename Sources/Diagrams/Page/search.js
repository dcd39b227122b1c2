/* The search: everything by name, and what Enter does with it. */
import { byID, cases, findings, groups, groupWord, nodes } from "./model.js";
import { isClosed, isGraphView, state } from "./state.js";
import { counted, dot, element, fill, html, readable, speak } from "./text.js";
import { boxOf, picture } from "./picture.js";
import { showBoxes } from "./camera.js";
import { goToRow, rowOf } from "./matrix.js";
import { showInCase } from "./cases.js";

export const searchField = element("q");
const SHOWN_HITS = 40;
const FOUND = 400;

const entry = (text, kind, more, target) => ({ text, kind, more, low: text.toLowerCase(), ...target });
const rules = new Map(findings.map((finding) => [finding.rule, finding.index]).reverse());
const entries = [
  ...nodes.map((node) => entry(node.name, node.kind, node.group || node.kind, { id: node.id })),
  ...[...groups.values()].map((group) => entry(group.name, "group", groupWord, { id: group.id })),
  ...cases.map((each) => entry(each.name, "trigger", "case", { id: each.id })),
  ...[...rules].map(([rule, index]) => entry(rule, "finding", "rule", { finding: index })),
];
/** Typing waits longer where there is more to look through. */
export const searchDelay = entries.length > 2000 ? 90 : 20;

const KIND_ORDER = { service: 0, group: 1, event: 2, command: 2, query: 2, reply: 2 };
let query = "";
let chosen = 0;

export const isSearching = () => query !== "";

/** Lists what is called like a text, first what begins with it, and flies to the first hit. */
export function search(text) {
  query = text.trim().toLowerCase();
  chosen = 0;
  const rank = (each) => each.low.startsWith(query) ? 0 : 1;
  state.hits = query ? entries.filter((each) => each.low.includes(query)) : [];
  state.hits.sort((one, other) =>
    rank(one) - rank(other) || (KIND_ORDER[one.kind] ?? 3) - (KIND_ORDER[other.kind] ?? 3) ||
    one.low.length - other.low.length || (one.low < other.low ? -1 : 1)
  );
  state.hits = state.hits.slice(0, FOUND);
  showHits();
  flyToPart(state.hits[0]);
  if (query) speak(state.hits.length < FOUND ? counted(state.hits.length, "hit") : `${FOUND} hits or more`);
}

function emphasized(text) {
  const at = text.toLowerCase().indexOf(query);
  if (at < 0) return readable(text);
  const [before, hit, after] = [text.slice(0, at), text.slice(at, at + query.length), text.slice(at + query.length)];
  return [readable(before), html`<b>${readable(hit)}</b>`, readable(after)];
}

function showHits() {
  const list = element("hits");
  list.hidden = !query;
  searchField.setAttribute("aria-expanded", String(Boolean(query)));
  searchField.removeAttribute("aria-activedescendant");
  if (!query) return;
  const items = state.hits.slice(0, SHOWN_HITS).map((hit, index) =>
    html`
      <li role="option" id="hit${index}" data-hit="${index}"
        aria-selected="${index === chosen}">${dot(hit.kind)}<span class="n">${emphasized(
          hit.text,
        )}</span><span class="m">${readable(hit.more)}</span></li>
    `
  );
  const rest = state.hits.length - SHOWN_HITS;
  const more = rest > 0 &&
    html`<li class="none" role="presentation">${state.hits.length === FOUND ? "many" : rest} more; type on</li>`;
  fill(list, items.length ? [items, more] : html`<li class="none" role="presentation">Nothing has this name.</li>`);
  if (items.length) searchField.setAttribute("aria-activedescendant", "hit" + chosen);
}

/** Brings a part into sight, in whatever view. */
export function flyToPart(hit) {
  if (hit?.id === undefined) return;
  if (state.view === "matrix") {
    const row = rowOf(byID.get(hit.id));
    if (row !== undefined) goToRow(row);
  } else if (state.view === "cases") showInCase(hit.id);
  else showBoxes([boxOf(byID.get(hit.id))], 1.2);
}

/** Goes to the next hit, or back. */
export function stepHits(step) {
  const count = Math.min(SHOWN_HITS, state.hits.length);
  if (!count) return;
  chosen = (chosen + step + count) % count;
  showHits();
  element("hit" + chosen)?.scrollIntoView({ block: "nearest" });
  flyToPart(state.hits[chosen]);
}

export const chosenHit = () => state.hits[chosen];

export function closeSearch() {
  query = "";
  state.hits = [];
  searchField.value = "";
  showHits();
}

/** Opens the closed group of a part; whether it had to. */
export function openGroupOf(part) {
  if (!isGraphView() || state.view === "contexts" || !isClosed(part.group)) return false;
  state.open.add(part.group);
  state.shut.delete(part.group);
  return true;
}

export const focusBox = (part) => picture.boxes.get(boxOf(part))?.focus({ preventScroll: true });
