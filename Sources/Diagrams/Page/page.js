(() => {
  "use strict";
  const network = JSON.parse(document.getElementById("network").textContent) ?? {nodes: [], edges: []};
  const picture = document.getElementById("picture"), search = document.getElementById("search"), count = document.getElementById("count");
  const groups = new Map();
  for (const group of picture.querySelectorAll("g.node, g[id], rect[id]")) groups.set(group.id, group);
  const element = (node) => groups.get(node.id.replace(/:/g, "-"));
  const near = new Map(network.nodes.map((node) => [node.id, new Set([node.id])]));
  for (const edge of network.edges) { near.get(edge.from)?.add(edge.to); near.get(edge.to)?.add(edge.from); }
  const whole = (node) => node.id.startsWith("msg:") ? node.id.slice(4) : node.name;
  const byId = new Map(network.nodes.map((node) => [node.id, node]));
  const around = (id) => {
    const found = new Set(near.get(id) ?? [id]);
    for (const other of [...found]) if (/^(event|command|query|reply)$/.test(byId.get(other)?.kind ?? "")) for (const far of near.get(other)) found.add(far);
    return found;
  };
  const pairs = new Map(network.edges.flatMap((edge) => [[edge.from + "->" + edge.to, edge], [edge.to + "->" + edge.from, edge]]));
  const edges = [...picture.querySelectorAll("g.edge")].map((edge) => {
    const found = pairs.get(edge.querySelector("title")?.textContent);
    return [edge, found ? [found.from, found.to] : [""]];
  });
  let pinned = null;
  const show = (ids) => {
    for (const node of network.nodes) element(node)?.classList.toggle("pale", ids !== null && !ids.has(node.id));
    for (const [edge, ends] of edges) edge.classList.toggle("pale", ids !== null && !ends.every((end) => ids.has(end)));
  };
  for (const node of network.nodes) {
    const shape = element(node);
    if (!shape) continue;
    shape.style.cursor = "pointer";
    shape.addEventListener("mouseenter", () => { if (pinned === null && !search.value) show(around(node.id)); });
    shape.addEventListener("mouseleave", () => { if (pinned === null && !search.value) show(null); });
    shape.addEventListener("click", (event) => {
      event.preventDefault();
      pinned = pinned === node.id ? null : node.id;
      show(pinned === null ? null : around(node.id));
      history.replaceState(null, "", pinned === null ? "#" : "#" + encodeURIComponent(node.id));
    });
  }
  const find = () => {
    const words = search.value.trim().toLowerCase();
    pinned = null;
    if (!words) { show(null); count.textContent = ""; return; }
    const hits = network.nodes.filter((node) => [node.name, whole(node), node.context, node.team, node.role].some((text) => (text ?? "").toLowerCase().includes(words)));
    show(new Set(hits.map((node) => node.id)));
    count.textContent = hits.length + (hits.length === 1 ? " hit" : " hits");
  };
  search.addEventListener("input", find);
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape") { search.value = ""; pinned = null; find(); }
  });
  for (const box of document.querySelectorAll("[data-kind]")) box.addEventListener("change", () => {
    for (const node of network.nodes) if (node.kind === box.dataset.kind) element(node)?.classList.toggle("gone", !box.checked);
  });
  for (const item of document.querySelectorAll("li")) {
    const choose = () => {
      for (const other of document.querySelectorAll("li.on")) other.classList.remove("on");
      item.classList.add("on");
      const names = new Set(JSON.parse(item.dataset.subjects));
      const hits = network.nodes.filter((node) => names.has(whole(node)));
      show(hits.length ? new Set(hits.map((node) => node.id)) : null);
      element(hits[0] ?? {id: ""})?.scrollIntoView({block: "center", inline: "center"});
    };
    item.addEventListener("click", choose);
    item.addEventListener("keydown", (event) => { if (event.key === "Enter") choose(); });
  }
  if (location.hash.length > 1) {
    const id = decodeURIComponent(location.hash.slice(1));
    if (byId.has(id)) { pinned = id; show(around(id)); }
  }
})();
