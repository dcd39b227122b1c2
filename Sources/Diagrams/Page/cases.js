/* The sequence of a case, which eventlint has drawn. The page scales it, marks parts of it and unfolds it. */
import { cases, system } from "./model.js";
import { shownFinding, state } from "./state.js";
import { drawnByEventlint, element, fill, html } from "./text.js";
import { pathOf } from "./paths.js";

export const stage = element("case");
const drawing = () => stage.querySelector("svg");

export const currentCase = () => cases[state.caseIndex];
export const hasFolds = (each) => each?.unfolded !== undefined;

/** The magnification at which a case fits the width. */
export function caseScale() {
  const width = drawing()?.viewBox.baseVal.width || 1200;
  return Math.max(0.62, Math.min(1.25, (stage.clientWidth - 24) / width));
}

/** Draws the current case. */
export function drawCase() {
  const each = currentCase();
  if (!each) {
    const text = system.leftCases
      ? "The cases are too large for this page."
      : "Nothing starts a flow: there is no case.";
    fill(stage, html`<p class="help">${text}</p>`);
    return;
  }
  fill(stage, drawnByEventlint(state.isUnfolded && hasFolds(each) ? each.unfolded : each.drawing));
  for (const part of stage.querySelectorAll("[data-ref], [data-fold]")) {
    part.setAttribute("tabindex", 0);
    part.setAttribute("role", "button");
  }
  scaleCase();
}

export function scaleCase() {
  const svg = drawing();
  if (!svg) return;
  const scale = state.zoom ?? caseScale();
  svg.setAttribute("width", Math.round(svg.viewBox.baseVal.width * scale));
  svg.setAttribute("height", Math.round(svg.viewBox.baseVal.height * scale));
}

export function zoomCase(factor) {
  state.zoom = Math.max(0.3, Math.min(3, (state.zoom ?? caseScale()) * factor));
  scaleCase();
}

/** Marks the selected part or the path of a finding; returns how many parts of it are in the case. */
export function markCase() {
  const finding = shownFinding();
  const lit = finding && new Set([...pathOf(finding).nodes].map((node) => node.id));
  let first = null;
  let count = 0;
  for (const part of stage.querySelectorAll("[data-ref]")) {
    const isLit = lit?.has(part.dataset.ref) ?? false;
    const isSelected = part.dataset.ref === state.select;
    part.classList.toggle("sel", isSelected);
    part.classList.toggle("lit", isLit);
    part.classList.toggle("dim", Boolean(lit) && !isLit && !part.classList.contains("sq-head"));
    if (isLit) count++;
    if ((isLit || isSelected) && !first) first = part;
  }
  for (const arrow of stage.querySelectorAll("[data-m]")) {
    arrow.classList.toggle("dim", Boolean(lit) && !lit.has("msg:" + arrow.dataset.m));
  }
  first?.scrollIntoView({ block: "nearest" });
  return count;
}

/** Brings a part of the case into sight. */
export function showInCase(id) {
  const part = [...stage.querySelectorAll("[data-ref]")].find((each) => each.dataset.ref === id);
  part?.scrollIntoView({ block: "center", inline: "center" });
}

/** The case with most of the parts that a finding is about; the current one if no other has more. */
export function caseOf(finding) {
  const parts = pathOf(finding).nodes;
  const named = finding.about.find((part) => part.kind === "case");
  if (named) return named.index;
  const score = (each) => [...each.messages, ...each.services].filter((node) => parts.has(node)).length;
  let best = state.caseIndex;
  for (const each of cases) if (score(each) > score(cases[best])) best = each.index;
  return best;
}
