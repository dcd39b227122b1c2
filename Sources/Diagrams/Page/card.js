/* The card: what is known of the selected part, or of the finding that is shown, with links to what it touches. */
import {
  byID,
  consumers,
  dependencies,
  dependenciesOf,
  dependentsOn,
  groups,
  groupWord,
  isMessage,
  isService,
  nodes,
  placeText,
  producers,
  reachingByDependency,
  system,
  worstFirst,
} from "./model.js";
import { isClosed, isGraphView, shownFinding, state } from "./state.js";
import { counted, dot, element, fill, html, readable } from "./text.js";
import { isSeverityShown } from "./filters.js";

const none = (text) => html`<span class="help">${text}</span>`;

/** A link to the card of a part. */
const link = (part, text) =>
  html`<button type="button" class="ref" data-ref="${part.id}">${readable(text ?? part.name)}</button>`;

/** Links in a row; what is more than fits is counted. */
function links(parts, { most = 8, empty = "none" } = {}) {
  if (!parts.length) return none(empty);
  const shown = parts.slice(0, most).map((part, index) => {
    return [html`<span class="item">${link(part)}${index < Math.min(most, parts.length) - 1 && ","}</span>`, " "];
  });
  return [shown, parts.length > most && ` and ${parts.length - most} more`];
}

const row = (...content) => html`<div class="row">${content}</div>`;
const section = (title, content) => content.length ? [html`<h2>${title}</h2>`, content] : null;
const facts = (pairs) =>
  html`<dl>${
    pairs.filter(Boolean).map(([term, value]) =>
      html`
        <dt>${term}</dt>
        <dd>${typeof value === "string" ? readable(value) : value}</dd>
      `
    )
  }</dl>`;

function head(title, kind) {
  return html`
    <div
      class="top"><h2 class="title" tabindex="-1">${readable(
        title,
      )}</h2><button class="icon x" type="button" data-close aria-label="Close details">✕</button></div>
    <p class="kind">${kind}</p>
  `;
}

function button(action, value, text, isOn) {
  return html`
    <button class="btn" type="button" data-${action}="${value}" aria-pressed="${isOn}">${text}</button>
  `;
}

const focusButton = (value, text) =>
  button("focus", value, state.focus === value ? "Show everything again" : text, state.focus === value);

function findingList(list) {
  const shown = worstFirst(list.filter(isSeverityShown));
  const entries = shown.slice(0, 12).map((finding) =>
    html`<button type="button" data-finding="${finding.index}"><span class="sev ${finding.sev}">${finding.sev}</span> ${
      readable(finding.text)
    }</button>`
  );
  if (!shown.length) return null;
  const more = shown.length > 12 && none(`and ${shown.length - 12} more`);
  return [html`
    <h2>Findings</h2>
    <div class="link-list">${entries}${more}</div>
  `];
}

function caseList(list) {
  const entries = list.slice(0, 8).map((each) =>
    html`<button type="button" data-case="${each.index}">▶ ${readable(each.name)}</button>`
  );
  return entries.length
    ? html`
      <h2>Cases</h2>
      <div class="link-list">${entries}</div>
    `
    : null;
}

const place = (node) => node.at && html`<p class="help">${placeText(node.at)}</p>`;
function inGroup(node) {
  const group = groups.get(node.group);
  return group && [" · ", groupWord, " ", link(group)];
}

const CERTAINTIES = { guess: "inferred", observed: "observed only" };

/* ---- one card for each kind ---- */

function mentions(title, list, counterparts, word) {
  return section(
    title,
    list.map((edge) => {
      const message = isMessage(edge.from) ? edge.from : edge.to;
      const mark = CERTAINTIES[edge.certainty] && none(` (${CERTAINTIES[edge.certainty]})`);
      const own = isService(edge.from) ? edge.from : edge.to;
      const partners = counterparts(message).filter((each) => each !== own);
      const waits = edge.label === "observes" ? " (observes only)" : "";
      return row(
        dot(message.kind),
        " ",
        link(message),
        mark,
        waits,
        html`<small>${word} ${
          links(partners, { most: 5, empty: word === "to" ? "no consumer" : "no known sender" })
        }</small>`,
      );
    }),
  );
}

