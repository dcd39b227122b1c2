/* The picture of a graph view as SVG: boxes, lines, frames. Later changes only set classes. */
import { byID, groups, groupWord, isMessage, isService, spoken } from "./model.js";
import { isGraphView, state } from "./state.js";
import { chip, counted, element, fill, html, round, textWidth } from "./text.js";
import { isSeverityShown, worst } from "./filters.js";
import { boxText, dependencyGraph, flowGraph } from "./graphs.js";
import { layered } from "./layers.js";
import { ring } from "./ring.js";

/** Of more lines in a ring only the heaviest are drawn. */
const RING_LINES = 220;
/** A ring of more boxes shows names alone. */
const SMALL_RING = 16;

export const canvas = element("canvas");
export const world = element("world");

/** What is drawn now: the graph, the elements of its boxes by key and of its lines, and the box that Tab reaches. */
export const picture = { graph: null, boxes: new Map(), lines: [], roving: null };

export const viewSize = () => {
  const area = element("view").getBoundingClientRect();
  return [area.width, area.height];
};

/** The box that shows a part: its own, or that of its closed group. */
export function boxOf(part) {
  if (!picture.graph || !part) return undefined;
  return picture.graph.at.get(part.id) ?? picture.graph.at.get(groups.get(part.group)?.id);
}

/* ---- boxes ---- */

const SEVERITY_SIGNS = { error: "✕", warning: "!", info: "i" };
export const severitySign = (severity) => SEVERITY_SIGNS[severity];

/** The number of findings of a node at the corner of its box. */
function badge(node, x, y) {
  const shown = node.findings.filter(isSeverityShown);
  if (!shown.length) return null;
  const severity = worst(shown);
  const own = node.members ? shown.length : shown.filter((each) => each.about.includes(node)).length || shown.length;
  const text = `${severitySign(severity)} ${own}`;
  const width = textWidth(text, 10, true) + 9;
  return html`
    <g class="badge ${severity}">
      <rect x="${round(x - width)}" y="${round(y - 7)}" width="${round(width)}" height="14" rx="7" />
      <text x="${round(x - width / 2)}" y="${round(y + 3.5)}">${text}</text>
    </g>
  `;
}

const rectangle = (name, x, y, [w, h, radius]) =>
  html`
    <rect class="${name}" x="${round(x)}" y="${round(y)}" width="${round(w)}" height="${round(h)}" rx="${radius}" />
  `;
const label = (name, x, y, text) => html`<text class="${name}" x="${round(x)}" y="${round(y)}">${text}</text>`;

function groupShape(box, x, y) {
  return [
    rectangle("back", x + 5, y + 5, [box.w, box.h, 8]),
    rectangle("b", x, y, [box.w, box.h, 8]),
    label("nm", box.x, y + (box.isTiny ? 17.5 : 19), box.node.label),
    !box.isTiny && label("sub", box.x, y + 34, box.sub),
    box.names && label("sub", box.x, y + 49, box.names),
    label("plus", x + box.w - 12, y + 18, "+"),
  ];
}

function storeShape(box, x, y) {
  const half = round(box.w / 2);
  const lid = `a${half} 4 0 0 1 ${round(box.w)} 0`;
  const d = `M${round(x)} ${round(y + 4)}${lid}v${round(box.h - 8)}a${half} 4 0 0 1 ${round(-box.w)} 0zm0 0` +
    `a${half} 4 0 0 0 ${round(box.w)} 0`;
  const name = label("nm", box.x, box.y + (box.node.log ? 4 : 7), boxText(box.node));
  if (!box.node.log) return [html`<path class="b" d="${d}" />`, name];
  const stripes = [4, 8].map((side) => `M${round(x + side)} ${round(y)}v${round(box.h)}`).join("");
  return [rectangle("b", x, y, [box.w, box.h, 2]), html`<path class="b" d="${stripes}" />`, name];
}

function shape(box, x, y) {
  const node = box.node;
  if (isMessage(node)) return chip(node.kind, { x, y, w: box.w, h: box.h }, boxText(node));
  if (node.members) return groupShape(box, x, y);
  if (node.kind === "store") return storeShape(box, x, y);
  if (node.kind === "trigger") {
    return [rectangle("b", x, y, [box.w, box.h, 11]), label("nm", box.x, box.y + 4, "▶ " + boxText(node))];
  }
  return [
    rectangle("b", x, y, [box.w, box.h, 8]),
    label("nm", box.x, box.sub ? box.y - 2 : box.y + 4.5, boxText(node)),
    box.sub && label("sub", box.x, box.y + 12, box.sub),
  ];
}

