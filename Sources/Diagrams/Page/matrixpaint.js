/* Draws the matrix: names at two sides that stay in sight, blocks of groups, cells, and what stands out. */
import { byID, groups } from "./model.js";
import { shownFinding, state } from "./state.js";
import { CELL, cellTest, grid, matrix, rowOf } from "./matrix.js";
import { pathOf } from "./paths.js";
import { viewSize } from "./picture.js";

const FONT = "Helvetica, Arial, sans-serif";

/** The colours of the page as a canvas needs them. */
function colours() {
  const probe = document.createElement("i");
  grid.parentNode.append(probe);
  const colour = (name) => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const names = ["bg", "ink", "ink2", "line", "cell", "command-e", "err", "sel", "sel-bg", "panel", "hit", "ctl"];
  const found = Object.fromEntries(names.map((name) => [name, colour(name)]));
  probe.remove();
  return found;
}

/** The pen, and what it needs to know of the drawing. */
function prepared() {
  const [width, height] = viewSize();
  const ratio = devicePixelRatio || 1;
  if (grid.width !== Math.round(width * ratio) || grid.height !== Math.round(height * ratio)) {
    grid.width = width * ratio;
    grid.height = height * ratio;
  }
  const pen = grid.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const count = matrix.rows.length;
  const size = CELL * matrix.camera.scale;
  const headWidth = Math.min(matrix.labelWidth, width * 0.3);
  const headHeight = size >= 9 ? Math.min(headWidth * 0.8, 150) : 22;
  const start = (shift, head, all) =>
    count * size < all - head ? head : head + Math.min(0, Math.max(shift, all - head - count * size - 20));
  const left = start(matrix.camera.x, headWidth, width);
  const top = start(matrix.camera.y, headHeight, height);
  matrix.camera.x = left - headWidth;
  matrix.camera.y = top - headHeight;
  matrix.geometry = { left, top, size, headWidth, headHeight };
  const span = (head, first, all) => [
    Math.max(0, Math.floor((head - first) / size)),
    Math.min(count, Math.ceil((all - first) / size)),
  ];
  const rows = span(headHeight, top, height);
  const columns = span(headWidth, left, width);
  const isFinding = shownFinding() !== null;
  const area = { width, height, headWidth, headHeight, left, top, size, count, rows, columns };
  return { pen, ...area, isFinding, colour: colours() };
}

/** Draws the matrix if it is the view. */
export function paintMatrix() {
  if (grid.hidden) return;
  const view = prepared();
  const { pen, colour, width, height, headWidth, headHeight } = view;
  pen.fillStyle = colour.bg;
  pen.fillRect(0, 0, width, height);
  const chosen = matrix.hover ? [matrix.hover.row, matrix.hover.column] : selectedCell();
  clipped(pen, [headWidth, headHeight, width, height], () => {
    paintBlocks(view);
    paintRaster(view);
    if (chosen) paintCross(view, chosen);
    paintCells(view);
    if (document.activeElement === grid && view.count) paintCursor(view);
  });
  pen.fillStyle = colour.bg;
  pen.fillRect(0, 0, headWidth, headHeight);
  pen.textBaseline = "middle";
  if (Math.min(12, view.size * 0.8) >= 7) paintNames(view, chosen);
  else paintGroupNames(view);
}

function selectedCell() {
  const row = rowOf(byID.get(state.select));
  return row === undefined ? null : [row, row];
}

function clipped(pen, [x, y, width, height], paint) {
  pen.save();
  pen.beginPath();
  pen.rect(x, y, width, height);
  pen.clip();
  paint();
  pen.restore();
}

/** Runs of rows of one group, as start and end. */
function runs() {
  const found = [];
  matrix.rows.forEach((row, index) => {
    const last = found[found.length - 1];
    if (last && last.group === row.group) last.end = index + 1;
    else found.push({ group: row.group, start: index, end: index + 1 });
  });
  return found;
}

function paintBlocks({ pen, size, left, top, colour }) {
  if (matrix.isByGroup) return;
  pen.lineWidth = 1;
  for (const { group, start, end } of runs()) {
    if (!group) continue;
    const side = (end - start) * size;
    pen.fillStyle = colour.panel;
    pen.fillRect(left + start * size, top + start * size, side, side);
    pen.strokeStyle = colour.ctl;
    pen.strokeRect(left + start * size + 0.5, top + start * size + 0.5, side, side);
  }
}

function paintRaster({ pen, size, left, top, count, rows, columns, colour }) {
  if (size < 8) return;
  pen.strokeStyle = colour.line;
  pen.lineWidth = 0.5;
  pen.beginPath();
  for (let row = rows[0]; row <= rows[1]; row++) {
    pen.moveTo(left, top + row * size);
    pen.lineTo(left + count * size, top + row * size);
  }
  for (let column = columns[0]; column <= columns[1]; column++) {
    pen.moveTo(left + column * size, top);
    pen.lineTo(left + column * size, top + count * size);
  }
  pen.stroke();
}

