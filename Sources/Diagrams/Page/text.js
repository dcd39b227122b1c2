/* Text and markup. `html` escapes every value that is not markup already, so a name can never become an element. */

/** Advance widths of Arial from space to tilde, in thousandths of the font size. Nothing is measured in the page. */
// deno-fmt-ignore
const WIDTHS = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
  556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
  722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
  556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
  260, 334, 584,
];

/** The width of a text in pixels; letters beyond ASCII count as wide ones. */
export function textWidth(text, size, isBold = false) {
  let width = 0;
  for (const letter of text) {
    const code = letter.codePointAt(0);
    width += code >= 32 && code < 127 ? WIDTHS[code - 32] : code >= 0x2e80 ? 1000 : 700;
  }
  return width * size / 1000 * (isBold ? 1.07 : 1);
}

/** `1 service`, `2 services`. */
export const counted = (count, word) => `${count.toLocaleString("en")} ${word}${count === 1 ? "" : "s"}`;

/** A coordinate with one digit. */
export const round = (value) => Math.round(value * 10) / 10;

/** Control characters, and marks that turn the direction of the text around them. */
// deno-lint-ignore no-control-regex
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A name as it is shown: what cannot be seen is written out. */
export function readable(name) {
  return name.replace(INVISIBLE, (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`);
}

/** A name for a box of a picture; the whole name stands in its card. */
export function short(name, limit = 44) {
  const letters = Array.from(readable(name));
  return letters.length > limit ? letters.slice(0, limit - 1).join("") + "…" : letters.join("");
}

/** Text that is HTML or SVG. */
class Markup {
  constructor(text) {
    this.text = text;
  }
}

const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function written(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(written).join("");
  if (value === null || value === undefined || value === false) return "";
  return String(value).replace(/[&<>"']/g, (letter) => ENTITIES[letter]);
}

const cleaned = new WeakMap();

/** The texts of a template without the line breaks that only make it readable in the source. */
function clean(parts) {
  if (!cleaned.has(parts)) {
    const last = parts.length - 1;
    const lines = parts.map((part, index) => {
      const start = index === 0 ? part.replace(/^\s*\n\s*/, "") : part;
      const end = index === last ? start.replace(/\s*\n\s*$/, "") : start;
      return end.replace(/\s*\n\s*/g, " ");
    });
    cleaned.set(parts, lines);
  }
  return cleaned.get(parts);
}

/** Markup of a template: its values are escaped, unless they are markup, lists of markup or nothing. */
export function html(parts, ...values) {
  const texts = clean(parts);
  let text = texts[0];
  for (let index = 0; index < values.length; index++) text += written(values[index]) + texts[index + 1];
  return new Markup(text);
}

/** Markup that eventlint has written and escaped: the drawing of a case. */
export const drawnByEventlint = (text) => new Markup(text);

/** Replaces the content of an element. */
export function fill(element, markup) {
  element.innerHTML = written(markup);
}

/** The element of an id. */
export const element = (id) => document.getElementById(id);

/** What a screen reader says next. */
export function speak(text) {
  element("live").textContent = text;
}

/** The list at a key of a map, made on first use. */
export function listAt(map, key) {
  let list = map.get(key);
  if (!list) map.set(key, list = []);
  return list;
}

/** The shape of a message with its name: an event has a folded corner, a command is a block, the others are slanted. */
export function chip(kind, box, name, isSoft = false) {
  const { x, y, w, h } = box;
  const shapes = {
    event: `M${round(x)} ${round(y)}h${round(w - 7)}l7 7v${round(h - 7)}h${round(-w)}z`,
    command: `M${round(x)} ${round(y)}h${round(w)}v${round(h)}h${round(-w)}z`,
    query: `M${round(x + 5)} ${round(y)}h${round(w - 5)}l-5 ${round(h)}h${round(5 - w)}z`,
  };
  const fold = kind === "event" && html`
    <path class="fold" d="M${round(x + w - 7)} ${round(y)}v7h7" />
  `;
  return html`
    <g
      class="chip k-${kind}${isSoft ? " soft" : ""}"><path d="${shapes[kind] ?? shapes.query}"/>${fold}<text x="${round(
        x + w / 2,
      )}" y="${round(y + h / 2 + 4)}" font-size="11">${short(name)}</text></g>
  `;
}

/** The sign of a kind beside a name in lists. */
export const dot = (kind) => html`<span class="dot ${kind}" aria-hidden="true"></span>`;