function paintLabel(box, x, y) {
  const line = box.line;
  const chips = box.messages?.map((message, index) =>
    chip(message.kind, { x, y: y + index * 21, w: box.w, h: 19 }, boxText(message), line.certainty !== "declared")
  );
  const pill = html`<g class="pill${line.isCycle ? " cycle" : ""}">${rectangle("", x, y, [box.w, 20, 10])}${
    label("", box.x, box.y + 4, box.text)
  }</g>`;
  const names = [...line.messages].slice(0, 5).map((message) => message.name).join(", ");
  const words = `${byID.get(line.a).name} ${line.label} ${byID.get(line.b).name}${names ? ": " + names : ""}`;
  return html`<g class="nd lb" data-key="${box.key}" role="button" tabindex="-1" aria-label="${words}">${
    rectangle("ring", x - 3, y - 3, [box.w + 6, box.h + 6, 4])
  }${chips ?? pill}</g>`;
}

function paintBox(box) {
  const [x, y] = [box.x - box.w / 2, box.y - box.h / 2];
  if (box.line) return paintLabel(box, x, y);
  const node = box.node;
  const kind = node.members ? "group" : node.kind;
  const marks = ["shared", "inside"].filter((mark) => node[mark]);
  const name = ["nd", kind, isService(node) && node.role, node.change, ...marks].filter(Boolean).join(" ");
  return html`
    <g class="${name}" data-key="${box.key}" role="button" tabindex="-1"
      aria-label="${spoken(node)}">${rectangle("ring", x - 4, y - 4, [box.w + 8, box.h + 8, 10])}${shape(
        box,
        x,
        y,
      )}${badge(node, x + box.w + (node.members ? -20 : 6), y)}</g>
  `;
}

/* ---- lines ---- */

function lineClass(line, more = []) {
  const certainty = line.certainty === "declared" ? "" : line.certainty;
  return ["ed", "k-" + line.kind, certainty, line.change, ...more].filter(Boolean).join(" ");
}

function paintRingLine(line, index) {
  const width = 1 + (picture.graph.boxes.length > SMALL_RING ? 0.3 : 0.55) * Math.log2(line.messages.size || 1);
  const head = 5 + width;
  const [x, y] = line.end;
  const corner = (length, side) => {
    const [cos, sin] = [Math.cos(line.angle), Math.sin(line.angle)];
    return `${round(x - length * cos - side * sin)} ${round(y - length * sin + side * cos)}`;
  };
  const arrow = `M${round(x)} ${round(y)}L${corner(head + 4, head / 1.7)}L${corner(head + 4, -head / 1.7)}z`;
  return html`
    <g class="${lineClass(line, ["rg", line.isWeak && "weak", line.isCycle && "cycle"])}" data-line="${index}">
      <path class="halo2" d="${line.d}" />
      <path class="ln" stroke-width="${round(width)}" d="${line.d}" />
      <path class="hd" d="${arrow}" />
      <path class="hit" d="${line.d}" />
    </g>
  `;
}

/** Whether an arrow stands at the end of a line: none before a label, and none where a service sends. */
function hasHead(line) {
  if (line.half === 1) return false;
  const [from, to] = [byID.get(line.a), byID.get(line.b)];
  return !(state.view === "flow" && to && isMessage(to) && from && isService(from));
}

function paintLine(line, index) {
  if (picture.graph.isRing) return paintRingLine(line, index);
  let head = null;
  if (hasHead(line)) {
    const [, x, y] = line.d.match(/(-?[\d.]+) (-?[\d.]+)$/);
    const side = Number(x) <= picture.graph.at.get(line.b).x ? -1 : 1;
    head = html`
      <path class="hd" d="M${x} ${y}l${8.5 * side} -4.5v9z" />
    `;
  }
  const marks = { cycle: line.isCycle, look: line.looksOn, writer: line.isWriter, call: line.isCall };
  const name = lineClass(line, Object.keys(marks).filter((mark) => marks[mark]));
  return html`
    <g class="${name}"
      data-line="${index}">${line.isCycle && html`
        <path class="halo" d="${line.d}" />
      `}<path class="halo2" d="${line.d}"/><path class="ln" d="${line.d}"/>${head}<path class="hit" d="${line.d}"/></g>
  `;
}