/** What a service waits for, and for how long. */
function waits(service) {
  return section(
    "Waits for",
    (service.waits ?? []).map(([message, replies, limit, otherwise]) =>
      row(
        links(replies.map((index) => nodes[index])),
        html`<small>after ${link(nodes[message])}, ${
          limit === "" ? html`<b class="warn">without a timeout</b>` : limit ? `within ${limit}` : "timeout unknown"
        }${otherwise.length > 0 && [", else ", links(otherwise.map((index) => nodes[index]))]}</small>`,
      )
    ),
  );
}

function affected(service) {
  const direct = [...new Set(dependentsOn(service).map((each) => each.from))];
  const all = reachingByDependency(service);
  const further = [...all].filter((each) => !direct.includes(each));
  return [
    ["needs it", links(direct, { most: 12, empty: "no service" })],
    further.length && ["through others", links(further, { most: 12 })],
  ];
}

function serviceCard(service) {
  const needed = [...new Set(dependenciesOf(service).map((each) => each.to))];
  const needing = new Set(dependentsOn(service).map((each) => each.from)).size;
  const sum = needed.length + needing;
  const rest = [...service.out, ...service.in].filter((edge) => !isMessage(edge.from) && !isMessage(edge.to));
  const others = rest.map((edge) => {
    const other = edge.from === service ? edge.to : edge.from;
    const calls = edge.label === "calls" && (edge.from === service ? "calls " : "called by ");
    return row(dot(other.kind), " ", calls, link(other), other.detail && html`<small>${other.detail}</small>`);
  });
  return [
    head(service.name, [service.role || "service", inGroup(service)]),
    html`<p>${focusButton(service.id, "Only this and its neighbours")}${
      needing > 0 && focusButton(`affected:${service.id}`, "What it can break")
    }</p>`,
    service.summary && html`<p>${readable(service.summary)}</p>`,
    facts([
      ["team", service.team || none("not stated")],
      ["depends on", links(needed, { most: 12, empty: "no service" })],
      ...affected(service),
      sum > 0 && ["instability", (needed.length / sum).toFixed(2)],
      ...service.facts ?? [],
      service.tags && ["tags", service.tags.join(", ")],
    ]),
    findingList(service.findings),
    waits(service),
    mentions("Publishes and sends", service.out.filter((edge) => isMessage(edge.to)), consumers, "to"),
    mentions("Consumes and handles", service.in.filter((edge) => isMessage(edge.from)), producers, "from"),
    section("Stores, triggers and calls", others),
    caseList(service.cases),
    place(service),
  ];
}

/** The fields of a message with the services that need them. */
function payload(message) {
  const fields = message.fields === undefined ? null : system.payloads[message.fields];
  if (!fields) {
    return html`
      <h2>Payload</h2>
      <p class="help">not documented</p>
    `;
  }
  const needs = new Map();
  for (const [service, paths] of message.needs ?? []) {
    for (const path of paths) needs.set(path, (needs.get(path) ?? new Set()).add(nodes[service]));
  }
  const readers = (path) => {
    const list = new Set(needs.get(path));
    for (const [need, who] of needs) {
      if (need.startsWith(path + ".") || path.startsWith(need + ".")) who.forEach((each) => list.add(each));
    }
    return [...list];
  };
  const rows = fields.map(([path, type, isOptional]) => {
    const who = readers(path);
    return html`
      <tr class="${!who.length && "unused"}">
        <td>${readable(path)}${isOptional ? "?" : ""}</td>
        <td>${readable(type)}</td>
        <td>${who.length ? links(who, { most: 20 }) : "–"}</td>
      </tr>
    `;
  });
  return html`
    <h2>Payload</h2>
    <table>
      <thead>
        <tr>
          <th>field</th>
          <th>type</th>
          <th>needed by</th>
        </tr>
      </thead>
      <tbody>${rows}</tbody>
    </table>
  `;
}

