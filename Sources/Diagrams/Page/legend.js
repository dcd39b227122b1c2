/* The legend: the signs that are drawn now, and no others. */
import { groupWord } from "./model.js";
import { state } from "./state.js";
import { chip, element, fill, html } from "./text.js";
import { picture } from "./picture.js";
import { worst } from "./filters.js";
import { matrixSigns } from "./matrix.js";

const sign = (content) => html`<svg width="34" height="18" viewBox="0 0 34 18" aria-hidden="true">${content}</svg>`;
const boxSign = (name) =>
  sign(html`
    <g class="nd ${name}">
      <rect class="b" x="1" y="2" width="32" height="14" rx="5" />
    </g>
  `);
const messageSign = (kind, soft) => sign(chip(kind, { x: 1, y: 2, w: 32, h: 14 }, "", soft));

function lineSign(name, hasHead = true) {
  const isCycle = name.includes("cycle");
  return sign(
    html`<g class="ed ${name}">${
      isCycle && html`
        <path class="halo" d="M1 9h32" />
      `
    }<path class="ln" d="M1 9h${hasHead ? 24 : 32}"/>${
      hasHead && html`
        <path class="hd" d="M33 9l-9 -4.5v9z" />
      `
    }</g>`,
  );
}

const store = html`
  <g class="nd store">
    <path class="b" d="M4 5a13 3 0 0 1 26 0v8a13 3 0 0 1 -26 0zm0 0a13 3 0 0 0 26 0" />
  </g>
`;
const log = html`
  <g class="nd store">
    <rect class="b" x="4" y="3" width="26" height="12" rx="2" />
    <path class="b" d="M8 3v12M12 3v12" />
  </g>
`;
const shared = html`
  <g class="nd store shared">
    <path class="b" d="M4 5a13 3 0 0 1 26 0v8a13 3 0 0 1 -26 0zm0 0a13 3 0 0 0 26 0" />
  </g>
`;
const frame = html`
  <g class="fr">
    <rect x="1" y="1" width="32" height="16" rx="4" />
  </g>
`;
const findingsSign = html`
  <g class="badge warning">
    <rect x="4" y="2" width="26" height="14" rx="7" />
    <text x="17" y="12.5">! 2</text>
  </g>
`;

function pictureSigns() {
  const graph = picture.graph;
  const nodes = graph.boxes.filter((each) => each.node).map((each) => each.node);
  const kinds = new Set(nodes.map((node) => node.kind));
  for (const each of graph.boxes) for (const one of each.messages ?? []) kinds.add(one.kind);
  const roles = new Set(nodes.map((node) => node.role));
  const has = (test) => graph.lines.some(test);
  const lineKind = graph.isRing ? graph.lines[0]?.kind ?? "none" : "none";
  return [
    kinds.has("service") && [boxSign("service"), "service"],
    roles.has("orchestrator") && [boxSign("service orchestrator"), "◆ orchestrator"],
    roles.has("tracker") && [boxSign("service tracker"), "◇ tracker"],
    roles.has("observer") && [boxSign("service observer"), "observes only"],
    ...["event", "command", "query", "reply"].map((kind) => kinds.has(kind) && [messageSign(kind), kind]),
    nodes.some((node) => node.inside) && [
      sign(html`
        <g class="nd inside">${chip("event", { x: 1, y: 2, w: 32, h: 14 }, "")}</g>
      `),
      "inside its context only",
    ],
    nodes.some((node) => node.kind === "store" && !node.log && !node.shared) && [sign(store), "store"],
    nodes.some((node) => node.log && !node.shared) && [sign(log), "log"],
    nodes.some((node) => node.shared) && [sign(shared), "shared by contexts"],
    kinds.has("trigger") && [boxSign("trigger"), "▶ starts from outside"],
    kinds.has("group") && [boxSign("group"), `${groupWord}: double-click opens it`],
    graph.boxes.some((each) => each.group) && [sign(frame), groupWord],
    has(() => true) && [lineSign("k-" + lineKind), state.view === "flow" ? "the message goes this way" : "depends on"],
    graph.isRing && [
      sign(html`
        <g class="ed k-event">
          <path class="ln thick" d="M1 9h32" />
        </g>
      `),
      "thick: many messages",
    ],
    graph.isRing && has((each) => each.kind === "many") && [lineSign("k-many"), "several kinds"],
    has((each) => each.certainty === "guess") && [lineSign("k-event guess"), "inferred"],
    has((each) => each.certainty === "observed") && [lineSign("k-event observed"), "observed only"],
    has((each) => each.isCycle) && [lineSign("k-event cycle"), "part of a cycle"],
    has((each) => each.looksOn) && [lineSign("k-event look"), "observes"],
    !graph.isRing && has((each) => each.isWriter) && [lineSign("k-event writer", false), "single writer"],
    !graph.isRing && has((each) => each.isCall) && [lineSign("k-none call"), "synchronous call"],
    (nodes.some((node) => node.change === "added") || has((each) => each.change === "added")) &&
    [lineSign("k-none added"), "+ added"],
    (nodes.some((node) => node.change === "removed") || has((each) => each.change === "removed")) &&
    [lineSign("k-none removed"), "− removed"],
    nodes.some((node) => worst(node.findings)) && [sign(findingsSign), "findings, the worst first"],
  ];
}

