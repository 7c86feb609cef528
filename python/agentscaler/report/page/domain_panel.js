// The panel of one domain, over the page. Opened and closed by the address: #domain=ID.

import { byId, count, el, foreign, identifier, splitMark } from "./dom.js";
import { load } from "./store.js";
import { domainLink, leaveDomain, openDomain } from "./route.js";
import { columnWidths } from "./table.js";
import { toolGraph } from "./tool_graph.js";

const TOO_LONG = 9;
const DIGITS = 12;
// Tool, effect, parameters, returns, provider; the description has the rest.
const WIDTHS = ["22%", "82px", "22%", "76px", "15%", ""];

function list(title, texts) {
  if (texts.length === 0) return null;
  const shown = texts.slice(0, TOO_LONG).map((text) => el("li", null, foreign(text)));
  const rest = texts.slice(TOO_LONG);
  const items = el("ul", { class: "chips" }, shown);
  if (rest.length > 0) {
    const more = () => items.lastChild.replaceWith(...rest.map((text) => el("li", null, foreign(text))));
    items.append(el("li", null, el("button", { type: "button", class: "link", onclick: more }, `and ${count(rest.length)} more`)));
  }
  return el("div", null, el("h4", null, title), items);
}

function origin(steps) {
  const write = (value) => (typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));
  const entries = Array.isArray(steps) ? steps : [steps];
  if (entries.length === 0) return null;
  return el(
    "details",
    { class: "origin" },
    el("summary", null, `How it was cut (${count(entries.length, "step")})`),
    el(
      "ol",
      null,
      entries.map((step) =>
        el("li", null, typeof step === "object" && step !== null ? Object.entries(step).map(([key, value]) => el("span", { class: "fact" }, foreign(key.replaceAll("_", " "), { class: "small" }), " ", foreign(write(value)))) : foreign(write(step))),
      ),
    ),
  );
}

function parameters(listed, more) {
  if (listed.length === 0 && more === 0) return el("span", { class: "small" }, "none");
  const items = listed.map(([name, type, required]) => el("li", { class: required ? "required" : null }, identifier(name, { class: "code" }), " ", foreign(type, { class: "small" })));
  if (more > 0) items.push(el("li", { class: "small" }, `and ${count(more)} more, not on this page`));
  if (items.length <= TOO_LONG) return el("ul", { class: "parameters" }, items);
  const rest = items.slice(TOO_LONG - 1);
  const all = el("li", null, el("button", { type: "button", class: "link", onclick: () => all.replaceWith(...rest) }, `and ${count(listed.length + more - TOO_LONG + 1)} more`));
  return el("ul", { class: "parameters" }, items.slice(0, TOO_LONG - 1), all);
}

function cell(title, ...children) {
  return el("td", { "data-title": title }, el("div", null, children));
}

function toolRow(tool, at) {
  const [name, effect, listed, more, returns, provider, group, path, description, length] = tool;
  const cut = length > [...description].length;
  return el(
    "tr",
    { id: `tool-${at}`, tabindex: -1 },
    el("th", { scope: "row" }, identifier(name, { class: "code name" }), path ? identifier(path, { class: "small code path" }) : null),
    cell("Effect", el("span", { class: `effect ${effect.toLowerCase()}` }, effect.toLowerCase())),
    cell("Parameters", parameters(listed, more)),
    cell("Returns", returns ? "yes" : "no"),
    cell("Provider", identifier(provider), group && group !== provider ? identifier(group, { class: "small block" }) : null),
    cell("Description", foreign(description, { class: "description" }), cut ? el("span", { class: "small" }, ` … (first part of ${count(length)} characters)`) : null),
  );
}

function toolTable(tools) {
  const rows = tools.map(toolRow);
  const texts = tools.map((tool) => JSON.stringify(tool).toLowerCase());
  const tally = el("output", { class: "tally" }, count(tools.length, "tool"));
  const box = el("input", {
    type: "search",
    placeholder: "Filter tools",
    "aria-label": "Filter tools",
    oninput: () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let shown = 0;
      rows.forEach((row, at) => {
        row.hidden = !words.every((word) => texts[at].includes(word));
        shown += row.hidden ? 0 : 1;
      });
      tally.textContent = shown === tools.length ? count(tools.length, "tool") : `${count(shown)} of ${count(tools.length, "tool")}`;
    },
  });
  const head = ["Tool", "Effect", "Parameters", "Returns", "Provider", "Description"];
  return el(
    "div",
    { class: "table-host" },
    el("div", { class: "tools-row" }, box, el("span", { class: "small parameters" }, el("span", { class: "required" }, el("span", { class: "code" })), " required"), tally),
    el("div", { class: "scroll" }, el("table", { class: "fixed tool-table" }, columnWidths(WIDTHS), el("thead", null, el("tr", null, head.map((text) => el("th", { scope: "col" }, text)))), el("tbody", null, rows))),
  );
}

