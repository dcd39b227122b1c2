/* The graphs of the views: boxes and lines, before they have a place. A line knows the nodes that it stands for. */
import {
  byID,
  cyclesOf,
  dependencies,
  dependenciesOf,
  dependentsOn,
  edges,
  groups,
  isMessage,
  isService,
  nodes,
  services,
} from "./model.js";
import { isClosed, state } from "./state.js";
import { counted, listAt, short, textWidth } from "./text.js";
import { visible } from "./filters.js";
import { ranks } from "./ranks.js";

/** Above this many lines only single messages are named on them. */
const CROWDED = 34;

const ROLES = { orchestrator: "◆ orchestrator", tracker: "◇ tracker", observer: "observes only" };
export const roleText = (node) => ROLES[node.role] ?? node.role ?? "";

const SIGNS = { added: "+ ", removed: "− ", changed: "~ " };
/** The name on a box, with the sign of a change before it. */
export const boxText = (node) => (SIGNS[node.change] ?? "") + node.label;

/** The kind that all messages share; `many` for several, `none` for no messages. */
export function kindOf(messages) {
  const kinds = new Set(messages.map((message) => message.kind));
  return kinds.size === 1 ? [...kinds][0] : kinds.size ? "many" : "none";
}

function sizeOf(node) {
  const text = boxText(node);
  if (isService(node)) {
    const outbox = node.outbox && `outbox: ${node.outbox}`;
    const sub = short([roleText(node), node.team, outbox].filter(Boolean).join(" · "));
    const w = Math.max(64, textWidth(text, 12.5, true) + 26, textWidth(sub, 10.5) + 22);
    return { w, h: sub ? 40 : 30, sub };
  }
  if (isMessage(node)) return { w: textWidth(text, 11, true) + 22, h: 22 };
  if (node.kind === "store") return { w: textWidth(text, 11) + 24, h: 30 };
  return { w: textWidth(text, 11) + 32, h: 22, inset: 12 };
}

function sizeOfGroup(group, shown) {
  const members = group.members.filter((node) => shown.has(node));
  const inside = members.filter(isService);
  const sub = `${counted(inside.length, "service")} · ${counted(members.filter(isMessage).length, "message")}`;
  const list = inside.length <= 4 ? inside.map((node) => node.label).join(", ") : "";
  const names = list && textWidth(list, 10.5) + 24 <= 220 ? list : "";
  const widths = [textWidth(group.label, 13, true) + 56, textWidth(sub, 10.5) + 28, textWidth(names, 10.5) + 24];
  return { w: Math.max(...widths), h: names ? 58 : 44, sub, names };
}

/** Boxes and lines that grow while nodes and edges are added. */
class Graph {
  constructor(shown, represents) {
    this.shown = shown;
    this.represents = represents;
    this.boxes = new Map();
    this.lines = new Map();
  }

  box(node) {
    const id = this.represents(node);
    if (!this.boxes.has(id)) {
      const part = byID.get(id);
      const size = part.members ? sizeOfGroup(part, this.shown) : sizeOf(part);
      this.boxes.set(id, { id, node: part, group: part.members ? null : part.group || null, ...size });
    }
    return this.boxes.get(id);
  }

  /** The line between the boxes of two nodes; undefined inside one box, or where a box is missing. */
  line(from, to, label) {
    const [a, b] = [this.represents(from), this.represents(to)];
    if (a === b || !this.boxes.has(a) || !this.boxes.has(b)) return undefined;
    const id = `${a}\u0001${b}`;
    if (!this.lines.has(id)) {
      const line = { id, a, b, label, messages: new Set(), pairs: [], certainties: new Set(), isCycle: false };
      this.lines.set(id, { ...line, changes: new Set(), looksOn: true, isWriter: true, isCall: true });
    }
    return this.lines.get(id);
  }

  /** Says of each line what all that it stands for have in common. */
  close() {
    for (const line of this.lines.values()) {
      line.kind = kindOf([...line.messages]);
      line.certainty = line.certainties.has("declared") ? "declared" : [...line.certainties][0] ?? "declared";
      line.change = line.changes.size === 1 ? [...line.changes][0] : "";
    }
    return this;
  }
}

