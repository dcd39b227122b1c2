/* The system as eventlint wrote it, with the links between its parts. Nothing here changes later. */
import { element, listAt, short } from "./text.js";

export const system = JSON.parse(element("data").textContent);

export const SEVERITIES = ["error", "warning", "info"];
const MESSAGES = new Set(["event", "command", "query", "reply"]);
export const isMessage = (node) => MESSAGES.has(node.kind);
export const isService = (node) => node.kind === "service";

/** What an edge can be, as bits. */
const FLAGS = { guess: 1, observed: 2, cycle: 4, added: 8, removed: 16, writer: 32, call: 64 };

export const nodes = system.nodes;
/** Everything that can be selected, by its id: nodes, groups, cases. */
export const byID = new Map();

/** Gives a part of the system what the page keeps with it. */
function part(node) {
  Object.assign(node, { label: short(node.name), out: [], in: [], findings: [], cases: [] });
  byID.set(node.id, node);
  return node;
}
nodes.forEach(part);
export const services = nodes.filter(isService);

const marks = (flags) => ({
  certainty: flags & FLAGS.guess ? "guess" : flags & FLAGS.observed ? "observed" : "declared",
  change: flags & FLAGS.added ? "added" : flags & FLAGS.removed ? "removed" : "",
  isCycle: (flags & FLAGS.cycle) > 0,
  isWriter: (flags & FLAGS.writer) > 0,
  isCall: (flags & FLAGS.call) > 0,
});

function edge([from, to, label, flags], index) {
  return { index, from: nodes[from], to: nodes[to], label: system.labels[label], ...marks(flags) };
}

export const edges = system.edges.map(edge);
for (const each of edges) {
  each.from.out.push(each);
  each.to.in.push(each);
}

/** Who depends on whose contract, with the messages that are the reason. */
export const dependencies = system.deps.map(([from, to, messages, flags]) => ({
  from: nodes[from],
  to: nodes[to],
  messages: messages.map((index) => nodes[index]),
  ...marks(flags),
}));
/** The dependencies of a service, and those on it. */
const outgoing = new Map();
const incoming = new Map();
for (const each of dependencies) {
  listAt(outgoing, each.from).push(each);
  listAt(incoming, each.to).push(each);
}
export const dependenciesOf = (service) => outgoing.get(service) ?? [];
export const dependentsOn = (service) => incoming.get(service) ?? [];

const others = (list, end) => [...new Set(list.map((each) => each[end]).filter(isService))];
export const producers = (message) => others(message.in, "from");
export const consumers = (message) => others(message.out, "to");

/** Services that depend on one, directly or through others: what may break when it fails. */
export function reachingByDependency(service) {
  const found = new Set([service]);
  for (const each of found) dependentsOn(each).forEach((dependency) => found.add(dependency.from));
  found.delete(service);
  return found;
}

/* ---- groups: contexts, or teams where a large system names no contexts ---- */

const named = nodes.some((node) => node.context || node.frame);
/** The word for what groups are. */
export const groupWord = !named && services.length >= 100 && services.some((each) => each.team) ? "team" : "context";

function groupOf(node) {
  if (groupWord === "context") return node.frame || node.context || "";
  if (isService(node)) return node.team ?? "";
  const neighbours = isMessage(node)
    ? node.kind === "event" || node.kind === "reply" ? producers(node) : consumers(node)
    : others([...node.in, ...node.out], node.kind === "trigger" ? "to" : "from");
  return neighbours[0]?.team ?? "";
}

/** The groups by name; each is a part that can be selected. */
export const groups = new Map();
for (const node of nodes) {
  node.group = groupOf(node);
  if (!node.group) continue;
  let group = groups.get(node.group);
  if (!group) {
    const id = (groupWord === "context" ? "ctx:" : "team:") + node.group;
    group = part({ id, kind: "group", name: node.group, group: "", members: [] });
    groups.set(node.group, group);
  }
  group.members.push(node);
}
// A service of several contexts stands in a group of its own, which each of the contexts means.
for (const group of [...groups.values()]) {
  for (const name of group.name.split(", ")) if (!byID.has("ctx:" + name)) byID.set("ctx:" + name, group);
}

