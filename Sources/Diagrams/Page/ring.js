/* Closed groups with many lines: boxes on a ring, neighbours by weight, lines that bend through the middle. */
import { round } from "./text.js";

/** The pairs of boxes that lines connect, with their weights. */
function pullsOf(boxes, lines) {
  const at = new Map(boxes.map((box, index) => [box.id, index]));
  const pulls = new Map();
  for (const line of lines) {
    const [one, other] = [at.get(line.a), at.get(line.b)].sort((first, second) => first - second);
    const key = one * boxes.length + other;
    pulls.set(key, [one, other, (pulls.get(key)?.[2] ?? 0) + Math.log2(1 + (line.messages.size || 1))]);
  }
  return [...pulls.values()];
}

/** An order in which heavy pairs are neighbours; only as good as time allows. */
function ringOrder(boxes, lines) {
  const pulls = pullsOf(boxes, lines);
  const count = boxes.length;
  const cost = (order) => {
    const place = [];
    order.forEach((box, index) => place[box] = index);
    return pulls.reduce((sum, [one, other, weight]) => {
      const distance = Math.abs(place[one] - place[other]);
      return sum + weight * Math.min(distance, count - distance);
    }, 0);
  };
  let best = boxes.map((_, index) => index);
  let least = cost(best);
  let improves = count * count * pulls.length < 4e6;
  for (let turn = 0; improves && turn < 3; turn++) {
    improves = false;
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) {
        if (from === to) continue;
        const order = best.slice();
        order.splice(to, 0, ...order.splice(from, 1));
        const found = cost(order);
        if (found < least - 1e-9) [best, least, improves] = [order, found, true];
      }
    }
  }
  return best.map((index) => boxes[index]);
}

/** Few boxes stand on an ellipse that grows until no two of them touch. */
function placeOnEllipse(boxes, ratio) {
  const power = (value) => Math.sign(value) * Math.abs(value) ** 0.72;
  const touch = (one, other) =>
    Math.abs(one.x - other.x) < (one.w + other.w) / 2 + 26 && Math.abs(one.y - other.y) < (one.h + other.h) / 2 + 22;
  let rx = Math.max(240, boxes.length * 34);
  let ry = rx / ratio;
  for (let turn = 0; turn < 60; turn++) {
    boxes.forEach((box, index) => {
      const angle = -Math.PI / 2 + 2 * Math.PI * index / boxes.length;
      box.x = rx * power(Math.cos(angle));
      box.y = ry * power(Math.sin(angle));
    });
    if (!boxes.some((box, index) => boxes.slice(index + 1).some((other) => touch(box, other)))) break;
    [rx, ry] = [rx * 1.06, ry * 1.06];
  }
  return [rx, ry];
}

/** Many boxes stand around a rectangle, since boxes are wide and low. */
function placeOnRectangle(boxes, ratio) {
  const stepY = Math.max(...boxes.map((box) => box.h)) + 12;
  const width = Math.max(...boxes.map((box) => box.w));
  const stepX = width + 16;
  const height = boxes.length / (2 / stepY + 2 * ratio / stepX);
  const rx = ratio * height / 2;
  const across = Math.max(1, Math.round(2 * rx / stepX));
  const beside = boxes.length - 2 * across;
  const left = Math.ceil(beside / 2);
  const right = beside - left;
  const ry = Math.max(height / 2, left * stepY / 2 + stepY / 2);
  const rest = [...boxes];
  const set = (x, y) => Object.assign(rest.shift() ?? {}, { x, y });
  const side = (index, count) => -ry + stepY * 0.7 + (index + 0.5) * (2 * ry - stepY * 1.4) / count;
  const along = (index) => -rx + (index + 0.5) * 2 * rx / across;
  for (let index = 0; index < across; index++) set(along(index), -ry - 10);
  for (let index = 0; index < right; index++) set(rx + width * 0.35, side(index, right));
  for (let index = across - 1; index >= 0; index--) set(along(index), ry + 10);
  for (let index = left - 1; index >= 0; index--) set(-rx - width * 0.35, side(index, left));
  return [rx + width * 0.35, ry + 10];
}

/** Where the way from the middle of a box to a point leaves the box. */
function borderPoint(box, x, y) {
  const [dx, dy] = [x - box.x, y - box.y];
  const scale = Math.min(
    dx ? (box.w / 2 + 3) / Math.abs(dx) : Infinity,
    dy ? (box.h / 2 + 3) / Math.abs(dy) : Infinity,
  );
  return [box.x + dx * scale, box.y + dy * scale];
}

/** Boxes get `x` and `y`, lines the path `d`, `angle` and `end` of the arrow, and `point(share)` on the curve. */
export function ring(boxes, lines, ratio) {
  const order = ringOrder(boxes, lines);
  const [rx, ry] = boxes.length > 16 ? placeOnRectangle(order, ratio) : placeOnEllipse(order, ratio);
  const at = new Map(boxes.map((box) => [box.id, box]));
  for (const line of lines) {
    const [a, b] = [at.get(line.a), at.get(line.b)];
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const length = Math.hypot(dx, dy) || 1;
    const [cx, cy] = [(a.x + b.x) / 2 * 0.45 - dy / length * 16, (a.y + b.y) / 2 * 0.45 + dx / length * 16];
    const [start, end] = [borderPoint(a, cx, cy), borderPoint(b, cx, cy)];
    line.d = `M${start.map(round).join(" ")}Q${round(cx)} ${round(cy)} ${end.map(round).join(" ")}`;
    line.angle = Math.atan2(end[1] - cy, end[0] - cx);
    line.end = end;
    line.point = (share) => {
      const [first, second, third] = [(1 - share) ** 2, 2 * share * (1 - share), share * share];
      return [first * start[0] + second * cx + third * end[0], first * start[1] + second * cy + third * end[1]];
    };
    line.middle = line.point(0.3);
  }
  const width = Math.max(...boxes.map((box) => box.w));
  const height = Math.max(...boxes.map((box) => box.h));
  const box = [-rx - width / 2 - 30, -ry - height / 2 - 30, 2 * rx + width + 60, 2 * ry + height + 66];
  return { frames: [], box, crossings: null };
}
