/*
 * A layered picture, left to right, with groups as bands: no line runs through a box or a title.
 *
 * 1 columns by rank; 2 bands: each group has an interval of heights of its own, and lines between groups run in gutters
 * between the bands; 3 the order in a column by barycentres; 4 heights by isotonic regression, exact for each column;
 * 5 ports, and curves that bend only between columns.
 *
 * Boxes have `id`, `w`, `h`, `rank` and `group` and get `x` and `y`, the middle; lines have `id`, `a`, `b` and get the
 * path `d` and `middle`.
 */
import { listAt, round } from "./text.js";

const TITLE = 26;
const DUMMY = 7;

const bandName = (box) => box.side ? "\u0000" + box.side : box.group ?? "";
/** Columns of closed groups beside the picture have no frame. */
const isSide = (name) => name.startsWith("\u0000");

export function layered(boxes, lines, { gapX, gapY }) {
  const plan = { boxes, lines, gapX, gapY, at: new Map(boxes.map((box) => [box.id, box])) };
  const ranks = [...new Set(boxes.map((box) => box.rank))].sort((one, other) => one - other);
  const columnOf = new Map(ranks.map((rank, index) => [rank, index]));
  for (const box of boxes) box.column = columnOf.get(box.rank);
  plan.columns = ranks.map(() => []);
  makeBands(plan);
  makeChains(plan);
  orderColumns(plan);
  placeHeights(plan);
  placeColumns(plan);
  drawLines(plan);
  const frames = framesOf(plan);
  return { frames, box: bounds(boxes, frames, plan.bottom), crossings: plan.crossings };
}

/* ---- bands ---- */

/** An order of bands with short connections: one is moved while that makes them shorter. */
function orderBands(names, pulls) {
  if (names.length < 3) return names;
  const cost = (order) => {
    const place = [];
    order.forEach((band, index) => place[band] = index);
    return pulls.reduce((sum, [one, other, weight]) => sum + weight * Math.abs(place[one] - place[other]), 0);
  };
  let best = names.map((_, index) => index);
  let least = cost(best);
  let improves = names.length < 200;
  for (let round = 0; improves && round < 60; round++) {
    improves = false;
    for (let from = 0; from < names.length; from++) {
      for (let to = 0; to < names.length; to++) {
        if (from === to) continue;
        const order = best.slice();
        order.splice(to, 0, ...order.splice(from, 1));
        const found = cost(order);
        if (found >= least - 1e-9) continue;
        [best, least, improves] = [order, found, true];
      }
    }
  }
  return best.map((index) => names[index]);
}

function makeBands(plan) {
  const { boxes, lines, at } = plan;
  const spans = new Map();
  for (const box of boxes) {
    if (box.isFree) continue;
    const name = bandName(box);
    const span = spans.get(name) ?? [box.column, box.column];
    spans.set(name, [Math.min(span[0], box.column), Math.max(span[1], box.column)]);
  }
  const names = [...spans.keys()].sort((one, other) => (one === "" ? 0 : 1) - (other === "" ? 0 : 1));
  const index = new Map(names.map((name, position) => [name, position]));
  const pulls = new Map();
  for (const line of lines) {
    const [a, b] = [at.get(line.a), at.get(line.b)];
    if (a.isFree || b.isFree || bandName(a) === bandName(b)) continue;
    const pair = [index.get(bandName(a)), index.get(bandName(b))].sort((one, other) => one - other);
    const key = pair.join();
    pulls.set(key, [...pair, (pulls.get(key)?.[2] ?? 0) + 1]);
  }
  const sorted = orderBands(names, [...pulls.values()]);
  // Bands whose columns do not overlap share a row.
  const rows = [];
  const fits = (row, span) => row.every((band) => band.name && (span[1] < band.span[0] || span[0] > band.span[1]));
  for (const name of sorted.filter((each) => !isSide(each))) {
    const band = { name, span: spans.get(name) };
    const last = rows[rows.length - 1];
    if (name && last && fits(last, band.span)) last.push(band);
    else rows.push([band]);
  }
  for (const name of sorted.filter(isSide)) {
    const band = { name, span: spans.get(name) };
    const middle = Math.floor((rows.length - 1) / 2);
    const nearest = rows.map((row, position) => [Math.abs(position - middle), row]).sort((one, other) =>
      one[0] - other[0]
    );
    const row = nearest.find(([, each]) => fits(each, band.span));
    if (row) row[1].push(band);
    else rows.push([band]);
  }
  const bandOf = new Map();
  rows.forEach((row, position) => row.forEach((band) => bandOf.set(band.name, 2 * position + 1)));
  plan.rows = rows;
  plan.bandOf = bandOf;
  for (const box of boxes) if (!box.isFree) box.band = bandOf.get(bandName(box));
  for (const box of boxes) {
    if (!box.isFree) continue;
    const [from, to] = [at.get(box.from), at.get(box.to)];
    box.band = gutter(plan, from, to, [from.column, to.column].sort((one, other) => one - other));
  }
}