function edgesNote(card, limits) {
  const [similar, feeds] = card.totals;
  const part = (shown, all) => (shown === all ? count(all) : `the ${count(shown)} strongest of ${count(all)}`);
  return el(
    "p",
    { class: "small legend-line" },
    el("i", { class: "line similar" }),
    ` similar tools (left): ${part(card.similar.length, similar)}   `,
    el("i", { class: "line feeds" }),
    ` an output that fits a parameter (right, from the dot to the arrow head): ${part(card.feeds.length, feeds)}`,
    card.feeds.some((edge) => edge[5] !== "declared") ? el("span", null, "   ", el("i", { class: "line feeds inferred" }), " dashed: the output is inferred, not declared") : null,
    "   bold: the tool writes",
    card.similar.length < similar || card.feeds.length < feeds ? ` (this page keeps ${count(limits.edges)} of each kind)` : null,
  );
}

/** The first digits of an id; a click copies all of them. */
function shortId(id) {
  const short = id.slice(0, DIGITS);
  const said = el("span", { class: "small", role: "status" });
  async function copy() {
    try {
      await navigator.clipboard.writeText(id);
      said.textContent = "copied";
    } catch {
      said.textContent = id; // no clipboard here: then it can be marked by hand
    }
  }
  return el("span", { class: "identity-of" }, el("button", { type: "button", class: "code", title: `${id}\nCopy the whole id`, "aria-label": `Copy the id ${short}`, onclick: copy }, short, el("span", { class: "copy" }, "copy")), said);
}

/** A figure of a domain with what it says. */
function figure([key, value], meanings) {
  const [title, text] = meanings[key] ?? [key.replaceAll("_", " "), ""];
  return el("div", null, el("dt", null, title), el("dd", null, el("b", null, value.toFixed(2)), el("span", { class: "small" }, text)));
}

async function content(index, row) {
  const card = (await load(`block-${index.block[row]}`))[row];
  const go = (other) => () => (location.hash = domainLink(index.id[other]));
  const step = (text, label, other) => el("button", { type: "button", "aria-label": label, title: label, disabled: other < 0 || other >= index.id.length, onclick: go(other) }, text);
  const figures = Object.entries(card.figures);
  const choose = (at) => {
    const target = byId(`tool-${at}`);
    target.hidden = false;
    target.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };
  return [
    el("div", { class: "panel-bar" }, step("‹", "Previous domain", row - 1), step("›", "Next domain", row + 1), shortId(index.id[row]), el("button", { type: "button", class: "close", "aria-label": "Close", onclick: () => byId("panel").close() }, "×")),
    el("h2", { id: "panel-title" }, identifier(index.name[row])),
    el(
      "p",
      { class: "panel-facts" },
      splitMark(index.split[row]),
      el("span", null, count(card.tools.length, "tool")),
    ),
    el("dl", { class: "panel-figures" }, figures.map((entry) => figure(entry, index.meanings))),
    el("div", { class: "panel-lists" }, list("Entities", index.entities[row]), list("Providers", index.providers[row])),
    origin(card.provenance),
    el("h3", null, "Graph"),
    edgesNote(card, index.limits),
    toolGraph(card, choose),
    el("h3", null, "Tools"),
    toolTable(card.tools),
    card.neighbours.length === 0 ? null : el("h3", null, "Near domains"),
    el(
      "ul",
      { class: "neighbours" },
      card.neighbours.map(([other, similar, feeds]) => el("li", null, el("a", { href: domainLink(index.id[other]) }, identifier(index.name[other])), el("span", { class: "small" }, ` ${count(similar)} similar, ${count(feeds)} feeds`))),
    ),
  ];
}

export function startPanel(index) {
  const panel = byId("panel");
  const rowOf = new Map(index.id.map((id, row) => [id, row]));
  let latest = 0;
  async function follow() {
    const id = openDomain();
    const turn = (latest += 1);
    if (id === null || !rowOf.has(id)) {
      if (panel.open) panel.close();
      return;
    }
    const children = await content(index, rowOf.get(id));
    if (turn !== latest) return; // another domain was chosen meanwhile
    panel.replaceChildren(el("div", { class: "panel-body" }, children.filter((child) => child !== null)));
    if (!panel.open) panel.showModal();
    panel.scrollTop = 0;
  }
  panel.addEventListener("close", leaveDomain);
  panel.addEventListener("click", (event) => event.target === panel && panel.close());
  addEventListener("hashchange", follow);
  addEventListener("popstate", follow);
  return follow();
}
