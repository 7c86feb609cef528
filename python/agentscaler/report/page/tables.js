// The three tables of the page: domains, tools, dropped.

import { byId, count, el, foreign, identifier, splitMark } from "./dom.js";
import { decoded, load } from "./store.js";
import { domainLink } from "./route.js";
import { mountTable } from "./table.js";

const SPLITS = ["general", "vertical", "held_out"].map((split) => [split, split.replace("_", " ")]);
const AHEAD = "1200px"; // a table is filled when it is this near to the window

function words(code) {
  const text = code.replaceAll(/[_-]/g, " ").trim();
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function upTo(texts, limit) {
  const more = texts.length - limit;
  return [foreign(texts.slice(0, limit).join(", ")), more > 0 ? el("span", { class: "small" }, ` and ${count(more)} more`) : null];
}

function options(column) {
  return [...column.values].sort().map((value) => [value, words(value)]);
}

function domainsTable(index) {
  const host = byId("domains-table");
  const search = index.id.map((_, row) => [index.id[row], index.name[row], ...index.providers[row], ...index.entities[row]].join(" ").toLowerCase());
  mountTable(host, {
    rows: index.id.map((_, row) => row),
    noun: "domain",
    empty: "This world has no domains.",
    search: (row) => search[row],
    sort: { column: 2, down: true },
    choices: [{ title: "Every split", options: SPLITS, of: (row) => index.split[row] }],
    columns: [
      { title: "Domain", width: "24%", value: (row) => index.name[row], cell: (row) => el("a", { href: domainLink(index.id[row]) }, identifier(index.name[row])) },
      { title: "Split", width: "110px", value: (row) => index.split[row], cell: (row) => splitMark(index.split[row]) },
      { title: "Tools", width: "80px", numeric: true, value: (row) => index.tools[row], cell: (row) => count(index.tools[row]) },
      { title: "Cohesion", width: "110px", numeric: true, value: (row) => index.cohesion[row] ?? -1, cell: (row) => index.cohesion[row]?.toFixed(2) ?? "–" },
      { title: "Providers", value: (row) => index.providers[row].join(", "), cell: (row) => upTo(index.providers[row], 3) },
      { title: "Entities", value: (row) => index.entities[row].join(", "), cell: (row) => upTo(index.entities[row], 6) },
    ],
  });
}

async function toolsTable(index) {
  const tools = await load("tools");
  const where = (row) => (tools.domain[row] === null ? words(decoded(tools.reason, row)) : index.name[tools.domain[row]]);
  const search = tools.name.map((name, row) => `${name} ${decoded(tools.provider, row)} ${where(row)} ${decoded(tools.detail, row)}`.toLowerCase());
  const places = [["", "in a domain"], ...options(tools.reason)];
  mountTable(byId("tools-table"), {
    rows: tools.name.map((_, row) => row),
    noun: "tool",
    empty: "This world has no tools.",
    search: (row) => search[row],
    choices: [
      { title: "Every effect", options: options(tools.effect), of: (row) => decoded(tools.effect, row) },
      { title: "Inside and outside", options: places.map(([value, text]) => [value || "inside", value ? `Outside: ${text}` : "Inside a domain"]), of: (row) => (tools.domain[row] === null ? decoded(tools.reason, row) : "inside") },
    ],
    columns: [
      { title: "Tool", width: "34%", value: (row) => tools.name[row], cell: (row) => identifier(tools.name[row], { class: "code name" }) },
      { title: "Effect", width: "90px", value: (row) => decoded(tools.effect, row), cell: (row) => el("span", { class: `effect ${decoded(tools.effect, row).toLowerCase()}` }, decoded(tools.effect, row).toLowerCase()) },
      { title: "Provider", width: "22%", value: (row) => decoded(tools.provider, row), cell: (row) => identifier(decoded(tools.provider, row)) },
      {
        title: "Domain, or why it has none",
        value: where,
        cell: (row) =>
          tools.domain[row] === null
            ? [el("span", { class: "outside" }, foreign(where(row))), " ", foreign(decoded(tools.detail, row), { class: "small" })]
            : el("a", { href: domainLink(index.id[tools.domain[row]]) }, identifier(where(row))),
      },
    ],
  });
}

async function droppedTable() {
  const dropped = await load("dropped");
  const texts = (row) => ["reason", "name", "provider", "file", "place", "detail"].map((column) => decoded(dropped[column], row));
  const search = dropped.reason.rows.map((_, row) => texts(row).join(" ").toLowerCase());
  const column = (title, key, more) => ({ title, value: (row) => decoded(dropped[key], row), cell: (row) => identifier(decoded(dropped[key], row)), ...more });
  mountTable(byId("dropped-table"), {
    rows: dropped.reason.rows.map((_, row) => row),
    noun: "entry",
    plural: "entries",
    empty: "Nothing was left out.",
    search: (row) => search[row],
    choices: [{ title: "Every reason", options: options(dropped.reason), of: (row) => decoded(dropped.reason, row) }],
    columns: [
      { title: "Reason", value: (row) => decoded(dropped.reason, row), cell: (row) => [foreign(words(decoded(dropped.reason, row))), el("span", { class: "small block" }, dropped.plain[decoded(dropped.reason, row)])] },
      column("Name", "name", { cell: (row) => identifier(decoded(dropped.name, row), { class: "code name" }) }),
      column("Provider", "provider", { width: "14%" }),
      column("Where", "file", { cell: (row) => [identifier(decoded(dropped.file, row)), " ", identifier(decoded(dropped.place, row), { class: "small" })] }),
      column("Detail", "detail", { wide: true }),
    ],
  });
}

/** Fill a table when the reader comes near it: a large world's page opens fast so. */
function whenNear(id, fill) {
  const watcher = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      fill();
    },
    { rootMargin: AHEAD },
  );
  watcher.observe(byId(id));
}

export function startTables(index) {
  domainsTable(index);
  whenNear("tools-table", () => toolsTable(index));
  whenNear("dropped-table", droppedTable);
}
