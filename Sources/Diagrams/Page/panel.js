/* The panel at the side: findings by severity and rule, and filters. */
import { edges, findings, groups, groupWord, nodes, services, SEVERITIES } from "./model.js";
import { shownFinding, state } from "./state.js";
import { dot, element, fill, html, listAt, readable } from "./text.js";
import { filterCount, isSeverityShown } from "./filters.js";
import { severitySign } from "./picture.js";

/** Rules whose findings are listed, and those that are listed to the end. */
export const openRules = new Set();
export const longRules = new Set();
const LISTED = 20;

export const ruleKey = (finding) => `${finding.sev} ${finding.rule}`;

const HEADINGS = { error: "Errors", warning: "Warnings", info: "Infos" };

function findingButton(finding) {
  return html`<li><button type="button" data-finding="${finding.index}" aria-pressed="${
    state.finding === finding.index
  }">${readable(finding.text)}<span class="at">${finding.place}</span></button></li>`;
}

function ruleGroup(key, list) {
  const isOpen = openRules.has(key);
  const shown = shownFinding();
  let first = longRules.has(key) ? list : list.slice(0, LISTED);
  // The finding that is shown is always among those that are listed.
  if (shown && ruleKey(shown) === key && !first.includes(shown)) first = [shown, ...first];
  const more = first.length < list.length &&
    html`<button class="more" type="button" data-more="${key}">show all ${list.length}</button>`;
  const content = isOpen && html`<ol>${first.map(findingButton)}</ol>${more}`;
  return html`
    <details class="rule" data-rule="${key}"
      ${isOpen ? " open" : ""}><summary><span class="sev ${list[0].sev}">${severitySign(
        list[0].sev,
      )}</span><span>${list[0]
        .rule}</span><span class="c">${list.length}</span></summary>${content}</details>
  `;
}

function findingsPanel() {
  const byRule = new Map();
  for (const finding of findings.filter(isSeverityShown)) listAt(byRule, ruleKey(finding)).push(finding);
  const rank = ([, list]) => SEVERITIES.indexOf(list[0].sev);
  const sorted = [...byRule].sort((one, other) => rank(one) - rank(other) || other[1].length - one[1].length);
  if (sorted.length && !openRules.size) openRules.add(sorted[0][0]);
  if (!sorted.length) return html`<p class="help">No findings.</p>`;
  let severity = "";
  return sorted.map(([key, list]) => {
    const heading = list[0].sev === severity ? null : html`<h2>${HEADINGS[list[0].sev]}</h2>`;
    severity = list[0].sev;
    return [heading, ruleGroup(key, list)];
  });
}

/* ---- filters ---- */

function box(filter, value, { text, count, kind }) {
  const checked = state.hide[filter].has(value) ? "" : " checked";
  const name = readable(text);
  const input = html`
    <input type="checkbox" data-hide="${filter}" value="${value}" ${checked}>
  `;
  const only = html`
    <button class="only" type="button" data-only="${filter}" value="${value}"
      aria-label="only ${name}">only</button>
  `;
  return html`
    <div class="filter">
      <label>${input}${kind && dot(kind)}<span class="name">${name}</span><span class="c">${count}</span></label>
      ${only}
    </div>
  `;
}

/** The values of a property of services, with how many have each. */
function tally(value) {
  const counts = new Map();
  for (const service of services) counts.set(value(service), (counts.get(value(service)) ?? 0) + 1);
  return [...counts].sort(([one], [other]) => one < other ? -1 : 1);
}

function boxes(filter, title, list, kind) {
  if (list.length < 2) return null;
  const rows = list.map(([value, count]) =>
    box(filter, value, { text: value || `no ${title.toLowerCase()}`, count, kind: value && kind })
  );
  return html`
    <h2>${title}</h2>
    <div class="scroll">${rows}</div>
  `;
}

function filtersPanel() {
  const kinds = ["service", "event", "command", "query", "reply", "store", "trigger"]
    .map((kind) => [kind, nodes.filter((node) => node.kind === kind).length])
    .filter(([, count]) => count);
  const roles = tally((service) => service.role ?? "");
  const severities = SEVERITIES
    .map((severity) => [severity, findings.filter((finding) => finding.sev === severity).length])
    .filter(([, count]) => count);
  const certainties = [["declared", "declared"], ["observed", "observed only"], ["guess", "inferred"]]
    .map(([value, text]) => [value, text, edges.filter((edge) => edge.certainty === value).length])
    .filter(([, , count]) => count);
  const touched = html`
    <div
      class="filter"><label><input type="checkbox" data-touched${state.touchedOnly
        ? " checked"
        : ""}><span class="name">only what findings touch</span></label></div>
  `;
  const word = groupWord === "context" ? "Context" : "Team";
  return [
    html`
      <p><button class="btn" type="button" data-reset${filterCount() ? "" : " disabled"}>Show everything</button></p>
      <h2>Kind</h2>
    `,
    kinds.map(([kind, count]) => box("kind", kind, { text: kind, count, kind })),
    boxes("role", "Role", roles.length > 1 ? roles : []),
    findings.length > 0 && [
      html`<h2>Findings</h2>`,
      severities.map(([severity, count]) => box("severity", severity, { text: severity, count })),
      touched,
    ],
    certainties.length > 1 && [
      html`<h2>Certainty</h2>`,
      certainties.map(([value, text, count]) => box("certainty", value, { text, count })),
    ],
    groups.size > 0 && boxes("group", word, tally((service) => service.group), "group"),
    groupWord === "context" && boxes("team", "Team", tally((service) => service.team ?? "")),
  ];
}

/** Shows the panel anew; where it was scrolled to stays. */
export function showPanel() {
  const count = findings.filter(isSeverityShown).length;
  const filters = filterCount();
  const tabs = [["findings", `Findings ${count}`], ["filters", filters ? `Filters (${filters})` : "Filters"]];
  fill(
    element("sidetabs"),
    tabs.map(([key, text]) => {
      const isOn = state.panel === key;
      return html`
        <button type="button" role="tab" id="side-${key}" aria-controls="panel" aria-selected="${isOn}"
          tabindex="${isOn ? 0 : -1}" data-tab="${key}">${text}</button>
      `;
    }),
  );
  const panel = element("panel");
  const top = panel.scrollTop;
  const shown = shownFinding();
  if (shown) openRules.add(ruleKey(shown));
  panel.setAttribute("aria-labelledby", "side-" + state.panel);
  fill(panel, state.panel === "findings" ? findingsPanel() : filtersPanel());
  panel.scrollTop = top;
}