function messageCard(message) {
  const effects = (message.needs ?? []).filter((need) => need[2]).map(([service, , effect]) =>
    row(link(nodes[service]), ": ", readable(effect))
  );
  return [
    head(message.name, [message.kind, message.version && ` · version ${message.version}`, inGroup(message)]),
    html`<p>${focusButton(message.id, "Only this and its neighbours")}</p>`,
    facts([
      ["from", links(producers(message), { most: 20, empty: "no known sender" })],
      ["to", links(consumers(message), { most: 20, empty: "no consumer" })],
      message.team && ["team", message.team],
      ...message.facts ?? [],
      message.tags && ["tags", message.tags.join(", ")],
    ]),
    findingList(message.findings),
    payload(message),
    section("Effects", effects),
    caseList(message.cases),
    place(message),
  ];
}

/** The groups at the other end of dependencies, with the number of dependencies. */
function neighbours(group, own, other) {
  const counts = new Map();
  for (const each of dependencies) {
    if (each[own].group !== group.name || each[other].group === group.name) continue;
    const key = groups.get(each[other].group) ?? each[other];
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const sorted = [...counts].sort((one, two) => two[1] - one[1]);
  if (!sorted.length) return none("none");
  return sorted.map((
    [part, count],
    index,
  ) => [html`<span class="item">${link(part)} ${count}${index < sorted.length - 1 && ","}</span>`, " "]);
}

function groupCard(group) {
  const inside = group.members.filter(isService);
  const teams = [...new Set(inside.map((each) => each.team).filter(Boolean))];
  const way = !isGraphView() || state.view === "contexts"
    ? "Open it in Dependencies"
    : isClosed(group.name)
    ? "Open it in the picture"
    : "Close it in the picture";
  return [
    head(group.name, groupWord === "context" ? "bounded context" : "team"),
    html`<p>${
      focusButton(group.id, `Only this ${groupWord}`)
    }<button class="btn" type="button" data-toggle="${group.id}">${way}</button></p>`,
    facts([
      ["services", inside.length],
      ["messages", group.members.filter(isMessage).length],
      groupWord === "context" && ["teams", teams.join(", ") || none("not stated")],
      ["depends on", neighbours(group, "from", "to")],
      ["needed by", neighbours(group, "to", "from")],
    ]),
    findingList(group.findings),
    section("Services", inside.map((each) => row(link(each), each.role && html`<small>${each.role}</small>`))),
  ];
}

function caseCard(each) {
  return [
    head(each.name, each.flowName ? `flow, starts with ${readable(each.start)}` : "case"),
    html`<p>${
      focusButton(each.id, "Only its parts")
    }<button class="btn" type="button" data-case="${each.index}">Show the sequence</button></p>`,
    facts([
      ["owner", each.owner === undefined ? none("none") : link(nodes[each.owner])],
      ["seen by", links((each.seenBy ?? []).map((index) => nodes[index]), { empty: "no tracker or observer" })],
      ["services", each.services.length],
      ["messages", each.messages.length],
      ["handovers", each.handovers],
      ["waits", each.waits ? `${each.waits}, ${each.endless || "none"} without a timeout` : "none"],
    ]),
    findingList(each.findings),
    section("Services", [links(each.services, { most: 60 })]),
    section("Messages", [links(each.messages, { most: 60 })]),
  ];
}

function edgeCard(edge) {
  return [
    head(`${edge.from.name} → ${edge.to.name}`, [edge.label, edge.isCycle && " · part of a cycle"]),
    html`<p>${link(edge.from)} → ${link(edge.to)}</p>`,
    edge.messages.slice(0, 60).map((message) =>
      row(
        dot(message.kind),
        " ",
        link(message),
        html`<small>${links(producers(message), { most: 3, empty: "no known sender" })} → ${
          links(consumers(message), { most: 4, empty: "no consumer" })
        }</small>`,
      )
    ),
    edge.messages.length > 60 && none(`and ${edge.messages.length - 60} more messages`),
  ];
}

function plainCard(node) {
  const users = [...new Set([...node.in.map((edge) => edge.from), ...node.out.map((edge) => edge.to)])];
  return [
    head(node.name, [node.kind, inGroup(node)]),
    html`<p>${focusButton(node.id, "Only this and its neighbours")}</p>`,
    node.detail && html`<p>${readable(node.detail)}</p>`,
    facts([[node.kind === "trigger" ? "starts" : "used by", links(users)], ...node.facts ?? []]),
    findingList(node.findings),
    place(node),
  ];
}

/* ---- findings ---- */

const isInWord = (letter) => letter !== undefined && /[\p{L}\p{N}_-]/u.test(letter);

/** Where a name stands in a text as a word of its own; -1 for nowhere. */
function wordAt(text, name) {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    if (!isInWord(text[at - 1]) && !isInWord(text[at + name.length])) return at;
  }
  return -1;
}