function paintCross({ pen, size, left, top, width, height, headWidth, headHeight, colour }, [row, column]) {
  pen.fillStyle = colour["sel-bg"];
  pen.globalAlpha = 0.8;
  pen.fillRect(headWidth, top + row * size, width, size);
  pen.fillRect(left + column * size, headHeight, size, height);
  pen.globalAlpha = 1;
}

function paintCursor({ pen, size, left, top, colour }) {
  pen.strokeStyle = colour.sel;
  pen.lineWidth = 2;
  pen.strokeRect(left + matrix.cursor[1] * size, top + matrix.cursor[0] * size, size, size);
}

function paintCells(view) {
  const isLit = cellTest();
  const { rows, columns } = view;
  for (const cell of matrix.cells.values()) {
    if (cell.row < rows[0] || cell.row >= rows[1] || cell.column < columns[0] || cell.column >= columns[1]) continue;
    paintCell(view, cell, isLit(cell));
  }
}

function paintCell({ pen, size, left, top, colour, isFinding }, cell, isLit) {
  const gap = size > 6 ? 1.5 : 0;
  const [x, y] = [left + cell.column * size + gap, top + cell.row * size + gap];
  const side = Math.max(1, size - 2 * gap);
  const strength = matrix.isByGroup ? Math.min(1, 0.35 + cell.count / 40) : 1;
  pen.globalAlpha = isLit ? strength : 0.15;
  if (cell.isSelf) {
    pen.fillStyle = colour.line;
    pen.fillRect(x, y, side, side);
  } else {
    pen.fillStyle = cell.kind === "event" || cell.kind === "many" ? colour.cell : colour["command-e"];
    pen.fillRect(x, y, side, side);
    if (cell.kind === "many") {
      pen.fillStyle = colour["command-e"];
      pen.beginPath();
      pen.moveTo(x + side, y);
      pen.lineTo(x + side, y + side);
      pen.lineTo(x, y + side);
      pen.fill();
    }
  }
  pen.globalAlpha = isLit ? 1 : 0.15;
  if (cell.isCycle && size > 5) {
    pen.strokeStyle = colour.err;
    pen.lineWidth = 2;
    pen.strokeRect(x + 1, y + 1, side - 2, side - 2);
  }
  const number = matrix.isByGroup || cell.isSelf ? cell.count : cell.messages.size;
  if (size >= 15 && number > 1) {
    pen.font = `bold ${Math.min(12, size * 0.5)}px ${FONT}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillStyle = cell.isSelf || strength < 0.62 ? colour.ink : colour.bg;
    pen.fillText(number, x + side / 2, y + side / 2 + 0.5);
  }
  if (isFinding && isLit) {
    pen.strokeStyle = colour.hit;
    pen.lineWidth = 2.5;
    pen.strokeRect(x, y, side, side);
  }
  pen.globalAlpha = 1;
}

/** The rows whose names stand out: those of a finding, of the selection and of the search. */
function namedRows() {
  const finding = shownFinding();
  const lit = new Set(finding ? [...pathOf(finding).nodes].map(rowOf) : []);
  const found = new Set([...state.hits.map((hit) => byID.get(hit.id)), byID.get(state.select)].map(rowOf));
  return { lit, found };
}

function paintNames({ pen, size, left, top, width, height, headWidth, headHeight, rows, columns, colour }, chosen) {
  const letters = Math.min(12, size * 0.8);
  const { lit, found } = namedRows();
  const choose = (index, side) => {
    pen.fillStyle = lit.has(index) ? colour.hit : chosen?.[side] === index ? colour.sel : colour.ink;
    pen.font = `${lit.has(index) || found.has(index) ? "bold " : ""}${letters}px ${FONT}`;
  };
  clipped(pen, [0, headHeight, headWidth, height], () => {
    pen.textAlign = "right";
    for (let row = rows[0]; row < rows[1]; row++) {
      choose(row, 0);
      pen.fillText(matrix.rows[row].label, headWidth - 6, top + (row + 0.5) * size);
    }
  });
  clipped(pen, [headWidth, 0, width, headHeight], () => {
    pen.textAlign = "left";
    for (let column = columns[0]; column < columns[1]; column++) {
      pen.save();
      pen.translate(left + (column + 0.5) * size, headHeight - 5);
      pen.rotate(-Math.PI / 3);
      choose(column, 1);
      pen.fillText(matrix.rows[column].label, 0, 0);
      pen.restore();
    }
  });
}

/** Rows that are too low for names have those of their groups. */
function paintGroupNames({ pen, size, top, headWidth, headHeight, colour }) {
  pen.font = `11px ${FONT}`;
  pen.fillStyle = colour.ink2;
  pen.textAlign = "right";
  let last = -Infinity;
  for (const { group, start, end } of runs()) {
    const y = top + (start + end) / 2 * size;
    if (y <= headHeight || y - last <= 12) continue;
    pen.fillText(groups.get(group)?.label ?? group, headWidth - 6, y);
    last = y;
  }
}
