/* What stands out in a picture: the path of a finding, the selected part, the hits of a search. Only classes change. */
import { byID, isMessage, isService } from "./model.js";
import { shownFinding, state } from "./state.js";
import { boxOf, picture } from "./picture.js";
import { element, fill, html, round } from "./text.js";
import { pathOf } from "./paths.js";
import { placeNumbers } from "./camera.js";

/** The boxes that show a part: its own, those in its open frame, or those of a case. */
function boxesOf(part) {
  const box = boxOf(part);
  if (box) return [box];
  if (part.kind === "case") return [...part.messages, ...part.services].map(boxOf).filter(Boolean);
  if (part.kind !== "group") return [];
  return picture.graph.boxes.filter((each) => each.group === part.name && !each.line);
}

/** The step at which a path leads along a line; 0 for a line without a step, undefined for one beside the path. */
function stepOnLine(line, path) {
  let found;
  for (const [from, middle, to] of line.pairs) {
    const number = to === undefined ? path.number(from, middle) : stepOfDependency(path, from, middle, to);
    if (number !== undefined && (found === undefined || found === 0 || number && number < found)) found = number;
  }
  return found;
}

/** A dependency is on a path that comes to its message from both sides, or from the only side there is. */
function stepOfDependency(path, from, message, to) {
  const [mine, other] = [path.number(from, message), path.number(to, message)];
  if (mine !== undefined && other !== undefined) return Math.max(mine, other);
  const direct = path.number(from, to);
  if (direct !== undefined) return direct;
  return path.count < 2 ? mine ?? other : undefined;
}

function litByFinding(finding) {
  const path = pathOf(finding);
  const boxes = new Set([...path.nodes].flatMap(boxesOf));
  const lines = new Map();
  for (const [line] of picture.lines) {
    const number = stepOnLine(line, path);
    if (number !== undefined) lines.set(line, number);
  }
  if (!lines.size) {
    // Messages are no boxes here: the lines that carry them are lit.
    const told = boxes.size ? finding.about : [...path.nodes];
    for (const [line] of picture.lines) if (told.some((node) => line.messages.has(node))) lines.set(line, 0);
  }
  for (const line of lines.keys()) [line.a, line.b].forEach((id) => boxes.add(picture.graph.at.get(id)));
  return { boxes, lines };
}

function litBySelection(part) {
  const own = part.kind === "edge" ? [] : boxesOf(part);
  const boxes = new Set(own);
  const lines = new Map();
  const add = (line) => {
    lines.set(line, 0);
    for (const id of [line.a, line.b]) boxes.add(picture.graph.at.get(id));
  };
  const isOwn = (id) => own.length === 1 && own[0].id === id;
  for (const [line] of picture.lines) {
    const whole = line.whole ?? line;
    const isHit = part.kind === "edge"
      ? whole.id === part.line
      : isOwn(whole.a) || isOwn(whole.b) || isMessage(part) && whole.messages.has(part);
    if (isHit) add(line);
  }
  if (own.length > 1) {
    for (const [line] of picture.lines) {
      const isInside = (id) => boxes.has(picture.graph.at.get(id));
      const whole = line.whole ?? line;
      if (isInside(whole.a) && isInside(whole.b)) add(line);
    }
  }
  // The events of a service are followed to who takes them.
  if (state.view === "flow" && isService(part)) {
    const messages = new Set([...boxes].filter((box) => box.node && isMessage(box.node)).map((box) => box.id));
    for (const [line] of picture.lines) if (messages.has(line.a) || messages.has(line.b)) add(line);
  }
  return { boxes, lines };
}

/** Sets the classes of all boxes and lines; returns the boxes that stand out. */
export function markPicture() {
  const finding = shownFinding();
  const part = finding ? null : byID.get(state.select);
  const lit = finding ? litByFinding(finding) : part ? litBySelection(part) : null;
  const selected = part && boxOf(part);
  const found = new Set(state.hits.map((hit) => boxOf(byID.get(hit.id))));
  picture.boxes.forEach((node, box) => {
    const isLit = lit?.boxes.has(box) ?? false;
    node.classList.toggle("dim", lit !== null && !isLit);
    node.classList.toggle("sel", box === selected || part?.kind === "edge" && box.line?.id === part.line);
    node.classList.toggle("lit", finding !== null && isLit && !box.line);
    node.classList.toggle("found", found.has(box));
  });
  for (const [line, node] of picture.lines) {
    const isLit = lit?.lines.has(line) ?? false;
    const isAtSelected = selected && (line.a === selected.id || line.b === selected.id);
    node.classList.toggle("dim", lit !== null && !isLit);
    node.classList.toggle("lit", finding !== null && isLit);
    node.classList.toggle("sel", finding === null && isLit && (part.kind === "edge" || Boolean(isAtSelected)));
  }
  paintNumbers(lit, finding, selected);
  return lit ? [...lit.boxes] : [];
}

/* ---- numbers on lines ---- */

/** Numbers of the steps, each on the line that leads to what happens in it. */
function stepNumbers(lines) {
  const byNumber = new Map();
  for (const [line, number] of lines) {
    if (!number || line.half === 1) continue;
    const from = byID.get(line.a);
    const isArrival = line.half === 2 || picture.graph.isRing || from && (isMessage(from) || from.kind === "trigger");
    const list = byNumber.get(number) ?? [[], []];
    list[isArrival ? 1 : 0].push(line);
    byNumber.set(number, list);
  }
  return [...byNumber].flatMap(([number, [departures, arrivals]]) =>
    (arrivals.length ? arrivals : departures).slice(0, 3).map((line) => ({ at: line.middle, text: number }))
  );
}

/** Steps that happen inside a closed group, which no line shows: their numbers stand at its box. */
function innerNumbers(finding, shown) {
  const inside = new Map();
  finding.steps.forEach((step, index) => {
    if (shown.has(index + 1)) return;
    const box = step.refs.map(boxOf).find((each) => each?.node.members);
    if (box) inside.set(box, [...inside.get(box) ?? [], index + 1]);
  });
  return [...inside].map(([box, numbers]) => ({
    at: [box.x - box.w / 2 + 12, box.y + box.h / 2],
    text: runsOf(numbers),
  }));
}

/** Numbers as text: `1, 3–5`. */
function runsOf(numbers) {
  const runs = [];
  for (const number of numbers) {
    const last = runs[runs.length - 1];
    if (last && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => first === last ? first : `${first}–${last}`).join(", ");
}

/** In a ring the lines of the selected box tell how many messages they carry. */
function messageCounts(lines, selected) {
  return [...lines.keys()].map((line) => {
    const share = selected?.id === line.a ? 0.82 : selected?.id === line.b ? 0.18 : 0.5;
    return { at: line.point(share), text: line.messages.size || line.label, isCount: true };
  });
}

function paintNumbers(lit, finding, selected) {
  let numbers = [];
  if (lit && finding?.steps.length) {
    numbers = stepNumbers(lit.lines);
    numbers.push(...innerNumbers(finding, new Set(numbers.map((each) => each.text))));
  } else if (lit && picture.graph.isRing) numbers = messageCounts(lit.lines, selected);
  const area = element("numbers");
  if (!area) return;
  fill(
    area,
    numbers.map(({ at, text, isCount }) => {
      const half = 5 + 4 * String(text).length;
      const box = html`
        <rect x="${-half}" y="-9" width="${2 * half}" height="18" rx="9" />
      `;
      return html`<g class="no${isCount ? " cnt" : ""}" data-at="${
        at.map(round).join(" ")
      }">${box}<text y="4">${text}</text></g>`;
    }),
  );
  placeNumbers();
}