const isGroup = (box) => box.node.kind === "group";
const isMixed = (boxes) => boxes.some(isGroup) && !boxes.every(isGroup);

/** With some groups open, lines between two closed ones are left out; the number of them is returned. */
function withoutLinesBetweenClosed(graph) {
  if (!isMixed([...graph.boxes.values()])) return 0;
  let count = 0;
  for (const [id, line] of graph.lines) {
    if (!isGroup(graph.boxes.get(line.a)) || !isGroup(graph.boxes.get(line.b))) continue;
    graph.lines.delete(id);
    count++;
  }
  return count;
}

/** Whether closed groups have so many lines that a ring shows more than columns. */
function isDense(graph) {
  const boxes = [...graph.boxes.values()];
  return boxes.length > 3 && boxes.some(isGroup) && graph.lines.size > 2 * boxes.length &&
    boxes.every((box) => isGroup(box) || isService(box.node) && !box.node.group);
}

/** Puts closed groups into columns beside the open ones: left who mostly sends, right who mostly receives. */
function putClosedBeside(graph) {
  const open = [...graph.boxes.values()].filter((box) => !isGroup(box) && box.rank !== undefined);
  if (!open.length) return;
  const low = Math.min(...open.map((box) => box.rank));
  const high = Math.max(...open.map((box) => box.rank));
  const balance = new Map();
  for (const line of graph.lines.values()) {
    balance.set(line.a, (balance.get(line.a) ?? 0) - line.messages.size);
    balance.set(line.b, (balance.get(line.b) ?? 0) + line.messages.size);
  }
  for (const box of [...graph.boxes.values()].filter(isGroup)) {
    if (!balance.has(box.id)) {
      graph.boxes.delete(box.id);
      continue;
    }
    const isRight = balance.get(box.id) > 0;
    box.rank = isRight ? high + (high & 1) + 2 : low - (low & 1) - 2;
    box.group = null;
    box.side = isRight ? "right" : "left";
  }
}

/** Gives a line a label of its own, which is laid out like a box, so that no line runs through it. */
function addLabel(graph, line, isCrowded) {
  const [from, to] = [graph.boxes.get(line.a), graph.boxes.get(line.b)];
  const messages = [...line.messages];
  if (from.rank === to.rank) {
    line.isUnlabelled = true;
    return;
  }
  const lists = messages.length > 0 && messages.length <= (isCrowded ? 1 : 3);
  const text = messages.length ? counted(messages.length, line.kind === "many" ? "message" : line.kind) : line.label;
  const w = lists
    ? Math.max(...messages.map((message) => textWidth(boxText(message), 11, true) + 18))
    : textWidth(text, 11) + 20;
  const inside = from.group && from.group === to.group ? from.group : null;
  const rank = from.rank < to.rank ? from.rank + 1 : from.rank - 1;
  const id = `label:${line.id}`;
  const label = {
    id,
    line,
    messages: lists ? messages : null,
    text,
    w,
    h: lists ? messages.length * 21 - 1 : 20,
    rank,
  };
  graph.boxes.set(id, { ...label, group: inside, isFree: !inside, from: line.a, to: line.b, inset: 14 });
  graph.lines.delete(line.id);
  graph.lines.set(line.id + "\u0002", { ...line, id: line.id + "\u0002", b: id, whole: line, half: 1 });
  graph.lines.set(line.id + "\u0003", { ...line, id: line.id + "\u0003", a: id, whole: line, half: 2 });
}

/* ---- flow ---- */