/* ---- the whole ---- */

function paintFrame(frame) {
  const group = groups.get(frame.group);
  const close = groups.size > 1 && state.view !== "contexts" && html`
    <text class="fold" data-fold="${group.id}" role="button" tabindex="-1" aria-label="Close ${groupWord} ${group.name}"
      x="${round(frame.x + 18 + textWidth(group.label, 12, true))}" y="${round(frame.y + 16)}">close</text>
  `;
  return html`
    <g class="fr"
      data-group="${group.id}">${rectangle("", frame.x, frame.y, [frame.w, frame.h, 10])}<text x="${round(
        frame.x + 10,
      )}" y="${round(frame.y + 16)}">${group.label}</text>${close}</g>
  `;
}

/** A ring of many boxes shows only the heaviest lines, and boxes with names alone. */
function prepareRing(graph) {
  if (graph.boxes.length > SMALL_RING) {
    for (const box of graph.boxes) {
      if (!box.node.members) continue;
      Object.assign(box, { w: textWidth(box.node.label, 12.5, true) + 38, h: 26, isTiny: true, names: "" });
    }
  }
  graph.lines.sort((one, other) => one.messages.size - other.messages.size);
  const weak = graph.lines.length > RING_LINES * 1.2 ? graph.lines.length - RING_LINES : 0;
  graph.lines.forEach((line, index) => line.isWeak = index < weak);
  graph.weak = weak;
}

/** Draws the graph of the view anew. */
export function drawPicture() {
  const graph = state.view === "flow" ? flowGraph() : dependencyGraph(state.view === "contexts");
  picture.graph = graph;
  let drawn = { frames: [], box: [0, 0, 100, 100] };
  if (graph.isRing) {
    prepareRing(graph);
    const [width, height] = viewSize();
    drawn = ring(graph.boxes, graph.lines, Math.max(0.7, Math.min(2, width / height)));
  } else if (graph.boxes.length) {
    const gaps = state.view === "flow" ? { gapX: 30, gapY: 14 } : { gapX: 34, gapY: 16 };
    drawn = layered(graph.boxes, graph.lines, gaps);
  }
  graph.box = drawn.box;
  fill(world, [
    ...drawn.frames.map(paintFrame),
    ...graph.lines.map(paintLine),
    ...graph.boxes.map(paintBox),
    html`<g id="numbers"></g>`,
  ]);
  const keys = new Map(graph.boxes.map((box) => [box.key, box]));
  picture.boxes = new Map();
  for (const node of world.querySelectorAll(".nd")) picture.boxes.set(keys.get(node.dataset.key), node);
  const elements = world.querySelectorAll(".ed");
  picture.lines = graph.lines.map((line, index) => [line, elements[index]]);
  picture.roving = null;
  const parts = graph.boxes.filter((box) => !box.line);
  rove(parts.length ? parts.reduce((first, box) => box.x < first.x ? box : first) : null);
  canvas.setAttribute("aria-label", graph.boxes.length ? "Picture" : "Empty picture");
}

/** The box of an element in the picture. */
export const boxAt = (node) => picture.graph.boxes[Number(node.dataset.key.slice(1))];
/** The line of an element in the picture, whole where a label parts it. */
export const lineAt = (node) => {
  const line = picture.graph.lines[Number(node.dataset.line)];
  return line.whole ?? line;
};

/** Makes one box the one that the Tab key reaches. */
export function rove(box) {
  picture.boxes.get(picture.roving)?.setAttribute("tabindex", -1);
  picture.roving = box;
  picture.boxes.get(box)?.setAttribute("tabindex", 0);
}

/** The notes about what a graph view leaves out. */
export function pictureNotes() {
  const graph = picture.graph;
  if (!graph || !isGraphView()) return [];
  const closed = state.view === "contexts" ? 0 : graph.boxes.filter((box) => box.node?.members).length;
  const isPlain = state.view === "contexts" && !groups.size;
  return [
    isPlain && "No service names a context, so these are the services.",
    state.view !== "flow" && graph.alone && `${counted(graph.alone, "service")} without a dependency left out.`,
    closed && `${counted(closed, groupWord)} closed; double-click opens one.`,
    graph.left && `${counted(graph.left, "line")} between closed ${groupWord}s left out.`,
    graph.weak && `The ${RING_LINES} heaviest of ${graph.lines.length} lines; select a box for all of its lines.`,
  ].filter(Boolean);
}
