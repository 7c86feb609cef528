// The graph of one domain as an arc diagram: tools in a column, similar edges on the left, feeds
// edges with arrows on the right. Unlike a cloud of points it stays readable with forty names, and
// on a phone.

import { count, el, foreign, identifier, svg } from "./dom.js";

const ROW = 28;
const SWEEPS = 24;
const [PORT, DOT, HEAD] = [5, 3, 8]; // pixels: from the middle of a row, radius of a dot, length of a head
const FIRST = 12;
const NARROW = 760;

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

function arc(from, to, x, end, reach) {
  return `M${x} ${from}C${x + reach} ${from} ${end + reach} ${to} ${end} ${to}`;
}

/** Draw the graph; choose(tool) is called with a tool's position when its row is chosen. */
export function toolGraph(card, choose) {
  const { tools, feeds, similar } = card;
  const order = orderTools(tools.length, feeds, similar);
  const place = places(order);
  const y = (tool) => place[tool] * ROW + ROW / 2;
  const width = innerWidth < NARROW ? 62 : 120;
  const reach = (a, b) => width * (0.3 + 0.9 * Math.sqrt(Math.abs(place[a] - place[b]) / Math.max(tools.length, 8)));
  const side = (name, edges, draw) => {
    const left = name === "left" ? -width : 0;
    const height = tools.length * ROW;
    return svg("svg", { class: `arcs ${name}`, viewBox: `${left} 0 ${width} ${height}`, width, height, "aria-hidden": "true" }, edges.map(draw));
  };
  const lines = [];
  const left = side("left", similar, ([a, b, weight]) => {
    const node = svg("path", { class: "similar", d: arc(y(a), y(b), 0, 0, -reach(a, b)), "stroke-opacity": 0.2 + 0.6 * weight });
    lines.push({ node, a, b });
    return node;
  });
  const right = side("right", feeds, (edge) => {
    const [a, b, , , weight, evidence] = edge;
    // What leaves a row leaves it above the middle, what arrives arrives below.
    const [from, to] = [y(a) - PORT, y(b) + PORT];
    const way = arc(from, to, DOT, HEAD, reach(a, b));
    const node = svg(
      "g",
      { class: `feeds ${evidence}`, "stroke-opacity": 0.35 + 0.6 * weight, onpointerenter: () => pinned === null && trace(edge), onpointerleave: () => pinned === null && show(null) },
      svg("path", { class: "way", d: way }),
      svg("circle", { cx: DOT, cy: from, r: DOT }),
      svg("path", { class: "head", d: `M0 ${to}L${HEAD + 1} ${to - HEAD / 2}L${HEAD + 1} ${to + HEAD / 2}Z` }),
      svg("path", { class: "hit", d: way }, svg("title", null, `${tools[a][0]}: ${edge[2]} → ${tools[b][0]}: ${edge[3]}`)),
    );
    lines.push({ node, a, b, edge });
    return node;
  });
  const flowing = new Set(feeds.flatMap(([a, b]) => [a, b]));
  const details = el("div", { class: "edge-details", "aria-live": "polite" });
  const rows = order.map((tool) =>
    el(
      "li",
      { class: flowing.has(tool) ? "flows" : null },
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

  /** Bring out what is on: the lines that fit, and the tools at their ends. */
  function bringOut(fits, near, chosen) {
    graph.classList.add("pointing");
    for (const line of lines) {
      const on = fits(line);
      line.node.classList.toggle("on", on);
      if (on) near.add(line.a).add(line.b);
    }
    rows.forEach((row, at) => {
      row.classList.toggle("near", near.has(order[at]));
      row.classList.toggle("chosen", order[at] === chosen);
    });
  }

  function show(tool) {
    if (tool === null) {
      graph.classList.remove("pointing");
      rows.forEach((row) => row.classList.remove("chosen"));
      details.replaceChildren(...overview(card, choose));
      return;
    }
    bringOut(({ a, b }) => a === tool || b === tool, new Set([tool]), tool);
    details.replaceChildren(...describe(card, tool, choose));
  }

  function trace(edge) {
    bringOut((line) => line.edge === edge, new Set(), null);
    details.replaceChildren(el("ul", null, flow(card, edge, choose)));
  }

  const graph = el("div", { class: "arc-graph" }, left, el("ol", { class: "nodes" }, rows), right);
  graph.style.setProperty("--row", `${ROW}px`);
  details.append(...overview(card, choose));
  return el("div", { class: "graph-and-details" }, graph, details);
}

function toolLink({ tools }, tool, choose) {
  return el("button", { type: "button", class: "link", onclick: () => choose(tool) }, identifier(tools[tool][0]));
}

/** One feeds edge in words: whose output goes where. `without` is the end that is known anyhow. */
function flow(card, [a, b, output, parameter, weight, evidence], choose, without = null) {
  const ends = [a === without ? null : toolLink(card, a, choose), a === without || b === without ? null : " → ", b === without ? null : toolLink(card, b, choose)];
  const fields = [identifier(output, { class: "code" }), " → ", identifier(parameter, { class: "code" })];
  return el("li", null, ends, el("span", { class: "fields" }, fields, el("span", { class: "small" }, ` ${weight.toFixed(2)}, ${evidence}`)));
}

/** What is told while no tool is chosen: the strongest feeds edges. */
function overview(card, choose) {
  const strongest = card.feeds.toSorted((one, two) => two[4] - one[4]).slice(0, FIRST);
  return [
    el("p", { class: "small" }, "Point at a tool or an arrow, or choose a tool, to see what leads to it and what it leads to."),
    ...(strongest.length === 0 ? [] : [el("h5", null, "Strongest flows: output → parameter"), el("ul", null, strongest.map((edge) => flow(card, edge, choose)))]),
  ];
}

function describe(card, tool, choose) {
  const { tools, feeds, similar } = card;
  const part = (title, edges, line) => (edges.length === 0 ? [] : [el("h5", null, `${title} (${count(edges.length)})`), el("ul", null, edges.map(line))]);
  const alike = ([a, b, weight]) => el("li", null, toolLink(card, a === tool ? b : a, choose), el("span", { class: "small" }, ` ${weight.toFixed(2)}`));
  return [
    el("h4", null, identifier(tools[tool][0])),
    ...part("Takes from", feeds.filter((edge) => edge[1] === tool), (edge) => flow(card, edge, choose, tool)),
    ...part("Gives to", feeds.filter((edge) => edge[0] === tool), (edge) => flow(card, edge, choose, tool)),
    ...part("Similar to", similar.filter((edge) => edge[0] === tool || edge[1] === tool), alike),
  ];
}