/** Services, messages, stores and triggers; closed groups as one box. */
export function flowGraph() {
  const { shown, isDrawn } = visible();
  const graph = new Graph(shown, (node) => isClosed(node.group) ? groups.get(node.group).id : node.id);
  for (const node of nodes) if (shown.has(node)) graph.box(node);
  for (const edge of edges) {
    if (!isDrawn(edge)) continue;
    const line = graph.line(edge.from, edge.to, edge.label);
    if (!line) continue;
    const message = isMessage(edge.from) ? edge.from : isMessage(edge.to) ? edge.to : null;
    if (message) line.messages.add(message);
    line.pairs.push([edge.from, edge.to]);
    line.certainties.add(edge.certainty);
    line.changes.add(edge.change);
    line.looksOn = line.looksOn && edge.label === "observes";
    line.isWriter = line.isWriter && edge.isWriter;
    line.isCall = line.isCall && edge.isCall;
  }
  graph.close();
  const left = withoutLinesBetweenClosed(graph);
  if (isDense(graph)) return finished(graph, { isRing: true, left });
  rankFlow(graph);
  return finished(graph, { left });
}

/** Services stand in columns along the flow, messages between them. */
function rankFlow(graph) {
  const all = [...graph.boxes.values()];
  const isMix = isMixed(all);
  const stands = (box) => isService(box.node) || isGroup(box);
  const standing = all.filter(stands);
  const position = new Map(standing.map((box, index) => [box.id, index]));
  const arcs = [];
  const senders = new Map();
  const takers = new Map();
  const starts = new Set();
  for (const line of graph.lines.values()) {
    const [from, to] = [graph.boxes.get(line.a), graph.boxes.get(line.b)];
    if (isMix && (isGroup(from) || isGroup(to))) continue;
    if (stands(from) && stands(to)) arcs.push([position.get(line.a), position.get(line.b)]);
    else if (stands(from)) listAt(senders, line.b).push(from);
    else if (!stands(to)) continue;
    else if (from.node.kind === "trigger") starts.add(position.get(line.b));
    else if (!line.looksOn) listAt(takers, line.a).push(to);
  }
  for (const [message, list] of senders) {
    for (const from of list) {
      for (const to of takers.get(message) ?? []) arcs.push([position.get(from.id), position.get(to.id)]);
    }
  }
  const found = ranks(standing.length, arcs, [...starts]);
  const last = Math.max(0, ...found);
  const leads = new Set(arcs.map(([from]) => from));
  standing.forEach((box, index) => {
    const looksOn = box.node.role === "observer" || box.node.role === "tracker";
    box.rank = 2 * (looksOn && !leads.has(index) ? last : found[index]);
  });
  for (const box of all) {
    if (isMessage(box.node)) box.rank = rankOfMessage(senders.get(box.id) ?? [], takers.get(box.id) ?? []);
  }
  for (const box of all) {
    if (box.rank !== undefined) continue;
    const isStart = box.node.kind === "trigger";
    const line = [...box.node.out, ...box.node.in].find((edge) => {
      return graph.boxes.get(edge.from === box.node ? edge.to.id : edge.from.id)?.rank !== undefined;
    });
    const other = line && graph.boxes.get(line.from === box.node ? line.to.id : line.from.id);
    box.rank = other ? other.rank + (isStart ? -1 : 1) : 0;
  }
  if (isMix) putClosedBeside(graph);
  const isCrowded = isMix && graph.lines.size > CROWDED;
  for (const line of [...graph.lines.values()]) {
    if (position.has(line.a) && position.has(line.b)) addLabel(graph, line, isCrowded);
  }
}

/** A message stands right of who sends it; left where all who take it stand left, as an answer does. */
function rankOfMessage(senders, takers) {
  const to = takers.map((box) => box.rank);
  const own = senders.length ? Math.min(...senders.map((box) => box.rank)) : to.length ? Math.min(...to) - 2 : 0;
  return to.length && to.every((rank) => rank < own) ? own - 1 : own + 1;
}

/* ---- dependencies and contexts ---- */