/** A sentence in which the first mention of each part is a link. */
function linked(text, parts) {
  let pieces = [text];
  for (const part of [...new Set(parts)].sort((one, other) => other.name.length - one.name.length)) {
    const index = pieces.findIndex((piece) => typeof piece === "string" && part.name && wordAt(piece, part.name) >= 0);
    if (index < 0) continue;
    const piece = pieces[index];
    const at = wordAt(piece, part.name);
    pieces = pieces.toSpliced(index, 1, piece.slice(0, at), link(part), piece.slice(at + part.name.length));
  }
  return pieces.map((piece) => typeof piece === "string" ? readable(piece) : piece);
}

function findingCard(finding) {
  const [title] = system.rules[finding.rule] ?? [finding.rule];
  const steps = finding.steps.map((step, index) =>
    html`<li><span class="no">${index + 1}</span><span>${
      linked(step.text, step.refs)
    }<br><small>${step.place}</small></span></li>`
  );
  const evidence = (finding.why ?? []).map(([reason, points]) =>
    html`
      <tr>
        <td>${reason}</td>
        <td>${points}</td>
      </tr>
    `
  );
  return [
    head(
      title,
      html`<span class="sev ${finding.sev}">${finding.sev}</span> ${finding.rule} · confidence ${finding.conf}`,
    ),
    html`<p>${linked(finding.text, [...finding.touched, ...finding.more])}</p>`,
    finding.about.length > 0 && html`<p>${focusButton(`finding:${finding.index}`, "Show only this path")}</p>`,
    html`<p class="help">${finding.place}</p>`,
    steps.length > 0 && html`
      <h2>Step by step</h2>
      <ol class="steps">${steps}</ol>
    `,
    evidence.length > 0 && html`
      <h2>Evidence</h2>
      <table>
        <tbody>${evidence}</tbody>
      </table>
    `,
    section(
      "Related",
      finding.related.map((note) => row(linked(note.text, note.refs), html`<small>${note.place}</small>`)),
    ),
    finding.help && html`<div class="box"><b>Fix</b><br>${readable(finding.help)}</div>`,
    section("About", finding.about.map((part) => row(dot(part.kind), " ", link(part)))),
  ];
}

const CARDS = { service: serviceCard, group: groupCard, case: caseCard, edge: edgeCard };

/** Shows the card of the finding or of the selected part, or none. */
export function showCard() {
  const card = element("card");
  const finding = shownFinding();
  const part = byID.get(state.select);
  card.hidden = !finding && !part;
  if (finding) fill(card, findingCard(finding));
  else if (part) fill(card, (CARDS[part.kind] ?? (isMessage(part) ? messageCard : plainCard))(part));
  else fill(card, null);
  card.scrollTop = 0;
}

/** The number of parts of a case, for lists of cases. */
export const caseText = (each) => `${readable(each.name)} (${counted(each.messages.length, "message")})`;
