/* The matrix of dependencies: what is in it, and the cell that is chosen. `matrixpaint.js` draws it on a canvas. */
import { byID, cyclesOf, groups, groupWord, isMessage, isService, services } from "./model.js";
import { shownFinding, state } from "./state.js";
import { element, readable, textWidth } from "./text.js";
import { heldDependencies, kindOf } from "./graphs.js";
import { paintMatrix } from "./matrixpaint.js";
import { pathOf } from "./paths.js";
import { viewSize } from "./picture.js";

export const grid = element("grid");
export const CELL = 22;

/** Rows are columns, too. The camera is its own: `scale`, and `x` and `y` of the first cell behind the heads. */
export const matrix = {
  rows: [],
  cells: new Map(),
  isByGroup: false,
  camera: { scale: 1, x: 0, y: 0 },
  cursor: [0, 0],
  hover: null,
  /** What was drawn last: where cells begin and how large they are. */
  geometry: null,
};
let position = new Map();

const keyOf = (row, column) => row * matrix.rows.length + column;
export const cellAt = (row, column) => matrix.cells.get(keyOf(row, column));

/** The row of a part: its own, or that of its group. */
export function rowOf(part) {
  if (!part) return undefined;
  const own = matrix.isByGroup && groups.get(part.group);
  return position.get((own || part).id);
}

/** Takes rows and cells from the dependencies that the filters leave. */
export function buildMatrix() {
  const { held } = heldDependencies();
  const fits = services.length > 120 && groups.size > 1 ? "groups" : "services";
  matrix.isByGroup = (state.rows ?? fits) === "groups" && groups.size > 1;
  const used = new Set(held.flatMap((dependency) => [dependency.from, dependency.to]));
  const part = (service) => matrix.isByGroup && service.group ? groups.get(service.group) : service;
  const parts = [...new Set([...used].map(part))];
  const name = (each) => [isService(each) ? each.group : "", each.name];
  parts.sort((one, other) => {
    const [first, second] = [name(one), name(other)];
    return first[0] === second[0] ? (first[1] < second[1] ? -1 : 1) : first[0] < second[0] ? -1 : 1;
  });
  matrix.rows = parts.map((each) => ({ part: each, label: each.label, group: each.members ? each.name : each.group }));
  position = new Map(parts.map((each, index) => [each.id, index]));
  matrix.cells = new Map();
  for (const dependency of held) {
    const [row, column] = [position.get(part(dependency.from).id), position.get(part(dependency.to).id)];
    const key = keyOf(row, column);
    let cell = matrix.cells.get(key);
    if (!cell) {
      cell = { row, column, count: 0, messages: new Set(), dependencies: [], isSelf: row === column, isCycle: false };
      matrix.cells.set(key, cell);
    }
    cell.count++;
    dependency.messages.forEach((message) => cell.messages.add(message));
    cell.dependencies.push(dependency);
    cell.isCycle = cell.isCycle || !matrix.isByGroup && dependency.isCycle;
  }
  for (const cell of matrix.cells.values()) cell.kind = kindOf([...cell.messages]);
  if (matrix.isByGroup) markCellCycles();
  const widths = matrix.rows.map((row) => textWidth(row.label, 12) + 18);
  matrix.labelWidth = Math.min(190, Math.max(90, ...widths));
  const last = Math.max(0, parts.length - 1);
  matrix.cursor = matrix.cursor.map((index) => Math.min(index, last));
}

function markCellCycles() {
  const cells = [...matrix.cells.values()].filter((cell) => !cell.isSelf);
  const cycles = cyclesOf(matrix.rows.length, cells.map((cell) => [cell.row, cell.column]));
  for (const cell of cells) cell.isCycle = cycles[cell.row] >= 0 && cycles[cell.row] === cycles[cell.column];
}

/** The kinds of cells that are drawn. */
export function matrixSigns() {
  const kinds = new Set();
  for (const cell of matrix.cells.values()) {
    if (cell.isSelf) continue;
    kinds.add(cell.kind);
    if (cell.isCycle) kinds.add("cycle");
  }
  return kinds;
}

/** Whether a cell is about the finding or the selection; true without either. */
export function cellTest() {
  const finding = shownFinding();
  if (finding) {
    const path = pathOf(finding);
    return (cell) => cell.dependencies.some((dependency) => isOnPath(dependency, path));
  }
  const part = byID.get(state.select);
  if (part && isMessage(part)) return (cell) => cell.messages.has(part);
  if (part?.kind === "edge") return (cell) => cell === part.cell;
  return () => true;
}

function isOnPath(dependency, path) {
  const { from, to, messages } = dependency;
  if (path.number(from, to) !== undefined) return true;
  return messages.some((message) => {
    const sides = [path.number(from, message), path.number(to, message)].filter((number) => number !== undefined);
    return sides.length === 2 || sides.length === 1 && path.count < 2 || path.count === 0 && path.nodes.has(message);
  });
}

