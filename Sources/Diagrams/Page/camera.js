/* The part of the picture that is seen: zoom, pan, fit, and the small map. */
import { isGraphView } from "./state.js";
import { canvas, picture, viewSize, world } from "./picture.js";
import { element, fill, html, round } from "./text.js";

/** Pixels are `scale` times the picture's units, moved by `x` and `y`. */
export const camera = { scale: 1, x: 0, y: 0 };
const LIMITS = { min: 0.04, max: 4 };
const prefersStill = matchMedia("(prefers-reduced-motion: reduce)");
let flight = 0;

/** Puts the picture where the camera is. */
export function applyCamera() {
  const scale = Math.round(camera.scale * 1e4) / 1e4;
  world.setAttribute("transform", `translate(${round(camera.x)} ${round(camera.y)}) scale(${scale})`);
  placeNumbers();
  const frame = element("mini").querySelector(".f");
  if (!frame || !picture.graph) return;
  const [width, height] = viewSize();
  const [x, y, w, h] = picture.graph.box;
  const isAllSeen = toScreen(x, y).every((value) => value >= -4) && toScreen(x + w, y + h)[0] <= width + 4 &&
    toScreen(x + w, y + h)[1] <= height + 4;
  element("mini").classList.toggle("away", isAllSeen);
  frame.setAttribute("x", -camera.x / camera.scale);
  frame.setAttribute("y", -camera.y / camera.scale);
  frame.setAttribute("width", width / camera.scale);
  frame.setAttribute("height", height / camera.scale);
}

/** Numbers on lines stay large enough to be read, however small the picture is. */
export function placeNumbers() {
  const scale = round(Math.max(1, Math.min(4, 0.9 / camera.scale)));
  for (const number of element("numbers")?.children ?? []) {
    number.setAttribute("transform", `translate(${number.dataset.at}) scale(${scale})`);
  }
}

/** The place on the screen of a point of the picture. */
export const toScreen = (x, y) => [x * camera.scale + camera.x, y * camera.scale + camera.y];

export function stopFlight() {
  cancelAnimationFrame(flight);
}

/** Moves the camera, at once or in a short flight. */
export function flyTo(target, isAtOnce = false) {
  stopFlight();
  if (isAtOnce || prefersStill.matches) {
    Object.assign(camera, target);
    applyCamera();
    return;
  }
  const start = { ...camera };
  const begun = performance.now();
  const step = (now) => {
    const share = Math.min(1, (now - begun) / 260);
    const eased = 1 - (1 - share) ** 3;
    camera.scale = start.scale * (target.scale / start.scale) ** eased;
    camera.x = start.x + (target.x - start.x) * eased;
    camera.y = start.y + (target.y - start.y) * eased;
    applyCamera();
    if (share < 1) flight = requestAnimationFrame(step);
  };
  flight = requestAnimationFrame(step);
}

/** The part of the view that no card covers, as in small windows. */
function freeSize() {
  const [width, height] = viewSize();
  const card = element("card");
  if (card.hidden || getComputedStyle(card).position !== "absolute") return [width, height];
  const [area, cover] = [element("view"), card].map((each) => each.getBoundingClientRect());
  const isAtSide = cover.left > area.left + 10;
  return isAtSide ? [cover.left - area.left, height] : [width, Math.max(80, cover.top - area.top)];
}

function centred(x, y, scale) {
  const [width, height] = freeSize();
  return { scale, x: width / 2 - x * scale, y: height / 2 - y * scale };
}

/** Shows the whole picture. */
export function fitPicture(isAtOnce = false) {
  if (!picture.graph) return;
  const [x, y, w, h] = picture.graph.box;
  const [width, height] = viewSize();
  const scale = Math.max(0.01, Math.min(1.4, (width - 40) / w, (height - 40) / h));
  flyTo(centred(x + w / 2, y + h / 2, scale), isAtOnce);
}

/** The first look: all of it, or its left end where a narrow window would make it unreadable. */
export function firstLook() {
  fitPicture(true);
  const [width, height] = viewSize();
  if (width >= 700 || camera.scale >= 0.6 || !picture.graph) return;
  const [x, y, , h] = picture.graph.box;
  flyTo({ scale: 0.6, x: 16 - x * 0.6, y: height / 2 - (y + h / 2) * 0.6 }, true);
}

/** Zooms by a factor; the point on the screen stays where it is, by default the middle. */
export function zoomPicture(factor, x = viewSize()[0] / 2, y = viewSize()[1] / 2) {
  const scale = Math.max(LIMITS.min, Math.min(LIMITS.max, camera.scale * factor));
  const share = scale / camera.scale;
  flyTo({ scale, x: x - (x - camera.x) * share, y: y - (y - camera.y) * share }, true);
}

/** Moves the picture by pixels. */
export function pan(dx, dy) {
  stopFlight();
  camera.x += dx;
  camera.y += dy;
  applyCamera();
}

/** Flies to some boxes; false if there are none. */
export function showBoxes(boxes, most = 1.25) {
  const list = boxes.filter(Boolean);
  if (!list.length) return false;
  const left = Math.min(...list.map((box) => box.x - box.w / 2));
  const right = Math.max(...list.map((box) => box.x + box.w / 2));
  const top = Math.min(...list.map((box) => box.y - box.h / 2));
  const bottom = Math.max(...list.map((box) => box.y + box.h / 2));
  const [width, height] = freeSize();
  const fitting = [(width - 40) / (right - left + 120), (height - 40) / (bottom - top + 120)];
  const scale = Math.max(LIMITS.min, Math.min(most, Math.max(camera.scale, 0.75), ...fitting));
  flyTo(centred((left + right) / 2, (top + bottom) / 2, scale));
  return true;
}

/** Moves a box into sight if it is outside. */
export function reveal(box, margin = 50) {
  const [width, height] = freeSize();
  const [x, y] = toScreen(box.x, box.y);
  if (x < margin || y < margin || x > width - margin || y > height - margin) flyTo(centred(box.x, box.y, camera.scale));
}

/** Draws the small map, if the picture is large and the window wide. */
export function drawMiniature() {
  const map = element("mini");
  const graph = picture.graph;
  const isHidden = !isGraphView() || !graph || graph.boxes.length < 25 || viewSize()[0] < 700;
  map.toggleAttribute("hidden", isHidden);
  if (isHidden) return;
  map.setAttribute("viewBox", graph.box.join(" "));
  const boxes = graph.boxes.filter((box) => !box.line).map((box) =>
    html`
      <rect class="n" x="${round(box.x - box.w / 2)}" y="${round(box.y - box.h / 2)}" width="${round(
        box.w,
      )}" height="${round(box.h)}" />
    `
  );
  fill(map, [
    ...boxes,
    html`
      <rect class="f" rx="4" />
    `,
  ]);
  applyCamera();
}

/** Moves the camera to a point of the small map. */
export function goInMiniature(event) {
  const map = element("mini");
  const point = map.createSVGPoint();
  [point.x, point.y] = [event.clientX, event.clientY];
  const place = point.matrixTransform(map.getScreenCTM().inverse());
  flyTo(centred(place.x, place.y, camera.scale), true);
}

/** For printing the whole picture is seen, whatever the camera shows. */
export function showWhole() {
  if (!picture.graph || !isGraphView()) return;
  canvas.setAttribute("viewBox", picture.graph.box.join(" "));
  world.removeAttribute("transform");
}
export function showAgain() {
  canvas.removeAttribute("viewBox");
  applyCamera();
}
