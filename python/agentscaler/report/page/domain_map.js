// Makes the drawn map move: zoom, drag, hover, arrow keys. Without it the map is a picture with links.

import { byId, count, el, foreign, identifier, splitMark } from "./dom.js";

const [LEAST_PX, MOST_PX, SHARE] = [8, 17, 0.34]; // letters: smallest, largest, and in radii
const MAX_ZOOM = 24;

export function startMap(index) {
  const map = byId("domain-map");
  if (map === null) return;
  const home = map.viewBox.baseVal;
  const whole = { x: home.x, y: home.y, w: home.width, h: home.height };
  const view = { ...whole };
  const anchors = [...map.querySelectorAll(".circles a")];
  const circles = anchors.map((anchor) => {
    const { cx, cy, r } = anchor.firstChild;
    return { x: cx.baseVal.value, y: cy.baseVal.value, r: r.baseVal.value };
  });
  const labels = [...map.querySelectorAll(".labels text")].map((node, row) => ({ node, r: circles[row].r, fit: Number(node.dataset.fit) }));
  const links = [...map.querySelectorAll(".links line")].map((line) => ({
    line,
    ends: line.dataset.ends.split(" ").map(Number),
  }));
  const tip = byId("map-tip");

  /** Map units per pixel. The drawing keeps its proportions, so the larger ratio holds. */
  function unit() {
    const box = map.getBoundingClientRect();
    return Math.max(view.w / box.width, view.h / box.height);
  }

  let drawn = 0;
  function draw() {
    map.setAttribute("viewBox", `${view.x} ${view.y} ${view.w} ${view.h}`);
    const u = unit();
    if (u === drawn) return; // only moved
    drawn = u;
    map.style.setProperty("--hair", `${u}`);
    for (const { node, r, fit } of labels) {
      const reads = fit >= LEAST_PX * u;
      node.classList.toggle("off", !reads);
      if (reads) node.setAttribute("font-size", Math.min(fit, Math.max(LEAST_PX * u, Math.min(MOST_PX * u, r * SHARE))));
    }
  }

  function zoom(factor, x = view.x + view.w / 2, y = view.y + view.h / 2) {
    const w = Math.min(whole.w, Math.max(whole.w / MAX_ZOOM, view.w / factor));
    const scale = w / view.w;
    view.x = x - (x - view.x) * scale;
    view.y = y - (y - view.y) * scale;
    view.w = w;
    view.h *= scale;
    clamp();
    draw();
  }

  function clamp() {
    view.x = Math.min(Math.max(view.x, whole.x), whole.x + whole.w - view.w);
    view.y = Math.min(Math.max(view.y, whole.y), whole.y + whole.h - view.h);
  }

  function reset() {
    Object.assign(view, whole);
    draw();
  }

  function at(clientX, clientY) {
    const point = new DOMPoint(clientX, clientY).matrixTransform(map.getScreenCTM().inverse());
    return [point.x, point.y];
  }

  // A plain wheel scrolls the page; with Ctrl (or a pinch on a pad, which says Ctrl) it zooms.
  map.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(Math.exp(-event.deltaY / 240), ...at(event.clientX, event.clientY));
    },
    { passive: false },
  );
  map.addEventListener("dblclick", (event) => zoom(2, ...at(event.clientX, event.clientY)));

  const fingers = new Map();
  let moved = 0;
  map.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    moved = 0;
  });
  map.addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) return;
    const now = [event.clientX, event.clientY];
    const u = unit();
    if (fingers.size === 2) {
      const other = [...fingers].find(([id]) => id !== event.pointerId)[1];
      const gap = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]);
      zoom(gap(now) / Math.max(gap(before), 1), ...at((now[0] + other[0]) / 2, (now[1] + other[1]) / 2));
    } else if (event.pointerType === "mouse") {
      moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1]);
      if (moved > 4) map.setPointerCapture(event.pointerId);
      view.x -= (now[0] - before[0]) * u;
      view.y -= (now[1] - before[1]) * u;
      clamp();
      draw();
    }
    fingers.set(event.pointerId, now);
  });
  for (const name of ["pointerup", "pointercancel", "pointerleave"]) {
    map.addEventListener(name, (event) => fingers.delete(event.pointerId));
  }
  map.addEventListener("click", (event) => moved > 4 && event.preventDefault(), true);
  map.addEventListener("dragstart", (event) => event.preventDefault());

  function point(row) {
    const near = new Set([row]);
    for (const { line, ends } of links) {
      const on = ends.includes(row);
      line.classList.toggle("on", on);
      if (on) ends.forEach((end) => near.add(end));
    }
    map.classList.add("pointing");
    anchors.forEach((anchor, other) => {
      anchor.classList.toggle("near", near.has(other));
      labels[other].node.classList.toggle("near", near.has(other));
    });
    const providers = index.providers[row];
    tip.replaceChildren(
      identifier(index.name[row], { class: "tip-name" }),
      el("span", null, splitMark(index.split[row]), ` · ${count(index.tools[row], "tool")}`),
      el("span", { class: "small" }, foreign(providers.slice(0, 3).join(", ")), providers.length > 3 ? ` and ${providers.length - 3} more` : ""),
    );
    tip.hidden = false;
    const frame = map.parentElement.getBoundingClientRect();
    const box = anchors[row].getBoundingClientRect();
    const left = Math.min(Math.max(box.left + box.width / 2 - frame.left - tip.offsetWidth / 2, 4), frame.width - tip.offsetWidth - 4);
    const above = box.top - frame.top - tip.offsetHeight - 8;
    tip.style.left = `${left}px`;
    tip.style.top = `${above > 0 ? above : Math.min(box.bottom - frame.top + 8, frame.height - tip.offsetHeight)}px`;
  }

  function rest() {
    tip.hidden = true;
    mark(found);
  }

  /** Bring out some circles and dim the others; null: all are equal. */
  function mark(rows) {
    map.classList.toggle("pointing", rows !== null);
    if (rows === null) return;
    links.forEach(({ line }) => line.classList.remove("on"));
    anchors.forEach((anchor, row) => {
      anchor.classList.toggle("near", rows.has(row));
      labels[row].node.classList.toggle("near", rows.has(row));
    });
  }

  let found = null;
  const texts = index.name.map((name, row) => [name, ...index.providers[row], ...index.entities[row]].join(" ").toLowerCase());
  const told = el("output", { class: "small" });
  const find = el("input", {
    type: "search",
    placeholder: "Find on the map",
    "aria-label": "Find domains on the map by name, provider or entity",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => {
      const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
      found = words.length === 0 ? null : new Set([...circles.keys()].filter((row) => words.every((word) => texts[row].includes(word))));
      told.textContent = found === null ? "" : count(found.size, "domain");
      mark(found);
    },
  });
  byId("map-find").append(find, told);
  byId("map-find").hidden = false;

  anchors.forEach((anchor, row) => {
    anchor.addEventListener("pointerenter", () => point(row));
    anchor.addEventListener("pointerleave", rest);
    anchor.addEventListener("focus", () => {
      anchors.forEach((other) => other.setAttribute("tabindex", other === anchor ? "0" : "-1"));
      point(row);
    });
    anchor.addEventListener("blur", rest);
  });

  const ways = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  map.addEventListener("keydown", (event) => {
    const row = anchors.indexOf(document.activeElement);
    const way = ways[event.key];
    if (way !== undefined && row >= 0) {
      const from = circles[row];
      let best = -1;
      let cost = Infinity;
      circles.forEach((to, other) => {
        const along = (to.x - from.x) * way[0] + (to.y - from.y) * way[1];
        const across = Math.abs((to.x - from.x) * way[1]) + Math.abs((to.y - from.y) * way[0]);
        if (other !== row && along > across * 0.6 && along + 2 * across < cost) {
          best = other;
          cost = along + 2 * across;
        }
      });
      if (best >= 0) anchors[best].focus({ preventScroll: true });
    } else if (event.key === "+" || event.key === "=") zoom(1.5);
    else if (event.key === "-") zoom(1 / 1.5);
    else if (event.key === "0") reset();
    else return;
    event.preventDefault();
  });

  const controls = byId("map-controls");
  const button = (text, label, action) => el("button", { type: "button", "aria-label": label, title: label, onclick: action }, text);
  controls.append(button("+", "Zoom in", () => zoom(1.6)), button("−", "Zoom out", () => zoom(1 / 1.6)), button("⤢", "Show all", reset));
  controls.hidden = false;
  byId("map-hint").textContent = " Zoom with the buttons, Ctrl and the wheel, or two fingers; drag to move; Tab and the arrow keys go from circle to circle.";
  new ResizeObserver(draw).observe(map);
  addEventListener("beforeprint", reset);
}
