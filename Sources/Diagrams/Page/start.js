/* The window, and the start: the state of the address is drawn. */
import { readAddress, shownFinding, state } from "./state.js";
import { element } from "./text.js";
import { drawMiniature, showAgain, showWhole } from "./camera.js";
import { paintMatrix } from "./matrixpaint.js";
import { flyToPart } from "./search.js";
import "./events.js";
import "./keyboard.js";
import { render, resized, settle, showTheme } from "./page.js";

let resizing = 0;
addEventListener("resize", () => {
  cancelAnimationFrame(resizing);
  resizing = requestAnimationFrame(resized);
});
addEventListener("hashchange", () => {
  readAddress();
  render();
  if (shownFinding()) settle();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paintMatrix);
addEventListener("beforeprint", showWhole);
addEventListener("afterprint", showAgain);
element("legend").addEventListener("toggle", () => {
  if (state.view === "matrix") paintMatrix();
});

readAddress();
showTheme();
if (innerWidth < 760) element("legend").open = false;
render();
if (shownFinding()) settle();
else if (state.select) flyToPart({ id: state.select });
drawMiniature();
globalThis.explorer.readyAfter = performance.now();
document.documentElement.dataset.ready = "1";
