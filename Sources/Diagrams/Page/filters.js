/* What is drawn: filters, and the parts around the one in focus. */
import {
  byID,
  consumers,
  edges,
  findings,
  groups,
  isMessage,
  isService,
  nodes,
  producers,
  reachingByDependency,
  SEVERITIES,
} from "./model.js";
import { state } from "./state.js";
import { pathOf } from "./paths.js";

export const isSeverityShown = (finding) => !state.hide.severity.has(finding.sev);

/** The worst severity of findings that are shown; null for none. */
export function worst(list) {
  const shown = new Set(list.filter(isSeverityShown).map((finding) => finding.sev));
  return SEVERITIES.find((severity) => shown.has(severity)) ?? null;
}

/** The number of filters that are on. */
export function filterCount() {
  const hidden = Object.values(state.hide).reduce((sum, set) => sum + set.size, 0);
  return hidden + (state.focus ? 1 : 0) + (state.touchedOnly ? 1 : 0);
}

export function clearFilters() {
  for (const set of Object.values(state.hide)) set.clear();
  state.touchedOnly = false;
  state.focus = null;
}

/** The parts that stay when one is in focus: itself, its messages, and who is at their other end. */
function aroundFocus(focus) {
  if (focus.startsWith("finding:")) return pathOf(findings[Number(focus.slice(8))]).nodes;
  if (focus.startsWith("affected:")) {
    const centre = byID.get(focus.slice(9));
    const affected = new Set([centre, ...reachingByDependency(centre)]);
    for (const node of nodes) {
      const isBetween = (list) => list.some((each) => affected.has(each));
      if (isMessage(node) && isBetween(producers(node)) && isBetween(consumers(node))) affected.add(node);
    }
    return affected;
  }
  const centre = byID.get(focus);
  if (centre.kind === "case") return new Set([...centre.messages, ...centre.services]);
  const near = new Set([centre, ...(centre.members ?? [])]);
  if (centre.members) return near;
  if (isMessage(centre)) return new Set([centre, ...producers(centre), ...consumers(centre)]);
  for (const edge of [...centre.in, ...centre.out]) {
    const other = edge.from === centre ? edge.to : edge.from;
    near.add(other);
    if (isMessage(other)) (edge.from === centre ? consumers : producers)(other).forEach((each) => near.add(each));
  }
  return near;
}

/** Whether an edge belongs to the part in focus, and not only to its neighbours among themselves. */
function touchesFocus(focus) {
  const centre = focus && byID.get(focus);
  if (!centre || centre.members || centre.kind === "case") return () => true;
  const isAt = (edge) => edge.from === centre || edge.to === centre;
  if (!isService(centre)) return isAt;
  return (edge) =>
    isAt(edge) || isMessage(edge.to) && edge.to.out.some((next) => next.to === centre) ||
    isMessage(edge.from) && edge.from.in.some((next) => next.from === centre);
}

/** Whether a node passes the filters by itself. */
function passes(node) {
  const hide = state.hide;
  if (hide.kind.has(node.kind)) return false;
  if (groups.size && hide.group.has(node.group)) return false;
  if (!isService(node)) return true;
  return !hide.team.has(node.team ?? "") && !hide.role.has(node.role ?? "");
}

/** The nodes and edges that the filters leave. */
export function visible() {
  const shown = new Set(nodes.filter(passes));
  if (state.touchedOnly) {
    const isTouched = (node) => node.findings.some(isSeverityShown);
    const kept = new Set();
    for (const node of shown) {
      if (!isService(node) && !isMessage(node) || isTouched(node)) kept.add(node);
      if (isMessage(node) && isTouched(node)) {
        [...producers(node), ...consumers(node)].forEach((each) => kept.add(each));
      }
    }
    for (const node of shown) if (!kept.has(node)) shown.delete(node);
  }
  if (state.focus) {
    const near = aroundFocus(state.focus);
    for (const node of shown) if (!near.has(node)) shown.delete(node);
  }
  const touches = touchesFocus(state.focus);
  const isDrawn = (edge) =>
    touches(edge) && shown.has(edge.from) && shown.has(edge.to) && !state.hide.certainty.has(edge.certainty);
  if (filterCount()) {
    const held = new Set();
    for (const edge of edges) if (isDrawn(edge)) held.add(edge.from).add(edge.to);
    // A message, store or trigger without a line hangs in the air.
    const alone = new Set(aroundNothing());
    for (const node of shown) if (!isService(node) && !held.has(node) && !alone.has(node)) shown.delete(node);
  }
  return { shown, isDrawn };
}

/** Parts in focus that stay although no line leads to them. */
function aroundNothing() {
  if (!state.focus) return [];
  if (state.focus.startsWith("finding:")) return pathOf(findings[Number(state.focus.slice(8))]).nodes;
  return [byID.get(state.focus)];
}