/** Signs of a sequence, by what its drawing contains. */
const CASE_SIGNS = [
  [".k-event .ln", () => messageSign("event"), "event"],
  [".k-command .ln", () => messageSign("command"), "command"],
  [".k-query:not(.k-reply) .ln", () => messageSign("query"), "query"],
  [".k-reply .ln", () => messageSign("reply"), "reply"],
  [
    ".sq-frame",
    () =>
      sign(html`
        <g class="sq-frame">
          <rect x="1" y="2" width="32" height="14" rx="3" />
          <line x1="1" y1="9" x2="33" y2="9" />
        </g>
      `),
    "one of these happens (5a or 5b)",
  ],
  [
    ".sq-par",
    () =>
      sign(html`
        <g class="sq-par">
          <line x1="4" y1="9" x2="30" y2="9" />
          <circle cx="4" cy="9" r="3" />
          <circle cx="30" cy="9" r="3" />
        </g>
      `),
    "at the same time",
  ],
  [".sq-wait:not(.endless)", () =>
    sign(html`
      <rect class="sq-wait" x="13" y="1" width="8" height="16" />
    `), "waits for an answer, with a timeout"],
  [".sq-wait.endless", () =>
    sign(html`
      <rect class="sq-wait endless" x="13" y="1" width="8" height="16" />
    `), "waits without a timeout"],
  [".sq-end:not(.unheard)", () =>
    sign(html`
      <g class="sq-end">
        <circle cx="17" cy="9" r="6" />
        <circle class="in" cx="17" cy="9" r="3" />
      </g>
    `), "end of the flow"],
  [".sq-end.unheard", () =>
    sign(html`
      <g class="sq-end unheard">
        <circle cx="17" cy="9" r="6" />
      </g>
    `), "no consumer"],
  [".sq-own", () =>
    sign(html`
      <g class="sq-head own">
        <rect x="3" y="2" width="28" height="14" rx="4" />
      </g>
    `), "owner of the flow"],
  [".soft", () =>
    sign(html`
      <g class="sq-arrow soft k-event">
        <path class="ln" d="M1 9h32" />
      </g>
    `), "inferred"],
  [".ln.some", () =>
    sign(html`
      <g class="sq-arrow k-event">
        <path class="ln some" d="M1 9h32" />
      </g>
    `), "sometimes"],
];

function caseSigns() {
  const drawing = element("case");
  return CASE_SIGNS.map(([selector, paint, text]) => drawing.querySelector(selector) && [paint(), text]);
}

const cellSign = {
  event: html`
    <rect class="lg-e" x="10" y="2" width="14" height="14" />
  `,
  command: html`
    <rect class="lg-c" x="10" y="2" width="14" height="14" />
  `,
  many: html`
    <path class="lg-e" d="M10 2h14l-14 14z" />
    <path class="lg-c" d="M24 2v14h-14z" />
  `,
  cycle: html`
    <rect class="lg-x" x="11" y="3" width="12" height="12" />
  `,
};

function cellSigns() {
  const kinds = matrixSigns();
  const asked = kinds.has("command") || kinds.has("query") || kinds.has("reply") || kinds.has("none");
  return [
    kinds.has("event") && [sign(cellSign.event), "events only"],
    asked && [sign(cellSign.command), "commands, queries or calls"],
    kinds.has("many") && [sign(cellSign.many), "both"],
    kinds.has("cycle") && [sign(cellSign.cycle), "part of a cycle"],
  ];
}

/** Shows the legend of the view. */
export function showLegend() {
  const signs = state.view === "cases" ? caseSigns() : state.view === "matrix" ? cellSigns() : pictureSigns();
  fill(
    element("signs"),
    signs.filter(Boolean).map(([picture, text]) => html`<div class="l">${picture}<span>${text}</span></div>`),
  );
}
