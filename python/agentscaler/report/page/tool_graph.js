// The graph of one domain as an arc diagram: tools in a column, similar edges on the left, feeds
// edges with arrows on the right. Unlike a cloud of points it stays readable with forty names, and
// on a phone.

import { count, el, foreign, svg } from "./dom.js";

const ROW = 26;
const SWEEPS = 24;

/** Order the tools so that linked ones stand close: repeated averaging of neighbours' places. */
export function orderTools(size, feeds, similar) {
  const near = Array.from({ length: size }, () => []);
  for (const [a, b] of [...feeds, ...similar]) {
    if (a === b) continue;
    near[a].push(b);
    near[b].push(a);
  }
  let order = Array.from({ length: size }, (_, tool) => tool);
  const length = (way) => {
    const place = places(way);
    return near.reduce((sum, list, a) => sum + list.reduce((part, b) => part + Math.abs(place[a] - place[b]), 0), 0);
  };
  let best = order;
  let shortest = length(order);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const place = places(order);
    const mean = near.map((list, tool) => (list.length === 0 ? size + tool : (place[tool] + list.reduce((sum, other) => sum + place[other], 0)) / (list.length + 1)));
    order = [...order].sort((a, b) => mean[a] - mean[b] || a - b);
    const now = length(order);
    if (now < shortest) [best, shortest] = [order, now];
  }
  return best;
}

function places(order) {
  const place = [];
  order.forEach((tool, at) => (place[tool] = at));
  return place;
}

function arc(from, to, x, reach) {
  return `M${x} ${from}C${x + reach} ${from} ${x + reach} ${to} ${x} ${to}`;
}

/** Draw the graph; choose(tool) is called with a tool's position when its row is chosen. */
export function toolGraph(card, choose) {
  const { tools, feeds, similar } = card;
  const order = orderTools(tools.length, feeds, similar);
  const place = places(order);
  const y = (tool) => place[tool] * ROW + ROW / 2;
  const height = tools.length * ROW;
  const side = (edges, sign, draw) => {
    const reach = (a, b) => sign * (18 + 150 * Math.sqrt(Math.abs(place[a] - place[b]) / Math.max(tools.length, 8)));
    return svg(
      "svg",
      { class: sign < 0 ? "arcs left" : "arcs right", viewBox: sign < 0 ? `-130 0 130 ${height}` : `0 0 130 ${height}`, preserveAspectRatio: "none", height, "aria-hidden": "true" },
      edges.map((edge) => draw(edge, reach(edge[0], edge[1]))),
    );
  };
  const lines = [];
  const left = side(similar, -1, ([a, b, weight], reach) => {
    const path = svg("path", { class: "similar", d: arc(y(a), y(b), 0, reach), "stroke-opacity": 0.2 + 0.6 * weight });
    lines.push({ path, a, b });
    return path;
  });
  const right = side(feeds, 1, ([a, b, , , weight, evidence], reach) => {
    const [from, to] = [y(a) - 3, y(b) + 3];
    const head = `M7 ${to - 3.5}L0 ${to}L7 ${to + 3.5}`;
    const path = svg("path", { class: `feeds ${evidence}`, d: arc(from, to, 1, reach) + head, "stroke-opacity": 0.35 + 0.6 * weight });
    lines.push({ path, a, b });
    return path;
  });
  const details = el("div", { class: "edge-details", "aria-live": "polite" });
  const rows = order.map((tool) =>
    el(
      "li",
      null,
      el(
        "button",
        { type: "button", class: `node ${tools[tool][1].toLowerCase()}`, "aria-pressed": "false", title: tools[tool][0], onclick: () => pin(tool), onpointerenter: () => pinned === null && show(tool), onpointerleave: () => pinned === null && show(null), onfocus: () => pinned === null && show(tool) },
        foreign(tools[tool][0]),
      ),
    ),
  );
  let pinned = null;

  function pin(tool) {
    pinned = pinned === tool ? null : tool;
    rows.forEach((row, at) => row.firstChild.setAttribute("aria-pressed", String(order[at] === pinned)));
    show(tool);
  }

  function show(tool) {
    graph.classList.toggle("pointing", tool !== null);
    const near = new Set([tool]);
    for (const { path, a, b } of lines) {
      const on = a === tool || b === tool;
      path.classList.toggle("on", on);
      if (on) near.add(a).add(b);
    }
    rows.forEach((row, at) => {
      row.classList.toggle("near", near.has(order[at]));
      row.classList.toggle("chosen", order[at] === tool);
    });
    details.replaceChildren(...(tool === null ? hint() : describe(card, tool, choose)));
  }

  function hint() {
    return [el("p", { class: "small" }, "Point at a tool, or choose it, to see what leads to it and what it leads to.")];
  }

  const graph = el("div", { class: "arc-graph" }, left, el("ol", { class: "nodes" }, rows), right);
  graph.style.setProperty("--row", `${ROW}px`);
  details.append(...hint());
  return el("div", { class: "graph-and-details" }, graph, details);
}

function describe({ tools, feeds, similar }, tool, choose) {
  const name = (other) => el("button", { type: "button", class: "link", onclick: () => choose(other) }, foreign(tools[other][0]));
  const flows = (edges, title, line) =>
    edges.length === 0 ? [] : [el("h5", null, `${title} (${count(edges.length)})`), el("ul", null, edges.map((edge) => el("li", null, line(edge))))];
  const field = (text) => foreign(text, { class: "code" });
  const sure = ([, , , , weight, evidence]) => el("span", { class: "small" }, ` ${weight.toFixed(2)}, ${evidence}`);
  return [
    el("h4", null, foreign(tools[tool][0])),
    ...flows(feeds.filter((edge) => edge[1] === tool), "Fed by", (edge) => [name(edge[0]), ": ", field(edge[2]), " → ", field(edge[3]), sure(edge)]),
    ...flows(feeds.filter((edge) => edge[0] === tool), "Feeds", (edge) => [name(edge[1]), ": ", field(edge[2]), " → ", field(edge[3]), sure(edge)]),
    ...flows(similar.filter((edge) => edge[0] === tool || edge[1] === tool), "Similar", (edge) => [name(edge[0] === tool ? edge[1] : edge[0]), el("span", { class: "small" }, ` ${edge[2].toFixed(2)}`)]),
  ];
}