/** Whether something stands out in the matrix: a cell, or a name at its side. */
export function isInMatrix(finding) {
  const isLit = cellTest();
  const path = pathOf(finding);
  return [...path.nodes].some((part) => rowOf(part) !== undefined) || [...matrix.cells.values()].some(isLit);
}

/** What a cell says. */
export function cellText(row, column) {
  const cell = cellAt(row, column);
  const [from, to] = [readable(matrix.rows[row].part.name), readable(matrix.rows[column].part.name)];
  if (!cell) return row === column ? from : `${from} does not depend on ${to}`;
  if (cell.isSelf) return `${from}: ${cell.count} dependencies inside the ${groupWord}`;
  const names = [...cell.messages].slice(0, 6).map((message) => readable(message.name));
  const more = cell.messages.size > 6 ? [`and ${cell.messages.size - 6} more`] : [];
  return [`${from} depends on ${to}${cell.isCycle ? " (cycle)" : ""}`, ...names, ...more].join("\n");
}

/** The cell at a point, as row and column; a name at the side is the cell of its row, marked as `isName`. */
export function cellAtPoint(x, y) {
  const { geometry, rows } = matrix;
  if (!geometry) return null;
  const row = Math.floor((y - geometry.top) / geometry.size);
  const column = Math.floor((x - geometry.left) / geometry.size);
  const hasRow = y > geometry.headHeight && row >= 0 && row < rows.length;
  const hasColumn = x > geometry.headWidth && column >= 0 && column < rows.length;
  if (hasRow && hasColumn) return { row, column };
  if (hasRow && x < geometry.headWidth) return { row, column: row, isName: true };
  if (hasColumn && y < geometry.headHeight) return { row: column, column, isName: true };
  return null;
}

export function setHover(cell) {
  const [before, now] = [matrix.hover, cell].map((each) => each && `${each.row} ${each.column}`);
  matrix.hover = cell;
  if (before !== now) paintMatrix();
}

/* ---- camera ---- */

/** Shows the whole matrix. */
export function fitMatrix() {
  const [width, height] = viewSize();
  const size = Math.max(1, matrix.rows.length) * CELL;
  const head = Math.min(matrix.labelWidth, width * 0.3);
  const scale = Math.min(1.5, (width - head - 20) / size, (height - head * 0.8 - 20) / size);
  matrix.camera = { scale: Math.max(0.01, scale), x: 0, y: 0 };
  paintMatrix();
}

export function zoomMatrix(factor, x, y) {
  const [width, height] = viewSize();
  const [atX, atY] = [x ?? width / 2, y ?? height / 2];
  const { camera, geometry } = matrix;
  const scale = Math.max(0.01, Math.min(40, camera.scale * factor));
  const share = scale / camera.scale;
  const [headX, headY] = geometry ? [geometry.headWidth, geometry.headHeight] : [0, 0];
  matrix.camera = {
    scale,
    x: atX - headX - (atX - headX - camera.x) * share,
    y: atY - headY - (atY - headY - camera.y) * share,
  };
  paintMatrix();
}

export function panMatrix(dx, dy) {
  matrix.camera.x += dx;
  matrix.camera.y += dy;
  paintMatrix();
}

/** Moves a row and its column into the middle, unless they can be read where they are. */
export function goToRow(index) {
  const [width, height] = viewSize();
  const { camera, geometry } = matrix;
  const isSeen = (start, head, end) => start >= head && start + geometry.size <= end;
  const [x, y] = [geometry.left + index * geometry.size, geometry.top + index * geometry.size];
  if (geometry.size >= 9 && isSeen(x, geometry.headWidth, width) && isSeen(y, geometry.headHeight, height)) {
    paintMatrix();
    return;
  }
  if (camera.scale * CELL < 14) camera.scale = 16 / CELL;
  camera.x = width / 2 - geometry.headWidth - index * CELL * camera.scale;
  camera.y = height / 2 - geometry.headHeight - index * CELL * camera.scale;
  paintMatrix();
}

/** Moves the cursor by rows and columns and keeps its cell in sight; returns what the cell says. */
export function moveCursor(rows, columns) {
  if (!matrix.rows.length) return "The matrix is empty.";
  const last = matrix.rows.length - 1;
  const bounded = (index) => Math.max(0, Math.min(last, index));
  matrix.cursor = [bounded(matrix.cursor[0] + rows), bounded(matrix.cursor[1] + columns)];
  const [width, height] = viewSize();
  const { size, left, top, headWidth, headHeight } = matrix.geometry;
  const [x, y] = [left + matrix.cursor[1] * size, top + matrix.cursor[0] * size];
  const shift = (start, head, end) => start < head ? head - start : start + size > end ? end - start - size : 0;
  matrix.camera.x += shift(x, headWidth, width);
  matrix.camera.y += shift(y, headHeight, height);
  paintMatrix();
  return cellText(...matrix.cursor);
}
