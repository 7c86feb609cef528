// A table of any length: sorted, filtered and shown a page at a time.

import { count, el } from "./dom.js";

const PAGE = 25;

/** Widths of the columns: CSS lengths, or nothing for an equal part of the rest. */
export function columnWidths(widths) {
  return el(
    "colgroup",
    null,
    widths.map((width) => {
      const column = el("col");
      if (width) column.style.width = width;
      return column;
    }),
  );
}

/**
 * Put a table into a host.
 *
 * columns: [{ title, value: row => text or number, cell: row => node or text, numeric, width }]
 * search: row => text that the filter box looks through (lower case)
 * choices: [{ title, options: [[value, words]], of: row => value }], each a drop-down
 */
export function mountTable(host, { rows, columns, search, choices = [], noun, plural = `${noun}s`, empty, sort }) {
  let { column, down } = sort ?? { column: 0, down: false };
  let page = 0;
  let found = rows;
  const chosen = choices.map(() => "");

  const box = el("input", {
    type: "search",
    placeholder: `Search ${plural}`,
    "aria-label": `Search ${plural}`,
    autocomplete: "off",
    spellcheck: "false",
  });
  const selects = choices.map((choice, at) =>
    el(
      "select",
      { "aria-label": choice.title, onchange: (event) => ((chosen[at] = event.target.value), update()) },
      el("option", { value: "" }, choice.title),
      choice.options.map(([value, words]) => el("option", { value }, words)),
    ),
  );
  const tally = el("output", { class: "tally" });
  const heads = columns.map((item, at) =>
    el(
      "th",
      { scope: "col", class: item.numeric ? "number" : null },
      el("button", { type: "button", onclick: () => order(at) }, item.title),
    ),
  );
  const body = el("tbody");
  const back = el("button", { type: "button", onclick: () => turn(-1) }, "‹ Previous");
  const on = el("button", { type: "button", onclick: () => turn(1) }, "Next ›");
  const place = el("span", { class: "place" });

  function order(at) {
    down = column === at ? !down : Boolean(columns[at].numeric);
    column = at;
    update();
  }

  function turn(step) {
    page += step;
    draw();
  }

  function update() {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = rows.filter(
      (row) =>
        choices.every((choice, at) => chosen[at] === "" || choice.of(row) === chosen[at]) &&
        (words.length === 0 || ((text) => words.every((word) => text.includes(word)))(search(row))),
    );
    const key = columns[column].value;
    const keyed = found.map((row, at) => [key(row), at, row]);
    const sign = down ? -1 : 1;
    keyed.sort(([a, i], [b, j]) => (a < b ? -sign : a > b ? sign : i - j));
    found = keyed.map(([, , row]) => row);
    heads.forEach((head, at) =>
      head.setAttribute("aria-sort", at === column ? (down ? "descending" : "ascending") : "none"),
    );
    page = 0;
    draw();
  }

  function draw() {
    const pages = Math.max(1, Math.ceil(found.length / PAGE));
    const rowsHere = found.slice(page * PAGE, (page + 1) * PAGE);
    body.replaceChildren(
      ...rowsHere.map((row) =>
        el(
          "tr",
          null,
          columns.map((item) =>
            el(
              "td",
              { class: item.numeric ? "number" : null, "data-title": item.title },
              el("div", null, item.cell ? item.cell(row) : String(item.value(row))),
            ),
          ),
        ),
      ),
    );
    if (rowsHere.length === 0) {
      const words = rows.length === 0 ? empty : `No ${noun} fits.`;
      body.append(el("tr", null, el("td", { colspan: columns.length, class: "empty" }, words)));
    }
    tally.textContent = found.length === rows.length ? count(rows.length, noun, plural) : `${count(found.length)} of ${count(rows.length, noun, plural)}`;
    back.disabled = page === 0;
    on.disabled = page + 1 >= pages;
    place.textContent = `Page ${count(page + 1)} of ${count(pages)}`;
    pager.hidden = pages === 1;
  }

  let waiting = 0;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 80);
  });
  const pager = el("div", { class: "pager" }, back, place, on);
  host.replaceChildren(
    el("div", { class: "tools-row" }, box, selects, tally),
    el("div", { class: "scroll" }, el("table", { class: "fixed" }, columnWidths(columns.map((item) => item.width)), el("thead", null, el("tr", null, heads)), body)),
    pager,
  );
  update();
}