/** The band or gutter in which a line between two boxes runs through the columns between them. */
function gutter(plan, from, to, [first, last]) {
  if (from.band !== to.band) return to.band > from.band ? to.band - 1 : to.band + 1;
  const names = [bandName(from), bandName(to)];
  if (names[0] === names[1]) return from.band;
  const row = plan.rows[(from.band - 1) / 2];
  const isCut = row.some((band) => !names.includes(band.name) && band.span[1] >= first && band.span[0] <= last);
  return isCut ? from.band + 1 : from.band;
}

/* ---- long lines ---- */

/** Gives a line an invisible item in each column that it passes. */
function makeChains(plan) {
  const add = (item) => {
    Object.assign(item, { before: [], after: [] });
    plan.columns[item.column].push(item);
    return item;
  };
  plan.items = 0;
  for (const box of plan.boxes) {
    box.isBox = true;
    add(box);
    plan.items++;
  }
  for (const line of plan.lines) {
    const [a, b] = [plan.at.get(line.a), plan.at.get(line.b)];
    line.chain = [];
    line.left = line.right = null;
    if (a === b || a.column === b.column) continue;
    const [left, right] = a.column < b.column ? [a, b] : [b, a];
    const band = left.isFree
      ? left.band
      : right.isFree
      ? right.band
      : gutter(plan, left, right, [left.column + 1, right.column - 1]);
    let last = left;
    for (let column = left.column + 1; column < right.column; column++) {
      const item = add({ column, band, w: 0, h: DUMMY, line });
      plan.items++;
      line.chain.push(item);
      last.after.push(item);
      item.before.push(last);
      last = item;
    }
    last.after.push(right);
    right.before.push(last);
    Object.assign(line, { left, right, isForward: a.column < b.column });
  }
}

/* ---- the order in a column ---- */

/** The number of crossings between neighbouring columns, counted in a tree of prefix sums. */
function countCrossings(columns) {
  let total = 0;
  for (let column = 0; column + 1 < columns.length; column++) {
    const pairs = columns[column].flatMap((item) => item.after.map((next) => [item.index, next.index]));
    pairs.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
    const size = columns[column + 1].length;
    const tree = new Int32Array(size + 2);
    pairs.forEach(([, end], seen) => {
      let below = 0;
      for (let at = end + 1; at > 0; at -= at & -at) below += tree[at];
      total += seen - below;
      for (let at = end + 1; at <= size; at += at & -at) tree[at]++;
    });
  }
  return total;
}

function orderColumns(plan) {
  const { columns } = plan;
  const number = (column) => column.forEach((item, index) => item.index = index);
  for (const column of columns) {
    column.sort((one, other) => one.band - other.band);
    number(column);
  }
  let best = columns.map((column) => column.slice());
  let least = countCrossings(columns);
  const sweeps = plan.items > 1500 ? 8 : 26;
  for (let sweep = 0; sweep < sweeps && least; sweep++) {
    const isDown = sweep % 2 === 0;
    for (const column of isDown ? columns : [...columns].reverse()) {
      const share = (item) => item.index / Math.max(1, columns[item.column].length - 1);
      for (const item of column) {
        const near = isDown ? item.before : item.after;
        item.weight = near.length ? near.reduce((sum, each) => sum + share(each), 0) / near.length : share(item);
      }
      column.sort((one, other) => one.band - other.band || one.weight - other.weight || one.index - other.index);
      number(column);
    }
    const found = countCrossings(columns);
    if (found < least) [least, best] = [found, columns.map((column) => column.slice())];
  }
  plan.columns = best;
  best.forEach(number);
  plan.crossings = least;
}

/* ---- heights ---- */

