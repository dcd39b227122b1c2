/* What the reader has chosen, and the address that keeps it. */
import { byID, cases, findings, groups, isLarge, services, system } from "./model.js";

export const VIEWS = [
  ["flow", "Flow"],
  ["dependency", "Dependencies"],
  ["contexts", "Contexts"],
  ["matrix", "Matrix"],
  ["cases", "Cases"],
];

const firstView = !isLarge || services.length <= 300 ? "flow" : groups.size > 25 ? "matrix" : "contexts";

export const state = {
  view: firstView,
  /** The id of the selected part. */
  select: null,
  /** What alone is drawn: the id of a part, `affected:ID` or `finding:INDEX`. */
  focus: null,
  /** The position of the finding that is shown. */
  finding: null,
  /** Groups that were opened and closed by hand. */
  open: new Set(),
  shut: new Set(),
  /** What is hidden, by filter. */
  hide: {
    kind: new Set(),
    role: new Set(),
    group: new Set(),
    team: new Set(),
    severity: new Set(),
    certainty: new Set(),
  },
  touchedOnly: false,
  /** The position of the case that is shown, and whether all of it is. */
  caseIndex: 0,
  isUnfolded: false,
  /** What the rows of the matrix are: `groups`, `services`, or as fits. */
  rows: null,
  /** The magnification of a case; null fits its width. */
  zoom: null,
  /** What the search found. */
  hits: [],
  panel: "findings",
  isPanelOpen: innerWidth > 760,
};

/** Whether a view draws boxes and lines. */
export const isGraphView = () => state.view !== "matrix" && state.view !== "cases";

/** Whether a group is drawn as one box. */
export function isClosed(name) {
  if (!name || state.focus) return false;
  if (state.open.has(name)) return false;
  return state.shut.has(name) || isLarge && (state.view === "flow" || state.view === "dependency");
}

export const shownFinding = () => state.finding === null ? null : findings[state.finding];

const isFocus = (text) => {
  const [word, rest] = [text.slice(0, text.indexOf(":")), text.slice(text.indexOf(":") + 1)];
  return byID.has(text) || word === "finding" && findings[rest] !== undefined || word === "affected" && byID.has(rest);
};

const listIn = (text) => text ? text.split(",").map(decoded) : [];

/** A part of an address; what was not written by this page stays as it is. */
function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes the state from the address. */
export function readAddress() {
  const address = location.hash.length > 1 ? location.hash.slice(1) : system.opens;
  const values = new Map(
    address.split("&").filter(Boolean).map((pair) => {
      const at = pair.indexOf("=");
      return at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
  const value = (key) => values.has(key) ? decoded(values.get(key)) : null;
  if (VIEWS.some(([view]) => view === value("view"))) state.view = value("view");
  state.select = byID.has(value("select")) ? value("select") : null;
  state.finding = findings[value("finding") ?? -1] ? Number(value("finding")) : null;
  state.focus = value("focus") && isFocus(value("focus")) ? value("focus") : null;
  const chosen = cases.findIndex((each) => each.start === value("case"));
  if (chosen >= 0) state.caseIndex = chosen;
  state.open = new Set(listIn(values.get("open")));
  state.shut = new Set(listIn(values.get("shut")));
  for (const key of Object.keys(state.hide)) state.hide[key] = new Set(listIn(values.get("hide-" + key)));
  state.touchedOnly = values.has("touched");
  state.isUnfolded = values.has("unfolded");
  state.rows = value("rows");
}

/** Writes the state into the address, so that it can be sent to others. */
export function writeAddress() {
  const parts = [["view", state.view]];
  if (state.select && !state.select.startsWith("edge:")) parts.push(["select", state.select]);
  if (state.finding !== null) parts.push(["finding", state.finding]);
  if (state.view === "cases" && cases[state.caseIndex]) parts.push(["case", cases[state.caseIndex].start]);
  if (state.view === "cases" && state.isUnfolded) parts.push(["unfolded", "1"]);
  if (state.rows) parts.push(["rows", state.rows]);
  if (state.focus) parts.push(["focus", state.focus]);
  if (state.touchedOnly) parts.push(["touched", "1"]);
  const written = parts.map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  const lists = [["open", state.open], ["shut", state.shut]];
  for (const key of Object.keys(state.hide)) lists.push(["hide-" + key, state.hide[key]]);
  for (const [key, set] of lists) {
    if (set.size) written.push(`${key}=${[...set].map(encodeURIComponent).join(",")}`);
  }
  const address = "#" + written.join("&");
  if (address !== location.hash) history.replaceState(null, "", address);
}

/** A value that the browser keeps for this page, where it keeps anything. */
const remembered = new Map();
export function remember(key, value) {
  remembered.set(key, value);
  try {
    localStorage.setItem("eventlint-" + key, value);
  } catch {
    // Some browsers keep nothing for files.
  }
}
export function recall(key) {
  try {
    return localStorage.getItem("eventlint-" + key) ?? remembered.get(key);
  } catch {
    return remembered.get(key);
  }
}
