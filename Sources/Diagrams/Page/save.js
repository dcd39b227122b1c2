/* Saving the picture of the view as a file. */
import { isGraphView, state } from "./state.js";
import { system } from "./model.js";
import { canvas, picture } from "./picture.js";
import { grid } from "./matrix.js";
import { stage } from "./cases.js";

/** The rules for pictures, with the colours in place of their names: other programs do not know these. */
function pictureStyle() {
  const probe = document.createElement("i");
  document.body.append(probe);
  const rules = [...document.styleSheets[0].cssRules].filter((rule) =>
    rule.selectorText && !/^[#*]|^html|^body/.test(rule.selectorText)
  );
  const text = rules.map((rule) => rule.cssText).join("\n").replace(/var\(--([\w-]+)\)/g, (_, name) => {
    probe.style.color = "";
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return text;
}

function download(blob, ending) {
  const anchor = document.createElement("a");
  anchor.href = URL.createObjectURL(blob);
  anchor.download = `${system.title}-${state.view}.${ending}`;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(anchor.href), 1000);
}

/** Saves the view: the matrix as PNG, all others as SVG. */
export function savePicture() {
  if (state.view === "matrix") {
    grid.toBlob((blob) => download(blob, "png"));
    return;
  }
  const drawn = isGraphView() ? canvas : stage.querySelector("svg");
  if (!drawn) return;
  const copy = drawn.cloneNode(true);
  if (isGraphView()) {
    copy.setAttribute("viewBox", picture.graph.box.join(" "));
    copy.setAttribute("width", Math.round(picture.graph.box[2]));
    copy.setAttribute("height", Math.round(picture.graph.box[3]));
    copy.querySelector("#world").removeAttribute("transform");
  }
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  const style = document.createElementNS("http://www.w3.org/2000/svg", "style");
  style.textContent = pictureStyle();
  copy.prepend(style);
  download(new Blob([new XMLSerializer().serializeToString(copy)], { type: "image/svg+xml" }), "svg");
}