/** The heights nearest to the wished ones, in least squares, that keep their distances and lie between two bounds. */
function isotonic(wishes, weights, distances, [low, high]) {
  const offsets = [0];
  distances.forEach((distance, index) => offsets.push(offsets[index] + distance));
  const blocks = [];
  wishes.forEach((wish, index) => {
    blocks.push({ value: wish - offsets[index], weight: weights[index], count: 1 });
    while (blocks.length > 1) {
      const [above, below] = [blocks[blocks.length - 2], blocks[blocks.length - 1]];
      if (above.value <= below.value) break;
      blocks.splice(-2);
      const weight = above.weight + below.weight;
      const value = (above.value * above.weight + below.value * below.weight) / weight;
      blocks.push({ value, weight, count: above.count + below.count });
    }
  });
  const top = Math.max(low, high - offsets[offsets.length - 1]);
  const values = blocks.flatMap((block) => new Array(block.count).fill(block.value));
  return values.map((value, index) => Math.max(low, Math.min(top, value)) + offsets[index]);
}

/** The items of one column and band, with the distances between them. */
function partsOf(plan) {
  const gap = (one, other) => {
    const boxes = Number(one.isBox ?? false) + Number(other.isBox ?? false);
    return (one.h + other.h) / 2 + [3, plan.gapY * 0.62, plan.gapY][boxes];
  };
  const parts = [];
  for (const column of plan.columns) {
    for (let start = 0; start < column.length;) {
      let end = start;
      while (end < column.length && column[end].band === column[start].band) end++;
      const items = column.slice(start, end);
      const distances = items.slice(1).map((item, index) => gap(items[index], item));
      parts.push({ items, distances, band: items[0].band, column: items[0].column });
      start = end;
    }
  }
  return parts;
}

function placeHeights(plan) {
  const parts = partsOf(plan);
  const heights = new Array(2 * plan.rows.length + 1).fill(0);
  for (const part of parts) {
    let y = part.items[0].h / 2;
    part.items.forEach((item, index) => {
      item.inBand = y;
      y += part.distances[index] ?? 0;
    });
    heights[part.band] = Math.max(heights[part.band], y + part.items[part.items.length - 1].h / 2);
  }
  const tops = [];
  let y = 0;
  heights.forEach((height, band) => {
    const isFramed = band % 2 === 1 && plan.rows[(band - 1) / 2].some((each) => each.name && !isSide(each.name));
    if (isFramed) y += TITLE + 2;
    tops.push(y);
    y += height + (isFramed ? 20 : height ? 6 : 0);
  });
  for (const part of parts) for (const item of part.items) item.y = tops[part.band] + item.inBand;
  parts.sort((one, other) => one.column - other.column);
  for (let sweep = 0; sweep < 18; sweep++) {
    for (const part of sweep % 2 ? [...parts].reverse() : parts) straighten(part, sweep, [tops, heights]);
  }
  Object.assign(plan, { tops, heights, bottom: y });
}

/** Moves the items of a part towards their neighbours; between invisible ones a line becomes straight. */
function straighten(part, sweep, [tops, heights]) {
  const isUp = sweep % 2 === 1;
  const near = (item) => {
    if (sweep < 2) return item.before;
    const [first, second] = isUp ? [item.after, item.before] : [item.before, item.after];
    return first.length ? (sweep > 11 ? first.concat(second) : first) : second;
  };
  const top = tops[part.band];
  const wishes = [];
  const weights = [];
  for (const item of part.items) {
    let [weight, sum] = [0, 0];
    for (const each of near(item)) {
      const pull = item.isBox || each.isBox ? 1 : 4;
      sum += each.y * pull;
      weight += pull;
    }
    wishes.push(weight ? sum / weight - top : item.inBand);
    weights.push(weight || 0.1);
  }
  const last = part.items[part.items.length - 1];
  const bounds = [part.items[0].h / 2, heights[part.band] - last.h / 2];
  isotonic(wishes, weights, part.distances, bounds).forEach((value, index) => {
    part.items[index].inBand = value;
    part.items[index].y = top + value;
  });
}

/* ---- columns and lines ---- */

function placeColumns(plan) {
  const passing = new Array(plan.columns.length).fill(0);
  for (const line of plan.lines) {
    if (line.left) { for (let column = line.left.column; column < line.right.column; column++) passing[column]++; }
  }
  const widths = plan.columns.map((column) => Math.max(10, ...column.map((item) => item.w)));
  const lefts = [];
  let x = 0;
  widths.forEach((width, column) => {
    lefts.push(x);
    x += width + plan.gapX + Math.min(44, passing[column] * 1.1);
  });
  for (const box of plan.boxes) box.x = lefts[box.column] + widths[box.column] / 2;
  Object.assign(plan, { lefts, widths });
}

