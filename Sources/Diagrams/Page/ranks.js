/* Columns for a graph that may have cycles. */

/** The edges that close a cycle, found depth first: from the starts, then from where little leads. */
function closingEdges(count, edges, starts) {
  const next = Array.from({ length: count }, () => []);
  const inputs = new Array(count).fill(0);
  edges.forEach(([from, to], index) => {
    if (from === to) return;
    next[from].push([to, index]);
    inputs[to]++;
  });
  const order = [...Array(count).keys()].sort((one, other) => {
    return inputs[one] - inputs[other] || next[other].length - next[one].length || one - other;
  });
  const [OPEN, DONE] = [1, 2];
  const seen = new Uint8Array(count);
  const closing = new Set();
  for (const start of [...starts, ...order]) {
    if (seen[start]) continue;
    seen[start] = OPEN;
    const path = [[start, 0]];
    while (path.length) {
      const top = path[path.length - 1];
      const edge = next[top[0]][top[1]++];
      if (!edge) {
        seen[top[0]] = DONE;
        path.pop();
      } else if (seen[edge[0]] === OPEN) {
        closing.add(edge[1]);
      } else if (!seen[edge[0]]) {
        seen[edge[0]] = OPEN;
        path.push([edge[0], 0]);
      }
    }
  }
  return closing;
}

/**
 * The column of each vertex: the longest path to it, with closing edges turned round. What nothing leads to moves up to
 * its first reader, unless it is a start.
 */
export function ranks(count, edges, starts) {
  const closing = closingEdges(count, edges, starts);
  const next = Array.from({ length: count }, () => []);
  const inputs = new Array(count).fill(0);
  edges.forEach(([from, to], index) => {
    if (from === to) return;
    const [first, second] = closing.has(index) ? [to, from] : [from, to];
    next[first].push(second);
    inputs[second]++;
  });
  const rank = new Array(count).fill(0);
  const waiting = inputs.slice();
  const order = [...Array(count).keys()].filter((vertex) => !inputs[vertex]);
  for (const vertex of order) {
    for (const reader of next[vertex]) {
      rank[reader] = Math.max(rank[reader], rank[vertex] + 1);
      if (--waiting[reader] === 0) order.push(reader);
    }
  }
  const isStart = new Set(starts);
  for (const vertex of order.reverse()) {
    if (inputs[vertex] || !next[vertex].length || isStart.has(vertex)) continue;
    rank[vertex] = Math.min(...next[vertex].map((reader) => rank[reader])) - 1;
  }
  return rank;
}