/** Who depends on whom, by services with closed groups, or by groups alone. */
export function dependencyGraph(byGroup) {
  const { shown, isDrawn } = visible();
  const isOne = (node) => node.group && (byGroup || isClosed(node.group));
  const graph = new Graph(shown, (node) => isOne(node) ? groups.get(node.group).id : node.id);
  const isHeld = heldPairs(isDrawn);
  let alone = 0;
  for (const service of services) {
    if (!shown.has(service)) continue;
    const isLinked = dependenciesOf(service).length || dependentsOn(service).length;
    if (isLinked || isOne(service)) graph.box(service);
    else alone++;
  }
  for (const dependency of dependencies) {
    if (!shown.has(dependency.from) || !shown.has(dependency.to)) continue;
    const messages = heldMessages(dependency, shown, isHeld);
    if (!messages) continue;
    const line = graph.line(dependency.from, dependency.to, dependency.messages.length ? "depends on" : "calls");
    if (!line) continue;
    for (const message of messages) {
      line.messages.add(message);
      line.pairs.push([dependency.from, message, dependency.to]);
    }
    if (!messages.length) line.pairs.push([dependency.from, dependency.to]);
    line.certainties.add(dependency.certainty);
    line.changes.add(dependency.change);
    line.isCycle = line.isCycle || dependency.isCycle;
    line.looksOn = false;
    line.isWriter = false;
    line.isCall = line.isCall && dependency.isCall;
  }
  graph.close();
  const left = byGroup ? 0 : withoutLinesBetweenClosed(graph);
  const boxes = [...graph.boxes.values()];
  const position = new Map(boxes.map((box, index) => [box.id, index]));
  if (byGroup) markCycles(graph, boxes, position);
  const isMix = isMixed(boxes);
  const isRing = isDense(graph);
  const arcs = [...graph.lines.values()]
    .filter((line) => !isMix || !isGroup(graph.boxes.get(line.a)) && !isGroup(graph.boxes.get(line.b)))
    .map((line) => [position.get(line.a), position.get(line.b)]);
  const found = ranks(boxes.length, arcs, []);
  boxes.forEach((box, index) => box.rank = 2 * found[index]);
  if (isMix) putClosedBeside(graph);
  const isCrowded = graph.lines.size > CROWDED;
  if (!isRing) { for (const line of [...graph.lines.values()]) addLabel(graph, line, isCrowded); }
  return finished(graph, { isRing, left, alone });
}

/** Whether a line of the flow between a service and a message passes the filters. */
function heldPairs(isDrawn) {
  if (!edges.length) return () => true;
  const held = new Set();
  for (const edge of edges) {
    if (isDrawn(edge)) held.add(`${edge.from.id}\u0001${edge.to.id}`).add(`${edge.to.id}\u0001${edge.from.id}`);
  }
  return (one, other) => held.has(`${one.id}\u0001${other.id}`);
}

/** The messages of a dependency that pass the filters; null if none of them does, or a call does not. */
export function heldMessages(dependency, shown, isHeld) {
  if (!dependency.messages.length) return state.hide.certainty.has(dependency.certainty) ? null : [];
  const messages = dependency.messages.filter((message) =>
    shown.has(message) && isHeld(dependency.from, message) && isHeld(dependency.to, message)
  );
  return messages.length ? messages : null;
}

/** The dependencies that pass the filters, each with its messages. */
export function heldDependencies() {
  const { shown, isDrawn } = visible();
  const isHeld = heldPairs(isDrawn);
  const held = [];
  for (const dependency of dependencies) {
    if (!shown.has(dependency.from) || !shown.has(dependency.to)) continue;
    const messages = heldMessages(dependency, shown, isHeld);
    if (messages) held.push({ ...dependency, messages });
  }
  return { shown, held };
}

function markCycles(graph, boxes, position) {
  const lines = [...graph.lines.values()];
  const cycles = cyclesOf(boxes.length, lines.map((line) => [position.get(line.a), position.get(line.b)]));
  for (const line of lines) {
    const number = cycles[position.get(line.a)];
    line.isCycle = number >= 0 && number === cycles[position.get(line.b)];
  }
}

function finished(graph, facts) {
  const boxes = [...graph.boxes.values()];
  boxes.forEach((box, index) => box.key = "b" + index);
  return { boxes, at: graph.boxes, lines: [...graph.lines.values()], isRing: false, left: 0, alone: 0, ...facts };
}