/** The heights at which lines leave and reach boxes, in the order in which they come. */
function portsOf(plan) {
  const sides = new Map();
  for (const line of plan.lines) {
    if (!line.left) continue;
    listAt(sides, line.left.id + "\u0001right").push([line, line.chain[0] ?? line.right, line.left]);
    listAt(sides, line.right.id + "\u0001left").push([
      line,
      line.chain[line.chain.length - 1] ?? line.left,
      line.right,
    ]);
  }
  const ports = new Map();
  for (const list of sides.values()) {
    list.sort((one, other) => one[1].y - other[1].y);
    const box = list[0][2];
    const step = list.length > 1 ? Math.min(13, (box.h - (box.inset ?? 10)) / (list.length - 1)) : 0;
    list.forEach(([line, , end], index) => {
      const y = box.y + (index - (list.length - 1) / 2) * step;
      ports.set(line, { ...ports.get(line), [end === line.left ? "left" : "right"]: y });
    });
  }
  return ports;
}

function drawLines(plan) {
  const ports = portsOf(plan);
  for (const line of plan.lines) {
    const [a, b] = [plan.at.get(line.a), plan.at.get(line.b)];
    if (a === b) {
      const x = a.x + a.w / 2;
      Object.assign(line, { d: `M${round(x)} ${round(a.y - 6)}c26 -4 26 16 0 12`, middle: [x + 20, a.y] });
    } else if (!line.left) {
      const x = Math.max(a.x + a.w / 2, b.x + b.w / 2) + 34;
      const curve = [x, a.y, x, b.y, b.x + b.w / 2, b.y].map(round).join(" ");
      line.d = `M${round(a.x + a.w / 2)} ${round(a.y)}C${curve}`;
      line.middle = [x - 10, (a.y + b.y) / 2];
    } else {
      drawBetween(plan, line, ports.get(line));
    }
  }
}

/** A line across columns: straight through each column, with a straight stub at both boxes, and bent between. */
function drawBetween(plan, line, port) {
  const { lefts, widths } = plan;
  const { left, right } = line;
  const points = [[left.x + left.w / 2, port.left], [lefts[left.column] + widths[left.column], port.left]];
  for (const item of line.chain) {
    points.push([lefts[item.column], item.y], [lefts[item.column] + widths[item.column], item.y]);
  }
  points.push([lefts[right.column], port.right], [right.x - right.w / 2, port.right]);
  if (!line.isForward) points.reverse();
  let path = `M${round(points[0][0])} ${round(points[0][1])}`;
  for (let index = 1; index < points.length; index++) {
    const [[x0, y0], [x1, y1]] = [points[index - 1], points[index]];
    const middle = round((x0 + x1) / 2);
    path += Math.abs(y0 - y1) < 0.6 || index % 2 === 1
      ? `L${round(x1)} ${round(y1)}`
      : `C${middle} ${round(y0)} ${middle} ${round(y1)} ${round(x1)} ${round(y1)}`;
  }
  const half = Math.floor(points.length / 2);
  const [one, other] = [points[half - 1], points[half]];
  line.d = path;
  line.middle = [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2];
}

/* ---- frames ---- */

function framesOf(plan) {
  const edges = new Map();
  for (const box of plan.boxes) {
    if (box.isFree || !box.group || box.side) continue;
    const [low, high] = edges.get(box.group) ?? [Infinity, -Infinity];
    edges.set(box.group, [Math.min(low, box.x - box.w / 2), Math.max(high, box.x + box.w / 2)]);
  }
  return [...edges].map(([group, [low, high]]) => {
    const band = plan.bandOf.get(group);
    return { group, x: low - 14, w: high - low + 28, y: plan.tops[band] - TITLE, h: plan.heights[band] + TITLE + 12 };
  });
}

function bounds(boxes, frames, bottom) {
  let [low, high, deep] = [0, 0, bottom];
  for (const box of boxes) {
    low = Math.min(low, box.x - box.w / 2);
    high = Math.max(high, box.x + box.w / 2);
    deep = Math.max(deep, box.y + box.h / 2);
  }
  for (const frame of frames) {
    low = Math.min(low, frame.x);
    high = Math.max(high, frame.x + frame.w);
  }
  return [low - 24, -22, high - low + 60, deep + 44];
}