/** Whether there is more than can be read at once, so that groups are closed at first. */
export const isLarge = services.length + nodes.filter(isMessage).length > 60 && groups.size > 1;

/* ---- cases ---- */

export const cases = system.cases;
cases.forEach((each, index) => {
  const name = each.flow ?? each.start;
  part(Object.assign(each, { id: "case:" + each.start, kind: "case", name, group: "", index, flowName: each.flow }));
  each.messages = each.messages.map((position) => nodes[position]);
  each.services = each.services.map((position) => nodes[position]);
  for (const node of new Set([...each.messages, ...each.services])) node.cases.push(each);
  if (each.flow) byID.set("flow:" + each.flow, each);
});

/* ---- findings ---- */

/** What a reference means: the position of a node, or the id of a group or flow. */
const referred = (list) =>
  (list ?? []).map((ref) => typeof ref === "number" ? nodes[ref] : byID.get(ref)).filter(Boolean);

/** A place as it is shown: `orders.yaml:12`. */
export const placeText = (at) => at ? `${system.files[at[0]]}:${at[1]}` : "";

export const findings = system.findings;
findings.forEach((finding, index) => {
  finding.index = index;
  finding.place = placeText(finding.at);
  finding.about = referred(finding.about);
  finding.more = referred(finding.more);
  const note = ([text, at, refs]) => ({ text, place: placeText(at), refs: referred(refs) });
  finding.steps = (finding.steps ?? []).map(note);
  finding.related = (finding.related ?? []).map(note);
  const touched = new Set([...finding.about, ...finding.steps.flatMap((step) => step.refs)]);
  finding.touched = [...touched];
  for (const each of touched) each.findings.push(finding);
  const around = new Set([...touched].map((each) => groups.get(each.group)));
  for (const group of around) if (group && !touched.has(group)) group.findings.push(finding);
});

/** The findings of each node, worst first. */
export const worstFirst = (list) =>
  [...list].sort((one, other) => SEVERITIES.indexOf(one.sev) - SEVERITIES.indexOf(other.sev));

/** What a screen reader calls a part of the system. */
export function spoken(node) {
  const kind = node.kind === "group" ? groupWord : node.kind === "service" && node.role ? node.role : node.kind;
  const group = node.group ? `, ${groupWord} ${node.group}` : "";
  const count = node.findings.length;
  return `${kind} ${node.name}${group}${count ? `, ${count} finding${count === 1 ? "" : "s"}` : ""}`;
}

/** The strongly connected parts of a graph that have more than one member: each node in one gets its number. */
export function cyclesOf(count, arcs) {
  const next = Array.from({ length: count }, () => []);
  for (const [from, to] of arcs) next[from].push(to);
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const found = new Int32Array(count).fill(-1);
  const path = [];
  let clock = 0;
  let number = 0;
  for (let start = 0; start < count; start++) {
    if (order[start] >= 0) continue;
    const calls = [[start, 0]];
    while (calls.length) {
      const call = calls[calls.length - 1];
      const [node, position] = call;
      if (position === 0) {
        order[node] = low[node] = clock++;
        path.push(node);
      }
      if (position < next[node].length) {
        call[1]++;
        const other = next[node][position];
        if (order[other] < 0) calls.push([other, 0]);
        else if (found[other] === -1) low[node] = Math.min(low[node], order[other]);
        continue;
      }
      calls.pop();
      const above = calls[calls.length - 1];
      if (above) low[above[0]] = Math.min(low[above[0]], low[node]);
      if (low[node] !== order[node]) continue;
      const members = path.splice(path.lastIndexOf(node));
      const mark = members.length > 1 ? number++ : -2;
      for (const member of members) found[member] = mark;
    }
  }
  return found;
}
