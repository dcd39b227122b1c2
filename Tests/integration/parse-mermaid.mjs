// Parses diagrams with Mermaid itself: node parse-mermaid.mjs mermaid.min.js FILE...
// The parser asks for a page; it gets one in which everything is there and nothing happens.
import fs from "node:fs";
import vm from "node:vm";

const [library, ...files] = process.argv.slice(2);
const nothing = () => {};
const anything = () =>
  new Proxy(function () {}, {
    get: (_, key) => (key === Symbol.toPrimitive ? () => "" : key === "length" ? 0 : key === "style" ? {} : key === "then" ? undefined : anything()),
    apply: () => anything(),
    set: () => true,
  });
globalThis.window = globalThis;
globalThis.document = {
  nodeType: 9, createNodeIterator: () => ({nextNode: () => null}),
  createElement: anything, createElementNS: anything, createTextNode: anything, createTreeWalker: anything, createDocumentFragment: anything,
  querySelector: anything, querySelectorAll: () => [], getElementById: anything, addEventListener: nothing,
  body: anything(), head: anything(), documentElement: anything(), implementation: {createHTMLDocument: () => globalThis.document},
};
globalThis.addEventListener = nothing;
globalThis.location = {href: "http://localhost/"};
for (const name of ["Element", "HTMLElement", "SVGElement", "Node", "DocumentFragment", "HTMLTemplateElement", "NodeFilter", "NamedNodeMap", "HTMLFormElement", "DOMParser", "MutationObserver"]) {
  globalThis[name] ??= class {};
}
globalThis.DOMParser = class { parseFromString() { return document; } };
document.implementation.createHTMLDocument = () => document;
vm.runInThisContext(fs.readFileSync(library, "utf8"));
globalThis.mermaid.initialize({startOnLoad: false});
let wrong = 0;
for (const file of files) {
  try {
    await globalThis.mermaid.parse(fs.readFileSync(file, "utf8"));
  } catch (error) {
    wrong += 1;
    console.log(`${file}: ${String(error.message ?? error).split("\n").slice(0, 4).join(" | ")}`);
  }
}
process.exit(wrong ? 1 : 0);
